"""Whether the scales of a file behave as published: consistency, each item's part, what is missing, and signs of a wrong key."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.research.release import SMALLEST_CELL, SMALLEST_GROUP
from screening.research.reliability import alpha, item_rest, omega
from screening.scoring.keyed import items_of, keyed
from screening.scoring.mis_keyed import against, lowest_expected, published_alpha, summed_scales

_OFTEN_BLANK = 0.05  # share of blanks from which an item is named; ours

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class ScaleFigures:
    """One scale over all sheets of a file or wave. Figures are NaN where fewer than ten sheets answered all its items."""

    scale: str
    items: int
    complete: int  # sheets that answered every item of it
    alpha: float
    omega: float
    rest: tuple[float, float]  # lowest and highest correlation of an item with the rest
    missing: float  # share of its cells without an answer
    often_blank: tuple[tuple[str, float], ...]  # items left blank by 5 % or more (and by five sheets or more), worst first
    published: tuple[float, float] | None  # lowest and highest published alpha
    against: tuple[str, ...]  # items that run against the others, by what all share
    collapsed: bool  # alpha far below what is published

    @property
    def looks_mis_keyed(self) -> bool:
        """Something is wrong with codes or key, or with the answers; a person must look."""
        return self.collapsed or bool(self.against)


def psychometrics(codes: Codes, instrument: Instrument) -> tuple[ScaleFigures, ...]:
    """Figures of every summed scale of two items or more, the total and subscales, in the edition's order.

    ``codes``: (sheets, items), int8 with NO_ANSWER. Answers count as the key says, so that reversed items already run with
    the others; alpha, omega and item figures are those of complete sheets. The warning thresholds are ours.
    """
    return tuple(_figures(codes, code, instrument) for code in summed_scales(instrument))


def _figures(codes: Codes, scale: str, instrument: Instrument) -> ScaleFigures:
    answers, numbers = keyed(codes, scale, instrument), items_of(scale, instrument)
    complete = answers[~np.isnan(answers).any(axis=1)]
    enough = len(complete) >= SMALLEST_GROUP
    rest = item_rest(complete) if enough else np.full(len(numbers), np.nan)
    consistency = alpha(complete) if enough else float("nan")
    return ScaleFigures(
        scale=scale,
        items=len(numbers),
        complete=len(complete),
        alpha=consistency,
        omega=omega(complete) if enough else float("nan"),
        rest=(float(np.fmin.reduce(rest)), float(np.fmax.reduce(rest))),
        missing=float(np.isnan(answers).mean()) if len(answers) else float("nan"),
        often_blank=_often_blank(answers, numbers),
        published=published_alpha(scale, instrument),
        against=against(complete, scale, instrument) if enough else (),
        collapsed=consistency < lowest_expected(scale, instrument),
    )


def _often_blank(answers: npt.NDArray[np.float64], numbers: tuple[int, ...]) -> tuple[tuple[str, float], ...]:
    blanks = np.isnan(answers).sum(axis=0)
    often = [
        (f"q{number}", count / len(answers))
        for number, count in zip(numbers, blanks.tolist(), strict=True)
        if count >= max(SMALLEST_CELL, _OFTEN_BLANK * len(answers))
    ]
    return tuple(sorted(often, key=lambda item: -item[1]))
