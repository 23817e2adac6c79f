"""How a wave was answered: every index of answering, whom it flags, and whether it is fair enough to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from screening.core.severity import Band
from screening.instruments.definition import Instrument
from screening.research.release import SMALLEST_CELL, SMALLEST_GROUP
from screening.scoring.key import Bools, Float64
from screening.scoring.person_fit import fit_of, worst
from screening.scoring.quality import (
    FEWEST_SHEETS,
    FLATTEST,
    LEAST_CONSISTENT,
    LONGEST_SHARE,
    QUICKEST,
    even_odd,
    farthest,
    irv,
    long_string,
    mahalanobis,
    main_answers,
    shows_straight_lines,
)

UNFAIR = 2.0  # flags among B3 over flags among B0, above which an index is not shown
TOO_MANY = 0.20  # share of all sheets, above which a flag says nothing about one of them; ours
Codes = npt.NDArray[np.int8]


class Index(StrEnum):
    """The indices, by the names they have in the literature."""

    LONG_STRING = "long_string"
    IRV = "irv"
    EVEN_ODD = "even_odd"
    MAHALANOBIS = "mahalanobis"
    HT = "ht"
    SECONDS = "seconds"


class Standing(StrEnum):
    """Whether an index may be shown."""

    SHOWN = "shown"
    UNFAIR = "unfair"  # flags B3 more than twice as often as B0
    TOO_MANY = "too_many"
    UNTOLD = "untold"  # too few items, sheets or subscales, no times, or an instrument that can't show it
    UNJUDGED = "unjudged"  # too few sheets in B0 or B3 to say whether it is fair


@dataclass(frozen=True, kw_only=True)
class IndexFigures:
    """One index over the sheets of one instrument. Shares are None where a cell below five would be told."""

    index: Index
    standing: Standing
    sheets: int  # that have a figure
    flagged: float | None  # share of them
    among_low: float | None  # of those in B0
    among_high: float | None  # of those in B3; of B2 and B3 together where B3 has fewer than ten


def answering(
    codes: Codes, seconds: npt.NDArray[np.float32], bands: npt.NDArray[np.int8], instrument: Instrument
) -> tuple[IndexFigures, ...]:
    """Every index over all sheets of one instrument in one wave, in the order of ``Index``.

    ``codes``: (sheets, items); ``seconds`` per item, NaN = not told; ``bands``: policy band of the readable total, NA
    otherwise. An index is shown only if it flags B3 sheets at most twice as often as B0 sheets, with ten or more of each;
    where there are fewer than ten in B3 (some instruments have no B3), B2 and B3 together stand for it.
    """
    return tuple(_figures(index, value_told, flags, bands) for index, value_told, flags in _flags(codes, seconds, instrument))


def _flags(codes: Codes, seconds: npt.NDArray[np.float32], instrument: Instrument) -> Iterator[tuple[Index, Bools, Bools]]:
    """Each index with the sheets that have a figure, and those it flags."""
    span = instrument.items.high - instrument.items.low
    straight = np.full(len(codes), shows_straight_lines(instrument))
    flat, halves, distance, fit = (
        irv(codes),
        even_odd(codes, instrument),
        mahalanobis(codes, instrument),
        fit_of(codes, instrument),
    )
    yield Index.LONG_STRING, straight, long_string(codes) >= LONGEST_SHARE * codes.shape[1]
    yield Index.IRV, straight & ~np.isnan(flat), flat < FLATTEST * span
    yield Index.EVEN_ODD, _told(halves), halves < LEAST_CONSISTENT
    yield Index.MAHALANOBIS, _told(distance), distance > farthest(main_answers(codes[:0], instrument).shape[1] or 1)
    yield Index.HT, _told(fit), worst(fit)
    yield Index.SECONDS, ~np.isnan(seconds), seconds < QUICKEST


def _told(values: Float64) -> Bools:
    return np.asarray(~np.isnan(values), np.bool_)


def _figures(index: Index, told: Bools, flags: Bools, bands: npt.NDArray[np.int8]) -> IndexFigures:
    flags, low, high = flags & told, told & (bands == Band.B0), told & (bands == Band.B3)
    if high.sum() < SMALLEST_GROUP:
        high = told & (bands >= Band.B2)
    return IndexFigures(
        index=index,
        standing=_standing(flags, told, low, high),
        sheets=int(told.sum()),
        flagged=_share(flags, told),
        among_low=_share(flags, low),
        among_high=_share(flags, high),
    )


def _standing(flags: Bools, told: Bools, low: Bools, high: Bools) -> Standing:
    if not told.any():
        return Standing.UNTOLD
    if flags.sum() > TOO_MANY * told.sum():
        return Standing.TOO_MANY
    if min(low.sum(), high.sum()) < SMALLEST_GROUP:
        return Standing.UNJUDGED
    unfair = flags[high].mean() > UNFAIR * flags[low].mean()
    return Standing.UNFAIR if unfair else Standing.SHOWN


def _share(flags: Bools, among: Bools) -> float | None:
    """Share flagged, None where it would tell of a cell below five, be it the flagged or the others."""
    flagged, others = int((flags & among).sum()), int((~flags & among).sum())
    if min(flagged, others) < SMALLEST_CELL:
        return None
    return flagged / (flagged + others)


__all__ = ["FEWEST_SHEETS", "Index", "IndexFigures", "Standing", "answering"]
