"""Plan a wave before anybody sits: classes of the roster on days, so that same-day checks fit the counselors there are."""

from collections import Counter
from datetime import date, datetime

from screening.core.audit import Audit
from screening.core.errors import RosterFault
from screening.core.language import Text
from screening.followup.sitting_plan import SittingDay, plan_sittings
from screening.services.permissions import COUNSELORS, check_is_counselor, roles_of
from screening.services.place import Rules
from screening.services.ports import StaffMember, UnitOfWork

REFUSED = 2  # Register.consent


def plan_wave(*, person: StaffMember, uow: UnitOfWork, rules: Rules, first: date, now: datetime) -> tuple[list[SittingDay], int]:
    """(days, counselors): see ``plan_sittings``. Pupils whose consent was refused don't sit and aren't counted.

    Raises NotAllowed for anybody but the counselor, RosterFault if the roster has no pupils.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="policy.plan", target="roster", at=now)
    with uow:
        classes = uow.roster.classes()
        register = uow.roster.register(audit)
        staff = uow.roster.staff(audit)
        uow.commit()
    sizes = Counter(register.school_class[register.consent != REFUSED].tolist())
    counselors = sum(bool(roles_of(member) & COUNSELORS) for member in staff)
    days = plan_sittings([(c.name, c.grade, sizes[c.id]) for c in classes if sizes[c.id]], counselors,
                         rules.policy.workload, rules.calendar, first)  # fmt: skip
    if not days:
        raise RosterFault(
            Text("名册里还没有学生", "the roster has no pupils yet"),
            hint=Text("先运行 screening roster import", "run screening roster import first"),
        )
    return days, counselors
