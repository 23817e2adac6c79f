"""Does an item ask more of one group than of another that has the same total? Mantel-Haenszel, for two answers or several."""

from dataclasses import dataclass
from math import erfc, exp, isnan, log, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from screening.research.intervals import CONFIDENCE

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Strata = npt.NDArray[np.int64]

FEWEST_OF_A_GROUP = 100
"""Complete sheets of each group below which nothing is said; ETS asks for 100 of the smaller group (Zieky 1993)."""
FALSE_SHARE = 0.05  # expected share of false alarms among the items named (Benjamini & Hochberg 1995)
DELTA = -2.35  # Holland & Thayer 1988: MH D-DIF = -2.35 ln(common odds ratio)
_SOME_DELTA, _LARGE_DELTA = 1.0, 1.5  # ETS A, B, C (Zieky 1993)
_SOME_SHIFT, _LARGE_SHIFT = 0.17, 0.25  # AA, BB, CC: standardised mean difference in item SDs (Zwick, Thayer & Mazzeo 1997)


@dataclass(frozen=True, kw_only=True)
class ItemDif:
    """One item of one scale. Two groups with the same total are compared; positive ``shift``: the focal group answers higher."""

    item: int  # its place among the columns given
    chi_square: float  # Mantel 1963, one degree of freedom, without continuity correction
    p: float
    shift: float  # standardised mean difference, in SDs of the item
    delta: float  # MH D-DIF; NaN where there are more than two answers
    grade: str  # A: nothing to speak of, B: some, C: much


def item_dif(answers: Floats, focal: Mask) -> tuple[ItemDif, ...]:
    """One line per item, in order; empty where either group has fewer than 100 sheets.

    ``answers``: (sheets, items), keyed, without NaN. ``focal``: (sheets,), the others are the reference. Pupils are matched by
    the sum over all items, the item itself among them, as Holland & Thayer advise. An item is B or C by the size of its effect
    and only if it stays significant with a share of false alarms of 5 % over all items.
    """
    if min(np.count_nonzero(focal), np.count_nonzero(~focal)) < FEWEST_OF_A_GROUP:
        return ()
    strata = np.unique(answers.sum(axis=1), return_inverse=True)[1].astype(np.int64)
    group = focal.astype(np.float64)
    chi = [mantel(group, column, strata) for column in answers.T]
    p = [float("nan") if isnan(one) else erfc(sqrt(one / 2)) for one in chi]  # NaN: nothing varies
    told = _holds(p)
    found = []
    for place, column in enumerate(answers.T):
        shift, delta = _shift(column, focal, strata), _delta(column, focal, strata)
        grade = _grade(shift, delta) if told[place] else "A"
        found.append(ItemDif(item=place, chi_square=chi[place], p=p[place], shift=shift, delta=delta, grade=grade))
    return tuple(found)


def mantel(rows: Floats, columns: Floats, strata: Strata) -> float:
    """Mantel's chi-square of a linear relation between two scores inside strata; NaN where nothing varies.

    All arrays (n,). With two values on both sides it is Mantel-Haenszel without continuity correction. Source: Mantel 1963,
    JASA 58:690-700. Equals R's ``mantelhaen.test(x, correct = FALSE)`` for tables of two by two.
    """
    n, row, column, both = (_by_stratum(strata, one) for one in (np.ones(len(rows)), rows, columns, rows * columns))
    rows2, columns2 = _by_stratum(strata, rows**2), _by_stratum(strata, columns**2)
    use = n > 1
    n, row, column, both, rows2, columns2 = (one[use] for one in (n, row, column, both, rows2, columns2))
    variance = float(((rows2 - row**2 / n) * (columns2 - column**2 / n) / (n - 1)).sum())
    return float((both - row * column / n).sum()) ** 2 / variance if variance > 0 else float("nan")


def common_odds_ratio(focal: Mask, yes: Mask, strata: Strata) -> tuple[float, float, float]:
    """Mantel-Haenszel's common odds ratio of the reference against the focal group, with its 95 % interval; NaN if undefined.

    Interval by Robins, Breslow & Greenland 1986, as R's ``mantelhaen.test`` gives it.
    """
    cells = [_by_stratum(strata, (group & answer).astype(np.float64)) for group, answer in
             ((~focal, yes), (~focal, ~yes), (focal, yes), (focal, ~yes))]  # fmt: skip
    a, b, c, d = cells
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    if not r.sum() or not s.sum():
        return float("nan"), float("nan"), float("nan")
    ratio = float(r.sum() / s.sum())
    p, q = (a + d) / n, (b + c) / n
    variance = ((p * r).sum() / r.sum() ** 2 + (p * s + q * r).sum() / (r.sum() * s.sum()) + (q * s).sum() / s.sum() ** 2) / 2
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * sqrt(float(variance))
    return ratio, exp(log(ratio) - reach), exp(log(ratio) + reach)


def _by_stratum(strata: Strata, values: Floats) -> Floats:
    return np.asarray(np.bincount(strata, weights=values), np.float64)


def _shift(column: Floats, focal: Mask, strata: Strata) -> float:
    """Mean difference at equal totals, weighted by the focal group (Dorans & Schmitt 1991), over the SD of the item."""
    theirs, ours = (_by_stratum(strata, one.astype(np.float64)) for one in (focal, ~focal))
    both = (theirs > 0) & (ours > 0)
    spread = float(column.std(ddof=1))
    if not both.any() or not spread:
        return float("nan")
    focal_sum, reference_sum = _by_stratum(strata, column * focal), _by_stratum(strata, column * ~focal)
    difference = focal_sum[both] / theirs[both] - reference_sum[both] / ours[both]
    return float((theirs[both] * difference).sum() / theirs[both].sum()) / spread


def _delta(column: Floats, focal: Mask, strata: Strata) -> float:
    values = np.unique(column)
    if len(values) != 2:  # noqa: PLR2004  # two answers
        return float("nan")
    return DELTA * log(common_odds_ratio(focal, column == values[1], strata)[0])


def _grade(shift: float, delta: float) -> str:
    size, some, large = (abs(shift), _SOME_SHIFT, _LARGE_SHIFT) if isnan(delta) else (abs(delta), _SOME_DELTA, _LARGE_DELTA)
    return "C" if size >= large else "B" if size >= some else "A"


def _holds(p: list[float]) -> list[bool]:
    """Which of the probabilities hold with the expected share of false alarms (Benjamini & Hochberg 1995)."""
    known = sorted(one for one in p if not isnan(one))
    limit = max((one for place, one in enumerate(known, start=1) if one <= FALSE_SHARE * place / len(known)), default=-1.0)
    return [one <= limit for one in p]
