"""When everything about one decision is due, when its notices sound, and the tasks that come of it."""

from datetime import datetime
from functools import lru_cache

from screening.alerts.interface import Decision, Told
from screening.alerts.policy import AlertPolicy
from screening.core.severity import Severity
from screening.followup.calendar import SchoolCalendar
from screening.followup.clocks import Start, deadlines, k3, moment, start, when
from screening.followup.interface import Schedule
from screening.followup.tasks import Plan, task_plans

__all__ = ["moment", "schedule", "start"]


def schedule(decision: Decision, t0: datetime, calendar: SchoolCalendar, policy: AlertPolicy) -> Schedule:
    """Deadlines, notices and tasks of one decision saved at ``t0``.

    They depend on the decision's severity, route and facts alone, never on the pupil or the reasons; equal ones at the same
    T0 are computed once.
    """
    plan = Plan(
        severity=decision.severity,
        track=decision.track,
        facts=decision.facts,
        told=decision.told,
        templates=decision.templates,
        hold=decision.family_hold,
        rule=(decision.rules or decision.unreadable or ("",))[0],
    )
    return _schedule(plan, t0, calendar, policy)


@lru_cache(maxsize=8192)
def _schedule(plan: Plan, t0: datetime, calendar: SchoolCalendar, policy: AlertPolicy) -> Schedule:
    begun = start(t0, calendar, policy)
    due = dict(sorted(_deadlines(plan, begun).items(), key=lambda pair: pair[1]))
    loaded = all(calendar.is_loaded(one.date()) for one in (*due.values(), begun.t0))
    return Schedule(deadlines=due, notice_at=_notices(plan, begun), tasks=task_plans(plan, due, begun), calendar_loaded=loaded)


def _deadlines(plan: Plan, begun: Start) -> dict[str, datetime]:
    """Deadlines of the severity, then those that stand beside it, then the phone check before a long holiday."""
    due = _of_severity(plan, begun) | _beside(plan, begun)
    if plan.hold:
        due.pop("guardian", None)
        due.pop("family_meeting", None)
    by_phone = k3(begun) if _phoned_before_holiday(plan) else None
    return due if by_phone is None else due | {"phone_check": by_phone}


def _of_severity(plan: Plan, begun: Start) -> dict[str, datetime]:
    """§4, one column."""
    clocks = begun.policy.clocks
    if "check" in plan.facts:
        return deadlines(clocks.check, begun)
    if "full" not in plan.facts:
        return {}
    if plan.severity == Severity.S4:
        return deadlines(clocks.s4, begun)
    if plan.severity == Severity.S3:
        return deadlines(clocks.s3_safety if plan.track == "safety" else clocks.s3_clinical, begun)
    if plan.severity == Severity.S2:
        return _of_s2(plan, begun)
    return deadlines(clocks.s1, begun) if plan.severity == Severity.S1 else {}


def _of_s2(plan: Plan, begun: Start) -> dict[str, datetime]:
    """S2, quicker with a total at B3 and with a safety answer."""
    clocks = begun.policy.clocks
    due = deadlines(clocks.s2, begun)
    if "total_b3" in plan.facts:
        due |= deadlines(clocks.s2_total_b3, begun)
    if "ci1" in plan.facts:
        due |= deadlines(clocks.s2_ci1_undated if "undated_mild" in plan.facts else clocks.s2_ci1, begun)
    return due


def _beside(plan: Plan, begun: Start) -> dict[str, datetime]:
    """Deadlines that don't depend on severity."""
    soon = "retest_soon" if "retest_soon" in plan.facts else "retest"
    wanted = {
        ("observation", "observation"): plan.told.class_ == "digest",
        ("appointment", "appointment"): "asks" in plan.facts,
        ("family_meeting", "family_meeting"): "diagnosed_outside" in plan.facts,
        ("follow_up", "follow_up"): "brings_forward" in plan.facts,
        ("mandatory_report", "mandatory_report"): "protection" in plan.facts,
        ("retest", soon): "RETEST" in plan.templates,
        ("talk", "talk"): "TALK" in plan.templates,
        ("private_check", "private_check"): "PRIVATE-CHECK" in plan.templates,
        ("make_up", "make_up"): "MAKE-UP" in plan.templates,
    }
    beside = begun.policy.clocks.beside
    return {name: when(beside[clock], begun) for (name, clock), true in wanted.items() if true}


def _phoned_before_holiday(plan: Plan) -> bool:
    """K3: S3-clinical, S2 with a total at B3, S2 with a safety answer."""
    if "full" not in plan.facts:
        return False
    if plan.severity == Severity.S3:
        return plan.track == "clinical"
    return plan.severity == Severity.S2 and bool({"total_b3", "ci1"} & plan.facts)


def _notices(plan: Plan, begun: Start) -> dict[str, datetime | None]:
    """When the notice sounds at each tier; None = silent, it stands in a list, digest or count (ESC4, A17, A37)."""
    now, morning = begun.t0, begun.calendar.after_quiet(begun.t0)
    urgent = plan.severity == Severity.S4 and "full" in plan.facts
    at_night = plan.track == "safety"  # S4, S3-safety and a K1 check ring the counselor at any hour
    rings = plan.track is not None or (plan.severity == Severity.S2 and {"full", "ci1"} <= plan.facts)
    return {
        "class": (now if urgent else morning) if _sounds_in_class(plan.told) else None,
        "grade": (now if urgent else morning) if plan.told.grade == "name" else None,
        "school": (now if at_night else morning) if rings else None,
    }


def _sounds_in_class(told: Told) -> bool:
    return told.class_ in {"now", "fetch", "supervision"}
