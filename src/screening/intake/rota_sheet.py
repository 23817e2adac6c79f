"""The on-call rota from a table: who answers from when to when, by which telephone, and who if they can't."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from screening.core.errors import RosterFault
from screening.core.language import Text, plain
from screening.intake.roster_tables import Table, find_table
from screening.intake.times import utc_times

HEADINGS: dict[str, tuple[str, ...]] = {
    "person": ("值班人", "人员", "姓名", "person"),
    "starts": ("自", "开始", "从", "开始时间", "from"),
    "ends": ("至", "结束", "到", "结束时间", "to"),
    "phone": ("电话", "值班电话", "手机", "phone"),
    "deputy": ("代理人", "代理", "后备", "deputy"),
}


@dataclass(frozen=True, kw_only=True)
class RotaLine:
    """One line of the sheet; people by name."""

    line: int
    person: str
    starts: datetime
    ends: datetime
    phone: str
    deputy: str


def read_rota(sheets: Mapping[str, Table], name: str) -> Sequence[RotaLine]:
    """The lines of the first sheet that holds a rota, in order of time.

    Raises RosterFault naming every line that can't be read: a rota with a hole nobody meant is worse than none.
    """
    found = max((find_table(table, HEADINGS) for table in sheets.values()), key=lambda one: len(one.columns), default=None)
    if found is None or not {"person", "starts", "ends"} <= set(found.columns):
        raise RosterFault(
            Text("没有找到值班表的列：值班人、自、至", "the columns of a rota are missing: person, from, to"),
            where=plain(name),
            hint=Text(
                "用 screening people oncall --template 文件.xlsx 得到一张空表",
                "screening people oncall --template FILE.xlsx makes an empty one",
            ),
        )
    lines, faults = [], []
    for line, cells in found:
        starts, ends = _moment(cells["starts"]), _moment(cells["ends"])
        if not cells["person"] or starts is None or ends is None or starts >= ends:
            faults.append(line)
        else:
            told = RotaLine(
                line=line,
                person=cells["person"],
                starts=starts,
                ends=ends,
                phone=cells.get("phone", ""),
                deputy=cells.get("deputy", ""),
            )
            lines.append(told)
    if faults or not lines:
        raise RosterFault(
            Text(
                f"值班表第 {'、'.join(map(str, faults)) or '—'} 行读不懂",
                f"lines of the rota that can't be read: {', '.join(map(str, faults)) or 'none'}",
            ),
            where=plain(name),
            hint=Text(
                "每行写明值班人、自、至，时间写成 2026-11-27 17:30，先后不能颠倒",
                "each line: person, from, to, as 2026-11-27 17:30, in that order",
            ),
        )
    return sorted(lines, key=lambda one: one.starts)


def _moment(text: str) -> datetime | None:
    """The school's local time as UTC; None if the text tells no moment."""
    told = utc_times([text])[0]
    return None if str(told) == "NaT" else datetime.fromtimestamp(int(told.astype(int)), UTC)
