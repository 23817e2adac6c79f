"""Score one survey file without a workspace: one line per data row in file order, refused and blank rows too."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import NormTable
from screening.intake.classes import parse_class
from screening.intake.interface import NO_ANSWER, Chunk, Column, ColumnPlan, Export, RowBatch, Why
from screening.intake.rows import read_rows
from screening.intake.sheets import seconds_per_item
from screening.intake.text import clean
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.norms import Group, normed, normed_scales
from screening.scoring.safety import fired
from screening.scoring.score import score
from screening.scoring.validity import judge, words
from screening.services.roster_check import RosterCheck

BLANK = "blank"  # refusal of a row in which no item is answered

Reasons = npt.NDArray[np.object_]


Numbers = np.ma.MaskedArray[tuple[int], np.dtype[np.float64 | np.int64]]  # masked where there is no value
Result = Numbers | list[str | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoredRows:
    """The results of one chunk by column name, every column one value per row; and how often each refusal occurs."""

    rows: int
    columns: dict[str, Result]
    refusals: Counter[str]
    out_of_norm: int = 0  # scored rows of which no norm speaks, where the instrument has one


def score_export(
    export: Export, plan: ColumnPlan, roster: RosterCheck | None = None, norms: Sequence[NormTable] = ()
) -> Iterator[ScoredRows]:
    """The scored rows of the file, chunk by chunk, for the one instrument of ``plan``.

    Columns are ``row``, ``student``, per scale NAME, NAME.answered, NAME.band (and NAME.t where a norm exists), then
    ``validity``, ``safety`` and ``refusal``. A refused row has no scores, never a sum of what could be read; its safety
    items are read all the same. Reasons, the first counts: blank row → declined → no item answered (``blank`` too) → identity
    (only with a roster) → unreadable. A file that ends below its headings gives one empty chunk, so that its table has
    columns. T is by the nearest of ``norms`` for the grade that the class tells, empty where none speaks of the pupil.
    Raises FileFault at a ragged line.
    """
    rows = 0
    for chunk in export.chunks():
        rows += chunk.rows
        yield _scored(chunk, plan, roster, norms)
    if not rows:
        yield _scored(_NoRows(), plan, roster, norms)


class _NoRows:
    """The chunk of a file that ends below its headings."""

    first_row, rows = 1, 0

    def column(self, index: int) -> Column:
        """No cell, whatever the column."""
        del index
        return Column(indices=np.zeros(0, np.int32), values=())


def _scored(chunk: Chunk, plan: ColumnPlan, roster: RosterCheck | None, norms: Sequence[NormTable]) -> ScoredRows:
    instrument = plan.instruments[0].instrument
    batch = read_rows(chunk, plan)
    codes = batch.answers[instrument.edition]
    reasons = _reasons(batch, instrument, roster)
    refused = np.array([reason is not None for reason in reasons.tolist()], dtype=bool)
    scores = score(codes, instrument)
    flags = judge(codes, scores, seconds_per_item(batch, plan), instrument, batch.inattentive).tolist()
    validity = [None if no else words(flag) for flag, no in zip(flags, refused.tolist(), strict=True)]
    t = _t(batch, scores, instrument, norms)
    columns: dict[str, Result] = {
        "row": _numbers(np.arange(batch.first_row, batch.first_row + chunk.rows), np.zeros(chunk.rows, bool)),
        "student": _students(chunk, plan),
        **_scales(scores, refused, instrument, t),
        "validity": validity,
        "safety": _safety(codes, instrument),
        "refusal": ["" if reason is None else str(reason) for reason in reasons.tolist()],
    }
    counted = Counter(str(reason) for reason in reasons.tolist() if reason is not None)
    lost = _out_of_norm(t, scores, refused)
    return ScoredRows(rows=chunk.rows, columns=columns, refusals=counted, out_of_norm=lost)


def _reasons(batch: RowBatch, instrument: Instrument, roster: RosterCheck | None) -> Reasons:
    """Why a row has no result, None where it has one."""
    unreadable = batch.unreadable[instrument.edition]
    empty = (batch.answers[instrument.edition] == NO_ANSWER).all(axis=1) & ~unreadable
    reasons: Reasons = np.full(len(empty), None, dtype=object)
    reasons[unreadable] = Why.UNREADABLE.value
    if roster is not None:
        identity = np.array(roster.reasons(batch), dtype=object)
        unknown = np.array([reason is not None for reason in identity.tolist()], dtype=bool)
        reasons[unknown] = identity[unknown]
    if batch.signed is not None:
        told = np.array([reason is not None for reason in batch.signed.tolist()], dtype=bool)
        reasons[told] = [str(reason) for reason in batch.signed[told]]
    reasons[empty] = BLANK
    reasons[batch.declined & ~batch.blank] = Why.DECLINED.value
    return reasons


def _students(chunk: Chunk, plan: ColumnPlan) -> list[str | None]:
    """The student number as found, or the name where the file has no number."""
    column = plan.number if plan.number is not None else plan.name
    if column is None:
        return [None] * chunk.rows
    told = chunk.column(column)
    values = [clean(value) or None for value in told.values]
    return [values[index] for index in told.indices.tolist()]


def _t(batch: RowBatch, scores: Scores, instrument: Instrument, norms: Sequence[NormTable]) -> dict[str, npt.NDArray[np.float64]]:
    """T of every scale that has a norm, NaN where none speaks of the pupil."""
    scales = normed_scales(instrument, norms)
    if not scales:
        return {}
    grades = _grades(batch)
    t = normed(scores.values, instrument, Group(grade=grades, sex=np.zeros(len(grades), np.int8)), norms).t
    return {code: t[:, place] for place, code in enumerate(instrument.scale_codes) if code in scales}


def _out_of_norm(t: dict[str, npt.NDArray[np.float64]], scores: Scores, refused: npt.NDArray[np.bool_]) -> int:
    """Rows with a score and without a single T, where there could be one."""
    if not t:
        return 0
    scored = ~refused & ~np.isnan(scores.values).all(axis=1)
    return int(np.count_nonzero(scored & np.all([np.isnan(column) for column in t.values()], axis=0)))


def _scales(
    scores: Scores, refused: npt.NDArray[np.bool_], instrument: Instrument, t: dict[str, npt.NDArray[np.float64]]
) -> dict[str, Result]:
    columns: dict[str, Result] = {}
    for place, code in enumerate(instrument.scale_codes):
        values = scores.values[:, place]
        columns[code] = _numbers(values, np.isnan(values) | refused)
        columns[f"{code}.answered"] = _numbers(scores.answered[:, place].astype(np.int64), refused)
        columns[f"{code}.band"] = _bands(scores, place, refused, instrument)
        if code in t:
            columns[f"{code}.t"] = _numbers(t[code], np.isnan(t[code]) | refused)
    return columns


def _numbers(values: npt.NDArray[np.float64] | npt.NDArray[np.int64], missing: npt.NDArray[np.bool_]) -> Numbers:
    return np.ma.MaskedArray(values, mask=missing)


def _bands(scores: Scores, place: int, refused: npt.NDArray[np.bool_], instrument: Instrument) -> list[str | None]:
    tables = instrument.scales[instrument.scale_codes[place]].bands
    names = [*(cut.code for cut in tables[0].cuts), None] if tables else [None]  # NO_BAND is −1, the last
    return [names[band] for band in np.where(refused, NO_BAND, scores.bands[:, place]).tolist()]


def _grades(batch: RowBatch) -> npt.NDArray[np.int8]:
    """Grades as the class column tells them; 0 where it doesn't."""
    known = {text: parse_class(text) for text in set(batch.classes)}
    return np.array([found.grade if (found := known[text]) else 0 for text in batch.classes], dtype=np.int8)


def _safety(codes: npt.NDArray[np.int8], instrument: Instrument) -> list[str | None]:
    items = [f"q{column + 1}" for column in instrument.safety_columns]
    lines = fired(codes, instrument).tolist()
    return [";".join(item for item, yes in zip(items, line, strict=True) if yes) for line in lines]
