"""Every layout rule we know of, one small file each; the letters tell how it is known: seen, in public code, or unconfirmed."""

import csv
import json

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files import open_export
from screening.core.errors import MappingFault
from screening.intake import times
from screening.intake.plan import plan_export
from screening.intake.platforms import coding_in_name, recognise
from screening.intake.rows import read_rows
from tests.store.platforms.exports import ANSWERS, KOBO, NUMBERS, TITLES, WORDS

WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
FILLED = ["1", "2025/3/6 0:13:26", "136秒", "微信", "N/A", "203.0.113.9(某省-某市)"]
TENCENT = ["编号", "开始答题时间", "结束答题时间", "答题时长"]


def opened(folder, headings, *rows, name="export.csv", encoding="utf-8", delimiter=","):
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([headings, *rows])
    return open_export(path)


def told(export):
    return [(q.number, q.stem, q.row, q.matrix) for q in recognise(export).questions]


@pytest.mark.parametrize(
    ("headings", "platform"),
    [
        pytest.param([*WJX, "1、甲"], "wjx", id="wjx: all six columns [S]"),
        pytest.param([*WJX[:4], "甲"], "wjx", id="wjx: four of six are enough [S]"),
        pytest.param(["序号", "1、甲", "2、乙"], "wjx", id="wjx: only the number left, titles numbered [S]"),
        pytest.param(["1、甲", "2、乙"], "wjx", id="wjx: no column left, titles numbered [S]"),
        pytest.param(["第6题(运动)", "第6题(唱歌)"], "wjx", id="wjx: the older layout by numbers [S]"),
        pytest.param(["seq", "source", "Q1", "start", "finish", "time_used", "ip"], "wenjuan", id="wenjuan [C]"),
        pytest.param([*TENCENT, "1.甲"], "tencent", id="tencent: the front [C]"),
        pytest.param(
            ["1.甲", "语言", "清洗数据结果", "用户类型", "用户标识", "IP", "UA", "Referrer"],
            "tencent",
            id="tencent: the tail [C]",
        ),
        pytest.param(["学号（必填）", "提交者（自动）", "提交时间（自动）"], "shoujibiao", id="shoujibiao: its columns last [C]"),
        pytest.param(["序号", "学号", "提交人", "提交时间", "修改时间"], "jinshuju", id="jinshuju: the sheet [K]"),
        pytest.param(["时间戳记", "你的学号", "近况 [甲]"], "google_forms", id="google: its time [S]"),
        pytest.param(
            ["学号 ", "近况如何 [甲]", "近况如何 [乙]", "近况如何 [丙]"], "google_forms", id="google: the time deleted [S]"
        ),
        pytest.param(["ID", "Start time", "Completion time", "Email", "Name", "甲"], "microsoft_forms", id="forms [S]"),
        pytest.param(["ID", "开始时间", "完成时间", "电子邮件", "姓名", "甲"], "microsoft_forms", id="forms in Chinese [K]"),
        pytest.param([*KOBO, "甲"], "kobo", id="kobo [C]"),
        pytest.param(["SubmissionDate", "meta-instanceID", "KEY", "甲"], "kobo", id="odk central [K]"),
        pytest.param(["SubmissionDate", "Profile.HH", "meta.instanceID", "KEY"], "kobo", id="odk briefcase, dots [S]"),
        pytest.param(["session", "created", "modified", "ended", "expired", "x_1"], "formr", id="formr [S]"),
        pytest.param(["id", "submitdate", "lastpage", "startlanguage", "seed", "G1Q1"], "limesurvey", id="limesurvey codes [S]"),
        pytest.param(["study_id", "mood_1", "mood_complete"], "redcap", id="redcap: a form's state [S]"),
        pytest.param(["record_id", "redcap_event_name", "x"], "redcap", id="redcap: an event [S]"),
        pytest.param(["Study ID", "Event Name", "Mood", "Complete?"], "redcap", id="redcap by labels [C]"),
        pytest.param(["RespondentID", "CollectorID", "Q - a"], "surveymonkey", id="surveymonkey [K]"),
        pytest.param(["提交人", "创建时间", "学号", "q1"], "plain", id="feishu has no signature [K]"),
        pytest.param(["student", "q1", "q2"], "plain", id="anybody's table"),
    ],
)
def test_a_platform_is_known_by_its_headings(tmp_path, headings, platform):
    assert recognise(opened(tmp_path, headings)).platform == platform


