"""Turn decisions into what is kept: alerts, tasks with owners, sealed entries and messages – all in the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.alerts.interface import Decision
from screening.alerts.policy import AlertPolicy
from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId, StaffId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.ended import replaced
from screening.followup.interface import Schedule
from screening.followup.schedule import schedule
from screening.followup.states import State, move
from screening.services.alert_acts import ended_record, seen_record
from screening.services.ports import Alert, NewAlert, NewMessage, NewTask, SchoolClass, UnitOfWork, Wave
from screening.services.school_view import SchoolView

_RINGS_CLASS = frozenset({"now", "fetch", "supervision"})  # told.class_ values that go out as a message of their own
EMERGENCY = "emergency"
_LOUD = frozenset({"full", "check"})  # facts of a result that makes noise; others are attached quietly (DD2)


Acting = Callable[[str, int], Audit]
"""What the machine does, and to how many."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What one pupil's decision comes to."""

    decision: Decision
    schedule: Schedule
    answered_at: datetime | None
    replaces: Alert | None
    school_class: SchoolClass | None  # None: has left the school
    calm: datetime  # when a notice that must not ring at night goes out: now, or in the morning (ESC4)


def make(
    decisions: Iterable[Decision],
    *,
    school: SchoolView,
    open_alerts: dict[PupilId, Alert],
    answered_at: dict[int, datetime],
    policy: AlertPolicy,
    calendar: SchoolCalendar,
    now: datetime,
) -> list[Made]:
    """Each decision with its clocks (T0 = ``now``), the open alert it adds to and the pupil's class."""
    return [
        Made(
            decision=decision,
            schedule=schedule(decision, now, calendar, policy),
            answered_at=answered_at.get(decision.pupil),
            replaces=open_alerts.get(PupilId(decision.pupil)),
            school_class=school.home_of(decision.pupil),
            calm=calendar.after_quiet(now),
        )
        for decision in decisions
    ]


def write_decisions(made: Sequence[Made], uow: UnitOfWork, *, wave: Wave, source: str, school: SchoolView, now: datetime) -> int:
    """Write alerts, tasks, entries and messages; the number of tasks. Law 7: one transaction, sending comes later.

    ``source`` is what brought them, "import:3" or "wave:2": the target of the audit and part of every message's key.
    """
    if not made:
        return 0

    def audit(what: str, count: int) -> Audit:
        return Audit(who=PIPELINE, what=what, target=source, at=now, count=count)

    alerts = [_alert(m, wave, source, now) for m in made if _raises(m)]
    tasks = [task for m in made for task in _tasks(m, source, school, now)]
    entries = [(PupilId(m.decision.pupil), _entry(m, wave, source, school, now)) for m in made if _has_file(m.decision)]
    messages = [message for m in made for message in _messages(m, source, school)]
    uow.alerts.add(alerts, audit("alert.add", len(alerts)))
    _end_replaced(made, uow, audit, now)  # before the new tasks are there
    uow.tasks.add(tasks, audit("task.add", len(tasks)))
    uow.case_files.append(entries, audit("case.add", len(entries)))
    uow.outbox.add(messages, audit("outbox.add", len(messages)))
    _remember_quiet(made, uow, audit, now)
    return len(tasks)


def _remember_quiet(made: Sequence[Made], uow: UnitOfWork, audit: Acting, now: datetime) -> None:
    """A signal that joins an open alert without a new one is kept with its hour: the floors of CL1 count from it."""
    quiet = [
        seen_record(PupilId(m.decision.pupil), Severity[fact.removeprefix("fired:")], now)
        for m in made
        if m.replaces is not None and not _raises(m)
        for fact in m.decision.facts
        if fact.startswith("fired:")
    ]
    if quiet:
        uow.records.add(quiet, audit("record.add", len(quiet)))


def _end_replaced(made: Sequence[Made], uow: UnitOfWork, audit: Acting, now: datetime) -> None:
    """A step up asks again, and sooner, for some of what the milder alert asked: those older tasks end with that reason."""
    for m in made:
        if m.decision.case != "step_up" or m.replaces is None:
            continue
        pupil = PupilId(m.decision.pupil)
        gone = replaced(uow.tasks.open_of(pupil, audit("task.read", 1)), m.schedule.tasks)
        for task in gone:
            uow.tasks.set_state(task.id, move(State(task.state), State.ENDED).value, audit("task.end", 1))
        if gone:
            uow.records.add([ended_record(pupil, gone, "stepped_up", PIPELINE, now)], audit("record.add", 1))


