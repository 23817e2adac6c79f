"""Who stands within one error of measurement of the score at which B2 begins; it lists, and never moves a band."""

from dataclasses import dataclass
from typing import Literal

from screening.alerts.mapping import Bands, InstrumentMapping
from screening.core.severity import Band
from screening.instruments.definition import Instrument
from screening.scoring.certainty import near_cut
from screening.scoring.yardsticks import MeasuringError


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Where B2 begins on one scale for pupils of one grade: at ``value``, or below it where higher is better."""

    scale: str  # as in the instrument
    told_as: str  # as in the mapping and in evidence: "total" or the subscale's code
    value: float
    higher_is_worse: bool


@dataclass(frozen=True, kw_only=True)
class NearCut:
    """One score within one error of a B2 cut."""

    edition: str
    scale: str
    side: Literal["below", "above"]  # below: calmer than B2; above: B2 is reached
    distance: float  # 0 or more, in the scale's units
    error: MeasuringError


def b2_cuts(told: InstrumentMapping, instrument: Instrument, grade: int) -> tuple[Cut, ...]:
    """The cut of the total; without a mapped total those of the subscales that are read. Empty where nothing has a B2.

    Subscales beside a total are left out: of eight scales nearly every pupil is near one.
    """
    total = _cut("total", told.total, instrument, grade) if told.total else None
    if total is not None:
        return (total,)
    parts = (_cut(code, bands, instrument, grade) for code, bands in told.subscales.items())
    return tuple(cut for cut in parts if cut is not None)


def b2_cut(code: str, told: InstrumentMapping, instrument: Instrument, grade: int) -> Cut | None:
    """The cut of one scale by its name in the mapping; None where it has no B2."""
    bands = told.total if code == "total" else told.subscales.get(code)
    return _cut(code, bands, instrument, grade) if bands else None


def nearness(value: float, cut: Cut, edition: str, error: MeasuringError) -> NearCut | None:
    """The score as near its cut; None if it lies farther off or is missing."""
    found = near_cut(value, cut.value, error.sem, higher_is_worse=cut.higher_is_worse) if error.sem > 0 else None
    if found is None or not (found.below or found.above):
        return None
    side: Literal["below", "above"] = "below" if found.below else "above"
    return NearCut(edition=edition, scale=cut.told_as, side=side, distance=abs(value - cut.value), error=error)


def _cut(code: str, bands: Bands, instrument: Instrument, grade: int) -> Cut | None:
    here = bands.grades.get(grade, bands)
    scale = bands.scale if code == "total" else code
    if here.bands is None or scale not in instrument.scales:
        return None
    rises = here.found == sorted(here.found)
    graver = [place for place, band in enumerate(here.found) if (band >= Band.B2) == rises]
    if not graver or len(graver) == len(here.found):
        return None
    return Cut(scale=scale, told_as=code, value=here.starts[graver[0]], higher_is_worse=rises)