@pytest.mark.parametrize(
    ("headings", "understood"),
    [
        pytest.param(
            ["1、甲—一", "1、二", "2、丙"], [(1, "甲", "一", True), (1, "甲", "二", True), (2, "丙", "", False)], id="wjx matrix"
        ),
        pytest.param(
            ["1、甲", "2、姓名：—x", "2、所在地区："],
            [(1, "甲", "", False), (2, "姓名:", "x", True), (2, "姓名:", "所在地区:", True)],
            id="wjx blanks of one question",
        ),
        pytest.param(
            [*TENCENT, "16.甲", "3.你来自于：_填空3", ""],
            [(16, "甲", "", False), (3, "你来自于:_填空3", "", False)],
            id="tencent: an empty last column",
        ),
        pytest.param(
            [*TENCENT, "4.喜欢：唱", "4.喜欢：跳"],
            [(4, "喜欢", "唱", True), (4, "喜欢", "跳", True)],
            id="tencent: a column an option",
        ),
        pytest.param(
            ["提交者（自动）", "心情（必填）", "备注（选填）"],
            [(None, "心情", "", False), (None, "备注", "", False)],
            id="marks taken off",
        ),
        pytest.param(
            ["时间戳记", "近况 [甲]", "近况 [乙]", "总分"],
            [(None, "近况", "甲", True), (None, "近况", "乙", True)],
            id="google grid, no score",
        ),
        pytest.param(
            ["ID", "Start time", "Completion time", "Email", "Name", "甲\xa0", "Points - 甲", "Feedback - 甲", "Total points"],
            [(None, "甲", "", False)],
            id="forms: a quiz' points left alone",
        ),
        pytest.param(
            [*KOBO, "_parent_table_name", "_parent_index", "g/h/sel", "g/h/sel/a", "g/h/sel/b"],
            [(None, "sel", "", False), (None, "", "a", True), (None, "", "b", True)],
            id="kobo: groups, boxes, parents",
        ),
        pytest.param(
            ["seq", "source", "start", "finish", "time_used", "Q3_A1", "Q3_A2", "Q4_R1", "Q4_R2"],
            [(None, "", "Q3_A1", True), (None, "", "Q3_A2", True), (None, "Q4 Q4_", "R1", True), (None, "Q4 Q4_", "R2", True)],
            id="wenjuan: boxes and rows",
        ),
        pytest.param(
            ["id", "submitdate", "lastpage", "startlanguage", "G1Q1[SQ001]", "G1Q1[SQ002]", "groupTime12", "interviewtime"],
            [(None, "G1Q1", "SQ001", True), (None, "G1Q1", "SQ002", True)],
            id="limesurvey: times at the end",
        ),
        pytest.param(
            ["serial_number", "field_1", "creator_name", "created_at", "info_region.province"],
            [(None, "field_1", "", False)],
            id="jinshuju api: what it adds",
        ),
    ],
)
def test_headings_are_taken_apart(tmp_path, headings, understood):
    assert told(opened(tmp_path, headings)) == understood


def block(blank="", words=WORDS):
    return [[blank if code is None else words[code] for code in line] for line in ANSWERS]


def coded(export):
    batch = read_rows(next(iter(export.chunks())), plan_export(export, [load_instrument("phq9")]))
    return batch.answers["phq9@1"].tolist(), batch.unreadable["phq9@1"].tolist()


TRUE = [[-1 if code is None else code for code in line] for line in ANSWERS]
MATRIX = [f"2、{'近况—' if not place else ''}{title}" for place, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        pytest.param(block("(空)"), "a.csv", id="by words, left blank [S]"),
        pytest.param(block("(跳过)"), "a.csv", id="by words, skipped [S]"),
        pytest.param(block("（跳过）"), "a.csv", id="by words, brackets edited [C]"),
        pytest.param(block("( 空)"), "a.csv", id="by words, a space inside [C]"),
        pytest.param(block(""), "a.csv", id="by words, a truly empty cell [S]"),
        pytest.param(block("-2", "1234"), "9_按序号_x.csv", id="by numbers, -2 [S]"),
        pytest.param(block("-3", "1234"), "9_按序号_x.csv", id="by numbers, -3 [C]"),
        pytest.param(block("(空)", "0123"), "9_按分数_x.csv", id="by scores [C]"),
        pytest.param(block("(空)", "0123"), "9_按文本_x.csv", id="a scale is numbers even by words [S]"),
        pytest.param(
            block("", [f"{letter}.{word}" for letter, word in zip("ABCD", WORDS, strict=True)]), "a.csv", id="letters before [C]"
        ),
        pytest.param(block("", [f"{word}〖写了什么〗" for word in WORDS]), "a.csv", id="filled in behind an option [C]"),
        pytest.param(block("", [f" {word}\xa0" for word in WORDS]), "a.csv", id="spaces around [S]"),
        pytest.param(block("", [f"{word}\t" for word in WORDS]), "a.csv", id="a TAB behind [C]"),
        pytest.param(block("", "１２３４"), "9_按序号_x.csv", id="full-width digits"),
    ],
)
def test_answers_are_read_in_every_coding_and_blanks_are_never_low(tmp_path, answers, name):
    rows = [[*FILLED[:1], *FILLED[1:], NUMBERS[n], *line] for n, line in enumerate(answers)]
    codes, unreadable = coded(opened(tmp_path, [*WJX, "1、学号", *MATRIX], *rows, name=name))
    assert codes == TRUE
    assert not any(unreadable)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gbk", ","), ("utf-16", "\t"), ("utf-8", ";")])