def _raises(m: Made) -> bool:
    """Whether the decision is a new alert.

    S0 is none: its tasks stand alone. A result attached quietly is evidence in the file; the open alert keeps its reasons.
    """
    if m.decision.severity == Severity.S0:
        return False
    return m.replaces is None or m.decision.case != "attached" or "full" in m.decision.facts


def _alert(m: Made, wave: Wave, source: str, now: datetime) -> NewAlert:
    return NewAlert(
        pupil=PupilId(m.decision.pupil),
        wave=wave.id,
        decision=m.decision,
        opened_at=now,
        answered_at=m.answered_at,
        deadlines=m.schedule.deadlines,
        replaces=m.replaces.id if m.replaces else None,
        source=source,
    )


def _tasks(m: Made, source: str, school: SchoolView, now: datetime) -> list[NewTask]:
    return [
        NewTask(
            pupil=PupilId(m.decision.pupil),
            plan=plan,
            owner=school.staffing.holder(plan.owner, m.school_class, plan.due_at),
            severity=int(m.decision.severity),
            created_at=now,
            source=source,
        )
        for plan in m.schedule.tasks
    ]


def _has_file(decision: Decision) -> bool:
    """A pupil whose data could only not be read has tasks, not yet a case: U is no concern in itself."""
    return decision.severity >= Severity.S1


def _entry(m: Made, wave: Wave, source: str, school: SchoolView, now: datetime) -> Entry:
    body: dict[str, object] = {
        "wave": wave.name,
        "source": source,
        "severity": m.decision.severity.name,
        "track": m.decision.track,
        "case": m.decision.case,
        "rules": list(m.decision.rules),
        "unreadable": list(m.decision.unreadable),
        "evidence": list(m.decision.evidence),
        "templates": list(m.decision.templates),
        "answered_at": m.answered_at.isoformat() if m.answered_at else None,
        "deadlines": {kind: due.isoformat() for kind, due in m.schedule.deadlines.items()},
        "policy": m.decision.policy,
        "basis": legal_basis(m.decision, consented=school.consented(m.decision.pupil)),
        "provisional": True,
    }
    return Entry(kind=EntryKind.SCREENING, author=PIPELINE, at=now, body=body)


def legal_basis(decision: Decision, *, consented: bool) -> str:
    """On what ground the entry is kept (PRIVACY P8): consent, else an emergency for safety, else the school's duty of care."""
    if consented:
        return "consent"
    return EMERGENCY if decision.track == "safety" or "ci1" in decision.facts else "duty"


def _messages(m: Made, source: str, school: SchoolView) -> list[NewMessage]:
    """One message for each person who must look: its words say only that something waits (PRIVACY §8)."""
    return [
        NewMessage(
            key=f"{source}:{m.decision.pupil}:{m.decision.severity.name}:{person}",
            recipient=person,
            kind="todo",
            due_at=due,
            pupil=PupilId(m.decision.pupil),
        )
        for person, due in sorted(_recipients(m, school).items())
    ]


def _recipients(m: Made, school: SchoolView) -> dict[StaffId, datetime]:
    """Whom a message reaches, and when: what has no hour of its own waits for the morning (ESC4)."""
    if m.decision.case == "none" or not m.decision.facts & _LOUD:
        return {}  # lists and digests carry these: nothing of their own goes out
    told, sounds = m.decision.told, m.schedule.notice_at
    asked = [(role, sounds.get("school")) for role in told.school]
    if told.class_ in _RINGS_CLASS and told.class_person:
        asked.append((told.class_person, sounds.get("class")))
    if told.grade == "name":
        asked.append((Role.GRADE_HEAD, sounds.get("grade")))
    found: dict[StaffId, datetime] = {}
    for role, hour in asked:
        due = hour or m.calm
        person = school.staffing.holder(role, m.school_class, due)
        if person is not None:
            found[person] = min(due, found.get(person, due))
    return found
