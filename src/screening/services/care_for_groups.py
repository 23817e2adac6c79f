"""Support for special groups (FU-GRP): a home visit a month, a full evaluation a term, by tag and never by severity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan
from screening.followup.templates import follow_ups
from screening.intake.report_kinds import Kind
from screening.intake.tags import family_unverified, standing
from screening.services.assign import home_class
from screening.services.ports import NewMessage, NewRecord, NewTask, Pupil, UnitOfWork
from screening.services.presence import present_staff
from screening.services.report_records import kept_reports
from screening.services.start_series import NOT_THE_CLASS

TEMPLATE, VISIT = "FU-GRP", "home_visit"
SHELF, ASKED = "groups", "group_care"
AHEAD = timedelta(days=30)  # a task appears a month before it is due: one visit at a time in everybody's list
USUAL_TERMS = (((9, 1), (1, 20)), ((2, 20), (7, 5)))
"""Where the school has told no terms: about 1 September to late January and late February to early July (ALERT_POLICY §11)."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing to be done for every tagged pupil; ``key`` knows it again."""

    key: str
    plan: TaskPlan


def care_for_groups(uow: UnitOfWork, *, calendar: SchoolCalendar, now: datetime) -> int:
    """The number of tasks opened for pupils with a group on the roster today; each visit and evaluation once a pupil and term.

    H1: the tasks have severity S0 and read nothing but the roster. A family that is held or under a protection report is not
    visited (F5); the evaluation is then the counselor's. Looked at once a day; nothing happens in the vacation.
    """
    today = calendar.local(now).date()
    due = dues(calendar, today)
    if not due:
        return 0
    audit = Audit(who=PIPELINE, what="groups.care", target="groups", at=now)
    with uow:
        days = [one.record.body["day"] for one in uow.records.on(SHELF, audit)]
        if today.isoformat() in days:
            return 0
        tagged = [p for p in uow.roster.pupils(audit) if not p.told.left_on and standing(p.told.tags, today)]
        tasks, records = _asked(tagged, due, uow, audit) if tagged else ([], [])
        if tasks:
            uow.tasks.add(tasks, replace(audit, count=len(tasks)))
            owners = sorted({task.owner for task in tasks if task.owner is not None})
            uow.outbox.add(
                [
                    NewMessage(key=f"groups:{owner}:{today}", recipient=owner, kind="todo", due_at=calendar.after_quiet(now))
                    for owner in owners
                ],
                audit,
            )
        looked = NewRecord(kind="looked", body={"day": today.isoformat()}, at=now, by=PIPELINE, shelf=SHELF)
        uow.records.add([looked, *records], audit)
        uow.commit()
    return len(tasks)


def dues(calendar: SchoolCalendar, today: date) -> list[Due]:
    """What falls due within a month: the dates of FU-GRP from the first day of the present term, none after its last."""
    term = term_of(calendar, today)
    if term is None:
        return []
    first, last = term
    ends = calendar.at(last, calendar.school_hours[1]).astimezone(UTC)
    begins = calendar.at(first, calendar.school_hours[0])
    plans = [replace(plan, due_at=min(plan.due_at, ends)) for plan in follow_ups(TEMPLATE, begins, calendar)]
    known = {f"{plan.kind}:{calendar.local(plan.due_at).date()}": plan for plan in plans}
    return [
        Due(key=key, plan=plan) for key, plan in known.items() if today <= calendar.local(plan.due_at).date() <= today + AHEAD
    ]


def term_of(calendar: SchoolCalendar, day: date) -> tuple[date, date] | None:
    """First and last day of the term of ``day``; the usual dates where the school has told none, None in a vacation."""
    terms: Iterable[tuple[date, date]] = calendar.terms or (
        (date(year, *first), date(year + (last < first), *last))
        for year in (day.year - 1, day.year)
        for first, last in USUAL_TERMS
    )
    return next((term for term in terms if term[0] <= day <= term[1]), None)


def _asked(tagged: Sequence[Pupil], due: Sequence[Due], uow: UnitOfWork, audit: Audit) -> tuple[list[NewTask], list[NewRecord]]:
    """Tasks that these pupils have not had yet, and the records that remember them."""
    ids = [pupil.id for pupil in tagged]
    had = {(one.record.pupil, one.record.body["key"]) for one in uow.records.of(ids, audit) if one.record.kind == ASKED}
    guarded = _guarded(tagged, uow, audit)
    classes = {one.id: one for one in uow.roster.classes()}
    who = present_staff(uow, audit.at)
    tasks, records = [], []
    for pupil in tagged:
        for one in due:
            if (pupil.id, one.key) in had or (pupil.id in guarded and one.plan.kind == VISIT):
                continue
            plan = _by_counselor(one.plan) if pupil.id in guarded else one.plan
            owner = who.holder(plan.owner, home_class(pupil, classes), plan.due_at)
            tasks.append(NewTask(pupil=pupil.id, plan=plan, owner=owner, severity=int(Severity.S0), created_at=audit.at))
            records.append(NewRecord(kind=ASKED, body={"key": one.key}, at=audit.at, by=PIPELINE, pupil=pupil.id))
    return tasks, records


def _by_counselor(plan: TaskPlan) -> TaskPlan:
    return replace(plan, owner=str(Role.PSYCH_TEACHER), deputy=str(Role.PSYCH_DEPUTY))


def _guarded(tagged: Sequence[Pupil], uow: UnitOfWork, audit: Audit) -> set[PupilId]:
    """Whose family must hear nothing by itself: unverified on the roster, a hold or protection in an open alert or any report."""
    found = {pupil.id for pupil in tagged if family_unverified(pupil.told.guardians)}
    ids = [pupil.id for pupil in tagged]
    found |= {PupilId(one.pupil) for one in kept_reports(ids, uow, audit) if one.report.kind in {Kind.PROTECTION, Kind.FAMILY}}
    decisions = {alert.pupil: alert.decision for alert in uow.alerts.all_open(audit)}
    return found | {id_ for id_, one in decisions.items() if one.family_hold or one.told.class_ in NOT_THE_CLASS}
