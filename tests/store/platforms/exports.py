"""Made-up exports of every survey platform: twelve pupils' PHQ-9, written in each platform's layout."""

import csv
import json
from dataclasses import dataclass, field

import xlsxwriter

WORDS = ["完全不会", "好几天", "一半以上天数", "几乎每天"]
ENGLISH = ["Not at all", "Several days", "More than half the days", "Nearly every day"]
TITLES = [f"困扰之{sign}" for sign in "甲乙丙丁戊己庚辛壬"]  # made up: wording stays with the platforms
STEM = "过去两周，下面的情况有多频繁"
NUMBERS = [f"G0{n:02}" for n in range(1, 13)]

ANSWERS = [
    [0] * 9,
    [1] * 9,
    [3, 3, 3, 3, 3, 3, 3, 3, 2],
    [0, 1, 2, 3, 0, 1, 2, 3, 0],
    [2, 2, 2, None, 2, 2, 2, 2, 2],
    [1, None, None, 1, 0, 0, 0, 0, 0],
    [None] * 9,
    [0, 0, 0, 0, 0, 0, 0, 0, 1],
    [3] * 9,
    [0, 0, 0, 0, 0, 0, 0, 0, None],
    [1, 2, 1, 2, 1, 2, 1, 2, 0],
    [2, 1, 0, 1, 0, 0, 1, 0, 0],
]
"""One line per pupil. Items 2 and 8 of 3 are answered in full; blanks stand in lines 5, 6, 7 and 10."""

TOTALS = ["0", "9", "26", "12", "18", "", "", "1", "27", "", "12", "5"]
"""Worked by hand from ANSWERS: one blank is prorated (16 x 9 / 8 = 18), two or a blank item 9 leave no score."""

REFUSED = ["", "", "", "", "", "", "blank", "", "", "", "", ""]
SAFE = ["", "q9", "q9", "", "q9", "", "", "q9", "q9", "", "", ""]


@dataclass
class Table:
    """An export as lines of cells: header rows, then data rows; how it is written down is another matter."""

    heads: list
    rows: list
    suffix: str = ".csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    blank: str = ""
    totals: list = field(default_factory=lambda: list(TOTALS))
    refused: list = field(default_factory=lambda: list(REFUSED))
    safe: list = field(default_factory=lambda: list(SAFE))
    student: str = ""  # the column of numbers, where the platform writes no titles and a person must say it
    objects: object = None  # for JSON: what the file holds, made from the rows

    def mapping(self, path):
        """A mapping file, or None where none is needed."""
        if not self.student:
            return None
        path.write_text(f'instrument = "phq9"\nstudent = "{self.student}"\n', encoding="utf-8")
        return path

    def write(self, path):
        path = path.with_suffix(self.suffix)
        if self.suffix == ".xlsx":
            with xlsxwriter.Workbook(str(path)) as workbook:
                sheet = workbook.add_worksheet("Sheet1")
                for line, row in enumerate([*self.heads, *self.rows]):
                    sheet.write_row(line, 0, row)
        elif self.objects is not None:
            path.write_text(self.objects(self), encoding="utf-8")
        else:
            with path.open("w", encoding=self.encoding, newline="") as file:
                csv.writer(file, delimiter=self.delimiter).writerows([*self.heads, *self.rows])
        return path


def cells(line, words=WORDS, blank=""):
    return [blank if code is None else words[code] for code in ANSWERS[line]]


def rows(front, back=lambda _line: [], words=WORDS, blank=""):
    """Twelve rows: the platform's own cells, the answers, the platform's own cells."""
    return [[*front(line), *cells(line, words, blank), *back(line)] for line in range(12)]


