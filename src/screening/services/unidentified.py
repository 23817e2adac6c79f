"""A safety answer whose pupil is not known: a task for the counselor with the clock of its grade, before everything else."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.fold import Reports, fold
from screening.core.ids import NOBODY
from screening.core.severity import Critical
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
    counselor = place.school.staffing.holder(Role.PSYCH_TEACHER, None)
    tasks = [
        NewTask(
            pupil=None,
            plan=plans[one.critical][0],
            owner=counselor,
            severity=plans[one.critical][1],
            created_at=place.now,
            note=f"import {place.imported}, row {row}",
        )
        for row, one in sorted(rows.items())
    ]
    uow.tasks.add(tasks, place.audit("task.add", len(tasks)))
    if counselor is not None:
        key = f"{place.imported}:unidentified:{min(rows)}:{counselor}"
        message = NewMessage(key=key, recipient=counselor, kind="todo", due_at=place.now)
        uow.outbox.add([message], place.audit("outbox.add", 1))
    return len(tasks)


def _plan(critical: int, place: Place, rules: Rules) -> tuple[TaskPlan, int]:
    """The task, due when safe contact would be, and the severity that the grade alone gives."""
    nobody = np.array([NOBODY], dtype=np.int32)
    report = Reports(pupil=nobody, critical=np.array([critical], dtype=np.int8), dated=np.array([True]))
    now = moment(start(place.now, rules.calendar, rules.policy))
    decision = decisions(decide(fold([], nobody, report)), now, rules.policy, rules.mapping)[0]
    planned = schedule(decision, place.now, rules.calendar, rules.policy)
    first = next(plan for plan in planned.tasks if plan.kind == "contact")
    return replace(first, kind=KIND, owner=Role.PSYCH_TEACHER, deputy=Role.PSYCH_DEPUTY), int(decision.severity)
