"""Find the person behind a role: who holds it for this pupil, and who stands in when nobody does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from screening.alerts.signals import StandIn
from screening.core.ids import ClassId, StaffId
from screening.core.tiers import Role
from screening.followup.presence import Slot, on_call
from screening.services.ports import Pupil, SchoolClass, StaffMember

STANDS_IN: dict[str, tuple[str, ...]] = {
    Role.HOMEROOM_TEACHER: (Role.HOMEROOM_DEPUTY, Role.GRADE_HEAD),
    Role.HOMEROOM_DEPUTY: (Role.HOMEROOM_TEACHER, Role.GRADE_HEAD),
    Role.DUTY_HOMEROOM_TEACHER: (Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.GRADE_HEAD),
    Role.GRADE_HEAD: (),
    Role.PSYCH_TEACHER: (Role.PSYCH_DEPUTY, Role.DISTRICT_TUTORING_CENTRE),
    Role.PSYCH_DEPUTY: (Role.PSYCH_TEACHER, Role.DISTRICT_TUTORING_CENTRE),
    Role.LEADING_GROUP: (Role.PRINCIPAL,),
    Role.DORMITORY_STAFF: (Role.NIGHT_DUTY,),
    Role.NIGHT_DUTY: (Role.DORMITORY_STAFF,),
}
"""ESC1: an absent holder's work goes to the registered deputy, else to the next tier. ESC2: without a counselor the
district's tutoring centre acts, and the moral-education head."""

LAST: tuple[str, ...] = (Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL)
"""A last responder always exists as long as the school has a head."""

OF_A_PUPIL = frozenset({Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.GRADE_HEAD, Role.DUTY_HOMEROOM_TEACHER})
"""Roles whose holder depends on the pupil's class or grade."""

_OF_A_CLASS = frozenset({Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY})
_OF_THE_ROTA = frozenset({Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY})


@dataclass(frozen=True)
class Staffing:
    """Who holds which role, by class and grade."""

    holders: dict[tuple[str, str], StaffId]  # (role, class name or grade or "") -> first holder on the roster who is here
    away_now: frozenset[StaffId] = frozenset()
    rota: tuple[Slot, ...] = field(default=(), repr=False)  # on call, school hours left out

    def holder(self, role: str, school_class: SchoolClass | None, at: datetime | None = None) -> StaffId | None:
        """The holder of a role for a pupil's class, or who stands in; None only if the whole ladder is empty.

        ``at``: when it is to be done or heard. In a slot of the rota the counselor's work is that of whoever is on call (ESC4).
        A pupil without a class has left the school: what a teacher of the class had to do is the counselor's to hand over.
        """
        if school_class is None and role in OF_A_PUPIL:
            role = Role.PSYCH_TEACHER
        called = on_call(self.rota, at, self.away_now) if at is not None and role in _OF_THE_ROTA else None
        if called is not None:
            return StaffId(called)
        for step in (role, *STANDS_IN.get(role, ()), *LAST):
            found = self._named(step, school_class)
            if found is not None:
                return found
        return None

    def away(self, school_class: SchoolClass) -> StandIn:
        """Which posts of this class and of the counselor nobody holds, as the routes read it (ESC1, ESC2)."""
        flags = StandIn.NOBODY_AWAY
        if self._named(Role.HOMEROOM_TEACHER, school_class) is None:
            flags |= StandIn.HOMEROOM_AWAY
        if self._named(Role.HOMEROOM_DEPUTY, school_class) is None:
            flags |= StandIn.NO_HOMEROOM_DEPUTY
        if self._named(Role.PSYCH_TEACHER, school_class) is None:
            deputy = self._named(Role.PSYCH_DEPUTY, school_class)
            flags |= StandIn.PSYCH_AWAY if deputy is not None else StandIn.NO_PSYCH_POST
        return flags

    def _named(self, role: str, school_class: SchoolClass | None) -> StaffId | None:
        """Who holds exactly this role for this class."""
        return self.holders.get((role, _scope(role, school_class)))


def home_class(pupil: Pupil, classes: Mapping[ClassId, SchoolClass]) -> SchoolClass | None:
    """The pupil's class; None for one who has left, whose class may bear the same name with other pupils and teachers now."""
    return None if pupil.told.left_on else classes.get(pupil.school_class)


def staffing(
    staff: Iterable[StaffMember], *, away: Mapping[int, int | None] = MappingProxyType({}), rota: tuple[Slot, ...] = ()
) -> Staffing:
    """The table of holders; with two holders of one role the first on the roster goes first.

    ``away``: who is absent, with the deputy named for it, who then holds the post; None leaves it to the next in line (ESC1).
    """
    holders: dict[tuple[str, str], StaffId] = {}
    for member in staff:
        here = StaffId(away[member.id] or 0) if member.id in away else member.id
        if not here:
            continue
        for held in member.roles:
            scope = held.school_class if held.role in _OF_A_CLASS else str(held.grade) if held.role == Role.GRADE_HEAD else ""
            holders.setdefault((held.role, scope), here)
    return Staffing(holders, away_now=frozenset(StaffId(one) for one in away), rota=rota)


def _scope(role: str, school_class: SchoolClass | None) -> str:
    if school_class is None:
        return ""
    if role in _OF_A_CLASS:
        return school_class.name
    return str(school_class.grade) if role == Role.GRADE_HEAD else ""
