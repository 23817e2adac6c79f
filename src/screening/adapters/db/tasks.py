"""Follow-up tasks: the clock and the state in the clear, all else sealed under the pupil's file key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from screening.adapters.db.bulk import among, insert_rows, reserve_ids
from screening.adapters.db.tables import TaskRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import TASK_BLOCK, from_bytes, to_bytes
from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.ids import PupilId, StaffId, TaskId
from screening.core.language import Text
from screening.followup.records import NewTask, Task

OPEN = "open"
_COLUMNS = ("id", "pupil_id", "due_at", "state", "sealed")
_PURPOSE = "task.plan"
_WHOLE = (TaskRow.id, TaskRow.pupil_id, TaskRow.state, TaskRow.sealed)


@dataclass(frozen=True)
class SqlTaskStore:
    """The tasks of one school."""

    own: Transaction

    def add(self, tasks: Sequence[NewTask], audit: Audit) -> None:
        """Write the tasks, all open."""
        connection = self.own.writer()
        ids = reserve_ids(connection, table_of(TaskRow), len(tasks))
        plains = [to_bytes(task, NewTask, TASK_BLOCK) for task in tasks]
        sealed = self.own.seal_for([task.pupil for task in tasks], plains, _PURPOSE, ids)
        rows = [(number, task.pupil, task.plan.due_at, OPEN, one) for number, task, one in zip(ids, tasks, sealed, strict=True)]
        insert_rows(connection, table_of(TaskRow), _COLUMNS, rows)
        self.own.acts.wrote(audit, "task", ids)

    def open(self, audit: Audit) -> Sequence[Task]:
        """Every open task, the earliest due first."""
        return self._opened(select(*_WHOLE).where(TaskRow.state == OPEN).order_by(TaskRow.due_at, TaskRow.id), audit)

    def open_of(self, pupil: PupilId, audit: Audit) -> Sequence[Task]:
        """The open tasks about one pupil, the earliest due first."""
        theirs = select(*_WHOLE).where(TaskRow.state == OPEN, TaskRow.pupil_id == pupil)
        return self._opened(theirs.order_by(TaskRow.due_at, TaskRow.id), audit)

    def every_of(self, pupils: Sequence[PupilId], audit: Audit) -> Sequence[Task]:
        """Every task about these pupils, whatever its state, in the order written."""
        theirs = among(self.own.connection(), TaskRow.pupil_id, pupils)
        return self._opened(select(*_WHOLE).where(theirs).order_by(TaskRow.id), audit)

    def open_of_nobody(self, audit: Audit) -> Sequence[Task]:
        """The open tasks that are about no pupil, or about one nobody knows yet, the earliest due first."""
        school = select(*_WHOLE).where(TaskRow.state == OPEN, TaskRow.pupil_id.is_(None))
        return self._opened(school.order_by(TaskRow.due_at, TaskRow.id), audit)

    def overdue(self, now: datetime, audit: Audit) -> Sequence[Task]:
        """Every open task that was due before ``now``, the earliest first."""
        late = select(*_WHOLE).where(TaskRow.state == OPEN, TaskRow.due_at < now)
        return self._opened(late.order_by(TaskRow.due_at, TaskRow.id), audit)

    def get(self, task: TaskId, audit: Audit) -> Task:
        """One task; a writer keeps it from changing until the transaction ends. Raises StoreFault if there is none."""
        one = select(*_WHOLE).where(TaskRow.id == task)
        found = self._opened(one.with_for_update() if self.own.writing else one, audit)
        if not found:
            raise _no_such(task)
        return found[0]

    def reassign(self, task: TaskId, owner: StaffId | None, audit: Audit, due_at: datetime | None = None) -> None:
        """The task with another owner, sealed anew in its place, due at ``due_at`` if one is given; all else stays.

        Raises StoreFault if there is no such task.
        """
        self.own.writer()
        told = self.get(task, audit).task
        due = told.plan.due_at if due_at is None else due_at
        written = replace(told, owner=owner, plan=replace(told.plan, due_at=due))
        sealed = self.own.seal_for([written.pupil], [to_bytes(written, NewTask, TASK_BLOCK)], _PURPOSE, [task])[0]
        self.own.session.execute(update(TaskRow).where(TaskRow.id == task).values(sealed=sealed, due_at=due))
        self.own.acts.wrote(audit, "task", [task])

    def set_state(self, task: TaskId, state: str, audit: Audit) -> None:
        """Write the new state; whether the move is legal was decided before. Raises StoreFault if there is no such task."""
        self.own.writer()
        changed = self.own.session.execute(update(TaskRow).where(TaskRow.id == task).values(state=state).returning(TaskRow.id))
        if changed.first() is None:
            raise _no_such(task)
        self.own.acts.wrote(audit, "task", [task])

    def _opened(self, question: Select[*tuple[Any, ...]], audit: Audit) -> list[Task]:
        rows = self.own.session.execute(question).all()
        ids = [row[0] for row in rows]
        plains = self.own.open_for([row[1] for row in rows], [row[3] for row in rows], _PURPOSE, ids)
        self.own.acts.read(audit, "task", ids)
        return [
            Task(id=TaskId(row[0]), state=row[2], task=from_bytes(plain, NewTask))
            for row, plain in zip(rows, plains, strict=True)
        ]


def _no_such(task: TaskId) -> StoreFault:
    return StoreFault(
        Text(f"没有编号为 {task} 的任务", f"there is no task {task}"),
        hint=Text("用 screening tasks list 查看任务编号", "`screening tasks list` shows the numbers"),
    )
