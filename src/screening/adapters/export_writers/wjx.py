"""Writes one wave of the synthetic school as a 问卷星 export: xlsx or CSV, answers as text, option numbers or scores."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from screening.adapters.export_writers.survey import CODING_WORDS, Cell, Coding, Survey, lay_out, rows_of
from screening.adapters.export_writers.workbook import StreamedWorkbook
from screening.research.synthetic import AnswerModel, School, sit

Kind = Literal["xlsx", "csv"]
Tick = Callable[[int, int], None]
_SURVEY_NUMBER = 300_000_000  # the platform numbers its surveys; ours plus seed and wave


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file that was written, and how many data rows it holds."""

    path: Path
    rows: int


def write_wjx(
    folder: Path,
    school: School,
    models: Sequence[AnswerModel],
    *,
    wave: int = 1,
    coding: Coding = "text",
    kind: Kind = "xlsx",
    tick: Tick = lambda _done, _total: None,
) -> Written:
    """One export file in ``folder``, named as the platform names it: survey number, coding, title, twice the number of rows.

    Rows are made and written 10,000 pupils at a time. ``tick`` hears pupils done and pupils in all.
    """
    survey = lay_out([model.instrument for model in models], coding)
    unnamed = folder / f".wave{wave}.{kind}.part"
    blocks = _blocks(survey, school, models, wave, tick)
    rows = (_write_csv if kind == "csv" else _write_xlsx)(unnamed, survey, blocks)
    number = _SURVEY_NUMBER + school.seed % 10_000_000 * 10 + wave
    path = folder / f"{number}_{CODING_WORDS[coding]}_学生心理测评第{wave}次_{rows}_{rows}.{kind}"
    unnamed.replace(path)
    return Written(path=path, rows=rows)


def _blocks(survey: Survey, school: School, models: Sequence[AnswerModel], wave: int, tick: Tick) -> Iterator[list[list[Cell]]]:
    serial = 1
    for chunk in range(school.chunks):
        sittings = sit(school, chunk, models, wave)
        yield list(rows_of(survey, sittings, serial))
        serial += len(sittings)
        tick(int(school.members(chunk)[-1]) + 1, school.pupils)


def _write_csv(path: Path, survey: Survey, blocks: Iterator[list[list[Cell]]]) -> int:
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(survey.headings)
        for block in blocks:
            writer.writerows(block)
            rows += len(block)
    return rows


def _write_xlsx(path: Path, survey: Survey, blocks: Iterator[list[list[Cell]]]) -> int:
    rows = 0
    with StreamedWorkbook(path, survey.headings, survey.numeric) as workbook:
        for block in blocks:
            workbook.add(block)
            rows += len(block)
    return rows
