"""Whom to send for on one day, when and to which room: from the open tasks, in the order of the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from screening.alerts.interface import Decision
from screening.core.audit import Audit
from screening.core.errors import PolicyFault
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.core.severity import Severity
from screening.followup.fetching import Lesson, fetching_slots
from screening.followup.queue import queue_order
from screening.services.permissions import check_is_counselor
from screening.services.place import Rules
from screening.services.ports import Pupil, StaffMember, Task, UnitOfWork
from screening.services.queue_tasks import loads_of, waiting_of

FACE_TO_FACE = frozenset(
    {"contact", "interview", "private_check", "private_talk", "talk", "appointment", "retest", "make_up", "follow_up"}
)
"""Tasks for which a pupil comes to a room."""

_TELLING = ("心理", "咨询", "辅导", "危机", "psych", "counsel", "crisis")


@dataclass(frozen=True, kw_only=True)
class FetchingLine:
    """One pupil's slot as it is printed: no reason, no level."""

    task: int
    lesson: Lesson
    room: str
    school_class: str
    name: str


@dataclass(frozen=True, kw_only=True)
class FetchingPlan:
    """One day's slots by time, how many wait for another day, and by name whom an adult goes to (S4)."""

    slots: tuple[FetchingLine, ...]
    left: int
    adult_goes: tuple[str, ...]


def plan_fetching(
    day: date, rooms: Sequence[str], *, person: StaffMember, uow: UnitOfWork, rules: Rules, now: datetime
) -> FetchingPlan:
    """The slots of ``day`` for everybody with an open task that needs a meeting; one slot a pupil, the most urgent task's.

    Raises PolicyFault for a room whose name says why a pupil is sent for, and for a day without lessons. Nothing is written.
    """
    check_is_counselor(person)
    _check(day, rooms, rules)
    audit = Audit(who=person.id, what="task.slots", target="tasks", at=now)
    with uow:
        tasks = [task for task in uow.tasks.open(audit) if task.task.plan.kind in FACE_TO_FACE and task.task.pupil is not None]
        decisions = {alert.pupil: alert.decision for alert in uow.alerts.all_open(audit)}
        pupils = {p.id: p for p in uow.roster.pupils(audit, sorted({t.task.pupil for t in tasks if t.task.pupil is not None}))}
        uow.commit()
    called, visited = _apart(tasks, decisions, rules, now)
    by_number = {int(task.id): pupils[task.task.pupil] for task in tasks if task.task.pupil is not None}
    plan = fetching_slots([(one, by_number[one].told.school_class) for one in called], rules.policy.hours.lessons, rooms)
    lines = [
        FetchingLine(
            task=slot.number,
            lesson=slot.lesson,
            room=slot.room,
            school_class=by_number[slot.number].told.school_class,
            name=by_number[slot.number].told.name,
        )
        for slot in plan.slots
    ]
    return FetchingPlan(
        slots=tuple(sorted(lines, key=lambda line: (line.lesson, line.school_class, line.room))),
        left=len(plan.left),
        adult_goes=tuple(_named(pupils[one]) for one in visited),
    )


def _check(day: date, rooms: Sequence[str], rules: Rules) -> None:
    if any(word in room.casefold() for room in rooms for word in _TELLING):
        raise PolicyFault(
            Text("房间名会让人看出原因", "the name of a room tells why a pupil is sent for"),
            hint=Text("请写房间号或普通名字，例如 行政楼 203", "write a number or an ordinary name, e.g. 'main building 203'"),
        )
    if not rules.calendar.is_work_day(day):
        raise PolicyFault(
            Text(f"{day:%Y-%m-%d} 不上课", f"there are no lessons on {day:%Y-%m-%d}"),
            hint=Text("校历：screening calendar show", "the calendar: screening calendar show"),
        )


def _apart(
    tasks: Sequence[Task], decisions: dict[PupilId, Decision], rules: Rules, now: datetime
) -> tuple[list[int], list[PupilId]]:
    """(task numbers in the order of the queue, one a pupil; pupils in S4, who are not sent for)."""
    loads = loads_of(tasks, rules.policy.workload)
    visited = {t.task.pupil: None for t in tasks if t.task.severity == Severity.S4 and t.task.pupil is not None}
    waiting = [
        waiting_of(task, decisions.get(task.task.pupil), loads[task.task.owner])
        for task in tasks
        if task.task.pupil is not None and task.task.pupil not in visited
    ]
    of = {int(task.id): task.task.pupil for task in tasks}
    first: dict[PupilId | None, int] = {}
    for one in queue_order(waiting, now):
        first.setdefault(of[one.number], one.number)
    return list(first.values()), list(visited)


def _named(pupil: Pupil) -> str:
    return f"{pupil.told.school_class} {pupil.told.name}"
