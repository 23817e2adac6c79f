"""Student numbers that a spreadsheet took for quantities: their last digits are lost in the file."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

_EXACT = 10**15  # Excel keeps fifteen digits (FORMATS §18)
_LONG = re.compile(r"\d{16,}")


def damaged_columns(path: Path, sheet: str, cells: pa.RecordBatch) -> frozenset[int]:
    """Columns with a number of sixteen or more digits that is stored as a quantity.

    Text of that length is fine, but read as text both look alike; only where some cell could be a rounded quantity is the
    sheet read once more with its types.
    """
    suspects = [place for place, column in enumerate(cells.columns) if _may_be_rounded(column)]
    if not suspects:
        return frozenset()
    found: set[int] = set()
    with CalamineWorkbook.from_path(path) as workbook:
        for row in workbook.get_sheet_by_name(sheet).iter_rows():
            found.update(place for place in suspects if _is_quantity(row, place))
            if len(found) == len(suspects):
                break
    return frozenset(found)


def as_shown(text: str) -> str:
    """A long rounded number as Excel shows it, ``1.10101E+17``; any other text as it is."""
    return f"{Decimal(text):.5E}" if _LONG.fullmatch(text) and _is_round(text) else text


def _may_be_rounded(column: pa.Array) -> bool:
    longest = pc.max(pc.utf8_length(column)).as_py()
    if longest is None or longest < len(str(_EXACT)):
        return False
    long = pc.unique(column.filter(pc.match_substring_regex(column, r"^\d{16,}$")))
    return any(_is_round(text.as_py()) for text in long)


def _is_round(digits: str) -> bool:
    """True for what a float of that size prints as: all its digits, or its shortest ones and zeros."""
    whole, kept = int(digits), float(digits)
    return whole in (int(kept), int(Decimal(repr(kept))))


def _is_quantity(row: Sequence[object], place: int) -> bool:
    cell = row[place] if place < len(row) else None
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _EXACT
