"""Who is told at each tier: ALERT_POLICY §5.1 with conflicts of interest, protection, holds, holidays and people away."""

from screening.alerts.cases import Alarm, alarm
from screening.alerts.facts import Facts, Moment
from screening.alerts.interface import Told
from screening.alerts.policy import AlertPolicy, Recipients
from screening.alerts.signals import Named, NotTested, StandIn
from screening.core.severity import Critical, Severity
from screening.core.tiers import Role

SCHOOL_ORDER = (
    Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY, Role.DISTRICT_TUTORING_CENTRE, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL,
    Role.LEADING_GROUP, Role.SCHOOL_DOCTOR, Role.DORMITORY_STAFF, Role.NIGHT_DUTY, Role.BUREAU_CONTACT,
)  # fmt: skip
FAMILY_ORDER = (
    Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.DUTY_HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.PSYCH_TEACHER,
    Role.PSYCH_DEPUTY, Role.DISTRICT_TUTORING_CENTRE, Role.MORAL_EDUCATION_HEAD, Role.BUREAU_CONTACT,
)  # fmt: skip

NAMED_ROLE = {role: Named[role.name] for role in Role if role.name in Named.__members__}
NO_CLASS = ("none", "excluded")


def told(facts: Facts, moment: Moment, policy: AlertPolicy, ids: tuple[str, ...]) -> Told:
    """The route of one decision; ``ids`` are the rules at the winning severity.

    Nobody named as a source of harm is ever among the recipients (X1), and under a family hold nothing goes to the family (F5).
    """
    loud = alarm(facts)
    row = _row(facts, policy) if loud is Alarm.FULL else None
    notice = _class_notice(facts, moment, row, ids)
    person = None if notice in NO_CLASS else class_person(facts, moment)
    if person is None and notice not in NO_CLASS:
        notice = "excluded"
    family, family_by = _family(facts, moment, row, ids)
    return Told(
        class_=notice,
        class_person=person and str(person),
        grade=_grade(facts, moment, row) if policy.has_tier("grade") else "none",
        school=_school(facts, row, policy),
        family=family,
        family_by=family_by,
    )


def class_person(facts: Facts, moment: Moment) -> Role | None:
    """Who stands for the class: homeroom teacher, else deputy, else grade head (ESC1); in the vacation whoever is on duty.

    None if the person is named as a source of harm; then the deputy and the grade head are held back too (X1).
    """
    if facts.named & Named.HOMEROOM_TEACHER:
        return None
    if not moment.in_term:
        return None if facts.named & Named.DUTY_HOMEROOM_TEACHER else Role.DUTY_HOMEROOM_TEACHER
    if not facts.away & StandIn.HOMEROOM_AWAY:
        return Role.HOMEROOM_TEACHER
    if not facts.away & StandIn.NO_HOMEROOM_DEPUTY and not facts.named & Named.HOMEROOM_DEPUTY:
        return Role.HOMEROOM_DEPUTY
    return None if facts.named & Named.GRADE_HEAD else Role.GRADE_HEAD


def counselors(facts: Facts) -> tuple[Role, ...]:
    """Who acts as the counselor: psychology teacher, else deputy, else tutoring centre and moral-education head (ESC2)."""
    there = not facts.away & (StandIn.PSYCH_AWAY | StandIn.NO_PSYCH_POST) and not facts.named & Named.PSYCH_TEACHER
    if there:
        return (Role.PSYCH_TEACHER,)
    if not facts.away & (StandIn.NO_PSYCH_DEPUTY | StandIn.NO_PSYCH_POST) and not facts.named & Named.PSYCH_DEPUTY:
        return (Role.PSYCH_DEPUTY,)
    return (Role.DISTRICT_TUTORING_CENTRE, Role.MORAL_EDUCATION_HEAD)


def _row(facts: Facts, policy: AlertPolicy) -> Recipients | None:
    """The row of §5.1 for a full alert."""
    table = policy.recipients
    rows = {
        Severity.S4: table.s4,
        Severity.S3: table.s3_safety if facts.safety else table.s3_clinical,
        Severity.S2: table.s2,
        Severity.S1: table.s1,
        Severity.U: table.u,
    }
    return rows.get(facts.severity)


