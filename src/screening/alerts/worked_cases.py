"""A worked case as people write it: sheets, observations, history, people. Unknown fields are refused."""

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from screening.alerts.mapping import GRADE, Grade, Part
from screening.core.severity import UNREADABLE, Critical, Validity

BandWord = Literal["B0", "B1", "B2", "B3", "NA"]
SeverityWord = Literal["S1", "S2", "S3", "S4"]
Reporter = Literal[
    "homeroom_teacher", "subject_teacher", "grade_head", "school_doctor", "psych_teacher", "guardian", "peer", "pupil"
]  # fmt: skip
NamedRole = Literal[
    "homeroom_teacher", "homeroom_deputy", "duty_homeroom_teacher", "subject_teacher", "grade_head", "psych_teacher",
    "psych_deputy", "moral_education_head", "principal", "leading_group", "school_doctor", "district_tutoring_centre",
    "bureau_contact", "guardian", "peer",
]  # fmt: skip
NOT_ADULT = frozenset({"peer", "pupil"})


class Sheet(Part):
    """One sitting."""

    validity: tuple[Literal["OK", "LIE", "FAST", "STRAIGHT", "INCONS", "MISSING", "PRORATED"], ...]
    total: BandWord
    subscales: tuple[BandWord, ...] = ()
    critical: Grade | Literal["CI-SKIP"] = "CI-0"
    raw_total: BandWord | None = None
    interrupted: bool = False
    dated: bool = True

    @property
    def flags(self) -> Validity:
        """Validity flags; an interrupted sitting is incomplete."""
        found = Validity.MISSING if self.interrupted else Validity.OK
        for word in self.validity:
            found |= Validity[word]
        return found

    @property
    def readable(self) -> bool:
        """Whether its bands may be used (V2)."""
        return not self.flags & UNREADABLE

    @property
    def grade(self) -> Critical:
        """Its critical grade; a skipped item gives none."""
        return GRADE.get(self.critical, Critical.CI_0)


class Report(Part):
    """Critical content from another source than a sheet. A report names its time, so it is dated."""

    grade: Literal["CI-1", "CI-2", "CI-3"]
    by: str


class Observation(Part):
    """What somebody saw."""

    grade: Literal["O1", "O2", "O3", "O3I"]
    by: Reporter
    observer: str | None = None
    at: AwareDatetime
    adult_confirmed: bool = False

    @property
    def capped(self) -> str:
        """The grade that counts: an O2 by a peer or the pupil is an O1 until an adult confirms it (§2.4)."""
        return "O1" if self.grade == "O2" and self.by in NOT_ADULT and not self.adult_confirmed else self.grade


class ProtectionTold(Part):
    """Child protection and the sources of harm."""

    status: Literal["none", "suspected", "imminent"] = "none"
    source_of_harm: tuple[Literal["guardian_household", "staff", "pupil", "outsider", "unknown"], ...] = ()
    named_people: tuple[NamedRole, ...] = ()
    fears_going_home: bool = False


class SignalsTold(Part):
    """Everything that may call for attention."""

    sheets: tuple[Sheet, ...] = ()
    not_tested: Literal["absent", "consent_refused", "declined_by_pupil"] | None = None
    critical_reports: tuple[Report, ...] = ()
    observations: tuple[Observation, ...] = ()
    protection: ProtectionTold = ProtectionTold()
    mood_low_days: int = Field(0, ge=0)
    asks_for_talk: bool = False
    bullying: bool = False
    outside_diagnosis: bool = False
    injured: bool = False
    set_by_hand: SeverityWord | None = None


class Family(Part):
    """What may hold back any word to the family."""

    court_order: bool = False
    identity_unverified: bool = False


class ClosedCase(Part):
    """The last case that was closed."""

    severity: SeverityWord
    days_ago: int = Field(ge=0)
    confirmed: bool


class History(Part):
    """What is known of the pupil."""

    open_case: SeverityWord | None = None
    closed_case: ClosedCase | None = None
    attempt_within_12_months: bool = False
    returned_within_90_days: bool = False
    transferred_in: bool = False
    groups: tuple[str, ...] = ()


class People(Part):
    """Who is there."""

    homeroom_teacher: Literal["present", "absent"] = "present"
    homeroom_deputy: Literal["registered", "none"] = "registered"
    psych_teacher: Literal["present", "absent", "none"] = "present"
    psych_deputy: Literal["registered", "none"] = "registered"


class WorkedCase(Part):
    """The input half of one decision case. Times carry a zone; ``expect`` and words for people are not read."""

    id: str = ""
    title: str = ""
    kind: Literal["decision"] = "decision"
    at: AwareDatetime
    signals: SignalsTold = SignalsTold()
    family: Family = Family()
    history: History = History()
    people: People = People()
    expect: dict[str, Any] | None = None
    notes: str = ""
