"""What a confirmed, lowered or closed level changes at once: the alert, its tasks, the follow-ups of the new level."""

from dataclasses import dataclass, replace
from datetime import UTC

from screening.alerts.interface import Decision
from screening.alerts.told import KeptReport
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.ended import ends
from screening.followup.interface import TaskPlan
from screening.followup.standing import Act, ActKind
from screening.followup.states import State, move
from screening.intake.report_kinds import Kind, Report
from screening.services.alert_acts import Desk, Open, end_tasks
from screening.services.ports import NewTask
from screening.services.report_records import mark_of, record_of
from screening.services.start_series import series, with_owners

NO_FAMILY = frozenset({"blocked", "none"})


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What came of an act about the level."""

    to: Severity
    waits: bool  # for the second signature; nothing has changed yet
    ended: int  # tasks
    added: int
    already: bool = False  # said before: nothing was changed


def take_effect(act: Act, found: Open, desk: Desk) -> Changed:
    """The act holds from now on, inside an open unit of work. What was not yet carried out ends with that reason."""
    before, to = found.standing.level, act.to
    countersign = [task for task in found.tasks if task.task.plan.kind == "countersign"]
    for task in countersign:
        done = move(State(task.state), State.DONE)
        desk.uow.tasks.set_state(task.id, done.value, desk.audit("task.done", f"task:{task.id}"))
    gone = [task for task in found.tasks if task not in countersign and to != before and ends(task, before, to)]
    ended = end_tasks(gone, _reason(act), desk)
    _guardian_today(act, found, desk)
    coming = _coming(act, found, desk)
    if coming:
        desk.uow.tasks.add(coming, desk.audit("task.add", f"alert:{found.alert.id}", len(coming)))
    if to == Severity.S0:
        desk.uow.alerts.end([found.alert.id], desk.audit("alert.end", f"alert:{found.alert.id}"))
        _remember_closing(act, found, desk)
    elif to != before:
        kinds = {task.task.plan.kind for task in gone}
        deadlines = {kind: due for kind, due in found.alert.deadlines.items() if kind not in kinds}
        restated = replace(found.alert, decision=at_level(found.alert.decision, to), deadlines=deadlines)
        desk.uow.alerts.restate(restated, desk.audit("alert.restate", f"alert:{found.alert.id}"))
    return Changed(to=to, waits=False, ended=ended, added=len(coming))


def at_level(decision: Decision, level: Severity) -> Decision:
    """The decision with the level a person set: its follow-ups, and no safety clock below S3. Reasons and routes stay as made."""
    own = f"FU-{level.name}"
    templates = tuple(own if name in {f"FU-{one.name}" for one in Severity} else name for name in decision.templates)
    return replace(decision, severity=level, templates=templates, track=decision.track if level >= Severity.S3 else None)


def _reason(act: Act) -> str:
    if act.to == Severity.S0:
        return "closed" if act.kind is ActKind.CLOSE else "unconfirmed"
    return "confirmed_lower" if act.kind is ActKind.CONFIRM else "lowered"


def _coming(act: Act, found: Open, desk: Desk) -> list[NewTask]:
    """Follow-ups of the new level, the guardian once S2 is confirmed (§4), revisits after a grave case (CL5)."""
    audit = desk.audit("task.follow_up", f"pupil:{found.alert.pupil}")
    decision = at_level(found.alert.decision, act.to or Severity.S1)
    calendar = desk.rules.calendar
    if act.to == Severity.S0:
        grave = act.kind is ActKind.CLOSE and found.standing.ever >= Severity.S3
        return series("REVISIT", decision, desk.uow, calendar=calendar, now=desk.now, audit=audit) if grave else []
    coming: list[NewTask] = []
    if act.to != found.standing.level:
        coming += series(f"FU-{act.to.name}", decision, desk.uow, calendar=calendar, now=desk.now, audit=audit)
    if act.kind is ActKind.CONFIRM and act.to == Severity.S2:
        coming += with_owners(_guardian(decision, desk), decision, desk.uow, now=desk.now, audit=audit)
    return coming


def _guardian_today(act: Act, found: Open, desk: Desk) -> None:
    """S3-safety: where the talk confirms the risk in school hours, the family hears before the pupil leaves (§4)."""
    calendar = desk.rules.calendar
    at_risk = act.kind is ActKind.CONFIRM and act.to >= Severity.S3 and found.alert.decision.track == "safety"
    if not at_risk or not calendar.in_hours(desk.now):
        return
    leaves = calendar.at(desk.local.date(), calendar.school_hours[1]).astimezone(UTC)
    for task in found.tasks:
        plan = task.task.plan
        if plan.kind == "guardian" and not plan.rule.startswith("FU-") and plan.due_at > leaves:
            desk.uow.tasks.reassign(task.id, task.task.owner, desk.audit("task.due", f"task:{task.id}"), leaves)


def _guardian(decision: Decision, desk: Desk) -> list[TaskPlan]:
    """S2: the family hears within five school days of the confirmation (A36), unless it is held or was never to hear."""
    if decision.family_hold or decision.told.family in NO_FAMILY:
        return []
    calendar, days = desk.rules.calendar, desk.rules.policy.stepping.guardian_school_days
    due = calendar.add_school_days(desk.local.date(), days)
    owner = (decision.told.family_by or (str(Role.PSYCH_TEACHER),))[0]
    return [
        TaskPlan(
            kind="guardian",
            owner=owner,
            deputy=str(Role.MORAL_EDUCATION_HEAD),
            due_at=due.astimezone(UTC),
            rule="§4",
            calendar_loaded=calendar.is_loaded(due.date()),
        )
    ]


def _remember_closing(act: Act, found: Open, desk: Desk) -> None:
    """A closed S3 or S4 is remembered as history, so that a sign within 180 days opens the file again at S2 (CL5, R208)."""
    if act.kind is not ActKind.CLOSE or found.standing.ever < Severity.S3:
        return
    told = Report(kind=Kind.HISTORY, by="psych_teacher", seen_at=desk.now, grade="closed")
    known_by = mark_of(f"{found.alert.pupil}|closed:{found.alert.id}", desk.uow)
    kept = KeptReport(number=0, pupil=int(found.alert.pupil), id=known_by, report=told, entered_at=desk.now)
    desk.uow.records.add([record_of(kept, desk.person.id, late=False)], desk.audit("report.add", f"pupil:{found.alert.pupil}"))
