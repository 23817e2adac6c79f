"""SPSS exports (.sav, .zsav): every cell as the text a person sees, value labels where every value has one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from screening.adapters.survey_files.kinds import fault
from screening.adapters.survey_files.spss_apart import ABOUT, arrow_stream
from screening.adapters.survey_files.spss_texts import Cell, Variable, number, texts
from screening.core.language import Text
from screening.intake.interface import Chunk, Column, Layout
from screening.intake.labelled import understand_labelled
from screening.intake.text import option

_ROWS = 10_000
_SAMPLE = 200


class SpssExport:
    """One SPSS file in memory. Headings are the variables' names; their labels are the questions."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises FileFault if it is damaged or incomplete."""
        self.name, self.header_row = path.name, 1
        table = _table(path)
        variables = _variables(table.schema)
        self._rows = table.num_rows
        told = [_column(variable, table.column(place)) for place, variable in enumerate(variables)]
        self._columns = [column for column, _, _ in told]
        self.headings = tuple(variable.name for variable in variables)
        self.sample = tuple(zip(*(_first(column) for column in self._columns), strict=True))
        self.notes = _notes([labelled for _, labelled, _ in told], sum(missing for _, _, missing in told))
        layout = understand_labelled(self.headings, [each.label for each in variables], self.sample)
        taken = {place for place, (_, labelled, _) in enumerate(told) if labelled}
        self.layout: Layout | None = replace(layout, option_numbers={place: _numbers(variables[place]) for place in taken})

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The rows in order, 10,000 at a time; ``columns`` is taken for granted, all are in memory."""
        del columns
        for start in range(0, self._rows, _ROWS):
            yield _Rows(self._columns, start, min(start + _ROWS, self._rows))


class _Rows:
    """Consecutive rows of the columns in memory."""

    def __init__(self, columns: Sequence[Column], start: int, stop: int) -> None:
        self.first_row, self.rows = start + 1, stop - start
        self._columns, self._start, self._stop = columns, start, stop

    def column(self, index: int) -> Column:
        """Column ``index``, its texts those of the whole file."""
        whole = self._columns[index]
        return Column(indices=whole.indices[self._start : self._stop], values=whole.values)


def _table(path: Path) -> pa.RecordBatch:
    stream = arrow_stream(path)
    if not stream:
        what = Text("SPSS 文件读不下去，可能不完整或已损坏", "the SPSS file can't be read, it may be incomplete or damaged")
        hint = Text(
            "请重新导出；还是不行时，在 SPSS 里另存为 CSV 再用",
            "export it again; if that fails, save it as CSV in SPSS and use that",
        )
        raise fault(path, what, hint)
    return next(iter(pa.ipc.open_stream(stream)))


def _variables(schema: pa.Schema) -> list[Variable]:
    about = json.loads(schema.metadata[ABOUT])
    return [
        Variable(
            name=name,
            label=label,
            form=form,
            values={value: str(text) for value, text in values},
            missing=[(low, high) for low, high in missing],
        )
        for name, label, form, values, missing in zip(
            schema.names, about["labels"], about["formats"], about["values"], about["missing"], strict=True
        )
    ]


def _column(variable: Variable, cells: pa.Array) -> tuple[Column, bool, int]:
    """The column as text, whether its labels were taken, and how many cells were declared missing."""
    encoded = cells.dictionary_encode(null_encoding="encode")
    different: list[Cell | None] = encoded.dictionary.to_pylist()
    indices = np.asarray(encoded.indices, dtype=np.int32)
    declared = [place for place, cell in enumerate(different) if cell is not None and variable.is_missing(cell)]
    missing = int(np.isin(indices, declared).sum()) if declared else 0
    return Column(indices=indices, values=tuple(texts(variable, different))), variable.is_labelled(different), missing


def _numbers(variable: Variable) -> dict[str, str]:
    """The value behind each label, for answers whose words nobody knows."""
    labelled = {option(label): value for value, label in variable.values.items() if not variable.is_missing(value)}
    return {label: number(value) for label, value in labelled.items() if isinstance(value, float)}


def _first(column: Column) -> list[str]:
    return [column.values[place] for place in column.indices[:_SAMPLE].tolist()]


def _notes(labelled: Sequence[bool], missing: int) -> tuple[Text, ...]:
    words = sum(labelled)
    others = len(labelled) - words
    notes = [
        Text(
            f"SPSS 文件：{words} 列按值标签的文字读入，{others} 列按原值读入",
            f"SPSS file: {words} columns were read by their value labels, {others} as they are",
        )
    ]
    if missing:
        notes.append(
            Text(
                f"有 {missing} 格是作者定义的缺失值，按未作答读入",
                f"{missing} cells hold values that the author declared missing; they are read as not answered",
            )
        )
    return tuple(notes)
