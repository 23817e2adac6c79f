"""Record a task as done: check the person, check the move, write task, case entry and follow-ups together."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import Audit
from screening.core.errors import IllegalMove
from screening.core.ids import TaskId
from screening.core.language import Text
from screening.followup.calendar import SchoolCalendar
from screening.followup.ended import replaced
from screening.followup.states import State, move
from screening.services.acknowledge import tick_off
from screening.services.alert_acts import ended_record
from screening.services.permissions import check_may_work_on
from screening.services.ports import NewTask, StaffMember, Task, UnitOfWork
from screening.services.start_series import series

STARTS_FOLLOW_UP = frozenset({"contact", "interview"})
"""The first talk with the pupil starts the follow-ups of the alert's template (ALERT_POLICY §8)."""


def complete_task(
    task_id: TaskId, note: str, *, person: StaffMember, uow: UnitOfWork, calendar: SchoolCalendar, now: datetime
) -> Sequence[NewTask]:
    """The follow-up tasks that came of it. The note goes into the sealed case file, never into the task list.

    Raises NotAllowed for somebody else's task, IllegalMove for a task that is no longer open or a note that has no file, and for
    an acknowledgement or a signature that wants more than being ticked off.
    """
    with uow:
        task = uow.tasks.get(task_id, Audit(who=person.id, what="task.read", target=f"task:{task_id}", at=now))
        check_may_work_on(person, task)
        done = move(State(task.state), State.DONE)
        _check_note_has_a_file(task, note)
        tick_off(task, note, person=person, uow=uow, now=now)
        uow.tasks.set_state(task_id, done.value, Audit(who=person.id, what="task.done", target=f"task:{task_id}", at=now))
        coming = _follow_ups(task, person, uow, calendar, now)
        if coming:
            uow.tasks.add(coming, Audit(who=person.id, what="task.add", target=f"task:{task_id}", at=now, count=len(coming)))
        if task.task.pupil is not None:
            entry = Entry(
                kind=EntryKind.TASK_DONE,
                author=person.id,
                at=now,
                body={"task": task.task.plan.kind, "rule": task.task.plan.rule, "note": note},
            )
            uow.case_files.append(
                [(task.task.pupil, entry)], Audit(who=person.id, what="case.add", target=f"pupil:{task.task.pupil}", at=now)
            )
        uow.commit()
    return coming


def _check_note_has_a_file(task: Task, note: str) -> None:
    """A note belongs into a sealed file; a task about nobody known has none, and the note would be lost."""
    if note.strip() and task.task.pupil is None:
        raise IllegalMove(
            Text("这项任务还不知道是哪位学生，说明没有档案可写", "nobody knows whose task this is, so the note has no file"),
            hint=Text(
                "查明后用 screening case add 写进那位学生的档案，再登记完成，说明留空",
                "once it is known, write it with screening case add, then record the task as done with an empty note",
            ),
        )


def _follow_ups(task: Task, person: StaffMember, uow: UnitOfWork, calendar: SchoolCalendar, now: datetime) -> list[NewTask]:
    """The series of the alert's template, unless one of it is still open; what a milder series asks no sooner, ends with it."""
    pupil = task.task.pupil
    if pupil is None or task.task.plan.kind not in STARTS_FOLLOW_UP:
        return []
    read = Audit(who=person.id, what="task.follow_up", target=f"pupil:{pupil}", at=now)
    open_tasks = uow.tasks.open_of(pupil, read)
    running = {other.task.plan.rule for other in open_tasks}
    alert = uow.alerts.open_of(np.array([pupil], dtype=np.int32), read).get(pupil)
    if alert is None:
        return []
    wanted = [template for template in alert.decision.templates if template.startswith("FU-S") and template not in running]
    coming = [new for name in wanted for new in series(name, alert.decision, uow, calendar=calendar, now=now, audit=read)]
    milder = [other for other in open_tasks if other.task.plan.rule.startswith("FU-S")]
    gone = replaced(milder, [new.plan for new in coming])
    for other in gone:
        uow.tasks.set_state(other.id, move(State(other.state), State.ENDED).value, read)
    if gone:
        uow.records.add([ended_record(pupil, gone, "stepped_up", person.id, now)], read)
    return coming