def qualtrics(*, ids="json", texts="german", codes=False):
    """Three header rows; two more rows are a preview and a sheet that was never finished."""
    meta = "StartDate|EndDate|Status|IPAddress|Progress|Duration (in seconds)|Finished|RecordedDate|ResponseId|UserLanguage"
    told = "Anfangsdatum|Enddatum|Antworttyp|IP-Adresse|Fortschritt|Dauer|Beendet|Erfassungsdatum|Antwort-ID|Sprache"
    names = [*meta.split("|"), "Q1", *(f"Q2_{n}" for n in range(1, 10))]
    heads = [names]
    if texts:
        heads.append([*told.split("|"), "你的学号", *(f"{STEM} - {title}" for title in TITLES)])
    if ids:
        dates = {"timeZone": "America/Denver"}
        all_of_them = [{"ImportId": word, **(dates if "Date" in word else {})} for word in names]
        heads.append([json.dumps(one) if ids == "json" else repr(one) for one in all_of_them])
    words = ["0", "1", "2", "3"] if codes else WORDS

    def own(line):
        times = ["2026-03-02 08:00:00", "2026-03-02 08:05:00", "2026-03-02 08:05:01"]
        return [*times[:2], "0", "203.0.113.9", "100", "300", "1", times[2], f"R_{line}", "ZH-S", NUMBERS[line]]

    table = Table(heads, rows(own, words=words), student="" if texts else "Q1")
    for status, finished in (("1", "1"), ("0", "0")):
        row = [*own(2), *cells(2, words)]
        row[2], row[6] = status, finished
        table.rows.append(row)
    table.totals += ["", ""]
    table.refused += ["trial", "unfinished"]
    table.safe += ["q9", "q9"]
    return table


def qualtrics_old():
    meta = "ResponseID|ResponseSet|Name|ExternalDataReference|EmailAddress|IPAddress|Status|StartDate|EndDate|Finished"
    heads = [
        [*(f"V{n}" for n in range(1, 11)), "Q1", *(f"Q2_{n}" for n in range(1, 10))],
        [*meta.split("|"), "学号", *(f"{STEM}-{title}" for title in TITLES)],
    ]
    own = "R_1|Default|Anonymous|||203.0.113.9|0|2026-03-02 08:00:00|2026-03-02 08:05:00|1"
    return Table(heads, rows(lambda n: [*own.split("|"), NUMBERS[n]]))


def surveymonkey():
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name"]
    heads = [[*meta, "你的学号", STEM, *[""] * 8], [*[""] * 8, "Open-Ended Response", *TITLES]]
    return Table(
        heads,
        rows(
            lambda n: [
                str(10_000 + n),
                "77",
                "03/02/2026 08:00:00 AM",
                "03/02/2026 08:05:00 AM",
                "203.0.113.9",
                "",
                "",
                "",
                NUMBERS[n],
            ]
        ),
    )


def surveymonkey_one():
    heads = [["RespondentID", "学号", *(f"{STEM} - {title}" for title in TITLES)]]
    return Table(heads, rows(lambda n: [str(10_000 + n), NUMBERS[n]], words=ENGLISH))


CAPTIONS = {
    "en": "Response ID|Date submitted|Last page|Start language|Seed",
    "de": "Antwort ID|Datum Abgeschickt|Letzte Seite|Start-Sprache|Zufallsgeneratorstartwert",
}


def short(text):
    """As LimeSurvey cuts headings: fifteen signs, of the row too."""
    return text if len(text) <= 15 else f"{text[:15]}.. "


def limesurvey(style="code", delimiter=",", language="en"):
    """The twelve, of whom all were handed in; one more was begun and left."""
    codes = [
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "student",
        *(f"G1Q2[SQ{n:03}]" for n in range(1, 10)),
        "interviewtime",
    ]
    texts = [*CAPTIONS[language].split("|"), "学号", *(f"{STEM} [{title}]" for title in TITLES), "Total time"]
    heads = {
        "code": codes,
        "code_": [code.replace("[", "_").replace("]", "") for code in codes],
        "abbreviated": [*texts[:6], *(f"{short(STEM)} [{short(title)}]" for title in TITLES), "Total time"],
        "full": texts,
        "codetext": [f"{code}. {text}" for code, text in zip(codes, texts, strict=True)],
    }[style]
    own_cells = lambda n: [str(n + 1), "1980-01-01 00:00:00", "3", "zh-Hans", "42", NUMBERS[n]]  # noqa: E731
    table = Table([heads], rows(own_cells, lambda _n: ["301.5"]), delimiter=delimiter, encoding="utf-8-sig")
    table.rows.append([*own_cells(8)[:1], "", *own_cells(8)[2:], *cells(8), ""])
    table.totals.append("")
    table.refused.append("unfinished")
    table.safe.append("q9")
    return table


