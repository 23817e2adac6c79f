"""How far a worksheet reaches: for one lost cell in the last corner readers would lay out 17,000,000,000 cells."""

import re
import zipfile
from pathlib import Path

from screening.adapters.survey_files.limits import damaged, unpacked
from screening.core.errors import FileFault
from screening.core.language import Text, plain

_SCANNED = 64 << 20  # bytes of markup, some 16,000 rows of 100 answers
_MOST_CELLS = 50_000_000  # of the rectangle that holds them all; readers need 32 bytes for each
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FAR = re.compile(rb'r="(?:[A-Za-z]{2}\d{6}|[A-Za-z]\d{7}|[A-Za-z]{3}\d|\d{7})')  # without one the rectangle is small
# XML lets a writer choose prefix, quotes, spaces and order of attributes
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,19})""")
_ROW_BEGINS = re.compile(rb"<(?:\w+:)?row\b")
_CELL_BEGINS = re.compile(rb"<(?:\w+:)?c\b")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,19})["'][^>]*?(/?)>(?!\s*</(?:\w+:)?c>)""")


def check_area(path: Path, archive: zipfile.ZipFile) -> None:
    """Raises FileFault where the cells with content lie too far apart to be read as one table."""
    for part in archive.infolist():
        if _SHEET.fullmatch(part.filename) and part.file_size <= _SCANNED:
            markup = b"".join(unpacked(path, part))
            placed = _all_placed(markup)
            if not placed or _FAR.search(markup):
                _check_cells(path, markup, placed=placed)


def _all_placed(markup: bytes) -> bool:
    """Whether every cell says where it stands, and says it first, as all spreadsheet programs write it."""
    plain = b":c " not in markup and b":c>" not in markup
    return plain and markup.count(b"<c ") + markup.count(b"<c>") == markup.count(b'<c r="')


def _check_cells(path: Path, markup: bytes, *, placed: bool) -> None:
    """Cells that hold a format only are left out, as readers leave them out."""
    cells = [(column, int(row)) for column, row, only_a_format in _CELL.findall(markup) if not only_a_format]
    rows = max((row for _, row in cells), default=0)
    columns = max((_number(column) for column in {column for column, _ in cells}), default=0)
    if not placed:  # cells stand side by side in the row they are written in
        rows = max(rows, *map(int, _ROW.findall(markup)), 0)
        columns = max(columns, *(len(_CELL_BEGINS.findall(row)) for row in _ROW_BEGINS.split(markup)))
    if rows > 1 << 20:
        raise damaged(path)
    if rows * columns > _MOST_CELLS:
        what = Text(
            f"工作表一直用到第 {rows} 行、第 {columns} 列，中间几乎是空的",
            f"the worksheet reaches to row {rows} and column {columns}, with almost nothing in between",
        )
        hint = Text(
            "请删去答卷以外的单元格，另存后再用；或从平台重新导出",
            "delete the cells outside the answers and save it again, or export it again",
        )
        raise FileFault(what, where=plain(path.name), hint=hint)


def _number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
