"""Hand open tasks on when their pupil moved to another class, or their owner is away or holds the post no more."""

from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.severity import Severity
from screening.followup.presence import extended
from screening.services.assign import OF_A_PUPIL, home_class
from screening.services.ports import Task, UnitOfWork
from screening.services.presence import present_staff


def reassign_tasks(uow: UnitOfWork, *, now: datetime) -> int:
    """The number of open tasks that changed hands, inside an open unit of work.

    C59: after a move the new homeroom teacher has the task and the old one loses it at once; of a pupil who has left, the
    counselor has it. A task of the school's roles stays with whoever has it as long as that person holds a post at all and is
    here (ESC1). Whoever takes over an S2 or S3 has at least an hour if under a quarter of the time was left; in S4 there is none
    to give.
    """
    audit = Audit(who=PIPELINE, what="task.reassign", target="tasks", at=now)
    tasks = uow.tasks.open(audit)
    if not tasks:
        return 0
    who = present_staff(uow, now)
    here = {member.id for member in uow.roster.staff(audit) if member.roles} - who.away_now
    classes = {c.id: c for c in uow.roster.classes()}
    wanted = sorted({task.task.pupil for task in tasks if task.task.pupil is not None})
    class_of = {pupil.id: home_class(pupil, classes) for pupil in uow.roster.pupils(audit, wanted)} if wanted else {}
    changed = 0
    for task in tasks:
        if not _follows_the_pupil(task) and task.task.owner in here:
            continue
        owner = who.holder(task.task.plan.owner, class_of.get(task.task.pupil) if task.task.pupil is not None else None)
        if owner != task.task.owner:
            uow.tasks.reassign(task.id, owner, audit, _due(task, now))
            changed += 1
    return changed


def _due(task: Task, now: datetime) -> datetime:
    """When the new owner has to be done; the clock never starts again."""
    told = task.task
    if told.severity not in {Severity.S2, Severity.S3}:
        return told.plan.due_at
    return extended(told.plan.due_at, told.created_at, now)


def _follows_the_pupil(task: Task) -> bool:
    return task.task.plan.owner in OF_A_PUPIL
