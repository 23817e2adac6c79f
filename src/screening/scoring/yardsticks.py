"""By what the scores of a scale are measured here: spread, consistency and retest coefficient, each with where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from screening.core.language import Text
from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import Cell, NormTable
from screening.instruments.telling import Reliability
from screening.scoring.certainty import sem
from screening.scoring.norms import own_cells

TRUSTED = frozenset({"confirmed", "single-source", "ours"})
"""Confidence of a published coefficient that may be reckoned with; conflicting and unverified ones are shown and not used."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Figures of one scale over the valid sheets of some grades of this school in one wave, at least ``MIN_SHEETS``."""

    edition: str
    scale: str
    grades: tuple[int, ...]
    n: int
    mean: float
    sd: float
    alpha: float  # KR-20 where items are yes or no: the same formula
    wave: str

    @property
    def basis(self) -> Text:
        """Whose sheets."""
        span = "-".join(str(grade) for grade in sorted({self.grades[0], self.grades[-1]}))
        return Text(f"本校 {self.wave} {span} 年级 {self.n} 份", f"this school, {self.wave}, grade {span}, n = {self.n}")


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Mean and SD of a reference group, in the scale's units."""

    mean: float
    sd: float
    basis: Text


@dataclass(frozen=True, kw_only=True)
class Steadiness:
    """One reliability coefficient, 0 to 1."""

    value: float
    basis: Text


@dataclass(frozen=True, kw_only=True)
class MeasuringError:
    """The error of measurement of a scale with the figures it rests on; all of one school and grade range, or published."""

    sem: float
    mean: float
    sd: float
    alpha: float
    basis: Text


@dataclass(frozen=True, kw_only=True)
class Yardsticks:
    """Norms in the order in which they count (the school's own first), and what the school measured itself, oldest first."""

    tables: tuple[NormTable, ...] = ()
    measured: tuple[Measured, ...] = ()

    def error(self, instrument: Instrument, scale: str, grade: int) -> MeasuringError | None:
        """The error of measurement for pupils of a grade; None where a spread or a consistency is lacking: it isn't guessed.

        The school's own figures of that grade go first, alpha and SD of the same sheets; an alpha over several schools would
        hold the differences between them. Else a published alpha of this very scale (the lowest, so that the band is not too
        narrow) with the SD of the nearest norm.
        """
        own = self._own(instrument, scale, grade)
        if own is not None:
            return _error(Spread(mean=own.mean, sd=own.sd, basis=own.basis), Steadiness(value=own.alpha, basis=own.basis))
        spread, steady = self._of_norm(instrument, scale, grade), published(instrument, scale, "alpha")
        return _error(spread, steady) if spread and steady else None

    def spread(self, instrument: Instrument, scale: str, grade: int) -> Spread | None:
        """Mean and SD of the reference group: the nearest norm of both sexes, else the school's own sheets of the grade."""
        own = self._own(instrument, scale, grade)
        measured = Spread(mean=own.mean, sd=own.sd, basis=own.basis) if own else None
        return self._of_norm(instrument, scale, grade) or measured

    def _own(self, instrument: Instrument, scale: str, grade: int) -> Measured | None:
        """The narrowest group that holds the grade, of the latest wave."""
        fitting = [
            one for one in self.measured if (one.edition, one.scale) == (instrument.edition, scale) and grade in one.grades
        ]
        return min(reversed(fitting), key=lambda one: len(one.grades), default=None)

    def _of_norm(self, instrument: Instrument, scale: str, grade: int) -> Spread | None:
        """The narrowest group of both sexes that holds every pupil of the grade, of the first norm that has one."""
        for name, cells in self._norms(instrument):
            fitting = [cell for cell in cells if cell.scale == scale and cell.sex == "all" and cell.covers(grade)]
            known = [(cell, found) for cell in fitting if (found := _mean_and_sd(cell)) is not None]
            if known:
                cell, (mean, sd) = min(known, key=lambda pair: (pair[0].span, -pair[0].n))
                return Spread(mean=mean, sd=sd, basis=Text(f"常模 {name}，n = {cell.n}", f"norm {name}, n = {cell.n}"))
        return None

    def _norms(self, instrument: Instrument) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        yield from ((table.id, table.cells) for table in self.tables if table.speaks_of(instrument.edition))
        yield instrument.edition, own_cells(instrument)


def published(instrument: Instrument, scale: str, coefficient: str) -> Steadiness | None:
    """The published coefficient to reckon with, or None. A range over all subscales says nothing of one of them.

    Of several alphas the lowest. Of several retests the one of the shortest stated interval, because over months the pupils
    themselves change; one whose interval is not told comes after those; then the lowest.
    """
    told = [
        one
        for one in instrument.reliability
        if one.scale == scale and one.coefficient == coefficient and one.source.confidence in TRUSTED and 0 < one.low < 1
    ]
    found = min(told, key=_order, default=None)
    return Steadiness(value=found.low, basis=_said(found)) if found else None


def _order(one: Reliability) -> tuple[float, float]:
    unknown = float("inf") if one.coefficient == "retest" else 0.0
    return (unknown if one.retest_days is None else float(one.retest_days), one.low)


def _said(one: Reliability) -> Text:
    days = one.retest_days
    zh, en = (f"，间隔 {days} 天", f", {days} days apart") if days else ("", "")
    return Text(f"{one.source.cite}（{one.sample}{zh}）", f"{one.source.cite} ({one.sample}{en})")


def _error(spread: Spread, steady: Steadiness) -> MeasuringError:
    same = spread.basis == steady.basis
    alpha, sd = f"α {steady.value:.3g}", f"{spread.sd:.3g}"
    if same:
        basis = Text(f"{spread.basis.zh}：{alpha}，标准差 {sd}", f"{spread.basis.en}: {alpha}, SD {sd}")
    else:
        basis = Text(
            f"{alpha}：{steady.basis.zh}；标准差 {sd}：{spread.basis.zh}",
            f"{alpha}: {steady.basis.en}; SD {sd}: {spread.basis.en}",
        )
    error = float(sem(spread.sd, steady.value))
    return MeasuringError(sem=error, mean=spread.mean, sd=spread.sd, alpha=steady.value, basis=basis)


def _mean_and_sd(cell: Cell) -> tuple[float, float] | None:
    """As printed, else worked out from the cumulative table; a table of T alone tells neither."""
    if cell.mean is not None and cell.sd is not None:
        return cell.mean, cell.sd
    if not cell.cumulative:
        return None
    scores = np.array(list(cell.cumulative), np.float64)
    weights = np.diff(np.array([0.0, *cell.cumulative.values()])) / 100
    mean = float(scores @ weights)
    sd = float(np.sqrt(((scores - mean) ** 2) @ weights))
    return (mean, sd) if sd > 0 else None
