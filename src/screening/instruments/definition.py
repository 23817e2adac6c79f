"""The model of one instrument edition: what a YAML definition may say, frozen and valid once it exists."""

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from screening.instruments.branching import AnyOf, Condition, Group, Recency, TriageRule
from screening.instruments.parts import Confidence, Part, Source, Title
from screening.instruments.shorthand import answer_runs, item_numbers, split_gaps, split_topics
from screening.instruments.telling import EACH_SUBSCALE, ExpectedShare, ReadingAge, Reliability

Respondent = Literal["self", "parent", "teacher"]

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_ONE_OR_BOTH = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}]}  # or [中文, English]
# What a file may write in short, told to editors; the validators below read it.
_Numbers = Annotated[tuple[int, ...], WithJsonSchema({"anyOf": [{"type": "array", "items": _NUMBER}, _TEXT]})]
_Answers = Annotated[
    tuple[int | None, ...],
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"anyOf": [_NUMBER, {"type": "null"}]}}, _TEXT]}),
]
_Topics = Annotated[dict[str, str], WithJsonSchema({"type": "object", "additionalProperties": _ONE_OR_BOTH})]
_Gaps = Annotated[tuple[str, ...], WithJsonSchema({"type": "array", "items": _ONE_OR_BOTH})]


class Eligibility(Part):
    """For whom the edition is meant. A pupil outside gets a refusal, still read for safety items."""

    grades: tuple[int, ...]  # subset of 4..9
    ages: tuple[int, int] | None = None  # inclusive, years
    respondent: Respondent = "self"
    not_under: int | None = None  # years; a pupil not known to be that old is refused


class Coding(Part):
    """One way in which platforms deliver the answers: option texts in order, or shifted numbers."""

    name: str
    options: dict[str, int] = Field(default_factory=dict)  # option text (NFKC, no spaces) -> our code
    numbers: dict[int, int] = Field(default_factory=dict)  # number in the file -> our code, where it differs from ours
    confidence: Confidence = "confirmed"


