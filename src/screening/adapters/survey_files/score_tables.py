"""Scored rows as CSV, JSON lines or Parquet; empty or null where there is no value, never NaN or 0."""

import json
from collections.abc import Mapping
from typing import BinaryIO, Literal

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]
from pyarrow import parquet

Format = Literal["csv", "json", "parquet"]
Columns = Mapping[str, "np.ma.MaskedArray[tuple[int], np.dtype[np.float64 | np.int64]] | list[str | None]"]

_BARE = pacsv.WriteOptions(include_header=False, quoting_style="none")
_QUOTED = pacsv.WriteOptions(include_header=False, quoting_style="needed")


def as_batch(columns: Columns) -> pa.RecordBatch:
    """The columns as Arrow: masked numbers and None become null, nothing else does."""
    return pa.record_batch({name: _array(values) for name, values in columns.items()})


class ScoreTable:
    """A scored table written batch by batch to an open binary stream. Numbers come out as shortest decimals: 4, 7.25."""

    def __init__(self, stream: BinaryIO, form: Format) -> None:
        """Nothing is written before the first batch."""
        self._stream, self._form = stream, form
        self._parquet: parquet.ParquetWriter | None = None
        self.started = False  # is anything written yet

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows; the first batch fixes the columns."""
        if self._form == "csv":
            self._write_csv(batch)
        elif self._form == "json":
            self._stream.write("".join(f"{_json_line(row)}\n" for row in batch.to_pylist()).encode())
        else:
            self._parquet = self._parquet or parquet.ParquetWriter(self._stream, batch.schema)
            self._parquet.write_batch(batch)
        self.started = True

    def close(self) -> None:
        """Finish the table; the stream stays open."""
        if self._parquet is not None:
            self._parquet.close()

    def _write_csv(self, batch: pa.RecordBatch) -> None:
        batch = _without_formulas(batch)
        if not self.started:
            self._stream.write((",".join(batch.schema.names) + "\n").encode())
        try:
            sink = pa.BufferOutputStream()
            pacsv.write_csv(batch, sink, _BARE)
        except pa.ArrowInvalid:  # a comma or a quote in a student column or a file name
            sink = pa.BufferOutputStream()
            pacsv.write_csv(batch, sink, _QUOTED)
        self._stream.write(sink.getvalue())


def _without_formulas(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A text that a spreadsheet would run (``=…``, ``@…``, ``+…``, ``-…``) gets a ``'`` before it (OWASP, CSV Injection).

    Minus and digits only are a number and stay.
    """
    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            column = pc.replace_substring_regex(column, r"^([=@\t\r+]|-\D|-\d[^\n]*[^\d.\n])", r"'\1")  # noqa: PLW2901  # the same, safe
        columns.append(column)
    return pa.record_batch(columns, schema=batch.schema)


def _array(values: "np.ma.MaskedArray[tuple[int], np.dtype[np.float64 | np.int64]] | list[str | None]") -> pa.Array:
    if isinstance(values, list):
        return pa.array(values, pa.string())
    return pa.array(values.data, mask=np.ma.getmaskarray(values))


def _json_line(row: dict[str, object]) -> str:
    return json.dumps({key: _shortest(value) for key, value in row.items()}, ensure_ascii=False)


def _shortest(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