def test_every_encoding_and_delimiter_gives_the_same_answers(tmp_path, encoding, delimiter):
    rows = [[*FILLED, NUMBERS[n], *line] for n, line in enumerate(block("(空)"))]
    assert coded(opened(tmp_path, [*WJX, "1、学号", *MATRIX], *rows, encoding=encoding, delimiter=delimiter))[0] == TRUE


def test_an_attention_check_inside_the_block_moves_no_item(tmp_path):
    headings = [*WJX, "1、学号", *MATRIX[:6], "2、这道题请选择“好几天”", *MATRIX[6:]]
    rows = [[*FILLED, NUMBERS[n], *line[:6], WORDS[1], *line[6:]] for n, line in enumerate(block("(空)"))]
    assert coded(opened(tmp_path, headings, *rows))[0] == TRUE


def test_the_platforms_own_total_and_where_a_pupil_sat_are_not_read(tmp_path):
    layout = recognise(opened(tmp_path, [*WJX, "总分", "1、学号"], [*FILLED, "27", "G1"]))
    assert layout.ignored == (3, 4, 5, 6)


def test_n_a_and_none_are_words_and_no_gaps(tmp_path):
    export = opened(tmp_path, [*WJX, "1、学号", "2、备注"], [*FILLED, "NA", "None"], [*FILLED, "无", "null"])
    assert [row[6:] for row in export.sample] == [("NA", "None"), ("无", "null")]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("136秒", 136), ("2分3秒", 123), ("1小时2分3秒", 3723), ("00:02:16", 136), ("136", 136), ("2分钟", 120)],
)
def test_the_time_used_is_read_in_every_spelling(text, seconds):
    assert times.seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        pytest.param("2025/3/6 0:13:26", "2025-03-05T16:13:26", id="wjx, not padded [S]"),
        pytest.param("2021/4/26 19:50", "2021-04-26T11:50:00", id="after Excel, no seconds [S]"),
        pytest.param("2021-04-26 19:55:09", "2021-04-26T11:55:09", id="tencent [C]"),
        pytest.param("2026-03-02T08:05:00+08:00", "2026-03-02T00:05:00", id="its own zone"),
    ],
)
def test_a_submission_time_is_beijings_unless_it_tells_another(text, utc):
    assert str(times.utc_times([text], "Asia/Shanghai")[0]) == utc


@pytest.mark.parametrize(
    ("name", "coding"),
    [("3_按文本_x_4_4.xlsx", "text"), ("3_按序号_x.csv", "number"), ("3_按分数_x.xlsx", "score"), ("8_8_0.xls", "text"),
     ("8_8_1.xls", "score"), ("8_8_2.xls", "number"), ("20260302_2_初一.xlsx", None)],
)  # fmt: skip
def test_a_file_name_tells_the_coding_only_in_the_platforms_own_form(name, coding):
    assert coding_in_name(name) == coding


def test_an_object_of_rows_in_json_is_a_column_for_each_row(tmp_path):
    """SurveyJS writes a matrix so [K]."""
    path = tmp_path / "s.json"
    lines = [
        {"student": NUMBERS[n], "phq9": {f"q{i + 1}": code for i, code in enumerate(line)}} for n, line in enumerate(ANSWERS)
    ]
    path.write_text(json.dumps(lines))
    assert coded(open_export(path))[0] == TRUE


def test_codes_only_an_author_knows_are_asked_about(tmp_path):
    """LimeSurvey's A1, Qualtrics' huge recodes [S]."""
    for words in (["A1", "A2", "A3", "A4"], ["16738740", "16738741", "16738742", "16738743"]):
        rows = [[str(n), "2026-03-02 08:00:00", "3", "zh", NUMBERS[n], *line] for n, line in enumerate(block("", words))]
        names = [f"G1[SQ{n:03}]" for n in range(9)]
        with pytest.raises(MappingFault):
            coded(opened(tmp_path, ["id", "submitdate", "lastpage", "startlanguage", "student", *names], *rows))
