"""Tell that a member of staff is away, who stands in, or that the person is back; open tasks change hands at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from screening.core.audit import Audit
from screening.core.errors import RosterFault
from screening.core.language import Text
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.presence import Absence
from screening.services.permissions import COUNSELORS, LEADERS, check_holds
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.presence import absence_record, present_staff
from screening.services.reassign_tasks import reassign_tasks


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What came of it: tasks that changed hands, and posts that nobody holds now."""

    tasks: int
    empty_posts: tuple[str, ...]  # Role


def record_absence(
    name: str,
    *,
    since: date,
    until: date | None,
    deputy: str = "",
    person: StaffMember,
    uow: UnitOfWork,
    now: datetime,
) -> Handed:
    """Keep the absence and hand the open tasks on (ESC1). One transaction.

    ``until`` before ``since`` takes an absence back. The counselor, the moral-education head and the principal may tell it.
    Raises RosterFault for a name nobody or more than one bears, or an end before today; NotAllowed for anybody else.
    """
    check_holds(person, COUNSELORS | LEADERS, Text("心理老师或学校负责人", "the counselor or a head of the school"))
    audit = Audit(who=person.id, what="staff.absent", target="staff", at=now)
    with uow:
        staff = uow.roster.staff(audit)
        absent = named(name, staff)
        stand_in = named(deputy, staff).id if deputy else None
        if stand_in == absent.id:
            raise RosterFault(Text("代理人不能是本人", "nobody stands in for themselves"))
        told = Absence(person=absent.id, since=since, until=until, deputy=stand_in)
        uow.records.add([absence_record(told, by=person.id, now=now)], audit)
        changed = reassign_tasks(uow, now=now)
        empty = _empty_posts(absent, uow, now) if told.covers(now.astimezone(SCHOOL_ZONE).date()) else ()
        uow.commit()
    return Handed(tasks=changed, empty_posts=empty)


def named(name: str, staff: Sequence[StaffMember]) -> StaffMember:
    """The one member of staff with a post who bears the name or the number given as ``#3``.

    Raises RosterFault if there is none or more than one.
    """
    here = [member for member in staff if member.roles]
    found = [member for member in here if name in {member.name, f"#{member.id}"}]
    if len(found) == 1:
        return found[0]
    what = (
        Text("教职工里有多人叫这个名字", "several members of staff bear this name")
        if found
        else Text("教职工里没有这个名字", "no member of staff bears this name")
    )
    raise RosterFault(
        what,
        hint=Text(
            "screening people show 列出姓名和编号；编号写成 #3",
            "screening people show lists names and numbers; write a number as #3",
        ),
    )


def _empty_posts(absent: StaffMember, uow: UnitOfWork, now: datetime) -> tuple[str, ...]:
    """Roles of the absent person that nobody holds by name now, so that the next in line acts."""
    who = present_staff(uow, now)
    held = {role for role, _scope in who.holders}
    return tuple(dict.fromkeys(one.role for one in absent.roles if one.role not in held))
