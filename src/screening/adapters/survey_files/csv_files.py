"""CSV exports, streamed in blocks of 4 MiB so that a region's file needs no more memory than a school's."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]

from screening.adapters.survey_files.columns import ArrowChunk
from screening.adapters.survey_files.csv_quotes import fault_in_quotes
from screening.adapters.survey_files.csv_shape import Shape, first_uneven_line, shape_of, too_long
from screening.adapters.survey_files.csv_tail import Trimmed, end_of_content
from screening.adapters.survey_files.encodings import encoding_of
from screening.adapters.survey_files.kinds import fault
from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.intake.interface import Chunk, Layout

_BLOCK = 4 << 20
_FIX_LINE = Text(
    "请从平台重新导出；手工改过的文件请用 Excel 打开后另存为 .xlsx", "export it again; save a file edited by hand as .xlsx"
)


class CsvExport:
    """One CSV file. Delimiter, encoding and heading row are found once; the rows are read as often as asked."""

    def __init__(self, path: Path) -> None:
        """Check the encoding of every byte, find the headings, read the first 200 rows. Raises FileFault."""
        self._path, self._encoding = path, encoding_of(path)
        self.name = path.name
        self.layout: Layout | None = None
        self._end = end_of_content(path, self._encoding.name)
        self._shape: Shape = shape_of(path, self._text())
        self.headings = self._shape.headings
        self.header_row = self._shape.header_row
        self.notes: tuple[Text, ...] = (self._encoding.note,) if self._encoding.note else ()
        self._check_quotes()
        self.sample = self._shape.sample

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows in order; with ``columns`` only these are kept, which is quicker. Raises FileFault at a ragged line."""
        wanted = list(range(len(self.headings))) if columns is None else sorted(set(columns))
        places = {column: place for place, column in enumerate(wanted)}
        first_row = 1
        try:
            for batch in self._batches(wanted):
                if batch.num_rows:
                    yield ArrowChunk(first_row, batch, places)
                first_row += batch.num_rows
        except pa.ArrowInvalid:
            raise self._ragged() from None

    def _batches(self, wanted: list[int]) -> Iterator[pa.RecordBatch]:
        if not self._shape.sample:
            return
        names = [f"c{column}" for column in range(self._shape.width)]
        kept = [names[column] for column in wanted]
        with (
            self._bytes() as content,
            pacsv.open_csv(
                content,
                read_options=pacsv.ReadOptions(
                    block_size=_BLOCK, column_names=names, skip_rows=self._shape.header_end, encoding=self._arrow_encoding()
                ),
                parse_options=pacsv.ParseOptions(delimiter=self._shape.delimiter, newlines_in_values=self._encoding.has_quotes),
                convert_options=pacsv.ConvertOptions(
                    include_columns=kept, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            ) as batches,
        ):
            yield from batches

    def _bytes(self) -> io.BufferedIOBase:
        """The file up to its last line with content; UTF-16 and rarer encodings are turned into UTF-8 in memory."""
        if self._arrow_encoding() == "utf8" and self._encoding.name != "utf-8":
            return io.BytesIO(self._path.read_text(encoding=self._encoding.name).encode())
        return Trimmed(self._path, self._end)

    def _text(self) -> io.TextIOWrapper:
        codec = "utf-8-sig" if self._encoding.name == "utf-8" else self._encoding.name
        return io.TextIOWrapper(Trimmed(self._path, self._end), encoding=codec, newline="")

    def _arrow_encoding(self) -> str:
        return "gb18030" if self._encoding.name == "gb18030" else "utf8"

    def _check_quotes(self) -> None:
        """Rows swallowed by a wrong quote would be lost without a word."""
        if not self._encoding.has_quotes:
            return
        with self._text() as text:
            found = fault_in_quotes(text, self._shape.delimiter, self._shape.width)
        if found is not None:
            line, what = found
            raise FileFault(what, where=plain(f"{self.name}:{line}"), hint=_FIX_LINE)

    def _ragged(self) -> FileFault:
        try:
            with self._text() as text:
                uneven = first_uneven_line(text, self._shape)
        except csv.Error:  # a cell of more than four million characters
            return too_long(self._path)
        if uneven is None:
            return fault(self._path, Text("这个 CSV 文件读不下去", "this CSV file can't be read to its end"), _FIX_LINE)
        line, cells = uneven
        usual = self._shape.width
        what = Text(f"第 {line} 行有 {cells} 格，其他行有 {usual} 格", f"line {line} has {cells} cells, other lines have {usual}")
        return FileFault(what, where=plain(f"{self.name}:{line}"), hint=_FIX_LINE)
