"""Bands from tables that differ by sex, grade or age; where none is meant for a pupil there is no band, never another group's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.branching import Group
from screening.instruments.definition import BandTable, Instrument
from screening.scoring.interface import NO_BAND
from screening.scoring.key import Bools, Float64
from screening.scoring.norms import SEX_CODES


@dataclass(frozen=True, kw_only=True, eq=False)
class Who:
    """What is known of the pupils, one per sheet: grade 4-9 or 0, sex 0 unknown, 1 male, 2 female, age in years or NaN."""

    grade: npt.NDArray[np.int8]
    sex: npt.NDArray[np.int8]
    age: Float64


def has_groups(instrument: Instrument) -> bool:
    """Whether the table read first of some scale is meant for one group of pupils only."""
    return any(scale.bands and scale.bands[0].meant_for for scale in instrument.scales.values())


def bands_by_group(values: Float64, bands: npt.NDArray[np.int8], instrument: Instrument, who: Who) -> npt.NDArray[np.int8]:
    """``bands`` with those of grouped tables filled in, int8 (sheets, scales): the place in the table's cuts, else NO_BAND.

    Tables of one name have the same band codes, so that a place means the same in each. The first table meant for a pupil
    counts. Half-open on the unrounded value, as everywhere.
    """
    found = bands.copy()
    for column, scale in enumerate(instrument.scales.values()):
        if scale.bands and scale.bands[0].meant_for:
            own = np.full(len(values), NO_BAND, np.int8)
            for table in (one for one in scale.bands if one.name == scale.bands[0].name):
                fits = (own == NO_BAND) & _meant(table.meant_for, who)
                own[fits] = _places(values[fits, column], table)
            found[:, column] = own
    return found


def _places(values: Float64, table: BandTable) -> npt.NDArray[np.int8]:
    """How many bands have begun, less one; NaN has begun none."""
    starts = np.array([cut.start for cut in table.cuts])
    begun: npt.NDArray[np.int8] = (values[:, None] >= starts).sum(axis=1).astype(np.int8) - np.int8(1)
    return begun


def _meant(group: Group | None, who: Who) -> Bools:
    """Which pupils a table speaks of; what is not known of a pupil fits no group."""
    meant = np.ones(len(who.grade), np.bool_)
    if group is None:
        return meant
    if group.grades:
        meant &= np.isin(who.grade, group.grades)
    if group.sex != "all":
        meant &= who.sex == SEX_CODES[group.sex]
    if group.ages:
        with np.errstate(invalid="ignore"):
            meant &= (who.age >= group.ages[0]) & (who.age < group.ages[1] + 1)
    return meant