class Items(Part):
    """The items, q1…qN in the published order; wording stays with the survey platform."""

    count: int
    low: int
    high: int
    options: tuple[str, ...] = ()  # option texts in the order printed, first to last; 问卷星 numbers them from 1
    option_codes: tuple[int, ...] = ()  # our code of each option in that order
    codings: tuple[Coding, ...] = ()  # further spellings and number codes seen
    gaps: tuple[int, ...] = ()  # codes between low and high that don't exist (CRIES: 0, 1, 3, 5)
    unscored: tuple[int, ...] = ()  # printed items that belong to no scale (fillers of the SCAS)
    topics: _Topics = Field(default_factory=dict)  # item id -> two or three words of our own, in Chinese
    topics_en: dict[str, str] = Field(default_factory=dict)  # the same in English
    wording: dict[str, Title] = Field(default_factory=dict)  # only our own words: printed, and known again by them
    own_options: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # items with other options: the first codes only

    @model_validator(mode="before")
    @classmethod
    def _both_languages(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file says, before it is checked
        """A file may write ``q1: [睡前惦记功课, homework at bedtime]``: Chinese goes to topics, English to topics_en."""
        return split_topics(given)

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """Every code an answer may have, ascending."""
        return tuple(code for code in range(self.low, self.high + 1) if code not in self.gaps)


class Cut(Part):
    """One published band: its code, its words, and from which value it starts (inclusive)."""

    code: str
    title: Title
    start: float


class BandTable(Part):
    """Published bands of one scale under one named table; half-open on the unrounded value, from low values to high."""

    name: str
    cuts: tuple[Cut, ...]
    source: Source
    meant_for: Group | None = None  # a table by sex, grade or age; tables of one name share their band codes; never the default
    warning: Title | None = None  # what a school should know before it chooses this table instead of the default


class Scale(Part):
    """A total or a subscale. ``items`` are numbers from 1; ``of`` sums other scales and is missing if one of them is."""

    title: Title
    items: _Numbers = ()
    of: tuple[str, ...] = ()
    reversed: _Numbers = ()  # these count low + high - x
    score: Literal["sum", "mean", "max", "triage"] = "sum"  # a triage has no value, only an outcome: one of its bands
    recode: dict[int, int] = Field(default_factory=dict)  # our code -> what it counts in this scale, every code named
    when: Condition | None = None  # counts only under a condition
    triage: tuple[TriageRule, ...] = ()  # first rule first; its outcomes are the codes of ``bands``, whose starts are ranks
    multiply: int = 1  # WHO-5 index = raw x 4
    min_answered: int = 0  # fewer answered items leave no score; 0 only for scales made ``of`` others
    missing_rule: Source | None = None  # who says so; "ours" where nothing is published
    rounding: Literal["none", "half_up"] = "none"  # of a prorated value
    higher_is: Literal["worse", "better"] = "worse"
    role: Literal["total", "subscale", "validity", "extra"] = "subscale"
    bands: tuple[BandTable, ...] = ()  # the first is the default table

    @field_validator("items", "reversed", mode="before")
    @classmethod
    def _ranges(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file says, before it is checked
        """A file may write ``"1-80, 81-99 odd"`` instead of ninety numbers."""
        return item_numbers(given) if isinstance(given, str) else given


class SafetyItem(Part):
    """An item that calls for action whatever the total. Its answers' grades stand in the policy's band mapping."""

    starts: int  # lowest code that fires
    topic: str
    dated: bool  # does the item ask about a stated time window
    window_days: int | None = None
    reversed: bool = False  # printed gravest first: fires, and is graded, by low + high - code
    recency: Recency | None = None  # dated after all, where another answer says when
    source: Source


class ValidityRules(Part):
    """What this instrument can show about how it was filled in; the policy's V1…V5 do the rest."""

    lie_scale: str | None = None  # a scale with role "validity"
    lie_from: int | None = None
    straight: bool = False  # has reverse-keyed or validity items, so that one answer throughout means something


class Norm(Part):
    """Mean and SD of a reference group for T = 50 + 10 (x - mean) / SD; only confirmed, published figures."""

    scale: str
    grades: tuple[int, ...]
    sex: Literal["all", "male", "female"] = "all"
    mean: float
    sd: float
    n: int
    source: Source


class PlausibleRange(Part):
    """Where the mean of a scale over a whole file may lie; outside it the coding is probably wrong."""

    scale: str
    low: float
    high: float
    source: Source | None = None


class Example(Part):
    """A self-test: answers in item order (null = blank), and what must come out."""

    answers: _Answers
    scores: dict[str, float | None] = Field(default_factory=dict)
    bands: dict[str, str | None] = Field(default_factory=dict)  # of the default table, or of ``table``
    table: str | None = None  # a named table that the bands speak of
    safety: tuple[str, ...] = ()
    why: str = ""

    @field_validator("answers", mode="before")
    @classmethod
    def _runs(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file says, before it is checked
        """A file may write ``"65x1 34x0 -"``: sixty-five ones, thirty-four zeros, one blank."""
        return answer_runs(given) if isinstance(given, str) else given


class Licence(Part):
    """What may be shipped."""

    key: str
    wording: str
    confidence: Confidence = "confirmed"


class Change(Part):
    """One line of an edition's history."""

    on: str
    what: str


class Instrument(Part):
    """One edition of one instrument, ``code@version``. The only place where its cut-offs stand."""

    code: str
    version: int
    title: Title
    family: str = ""  # editions of one questionnaire: forms of pupil, parent and teacher, or several printings
    eligible: Eligibility
    items: Items
    scales: dict[str, Scale]
    safety: dict[str, SafetyItem] = Field(default_factory=dict)
    validity: ValidityRules = ValidityRules()
    only_named: bool = False  # never taken for what a file holds unless a person names it, who has looked at the printed form
    look_for: Title | None = None  # what tells this printing from the others of its family, seen on the paper
    never_imported: Title | None = None  # why the edition may be scored but not taken into a wave
    in_person: bool = False  # asked by a trained adult: never looked for in a survey, taken only where a person names it
    asked: dict[str, AnyOf] = Field(default_factory=dict)  # item asked only after one of these answers; else its blank is a no
    shown_after: dict[str, AnyOf] = Field(default_factory=dict)  # code of another instrument -> answers that bring this page up
    most_blank: int | None = None  # blank items of a sheet that still allow our prorating; None = a tenth, rounded down (V1)
    norms: tuple[Norm, ...] = ()
    plausible: tuple[PlausibleRange, ...] = ()
    sources: dict[str, Source]
    licence: Licence
    reading_age: ReadingAge | None = None
    reliability: tuple[Reliability, ...] = ()
    expected: tuple[ExpectedShare, ...] = ()  # how many pupils of a cited sample a cut-off concerns
    high_means: Title | None = None  # what a high score speaks of, in plain words for a counselor
    cannot_see: Title  # e.g. "holds no suicide item"
    missing: _Gaps = ()  # what nobody could confirm, in Chinese
    missing_en: tuple[str, ...] = ()  # the same in English
    examples: tuple[Example, ...]
    changes: tuple[Change, ...]

    @model_validator(mode="before")
    @classmethod
    def _both_languages(cls, given: Any) -> Any:  # noqa: ANN401  # whatever the file says, before it is checked
        """A file may write each gap as ``[中文, English]``: Chinese goes to missing, English to missing_en."""
        return split_gaps(given)

    def __hash__(self) -> int:
        """By edition, so that compiled keys can be kept; equality still compares every figure."""
        return hash(self.edition)

    @cached_property
    def edition(self) -> str:
        """``mht@1``: the name under which results keep pointing at this file."""
        return f"{self.code}@{self.version}"

    @cached_property
    def for_surveys(self) -> bool:
        """Whether pupils may meet it in a survey of their own: not what is asked in person, never imported or above their age."""
        return not (self.in_person or self.never_imported or self.eligible.not_under) and self.eligible.respondent == "self"

    @property
    def is_follow_up(self) -> bool:
        """Whether it is a page that a survey shows only after certain answers: unanswered as a whole it was not shown."""
        return bool(self.shown_after)

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """``("q1", …, "qN")``."""
        return tuple(f"q{n}" for n in range(1, self.items.count + 1))

    @cached_property
    def scale_codes(self) -> tuple[str, ...]:
        """Scale codes in the order of the file; the columns of every score matrix."""
        return tuple(self.scales)

    @cached_property
    def safety_columns(self) -> tuple[int, ...]:
        """0-based item columns of the safety items, in item order."""
        return tuple(sorted(int(item[1:]) - 1 for item in self.safety))

    @cached_property
    def blanks_allowed(self) -> int:
        """Blank items of a whole sheet up to which scales without a published rule are prorated (ALERT_POLICY V1)."""
        return self.items.count // 10 if self.most_blank is None else self.most_blank

    @cached_property
    def total(self) -> str | None:
        """Code of the scale whose role is ``total``, or None."""
        return next((code for code, scale in self.scales.items() if scale.role == "total"), None)

    def reliability_of(self, scale: str) -> tuple[Reliability, ...]:
        """The published coefficients that speak of a scale, its own before those given for every subscale."""
        own = tuple(one for one in self.reliability if one.scale == scale)
        subscale = scale in self.scales and self.scales[scale].role == "subscale"
        return own + tuple(one for one in self.reliability if subscale and one.scale == EACH_SUBSCALE)
