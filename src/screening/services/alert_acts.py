"""Acts about alerts in the records and back, and the desk at which somebody does one: person, alert, standing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from screening.alerts.support import supports
from screening.alerts.told import KeptReport
from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import AlertId, PupilId, StaffId, TaskId
from screening.core.severity import Severity
from screening.followup.conditions import Work
from screening.followup.standing import Act, ActKind, Seen, Standing, judged, standing
from screening.followup.states import State, move
from screening.services.find_wave import DAILY
from screening.services.permissions import check_is_counselor
from screening.services.place import Rules
from screening.services.ports import Alert, NewRecord, PupilArray, Record, StaffMember, Task, UnitOfWork
from screening.services.report_records import kept_reports

_ACT, _SEEN, _ENDED = "act.", "signal", "tasks.ended"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who acts, on what store, by which rules and when."""

    person: StaffMember
    uow: UnitOfWork
    rules: Rules
    now: datetime

    def audit(self, what: str, target: str = "alerts", count: int = 1) -> Audit:
        """The person's own act."""
        return Audit(who=self.person.id, what=what, target=target, at=self.now, count=count)

    @property
    def local(self) -> datetime:
        """The present time on the school's clock."""
        return self.rules.calendar.local(self.now)


@dataclass(frozen=True, kw_only=True)
class Open:
    """One open alert with everything that an act about it depends on."""

    alert: Alert
    standing: Standing
    acts: tuple[Act, ...]
    tasks: tuple[Task, ...]  # open ones of the pupil
    told: tuple[KeptReport, ...]
    supports: tuple[str, ...]

    def work(self, now: datetime) -> Work:
        """What is still open for the pupil, as the conditions read it."""
        return Work(
            open_kinds=frozenset(task.task.plan.kind for task in self.tasks),
            wanted=frozenset(self.alert.deadlines),
            overdue=sum(task.task.plan.due_at < now for task in self.tasks),
        )

    @property
    def named(self) -> frozenset[str]:
        """Roles named as a source of harm, in the alert or by any report (X1)."""
        facts = {fact.removeprefix("named:") for fact in self.alert.decision.facts if fact.startswith("named:")}
        return frozenset(facts.union(*(kept.report.named for kept in self.told)))


def open_alert(number: AlertId, desk: Desk) -> Open:
    """The alert inside an open unit of work; writers of alerts take turns from here on. Raises StoreFault if it is not open."""
    target = f"alert:{number}"
    alert = desk.uow.alerts.get(number, desk.audit("alert.read", target))
    records = desk.uow.records.of([alert.pupil], desk.audit("record.read", target))
    acts = tuple(_act(one) for one in records if one.record.kind.startswith(_ACT))
    seen = [Seen(at=one.record.at, severity=Severity(one.record.body["severity"])) for one in records if one.record.kind == _SEEN]
    told = tuple(kept_reports([alert.pupil], desk.uow, desk.audit("record.read", target)))
    stands = standing(int(number), alert.decision.severity, alert.opened_at, acts, seen)
    days = desk.rules.policy.windows.marked_observation_days
    as_made = replace(alert.decision, severity=stands.provisional)
    return Open(
        alert=alert,
        standing=stands,
        acts=acts,
        tasks=tuple(desk.uow.tasks.open_of(alert.pupil, desk.audit("task.read", f"pupil:{alert.pupil}"))),
        told=told,
        supports=supports(as_made, told, desk.rules.calendar.local(alert.opened_at), marked_days=days),
    )


def look_at(number: AlertId, desk: Desk) -> Open:
    """The same for somebody who only looks: the counselor."""
    check_is_counselor(desk.person)
    with desk.uow:
        found = open_alert(number, desk)
        desk.uow.commit()
    return found


def keep_act(found: Open, act: Act, desk: Desk, *, words: str, told: dict[str, object] | None = None) -> Act:
    """The act as a sealed record, with its words in the pupil's case file; returned with its number."""
    target, pupil = f"alert:{found.alert.id}", found.alert.pupil
    record = act_record(act, pupil)
    number = desk.uow.records.add([record], desk.audit(f"alert.{act.kind}", target))[0]
    entry = Entry(kind=EntryKind.ACT, author=desk.person.id, at=desk.now, body=_entry_body(act, words, told or {}))
    desk.uow.case_files.append([(pupil, entry)], desk.audit("case.add", f"pupil:{pupil}"))
    return replace(act, number=int(number))


def act_record(act: Act, pupil: PupilId) -> NewRecord:
    """The act as it is kept; what is empty is left out."""
    names = ("alert", "before", "to", "provisional", "two_sign", "waits", "signs", "everywhere", "wave")
    body = {name: getattr(act, name) for name in names if getattr(act, name)}
    return NewRecord(kind=f"{_ACT}{act.kind}", body=body, at=act.at, by=StaffId(act.by), pupil=pupil)


