"""Made-up staff and tasks for services that need no store."""

from datetime import datetime

from screening.core.ids import PupilId, StaffId, TaskId
from screening.core.tiers import Role
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.interface import TaskPlan
from screening.followup.records import NewTask, SchoolClass, StaffMember, Task
from screening.intake.interface import Person

CLASS = SchoolClass(id=1, name="七年级1班", grade=7)
OTHER = SchoolClass(id=2, name="八年级2班", grade=8)
T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)


def member(number: int, *roles: Role, of: SchoolClass = CLASS) -> StaffMember:
    """Somebody with these roles, for this class or its grade where a role has one."""
    held = tuple(Person(name=f"教师{number}", role=role.value, school_class=of.name, grade=of.grade) for role in roles)
    return StaffMember(id=StaffId(number), name=f"教师{number}", roles=held)


def task(owner: int | None, kind: str = "contact", severity: int = 4, due_at: datetime = T0, pupil: int | None = 5) -> Task:
    """An open task of somebody."""
    plan = TaskPlan(kind=kind, owner=Role.PSYCH_TEACHER, deputy="", due_at=due_at, rule="R301")
    whose = None if pupil is None else PupilId(pupil)
    own = None if owner is None else StaffId(owner)
    return Task(id=TaskId(1), state="open", task=NewTask(pupil=whose, plan=plan, owner=own, severity=severity, created_at=T0))
