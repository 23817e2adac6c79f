"""Everything that may call for attention, as columns: one line per pupil, the input of every rule."""

from dataclasses import dataclass, fields, replace
from enum import IntEnum, IntFlag
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from screening.core.severity import Band

Mask = npt.NDArray[np.bool_]
Small = npt.NDArray[np.int8]


class NotTested(IntEnum):
    """Why there is no sheet."""

    TESTED_OR_NOT_TOLD = 0
    ABSENT = 1
    CONSENT_REFUSED = 2
    DECLINED_BY_PUPIL = 3


class Protection(IntEnum):
    """Child protection status, ALERT_POLICY §2.5."""

    NONE = 0
    SUSPECTED = 1
    IMMINENT = 2


class Named(IntFlag):
    """People named as a source of harm (X1)."""

    NOBODY = 0
    HOMEROOM_TEACHER = 1
    HOMEROOM_DEPUTY = 2
    GRADE_HEAD = 4
    PSYCH_TEACHER = 8
    PSYCH_DEPUTY = 16
    MORAL_EDUCATION_HEAD = 32
    PRINCIPAL = 64
    DUTY_HOMEROOM_TEACHER = 128
    LEADING_GROUP = 256
    SCHOOL_DOCTOR = 512
    DISTRICT_TUTORING_CENTRE = 1024
    BUREAU_CONTACT = 2048
    DORMITORY_STAFF = 4096
    NIGHT_DUTY = 8192


class StandIn(IntFlag):
    """Who is not there and has nobody registered in their place (ESC1, ESC2)."""

    NOBODY_AWAY = 0
    HOMEROOM_AWAY = 1
    NO_HOMEROOM_DEPUTY = 2
    PSYCH_AWAY = 4
    NO_PSYCH_DEPUTY = 8
    NO_PSYCH_POST = 16  # the school has no psychology teacher at all


@dataclass(frozen=True, kw_only=True, eq=False)
class Sittings:
    """All sittings of one instrument, folded per pupil: first readable one for bands, the gravest critical grade of all."""

    edition: str
    given: Mask
    readable: Mask
    total: Small
    subscales: Small  # (pupils, subscales), NA where unreadable or not given
    critical: Small
    undated: Mask
    skipped: Mask  # no sitting answered the safety items
    prorated: Mask
    garbled: Mask
    incomplete: Mask
    raw_raised: Mask
    unreadable: npt.NDArray[np.int16]  # sittings, where none is readable
    hasty: Mask
    follow_up: bool = False  # a page that adds grades to another instrument: nobody "took" it


_SMALL = frozenset({"raised", "severe", "critical", "not_tested", "slight", "mood", "by_hand", "protection", "open_case"})
_GIVEN = frozenset({"pupil", "sittings", "total", "named", "away"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Signals:
    """Columns of equal length, one line per pupil. Whatever is not told stays at its quiet default.

    Groups (left-behind, migrant, …) are here for support tasks only: no rule reads them (H1).
    """

    pupil: npt.NDArray[np.int32]
    # sheets of the wave, folded
    total: Small  # Band: gravest readable total, NA if none
    raised: Small  # readable subscales at B2 or above, further totals among them
    severe: Small  # those at B3
    critical: Small  # Critical, gravest of all sheets and reports, readable or not
    undated: Mask  # every source of the gravest grade lacks a time window
    skipped: Mask  # some instrument's safety items were left blank in every sitting
    sheets: Mask  # there is a sheet
    readable: Mask  # at least one instrument is readable
    prorated: Mask  # a readable sheet was prorated
    garbled: Mask  # some instrument is unreadable: lie scale, speed, straight lines, contradictions
    incomplete: Mask  # some instrument is unreadable: too much is missing
    raw_raised: Mask  # … and an unreadable total would have been B2 or above (RU4)
    retest: Mask  # some instrument was unreadable once
    twice: Mask  # some instrument was unreadable twice: talk, no third test (N1)
    hasty: Mask  # a sheet carries STRAIGHT, FAST or DOUBTFUL: low confidence (V4)
    not_tested: Small  # NotTested
    # people's observations, already inside their time windows
    slight: Small  # different observers of an O1
    marked: Mask  # O2
    safety_seen: Mask  # O3
    happening: Mask  # O3I
    mood: Small  # 0, 1 = low long enough for S1, 2 = for S2
    asks: Mask  # asks for a talk
    bullying: Mask
    diagnosed_outside: Mask  # a guardian or hospital told of treatment
    injured: Mask
    by_hand: Small  # Severity set by a person, 0 = none
    # protection and family
    protection: Small  # Protection
    guarded: Mask  # a protection report stands, new or not: X2 holds for whatever is told
    staff_harm: Mask  # staff among the sources of harm
    named: npt.NDArray[np.uint16]  # Named
    hold: Mask  # family_hold, F5
    # history
    open_case: Small  # Severity of the open case, 0 = none
    recently_closed: Mask  # a confirmed S3/S4 case closed inside the window (R208)
    attempt: Mask  # inside twelve months
    returned: Mask  # back from hospital or leave inside ninety days
    transferred: Mask  # moved here this term
    groups: Mask  # any group tag
    # who is there
    away: npt.NDArray[np.uint8]  # StandIn
    sittings: tuple[Sittings, ...] = ()  # what the sheets' columns were folded from, for the reasons in the entry

    @classmethod
    def quiet(cls, pupils: npt.NDArray[np.int32], **told: npt.NDArray[Any]) -> Self:
        """Signals of pupils about whom nothing is told but the columns given."""
        rows = len(pupils)
        special = {"total": np.full(rows, Band.NA, np.int8), "named": np.zeros(rows, np.uint16), "away": np.zeros(rows, np.uint8)}
        columns: dict[str, Any] = {
            field.name: np.zeros(rows, np.int8 if field.name in _SMALL else np.bool_)
            for field in fields(cls)
            if field.name not in _GIVEN
        }
        return cls(pupil=np.asarray(pupils, np.int32), **{**columns, **special, **told})

    def told(self, **columns: Any) -> Self:  # noqa: ANN401  # each column has its own dtype
        """The same signals with further columns known: history, people, observations."""
        return replace(self, **columns)

    def __len__(self) -> int:
        """Number of pupils."""
        return len(self.pupil)
