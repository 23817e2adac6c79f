"""Reads report forms: one line, one thing told of one pupil; a bad line is refused with its reason, the others stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from screening.core.language import Text
from screening.intake.report_kinds import GRADES, KINDS, NAMED, REPORTERS, SOURCES, Kind, Report, meant
from screening.intake.roster_tables import Table, find_table
from screening.intake.text import clean, compact, is_damaged, student_number
from screening.intake.times import utc_times

REPORT_NAMES: dict[str, tuple[str, ...]] = {
    "number": ("学号", "学籍号", "学生学号", "number", "pupil", "student"),
    "name": ("姓名", "学生姓名", "name"),
    "class": ("班级", "class"),
    "kind": ("报告类型", "观察类别", "类别", "类型", "kind"),
    "grade": ("等级", "程度", "grade"),
    "at": ("时间", "日期", "观察时间", "发生时间", "at", "seen_at"),
    "by": ("报告人身份", "身份", "来源", "by"),
    "observer": ("报告人", "报告人姓名", "观察人", "observer"),
    "text": ("说明", "情况说明", "备注", "text", "note"),
    "confirmed": ("成人已确认", "成人确认", "adult_confirmed"),
    "sources": ("伤害来源", "source_of_harm"),
    "named": ("涉及人员", "named_people"),
    "fears": ("害怕回家", "fears_going_home"),
    "injured": ("受伤", "injured"),
    "id": ("编号", "报告编号", "id"),
}
"""Headings of the form, the preferred one first; JSON objects may use the English ones."""

_YES, _NO = ("是", "有", "true", "yes", "y", "1", "√"), ("", "否", "无", "没有", "false", "no", "n", "0")
_AHEAD = timedelta(minutes=10)  # clocks differ; anything later has not happened yet


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One line understood. Names and words live in memory and in sealed things only."""

    row: int  # line of the form, from 1
    report: Report  # its ``observer`` as written
    number: str = ""
    name: str = ""
    school_class: str = ""
    text: str = ""
    given_id: str = ""
    timed: bool = True  # the line tells when; otherwise it counts as seen when it was entered


@dataclass(frozen=True, kw_only=True)
class LineFault:
    """One line that can't be taken: what is wrong and what to do, never what stands in it."""

    row: int
    what: Text
    hint: Text


Line = ReportLine | LineFault


@dataclass
class _Cells:
    """The cells of one line by key, and what is wrong with them."""

    row: int
    cells: Mapping[str, str]
    faults: list[tuple[Text, Text]] = field(default_factory=list)

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def wrong(self, zh: str, en: str, hint_zh: str, hint_en: str) -> None:
        self.faults.append((Text(zh, en), Text(hint_zh, hint_en)))


def read_report_table(table: Table, now: datetime) -> tuple[Line, ...]:
    """Every line of a form with headings; empty if no heading is known. What stands in a line decides that line alone."""
    found = find_table(table, REPORT_NAMES)
    return tuple(_line(_Cells(row, cells), now) for row, cells in found)


def is_report_table(table: Table) -> bool:
    """Whether the headings name a pupil and something that is told."""
    columns = find_table(table, REPORT_NAMES).columns
    return bool({"number", "name"} & columns.keys()) and bool({"kind", "grade"} & columns.keys())


def read_report_objects(objects: Sequence[object], now: datetime) -> tuple[Line, ...]:
    """Every JSON object as a line of the form, its keys being any of the headings; an unknown key is a fault."""
    return tuple(_object(row, told, now) for row, told in enumerate(objects, start=1))


def _object(row: int, told: object, now: datetime) -> Line:
    keys = {compact(name): key for key, names in REPORT_NAMES.items() for name in names}
    if not isinstance(told, Mapping):
        return LineFault(row=row, what=Text("这一条不是一个对象", "this is no object"), hint=_FORM)
    unknown = [str(key) for key in told if compact(str(key)) not in keys]
    if unknown:
        return LineFault(row=row, what=Text("有认不出的字段", "there are keys that are not known"), hint=_FORM)
    return _line(_Cells(row, {keys[compact(str(key))]: _as_cell(value) for key, value in told.items()}), now)


