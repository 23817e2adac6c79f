"""Scores held against norms; where no norm speaks of a pupil there is no T, never a guess and never the raw score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import Cell, NormTable
from screening.scoring.key import Bools, Float64

SEX_CODES: Final = {"male": 1, "female": 2}  # as in the register; 0 is unknown
STANINES: Final = (4.0, 11.0, 23.0, 40.0, 60.0, 77.0, 89.0, 96.0)
"""Percentile ranks at which stanines 2 to 9 begin: the 4-7-12-17-20-17-12-7-4 division of the normal curve."""

_NO_CELL = -1
Small = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """Where each sheet's pupil belongs, one line per sheet."""

    grade: Small  # 4-9, 0 unknown
    sex: Small  # 0 unknown, 1 male, 2 female
    age: Float64 | None = None  # years, NaN unknown; None: nobody's age is known

    def ages(self) -> Float64:
        """Ages with NaN for unknown."""
        return np.full(len(self.grade), np.nan) if self.age is None else self.age


@dataclass(frozen=True, kw_only=True, eq=False)
class Normed:
    """Normed scores, float64 (sheets, scales); NaN where the score is missing or no norm speaks of the pupil.

    ``z`` and ``t`` are linear where the norm is mean and SD, normalised where it is a table. ``percentile`` and ``stanine`` come
    from cumulative tables only: mean and SD don't tell a rank on a skewed scale.
    """

    z: Float64
    percentile: Float64
    cell: npt.NDArray[np.int16]  # place in ``cells`` of the norm used, -1 none

    @property
    def t(self) -> Float64:
        """T = 50 + 10 z."""
        return 50 + 10 * self.z

    @property
    def stanine(self) -> Float64:
        """1 to 9 by percentile rank; NaN where there is none."""
        steps = np.searchsorted(np.asarray(STANINES), self.percentile, side="right") + 1.0
        return np.where(np.isnan(self.percentile), np.nan, steps)


def cells_in_order(instrument: Instrument, tables: Sequence[NormTable] = ()) -> tuple[Cell, ...]:
    """Every cell that speaks of this edition, the nearest first.

    A group of both sexes goes before one of one sex, because sex never raises a severity (policy H1); then the tables in the
    order given, before the norms in the definition itself; then the narrower group, then the larger one.
    """
    given = [table.cells for table in tables if table.speaks_of(instrument.edition)]
    ranked = [(rank, cell) for rank, cells in enumerate([*given, own_cells(instrument)]) for cell in cells]
    ranked.sort(key=lambda pair: (pair[1].sex != "all", pair[0], pair[1].span, -pair[1].n))
    return tuple(cell for _, cell in ranked if cell.scale in instrument.scales)


def own_cells(instrument: Instrument) -> tuple[Cell, ...]:
    """The norms in the definition itself, as cells."""
    return tuple(
        Cell(scale=one.scale, grades=one.grades, sex=one.sex, n=one.n, mean=one.mean, sd=one.sd) for one in instrument.norms
    )


def normed(values: Float64, instrument: Instrument, group: Group, tables: Sequence[NormTable] = ()) -> Normed:
    """The nearest applicable norm for every score, or none.

    ``values`` as from ``score``, float64 (sheets, scales). An age is compared with the norm's ages where it is known; without it
    a norm by age counts only if every usual age of the pupil's grade lies inside.
    """
    cells = cells_in_order(instrument, tables)
    found = Normed(
        z=np.full(values.shape, np.nan),
        percentile=np.full(values.shape, np.nan),
        cell=np.full(values.shape, _NO_CELL, np.int16),
    )
    for place, cell in enumerate(cells):
        column = instrument.scale_codes.index(cell.scale)
        rows = _meant(cell, group) & (found.cell[:, column] == _NO_CELL) & ~np.isnan(values[:, column])
        found.z[rows, column] = z_of(values[rows, column], cell)
        found.percentile[rows, column] = percentile_of(values[rows, column], cell)
        found.cell[rows, column] = place
    return found


def t_scores(
    values: Float64,
    instrument: Instrument,
    grade: Small,
    sex: Small,
    *,
    age: Float64 | None = None,
    tables: Sequence[NormTable] = (),
) -> Float64:
    """T of every score, float64 (sheets, scales); NaN where the score or a norm for the pupil is missing. See ``normed``."""
    return normed(values, instrument, Group(grade=grade, sex=sex, age=age), tables).t


def normed_scales(instrument: Instrument, tables: Sequence[NormTable] = ()) -> frozenset[str]:
    """Codes of the scales for which some norm exists."""
    return frozenset(cell.scale for cell in cells_in_order(instrument, tables))


def z_of(values: Float64, cell: Cell) -> Float64:
    """The z of scores in one group; NaN outside a printed table, whose ends nobody may guess beyond."""
    if cell.zs:
        return _looked_up(values, cell.zs)
    if cell.mean is None or cell.sd is None:
        raise ValueError("a cell without a table has mean and SD")
    return (values - cell.mean) / cell.sd


def percentile_of(values: Float64, cell: Cell) -> Float64:
    """Mid-percentile rank of scores in one group, 0-100; NaN without a cumulative table."""
    return _looked_up(values, cell.percentiles) if cell.cumulative else np.full(values.shape, np.nan)


def _looked_up(values: Float64, table: dict[float, float]) -> Float64:
    """By table, a prorated score between two printed ones in proportion."""
    result: Float64 = np.interp(values, list(table), list(table.values()), left=np.nan, right=np.nan)
    return result


def _meant(cell: Cell, group: Group) -> Bools:
    """Which pupils a norm speaks of."""
    of_sex = np.ones(len(group.sex), bool) if cell.sex == "all" else group.sex == SEX_CODES[cell.sex]
    usual = np.isin(group.grade, [grade for grade in range(1, 13) if cell.covers(grade)])
    meant: Bools = usual & of_sex
    if cell.ages is not None:
        age = np.floor(group.ages())
        right_age = (age >= cell.ages[0]) & (age <= cell.ages[1])
        right_grade = np.isin(group.grade, cell.grades) if cell.grades else np.ones(len(age), bool)
        meant = np.where(np.isnan(age), meant, right_age & right_grade & of_sex)
    return meant
