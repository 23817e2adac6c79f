"""The school's own calendar from a table: terms, days off, make-up days and nodes, one line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from screening.core.errors import Faults, PolicyFault, ScreeningError
from screening.core.language import Text, plain
from screening.intake.roster_tables import Table, find_table
from screening.intake.text import compact
from screening.intake.times import utc_times

HEADINGS: dict[str, tuple[str, ...]] = {
    "kind": ("类型", "项目", "kind"),
    "first": ("开始", "自", "日期", "起", "from"),
    "last": ("结束", "至", "止", "to"),
    "name": ("名称", "说明", "备注", "name"),
}
KINDS: dict[str, str] = {
    **dict.fromkeys(("学期", "term"), "term"),
    **dict.fromkeys(("放假", "节假日", "假期", "holiday"), "holiday"),
    **dict.fromkeys(("调休", "补课", "调休上班", "make-up"), "make_up"),
    **dict.fromkeys(("新生入学", "入学", "开学", "entry"), "entry"),
    **dict.fromkeys(("毕业", "毕业季", "graduation"), "graduation"),
    **dict.fromkeys(("期中", "期中考试", "mid-term"), "mid_term"),
    **dict.fromkeys(("期末", "期末考试", "final"), "final"),
    **dict.fromkeys(("中考", "升学", "entrance exam"), "entrance_exam"),
    **dict.fromkeys(("新生转学", "转学", "transfer"), "transfer"),
    **dict.fromkeys(("重大事件", "突发事件", "after an event"), "after_event"),
}
"""As a sheet may write it -> our code. REQ 14-16: the seasons and events that call for a sweep."""

_CODES = {compact(word): code for word, code in KINDS.items()}


@dataclass(frozen=True, kw_only=True)
class CalendarLine:
    """One line of the sheet: what it is, from its first to its last day, both inside."""

    line: int
    kind: str  # a value of KINDS
    first: date
    last: date
    name: str


def read_calendar(sheets: Mapping[str, Table], name: str) -> list[CalendarLine]:
    """The lines of the sheet that looks most like a calendar.

    Raises Faults with one PolicyFault for each line that can't be read, PolicyFault if no sheet has the columns.
    """
    found = max((find_table(table, HEADINGS) for table in sheets.values()), key=lambda one: len(one.columns), default=None)
    if found is None or not {"kind", "first"} <= set(found.columns):
        raise PolicyFault(
            Text("没有找到校历的列：类型、开始、结束、名称", "the columns of a calendar are missing: kind, from, to, name"),
            where=plain(name),
            hint=Text(
                "用 screening calendar import --template 文件.xlsx 得到一张空表",
                "screening calendar import --template FILE.xlsx makes an empty one",
            ),
        )
    read: list[CalendarLine] = []
    faults: list[ScreeningError] = []
    for line, cells in found:
        kind = _CODES.get(compact(cells["kind"]).casefold())
        first = _day(cells["first"])
        last = _day(cells["last"]) if cells.get("last") else first
        if kind is None or first is None or last is None or last < first:
            faults.append(_fault(line, name, known=kind is not None))
        else:
            read.append(CalendarLine(line=line, kind=kind, first=first, last=last, name=cells.get("name", "")))
    if faults:
        raise Faults(faults)
    return read


def _fault(line: int, name: str, *, known: bool) -> PolicyFault:
    what = Text(
        f"校历第 {line} 行的日期读不懂，或结束早于开始",
        f"line {line} of the calendar: its days can't be read, or it ends before it begins",
    )
    if not known:
        what = Text(f"校历第 {line} 行的类型认不出", f"line {line} of the calendar: the kind is not known")
    kinds = "、".join(dict.fromkeys(next(word for word, code in KINDS.items() if code == wanted) for wanted in KINDS.values()))
    return PolicyFault(
        what, where=plain(name), hint=Text(f"类型可以写：{kinds}；日期写成 2026-09-01", f"kinds: {kinds}; days as 2026-09-01")
    )


def _day(text: str) -> date | None:
    """A day as written, None if it is none."""
    told = utc_times([text], "UTC")[0]
    return None if str(told) == "NaT" else told.astype("datetime64[D]").item()
