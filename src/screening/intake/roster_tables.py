"""Finds the headings of a roster sheet and reads its rows by name, whatever titles stand above and in whatever order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.intake.text import clean, compact

Table = Sequence[Sequence[str]]
_ROWS_LOOKED_AT = 10


@dataclass(frozen=True, kw_only=True)
class RosterTable:
    """One sheet understood: which column holds what, and the rows below the headings."""

    columns: Mapping[str, int]  # our key -> 0-based column
    headings: tuple[str, ...]  # compact, as found
    rows: Table
    first_line: int  # 1-based line of the sheet of the first row

    def __iter__(self) -> "Iterator[tuple[int, Mapping[str, str]]]":
        """Line number and cells by key of every row with something in it."""
        for line, row in enumerate(self.rows, start=self.first_line):
            if any(cell.strip() for cell in row):
                yield line, {key: clean(row[column]) if column < len(row) else "" for key, column in self.columns.items()}


def find_table(table: Table, names: Mapping[str, tuple[str, ...]]) -> RosterTable:
    """The sheet by the row among its first ten that names most of our columns; a heading over two rows is read as one.

    ``names`` are the headings of each key, the preferred one first. Columns that no key names are never read.
    """
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for line in range(min(len(table), _ROWS_LOOKED_AT)):
        single = tuple(map(compact, table[line]))
        double = _under(table[line], table[line + 1]) if line + 1 < len(table) else single
        for depth, headings in ((1, single), (2, double)):
            known = len(_columns(headings, names))
            if known > len(_columns(best[2], names)):
                best = (line, depth, headings)
    line, depth, headings = best
    return RosterTable(
        columns=_columns(headings, names), headings=headings, rows=table[line + depth :], first_line=line + depth + 1
    )


def _columns(headings: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """For each key the column under its first heading that is there."""
    found = {}
    for key, spellings in names.items():
        column = next((headings.index(compact(name)) for name in spellings if compact(name) in headings), None)
        if column is not None:
            found[key] = column
    return found


def _under(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Two heading rows as one: ``成员1`` merged over ``姓名`` and ``电话`` gives ``成员1姓名`` and ``成员1电话``."""
    joined, last = [], ""
    for place in range(max(len(upper), len(lower))):
        above = compact(upper[place]) if place < len(upper) else ""
        below = compact(lower[place]) if place < len(lower) else ""
        last = above or last
        joined.append(above if not below else f"{last}{below}")
    return tuple(joined)
