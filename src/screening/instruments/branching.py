"""What depends on other answers or on who answered: conditions, triage rules, and groups with a table of their own."""

from typing import Literal

from pydantic import Field

from screening.instruments.parts import Part

AnyOf = dict[str, int]
"""Item id -> code: one of these items is answered with its code or a higher one."""


class Condition(Part):
    """A scale that counts only where one of these answers is given; elsewhere it has a stated value (SDQ impact: 0)."""

    any_of: AnyOf
    otherwise: float


class TriageRule(Part):
    """One line of a triage, read from the first to the last: the first whose conditions hold gives the outcome.

    Without conditions it always holds. ``blank``: these items ought to have been asked and were not answered.
    """

    outcome: str  # a code of the scale's table of outcomes
    any_of: AnyOf = Field(default_factory=dict)
    all_of: AnyOf = Field(default_factory=dict)
    blank: tuple[str, ...] = ()


class Group(Part):
    """For whom a table is: grades and ages (years, inclusive) or a sex. What is left out does not matter."""

    grades: tuple[int, ...] = ()
    ages: tuple[int, int] | None = None
    sex: Literal["all", "male", "female"] = "all"


class Recency(Part):
    """The answer that dates an item without a time window of its own: lifetime, and then whether lately (C-SSRS)."""

    item: str
    starts: int  # code from which that item says so
    window_days: int
