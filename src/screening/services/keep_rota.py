"""Take in the on-call rota, and watch it: an empty slot in the next three days is a task of the moral-education head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import RosterFault
from screening.core.language import Text
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan
from screening.followup.presence import Slot, Stretch, gaps, outside_hours, overlaps
from screening.intake.rota_sheet import RotaLine
from screening.services.permissions import COUNSELORS, LEADERS, check_holds
from screening.services.ports import NewMessage, NewTask, StaffMember, UnitOfWork
from screening.services.presence import present_staff, rota, rota_record
from screening.services.record_absence import named

KIND = "rota_gap"


@dataclass(frozen=True, kw_only=True)
class RotaReport:
    """What a rota says: its slots, and the stretches outside school hours of the next three days that nobody covers."""

    slots: tuple[Slot, ...]
    gaps: tuple[Stretch, ...]


def keep_rota(
    lines: Sequence[RotaLine], *, person: StaffMember, uow: UnitOfWork, calendar: SchoolCalendar, now: datetime
) -> RotaReport:
    """The rota in force from now on; it replaces the last one whole. Slots count outside school hours only.

    Raises RosterFault for a person who is not on the staff, and for two lines whose times meet.
    """
    check_holds(person, COUNSELORS | LEADERS, Text("心理老师或学校负责人", "the counselor or a head of the school"))
    audit = Audit(who=person.id, what="rota.keep", target="rota", at=now)
    with uow:
        staff = uow.roster.staff(audit)
        whole = tuple(
            Slot(
                person=named(line.person, staff).id,
                starts=line.starts,
                ends=line.ends,
                phone=line.phone,
                deputy=named(line.deputy, staff).id if line.deputy else None,
            )
            for line in lines
        )
        met = overlaps(whole)
        if met:
            first, second = (lines[place].line for place in met[0])
            raise RosterFault(
                Text(f"值班表第 {first} 行和第 {second} 行时间重叠", f"lines {first} and {second} of the rota overlap"),
                hint=Text(
                    "同一时间只写一位值班人，另一位写在代理一栏",
                    "one person at a time; the other goes into the column for the deputy",
                ),
            )
        slots = tuple(part for slot in whole for part in outside_hours(slot, calendar))
        uow.records.add([rota_record(slots, by=person.id, now=now)], audit)
        uow.commit()
    return RotaReport(slots=slots, gaps=tuple(gaps(slots, now, calendar)))


def rota_report(uow: UnitOfWork, *, calendar: SchoolCalendar, now: datetime) -> RotaReport:
    """The rota in force and its gaps, inside an open unit of work."""
    slots = rota(uow, Audit(who=PIPELINE, what="rota.read", target="rota", at=now))
    return RotaReport(slots=slots, gaps=tuple(gaps(slots, now, calendar)))


def watch_rota(uow: UnitOfWork, *, calendar: SchoolCalendar, now: datetime) -> int:
    """1 if a task for an empty slot was opened, else 0: while one is open there is no second. Without a rota nothing is watched.

    The moral-education head has the task and a message; it is due when the gap begins.
    """
    audit = Audit(who=PIPELINE, what="rota.watch", target="rota", at=now)
    with uow:
        found = rota_report(uow, calendar=calendar, now=now)
        if not found.slots or not found.gaps or any(task.task.plan.kind == KIND for task in uow.tasks.open(audit)):
            return 0
        owner = present_staff(uow, now).holder(Role.MORAL_EDUCATION_HEAD, None)
        begins = found.gaps[0][0]
        plan = TaskPlan(kind=KIND, owner=Role.MORAL_EDUCATION_HEAD, deputy=Role.PRINCIPAL, due_at=begins, rule="N3")
        uow.tasks.add([NewTask(pupil=None, plan=plan, owner=owner, severity=int(Severity.S0), created_at=now)], audit)
        if owner is not None:
            uow.outbox.add(
                [NewMessage(key=f"rota:{begins.isoformat()}", recipient=owner, kind="todo", due_at=calendar.after_quiet(now))],
                audit,
            )
        uow.commit()
    return 1
