"""Scored sheets read in policy terms: bands through the mapping, grades of safety answers, blanks where it matters."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.alerts.mapping import GRADE, BandMapping, Bands, CriticalItems, InstrumentMapping, Upgrade
from screening.core.severity import UNREADABLE, Band, Critical
from screening.instruments.definition import Instrument
from screening.intake.fingerprint import fingerprints
from screening.intake.interface import NO_ANSWER
from screening.scoring.branches import rightly_unasked
from screening.scoring.interface import SheetBlock

Codes = npt.NDArray[np.int8]  # (sheets, items), NO_ANSWER = none
PerSheet = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

SKIP_SHARE = 0.5
"""ALERT_POLICY §2.2: a blank safety item counts as skipped while at least half of the other items were answered."""


def read_sheets(block: SheetBlock, mapping: BandMapping, school_grade: PerSheet | None = None) -> Readings:
    """Policy bands and critical grades of every sheet of the block, one line per sheet in the order of the block.

    ``school_grade``: each pupil's grade, 0 unknown, where a local norm may have moved a subscale; without it nothing is moved.
    Bands become NA where the score is missing, where the mapping has none and where a validity flag makes the sheet
    unreadable (V2). Safety answers are read from every sheet, whatever its flags (V3).
    """
    answers, edition = block.answers, block.answers.instrument.edition
    told = mapping.of(edition)
    readable = (block.validity & np.uint8(UNREADABLE)) == 0
    raw_total = _total(block, told)
    grade, skipped, dated = critical_of(answers.codes, answers.instrument, mapping)
    return Readings(
        edition=edition,
        pupil=answers.pupil,
        total=_only(readable, raw_total),
        raw_total=raw_total,
        subscales=_only(readable[:, None], _subscales(block, told, school_grade)),
        critical=grade,
        skipped=skipped,
        dated=dated,
        validity=block.validity,
        fingerprint=fingerprints(answers.codes),
        answered_at=answers.answered_at,
        mapping=f"band-mapping@{mapping.version}",
        respondent=answers.instrument.eligible.respondent,
        follow_up=answers.instrument.is_follow_up,
    )


def critical_of(codes: Codes, instrument: Instrument, mapping: BandMapping) -> tuple[PerSheet, Mask, Mask]:
    """(grade, skipped, dated) of every line of answers; also for rows that became no sheet.

    grade: Critical, the gravest of all safety answers and combinations. skipped: CI-SKIP, a safety item is blank, no other
    one speaks, and at least half of the remaining items were answered; an item that was rightly not asked is no blank.
    dated: the answer has a time window.
    A safety item without a mapping counts as CI-1 from where the instrument says that it fires: nothing falls silent.
    """
    rows = len(codes)
    told = mapping.of(instrument.edition).critical
    grade = np.zeros(rows, np.int8)
    for item, column in _safety(instrument, told):
        np.maximum(grade, _graded(codes, instrument, item, column, told), out=grade)
    for rule in told.combined if told else ():
        together = np.all([codes[:, int(item[1:]) - 1] >= code for item, code in rule.when.items()], axis=0)
        np.maximum(grade, np.where(together, GRADE[rule.grade], Critical.CI_0).astype(np.int8), out=grade)
    return grade, _skipped(codes, instrument, told) & (grade == Critical.CI_0), _dated(codes, instrument, told, grade)


def _dated(codes: Codes, instrument: Instrument, told: CriticalItems | None, grade: PerSheet) -> Mask:
    """Whether the gravest answer has a time window: the mapping says it of all items.

    An item whose time another answer tells (``recency``: ever, and then lately) is dated only where that answer says so.
    """
    rows = len(codes)
    dated = np.full(rows, told.dated if told else all(item.dated for item in instrument.safety.values()))
    told_elsewhere = {item: safety.recency for item, safety in instrument.safety.items() if safety.recency}
    if not told_elsewhere:
        return dated
    others = [pair for pair in _safety(instrument, told) if pair[0] not in told_elsewhere]
    recent = np.any([_graded(codes, instrument, item, column, told) == grade for item, column in others], axis=0)
    for recency in told_elsewhere.values():
        recent |= codes[:, int(recency.item[1:]) - 1] >= recency.starts
    windowed: Mask = dated & recent
    return windowed


def _safety(instrument: Instrument, told: CriticalItems | None) -> list[tuple[str, int]]:
    """Safety items of the definition and of the mapping, each with its column."""
    items = dict.fromkeys([*instrument.safety, *(told.items if told else ())])
    return [(item, int(item[1:]) - 1) for item in items]


def _skipped(codes: Codes, instrument: Instrument, told: CriticalItems | None) -> Mask:
    """A safety item blank while at least half of the other items were answered."""
    columns = [column for _, column in _safety(instrument, told)]
    if not columns or not (codes[:, columns] == NO_ANSWER).any():
        return np.zeros(len(codes), np.bool_)
    settled = (codes != NO_ANSWER) | rightly_unasked(codes, instrument)
    blank: Mask = ~settled[:, columns].all(axis=1)
    answered = np.count_nonzero(settled[blank], axis=1)  # a blank safety item is not among the answered ones
    blank[blank] = answered >= SKIP_SHARE * (codes.shape[1] - 1)
    return blank


@lru_cache(maxsize=256)
def _grade_table(low: int, high: int, starts: int, listed: tuple[tuple[int, str], ...]) -> PerSheet:
    """Grade by code + 1; the first cell is for a blank. A code that nobody listed counts like the one below it."""
    table = np.zeros(high + 2, np.int8)
    if listed:
        for code, grade in sorted(listed):
            table[code + 1 :] = GRADE[grade]
    else:
        table[max(starts, low) + 1 :] = Critical.CI_1
    table[0] = Critical.CI_0
    return table


def _graded(codes: Codes, instrument: Instrument, item: str, column: int, told: CriticalItems | None) -> PerSheet:
    """The grade of every sheet's answer to one item."""
    grades: PerSheet = _grades(instrument, item, told)[codes[:, column].astype(np.int16) + 1]
    return grades


