"""A school's or district's own norm: by grade, with errors by class, drawn towards the reference as far as they are uncertain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.instruments.edges import step
from screening.instruments.norm_tables import MIN_SHEETS, Cell, NormTable, Sex
from screening.instruments.reach import reach
from screening.scoring.key import Bools, Float64
from screening.scoring.norms import SEX_CODES, Small

MIN_CLASSES = 3
"""Fewer classes leave no idea of how much classes differ."""

DECIMALS = 4  # of what is written down: percentages to a hundredth of a pupil in ten thousand


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """Valid sheets of one edition, one line per sheet: scores, and where each pupil belongs."""

    values: Float64  # (sheets, scales), NaN = not scorable
    grade: Small
    sex: Small  # 0 unknown, 1 male, 2 female
    school_class: npt.NDArray[np.int32]

    def of(self, rows: Bools) -> "Sample":
        """Some of the sheets."""
        return Sample(values=self.values[rows], grade=self.grade[rows], sex=self.sex[rows], school_class=self.school_class[rows])


@dataclass(frozen=True, kw_only=True)
class CellFigures:
    """One group as measured: mean, SD, the clustered error of the mean, and its scores."""

    scale: str
    grade: int
    sex: Sex
    n: int
    classes: int
    mean: float
    sd: float
    se: float
    scores: Float64


def measured_cells(sample: Sample, instrument: Instrument, sex: Sex = "all") -> Iterator[CellFigures]:
    """Every scale and grade with MIN_SHEETS valid scores or more from MIN_CLASSES classes or more; smaller groups say nothing."""
    for column, scale in enumerate(instrument.scale_codes):
        if instrument.scales[scale].role not in {"total", "subscale"}:
            continue
        for grade in np.unique(sample.grade).tolist():
            rows = (sample.grade == grade) & ~np.isnan(sample.values[:, column]) & (grade > 0)
            rows &= (sample.sex == SEX_CODES[sex]) if sex != "all" else True
            scores, classes = sample.values[rows, column], sample.school_class[rows]
            count = len(np.unique(classes))
            if len(scores) < MIN_SHEETS or count < MIN_CLASSES or not scores.std():
                continue
            yield CellFigures(
                scale=scale,
                grade=grade,
                sex=sex,
                n=len(scores),
                classes=count,
                mean=float(scores.mean()),
                sd=float(scores.std(ddof=1)),
                se=clustered_error(scores, classes),
                scores=scores,
            )


def clustered_error(scores: Float64, classes: npt.NDArray[np.int32]) -> float:
    """Standard error of the mean where pupils of one class resemble each other, in score units.

    sqrt(G / (G - 1) x sum over classes of (sum of residuals)²) / n: the cluster-robust variance of a mean (Liang & Zeger 1986,
    with the factor G / (G - 1)). Each pupil a class of their own gives the ordinary SD / sqrt(n).
    """
    _, place = np.unique(classes, return_inverse=True)
    sums = np.bincount(place, weights=scores - scores.mean())
    groups = len(sums)
    return float(np.sqrt(groups / (groups - 1) * np.sum(sums**2)) / len(scores))


def between_variance(gaps: Float64, errors: Float64, *, known: bool) -> float:
    """Variance of the true gaps by moments (DerSimonian & Laird 1986), never below 0.

    ``gaps``: group mean less reference. ``known``: the reference comes from elsewhere, so that no mean was estimated from the
    groups; else the reference is their own weighted mean and one degree of freedom is lost.
    """
    weights = 1 / errors**2
    excess = float(np.sum(weights * gaps**2)) - (len(gaps) if known else len(gaps) - 1)
    spread = float(np.sum(weights)) if known else float(np.sum(weights) - np.sum(weights**2) / np.sum(weights))
    return max(0.0, excess / spread) if spread > 0 else 0.0


def shrunken(cells: Sequence[CellFigures], reference: dict[int, float]) -> list[tuple[float, float]]:
    """(drawn mean, weight of the own mean) of the grades of one scale: empirical Bayes, ``w m + (1 - w) reference``.

    w = between / (between + se²). ``reference``: grade -> published mean. Where it lacks a grade, the reference is the weighted
    mean of the school's own grades; a single grade without a published mean has nothing to be drawn to and keeps weight 1.
    """
    known = all(cell.grade in reference for cell in cells)
    if not known and len(cells) == 1:
        return [(cells[0].mean, 1.0)]
    means, errors = np.array([cell.mean for cell in cells]), np.array([cell.se for cell in cells])
    errors = np.maximum(errors, 1e-9)
    pooled = float(np.average(means, weights=1 / errors**2))
    towards = np.array([reference[cell.grade] if known else pooled for cell in cells])
    between = between_variance(means - towards, errors, known=known)
    own = between / (between + errors**2)
    return list(zip((own * means + (1 - own) * towards).tolist(), own.tolist(), strict=True))


def local_cells(
    sample: Sample, instrument: Instrument, reference: NormTable | None = None, *, by_sex: bool = True
) -> tuple[Cell, ...]:
    """The cells of a local norm: both sexes by grade, and each sex by grade where it has sheets enough, for reading only (H1).

    The cumulative percentages are the group's own, moved by the step from its mean to the drawn one.
    """
    cells: list[Cell] = []
    for sex in ("all", "male", "female") if by_sex else ("all",):
        measured = list(measured_cells(sample, instrument, sex))
        for scale in dict.fromkeys(one.scale for one in measured):
            group = [one for one in measured if one.scale == scale]
            drawn = shrunken(group, _published(reference, scale, sex))
            cells += [_cell(one, mean, own, instrument) for one, (mean, own) in zip(group, drawn, strict=True)]
    return tuple(cells)


def steps_of(scale: str, instrument: Instrument) -> tuple[Float64, float]:
    """(every value of a complete sheet from low to high, the step between two), in the scale's units."""
    width = float(step(scale, instrument))
    low, high = reach(scale, instrument)
    values: Float64 = low + width * np.arange(round((high - low) / width) + 1, dtype=np.float64)
    return values, width


