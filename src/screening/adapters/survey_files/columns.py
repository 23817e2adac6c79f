"""Arrow arrays handed on as dictionary-encoded columns of text: each different cell is looked at once per chunk."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from screening.intake.interface import Column


def as_column(array: pa.Array, seen_as: Callable[[str], str] | None = None) -> Column:
    """The array as indices (int32) and texts; empty cells are ``""``. ``seen_as`` turns a stored value into what people see."""
    encoded = (pc.fill_null(array, "") if array.null_count else array).dictionary_encode()
    values: list[str] = encoded.dictionary.to_pylist()
    if seen_as is not None:
        values = [seen_as(value) for value in values]
    return Column(indices=_numbers(encoded.indices), values=tuple(values))


def _numbers(indices: pa.Array) -> npt.NDArray[np.int32]:
    """The buffer as it is: pyarrow's own conversion would import pandas for it."""
    start, stop = indices.offset, indices.offset + len(indices)
    return np.frombuffer(indices.buffers()[1], dtype=np.int32)[start:stop] if len(indices) else np.zeros(0, np.int32)


class ArrowChunk:
    """Consecutive rows held as an Arrow batch; a column is encoded when it is asked for."""

    def __init__(
        self, first_row: int, batch: pa.RecordBatch, places: dict[int, int], seen_as: Callable[[int, str], str] | None = None
    ) -> None:
        """``places`` maps a column of the file to its place in ``batch``."""
        self.first_row = first_row
        self.rows: int = batch.num_rows
        self._batch, self._places, self._seen_as = batch, places, seen_as

    def column(self, index: int) -> Column:
        """Column ``index`` of the file; KeyError if it was not asked for when the chunks were opened."""
        seen_as = self._seen_as
        turned = None if seen_as is None else lambda text: seen_as(index, text)
        return as_column(self._batch.column(self._places[index]), turned)
