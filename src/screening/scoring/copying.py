"""Whether a class answered as one: too many sheets alike, or far too quick (ALERT_POLICY Q4). Classes, never pupils."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.scoring.key import Bools

MOST_ALIKE: Final = 0.30  # share of a class with identical patterns; Q4
QUICK_SHARE: Final = 0.5  # of the wave's median time; Q4
FEWEST_IN_CLASS: Final = 10  # sheets, below which a class is not judged: PRIVACY §8

Patterns = npt.NDArray[np.uint64]  # (pupils, instruments) fingerprint of the answers, 0 = not taken


@dataclass(frozen=True, kw_only=True)
class OddClass:
    """One class that should sit again: what is odd about it, in figures of the class."""

    school_class: int
    sheets: int
    alike: float | None  # share of identical patterns where that is too high, else None
    pace: float | None  # median time as a share of the wave's where that is too low, else None


def odd_classes(
    patterns: Patterns, telling: Bools, seconds: npt.NDArray[np.float32], school_class: npt.NDArray[np.int16]
) -> tuple[OddClass, ...]:
    """Classes above 30 % identical patterns or below half the wave's median time, by class id; empty if none.

    All arrays: one line per pupil. ``telling``: the pattern holds enough items, and more than one answer; the others can be
    alike by nature (all-lowest is what healthy pupils give) and are never counted as copies, though the class is their base.
    ``seconds`` per item, NaN = not told. Classes of fewer than ten pupils are not judged.
    """
    alike = _alike(patterns, school_class) & telling
    told = seconds[~np.isnan(seconds)]
    usual = float(np.median(told)) if len(told) else np.nan
    found = []
    for one in np.unique(school_class).tolist():
        inside = school_class == one
        share, pace = float(alike[inside].mean()), _median(seconds[inside]) / usual
        if np.count_nonzero(inside) >= FEWEST_IN_CLASS and (share > MOST_ALIKE or pace < QUICK_SHARE):
            found.append(
                OddClass(
                    school_class=one,
                    sheets=int(inside.sum()),
                    alike=share if share > MOST_ALIKE else None,
                    pace=pace if pace < QUICK_SHARE else None,
                )
            )
    return tuple(found)


def _alike(patterns: Patterns, school_class: npt.NDArray[np.int16]) -> Bools:
    """Whether somebody else of the class has the same pattern throughout."""
    lines = np.column_stack([school_class.astype(np.uint64), patterns])
    _, place, sizes = np.unique(lines, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(sizes[place.ravel()] > 1, np.bool_)


def _median(seconds: npt.NDArray[np.float32]) -> float:
    told = seconds[~np.isnan(seconds)]
    return float(np.median(told)) if len(told) >= FEWEST_IN_CLASS else float("nan")
