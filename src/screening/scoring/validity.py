"""How far each sheet can be read: the flags of ALERT_POLICY §2.3. None of them mutes a safety item."""

import numpy as np
import numpy.typing as npt

from screening.core.severity import Validity
from screening.instruments.definition import Instrument
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.key import Bools, key_of
from screening.scoring.score import Codes

FASTEST = 1.0  # seconds an item; ALERT_POLICY V2
_FEWEST_ALIKE = 2  # one answer alone is no pattern
_FIRST_LOOK = 16  # items
_ABOVE_ALL = 127  # above every code


def judge(
    codes: Codes,
    scores: Scores,
    seconds_per_item: npt.NDArray[np.float32],
    instrument: Instrument,
    inattentive: Bools | None = None,
) -> npt.NDArray[np.uint8]:
    """Validity flags of every sheet, uint8 (sheets,), 0 = OK.

    LIE: the lie scale reaches the instrument's cut. FAST: under one second an item, never if the time is not told (NaN).
    STRAIGHT: all answers the same code, only where the instrument can show it. MISSING: the total has no score (without a
    total: no scale has one). INCONS: an attention check of the survey was failed (None = it had none). PRORATED: some score
    stands for unanswered items too. ``codes`` and ``scores`` of the same sheets.
    """
    found = {
        Validity.LIE: _lies(scores, instrument),
        Validity.FAST: seconds_per_item < FASTEST,
        Validity.STRAIGHT: _straight(codes, instrument),
        Validity.INCONS: np.zeros(len(codes), bool) if inattentive is None else inattentive,
        Validity.MISSING: _missing(scores, instrument),
        Validity.PRORATED: _prorated(scores, instrument),
    }
    flags = np.zeros(len(codes), np.uint8)
    for flag, sheets in found.items():
        flags |= sheets * np.uint8(flag)
    return flags


def words(flags: int) -> str:
    """The flags of one sheet as ``OK`` or ``;``-joined names, e.g. ``LIE;PRORATED``."""
    return ";".join(flag.name or "" for flag in Validity(flags)) or "OK"


def _lies(scores: Scores, instrument: Instrument) -> Bools:
    rules = instrument.validity
    if rules.lie_scale is None or rules.lie_from is None:
        return np.zeros(len(scores.values), bool)
    lies: Bools = scores.values[:, instrument.scale_codes.index(rules.lie_scale)] >= rules.lie_from
    return lies


def _straight(codes: Codes, instrument: Instrument) -> Bools:
    straight = np.zeros(len(codes), bool)
    if instrument.validity.straight:
        likely = np.flatnonzero(_alike(codes[:, :_FIRST_LOOK]))  # most sheets are told apart by their first items
        enough = np.count_nonzero(codes[likely] >= 0, axis=1) >= _FEWEST_ALIKE
        straight[likely] = _alike(codes[likely]) & enough
    return straight


def _alike(codes: Codes) -> Bools:
    """Rows that hold no two different answers, blanks aside."""
    highest = np.fmax.reduce(codes, axis=1)
    lowest = np.fmin.reduce(np.where(codes >= 0, codes, _ABOVE_ALL), axis=1)
    alike: Bools = ~(highest > lowest)
    return alike


def _missing(scores: Scores, instrument: Instrument) -> Bools:
    """No total, neither a value nor the outcome of a triage; for an instrument without one, no scale at all.

    A follow-up page is missing only as a whole: what was answered counts, what was not leaves its parent's grade, and nobody
    sits a page of questions about danger again for the sake of a form.
    """
    if instrument.is_follow_up:
        none_given: Bools = scores.answered.max(axis=1) == 0
        return none_given
    nothing: Bools = np.isnan(scores.values) & (scores.bands == NO_BAND)
    if instrument.total is None:
        own = [scale.role != "validity" for scale in instrument.scales.values()]
        none_at_all: Bools = np.logical_and.reduce(nothing[:, own], axis=1)
        return none_at_all
    return nothing[:, instrument.scale_codes.index(instrument.total)]


def _prorated(scores: Scores, instrument: Instrument) -> Bools:
    """A value in spite of gaps; a condition that is not met has its value without any answer, and stands for none."""
    key = key_of(instrument)
    gaps = (scores.answered < key.length) & (scores.answered >= key.needed[1]) & ~np.isnan(scores.values)
    partly: Bools = np.logical_or.reduce(gaps, axis=1)
    return partly
