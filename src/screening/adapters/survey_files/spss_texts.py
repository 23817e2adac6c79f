"""Cells of an SPSS file as the text a person sees: value labels, whole numbers without ``.0``, days and times of day."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from screening.intake.text import compact

_FIRST_DAY = datetime(1582, 10, 14)  # noqa: DTZ001  # SPSS counts seconds from the Gregorian calendar's eve, in no zone
_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_TIMES = ("TIME", "DTIME", "MTIME")
_EXACT = 2.0**53  # above it a float holds no single whole number any more

Cell = float | str


class Variable(NamedTuple):
    """What the file says about one column."""

    name: str
    label: str
    form: str  # SPSS's format, ``F8.2``, ``DATETIME20``
    values: Mapping[Cell, str]  # value labels
    missing: Sequence[tuple[Cell, Cell]]  # ranges declared as missing, both ends included

    def is_missing(self, cell: Cell | None) -> bool:
        """System missing, or declared so by the author."""
        return cell is None or any(type(cell) is type(low) and low <= cell <= high for low, high in self.missing)  # type: ignore[operator]  # of one type

    def is_labelled(self, cells: Sequence[Cell | None]) -> bool:
        """Whether every value that occurs has a label of its own; labels of the two ends of a scale don't make it words."""
        occurring = [self.values.get(cell, "").strip() for cell in cells if cell is not None and not self.is_missing(cell)]
        return bool(occurring) and all(occurring) and len(set(map(compact, occurring))) == len(occurring)


def texts(variable: Variable, cells: Sequence[Cell | None]) -> list[str]:
    """One text for each of the column's different cells; ``""`` for what is missing."""
    labelled = variable.is_labelled(cells)
    return [
        ""
        if cell is None or variable.is_missing(cell)
        else variable.values[cell].strip()
        if labelled
        else _plain(cell, variable.form)
        for cell in cells
    ]


def _plain(cell: Cell, form: str) -> str:
    if isinstance(cell, str):
        return cell.rstrip(" ")  # SPSS fills texts up with spaces
    kind = form.rstrip("0123456789.").upper()
    if kind in (*_DAYS, *_MOMENTS, *_TIMES):
        return _moment(cell, kind)
    return number(cell)


def number(value: float) -> str:
    """``3``, ``2.5``; a number too long for its last digits to be true as ``1.10101E+17``."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= _EXACT:
        return f"{Decimal(value):.5E}"
    return str(int(value)) if value.is_integer() else repr(value)


def _moment(seconds: float, kind: str) -> str:
    """ISO, as far as the format goes; a number of seconds that is no day stays a number."""
    if kind in _TIMES:
        return str(timedelta(seconds=round(seconds))) if 0 <= seconds < 1e9 else number(seconds)  # noqa: PLR2004  # thirty years of hours
    try:
        moment = _FIRST_DAY + timedelta(seconds=round(seconds))
    except (OverflowError, ValueError):
        return number(seconds)
    return moment.date().isoformat() if kind in _DAYS else moment.isoformat(sep=" ")
