"""Pass on what was missed: each step of the escalation table becomes one message, written once."""

from datetime import UTC, datetime

from screening.alerts.policy import AlertPolicy
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId, StaffId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.escalation import Call, Missed, escalations
from screening.services.assign import OF_A_PUPIL, Staffing, home_class
from screening.services.permissions import COUNSELORS
from screening.services.ports import NewMessage, SchoolClass, Task, UnitOfWork
from screening.services.presence import present_staff
from screening.services.report_tasks import READ
from screening.services.unidentified import KIND as UNIDENTIFIED

AT_ANY_HOUR = COUNSELORS | {Role.MORAL_EDUCATION_HEAD}
_LATEST = datetime.max.replace(tzinfo=UTC)


def escalate_overdue(uow: UnitOfWork, *, policy: AlertPolicy, calendar: SchoolCalendar, now: datetime) -> int:
    """The number of messages for steps reached at ``now``. Due and not yet done, never "became due in the last minutes".

    Each step of each task has one idempotency key, so the outbox takes it once however often this runs (ALERT_POLICY §6).
    """
    audit = Audit(who=PIPELINE, what="task.escalate", target="tasks", at=now)
    with uow:
        overdue = uow.tasks.overdue(now, audit)
        if not overdue:
            return 0
        who = present_staff(uow, now)
        classes = {c.id: c for c in uow.roster.classes()}
        wanted = {t.task.pupil for t in overdue if t.task.pupil is not None}
        class_of = {p.id: home_class(p, classes) for p in uow.roster.pupils(audit, sorted(wanted))} if wanted else {}
        messages = [
            message
            for task in overdue
            for call in escalations(_missed(task), now, calendar, policy)
            for message in _messages(task, call, class_of, who, calendar)
        ]
        uow.outbox.add(messages, audit)
        uow.commit()
    return len(messages)


def _missed(task: Task) -> Missed:
    """A safety answer nobody could be found for, and words nobody read, are missed like the safe contact they may stand for."""
    kind = "contact" if task.task.plan.kind in {UNIDENTIFIED, READ} else task.task.plan.kind
    return Missed(kind=kind, severity=Severity(task.task.severity), due_at=task.task.plan.due_at)


def _messages(
    task: Task, call: Call, class_of: dict[PupilId, SchoolClass | None], who: Staffing, calendar: SchoolCalendar
) -> list[NewMessage]:
    """One message a person whom this step reaches; where nobody holds the roles it reaches the counselor."""
    school_class = class_of.get(task.task.pupil) if task.task.pupil is not None else None
    due: dict[StaffId, datetime] = {}
    asked = [role for role in call.to if school_class is not None or role not in OF_A_PUPIL]  # nobody knows whose class it is
    for role in asked or [Role.PSYCH_TEACHER]:
        person = who.holder(role, school_class, call.since) or who.holder(Role.PSYCH_TEACHER, school_class, call.since)
        if person is not None:
            due[person] = min(_hour(task, role, call, calendar), due.get(person, _LATEST))
    return [
        NewMessage(
            key=f"escalate:{task.id}:{call.since.isoformat()}:{person}",
            recipient=person,
            kind="todo",
            due_at=at,
            pupil=task.task.pupil,
        )
        for person, at in sorted(due.items())
    ]


def _hour(task: Task, role: str, call: Call, calendar: SchoolCalendar) -> datetime:
    """ESC4: S4 rings everybody at any hour, S3 the counselor and the moral-education head; nothing else rings at night."""
    severity = Severity(task.task.severity)
    if severity == Severity.S4 or (severity == Severity.S3 and role in AT_ANY_HOUR):
        return call.since
    return calendar.after_quiet(call.since)