def _as_cell(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "是" if value else ""
    return "、".join(map(str, value)) if isinstance(value, list) else clean(str(value))


def _line(told: _Cells, now: datetime) -> Line:
    kind = _kind(told)
    number = student_number(told["number"])
    _check_pupil(told, number)
    report = Report(
        kind=kind,
        by=_reporter(told, kind),
        seen_at=_time(told, now),
        grade=_grade(told, kind),
        observer=told["observer"],
        adult_confirmed=_yes(told, "confirmed"),
        sources=_several(told, "sources", SOURCES),
        named=_several(told, "named", NAMED),
        fears_home=_yes(told, "fears"),
        injured=_yes(told, "injured"),
    )
    if kind is Kind.MESSAGE and not told["text"]:
        told.wrong("留言是空的", "the message is empty", "请在“说明”里写上内容", "write it into the column 说明")
    if told.faults:
        what, hint = told.faults[0]
        return LineFault(row=told.row, what=what, hint=hint)
    given = told["id"]
    return ReportLine(
        row=told.row,
        report=report,
        number=number,
        name=told["name"],
        school_class=told["class"],
        text=told["text"],
        given_id=given,
        timed=bool(told["at"]),
    )


def _check_pupil(told: _Cells, number: str) -> None:
    if is_damaged(number):
        told.wrong(
            "学号被表格软件改坏了", "a spreadsheet damaged the student number", "把该列设为文本后重新填写", "write it as text"
        )
    elif not number and not (told["name"] and told["class"]):
        told.wrong(
            "没有写明是哪位学生", "the line names no pupil", "填学号，或者姓名和班级都填", "give the number, or name and class"
        )


def _kind(told: _Cells) -> Kind:
    """The kind told; without one, or with a word of the school's own, an observation if the grade is an observation's."""
    found = meant(told["kind"], {str(kind): names for kind, names in KINDS.items()})
    if found is not None:
        return Kind(found)
    unnamed = told["grade"] and not told["kind"]  # then the grade is what is wrong, and is said to be
    if not unnamed and meant(told["grade"], GRADES[Kind.OBSERVATION]) is None:
        told.wrong(
            "认不出报告类型",
            "the kind of report is not known",
            f"可以写：{'、'.join(names[0] for names in KINDS.values())}",
            f"one of {', '.join(KINDS)}",
        )
    return Kind.OBSERVATION


def _grade(told: _Cells, kind: Kind) -> str:
    if kind not in GRADES:
        return ""
    found = meant(told["grade"], GRADES[kind])
    if found is None:
        said = "、".join(f"{code}（{names[0]}）" if names else code for code, names in GRADES[kind].items())
        told.wrong("认不出等级", "the grade is not known", f"可以写：{said}", f"one of {', '.join(GRADES[kind])}")
    return found or ""


def _reporter(told: _Cells, kind: Kind) -> str:
    """Who tells: from the column of roles, else from the reporter's cell; a wish to talk is the pupil's own unless said."""
    if kind is Kind.TALK and not told["by"]:
        return "pupil"
    found = meant(told["by"], REPORTERS) or (None if told["by"] else meant(told["observer"], REPORTERS))
    if found is None:
        told.wrong(
            "没有写明报告人的身份，或者认不出",
            "the reporter's role is missing or not known",
            f"“报告人身份”可以写：{'、'.join(names[0] for names in REPORTERS.values())}",
            f"one of {', '.join(REPORTERS)}",
        )
    return found or ""


def _time(told: _Cells, now: datetime) -> datetime:
    """When it was seen; now if the line doesn't say. A date alone is the day's beginning."""
    if not told["at"]:
        return now
    found = utc_times([told["at"]])[0]
    if np.isnat(found):
        told.wrong("时间读不懂", "the time can't be read", "例如 2026-11-10 09:30", "for example 2026-11-10 09:30")
        return now
    seen: datetime = found.astype(datetime).replace(tzinfo=UTC)
    if seen > now + _AHEAD:
        told.wrong("时间在将来", "the time lies in the future", "请核对年月日", "check the date")
    return seen


def _yes(told: _Cells, key: str) -> bool:
    word = compact(told[key])
    if word not in (*_YES, *_NO):
        heading = REPORT_NAMES[key][0]
        told.wrong(f"“{heading}”一列读不懂", f"the column {heading} can't be read", "填 是 或留空", "write 是 or leave it empty")
    return word in _YES


def _several(told: _Cells, key: str, words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Codes of the words in one cell, in order; each must be known: who is named must hear nothing, so nobody is skipped."""
    found = []
    for word in _parts(told[key]):
        code = meant(word, words)
        if code is None:
            heading = REPORT_NAMES[key][0]
            told.wrong(
                f"“{heading}”里有认不出的词",
                f"there is an unknown word in {heading}",
                f"可以写：{'、'.join(names[0] for names in words.values())}，用顿号分开",
                f"one or more of {', '.join(words)}",
            )
        else:
            found.append(code)
    return tuple(found)


def _parts(text: str) -> Iterator[str]:
    for sign in "，,;；/\n":
        text = text.replace(sign, "、")
    return (part.strip() for part in text.split("、") if part.strip())


_FORM = Text(
    "字段用表格的列名：学号、报告类型、等级、时间、报告人身份、说明……",
    f"keys are {', '.join(names[-1] for names in REPORT_NAMES.values())}",
)
