"""A school's own norm laid over the band mapping: it moves subscales by grade, never totals, safety answers or published cuts."""

from collections.abc import Iterator, Mapping, Sequence

from screening.alerts.mapping import BandMapping, BandName, Bands, InstrumentMapping
from screening.instruments.norm_tables import MIN_SHEETS, Cell, NormTable

RARE = 5.0
"""Percent of a grade that a local B2 may hold: the 95th percentile, as the head of the band mapping says of subscales."""


def with_norms(mapping: BandMapping, tables: Sequence[NormTable], version: int) -> BandMapping:
    """The mapping with the local norms laid over it, its version pinned as ``1+norms@3``; the mapping itself without any.

    Only B2 of a subscale whose bands rise with the score moves, grade by grade. A cut of our own (operational) takes the local
    value; one that rests on a published figure moves only towards fewer points, so that nobody is read more mildly because a
    whole school is worse. A published norm, or one of one sex, moves nothing (H1): it is reported.
    """
    local = [table for table in tables if table.basis == "local"]
    if not version:
        return mapping
    told: dict[str, InstrumentMapping] = dict(mapping.instruments)
    for table in local:
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
        by_grade = dict(_by_grade(bands, [cell for cell in table.cells if cell.scale == code]))
        if by_grade:
            source = f"{table.id}, 95th percentile by grade; elsewhere: {bands.source}"
            moved[code] = bands.model_copy(update={"basis": "local", "source": source, "by_grade": by_grade})
    return told.model_copy(update={"subscales": told.subscales | moved}) if moved else None


def _by_grade(bands: Bands, cells: Sequence[Cell]) -> Iterator[tuple[int, dict[BandName, float]]]:
    """(grade, starts) where a group of both sexes is large enough and its rare scores begin elsewhere than B2 does."""
    if bands.bands is None or "B2" not in bands.bands or bands.found != sorted(bands.found):
        return
    for cell in cells:
        local = rare_from(cell.cumulative)
        if cell.sex != "all" or cell.n < MIN_SHEETS or local is None:
            continue
        starts = moved_start(bands, local)
        if starts != bands.bands:
            yield from ((grade, starts) for grade in cell.grades)
