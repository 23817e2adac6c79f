"""Release S1 and S2 to the homeroom teachers: the counselor looks at totals by class and lets the care notices go, in bulk."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from screening.core.ids import AlertId, StaffId
from screening.core.severity import Severity
from screening.followup.clocks import start, when
from screening.followup.interface import TaskPlan
from screening.followup.standing import ActKind, Standing, standing
from screening.followup.states import State, move
from screening.services.alert_acts import Desk, Open, acts_of, end_tasks, keep_act, new_act, open_alert
from screening.services.assign import home_class
from screening.services.permissions import check_is_counselor
from screening.services.ports import Alert, NewMessage, NewTask, Pupil, SchoolClass
from screening.services.presence import present_staff

WAITS_FOR_RELEASE = frozenset({"after_release", "digest"})
"""What the routes say of S1 and S2 where the counselor decides (ALERT_POLICY §5.1)."""

CARE = "observation"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One alert that waits for release."""

    alert: Alert
    pupil: Pupil
    school_class: SchoolClass


@dataclass(frozen=True, kw_only=True)
class Released:
    """What went out: pupils and classes."""

    pupils: int
    classes: int
    nobody: int  # pupils for whom no class person was found: still waiting


def awaits_release(alert: Alert, stands: Standing) -> bool:
    """An S1 or S2 of which the class hears only once the counselor says so, and the counselor has not said anything."""
    mild = alert.decision.severity in {Severity.S1, Severity.S2}
    return mild and alert.decision.told.class_ in WAITS_FOR_RELEASE and stands.released is None


def waiting_alerts(desk: Desk) -> list[Waiting]:
    """Everything that waits for release, by grade and class. Pupils who have left have no class to tell."""
    check_is_counselor(desk.person)
    with desk.uow:
        found = _waiting(desk)
        desk.uow.commit()
    return found


def totals(waiting: Sequence[Waiting]) -> list[tuple[str, int, int]]:
    """(class, S1, S2) in the order of grades and classes: what the counselor looks at before releasing."""
    classes = sorted({one.school_class for one in waiting}, key=lambda one: (one.grade, one.id))
    count = Counter((one.school_class.name, one.alert.decision.severity) for one in waiting)
    return [(c.name, count[c.name, Severity.S1], count[c.name, Severity.S2]) for c in classes]


def release_alerts(desk: Desk, *, classes: Collection[str] = (), alerts: Collection[AlertId] = ()) -> Released:
    """Release what waits in these classes and these alerts, nothing else; acknowledged with it. Again it changes nothing.

    Each homeroom teacher gets a line of care in the next digest, for S2 also one message that something waits. Never a level.
    """
    check_is_counselor(desk.person)
    with desk.uow:
        chosen = [one for one in _waiting(desk) if one.school_class.name in classes or one.alert.id in alerts]
        told = {one.school_class.id for one in chosen if release_one(open_alert(one.alert.id, desk), desk)}
        left = sum(one.school_class.id not in told for one in chosen)
        desk.uow.commit()
    return Released(pupils=len(chosen) - left, classes=len(told), nobody=left)


def release_one(found: Open, desk: Desk) -> bool:
    """Inside an open unit of work: the class person gets the task of care; False where there is no such person."""
    pupil = desk.uow.roster.pupils(desk.audit("pupil.read", f"pupil:{found.alert.pupil}"), [found.alert.pupil])[0]
    home = home_class(pupil, {one.id: one for one in desk.uow.roster.classes()})
    role = found.alert.decision.told.class_person
    owner = present_staff(desk.uow, desk.now).holder(role, home, desk.now) if role and home else None
    if role is None or home is None or owner is None:
        return False
    held = [task for task in found.tasks if task.task.plan.kind == CARE]
    end_tasks(held, "released", desk)
    audit = desk.audit("task.add", f"alert:{found.alert.id}")
    desk.uow.tasks.add([_care(found, role, owner, held[0].task.plan if held else None, desk)], audit)
    for task in found.tasks:
        if task.task.plan.kind == "acknowledge":
            done = move(State(task.state), State.DONE)
            desk.uow.tasks.set_state(task.id, done.value, desk.audit("task.done", f"task:{task.id}"))
    released = keep_act(found, new_act(ActKind.RELEASE, found, desk), desk, words="")
    if found.alert.decision.severity == Severity.S2:
        due = desk.rules.calendar.after_quiet(desk.now)
        message = NewMessage(key=f"release:{released.number}", recipient=owner, kind="todo", due_at=due, pupil=found.alert.pupil)
        desk.uow.outbox.add([message], desk.audit("outbox.add", f"alert:{found.alert.id}"))
    return True


def _care(found: Open, role: str, owner: StaffId, before: TaskPlan | None, desk: Desk) -> NewTask:
    """Care and observation by the class, due when the counselor's own line was, else ten school days from now (§4)."""
    policy, calendar = desk.rules.policy, desk.rules.calendar
    due = before.due_at if before else when(policy.clocks.beside[CARE], start(desk.now, calendar, policy))
    rules = found.alert.decision.rules
    plan = TaskPlan(
        kind=CARE,
        owner=role,
        deputy="homeroom_deputy" if role != "homeroom_deputy" else "",
        due_at=due,
        rule=rules[0] if rules else "",
        calendar_loaded=calendar.is_loaded(calendar.local(due).date()),
    )
    severity = int(found.alert.decision.severity)
    return NewTask(pupil=found.alert.pupil, plan=plan, owner=owner, severity=severity, created_at=desk.now)


def _waiting(desk: Desk) -> list[Waiting]:
    mild = [
        alert
        for alert in desk.uow.alerts.all_open(desk.audit("alert.list"))
        if alert.decision.severity in {Severity.S1, Severity.S2} and alert.decision.told.class_ in WAITS_FOR_RELEASE
    ]
    if not mild:
        return []
    ids = sorted({alert.pupil for alert in mild})
    records = desk.uow.records.of(ids, desk.audit("record.read", count=len(ids)))
    pupils = {pupil.id: pupil for pupil in desk.uow.roster.pupils(desk.audit("pupil.read", count=len(ids)), ids)}
    classes = {one.id: one for one in desk.uow.roster.classes()}
    found = []
    for alert in mild:
        acts = acts_of([one for one in records if one.record.pupil == alert.pupil])
        stands = standing(int(alert.id), alert.decision.severity, alert.opened_at, acts, ())
        home = home_class(pupils[alert.pupil], classes)
        if awaits_release(alert, stands) and home is not None:
            found.append(Waiting(alert=alert, pupil=pupils[alert.pupil], school_class=home))
    return sorted(found, key=lambda one: (one.school_class.grade, one.school_class.id, one.pupil.told.seat or 0, one.pupil.id))