def new_act(kind: ActKind, found: Open, desk: Desk, *, to: Severity | None = None, **told: bool | int) -> Act:
    """An act about the alert as it stands, not kept yet; ``to`` is the level that shall hold (as before, if left out)."""
    stands, wave = found.standing, found.alert.wave
    daily = any(one.id == wave and one.name == DAILY for one in desk.uow.waves.waves())
    flags = {name: value for name, value in told.items() if name in {"two_sign", "waits"}}
    return Act(
        number=0,
        kind=kind,
        alert=int(found.alert.id),
        by=int(desk.person.id),
        at=desk.now,
        before=stands.level,
        to=stands.level if to is None else to,
        provisional=stands.provisional,
        signs=int(told.get("signs", 0)),
        wave=int(wave),
        everywhere=daily,
        **{name: bool(value) for name, value in flags.items()},
    )


def end_tasks(tasks: Iterable[Task], reason: str, desk: Desk) -> int:
    """The tasks are no longer needed, with the reason kept beside them; how many. ``reason`` is a code."""
    gone = list(tasks)
    for task in gone:
        desk.uow.tasks.set_state(task.id, move(State(task.state), State.ENDED).value, desk.audit("task.end", f"task:{task.id}"))
    by_pupil: dict[PupilId, list[Task]] = {}
    for task in gone:
        if task.task.pupil is not None:
            by_pupil.setdefault(task.task.pupil, []).append(task)
    records = [ended_record(pupil, theirs, reason, desk.person.id, desk.now) for pupil, theirs in by_pupil.items()]
    if records:
        desk.uow.records.add(records, desk.audit("task.end", "tasks", len(gone)))
    return len(gone)


def ended_record(pupil: PupilId, tasks: Sequence[Task], reason: str, by: StaffId, now: datetime) -> NewRecord:
    """Why these tasks of one pupil were ended; ``reason`` is a code."""
    return NewRecord(kind=_ENDED, body={"tasks": [int(one.id) for one in tasks], "reason": reason}, at=now, by=by, pupil=pupil)


def stepped_up_tasks(records: Sequence[Record], at: datetime) -> list[TaskId]:
    """Tasks of a pupil that ended at this moment because a graver alert asked for them again."""
    own = [one.record for one in records if one.record.kind == _ENDED and one.record.at == at]
    return [TaskId(number) for one in own if one.body["reason"] == "stepped_up" for number in one.body["tasks"]]


def seen_record(pupil: PupilId, severity: Severity, now: datetime) -> NewRecord:
    """A signal that joins an open alert quietly: the floors of CL1 count from it."""
    return NewRecord(kind=_SEEN, body={"severity": int(severity)}, at=now, by=PIPELINE, pupil=pupil)


def judged_levels(pupils: PupilArray, wave: int, uow: UnitOfWork, audit: Audit) -> np.ndarray:
    """For each pupil the gravest level that the wave's evidence gave and a person has decided about; int8, S0 for none."""
    acts: dict[int, list[Act]] = {}
    for one in uow.records.of([PupilId(pupil) for pupil in pupils.tolist()], audit):
        if one.record.kind.startswith(_ACT) and one.record.pupil is not None:
            acts.setdefault(int(one.record.pupil), []).append(_act(one))
    levels = np.full(len(pupils), Severity.S0, np.int8)
    for pupil, theirs in acts.items():  # most imports meet nobody about whom a person has decided
        levels[pupils == pupil] = judged(theirs, wave)
    return levels


def acts_of(records: Sequence[Record]) -> list[Act]:
    """The acts among records, oldest first."""
    return [_act(one) for one in records if one.record.kind.startswith(_ACT)]


def _act(one: Record) -> Act:
    told = one.record.body
    levels = {name: Severity(told.get(name, 0)) for name in ("before", "to", "provisional")}
    return Act(
        number=int(one.id),
        kind=ActKind(one.record.kind.removeprefix(_ACT)),
        alert=int(told["alert"]),
        by=int(one.record.by),
        at=one.record.at,
        two_sign=bool(told.get("two_sign")),
        waits=bool(told.get("waits")),
        signs=int(told.get("signs", 0)),
        wave=int(told.get("wave", 0)),
        everywhere=bool(told.get("everywhere")),
        **levels,
    )


def _entry_body(act: Act, words: str, told: dict[str, object]) -> dict[str, object]:
    levels = {name: getattr(act, name).name for name in ("provisional", "before", "to")}
    return {"act": str(act.kind), "alert": act.alert, **levels, "waits": act.waits, "text": words, **told}
