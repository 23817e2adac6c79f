"""The classes of the roster with their sizes and teachers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import StaffId
from screening.core.tiers import Role
from screening.services.assign import staffing
from screening.services.ports import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """One class as the counselor checks it: who would get its digest."""

    name: str
    grade: int
    pupils: int
    homeroom_teacher: str
    deputy: str


def list_classes(uow: UnitOfWork, *, person: StaffId, now: datetime) -> list[ClassLine]:
    """One line per class, by class name; a teacher's name is empty where nobody holds the role."""
    audit = Audit(who=person, what="roster.classes", target="roster", at=now)
    with uow:
        classes = uow.roster.classes()
        sizes = Counter(uow.roster.register(audit).school_class.tolist())
        staff = uow.roster.staff(audit)
        uow.commit()
    names = {member.id: member.name for member in staff}
    holders = staffing(staff).holders
    return [
        ClassLine(
            name=c.name,
            grade=c.grade,
            pupils=sizes[c.id],
            homeroom_teacher=names.get(holders.get((Role.HOMEROOM_TEACHER, c.name), -1), ""),  # type: ignore[call-overload]  # -1 is nobody's id
            deputy=names.get(holders.get((Role.HOMEROOM_DEPUTY, c.name), -1), ""),  # type: ignore[call-overload]
        )
        for c in sorted(classes, key=lambda c: c.name)
    ]
