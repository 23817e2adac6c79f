"""A school's own norm laid over the band mapping: it moves subscales by grade, never totals, safety answers or published cuts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from screening.alerts.mapping import BandMapping, BandName, Bands, InstrumentMapping, Part
from screening.instruments.norm_tables import MIN_SHEETS, Cell, NormTable

P = TypeVar("P", bound=Part)

RARE = 5.0
"""Percent of a grade that a local B2 may hold: the 95th percentile, as the head of the band mapping says of subscales."""


def with_norms(mapping: BandMapping, tables: Sequence[NormTable], version: int) -> BandMapping:
    """The mapping with agreed norms laid over it, its version pinned as ``1+norms@3``; the mapping itself before any decision.

    Local norm: only B2 of a subscale whose bands rise with the score moves, grade by grade. A cut of our own (operational) takes
    the local value; one that rests on a published figure moves only towards fewer points, so that nobody is read more mildly
    because a whole school is worse. Published norm: only subscales that the mapping leaves to T and that nothing reads so far.
    A norm of one sex moves nothing (H1): it is reported.
    """
    if not version:
        return mapping
    told: dict[str, InstrumentMapping] = dict(mapping.instruments)
    for table in tables:
        moved = _with_norm(mapping.of(table.instrument), table)
        if moved is not None:
            told[table.instrument] = moved
    return mapping.model_copy(update={"instruments": told, "version": f"{mapping.version}+norms@{version}"})


def rare_from(cumulative: Mapping[float, float], share: float = RARE) -> float | None:
    """The lowest score that at most ``share`` percent of the group reach; None if even the highest score is more frequent."""
    below = 0.0
    for score, at_or_below in cumulative.items():
        if 100 - below <= share:
            return score
        below = at_or_below
    return None


def moved_start(bands: Bands, local: float) -> dict[BandName, float]:
    """The starts of the bands with B2 at the local value; a band that would begin at or above the next one is left out.

    ``bands`` rise with the score and hold B2.
    """
    old = bands.bands or {}
    start = local if bands.basis == "operational" else min(local, old["B2"])
    if start <= min(old.values()):
        return old  # where even the lowest score is rare there is nothing to tell apart: the old cut-offs stay
    above = old.get("B3")
    starts: dict[BandName, float] = {name: value for name, value in old.items() if name != "B1" or value < start}
    starts["B2"] = start
    if above is not None and start >= above:
        del starts["B2"]
    return starts


def _with_norm(told: InstrumentMapping, table: NormTable) -> InstrumentMapping | None:
    """The instrument's mapping with the subscales that the norm moves; None if it moves none."""
    moved = {}
    for code, bands in told.subscales.items():
        cells = [cell for cell in table.cells if cell.scale == code and cell.sex == "all"]
        by_grade = dict(_local(bands, cells) if table.basis == "local" else _by_t(bands, cells))
        if by_grade:
            basis = "local" if table.basis == "local" else bands.basis
            source = f"{table.id} by grade; elsewhere: {bands.source}"
            moved[code] = _with(bands, basis=basis, source=source, by_grade=by_grade)
    return _with(told, subscales=told.subscales | moved) if moved else None


def _with(part: P, **changes: object) -> P:
    """The part with some fields changed, made anew: a copy would keep what was worked out from the old ones."""
    fields = {name: getattr(part, name) for name in type(part).model_fields}
    return type(part)(**(fields | changes))


def _local(bands: Bands, cells: Sequence[Cell]) -> Iterator[tuple[int, dict[BandName, float]]]:
    """(grade, starts) where the group is large enough and its rare scores begin elsewhere than B2 does."""
    if bands.bands is None or "B2" not in bands.bands or bands.found != sorted(bands.found):
        return
    for cell in cells:
        local = rare_from(cell.cumulative)
        if cell.n < MIN_SHEETS or local is None:
            continue
        starts = moved_start(bands, local)
        if starts != bands.bands:
            yield from ((grade, starts) for grade in cell.grades)


def _by_t(bands: Bands, cells: Sequence[Cell]) -> Iterator[tuple[int, dict[BandName, float]]]:
    """(grade, starts) of a subscale that the mapping leaves to T, by the narrowest group that holds every pupil of the grade."""
    if bands.bands is not None or not bands.by_t:
        return
    for grade in range(4, 10):
        cell = min((cell for cell in cells if cell.covers(grade)), key=lambda cell: cell.span, default=None)
        if cell is not None:
            starts: dict[BandName, float] = {"B0": 0.0}  # no score lies below 0
            starts |= {name: found for name, t in bands.by_t.items() if (found := score_at(cell, t)) is not None and found > 0}
            yield grade, starts


def score_at(cell: Cell, t: float) -> float | None:
    """The lowest score whose T is ``t`` or higher; None where the group's table does not reach so far."""
    if cell.zs:
        return next((score for score, z in cell.zs.items() if 50 + 10 * z >= t), None)
    return None if cell.mean is None or cell.sd is None else cell.mean + cell.sd * (t - 50) / 10
