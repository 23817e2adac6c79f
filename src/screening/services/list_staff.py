"""The tiers with who holds each post, who stands in, and who is away: what a head of the school checks before a wave."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import StaffId
from screening.core.tiers import Role, Tier
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.presence import away_on
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.presence import absences

POSTS: tuple[tuple[Tier, str], ...] = (
    (Tier.CLASS, Role.HOMEROOM_TEACHER),
    (Tier.CLASS, Role.HOMEROOM_DEPUTY),
    (Tier.GRADE, Role.GRADE_HEAD),
    (Tier.SCHOOL, Role.PSYCH_TEACHER),
    (Tier.SCHOOL, Role.PSYCH_DEPUTY),
    (Tier.SCHOOL, Role.MORAL_EDUCATION_HEAD),
    (Tier.SCHOOL, Role.PRINCIPAL),
    (Tier.SCHOOL, Role.LEADING_GROUP),
    (Tier.SCHOOL, Role.SCHOOL_DOCTOR),
    (Tier.SCHOOL, Role.DORMITORY_STAFF),
    (Tier.SCHOOL, Role.NIGHT_DUTY),
    (Tier.SCHOOL, Role.BUREAU_CONTACT),
)
"""The posts of the three tiers that the school fills; the family's person is found from the roster's contacts."""

NEEDED = frozenset(
    {Role.HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL}
)
"""Posts whose being empty is said; the others are held where a school has them."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post in one class, grade or the school; ``holder`` is empty where nobody is entered."""

    tier: Tier
    role: str
    scope: str  # class or grade, "" for the school
    holder: str
    number: int | None
    away: bool
    stands_in: str  # by name, where one was named


def list_staff(uow: UnitOfWork, *, person: StaffMember, now: datetime) -> list[Post]:
    """Every post in order of tier, role and class; a post nobody holds has a line of its own."""
    audit = Audit(who=person.id, what="staff.list", target="staff", at=now)
    with uow:
        staff = uow.roster.staff(audit)
        classes = uow.roster.classes()
        away = away_on(absences(uow, audit), now.astimezone(SCHOOL_ZONE).date())
        uow.commit()
    names = {member.id: member.name for member in staff}
    lines = []
    for tier, role in POSTS:
        held = [
            (one.school_class or str(one.grade or ""), member) for member in staff for one in member.roles if one.role == role
        ]
        wanted = _scopes(tier, [c.name for c in classes], sorted({str(c.grade) for c in classes})) if role in NEEDED else []
        empty = [scope for scope in wanted if scope not in {found for found, _ in held}]
        lines += [_post((tier, role, scope), member, away, names) for scope, member in sorted(held, key=lambda one: one[0])]
        lines += [Post(tier=tier, role=role, scope=scope, holder="", number=None, away=False, stands_in="") for scope in empty]
    return lines


def _scopes(tier: Tier, classes: list[str], grades: list[str]) -> list[str]:
    """Where a post of this tier is needed."""
    return sorted(classes) if tier is Tier.CLASS else grades if tier is Tier.GRADE else [""]


def _post(place: tuple[Tier, str, str], member: StaffMember, away: dict[int, int | None], names: dict[StaffId, str]) -> Post:
    tier, role, scope = place
    deputy = away.get(member.id)
    return Post(
        tier=tier,
        role=role,
        scope=scope,
        holder=member.name,
        number=member.id,
        away=member.id in away,
        stands_in=names.get(StaffId(deputy), "") if deputy is not None else "",
    )
