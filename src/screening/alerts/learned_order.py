"""Who is looked at first inside a severity, by what counselors confirmed before. It orders and never changes a severity.

Off unless a school switches it on (``learned_order`` in the policy). Reads bands, safety answers and observations; a group tag,
sex, class, grade or name is no column here (H1).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.alerts.signals import Signals
from screening.core.language import Text
from screening.core.severity import Band

Floats = npt.NDArray[np.float64]

COLUMNS: dict[str, Text] = {
    "total": Text("总分所在分级", "band of the total"),
    "raised": Text("升高的分量表个数", "raised subscales"),
    "severe": Text("很高的分量表个数", "very high subscales"),
    "critical": Text("危机条目的程度", "grade of the safety answers"),
    "undated": Text("危机条目没有写明时间", "safety answer without a time"),
    "skipped": Text("危机条目漏答", "safety item left blank"),
    "unread": Text("有一份答卷不可读", "a sheet can't be read"),
    "slight": Text("有轻微变化的观察人数", "observers of a slight change"),
    "marked": Text("有人观察到明显变化", "a marked change was seen"),
    "safety_seen": Text("有人报告安全担忧", "a safety concern was reported"),
    "asks": Text("学生自己要求谈话", "asks for a talk"),
}
"""What is learned from, in words."""

MOST = 9  # observers and subscales beyond this say nothing new


@dataclass(frozen=True, kw_only=True)
class Learned:
    """A logistic model on standardised columns, and the sigmoid that calibrates it (Platt 1999)."""

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    weight: tuple[float, ...]
    start: float
    slope: float
    shift: float
    outcomes: int

    def parts(self, columns: Floats) -> Floats:
        """Each column's contribution, weight times standardised value; shape of ``columns``."""
        told: Floats = (columns - np.array(self.middle)) / np.array(self.spread) * np.array(self.weight)
        return told

    def chance(self, columns: Floats) -> Floats:
        """The calibrated chance that the provisional level is confirmed, (alerts,), inside 0 and 1."""
        logit = self.start + self.parts(columns).sum(axis=1)
        told: Floats = 1 / (1 + np.exp(self.slope * logit + self.shift))
        return told

    def because(self, columns: Floats, most: int = 2) -> list[Text]:
        """For each line the columns that bring it forward most, in words; empty where nothing does."""
        names = list(COLUMNS.values())
        found = []
        for parts in self.parts(columns):
            first = [names[place] for place in np.argsort(-parts, kind="stable")[:most] if parts[place] > 0]
            found.append(Text("、".join(one.zh for one in first), ", ".join(one.en for one in first)))
        return found


def columns_of(signals: Signals) -> Floats:
    """The columns of ``COLUMNS``, (pupils, 11) float64. An unreadable total counts as B0 and stands in ``unread``."""
    told: dict[str, npt.NDArray[Any]] = {
        "total": np.where(signals.total >= Band.B0, signals.total, 0),
        "raised": np.minimum(signals.raised, MOST),
        "severe": np.minimum(signals.severe, MOST),
        "unread": signals.garbled | signals.incomplete,
        "slight": np.minimum(signals.slight, MOST),
    }
    return np.column_stack([told[name] if name in told else getattr(signals, name) for name in COLUMNS]).astype(np.float64)


def order_inside(severity: npt.NDArray[np.int8], chance: Floats) -> npt.NDArray[np.int64]:
    """Places in the new order: the gravest severity first, inside it the greater chance; equal ones stay as they stood."""
    return np.lexsort((np.arange(len(severity)), -chance, -severity.astype(np.int64)))
