"""How often each group is sent to an interview, small cells hidden: to judge a policy by, never a person (Q3, Q6)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.research.clustering import intraclass
from screening.research.intervals import wilson
from screening.research.release import SMALLEST_GROUP
from screening.research.small_cells import hide_small

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group. Figures are None where they would speak of few."""

    code: str
    pupils: int | None
    referred: int | None
    low: float | None  # 95 % interval of the share referred, widened for classes
    high: float | None

    @property
    def share(self) -> float | None:
        """The share referred."""
        return self.referred / self.pupils if self.referred is not None and self.pupils else None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Groups that share out the pupils among them."""

    by: str
    groups: tuple[Group, ...]

    @property
    def shown(self) -> bool:
        """Whether there are two groups to compare."""
        return sum(one.share is not None for one in self.groups) > 1

    @property
    def apart(self) -> bool:
        """Whether the intervals of two groups don't meet: more than chance explains."""
        ends = [(one.low, one.high) for one in self.groups if one.low is not None and one.high is not None]
        return any(low > high for low, _ in ends for _, high in ends)


def compare(by: str, groups: Mapping[str, Mask], referred: Mask, school_class: npt.NDArray[np.int16]) -> Comparison:
    """Counts, shares and intervals of ``groups``, which share out the pupils among them; all arrays have one line per pupil.

    Below ten pupils a group is not shown. Counts below five, referred or not, are hidden together with whatever would let them be
    worked out. Intervals: Wilson's, with the design effect of pupils who sit in one class.
    """
    present = {code: mask for code, mask in groups.items() if mask.any()}
    if not present:
        return Comparison(by=by, groups=())
    counts = np.array([[np.count_nonzero(mask & referred), np.count_nonzero(mask & ~referred)] for mask in present.values()])
    few = counts.sum(axis=1) < SMALLEST_GROUP
    hidden: Mask = np.logical_or.reduce(hide_small(counts.astype(np.int64), np.repeat(few[:, None], 2, axis=1)), axis=1)
    widened = intraclass(referred.astype(np.float64), school_class).design_effect
    low, high = wilson(counts[:, 0].astype(np.float64), counts.sum(axis=1).astype(np.float64), widened)
    return Comparison(
        by=by,
        groups=tuple(
            Group(code=code, pupils=None, referred=None, low=None, high=None)
            if hidden[at]
            else Group(
                code=code, pupils=int(counts[at].sum()), referred=int(counts[at, 0]), low=float(low[at]), high=float(high[at])
            )
            for at, code in enumerate(present)
        ),
    )
