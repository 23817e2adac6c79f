"""All scales of all sheets in one pass: exact sums, one division at the end, and no blank ever read as a low answer."""

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.branches import close_gates, put_outcomes, put_sums
from screening.scoring.interface import Scores
from screening.scoring.key import Bools, Float32, Float64, Key, key_of

BLOCK = 4096  # sheets scored at a time: what stays in the processor's cache

Codes = npt.NDArray[np.int8] | npt.NDArray[np.float32] | npt.NDArray[np.float64]


def score(codes: Codes, instrument: Instrument) -> Scores:
    """Scores, answered items and published bands of every sheet; NaN and NO_BAND where a scale can't be scored.

    ``codes``: (sheets, items), int8 with NO_ANSWER = -1 for a blank, or float32/float64 with NaN (or -1) for a blank.
    A sum is prorated by the items answered (sum x items / answered), a mean divides by the items answered; values are in the
    instrument's units. Blanks: the instrument's published rule, else ALERT_POLICY V1. Whatever the order, batch or dtype,
    a sheet gets the same bits: codes are integers, sums exact, multiplication first, one division last (law 5).
    A triage has no value, only an outcome among the bands, and none where a blank leaves a graver one open.
    ValueError for another shape, and for a code that is none of the instrument's: intake has turned those into NO_ANSWER.
    """
    key = key_of(instrument)
    if codes.ndim != 2 or codes.shape[1] != key.items:  # noqa: PLR2004  # sheets and items
        raise ValueError(f"{instrument.edition} needs codes of shape (sheets, {key.items}), not {codes.shape}")
    sheets = len(codes)
    values = np.empty((sheets, key.scales), np.float64)
    answered = np.empty((sheets, key.scales), np.int16)
    bands = np.empty((sheets, key.scales), np.int8)
    for start in range(0, sheets, BLOCK):
        rows = slice(start, start + BLOCK)
        answers, given = _filled(codes[rows], key)
        values[rows], answered[rows] = _score_block(answers, given, key)
        bands[rows] = _bands(values[rows], key)
        if key.branches:
            put_outcomes(bands[rows], answers, given, key.branches)
    return Scores(values=values, answered=answered, bands=bands)


def _filled(codes: Codes, key: Key) -> tuple[Float32, Float32]:
    """Answers with 0 for a blank, and 1 or 0 for answered or not; both float32, because small integers are exact there."""
    given = codes >= 0  # NaN is not
    answers = np.fmax(codes, 0).astype(np.float32, copy=False)  # fmax takes 0 for NaN, and for -1
    if codes.size:
        _check_range(codes, answers, given, key)
    return answers, given.astype(np.float32)


def _check_range(codes: Codes, answers: Float32, given: Bools, key: Key) -> None:
    """ValueError unless every code is NO_ANSWER, NaN or one of the instrument's; the cheapest question first."""
    least = np.fmin.reduce(codes, axis=None)
    wrong = least < 0 and bool(((codes < 0) & (codes != NO_ANSWER)).any())
    wrong = wrong or answers.max() > key.high
    wrong = wrong or (key.low > 0 and np.where(given, codes, key.low).min() < key.low)
    wrong = wrong or (codes.dtype.kind == "f" and bool((answers != np.rint(answers)).any()))
    wrong = wrong or (bool(key.gaps) and bool((given & np.isin(answers, key.gaps)).any()))
    if wrong:
        besides = f", without {key.gaps}" if key.gaps else ""
        raise ValueError(
            f"a code is no whole number from {key.low} to {key.high}{besides}; turn it into NO_ANSWER before scoring"
        )


def _score_block(answers: Float32, given: Float32, key: Key) -> tuple[Float64, Float32]:
    """Values and answered counts of up to BLOCK sheets."""
    counts = given @ key.counted
    raw = answers @ key.weights
    if counts.shape[1] > key.scales + 2:
        raw += counts[:, key.scales + 2 :]
    answered = counts[:, : key.scales]
    if key.branches:
        put_sums(raw, answers, given, answered, key.branches)
    values = _prorated(raw.astype(np.float64), np.maximum(answered, 1).astype(np.float64), key)
    np.copyto(values, np.nan, where=~_scorable(answered, counts, key))
    if key.branches:
        close_gates(values, answers, given, key.branches)
    for column, parts in key.sums:
        values[:, column] = values[:, list(parts)].sum(axis=1)  # NaN if one part is: a total never skips a missing scale
    return values, answered


def _prorated(raw: Float64, divisor: Float64, key: Key) -> Float64:
    """Times first, divided last: 15 of 11 items stays exact. Half up is worked out before dividing, so x.5 can't slip."""
    keyed = raw * key.times
    if not key.half_up.any():
        return keyed / divisor
    return np.where(key.half_up, np.floor((2 * keyed + divisor) / (2 * divisor)), keyed / divisor)


def _scorable(answered: Float32, counts: Float32, key: Key) -> Bools:
    """Enough answers: all of them, or what the published rule asks, or what V1 asks where it lets the sheet be prorated."""
    blanks = key.items - counts[:, key.scales]
    v1 = (blanks <= key.blanks_allowed) & (counts[:, key.scales + 1] == key.safety_items)
    enough: Bools = answered >= key.needed[v1.astype(np.intp)]
    return enough


def _bands(values: Float64, key: Key) -> npt.NDArray[np.int8]:
    """Index of the band each value falls in: how many bands have begun, less one. NaN has begun none: NO_BAND."""
    begun = np.full(values.shape, -1, np.int8)
    for starts in key.starts:
        begun += values >= starts
    return begun
