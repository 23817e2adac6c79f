"""A file whose platform writes two or three header rows, seen as one header row and its data rows."""

from collections.abc import Iterator, Sequence

from screening.intake.interface import Chunk, Column, Export, Layout
from screening.intake.platforms import recognise

_SAMPLE = 200


def framed(export: Export) -> Export:
    """The export as its platform counts it: row 1 is the first pupil's, never a header's. Most files come out as they are."""
    layout = recognise(export)
    if layout.header_rows == 1 and layout.headings in ((), export.headings):
        return export
    return _Framed(export)


class _Framed:
    """``export`` without the header rows below the first one."""

    def __init__(self, export: Export) -> None:
        layout = recognise(export)
        self.layout: Layout | None = layout
        self._export, self._above = export, layout.header_rows - 1
        self.name, self.header_row, self.notes = export.name, export.header_row, export.notes
        self.headings = layout.headings or export.headings
        self.sample = self._first_rows()

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows from first to last, counted from 1 below the last header row."""
        for chunk in self._export.chunks(columns):
            above = max(0, min(chunk.rows, self._above - chunk.first_row + 1))
            if above < chunk.rows:
                yield _Below(chunk, above, chunk.first_row + above - self._above)

    def _first_rows(self) -> tuple[tuple[str, ...], ...]:
        """As many as any export hands out: fewer would say that the file ends there."""
        rows = list(self._export.sample[self._above :])
        if len(self._export.sample) < _SAMPLE:
            return tuple(rows)
        rows = []
        for chunk in self.chunks():
            rows += zip(*(chunk.column(column).texts() for column in range(len(self.headings))), strict=True)
            if len(rows) >= _SAMPLE:
                break
        return tuple(rows[:_SAMPLE])


class _Below:
    """The rows of a chunk below header rows."""

    def __init__(self, chunk: Chunk, above: int, first_row: int) -> None:
        self.first_row, self.rows = first_row, chunk.rows - above
        self._chunk, self._above = chunk, above

    def column(self, index: int) -> Column:
        """Column ``index`` without its header cells."""
        told = self._chunk.column(index)
        return Column(indices=told.indices[self._above :], values=told.values)
