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
_FAR = re.compile(rb'r="(?:[A-Z]{2}\d{6}|[A-Z]\d{7}|[A-Z]{3}\d|\d{7}")')  # nothing of the kind: the rectangle is small
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,7})"')
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>(?!\s*</c>)')


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
    return markup.count(b"<c ") + markup.count(b"<c>") == markup.count(b'<c r="')


def _check_cells(path: Path, markup: bytes, *, placed: bool) -> None:
    """Cells that hold a format only are left out, as readers leave them out."""
    cells = [(column, int(row)) for column, row, only_a_format in _CELL.findall(markup) if not only_a_format]
    rows = max((row for _, row in cells), default=0)
    columns = max((_number(column) for column in {column for column, _ in cells}), default=0)
    if not placed:  # cells stand side by side in the row they are written in
        rows = max(rows, *map(int, _ROW.findall(markup)), 0)
        columns = max(columns, *(row.count(b"<c") for row in markup.split(b"<row")))
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
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