def _grades(instrument: Instrument, item: str, told: CriticalItems | None) -> PerSheet:
    """The grade table of one safety item, by code + 1. The mapping speaks of keyed codes: a reversed item turns its table."""
    listed = tuple(told.items[item].items()) if told and item in told.items else ()
    starts = instrument.safety[item].starts if item in instrument.safety else instrument.items.high
    low, high = instrument.items.low, instrument.items.high
    table = _grade_table(low, high, starts, listed)
    if item in instrument.safety and instrument.safety[item].reversed:
        return np.concatenate([table[: low + 1], table[low + 1 : high + 2][::-1]])
    return table


def _only(readable: Mask, bands: PerSheet) -> PerSheet:
    return np.where(readable, bands, np.int8(Band.NA)).astype(np.int8)


def _bands(values: npt.NDArray[np.float64], bands: Bands) -> PerSheet:
    """Policy band of each score: half-open on the unrounded value, NA where the score is missing."""
    place = np.searchsorted(np.asarray(bands.starts), values, side="right") - 1
    found = np.asarray(bands.found, np.int8)[np.clip(place, 0, None)]
    return np.where(np.isnan(values), np.int8(Band.NA), found).astype(np.int8)


def _total(block: SheetBlock, told: InstrumentMapping) -> PerSheet:
    """Band of the total, validity flags aside; NA without a mapping or a score."""
    scales = block.answers.instrument.scale_codes
    if told.total is None or told.total.bands is None or told.total.scale not in scales:
        return np.full(len(block), Band.NA, np.int8)
    total = _bands(block.scores.values[:, scales.index(told.total.scale)], told.total)
    return _upgraded(total, block.answers.codes, told.upgrade) if told.upgrade else total


def _upgraded(total: PerSheet, codes: Codes, upgrade: Upgrade) -> PerSheet:
    """At least the band of the published algorithm; a total that is not scorable stays NA."""
    core = np.any([codes[:, int(item[1:]) - 1] >= code for item, code in upgrade.any_of.items()], axis=0)
    symptoms = np.sum([codes[:, int(item[1:]) - 1] >= code for item, code in upgrade.count.items()], axis=0)
    lifted = core & (symptoms >= upgrade.at_least) & (total != Band.NA)
    return np.where(lifted, np.maximum(total, Band[upgrade.to]), total).astype(np.int8)


def _in_grades(values: npt.NDArray[np.float64], bands: Bands, school_grade: PerSheet | None) -> PerSheet:
    """Policy bands, those of a grade's own local norm where it has one."""
    found = np.full(len(values), Band.NA, np.int8) if bands.bands is None else _bands(values, bands)
    for own, moved in bands.grades.items() if school_grade is not None else ():
        rows = school_grade == own
        found[rows] = _bands(values[rows], moved)
    return found


def _subscales(block: SheetBlock, told: InstrumentMapping, school_grade: PerSheet | None) -> PerSheet:
    """(sheets, read subscales) bands in the order of the mapping."""
    scales = block.answers.instrument.scale_codes
    columns = [
        _in_grades(block.scores.values[:, scales.index(code)], told.subscales[code], school_grade)
        if code in scales
        else np.full(len(block), Band.NA, np.int8)
        for code in told.read_subscales
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(block), 0), np.int8)
