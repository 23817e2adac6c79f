"""Look ahead on the school calendar: a sweep before each node, and a call for the calendar file before its days run out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from screening.core.audit import PIPELINE, Audit
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan
from screening.services.ports import NewMessage, NewRecord, NewTask, Task, UnitOfWork
from screening.services.presence import present_staff

SWEEP, MISSING = "sweep", "calendar_missing"
SHELF = "calendar"
AHEAD = timedelta(days=7)  # a sweep is asked for this long before its node
LOADED_FOR = timedelta(days=30)  # days that must be known in advance


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A task for the moral-education head; asked once, known again by ``key``."""

    kind: str
    key: str
    due: date


def asks(calendar: SchoolCalendar, today: date) -> list[Ask]:
    """What is to be asked today: a sweep for each node that runs or begins within a week, the calendar if days ahead are unknown.

    A node changes no threshold and nobody's severity (H2): the sweep is a checklist for the adults (REQ 14-16).
    """
    sweeps = [
        Ask(kind=SWEEP, key=f"{SWEEP}:{node.kind}:{node.first}", due=calendar.move_to_work_day(max(node.first, today)))
        for node in calendar.nodes
        if node.first - AHEAD <= today <= node.last
    ]
    ahead = today + LOADED_FOR
    if calendar.is_loaded(ahead):
        return sweeps
    return [*sweeps, Ask(kind=MISSING, key=f"{MISSING}:{ahead.year}-{ahead.month}", due=calendar.add_work_days(today, 5))]


def watch_calendar(uow: UnitOfWork, *, calendar: SchoolCalendar, now: datetime) -> int:
    """The number of tasks opened; what was asked once is not asked again, done or not."""
    audit = Audit(who=PIPELINE, what="calendar.watch", target="calendar", at=now)
    wanted = asks(calendar, calendar.local(now).date())
    if not wanted:
        return 0
    with uow:
        asked = {one.record.body["key"] for one in uow.records.on(SHELF, audit)}
        fresh = [ask for ask in wanted if ask.key not in asked]
        if not fresh:
            return 0
        owner = present_staff(uow, now).holder(Role.MORAL_EDUCATION_HEAD, None)
        plans = [
            TaskPlan(
                kind=ask.kind,
                owner=Role.MORAL_EDUCATION_HEAD,
                deputy=Role.PRINCIPAL,
                due_at=calendar.at(ask.due, calendar.school_hours[1]),
                rule="H2" if ask.kind == SWEEP else "",
                calendar_loaded=calendar.is_loaded(ask.due),
            )
            for ask in fresh
        ]
        uow.tasks.add(
            [NewTask(pupil=None, plan=plan, owner=owner, severity=int(Severity.S0), created_at=now) for plan in plans], audit
        )
        uow.records.add(
            [NewRecord(kind="asked", body={"key": ask.key}, at=now, by=PIPELINE, shelf=SHELF) for ask in fresh], audit
        )
        if owner is not None:
            due = calendar.after_quiet(now)
            uow.outbox.add([NewMessage(key=ask.key, recipient=owner, kind="todo", due_at=due) for ask in fresh], audit)
        uow.commit()
    return len(fresh)


def beyond_calendar(uow: UnitOfWork, audit: Audit) -> list[Task]:
    """Open tasks whose due time lies beyond the loaded holidays or terms, inside an open unit of work."""
    return [task for task in uow.tasks.open(audit) if not task.task.plan.calendar_loaded]