def microsoft_forms(language="en", suffix=".xlsx"):
    heads = {
        "en": ["ID", "Start time", "Completion time", "Email", "Name"],
        "zh": ["ID", "开始时间", "完成时间", "电子邮件", "姓名"],
    }[language]
    front = lambda n: [str(n + 1), "2026-03-02 08:00:00", "2026-03-02 08:05:00", "anonymous", "", NUMBERS[n]]  # noqa: E731
    return Table([[*heads, "学号\xa0", *TITLES]], rows(front), suffix=suffix)


def google_forms(first="时间戳记"):
    return Table([[first, "学号", *(f"{STEM} [{title}]" for title in TITLES)]], rows(lambda n: ["8/7/2026 12:02", NUMBERS[n]]))


def tencent():
    heads = [
        "编号",
        "开始答题时间",
        "结束答题时间",
        "答题时长",
        "1.学号",
        *(f"{n}.{title}" for n, title in enumerate(TITLES, start=2)),
    ]
    tail = ["语言", "清洗数据结果", "智能清洗数据无效概率", "地理位置省", "地理位置市", "用户类型", "IP", "UA", "Referrer", ""]
    lettered = [f"{letter}.{word}" for letter, word in zip("ABCD", WORDS, strict=True)]
    front = lambda n: [str(n), "2026/3/2 8:00", "2026/3/2 8:05", "300", NUMBERS[n] + "\t"]  # noqa: E731
    return Table(
        [[*heads, *tail]],
        rows(front, lambda _n: ["简体中文", "有效", "0.1", "某省", "某市", "匿名", "203.0.113.9", "x", "", ""], words=lettered),
        encoding="gb18030",
    )


def shoujibiao():
    heads = ["提交者（自动）", "提交时间（自动）", "学号（必填）", *(f"{title}（必填）" for title in TITLES)]
    return Table([heads], rows(lambda n: ["某人", "2026年3月2日 08:05", NUMBERS[n]], blank="-"), suffix=".xlsx")


def jinshuju():
    heads = ["序号", "学号", *TITLES, "提交人", "提交时间", "修改时间", "填写时长"]
    return Table(
        [heads], rows(lambda n: [str(n + 1), NUMBERS[n]], lambda _n: ["", "2026-03-02 08:05:00", "2026-03-02 08:05:00", "300"])
    )


def jinshuju_api():
    keys = [
        "serial_number",
        "field_1",
        *(f"field_{n}" for n in range(2, 11)),
        "creator_name",
        "created_at",
        "updated_at",
        "info_filling_duration",
    ]
    table = Table(
        [keys],
        rows(lambda n: [str(n + 1), NUMBERS[n]], lambda _n: ["", "2026-03-02T00:05:00Z", "2026-03-02T00:05:00Z", "300"]),
        suffix=".json",
        student="field_1",
    )
    table.objects = lambda self: json.dumps(
        {"total": 12, "data": [dict(zip(self.heads[0], row, strict=True)) for row in self.rows]}, ensure_ascii=False
    )
    return table


def wenjuan(codes=True):
    heads = [
        "seq",
        "source",
        "Q1",
        *(f"Q2_R{n}" for n in range(1, 10)),
        "start",
        "finish",
        "time_used",
        "ip_province",
        "ip_city",
        "ip",
        "browser",
        "os",
    ]
    words = ["0", "1", "2", "3"] if codes else WORDS
    back = lambda _n: ["2026/3/2 8:00", "2026/3/2 8:05", "300", "某省", "某市", "203.0.113.9", "x", "y"]  # noqa: E731
    return Table([heads], rows(lambda n: [str(n + 1), "web", NUMBERS[n]], back, words=words), encoding="gb18030", student="Q1")


