"""A safety answer whose pupil is not known: a task for the counselor with the clock of its grade, before everything else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.fold import Reports, fold
from screening.core.ids import NOBODY, StaffId
from screening.core.severity import Critical, Severity
from screening.core.tiers import Role
from screening.followup.interface import TaskPlan
from screening.followup.schedule import moment, schedule, start
from screening.services.place import Place, Rules
from screening.services.ports import NewMessage, NewTask, UnitOfWork
from screening.services.split_chunk import Refused

KIND = "unidentified_safety"


def write_unidentified(refused: Sequence[Refused], place: Place, rules: Rules, uow: UnitOfWork) -> int:
    """The number of tasks opened: one per row, with the clock of the row's gravest answer."""
    rows: dict[int, Refused] = {}
    for one in refused:
        gravest = rows.get(one.refusal.row)
        if one.pupil == NOBODY and one.critical > max(Critical.CI_0, gravest.critical if gravest else Critical.CI_0):
            rows[one.refusal.row] = one
    if not rows:
        return 0
    plans = {one.critical: _plan(one.critical, place, rules) for one in rows.values()}
    tasks = [
        NewTask(
            pupil=None,
            plan=plans[one.critical].task,
            owner=place.school.staffing.holder(Role.PSYCH_TEACHER, None, plans[one.critical].task.due_at),
            severity=int(plans[one.critical].severity),
            created_at=place.now,
            note=f"import {place.imported}, row {row}",
            source=f"import:{place.imported}",
        )
        for row, one in sorted(rows.items())
    ]
    uow.tasks.add(tasks, place.audit("task.add", len(tasks)))
    messages = _messages(plans.values(), min(rows), place)
    uow.outbox.add(messages, place.audit("outbox.add", len(messages)))
    return len(tasks)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What a safety answer of one grade calls for while nobody knows whose it is."""

    task: TaskPlan  # due when safe contact would be
    severity: Severity
    told: tuple[str, ...]  # roles at school
    sounds: datetime


def _plan(critical: int, place: Place, rules: Rules) -> _Plan:
    """Decided by the grade alone, with the clock and the school's recipients of that severity."""
    nobody = np.array([NOBODY], dtype=np.int32)
    report = Reports(pupil=nobody, critical=np.array([critical], dtype=np.int8), dated=np.array([True]))
    now = moment(start(place.now, rules.calendar, rules.policy))
    decision = decisions(decide(fold([], nobody, report)), now, rules.policy, rules.mapping)[0]
    planned = schedule(decision, place.now, rules.calendar, rules.policy)
    first = next(plan for plan in planned.tasks if plan.kind == "contact")
    return _Plan(
        task=replace(first, kind=KIND, owner=Role.PSYCH_TEACHER, deputy=Role.PSYCH_DEPUTY),
        severity=decision.severity,
        told=decision.told.school,
        sounds=planned.notice_at["school"] or place.now,
    )


def _messages(plans: Iterable[_Plan], row: int, place: Place) -> list[NewMessage]:
    """One message a person, at the earliest hour at which any of the plans rings; its key is the first row's."""
    due: dict[StaffId, datetime] = {}
    for plan in plans:
        for role in plan.told:
            person = place.school.staffing.holder(role, None, plan.sounds)
            if person is not None:
                due[person] = min(plan.sounds, due.get(person, plan.sounds))
    return [
        NewMessage(key=f"{place.imported}:unidentified:{row}:{person}", recipient=person, kind="todo", due_at=at)
        for person, at in sorted(due.items())
    ]
