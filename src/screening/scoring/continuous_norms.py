"""Continuous norming: the raw score as a polynomial of location and grade, fitted over all grades at once, as cNORM does it."""

from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import Cell
from screening.scoring.key import Float64
from screening.scoring.local_norms import DECIMALS, CellFigures, Sample, measured_cells, steps_of

K, T = 5, 3
"""Highest powers of location and of grade, cNORM's defaults (W. Lenhard, A. Lenhard & Gary; documentation of ``cnorm``)."""

ENOUGH = 0.99  # adjusted R² at which the smallest model is taken: cNORM's stopping rule
MOST_TERMS = 5
MIN_GRADES = 3
LOW, HIGH = 20.0, 80.0  # T: three SD either way, further out nobody was measured
_TRIED = 10  # models of one size looked at for consistency, the best first
_GRID: Final = np.linspace(LOW, HIGH, 6001)  # a hundredth of T, as printed

_NORMAL = NormalDist()
Term = tuple[int, int]  # powers of location and of grade


@dataclass(frozen=True, kw_only=True)
class NormModel:
    """raw = intercept + sum of coefficient x L^i x A^j; L is T (mean 50, SD 10), A the grade or age."""

    intercept: float
    terms: tuple[Term, ...]
    coefficients: tuple[float, ...]
    r2: float = 1.0  # adjusted

    def raw(self, location: Float64, age: float) -> Float64:
        """Raw scores at these T values, not held within the scale."""
        columns = [location**i * age**j for i, j in self.terms]
        result: Float64 = self.intercept + np.tensordot(np.asarray(self.coefficients), np.asarray(columns), axes=1)
        return result

    def location(self, raw: Float64, age: float) -> Float64:
        """T of raw scores to a hundredth, no further out than LOW and HIGH."""
        rising = np.maximum.accumulate(self.raw(_GRID, age))  # beyond the scale a consistent model may fall
        result: Float64 = np.interp(raw, rising, _GRID)
        return result

    def is_consistent(self, ages: npt.NDArray[np.float64], values: Float64) -> bool:
        """Whether a higher location means a higher score at every age, as far as the scale reaches (cNORM's checkConsistency)."""
        curves = [self.raw(_GRID, age) for age in ages.tolist()]
        return all(bool((np.diff(curve)[(curve[1:] > values[0]) & (curve[:-1] < values[-1])] > 0).all()) for curve in curves)


@dataclass(frozen=True, eq=False)
class Points:
    """What a model is fitted to: each distinct score of each age, its location, and how many pupils have it."""

    raw: Float64
    location: Float64
    age: Float64
    count: Float64


def rankit(raw: Float64, ages: Float64) -> Points:
    """Locations by rank within each age: T of (mean rank - 0.5) / n (cNORM's ``rankByGroup``, method RankIt)."""
    parts = []
    for age in np.unique(ages):
        scores, count = np.unique(raw[ages == age], return_counts=True)
        below = np.concatenate([[0], np.cumsum(count)[:-1]])
        share = (below + count / 2) / count.sum()  # the mean rank of equals less a half
        location = np.array([50 + 10 * _NORMAL.inv_cdf(one) for one in share.tolist()])
        parts.append((scores, location, np.full(len(scores), age), count.astype(np.float64)))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Points(*columns)


def fit_model(points: Points, values: Float64, *, enough: float = ENOUGH) -> NormModel | None:
    """The consistent model with the fewest terms whose adjusted R² reaches ``enough``; else the consistent one with the highest.

    ``values``: the scale's possible values, ascending. All subsets of up to MOST_TERMS of the 23 powers and products are
    compared, what R's ``leaps::regsubsets`` does for cNORM. None where no model rises with the location at every age.
    """
    names = [(i, j) for i in range(K + 1) for j in range(T + 1) if i or j]
    columns = np.stack([points.location**i * points.age**j for i, j in names], axis=1)
    ages = np.unique(points.age)
    best: NormModel | None = None
    for size in range(1, MOST_TERMS + 1):
        for chosen in _best_subsets(columns, points, size):
            model = _solved(tuple(names[at] for at in chosen), columns[:, chosen], points)
            if model.is_consistent(ages, values):
                if model.r2 >= enough:
                    return model
                best = model if best is None or model.r2 > best.r2 else best
                break
    return best


