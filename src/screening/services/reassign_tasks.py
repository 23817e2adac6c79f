"""Hand open tasks on when their pupil moved to another class or their owner's post is held by somebody else."""

from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.tiers import Role
from screening.services.assign import staffing
from screening.services.ports import Task, UnitOfWork

OF_A_PUPIL = frozenset({Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.GRADE_HEAD, Role.DUTY_HOMEROOM_TEACHER})
"""Roles whose holder depends on the pupil's class or grade."""


def reassign_tasks(uow: UnitOfWork, *, now: datetime) -> int:
    """The number of open tasks that changed hands, inside an open unit of work.

    C59: after a move the new homeroom teacher has the task and the old one loses it at once. A task of the school's roles stays
    with whoever has it as long as that person holds a post at all (ESC1).
    """
    audit = Audit(who=PIPELINE, what="task.reassign", target="tasks", at=now)
    tasks = uow.tasks.open(audit)
    if not tasks:
        return 0
    staff = uow.roster.staff(audit)
    who, at_school = staffing(staff), {member.id for member in staff if member.roles}
    classes = {c.id: c for c in uow.roster.classes()}
    wanted = sorted({task.task.pupil for task in tasks if task.task.pupil is not None})
    class_of = {pupil.id: classes.get(pupil.school_class) for pupil in uow.roster.pupils(audit, wanted)} if wanted else {}
    changed = 0
    for task in tasks:
        if not _follows_the_pupil(task) and task.task.owner in at_school:
            continue
        owner = who.holder(task.task.plan.owner, class_of.get(task.task.pupil) if task.task.pupil is not None else None)
        if owner != task.task.owner:
            uow.tasks.reassign(task.id, owner, audit)
            changed += 1
    return changed


def _follows_the_pupil(task: Task) -> bool:
    return task.task.plan.owner in OF_A_PUPIL
