"""Acknowledge an alert: the counselor has read it, says whether the class may hear, and at night why waiting is safe (K1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from screening.core.audit import Audit
from screening.core.errors import IllegalMove
from screening.core.ids import AlertId
from screening.core.language import Text
from screening.core.severity import Severity
from screening.followup.conditions import Missing, refuse
from screening.followup.standing import Act, ActKind, standing
from screening.followup.states import State, move
from screening.services.alert_acts import Desk, Open, act_record, acts_of, keep_act, new_act, open_alert
from screening.services.permissions import COUNSELORS, check_holds, roles_of
from screening.services.ports import Alert, StaffMember, Task, UnitOfWork
from screening.services.release_alerts import awaits_release, release_one

ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """What came of it."""

    tasks: int  # acknowledgements ticked off
    released: bool
    already: bool  # acknowledged before, and nothing was open: nothing was changed


def acknowledge(number: AlertId, *, desk: Desk, reason: str = "", release: bool | None = None) -> Acknowledged:
    """The alert has been read. Tasks, record, entry and audit are one transaction; again it changes nothing.

    An S1 or S2 that the class may hear of only after release wants that decision now: ``release`` True, or False with a reason.
    Where the contact waits for the morning the reason why that is safe is wanted in writing, or the level is raised by hand (K1).
    Raises NotAllowed for somebody who neither owns the task nor counsels, NotYet with the rule that stands in the way.
    """
    with desk.uow:
        found = open_alert(number, desk)
        mine = [task for task in found.tasks if task.task.plan.kind == ACKNOWLEDGE]
        if not any(task.task.owner == desk.person.id for task in mine):
            check_holds(desk.person, COUNSELORS, Text("心理老师", "the counselor"))
        waiting = awaits_release(found.alert, found.standing)
        if found.standing.acknowledged is not None and not mine and not (waiting and release is not None):
            return Acknowledged(tasks=0, released=False, already=True)
        _check(found, desk, reason=reason, release=release, waiting=waiting)
        for task in mine:
            done = move(State(task.state), State.DONE)
            desk.uow.tasks.set_state(task.id, done.value, desk.audit("task.done", f"task:{task.id}"))
        keep_act(found, new_act(ActKind.ACK, found, desk), desk, words=reason)
        let_go = bool(waiting and release) and release_one(
            replace(found, tasks=tuple(t for t in found.tasks if t not in mine)), desk
        )
        if waiting and not release:
            keep_act(found, new_act(ActKind.KEEP, found, desk), desk, words=reason)
        desk.uow.commit()
    return Acknowledged(tasks=len(mine), released=let_go, already=False)


def _check(found: Open, desk: Desk, *, reason: str, release: bool | None, waiting: bool) -> None:
    lacks = lacks_for_waiting(found.alert, found.tasks, reason)
    if waiting and (release is None or not roles_of(desk.person) & COUNSELORS):
        lacks.append(_undecided())
    if waiting and release is False and not reason.strip():
        lacks.append(_lacks("release_reason", "§5.1", "不放行须写明原因", "not releasing wants a reason"))
    if lacks:
        raise refuse(Text("还不能登记查收", "it can't be acknowledged yet"), lacks, desk.local)


def tick_off(task: Task, note: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> None:
    """Before a task is simply recorded as done, inside an open unit of work: an acknowledgement is kept as one.

    Raises IllegalMove for a second signature, NotYet where the class waits for release or the contact for the morning (K1).
    """
    if task.task.plan.kind == "countersign":
        raise IllegalMove(
            Text("签字不能用登记完成来代替", "a signature can't be ticked off"),
            hint=Text("用 screening alerts sign", "use alerts sign"),
        )
    pupil = task.task.pupil
    if task.task.plan.kind != ACKNOWLEDGE or pupil is None:
        return
    read = Audit(who=person.id, what="alert.read", target=f"pupil:{pupil}", at=now)
    alert = uow.alerts.open_of(np.array([pupil], dtype=np.int32), read).get(pupil)
    if alert is None:
        return
    level = alert.decision.severity
    stands = standing(int(alert.id), level, alert.opened_at, acts_of(uow.records.of([pupil], read)), ())
    missing = lacks_for_waiting(alert, uow.tasks.open_of(pupil, read), note)
    missing += [_undecided()] if awaits_release(alert, stands) else []
    if missing:
        raise refuse(Text("还不能登记查收", "it can't be acknowledged yet"), missing, now)
    act = Act(number=0, kind=ActKind.ACK, alert=int(alert.id), by=int(person.id), at=now, before=level, to=level)
    uow.records.add([act_record(act, pupil)], Audit(who=person.id, what="alert.ack", target=f"alert:{alert.id}", at=now))


def lacks_for_waiting(alert: Alert, open_tasks: Iterable[Task], reason: str) -> list[Missing]:
    """K1: where the contact waits for the morning, the reader writes why that is safe, or raises to S4."""
    decision = alert.decision
    contact_open = any(task.task.plan.kind == "contact" for task in open_tasks)
    if "WAIT-REASON" not in decision.templates or decision.severity == Severity.S4 or not contact_open or reason.strip():
        return []
    return [_lacks("wait_reason", "K1", "当面确认要等到早晨：请写明为什么等待是安全的，否则登记人工定级为 S4",
                   "the contact waits for the morning: write why that is safe, or set S4 by hand")]  # fmt: skip


def _undecided() -> Missing:
    return _lacks("release_decision", "§5.1", "先决定是否放行：alerts release，或 alerts ack 加 --no-release 并写明原因",
                  "say whether the class may hear: alerts release, or alerts ack --no-release with a reason")  # fmt: skip


def _lacks(code: str, rule: str, zh: str, en: str) -> Missing:
    return Missing(code=code, rule=rule, said=Text(zh, en))
