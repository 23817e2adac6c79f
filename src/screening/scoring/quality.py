"""How a sheet was answered: runs of one answer, variability, consistency, distance from the others. None of it sets V2.

Low confidence is all these indices may say (ALERT_POLICY V2). What each catches and misses stands in docs/quality.md.
"""

from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.scoring.key import Bools, Float64
from screening.scoring.keyed import keyed
from screening.scoring.score import Codes

FEWEST_ITEMS: Final = 20  # answered; fewer show no pattern
FEWEST_SHEETS: Final = 500  # from which the figures of items are taken
FEWEST_SUBSCALES: Final = 3  # a correlation of two points is always one
LONGEST_SHARE: Final = 0.5  # of the items in one run: Curran 2016, J Exp Soc Psychol 66:4-19
FLATTEST: Final = 0.2  # SD of the answers as a share of the code range; ours, no published cut (Dunn et al. 2018)
LEAST_CONSISTENT: Final = 0.30  # even-odd correlation: Johnson 2005, J Res Pers 39:103-129, after Jackson
QUICKEST: Final = 2.0  # seconds an item: Huang et al. 2012, J Bus Psychol 27:99-114; adults
_CHANCE: Final = 0.001  # of a distance this large in normal data


def long_string(codes: Codes) -> npt.NDArray[np.int16]:
    """Longest run of one and the same answer on each sheet, int16 (sheets,); a blank ends a run, a sheet of blanks has 0.

    ``codes``: (sheets, items) as printed, not turned, as for ``score``. Same figure as ``careless::longstring`` of R.
    """
    columns: npt.NDArray[np.number] = np.ascontiguousarray(codes.T)
    given = columns >= 0
    longest, run = np.zeros(len(codes), np.int16), np.zeros(len(codes), np.int16)
    for place, column in enumerate(columns):  # a column at a time, all sheets at once
        if place:
            run *= column == columns[place - 1]
        run += 1
        run *= given[place]
        np.maximum(longest, run, out=longest)
    return longest


def irv(codes: Codes) -> Float64:
    """Standard deviation (n - 1) of the answers of each sheet as printed, float64 (sheets,); NaN below 20 answers.

    Intra-individual response variability, ``careless::irv`` of R. Sums are of integers, so order and batch don't matter.
    """
    answers = np.fmax(codes, 0).astype(np.float32)  # fmax takes 0 for NaN, and for NO_ANSWER; whole numbers are exact here
    count = np.count_nonzero(codes >= 0, axis=1).astype(np.float64)
    total = answers.sum(axis=1).astype(np.float64)
    spread = count * np.einsum("ij,ij->i", answers, answers).astype(np.float64) - total**2
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt(spread / (count * (count - 1)))
    return np.where(count >= FEWEST_ITEMS, deviation, np.nan)


def even_odd(codes: Codes, instrument: Instrument) -> Float64:
    """How far the two halves of the subscales agree on each sheet, float64 (sheets,) from -1 to 1; low is inconsistent.

    Each subscale's items count turned, in its order; means of its first, third, … and second, fourth, … answered items; their
    correlation over the subscales, corrected to full length (Spearman-Brown). NaN below 20 answers, below three subscales
    with answers in both halves, and where a half doesn't vary. ``careless::evenodd`` of R gives the same times -1.
    """
    subscales = [code for code, scale in instrument.scales.items() if scale.role == "subscale" and len(scale.items) > 1]
    if len(subscales) < FEWEST_SUBSCALES:
        return np.full(len(codes), np.nan)
    odd, even = np.stack([_halves(keyed(codes, code, instrument)) for code in subscales], axis=2)
    agreement = np.clip(_row_correlation(odd, even), -1, 1)  # rounding may leave it beyond -1, and turn the sign below
    with np.errstate(invalid="ignore", divide="ignore"):
        corrected = np.maximum(2 * agreement / (1 + agreement), -1)
    return np.where((codes >= 0).sum(axis=1) >= FEWEST_ITEMS, corrected, np.nan)


