"""The model of one norm file: a reference group's scores by grade, age and sex, with its size, region and year."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from statistics import NormalDist
from typing import Literal, Self

from pydantic import Field, model_validator

from screening.instruments.definition import Instrument
from screening.instruments.parts import Part, Source, Title

Sex = Literal["all", "male", "female"]
Basis = Literal["published", "local"]

SCHEMA = "norms/1"
MIN_SHEETS = 200
"""Valid sheets of one grade from which a local norm may say anything (band mapping, header: n >= 200 per grade)."""

_YOUNGEST, _OLDEST = 4, 8  # a pupil of grade g is 4 to 8 years older than g: early entrants and pupils held back among them
_WHOLE = 100.0
_NORMAL = NormalDist()


class Cell(Part):
    """What one group scored on one scale.

    ``cumulative`` (score -> percent of the group at or below it) is used where it stands, else ``t`` (score -> T as printed),
    else mean and SD. What a drawn local cell was before stands beside it, so that a reader can judge the step.
    """

    scale: str
    grades: tuple[int, ...] = ()
    ages: tuple[int, int] | None = None  # whole years, inclusive
    sex: Sex = "all"
    n: int = Field(ge=1)
    mean: float | None = None
    sd: float | None = Field(default=None, gt=0)
    cumulative: dict[float, float] = Field(default_factory=dict)
    t: dict[float, float] = Field(default_factory=dict)
    classes: int | None = None  # pupils of one class resemble each other
    se: float | None = None  # of the group's own mean, clustered by class
    observed: float | None = None  # the group's own mean, before it was drawn towards the reference
    weight: float | None = None  # of the own mean; the rest is the reference's

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """A group without grade or age is nobody's; a cell needs a table, or mean and SD together."""
        if not self.grades and self.ages is None:
            raise ValueError("a cell names grades or ages")
        if not self.cumulative and not self.t and (self.mean is None or self.sd is None):
            raise ValueError("a cell holds a cumulative table, a table of T, or mean and SD")
        for table in (self.cumulative, self.t):
            if any(left >= right for left, right in pairwise(table)) or any(a > b for a, b in pairwise(table.values())):
                raise ValueError("a table rises with the score")
        if self.cumulative and not (min(self.cumulative.values()) >= 0 and list(self.cumulative.values())[-1] == _WHOLE):
            raise ValueError("cumulative percentages end with 100")
        return self

    @cached_property
    def percentiles(self) -> dict[float, float]:
        """Score -> mid-percentile rank: those below and half of those who have it, in percent; from ``cumulative`` alone."""
        below = (0.0, *self.cumulative.values())
        return {score: (left + right) / 2 for score, (left, right) in zip(self.cumulative, pairwise(below), strict=True)}

    @cached_property
    def zs(self) -> dict[float, float]:
        """Score -> z: the normal deviate of the percentile, no further out than half a person of the group; or (T - 50) / 10."""
        if not self.cumulative:
            return {score: (t - 50) / 10 for score, t in self.t.items()}
        edge = _WHOLE / (2 * self.n)
        kept = {score: min(max(rank, edge), _WHOLE - edge) for score, rank in self.percentiles.items()}
        return {score: _NORMAL.inv_cdf(rank / _WHOLE) for score, rank in kept.items()}

    def covers(self, grade: int) -> bool:
        """Whether every pupil of this grade belongs to the group, at whatever usual age."""
        of_age = self.ages is None or (self.ages[0] <= grade + _YOUNGEST and grade + _OLDEST <= self.ages[1])
        return of_age and (not self.grades or grade in self.grades)

    @property
    def span(self) -> int:
        """How many years or grades the group covers; of two groups the narrower is the nearer."""
        years = self.ages[1] - self.ages[0] + 1 if self.ages else len(self.grades)
        return min(years, len(self.grades)) if self.grades else years


class NormTable(Part):
    """One norm of one instrument. Its figures are frozen: other figures are another version."""

    written_as: Literal["norms/1"] = Field(alias="schema")
    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: str = Field(pattern=r"^[a-z0-9.]{1,12}$")
    instrument: str  # "mht", or "mht@1" where it holds for one edition only
    basis: Basis
    method: Literal["groups", "continuous"] = "groups"
    title: Title
    region: Title
    year: int | None = Field(default=None, ge=1950, le=2100)  # None: the source does not tell
    wave: str = ""  # of a local norm: the reference wave to which it is frozen
    source: Source
    cells: tuple[Cell, ...] = Field(min_length=1)

    @property
    def id(self) -> str:
        """``mht-2026@1``: what a result names."""
        return f"{self.name}@{self.version}"

    def speaks_of(self, edition: str) -> bool:
        """Whether the norm holds for ``mht@1``."""
        return self.instrument in {edition, edition.partition("@")[0]}


def norm_faults(table: NormTable, instrument: Instrument) -> Iterator[tuple[str, Title]]:
    """(place, what is wrong) of everything in the norm that the edition contradicts; nothing if it can be used."""
    if not table.speaks_of(instrument.edition):
        yield "instrument", Title(zh=f"这份常模不是 {instrument.edition} 的", en=f"this norm is not of {instrument.edition}")
    seen = set[tuple[object, ...]]()
    for number, cell in enumerate(table.cells, 1):
        place = f"cells.{number}"
        if cell.scale not in instrument.scales:
            yield place, Title(zh="量表里没有这个分量表", en="the instrument has no such scale")
        key = (cell.scale, cell.grades, cell.ages, cell.sex)
        if key in seen:
            yield place, Title(zh="同一组写了两次", en="the same group stands twice")
        seen.add(key)
        if table.basis == "local" and (cell.n < MIN_SHEETS or not cell.grades or not cell.cumulative):
            yield (
                place,
                Title(
                    zh=f"本地常模须按年级列出累积百分比，每格有效答卷不少于 {MIN_SHEETS} 份",
                    en=f"a local norm lists cumulative percentages by grade, with {MIN_SHEETS} valid sheets or more in each",
                ),
            )
