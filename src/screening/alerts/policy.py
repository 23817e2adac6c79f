"""The numbers of the alert policy as data: what a school may change. What it may not change is code."""

from datetime import time
from typing import Literal, Self

from pydantic import Field, model_validator

from screening.alerts.mapping import Part
from screening.alerts.tier_set import TierLine, TierName, faults_of_tiers
from screening.core.severity import Severity

SeverityName = Literal["S0", "U", "S1", "S2", "S3", "S4"]
ClassNotice = Literal["now", "after_release", "digest", "makeup", "none"]
GradeNotice = Literal["name", "count", "none"]
SchoolRole = Literal["psych_teacher", "moral_education_head", "principal", "leading_group", "school_doctor", "bureau_contact"]
FamilyNotice = Literal["by_person", "after_interview", "after_confirmation", "none"]
FamilyRole = Literal["class_person", "psych_teacher", "moral_education_head"]
OwnerWord = Literal[
    "class_person", "family_person", "homeroom_teacher", "homeroom_deputy", "psych_teacher", "psych_deputy", "grade_head",
    "moral_education_head", "principal", "bureau_contact",
]  # fmt: skip
Span = tuple[time, time]


class Label(Part):
    """A severity in colour and word. A number alone is refused, since sources number in opposite directions (L1)."""

    zh: str
    en: str

    @model_validator(mode="after")
    def holds_no_number(self) -> Self:
        """No digit, and neither 一级 nor 二级."""
        if any(sign.isdigit() for sign in self.zh + self.en) or any(f"{sign}级" in self.zh for sign in "一二三四五"):
            raise ValueError("a label is colour and word, never a number (L1)")
        return self


class Hours(Part):
    """School hours and quiet hours in local time. Both ends of school hours are inside; quiet hours start inside, end outside."""

    school: Span
    quiet: Span
    fetch_minutes_left: int = Field(ge=0)
    lessons: tuple[Span, ...] = ()  # in which pupils may be sent for, in order


class LowMood(Part):
    """Days of low mood in a row."""

    s1: int = Field(alias="S1", ge=1)
    s2: int = Field(alias="S2", ge=1)


class Windows(Part):
    """For how many days a signal counts, both ends included."""

    slight_observation_days: int = Field(ge=1)
    marked_observation_days: int = Field(ge=1)
    closed_case_days: int = Field(ge=1)
    low_mood_days: LowMood


class Contact(Part):
    """K1, K2 and K3 of ALERT_POLICY §4."""

    hours: int = Field(ge=1)
    minutes_left: int = Field(ge=0)
    day: Span
    evening: time
    morning: time
    by_phone_hours: int = Field(ge=1)
    holiday_gap_days: int = Field(ge=1)
    holiday_phone_hours: int = Field(ge=1)


class Due(Part):
    """When one thing is due, counted from T0. Exactly one way of counting."""

    minutes: int | None = Field(None, ge=0)
    out_of_hours: int | None = Field(None, ge=0)  # minutes outside school hours
    hours: int | None = Field(None, ge=1)
    school_days: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)
    by: Literal["K1", "K2"] | None = None
    same_as: str | None = Field(None, alias="with")
    at: time | None = None
    same_day_before: time | None = None
    no_later_days: int | None = Field(None, ge=1)
    not_after: str | None = None
    freezes: bool = False

    @model_validator(mode="after")
    def one_way_of_counting(self) -> Self:
        """minutes, hours, school_days, days, by and with exclude each other."""
        ways = (self.minutes, self.hours, self.school_days, self.days, self.by, self.same_as)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("give exactly one of minutes, hours, school_days, days, by, with")
        return self


Clock = dict[str, Due]


class Clocks(Part):
    """§4 as tables: deadline -> when. ``beside`` holds those that don't depend on severity."""

    s4: Clock = Field(alias="S4")
    s3_safety: Clock = Field(alias="S3_safety")
    s3_clinical: Clock = Field(alias="S3_clinical")
    s2: Clock = Field(alias="S2")
    s2_total_b3: Clock = Field(alias="S2_total_b3")
    s2_ci1: Clock = Field(alias="S2_ci1")
    s2_ci1_undated: Clock = Field(alias="S2_ci1_undated")
    s1: Clock = Field(alias="S1")
    check: Clock
    beside: Clock


class Recipients(Part):
    """One row of §5.1."""

    class_: ClassNotice = Field(alias="class")
    grade: GradeNotice
    school: tuple[SchoolRole, ...]
    family: FamilyNotice
    family_by: tuple[FamilyRole, ...]


class RecipientTable(Part):
    """§5.1."""

    s4: Recipients = Field(alias="S4")
    s3_safety: Recipients = Field(alias="S3_safety")
    s3_clinical: Recipients = Field(alias="S3_clinical")
    s2: Recipients = Field(alias="S2")
    s1: Recipients = Field(alias="S1")
    u: Recipients = Field(alias="U")