def redcap():
    """One form; one more sheet was begun and not handed in."""
    heads = [
        "record_id",
        "redcap_survey_identifier",
        "phq_timestamp",
        "student_id",
        *(f"phq9_{n}" for n in range(1, 10)),
        "phq_complete",
    ]
    front = lambda n: [str(n + 1), "", "2026-03-02 08:05:00", NUMBERS[n]]  # noqa: E731
    table = Table([heads], rows(front, lambda _n: ["2"], words=["0", "1", "2", "3"]))
    table.rows.append(["13", "", "[not completed]", NUMBERS[8], *cells(8, ["0", "1", "2", "3"]), "0"])
    table.totals.append("")
    table.refused.append("unfinished")
    table.safe.append("q9")
    return table


KOBO = [
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_notes",
    "_status",
    "_submitted_by",
    "__version__",
    "_tags",
    "_index",
]


def kobo(delimiter=";"):
    heads = ["start", "end", "intro/student_id", *(f"mood/phq9_q{n}" for n in range(1, 10)), *KOBO]
    front = lambda n: ["2026-03-02T08:00:00.000+08:00", "2026-03-02T08:05:00.000+08:00", NUMBERS[n]]  # noqa: E731
    back = lambda n: [str(n), "u", "2026-03-02T00:05:01", "", "", "submitted_via_web", "", "v1", "", str(n + 1)]  # noqa: E731
    return Table([heads], rows(front, back, words=["0", "1", "2", "3"]), delimiter=delimiter)


def odk():
    heads = [
        "SubmissionDate",
        "start",
        "end",
        "intro-student_id",
        *(f"mood-phq9_{n}" for n in range(1, 10)),
        "meta-instanceID",
        "KEY",
        "SubmitterID",
        "ReviewState",
    ]
    front = lambda n: ["2026-03-02T00:05:01.000Z", "", "", NUMBERS[n]]  # noqa: E731
    return Table([heads], rows(front, lambda n: [f"uuid:{n}", f"uuid:{n}", "7", ""], words=["0", "1", "2", "3"]))


def formr(suffix=".json"):
    """Items keyed the other way are called …R; one session never ended."""
    heads = [
        "session",
        "created",
        "modified",
        "ended",
        "expired",
        "student_id",
        *(f"phq9_{n}{'R' if n == 4 else ''}" for n in range(1, 10)),
    ]
    front = lambda n: [f"s{n}", "2026-03-02 08:00:00", "2026-03-02 08:05:00", "2026-03-02 08:05:00", None, NUMBERS[n]]  # noqa: E731
    table = Table([heads], rows(front, words=["0", "1", "2", "3"]), suffix=suffix)
    table.rows.append(
        ["s13", "2026-03-02 08:00:00", "2026-03-02 08:01:00", None, None, NUMBERS[8], *cells(8, ["0", "1", "2", "3"])]
    )
    table.totals.append("")
    table.refused.append("unfinished")
    table.safe.append("q9")
    if suffix == ".json":
        table.objects = lambda self: json.dumps(
            [{key: cell or None for key, cell in zip(self.heads[0], row, strict=True)} for row in self.rows]
        )
    return table


LOINC = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
CODES = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def response(number, answers, status="completed"):
    """One QuestionnaireResponse, items in a group, with the total that we never read."""
    items = [
        {"linkId": f"/{link}", "text": f"item {place}", "answer": [{"valueCoding": {"system": "http://loinc.org", "code": code}}]}
        for place, (link, code) in enumerate(zip(LOINC, answers, strict=False))
        if code
    ]
    total = {"linkId": "/44261-6", "text": "total", "answer": [{"valueDecimal": 12}]}
    return {
        "resourceType": "QuestionnaireResponse",
        "status": status,
        "subject": {"reference": f"Patient/{number}", "display": "Nobody"},
        "authored": "2026-03-02T08:05:00+08:00",
        "item": [{"linkId": "group", "item": items}, total],
    }


