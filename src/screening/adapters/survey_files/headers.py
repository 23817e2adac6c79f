"""Where the headings stand: the first of ten rows that looks like headings, below title rows and above answers."""

import re
from collections.abc import Sequence

from screening.intake.platforms import heading_line

ROWS_LOOKED_AT = 10
_NUMERIC = re.compile(r"[+-]?[\d.,:/\-\s]+%?")
_TELLING = re.compile(
    r"\s*(?:\d{1,4}\s*[、.:\uff0e\uff1a\t]\s*\S|第\d+题|[a-z]{0,8}\d?[._]?q\d+$|序号|提交答卷时间|所用时间|来源|来自IP|.{0,6}姓名|.{0,8}学籍号|.{0,4}学号|.{0,4}班级|年级|性别|职务|student)",
    re.IGNORECASE,
)
_HALF = 0.5


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """0-based index of the heading row among the first ten rows; 0 if none stands out.

    A row with a survey platform's own headings is it. Else a title above the table fills few cells; an answer row repeats
    few words. The first row that is at least half as heading-like as the best one wins.
    """
    looked = rows[:ROWS_LOOKED_AT]
    known = heading_line(looked)
    if known is not None:
        return known
    scores = [_likeness(row) for row in looked]
    widest = max((_filled(row) for row in looked), default=0)
    best = max(scores, default=0)
    for index, row in enumerate(looked):
        if _filled(row) * 2 > widest and scores[index] >= best * _HALF:
            return index
    return 0


def without_empty_tail(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How many columns are left when columns at the end without heading and without anything in ``rows`` are dropped."""
    width = len(headings)
    while (
        width
        and not headings[width - 1].strip()
        and not any(row[width - 1 : width] != [""] and _cell(row, width - 1) for row in rows)
    ):
        width -= 1
    return width


def _cell(row: Sequence[str], index: int) -> str:
    return row[index].strip() if index < len(row) else ""


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _likeness(row: Sequence[str]) -> int:
    """Different words count one each, headings we know of three more."""
    words = {cell.strip() for cell in row if cell.strip() and not _NUMERIC.fullmatch(cell.strip())}
    return len(words) + 3 * sum(1 for cell in row if _TELLING.match(cell))