class Duty(Part):
    """Who does a task, and who in their absence."""

    owner: OwnerWord
    deputy: OwnerWord


class After(Part):
    """How long after the due time."""

    minutes: int | None = Field(None, ge=0)
    hours: int | None = Field(None, ge=1)
    school_days: int | None = Field(None, ge=1)


class Escalation(Part):
    """One line of §6: what was missed, how long ago, and who hears of it."""

    severity: SeverityName
    missed: tuple[str, ...]
    after: After
    to: tuple[OwnerWord, ...]
    call: bool = False
    asks: str = ""


class CriticalShare(Part):
    """Share of pupils with CI-1 or above that a first wave is planned for, ALERT_POLICY §10 Q1."""

    grades_4_to_6: float = Field(0.10, gt=0, le=1)
    grades_7_to_9: float = Field(0.20, gt=0, le=1)


class Ceilings(Part):
    """Shares above which a simulation warns: of readable totals, of screened pupils, of one class."""

    total_b1: float = Field(0.25, gt=0, le=1)  # band_mapping: aims on readable sheets
    total_b2: float = Field(0.12, gt=0, le=1)
    s3: float = Field(0.10, gt=0, le=1)
    class_listed: float = Field(0.333, gt=0, le=1)


class Workload(Part):
    """What the work takes and how much fits into a day: estimates for planning, ours, no deadline depends on them."""

    minutes: dict[str, int] = Field(default_factory=dict)
    other_minutes: int = Field(15, ge=0)
    counselor_hours_a_day: float = Field(4, gt=0, le=24)
    checks_a_day: int = Field(8, ge=1)
    critical_share: CriticalShare = CriticalShare()
    s2_share: float = Field(0.15, gt=0, le=1)
    ceilings: Ceilings = Ceilings()


class Stepping(Part):
    """§3 and §9: how long a confirmed level is kept, and how long a person has for the second signature and a pause."""

    s4_days: int = Field(14, ge=1)  # CL1: floor after the last qualifying signal before S4 becomes S3
    s3_days: int = Field(30, ge=1)
    s2_days: int = Field(30, ge=1)
    s1_days: int = Field(30, ge=1)  # before S1 is closed
    calm_contacts: int = Field(4, ge=2)  # CL2: contacts without CI-2 or above before S4 becomes S3
    calm_gap_days: int = Field(14, ge=1)  # CL3: between the two calm contacts before a case that was S3 or S4 is closed
    signature_school_days: int = Field(1, ge=1)  # §3: second signature
    guardian_school_days: int = Field(5, ge=1)  # §4: after the interview confirms S2
    pause_school_days: int = Field(10, ge=1)  # §4: longest pause of one task, all pauses together

    def floor_days(self, level: Severity) -> int:
        """Days before a confirmed level may be lowered, or S1 closed (CL1)."""
        return {Severity.S4: self.s4_days, Severity.S3: self.s3_days, Severity.S2: self.s2_days, Severity.S1: self.s1_days}[level]


class AlertPolicy(Part):
    """One version of the policy's numbers. Its version is kept with every decision."""

    written_as: Literal["alert_policy/1"] = Field(alias="schema")
    version: str
    labels: dict[SeverityName, Label]
    hours: Hours
    windows: Windows
    contact: Contact
    stepping: Stepping = Stepping()
    clocks: Clocks
    tiers: tuple[TierLine, ...]
    recipients: RecipientTable
    tasks: dict[str, Duty]
    escalation: tuple[Escalation, ...]
    workload: Workload = Workload()
    learned_order: bool = False  # order open alerts inside a severity by what was learned from confirmed ones

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Every severity has a label, every deadline an owner, every reference a target."""
        unlabelled = [severity.name for severity in Severity if severity.name not in self.labels]
        if unlabelled:
            raise ValueError(f"no label for {', '.join(unlabelled)}")
        if faults_of_tiers(self.tiers):
            raise ValueError("; ".join(faults_of_tiers(self.tiers)))
        clocks = [clock for _, clock in self.clocks]
        due = {name for clock in clocks for name in clock} - {"retest_soon"}
        ownerless = sorted(due - set(self.tasks))
        if ownerless:
            raise ValueError(f"nobody owns {', '.join(ownerless)}")
        for clock in clocks:
            lost = [name for one in clock.values() for name in (one.same_as, one.not_after) if name and name not in clock]
            if lost:
                raise ValueError(f"a deadline refers to {', '.join(lost)}, which is not in its table")
        return self

    def has_tier(self, name: TierName) -> bool:
        """Whether the school works with this tier."""
        return any(line.tier == name for line in self.tiers)

    def __hash__(self) -> int:
        """Policies are few and long-lived: their version is hash enough."""
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        """The same object, or the same numbers."""
        return self is other or super().__eq__(other)