def fhir(form="bundle"):
    """A Bundle with a Patient in it, the same one a line, or a list; two more are not finished or entered in error."""
    table = Table([["number", "status", *LOINC]], rows(lambda n: [NUMBERS[n], "completed"], words=CODES), suffix=".json")
    table.rows += [[NUMBERS[8], "in-progress", *cells(8, CODES)], [NUMBERS[8], "entered-in-error", *cells(8, CODES)]]
    table.totals += ["", ""]
    table.refused += ["unfinished", "trial"]
    table.safe += ["q9", "q9"]

    def written(self):
        all_of_them = [response(row[0], row[2:], row[1]) for row in self.rows]
        if form == "lines":
            return "\n".join(json.dumps(each) for each in all_of_them) + "\n"
        entries = [
            {"resource": {"resourceType": "Patient", "name": [{"text": "Nobody"}]}},
            *({"resource": each} for each in all_of_them),
        ]
        return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)

    table.objects = written
    return table


def wjx(coding="text"):
    """问卷星 with its six columns, one matrix of which only the first row carries the stem; blanks are written out."""
    heads = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、你的学号"]
    heads += [f"2、{STEM + '—' if place == 0 else ''}{title}" for place, title in enumerate(TITLES)]
    words, blank = (WORDS, "(空)") if coding == "text" else (["1", "2", "3", "4"], "-2")
    front = lambda n: [str(n + 1), "2026/3/2 8:05:00", "136秒", "链接", "N/A", "203.0.113.9(某省-某市)", NUMBERS[n]]  # noqa: E731
    return Table([heads], rows(front, words=words, blank=blank), encoding="utf-8-sig" if coding == "text" else "gb18030")


def named():
    """A table of somebody's own, columns called as items."""
    return Table([["student", *(f"q{n}" for n in range(1, 10))]], rows(lambda n: [NUMBERS[n]], words=["0", "1", "2", "3"]))


PLATFORMS = {
    "问卷星 with texts": (wjx, "wjx"),
    "问卷星 with numbers": (lambda: wjx("number"), "wjx"),
    "a table with items as names": (named, "plain"),
    "qualtrics": (qualtrics, "qualtrics"),
    "qualtrics with Python quotes and codes": (lambda: qualtrics(ids="python", codes=True), "qualtrics"),
    "qualtrics with texts and no ids": (lambda: qualtrics(ids=""), "qualtrics"),
    "qualtrics with ids and no texts": (lambda: qualtrics(texts=""), "qualtrics"),
    "qualtrics with one header row": (lambda: qualtrics(ids="", texts=""), "qualtrics"),
    "qualtrics of old": (qualtrics_old, "qualtrics"),
    "surveymonkey with two header rows": (surveymonkey, "surveymonkey"),
    "surveymonkey with one header row": (surveymonkey_one, "surveymonkey"),
    "limesurvey with codes": (limesurvey, "limesurvey"),
    "limesurvey with codes for its expressions": (lambda: limesurvey("code_"), "limesurvey"),
    "limesurvey with texts cut short": (lambda: limesurvey("abbreviated", ";"), "limesurvey"),
    "limesurvey with German texts": (lambda: limesurvey("full", ";", "de"), "limesurvey"),
    "limesurvey with codes and texts": (lambda: limesurvey("codetext"), "limesurvey"),
    "microsoft forms": (microsoft_forms, "microsoft_forms"),
    "microsoft forms in Chinese, saved as CSV": (lambda: microsoft_forms("zh", ".csv"), "microsoft_forms"),
    "google forms": (google_forms, "google_forms"),
    "google forms in English": (lambda: google_forms("Timestamp"), "google_forms"),
    "腾讯问卷": (tencent, "tencent"),
    "收集表": (shoujibiao, "shoujibiao"),
    "金数据": (jinshuju, "jinshuju"),
    "金数据 by its API": (jinshuju_api, "jinshuju"),
    "问卷网 with codes": (wenjuan, "wenjuan"),
    "问卷网 with texts": (lambda: wenjuan(codes=False), "wenjuan"),
    "redcap": (redcap, "redcap"),
    "kobo": (kobo, "kobo"),
    "odk": (odk, "kobo"),
    "formr as JSON": (formr, "formr"),
    "formr as CSV": (lambda: formr(".csv"), "formr"),
    "fhir bundle": (fhir, "fhir"),
    "fhir, one response a line": (lambda: fhir("lines"), "fhir"),
}
