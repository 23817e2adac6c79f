"""The tasks of one decision: a task per deadline, and what the class is asked to do at once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from screening.alerts.interface import Told
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.clocks import Start, moment
from screening.followup.interface import TaskPlan

HEADS = frozenset({Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL})
COUNSELORS = (Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY, Role.DISTRICT_TUTORING_CENTRE)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What deadlines, notices and tasks depend on; hashable, so that equal ones are worked out once."""

    severity: Severity
    track: str | None
    facts: frozenset[str]
    told: Told
    templates: tuple[str, ...]
    hold: bool
    rule: str


def task_plans(plan: Plan, due: dict[str, datetime], begun: Start) -> tuple[TaskPlan, ...]:
    """Tasks in order of due time, then kind. Every deadline has one; the class is asked only what sounds at once.

    A digest line and a notice that waits for release make no task for the class.
    """
    kinds = [(kind, kind, at) for kind, at in due.items() if not (kind == "make_up" and plan.told.class_ == "makeup")]
    kinds += _asked_of_class(plan, due, begun)
    tasks = [_task(kind, duty, at, plan, begun) for kind, duty, at in kinds]
    return tuple(sorted(tasks, key=lambda task: (task.due_at, task.kind)))


def _asked_of_class(plan: Plan, due: dict[str, datetime], begun: Start) -> list[tuple[str, str, datetime]]:
    """(kind, duty, due) of what the class person does: stay, accompany, fetch, supervise, make_up.

    Nobody can be walked anywhere when school is over: then the counselor phones, and the class person stands by (S4) or
    walks with the pupil on arrival (S3), within the first hour of the next school day.
    """
    now = "stay" if plan.severity == Severity.S4 else "accompany"
    kind = {"now": now, "fetch": "fetch", "supervision": "supervise", "makeup": "make_up"}.get(plan.told.class_)
    if kind is None:
        return []
    if kind == "make_up":
        return [(kind, "class_make_up", min(due[name] for name in ("retest", "talk", "private_check", "make_up") if name in due))]
    if "contact" not in due:
        return [(kind, kind, due["interview"])]
    if kind == "stay" and not moment(begun).can_fetch:
        return [("stand_by", kind, due["contact"])]
    if kind == "accompany" and not moment(begun).can_fetch:
        return [("accompany_on_arrival", kind, _first_hour(begun))]
    return [(kind, kind, due["contact"])]


def _first_hour(begun: Start) -> datetime:
    """An hour after school begins on the next day on which it does; today's, if it has not begun yet."""
    calendar, today = begun.calendar, begun.t0.date()
    opens = calendar.at(today, calendar.school_hours[0])
    day = today if calendar.is_work_day(today) and begun.t0 < opens else calendar.next_work_day(today)
    return calendar.at(day, calendar.school_hours[0]) + timedelta(hours=1)


def _task(kind: str, duty: str, at: datetime, plan: Plan, begun: Start) -> TaskPlan:
    """One task with its owner and deputy as they stand for this decision."""
    words = begun.policy.tasks[duty]
    owner = _role(words.owner, plan)
    deputy = _role(words.deputy, plan)
    return TaskPlan(
        kind=kind,
        owner=owner,
        deputy="" if deputy == owner else deputy,
        due_at=at.astimezone(UTC),
        rule=plan.rule,
        calendar_loaded=begun.calendar.is_loaded(at.date()),
    )


def _role(word: str, plan: Plan) -> str:
    """The role behind a word of the policy: stand-ins in, people named as a source of harm out."""
    if word == "class_person":
        return plan.told.class_person or Role.PSYCH_TEACHER
    if word == "family_person":
        grave = Role.MORAL_EDUCATION_HEAD if plan.severity == Severity.S4 else Role.PSYCH_TEACHER
        return _role(grave, plan) if _role(grave, plan) in plan.told.family_by else (plan.told.family_by or (grave,))[-1]
    if word == "psych_teacher":
        return next((role for role in plan.told.school if role in COUNSELORS), str(Role.PSYCH_TEACHER))
    if f"named:{word}" in plan.facts:
        return str(Role.BUREAU_CONTACT) if word in HEADS else ""
    return word
