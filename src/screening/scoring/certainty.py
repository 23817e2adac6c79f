"""How sure a score is: error of measurement, a band around the true score, nearness to a cut, reliable change, two informants."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.scoring.key import Bools, Float64

BAND_LEVEL: Final = 0.90
"""Coverage of the band that a counselor is shown; a choice of ours, as in the usual test manuals."""
CHANGE_LEVEL: Final = 0.95
"""Two-sided level of Jacobson & Truax 1991 (|RCI| > 1.96): one in twenty whose state did not change is called changed."""

_NORMAL = NormalDist()
Values = npt.ArrayLike


@dataclass(frozen=True, kw_only=True, eq=False)
class TrueScore:
    """The estimated true score and its band, float64, in the scale's own units; the shape of the values."""

    estimate: Float64
    low: Float64
    high: Float64


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearness:
    """Which values lie within one standard error of a cut, bool, the shape of the values. No value is in both."""

    below: Bools  # on the calmer side of the cut
    above: Bools  # the cut is reached


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """Difference between two sittings, float64; ``reliable`` is False wherever a score is missing."""

    difference: Float64  # second less first, in the scale's units
    index: Float64  # RCI: difference in standard errors of a difference
    reliable: Bools
    by_chance: Float64  # share of those without any change whose index is as far from 0 or farther


@dataclass(frozen=True, kw_only=True, eq=False)
class Disagreement:
    """Difference between two informants in SD of their own norms, float64."""

    difference: Float64
    error: Float64  # its own standard error
    by_chance: Float64  # share of pairs seeing the same whose difference is as large


def sem(sd: Values, reliability: Values) -> Float64:
    """Standard error of measurement SD x sqrt(1 - r), float64 in the scale's units (Lord & Novick 1968, 3.8).

    SD and reliability broadcast and belong to the same group of pupils. NaN stays NaN. ValueError for an SD of 0 or less and
    for a reliability outside 0 to 1.
    """
    spread, steady = _checked(sd, reliability)
    return np.asarray(spread * np.sqrt(1 - steady), np.float64)


def true_score(values: Values, mean: Values, sd: Values, reliability: Values, level: float = BAND_LEVEL) -> TrueScore:
    """Kelley's estimate r x + (1 - r) mean and the band of ``level`` around it (Kelley 1947, p. 409).

    The band's half width is z x SD x sqrt(r (1 - r)), the standard error of estimating a true score (Dudek 1979, Psychological
    Bulletin 86:335-337). All arguments broadcast; NaN values give NaN. ValueError as for ``sem``.
    """
    spread, steady = _checked(sd, reliability)
    estimate = np.asarray(steady * np.asarray(values, np.float64) + (1 - steady) * np.asarray(mean, np.float64), np.float64)
    half = _NORMAL.inv_cdf((1 + level) / 2) * spread * np.sqrt(steady * (1 - steady))
    return TrueScore(estimate=estimate, low=estimate - half, high=estimate + half)


def near_cut(values: Values, cut: float, error: float, *, higher_is_worse: bool = True) -> Nearness:
    """Within one ``error`` of the cut, and on which side; a missing value (NaN) is near nothing.

    ``cut`` is reached by a value at or above it; where higher is better, by a value below it, as bands are half-open. A value
    on the cut of such a scale is calmer by nothing, so it counts as near. Nothing here changes a band. ValueError for an error
    that is no positive number.
    """
    if not error > 0:
        raise ValueError("a standard error is above 0")
    away = np.asarray(values, np.float64) - cut
    reached = away >= 0 if higher_is_worse else away < 0
    near = np.abs(away) <= error  # NaN compares false
    return Nearness(below=near & ~reached, above=near & reached)


def reliable_change(first: Values, second: Values, sd: Values, retest: Values, level: float = CHANGE_LEVEL) -> Change:
    """Jacobson & Truax 1991 (J Consult Clin Psychol 59:12-19): difference / (sqrt(2) x SD x sqrt(1 - retest)).

    ``first`` and ``second``: the same scale of the same edition and informant. ``sd``: of the reference group. ``retest``: the
    coefficient of two sittings, never alpha, which is blind to how people vary from day to day. Of pupils who did not change
    ``1 - level`` are called changed all the same. ValueError as for ``sem``, and for a retest coefficient of 1.
    """
    error = np.sqrt(2) * sem(sd, retest)
    if np.any(error == 0):
        raise ValueError("a retest coefficient is below 1")
    difference = np.asarray(second, np.float64) - np.asarray(first, np.float64)
    index = np.asarray(difference / error, np.float64)
    limit = _NORMAL.inv_cdf((1 + level) / 2)
    return Change(difference=difference, index=index, reliable=np.abs(index) > limit, by_chance=_by_chance(index))


def disagreement(first: Values, second: Values, first_reliability: Values, second_reliability: Values) -> Disagreement:
    """Difference of two informants' z scores, with its error sqrt(2 - r1 - r2) (Payne & Jones 1957, J Clin Psychol 13:115-121).

    ``first`` and ``second`` are z by each form's own norm, so that a form on which everybody answers higher is no disagreement.
    ValueError for a reliability outside 0 to 1, and if both are 1.
    """
    one, other = (np.asarray(told, np.float64) for told in (first_reliability, second_reliability))
    _check_share(one)
    _check_share(other)
    error = np.asarray(np.sqrt(2 - one - other), np.float64)
    if np.any(error == 0):
        raise ValueError("two forms without any error are none that we know")
    difference = np.asarray(np.asarray(first, np.float64) - np.asarray(second, np.float64), np.float64)
    return Disagreement(difference=difference, error=error, by_chance=_by_chance(difference / error))


def _checked(sd: Values, reliability: Values) -> tuple[Float64, Float64]:
    spread, steady = np.asarray(sd, np.float64), np.asarray(reliability, np.float64)
    if np.any(spread <= 0):
        raise ValueError("a standard deviation is above 0")
    _check_share(steady)
    return spread, steady


def _check_share(reliability: Float64) -> None:
    if np.any((reliability < 0) | (reliability > 1)):
        raise ValueError("a reliability lies between 0 and 1")


def _by_chance(index: Float64) -> Float64:
    """Two-sided tail of the normal curve."""
    tail = np.vectorize(lambda z: 2 * _NORMAL.cdf(-abs(z)), otypes=[np.float64])
    return np.asarray(tail(index), np.float64)
