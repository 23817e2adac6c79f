"""The psychometric figures of survey files: a second look at the same rows that are scored, without anybody's scores."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from screening.intake.interface import NO_ANSWER, ColumnPlan, Export
from screening.intake.rows import read_rows
from screening.research.psychometrics import ScaleFigures, psychometrics


def export_psychometrics(files: Iterable[tuple[Export, ColumnPlan]]) -> tuple[int, tuple[ScaleFigures, ...]]:
    """(sheets, figures) over the readable rows of all files together, for the one instrument of their plans.

    Left out, as in ``score_export`` without a roster: rows without an answer, with an unreadable one, declined by the pupil,
    and those that the platform calls a trial or unfinished. Raises FileFault at a ragged line.
    """
    told = list(files)
    instrument = told[0][1].instruments[0].instrument
    codes = np.concatenate([np.empty((0, instrument.items.count), np.int8), *(_codes(*one) for one in told)])
    return len(codes), psychometrics(codes, instrument)


def _codes(export: Export, plan: ColumnPlan) -> npt.NDArray[np.int8]:
    edition = plan.instruments[0].instrument.edition
    kept = [np.empty((0, plan.instruments[0].instrument.items.count), np.int8)]
    for chunk in export.chunks():
        batch = read_rows(chunk, plan)
        codes = batch.answers[edition]
        counts = (codes != NO_ANSWER).any(axis=1) & ~batch.unreadable[edition] & ~batch.declined
        if batch.signed is not None:
            counts &= np.array([reason is None for reason in batch.signed.tolist()], np.bool_)
        kept.append(codes[counts])
    return np.concatenate(kept)
