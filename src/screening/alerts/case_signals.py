"""The line of signals that a worked case comes to; its sheets are folded exactly as an import folds them."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import numpy as np

from screening.alerts.fold import Reports, fold
from screening.alerts.interface import Readings
from screening.alerts.mapping import GRADE
from screening.alerts.policy import Windows
from screening.alerts.signals import Named, NotTested, Protection, Signals, StandIn
from screening.alerts.worked_cases import ClosedCase, Family, Observation, People, ProtectionTold, Sheet, SignalsTold, WorkedCase
from screening.core.severity import Band, Severity


def signals_of(case: WorkedCase, windows: Windows, zone: tzinfo) -> Signals:
    """One line of signals (pupil 0). Windows count by dates on the school's clock, back from T0."""
    told, history = case.signals, case.history
    return _folded(told).told(
        **_columns(
            {
                **_of_observations(case, windows, zone),
                "mood": (told.mood_low_days >= windows.low_mood_days.s1) + (told.mood_low_days >= windows.low_mood_days.s2),
                "not_tested": NotTested[told.not_tested.upper()] if told.not_tested else NotTested.TESTED_OR_NOT_TOLD,
                "asks": told.asks_for_talk,
                "bullying": told.bullying,
                "diagnosed_outside": told.outside_diagnosis,
                "injured": told.injured,
                "by_hand": _severity(told.set_by_hand),
                "protection": Protection[told.protection.status.upper()],
                "staff_harm": "staff" in told.protection.source_of_harm,
                "named": named_of(told.protection.named_people),
                "hold": family_hold(told.protection, case.family),
                "open_case": _severity(history.open_case),
                "recently_closed": recently_closed(history.closed_case, windows),
                "attempt": history.attempt_within_12_months,
                "returned": history.returned_within_90_days,
                "transferred": history.transferred_in,
                "groups": bool(history.groups),
                "away": _away(case.people),
            }
        ),
    )


def family_hold(told: ProtectionTold, family: Family) -> bool:
    """F5: nothing goes to the family. A harm whose source nobody told of is a harm of unknown source."""
    unknown = "unknown" in told.source_of_harm or not told.source_of_harm
    afraid = told.status != "none" and unknown and told.fears_going_home
    return "guardian_household" in told.source_of_harm or afraid or family.court_order or family.identity_unverified


def recently_closed(case: ClosedCase | None, windows: Windows) -> bool:
    """A confirmed S3/S4 case, closed inside the window (both ends included)."""
    return case is not None and case.confirmed and case.severity in {"S3", "S4"} and case.days_ago <= windows.closed_case_days


def named_of(roles: Sequence[str]) -> Named:
    """People named as a source of harm; roles that receive nothing anyway don't matter."""
    found = Named.NOBODY
    for role in roles:
        found |= Named.__members__.get(role.upper(), Named.NOBODY)
    return found


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Single values as columns of one line."""
    kinds = {"named": np.uint16, "away": np.uint8}
    return {
        name: np.array([value], kinds.get(name, np.bool_ if isinstance(value, bool) else np.int8))
        for name, value in values.items()
    }


def _severity(word: str | None) -> int:
    return Severity[word] if word else Severity.S0


def _folded(told: SignalsTold) -> Signals:
    """Sittings of one wave folded exactly as an import folds them (DD4, A8), and critical reports beside them."""
    reports = Reports(
        pupil=np.zeros(len(told.critical_reports), np.int32),
        critical=np.array([GRADE[report.grade] for report in told.critical_reports], np.int8),
        dated=np.ones(len(told.critical_reports), np.bool_),
    )
    return fold([_reading(told.sheets)] if told.sheets else [], np.zeros(1, np.int32), reports)


def _reading(sheets: Sequence[Sheet]) -> Readings:
    """The sittings, oldest first, as readings of one instrument."""
    width = max(len(sheet.subscales) for sheet in sheets)
    rows = [[*sheet.subscales, *["NA"] * (width - len(sheet.subscales))] for sheet in sheets]
    return Readings(
        edition="case@1",
        pupil=np.zeros(len(sheets), np.int32),
        total=np.array([Band[sheet.total] if sheet.readable else Band.NA for sheet in sheets], np.int8),
        raw_total=np.array([Band[sheet.raw_total or "NA"] for sheet in sheets], np.int8),
        subscales=np.array([[Band[word] for word in row] for row in rows], np.int8).reshape(len(sheets), width),
        critical=np.array([sheet.grade for sheet in sheets], np.int8),
        skipped=np.array([sheet.critical == "CI-SKIP" for sheet in sheets], np.bool_),
        dated=np.array([sheet.dated for sheet in sheets], np.bool_),
        validity=np.array([sheet.flags for sheet in sheets], np.uint8),
        fingerprint=np.arange(len(sheets), dtype=np.uint64),  # two sittings are two, however alike
        answered_at=np.full(len(sheets), np.datetime64("NaT", "s")),
    )


def _of_observations(case: WorkedCase, windows: Windows, zone: tzinfo) -> dict[str, Any]:
    """Observations inside their windows, by difference of dates, both ends included (A9)."""
    today = case.at.astimezone(zone).date()

    def recent(seen: Observation, days: int) -> bool:
        return (today - seen.at.astimezone(zone).date()).days <= days

    grades = [(seen, seen.capped) for seen in case.signals.observations]
    slight = {
        seen.observer or seen.by for seen, grade in grades if grade == "O1" and recent(seen, windows.slight_observation_days)
    }
    return {
        "slight": len(slight),
        "marked": any(grade == "O2" and recent(seen, windows.marked_observation_days) for seen, grade in grades),
        "safety_seen": any(grade == "O3" for _, grade in grades),
        "happening": any(grade == "O3I" for _, grade in grades),
    }


def _away(people: People) -> StandIn:
    """Who is not there and has nobody in their place."""
    found = StandIn.NOBODY_AWAY
    found |= StandIn.HOMEROOM_AWAY if people.homeroom_teacher == "absent" else StandIn.NOBODY_AWAY
    found |= StandIn.NO_HOMEROOM_DEPUTY if people.homeroom_deputy == "none" else StandIn.NOBODY_AWAY
    found |= StandIn.PSYCH_AWAY if people.psych_teacher == "absent" else StandIn.NOBODY_AWAY
    found |= StandIn.NO_PSYCH_POST if people.psych_teacher == "none" else StandIn.NOBODY_AWAY
    return found | (StandIn.NO_PSYCH_DEPUTY if people.psych_deputy == "none" else StandIn.NOBODY_AWAY)
