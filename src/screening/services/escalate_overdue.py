"""Pass on what was missed: each step of the escalation table becomes one message, written once."""

from datetime import datetime

from screening.alerts.policy import AlertPolicy
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId
from screening.core.severity import Severity
from screening.followup.calendar import SchoolCalendar
from screening.followup.escalation import Call, Missed, escalations
from screening.services.assign import Staffing, staffing
from screening.services.ports import NewMessage, SchoolClass, Task, UnitOfWork


def escalate_overdue(uow: UnitOfWork, *, policy: AlertPolicy, calendar: SchoolCalendar, now: datetime) -> int:
    """The number of messages for steps reached at ``now``. Due and not yet done, never "became due in the last minutes".

    Each step of each task has one idempotency key, so the outbox takes it once however often this runs (ALERT_POLICY §6).
    """
    audit = Audit(who=PIPELINE, what="task.escalate", target="tasks", at=now)
    with uow:
        overdue = uow.tasks.overdue(now, audit)
        if not overdue:
            return 0
        who = staffing(uow.roster.staff(audit))
        classes = {c.id: c for c in uow.roster.classes()}
        wanted = {t.task.pupil for t in overdue if t.task.pupil is not None}
        class_of = {p.id: classes.get(p.school_class) for p in uow.roster.pupils(audit, sorted(wanted))} if wanted else {}
        messages = [
            message
            for task in overdue
            for call in escalations(_missed(task), now, calendar, policy)
            for message in _messages(task, call, class_of, who)
        ]
        uow.outbox.add(messages, audit)
        uow.commit()
    return len(messages)


def _missed(task: Task) -> Missed:
    return Missed(kind=task.task.plan.kind, severity=Severity(task.task.severity), due_at=task.task.plan.due_at)


def _messages(task: Task, call: Call, class_of: dict[PupilId, SchoolClass | None], who: Staffing) -> list[NewMessage]:
    """One message a person whom this step reaches."""
    school_class = class_of.get(task.task.pupil) if task.task.pupil is not None else None
    people = {who.holder(role, school_class) for role in call.to} - {None}
    return [
        NewMessage(
            key=f"escalate:{task.id}:{call.since.isoformat()}:{person}",
            recipient=person,
            kind="todo",
            due_at=call.since,
            pupil=task.task.pupil,
        )
        for person in sorted(person for person in people if person is not None)
    ]
