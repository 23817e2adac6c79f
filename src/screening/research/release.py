"""What a research export holds: frames without anybody in them, and the words that explain every column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

SMALLEST_GROUP = 10  # pupils alike in everything others could know (PRIVACY §8: k >= 10)
SMALLEST_CELL = 5  # a count below it is not shown (PRIVACY §8: cells < 5 hidden)


@dataclass(frozen=True, kw_only=True)
class Clustering:
    """How much pupils of one class are alike in one score; from it, how much wider intervals must be."""

    intraclass: float  # share of the variance that lies between classes, 0 … 1
    class_size: float  # sheets a class, weighted so that large classes count as they should

    @property
    def design_effect(self) -> float:
        """Factor on the variance of a mean or share: 1 + (class size - 1) x intraclass correlation (Kish 1965, §5.4)."""
        return 1 + max(0.0, self.class_size - 1) * self.intraclass


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """One export. Study ids hold within it and nowhere else."""

    scales: pd.DataFrame  # one line per sheet and scale
    items: Mapping[str, pd.DataFrame]  # edition -> one line per sheet, its answers without the safety items; empty by default
    coverage: pd.DataFrame  # one line per wave, instrument and grade; counts rounded to 5
    clustering: Mapping[tuple[str, str], Clustering]  # (edition, scale)
    left_out: int  # pupils whom too few others resemble
    merged: tuple[str, ...]  # what was made coarser, e.g. "grade 7: sex", for the codebook
    codebook: dict[str, object] = field(default_factory=dict)
