"""Writes one big worksheet row by row with its texts in shared strings, as survey platforms do.

xlsxwriter either keeps every cell in memory or writes each text in place; a platform's export does neither (decision 040).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from screening.adapters.export_writers.workbook_parts import PARTS, SHEET_END, SHEET_START, STRINGS_START

MOST_ROWS = 1_048_576  # of a worksheet, the heading included
_BATCH = 2_000
_LETTERS = 26


class SharedTexts:
    """Every different text once, by the order in which it first came."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.places: dict[str, int] = {}
        self.used = 0

    def place(self, text: str) -> int:
        """The text's place in the list, added if it is new."""
        return self.places.setdefault(text, len(self.places))


class StreamedWorkbook:
    """An xlsx file of one sheet, written as the rows come; only the different texts stay in memory."""

    def __init__(self, path: Path, headings: Sequence[str], numeric: Sequence[bool]) -> None:
        """Start the file with its heading row; ``numeric`` says of each column whether its cells are whole numbers."""
        self._archive = ZipFile(path, "w")
        self._sheet: IO[bytes] = self._archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True)
        self._texts = SharedTexts()
        self._numeric = tuple(numeric)
        self._row = _template(self._numeric)
        self._rows = 0
        self._sheet.write(SHEET_START)
        self._write(_template([False] * len(headings)), [[self._texts.place(words) for words in headings]])

    def add(self, rows: Iterable[Sequence[str | int]]) -> None:
        """Further rows, one cell per heading. Raises ValueError beyond the 1,048,576 lines a worksheet can hold."""
        place, numeric = self._texts.place, self._numeric
        batch: list[list[int]] = []
        for row in rows:
            batch.append(
                [
                    cell if is_number else place(cell)  # type: ignore[arg-type,misc]  # the column's kind is the caller's word
                    for cell, is_number in zip(row, numeric, strict=True)
                ]
            )
            if len(batch) == _BATCH:
                self._write(self._row, batch)
                batch = []
        self._write(self._row, batch)

    def _write(self, template: str, rows: list[list[int]]) -> None:
        if self._rows + len(rows) > MOST_ROWS:
            raise ValueError(f"a worksheet holds {MOST_ROWS} lines")
        lines = []
        for number, row in enumerate(rows, start=self._rows + 1):
            lines.append(template.replace("#", str(number)) % tuple(row))
        self._rows += len(rows)
        self._sheet.write("".join(lines).encode())

    def __enter__(self) -> Self:
        """The workbook itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Finish the sheet, then write the texts and the parts that hold a workbook together."""
        self._sheet.write(SHEET_END)
        self._sheet.close()
        with self._archive.open(_part("xl/sharedStrings.xml"), "w", force_zip64=True) as strings:
            strings.write(STRINGS_START)
            for text in self._texts.places:
                strings.write(f'<si><t xml:space="preserve">{escape(text)}</t></si>'.encode())
            strings.write(b"</sst>")
        for name, part in PARTS.items():
            self._archive.writestr(_part(name), part)
        self._archive.close()


def _part(name: str) -> ZipInfo:
    """A part of the file, deflated quickly and dated as zip's first day, so that the same rows give the same bytes."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    part._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - open() takes a level from nowhere else
    return part


def _template(numeric: Sequence[bool]) -> str:
    """One row with ``#`` for its number and ``%d`` for each cell: a number, or the place of a shared text."""
    cells = (
        f'<c r="{_letters(place)}#"><v>%d</v></c>' if is_number else f'<c r="{_letters(place)}#" t="s"><v>%d</v></c>'
        for place, is_number in enumerate(numeric)
    )
    return f'<row r="#">{"".join(cells)}</row>'


def _letters(place: int) -> str:
    """``A`` … ``Z``, ``AA`` … for columns counted from 0."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters
