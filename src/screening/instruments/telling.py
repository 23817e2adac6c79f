"""What an edition says about itself: who can read it, how steady its scores are, and how many pupils a cut-off concerns."""

from typing import Literal

from screening.instruments.parts import Part, Source

EACH_SUBSCALE = "subscales"
"""In place of a scale's code: the figure speaks of every subscale, as a range over them."""


class ReadingAge(Part):
    """From which school grade a pupil can read the form alone. ``source.confidence`` is ``ours`` where nobody published one."""

    grade: int
    age: int
    source: Source


class Reliability(Part):
    """One published coefficient of a scale, or of each subscale (``scale: subscales``). One figure: ``low`` equals ``high``."""

    scale: str
    coefficient: Literal["alpha", "omega", "split_half", "retest"]
    low: float
    high: float
    retest_days: int | None = None  # between the two sittings, where it is stated
    sample: str  # who was asked, and how many
    source: Source


class ExpectedShare(Part):
    """How many of a cited sample, in percent, reach a value of a scale or have so many subscales at their published cut.

    ``value`` is a cut: scores from it upwards count, or below it where higher is better. Either with ``scale``, or ``raised``.
    """

    scale: str | None = None
    value: float | None = None
    raised: int | None = None  # at least so many subscales at or beyond their published cut
    low: float
    high: float | None = None  # None: the source says only "at least"
    sample: str
    source: Source
