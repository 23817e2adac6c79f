"""Who hears of a missed deadline, and when: ALERT_POLICY §6 as a table of the policy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from screening.alerts.policy import After, AlertPolicy, Escalation
from screening.core.severity import Severity
from screening.followup.calendar import SchoolCalendar


@dataclass(frozen=True, kw_only=True)
class Missed:
    """What escalation must know of one open task."""

    kind: str
    severity: Severity
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Call:
    """One step of escalation that is reached."""

    to: tuple[str, ...]  # roles
    since: datetime
    by_phone: bool  # a message alone is not enough
    asks: str = ""  # "", reminder, count_only (no name), record_reached_or_reason


def escalations(missed: Missed, now: datetime, calendar: SchoolCalendar, policy: AlertPolicy) -> list[Call]:
    """Every step reached at ``now`` for one open task, earliest first; empty before its due time.

    Whether a step was already carried out is known to whoever keeps the messages. The system calls nobody itself (ESC3).
    """
    steps = [step for step in policy.escalation if step.severity == missed.severity.name and _concerns(step, missed.kind)]
    calls = [
        Call(to=step.to, since=_from(step.after, missed.due_at, calendar), by_phone=step.call, asks=step.asks) for step in steps
    ]
    return sorted((call for call in calls if call.since <= now), key=lambda call: call.since)


def _concerns(step: Escalation, kind: str) -> bool:
    return "any" in step.missed or kind in step.missed


def _from(after: After, due_at: datetime, calendar: SchoolCalendar) -> datetime:
    """The moment from which a step holds; school days end with the school day, like every deadline."""
    if after.school_days:
        return calendar.add_school_days(calendar.local(due_at).date(), after.school_days)
    return due_at + timedelta(minutes=after.minutes or 0, hours=after.hours or 0)