def continuous_cells(sample: Sample, instrument: Instrument) -> tuple[Cell, ...]:
    """Cells of both sexes by grade, smoothed over the grades; a scale without a consistent model, or fewer grades, has none."""
    cells: list[Cell] = []
    measured = list(measured_cells(sample, instrument))
    for scale in dict.fromkeys(one.scale for one in measured):
        group = [one for one in measured if one.scale == scale]
        if len(group) < MIN_GRADES:
            continue
        values, step = steps_of(scale, instrument)
        ages = np.concatenate([np.full(one.n, float(one.grade)) for one in group])
        model = fit_model(rankit(np.concatenate([one.scores for one in group]), ages), values)
        if model is None:
            continue
        cells += [_cell(one, _cumulative(model, one.grade, values, step)) for one in group]
    return tuple(cells)


def _cell(one: CellFigures, cumulative: dict[float, float]) -> Cell:
    return Cell(
        scale=one.scale,
        grades=(one.grade,),
        n=one.n,
        mean=round(one.mean, DECIMALS),
        sd=round(one.sd, DECIMALS),
        cumulative=cumulative,
        classes=one.classes,
        se=round(one.se, DECIMALS),
    )


def _cumulative(model: NormModel, grade: int, values: Float64, step: float) -> dict[float, float]:
    """Value -> percent at or below it: the location of the edge half a step above it, through the normal curve."""
    edges = model.location(values + step / 2, float(grade))
    shares = [100 * _NORMAL.cdf((edge - 50) / 10) for edge in edges.tolist()]
    shares[-1] = 100.0
    return {round(value, DECIMALS): round(share, DECIMALS) for value, share in zip(values.tolist(), shares, strict=True)}


def _best_subsets(columns: Float64, points: Points, size: int) -> list[list[int]]:
    """The subsets of this size with the highest R², the best first."""
    weight = points.count / points.count.sum()
    centred = columns - weight @ columns
    centred = centred / np.sqrt(weight @ centred**2)
    target = points.raw - weight @ points.raw
    cross = (centred * weight[:, None]).T @ centred
    with_raw = (centred * weight[:, None]).T @ target
    subsets = np.array(list(combinations(range(columns.shape[1]), size)))
    ridge = 1e-10 * np.eye(size)  # powers of one variable are nearly multiples of each other
    grams = cross[subsets[:, :, None], subsets[:, None, :]] + ridge
    solved = np.linalg.solve(grams, with_raw[subsets][:, :, None])[:, :, 0]
    explained = np.sum(solved * with_raw[subsets], axis=1)
    best: list[list[int]] = subsets[np.argsort(-explained, kind="stable")[:_TRIED]].tolist()
    return best


def _solved(terms: tuple[Term, ...], columns: Float64, points: Points) -> NormModel:
    """Weighted least squares of one model, by QR of scaled columns; R² adjusted for the number of terms."""
    root = np.sqrt(points.count)
    size = np.abs(columns).max(axis=0)
    design = np.column_stack([np.ones(len(columns)), columns / size]) * root[:, None]
    found = np.linalg.lstsq(design, points.raw * root, rcond=None)[0]
    people = points.count.sum()
    left = float(np.sum(points.count * (points.raw - design @ found / root) ** 2))
    whole = float(np.sum(points.count * (points.raw - np.average(points.raw, weights=points.count)) ** 2))
    adjusted = 1 - left / whole * (people - 1) / (people - len(terms) - 1)
    return NormModel(intercept=float(found[0]), terms=terms, coefficients=tuple((found[1:] / size).tolist()), r2=float(adjusted))