def cumulative(scores: Float64, scale: str, instrument: Instrument, move: float = 0.0) -> dict[float, float]:
    """Value -> percent of the scores at or below it once all are moved by ``move``; rises from the lowest to the highest value.

    Between two values the scores are spread evenly, so that a move by part of a step counts by that part; the highest value takes
    whoever would lie beyond.
    """
    values, width = steps_of(scale, instrument)
    edges = np.concatenate([[values[0] - width / 2], values + width / 2])
    at_or_below = np.searchsorted(np.sort(scores), edges, side="right") / len(scores)
    shares = 100 * np.interp(edges[1:] - move, edges, at_or_below, left=0.0, right=1.0)
    shares[-1] = 100.0
    return {round(value, DECIMALS): round(share, DECIMALS) for value, share in zip(values.tolist(), shares.tolist(), strict=True)}


def _cell(one: CellFigures, mean: float, own: float, instrument: Instrument) -> Cell:
    return Cell(
        scale=one.scale,
        grades=(one.grade,),
        sex=one.sex,
        n=one.n,
        mean=round(mean, DECIMALS),
        sd=round(one.sd, DECIMALS),
        cumulative=cumulative(one.scores, one.scale, instrument, mean - one.mean),
        classes=one.classes,
        se=round(one.se, DECIMALS),
        observed=round(one.mean, DECIMALS),
        weight=round(own, DECIMALS),
    )


def _published(reference: NormTable | None, scale: str, sex: Sex) -> dict[int, float]:
    """Grade -> mean of the reference, from its narrowest group that covers the whole grade."""
    means: dict[int, float] = {}
    cells = [cell for cell in reference.cells if cell.scale == scale and cell.sex == sex] if reference else []
    for cell in sorted(cells, key=lambda cell: cell.span):
        for grade in range(4, 10):
            if cell.covers(grade) and cell.mean is not None:
                means.setdefault(grade, cell.mean)
    return means