def mahalanobis(codes: Codes, instrument: Instrument) -> Float64:
    """Squared distance of each sheet's answers from the mean of all, float64 (sheets,); far out is unusual, not careless.

    Over the items of the total (all items without one); NaN for sheets with a gap, below 20 items and below 500 complete
    sheets. ``careless::mahad`` of R on complete data.
    """
    answers = main_answers(codes, instrument)
    complete = ~np.isnan(answers).any(axis=1)
    distance = np.full(len(codes), np.nan)
    if answers.shape[1] >= FEWEST_ITEMS and np.count_nonzero(complete) >= FEWEST_SHEETS:
        away = answers[complete] - answers[complete].mean(axis=0)
        inverse = np.linalg.pinv(np.cov(answers[complete], rowvar=False), hermitian=True)
        distance[complete] = np.einsum("ij,ij->i", away @ inverse, away)
    return distance


def farthest(items: int) -> float:
    """Squared distance that one sheet in a thousand exceeds in normal data of so many items: a chi-square point.

    Right to 1 % from 20 items (Wilson & Hilferty 1931, PNAS 17:684-688).
    """
    spread = 2 / (9 * items)
    return float(items * (1 - spread + NormalDist().inv_cdf(1 - _CHANCE) * spread**0.5) ** 3)


def doubtful(codes: Codes, seconds_per_item: npt.NDArray[np.float32], instrument: Instrument) -> Bools:
    """Which sheets are low in confidence by what they show alone, without others to compare with, bool (sheets,).

    Answered in under two seconds an item; or, where the instrument can show it (``validity.straight``) and has 20 items, half
    of it in one run or hardly any variation. Even-odd stays out: it doubts a third of careful pupils. Never V2, never mutes.
    """
    quick: Bools = seconds_per_item < QUICKEST
    if not shows_straight_lines(instrument):
        return quick
    flat = irv(codes) < FLATTEST * (instrument.items.high - instrument.items.low)
    return np.asarray(quick | flat | (long_string(codes) >= LONGEST_SHARE * codes.shape[1]), np.bool_)


def shows_straight_lines(instrument: Instrument) -> bool:
    """Whether one answer many times over can mean anything here: all-lowest is what healthy pupils give on a symptom list."""
    return instrument.validity.straight and instrument.items.count >= FEWEST_ITEMS


def main_answers(codes: Codes, instrument: Instrument) -> Float64:
    """Counted answers of the total, float64 (sheets, items); without a total of all subscales side by side."""
    if instrument.total is not None:
        return keyed(codes, instrument.total, instrument)
    own = [code for code, scale in instrument.scales.items() if scale.role == "subscale"]
    return np.hstack([keyed(codes, code, instrument) for code in own] or [np.empty((len(codes), 0))])


def _halves(answers: Float64) -> tuple[Float64, Float64]:
    """Means of the odd and of the even items, NaN where a half has no answer."""
    return _row_mean(answers[:, 0::2]), _row_mean(answers[:, 1::2])


def _row_mean(answers: Float64) -> Float64:
    given = ~np.isnan(answers)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Float64 = np.where(given, answers, 0).sum(axis=1) / given.sum(axis=1)
    return mean


def _row_correlation(first: Float64, second: Float64) -> Float64:
    """Correlation along each row over the places where both are told; NaN below three of them."""
    both = ~np.isnan(first) & ~np.isnan(second)
    count = both.sum(axis=1)
    centred = []
    with np.errstate(invalid="ignore", divide="ignore"):
        for part in (first, second):
            told = np.where(both, part, 0)
            centred.append(np.where(both, told - (told.sum(axis=1) / count)[:, None], 0))
        spread = np.sqrt((centred[0] ** 2).sum(axis=1) * (centred[1] ** 2).sum(axis=1))
        correlation = (centred[0] * centred[1]).sum(axis=1) / np.where(spread > _NOTHING, spread, np.nan)
    return np.where(count >= FEWEST_SUBSCALES, correlation, np.nan)


_NOTHING: Final = 1e-12  # below it a spread is what rounding left of none
