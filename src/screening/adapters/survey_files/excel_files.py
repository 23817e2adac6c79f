"""Excel exports: the whole sheet through fastexcel into Arrow, every cell as the text a person sees."""

import logging
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import fastexcel
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from python_calamine import CalamineError

from screening.adapters.survey_files.columns import ArrowChunk
from screening.adapters.survey_files.excel_numbers import as_shown, damaged_columns
from screening.adapters.survey_files.headers import ROWS_LOOKED_AT, header_row, without_empty_tail
from screening.adapters.survey_files.kinds import fault, password_fault
from screening.adapters.survey_files.limits import check_columns, damaged
from screening.adapters.survey_files.workbook_notes import notes_on
from screening.core.language import Text
from screening.intake.interface import Chunk, Layout
from screening.intake.platforms import wjx

_ROWS = 10_000
_SAMPLE = 200
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?")
_TIME_ONLY = re.compile(r"18\d\d-\d\d-\d\d (\d\d:\d\d:\d\d)(?:\.\d+)?")  # Excel counts days from 1900

logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it says for every empty column that it is text
logging.getLogger("calamine").setLevel(logging.ERROR)  # and this of every sheet that is a chart


class ExcelExport:
    """One sheet of a workbook in memory: the first one that is shown and holds something."""

    def __init__(self, path: Path) -> None:
        """Read the sheet and find the headings. Raises FileFault if it can't be opened or holds nothing."""
        self.name = path.name
        self.layout: Layout | None = None
        sheet, cells, others = _first_sheet(path)
        top = rows_as_seen(cells.slice(0, ROWS_LOOKED_AT))
        head = header_row(top)
        first = rows_as_seen(cells.slice(head + 1, _SAMPLE))
        width = without_empty_tail(top[head], first)
        self.headings: tuple[str, ...] = tuple(top[head][:width])
        self.header_row = head + 1
        self._cells = _without_blank_end(cells.slice(head + 1))
        with faults_of(path):
            self._damaged = damaged_columns(path, sheet, self._cells)
        self.sample: tuple[tuple[str, ...], ...] = tuple(
            tuple(self._seen(column, text) for column, text in enumerate(row[:width])) for row in first[: self._cells.num_rows]
        )
        with faults_of(path):
            told = notes_on(path, from_platform=wjx.recognises(self.headings, self.sample) == 1)
        self.notes: tuple[Text, ...] = (*others, *told)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows in order, 10,000 at a time; ``columns`` is taken for granted, all are in memory."""
        del columns
        places = {column: column for column in range(len(self.headings))}
        for start in range(0, self._cells.num_rows, _ROWS):
            yield ArrowChunk(start + 1, self._cells.slice(start, _ROWS), places, self._seen)

    def _seen(self, column: int, text: str) -> str:
        return as_shown(text) if column in self._damaged else _as_seen(text)


def open_sheets(path: Path) -> fastexcel.ExcelReader:
    """The workbook. Raises FileFault if it is encrypted or damaged."""
    with faults_of(path):
        return fastexcel.read_excel(path)


def read_sheet(path: Path, reader: fastexcel.ExcelReader, name: str) -> pa.RecordBatch:
    """Every cell of the sheet from its first line on, as text; empty cells are null. Raises FileFault if it is damaged."""
    with faults_of(path):
        cells = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", eager=True)
    check_columns(path.name, cells.num_columns)
    return cells


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """What the reader raises, said in words."""
    try:
        yield
    except (fastexcel.FastExcelError, CalamineError, zipfile.BadZipFile) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise password_fault(path) from None
        raise damaged(path) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a reader written in Rust that met what it never expected
            raise damaged(path) from None
        raise


def _first_sheet(path: Path) -> tuple[str, pa.RecordBatch, list[Text]]:
    """Name and cells of the first sheet with something in it, and a note about the sheets left alone."""
    reader = open_sheets(path)
    names = reader.sheet_names
    for name in names:
        cells = read_sheet(path, reader, name)
        if cells.num_rows and cells.num_columns:
            return name, cells, _others(name, names)
    hint = Text("请从问卷平台重新导出", "export it again from the survey platform")
    raise fault(path, Text("工作簿里没有内容", "there is nothing in the workbook"), hint)


def _others(read: str, names: list[str]) -> list[Text]:
    if len(names) == 1:
        return []
    return [
        Text(
            f"只读了工作表“{read}”，另有 {len(names) - 1} 个工作表没有读",
            f"only sheet '{read}' was read, {len(names) - 1} were not",
        )
    ]


def rows_as_seen(cells: pa.RecordBatch) -> list[list[str]]:
    """The cells row by row, as seen."""
    columns = [[_as_seen(text or "") for text in column.to_pylist()] for column in cells.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _without_blank_end(cells: pa.RecordBatch) -> pa.RecordBatch:
    """The rows up to the last one that holds anything: formats reach further down than answers."""
    last = 0
    for column in cells.columns:
        if last == cells.num_rows:
            break
        filled = pc.indices_nonzero(pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(column.slice(last), "")), ""))
        if len(filled):
            last += filled[-1].as_py() + 1
    return cells.slice(0, last)


def _as_seen(text: str) -> str:
    """Dates without a midnight nobody typed, times without a day in 1899."""
    if len(text) < len("1899-12-31 00:00:00") or text[4:5] != "-":
        return text
    midnight = _MIDNIGHT.fullmatch(text)
    if midnight:
        return midnight[1]
    time_only = _TIME_ONLY.fullmatch(text)
    return time_only[1] if time_only else text
