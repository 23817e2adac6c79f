"""The open alerts and open tasks, as the counselor or an owner may see them: gravest or soonest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.services.order_alerts import in_learned_order
from screening.services.permissions import COUNSELORS, check_is_counselor, roles_of
from screening.services.place import Rules
from screening.services.ports import Alert, Pupil, StaffMember, Task, UnitOfWork
from screening.services.queue_tasks import queued
from screening.services.unidentified import KIND as UNIDENTIFIED


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """One open alert with the pupil it is about."""

    alert: Alert
    pupil: Pupil
    age_days: float | None  # between answering and the import, where the export told the time
    because: Text = field(default=Text("", ""))  # what brings it forward in the learned order


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One open task with its pupil (None: not identified) and its owner's name."""

    task: Task
    pupil: Pupil | None
    owner: str


def list_alerts(uow: UnitOfWork, *, person: StaffMember, now: datetime, learned: bool = False) -> list[AlertLine]:
    """Every open alert, the gravest first, then the oldest; with ``learned`` in the learned order inside each severity.

    Audited once per record opened. Raises NotAllowed for anybody but the counselor.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="alert.list", target="alerts", at=now)
    with uow:
        alerts = sorted(uow.alerts.all_open(audit), key=lambda one: (-one.decision.severity, one.opened_at, one.id))
        pupils = _pupils([a.pupil for a in alerts], uow, audit)
        ordered = in_learned_order(alerts, uow, now) if learned else [(a, Text("", "")) for a in alerts]
        uow.commit()
    return [AlertLine(alert=a, pupil=pupils[a.pupil], age_days=_age(a), because=why) for a, why in ordered]


def list_tasks(
    uow: UnitOfWork, *, person: StaffMember, now: datetime, everybody: bool = False, rules: Rules | None = None
) -> list[TaskLine]:
    """Open tasks of the person, or everybody's for a counselor; safety answers without a pupil come before all else.

    With ``rules`` a counselor's list follows the queue (``queue_tasks``). Everybody else's goes by due time: severity must not
    show in the order of a teacher's list (law 8).
    """
    if everybody:
        check_is_counselor(person)
    audit = Audit(who=person.id, what="task.list", target="tasks", at=now)
    with uow:
        staff = uow.roster.staff(Audit(who=PIPELINE, what="staff.read", target="staff", at=now))
        names = {member.id: member.name for member in staff}
        counselor = bool(roles_of(person) & COUNSELORS)
        all_tasks = everybody or counselor
        tasks = [t for t in uow.tasks.open(audit) if all_tasks or t.task.owner == person.id]
        pupils = _pupils([t.task.pupil for t in tasks if t.task.pupil is not None], uow, audit)
        decisions = {a.pupil: a.decision for a in uow.alerts.all_open(audit)} if rules and counselor else None
        uow.commit()
    if rules is None or decisions is None:
        tasks.sort(key=lambda t: (t.task.plan.due_at, t.id))
    else:
        tasks = queued(tasks, decisions, workload=rules.policy.workload, calendar=rules.calendar, now=now)
    lines = [
        TaskLine(
            task=t,
            pupil=pupils.get(t.task.pupil) if t.task.pupil is not None else None,
            owner=names.get(t.task.owner, "") if t.task.owner is not None else "",
        )
        for t in tasks
    ]
    return sorted(lines, key=lambda line: line.task.task.plan.kind != UNIDENTIFIED)


def _pupils(ids: Sequence[PupilId], uow: UnitOfWork, audit: Audit) -> dict[PupilId, Pupil]:
    return {p.id: p for p in uow.roster.pupils(audit, sorted(set(ids)))} if ids else {}


def _age(alert: Alert) -> float | None:
    return None if alert.answered_at is None else (alert.opened_at - alert.answered_at).total_seconds() / 86_400
