"""Scales that behave as if key or codes were wrong: alpha far below what is published, items that run against the rest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.scoring.keyed import items_of, keyed
from screening.scoring.score import Codes

AGAINST = -0.15  # loading on what the items share, below which an item runs against them; ours
SHARED = 0.2  # by which the first component exceeds what chance alone would give, so that there is something to run against; ours
SHORT = 0.20  # alpha so far below the lowest published one looks wrong, not merely other; ours
COLLAPSED = 0.50  # alpha of a total without a published one, below which it looks wrong; ours
FEWEST_SHEETS = 10  # complete sheets below which nothing is judged; ours
_ROUNDING = 1e-12  # of the items' variances: less is what rounding left of a sum that does not vary

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A scale that looks mis-keyed; a person must look."""

    scale: str
    alpha: float
    against: tuple[str, ...]  # items that run against the others
    collapsed: bool  # alpha far below what is published


def suspects(codes: Codes, instrument: Instrument) -> tuple[Suspect, ...]:
    """The summed scales of two items or more that look mis-keyed, in the edition's order.

    ``codes``: (sheets, items), int8 with NO_ANSWER; answers count as the key says. Only complete sheets count, ten or more.
    """
    found = (_suspect(codes, code, instrument) for code in summed_scales(instrument))
    return tuple(one for one in found if one.collapsed or one.against)


def summed_scales(instrument: Instrument) -> tuple[str, ...]:
    """Codes of the sums and means of two items or more, in the edition's order; what is a check of validity measures nothing."""
    own = [code for code, scale in instrument.scales.items() if scale.role != "validity" and scale.score in {"sum", "mean"}]
    return tuple(code for code in own if len(items_of(code, instrument)) > 1)


def cronbach(together: Floats) -> float:
    """Cronbach's alpha from the covariances of the items, (items, items); NaN if their sum doesn't vary.

    k / (k - 1) x (1 - trace / sum of all). Source: Cronbach 1951, Psychometrika 16:297-334.
    """
    items, spread = len(together), together.sum()
    if np.isnan(spread) or spread <= _ROUNDING * np.trace(together):
        return float("nan")
    return float(items / (items - 1) * (1 - np.trace(together) / spread))


def against(complete: Floats, scale: str, instrument: Instrument) -> tuple[str, ...]:
    """Items that load the other way on the first principal component, as ``check.keys`` of R psych finds them.

    ``complete``: (sheets, items of the scale) without a gap, as ``keyed`` gives them. Of the two sides the one with more of
    the reversed items, else the smaller one. Empty where the items share hardly more than chance would give (Marchenko & Pastur
    1967), or one doesn't vary: then there is no direction to run against.
    """
    numbers, turned = items_of(scale, instrument), _turned(instrument)
    sheets, items = complete.shape
    with np.errstate(invalid="ignore", divide="ignore"):
        together = np.corrcoef(complete, rowvar=False)
    if np.isnan(together).any():
        return ()
    values, axes = np.linalg.eigh(together)
    if values[-1] < (1 + (items / sheets) ** 0.5) ** 2 + SHARED:
        return ()
    loadings = axes[:, -1] * values[-1] ** 0.5
    sides = [{n for n, load in zip(numbers, (loadings * sign).tolist(), strict=True) if load < AGAINST} for sign in (1, -1)]
    if not all(sides):
        return ()
    least = min(sides, key=lambda side: (-len(side & turned) / len(side), len(side)))
    return tuple(f"q{number}" for number in sorted(least))


def published_alpha(scale: str, instrument: Instrument) -> tuple[float, float] | None:
    """Lowest and highest published alpha of a scale; None where the edition names none."""
    told = [one for one in instrument.reliability_of(scale) if one.coefficient == "alpha"]
    return (min(one.low for one in told), max(one.high for one in told)) if told else None


def lowest_expected(scale: str, instrument: Instrument) -> float:
    """Alpha below this looks wrong; a subscale without a published figure is not judged: minus infinity."""
    published = published_alpha(scale, instrument)
    if published is not None:
        return published[0] - SHORT
    return COLLAPSED if scale == instrument.total else -np.inf


def _suspect(codes: Codes, scale: str, instrument: Instrument) -> Suspect:
    answers = keyed(codes, scale, instrument)
    complete = answers[~np.isnan(answers).any(axis=1)]
    if len(complete) < FEWEST_SHEETS:
        return Suspect(scale=scale, alpha=float("nan"), against=(), collapsed=False)
    consistency = cronbach(np.cov(complete, rowvar=False))
    return Suspect(
        scale=scale,
        alpha=consistency,
        against=against(complete, scale, instrument),
        collapsed=consistency < lowest_expected(scale, instrument),
    )


def _turned(instrument: Instrument) -> frozenset[int]:
    return frozenset(item for scale in instrument.scales.values() for item in scale.reversed)
