"""Writes one wave of the synthetic school as a plain table: student number, then q1 … qN in our codes, empty = no answer."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from screening.adapters.export_writers.wjx import Tick, Written
from screening.intake.interface import NO_ANSWER
from screening.research.synthetic import AnswerModel, School, Sittings, sit


def write_plain(
    folder: Path,
    school: School,
    models: Sequence[AnswerModel],
    *,
    wave: int = 1,
    tick: Tick = lambda _done, _total: None,
) -> Written:
    """A CSV file with ``student`` and the items; with several instruments an item is called ``phq9.q1``."""
    path = folder / f"wave{wave}.csv"
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", *_headings(models)])
        for chunk in range(school.chunks):
            sittings = sit(school, chunk, models, wave)
            writer.writerows(_rows(sittings))
            rows += len(sittings)
            tick(int(school.members(chunk)[-1]) + 1, school.pupils)
    return Written(path=path, rows=rows)


def _headings(models: Sequence[AnswerModel]) -> list[str]:
    if len(models) == 1:
        return list(models[0].instrument.item_ids)
    return [f"{model.instrument.code}.{item}" for model in models for item in model.instrument.item_ids]


def _rows(sittings: Sittings) -> list[list[str | int]]:
    codes = np.concatenate(sittings.answers, axis=1)
    cells: list[list[str | int]] = np.where(codes == NO_ANSWER, "", codes.astype(object)).tolist()
    return [[number, *row] for number, row in zip(sittings.number, cells, strict=True)]