def _class_notice(facts: Facts, moment: Moment, row: Recipients | None, ids: tuple[str, ...]) -> str:
    """What the class hears."""
    make_up_only = facts.new == Severity.U or (facts.new == Severity.S0 and (facts.retest or facts.twice))
    if row is None:
        fetched = alarm(facts) is Alarm.CHECK and moment.can_fetch
        notice = "fetch" if fetched else "makeup" if make_up_only else "none"
    elif facts.protection or facts.guarded:
        notice = "supervision"  # X2: a task, not a notice
    elif facts.severity == Severity.S2 and facts.critical == Critical.CI_1 and moment.can_fetch:
        notice = "fetch"
    else:
        notice = "none" if ids == ("R105",) else row.class_
    held_back = facts.named & Named.HOMEROOM_TEACHER and (row is not None or notice != "none")
    return "excluded" if held_back else notice


def _grade(facts: Facts, moment: Moment, row: Recipients | None) -> str:
    """What the grade head hears."""
    if row is None:
        return "none"
    if facts.named & (Named.HOMEROOM_TEACHER | Named.GRADE_HEAD):
        return "excluded"
    on_holiday = facts.severity == Severity.S3 and not moment.in_term
    return "none" if facts.protection or facts.guarded or on_holiday else row.grade


def _school(facts: Facts, row: Recipients | None, policy: AlertPolicy) -> tuple[str, ...]:
    """Who is told at school, in the order of the decision schema."""
    nothing = row is None and not facts.open_case and not facts.retest and not facts.twice
    if nothing and facts.not_tested != NotTested.DECLINED_BY_PUPIL:
        return ()
    roles: set[str] = set(row.school if row else ("psych_teacher",))
    if facts.bullying:
        roles.add(Role.MORAL_EDUCATION_HEAD)
    if row and facts.severity == Severity.S3 and (facts.protection or facts.guarded) and not facts.staff_harm:
        roles.add(Role.PRINCIPAL)
    if row and facts.severity == Severity.S4 and facts.injured:
        roles.add(Role.SCHOOL_DOCTOR)
    if row and facts.severity == Severity.S4 and policy.has_tier("district"):
        roles.add(Role.BUREAU_CONTACT)
    if row and facts.severity >= Severity.S3 and policy.has_tier("dormitory") and not (facts.protection or facts.guarded):
        roles |= {Role.DORMITORY_STAFF, Role.NIGHT_DUTY}  # X2: under protection the circle stays small
    return _without_named(facts, roles, SCHOOL_ORDER, bureau=True)


def _family(facts: Facts, moment: Moment, row: Recipients | None, ids: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """How the family hears, and who may speak to it; nothing at all under a hold."""
    if facts.hold:
        return "blocked", ()
    if row is None or row.family == "none" or ids == ("R209",):
        return "none", ()
    if facts.severity == Severity.S2 and facts.bullying:
        return "after_fact_check", _without_named(facts, {Role.MORAL_EDUCATION_HEAD}, FAMILY_ORDER)
    person = class_person(facts, moment)
    roles: set[str] = (
        {Role.MORAL_EDUCATION_HEAD}
        if person is None
        else {str(role) for role in row.family_by if role != "class_person"} | {person}
    )
    return row.family, _without_named(facts, roles, FAMILY_ORDER)


def _without_named(facts: Facts, roles: set[str], order: tuple[Role, ...], *, bureau: bool = False) -> tuple[str, ...]:
    """Roles in order, stand-ins put in, people named as a source of harm taken out (X1), the bureau in their place."""
    if Role.PSYCH_TEACHER in roles:
        roles = (roles - {Role.PSYCH_TEACHER}) | set(counselors(facts))
    lost = {role for role, flag in NAMED_ROLE.items() if facts.named & flag}
    heads = lost & {Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL}
    if heads and (bureau or roles & heads):
        roles = roles | {Role.BUREAU_CONTACT}
    return tuple(str(role) for role in order if role in roles - lost)
