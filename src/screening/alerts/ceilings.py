"""How many pupils a policy band is expected to concern by the samples an edition cites, against what a school can handle."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from screening.alerts.mapping import BandMapping, BandName, Bands
from screening.core.severity import Band
from screening.instruments.definition import Instrument
from screening.instruments.telling import ExpectedShare

TOTAL: dict[BandName, float] = {"B1": 25, "B2": 12, "B3": 3}
SUBSCALE: dict[BandName, float] = {"B2": 6, "B3": 2}
"""Percent of readable sheets that may reach a band or a graver one: head of the band mapping. B1 of a subscale only informs."""

Verdict = Literal["free", "within", "perhaps", "exceeded", "unknown"]


@dataclass(frozen=True, kw_only=True)
class BandShare:
    """One band of one scale: where it starts, what the cited samples say of it, and whether that is too much.

    ``low`` and ``high`` are percent, None where nothing cited bounds them; ``cited`` are the figures for exactly this start.
    """

    edition: str
    scale: str
    band: BandName
    start: float
    ceiling: float | None
    low: float | None
    high: float | None
    cited: tuple[ExpectedShare, ...]

    @property
    def verdict(self) -> Verdict:
        """``exceeded``: even the lowest figure is above the ceiling; ``perhaps``: one may be; ``free``: there is no ceiling."""
        if self.ceiling is None:
            return "free"
        if self.low is not None and self.low > self.ceiling:
            return "exceeded"
        if self.high is not None and self.high <= self.ceiling:
            return "within"
        return "perhaps" if self.cited else "unknown"


def band_shares(instrument: Instrument, mapping: BandMapping) -> Iterator[BandShare]:
    """Every band above B0 that the mapping gives this edition, totals first; none for scores that are information only.

    A figure for another value of the scale bounds a share from one side only: a stricter cut from below, a looser one from above.
    """
    told = mapping.of(instrument.edition)
    if told.total:
        yield from _of_scale(instrument, told.total.scale, told.total, TOTAL)
    for code, bands in told.subscales.items():
        yield from _of_scale(instrument, code, bands, SUBSCALE)


def _of_scale(instrument: Instrument, code: str, bands: Bands, ceilings: dict[BandName, float]) -> Iterator[BandShare]:
    told = {share: share.value for share in instrument.expected if share.scale == code and share.value is not None}
    for band, start, way in _cuts(bands):
        cited = tuple(share for share, value in told.items() if value == start)
        yield BandShare(
            edition=instrument.edition,
            scale=code,
            band=band,
            start=start,
            ceiling=ceilings.get(band),
            low=_lowest(cited, [share for share, value in told.items() if way * value > way * start]),
            high=_highest(cited, [share for share, value in told.items() if way * value < way * start]),
            cited=cited,
        )


def _lowest(cited: tuple[ExpectedShare, ...], stricter: list[ExpectedShare]) -> float | None:
    """The least of the figures for this cut, else the most that a stricter cut already has."""
    if cited:
        return min(share.low for share in cited)
    return max((share.low for share in stricter), default=None)


def _highest(cited: tuple[ExpectedShare, ...], looser: list[ExpectedShare]) -> float | None:
    """The most of the figures for this cut, else the least that a looser cut still has; None if a source says only "at least"."""
    if cited:
        told = [share.high for share in cited]
        return None if None in told else max(high for high in told if high is not None)
    return min((share.high for share in looser if share.high is not None), default=None)


def _cuts(bands: Bands) -> Iterator[tuple[BandName, float, int]]:
    """Each band above B0 with the cut beyond which it or a graver one is reached: upwards (1), or downwards (-1)."""
    told = list(zip(bands.starts, bands.found, strict=True)) if bands.bands else []
    if bands.found == sorted(bands.found):
        yield from ((_name(band), start, 1) for start, band in told if band > Band.B0)
    else:
        yield from ((_name(band), above, -1) for (_, band), (above, _) in pairwise(told))


def _name(band: Band) -> BandName:
    names: dict[Band, BandName] = {Band.B1: "B1", Band.B2: "B2", Band.B3: "B3"}
    return names[band]
