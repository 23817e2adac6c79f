"""The band mapping as data: which policy band a score gives, and which grade a safety answer has."""

from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from screening.core.severity import Band, Critical
from screening.instruments.parts import Title

BandName = Literal["B0", "B1", "B2", "B3"]
Grade = Literal["CI-0", "CI-1", "CI-2", "CI-3"]
GRADE: dict[str, Critical] = {"CI-0": Critical.CI_0, "CI-1": Critical.CI_1, "CI-2": Critical.CI_2, "CI-3": Critical.CI_3}


class Part(BaseModel):
    """Frozen, strict about unknown keys; errors never quote the values they were given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Bands(Part):
    """Policy bands of one scale: each starts at its value, inclusive, on the unrounded score. None = information only."""

    bands: dict[BandName, float] | None
    basis: Literal["published", "shifted", "operational", "local"]
    source: str
    scale: str = "total"  # of a total: the scale code it is read from
    by_grade: dict[int, dict[BandName, float]] = Field(default_factory=dict)  # starts by a norm, for these grades only
    by_t: dict[BandName, float] = Field(
        default_factory=dict
    )  # T from which each band starts, once a norm of both sexes is loaded

    @model_validator(mode="after")
    def one_direction(self) -> Self:
        """Bands rise with the score, or fall with it; a mapping that does both is a slip of the pen."""
        for starts in self.by_grade.values():
            Bands(bands=starts, basis=self.basis, source=self.source)  # the same rules in every grade
        found = self.found
        if self.bands is not None and (
            not found or found not in (sorted(found), sorted(found, reverse=True)) or Band.B0 not in found
        ):
            raise ValueError("bands must hold B0 and run in one direction, each from its own value on")
        if len(set(self.starts)) != len(self.starts):
            raise ValueError("two bands start at the same value")
        return self

    @cached_property
    def starts(self) -> tuple[float, ...]:
        """Ascending values at which a band starts."""
        return tuple(sorted((self.bands or {}).values()))

    @cached_property
    def found(self) -> list[Band]:
        """The band that starts at each of ``starts``."""
        return [Band[name] for name, _ in sorted((self.bands or {}).items(), key=lambda pair: pair[1])]

    @cached_property
    def grades(self) -> "dict[int, Bands]":
        """The bands of each grade that has its own."""
        return {grade: Bands(bands=starts, basis=self.basis, source=self.source) for grade, starts in self.by_grade.items()}


class Combined(Part):
    """Several safety answers that weigh more together: every item at its code or above gives the grade."""

    when: dict[str, int]
    grade: Grade


class CriticalItems(Part):
    """Grades of the safety answers of one instrument, ALERT_POLICY §2.2."""

    items: dict[str, dict[int, Grade]]
    combined: tuple[Combined, ...] = ()
    dated: bool  # the items ask about a stated time window
    source: str

    @model_validator(mode="after")
    def combined_of_known(self) -> Self:
        """A combination speaks of safety items only."""
        if any(item not in self.items for rule in self.combined for item in rule.when):
            raise ValueError("a combination names an item that has no grade of its own")
        return self


class Tells(Part):
    """An answer that says more than a grade: from this code on it is kept for later decisions."""

    starts: int
    source: str


class Upgrade(Part):
    """A published algorithm that lifts the total: one of ``any_of`` and at least ``at_least`` of ``count`` at their codes."""

    any_of: dict[str, int]
    count: dict[str, int]
    at_least: int
    to: BandName
    source: str


class Alternative(Part):
    """Another reading of an instrument's scores that a school may choose; what it does not name stays as it is."""

    total: Bands | None = None
    subscales: dict[str, Bands] = {}
    warning: Title  # what to know before choosing it


class InstrumentMapping(Part):
    """Everything the policy reads from one instrument. Subscales not named here are never read by a rule."""

    total: Bands | None = None
    subscales: dict[str, Bands] = {}
    critical: CriticalItems | None = None
    upgrade: Upgrade | None = None
    attempt: dict[str, Tells] = {}  # items that tell of an attempt inside twelve months (§2.6 attempt12m)
    private: dict[str, Tells] = {}  # items that call for a private talk, of which the family is told nothing; no grade of §2.2
    alternatives: dict[str, Alternative] = {}  # by name; never taken unless the school's overrides name them

    @model_validator(mode="after")
    def total_of_all_grades(self) -> Self:
        """A local norm never moves a total (band mapping, header)."""
        if self.total is not None and self.total.by_grade:
            raise ValueError("a total has the same bands in every grade: a local norm moves subscales only")
        return self

    @cached_property
    def read_subscales(self) -> tuple[str, ...]:
        """Codes of the subscales that have bands, in the order of the file: the columns of ``Readings.subscales``."""
        return tuple(code for code, bands in self.subscales.items() if bands.bands is not None or bands.by_grade)


class BandMapping(Part):
    """One version of the mapping. Its version is kept with every decision."""

    written_as: Literal["band_mapping/1"] = Field(alias="schema")
    version: str
    instruments: dict[str, InstrumentMapping]

    def of(self, edition: str) -> InstrumentMapping:
        """The mapping of ``mht@1``, or of ``mht`` for every edition; an empty one (all NA) if there is none."""
        return self.instruments.get(edition) or self.instruments.get(edition.partition("@")[0]) or UNMAPPED


UNMAPPED = InstrumentMapping()
"""An instrument without a mapping: its scores are NA for the policy and its safety items count from where they fire."""
