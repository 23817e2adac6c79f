"""Who may get a digest: the people of the class tier and whoever stands in for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import StaffId
from screening.core.tiers import Role
from screening.services.ports import UnitOfWork

READERS = frozenset({Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.DUTY_HOMEROOM_TEACHER, Role.GRADE_HEAD})


@dataclass(frozen=True, kw_only=True)
class DigestReader:
    """One member of staff with the classes or grades they hold, as people say them."""

    id: StaffId
    name: str
    place: str


def digest_readers(uow: UnitOfWork, now: datetime, person: StaffId) -> Sequence[DigestReader]:
    """Everybody a digest may be addressed to, in the order of staff ids; audited as ``person``."""
    with uow:
        staff = uow.roster.staff(Audit(who=person, what="staff.read", target="staff", at=now))
        uow.commit()
    found = []
    for member in sorted(staff, key=lambda one: one.id):
        held = [role for role in member.roles if role.role in READERS]
        if held:
            places = [role.school_class or (str(role.grade) if role.grade else "") for role in held]
            found.append(DigestReader(id=member.id, name=member.name, place=", ".join(filter(None, places))))
    return found
