"""Open tasks as a counselor takes them: what is due by tomorrow in the order of the queue, the rest by due time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from screening.alerts.interface import Decision
from screening.alerts.policy import Workload
from screening.core.ids import PupilId, StaffId
from screening.core.severity import Critical
from screening.followup.calendar import SchoolCalendar
from screening.followup.queue import Waiting, queue_order
from screening.services.ports import Task

_CRITICAL = {"R401": Critical.CI_3, "R301": Critical.CI_2, "R404": Critical.CI_2, "R304": Critical.CI_1, "R305": Critical.CI_1}
_MINUTES = 60


def waiting_of(task: Task, decision: Decision | None, load: float) -> Waiting:
    """The task as the queue knows it; ``decision`` of the pupil's open alert tells the weight of the signs."""
    rules, facts = (decision.rules, decision.facts) if decision else ((), frozenset[str]())
    critical = max((_CRITICAL.get(rule, Critical.CI_0) for rule in rules), default=Critical.CI_0)
    return Waiting(
        number=int(task.id),
        severity=task.task.severity,
        critical=int(max(critical, Critical.CI_1 if "ci1" in facts else Critical.CI_0)),
        severe="total_b3" in facts,
        since=task.task.created_at,
        due=task.task.plan.due_at,
        load=load,
    )


def loads_of(tasks: Sequence[Task], workload: Workload) -> dict[StaffId | None, float]:
    """Work of each owner in these tasks, in days of the hours that the policy counts on."""
    minutes = Counter[StaffId | None]()
    for task in tasks:
        minutes[task.task.owner] += workload.minutes.get(task.task.plan.kind, workload.other_minutes)
    return {owner: sum_ / (workload.counselor_hours_a_day * _MINUTES) for owner, sum_ in minutes.items()}


def by_tomorrow(now: datetime, calendar: SchoolCalendar) -> datetime:
    """The end of the next work day: what is due until then is work of now, whatever its severity."""
    return calendar.add_school_days(calendar.local(now).date(), 1)


def queued(
    tasks: Sequence[Task],
    decisions: Mapping[PupilId, Decision],
    *,
    workload: Workload,
    calendar: SchoolCalendar,
    now: datetime,
) -> list[Task]:
    """All of ``tasks``, each once: those due by the end of the next work day as ``queue_order`` says, then the rest by due time.

    Without the line in between, the follow-ups of a grave alert, weeks ahead, would stand before a safety contact of today.
    """
    line = by_tomorrow(now, calendar)
    soon = [task for task in tasks if task.task.plan.due_at <= line]
    later = [task for task in tasks if task.task.plan.due_at > line]
    loads, of = loads_of(soon, workload), {int(task.id): task for task in soon}
    waiting = [waiting_of(task, _decision(task, decisions), loads[task.task.owner]) for task in soon]
    first = [of[one.number] for one in queue_order(waiting, now)]
    return [*first, *sorted(later, key=lambda task: (task.task.plan.due_at, task.id))]


def _decision(task: Task, decisions: Mapping[PupilId, Decision]) -> Decision | None:
    return decisions.get(task.task.pupil) if task.task.pupil is not None else None
