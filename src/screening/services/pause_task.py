"""Pause the clock of a task, with a reason, for some days; a safety clock never stops."""

from datetime import datetime, timedelta

import numpy as np

from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import Audit
from screening.core.errors import IllegalMove, NotAllowed
from screening.core.ids import PupilId, TaskId
from screening.core.language import Text
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.conditions import Missing, refuse
from screening.followup.states import State
from screening.services.alert_acts import Desk
from screening.services.permissions import COUNSELORS, roles_of
from screening.services.ports import NewRecord, Task

NEVER = frozenset({
    "acknowledge", "contact", "private_check", "mandatory_report", "countersign", "stay", "stand_by", "accompany",
    "accompany_on_arrival", "fetch", "supervise", "phone_check", "read_report", "unidentified_safety", "leading_group",
    "rota_gap",
})  # fmt: skip
"""What is about safety, or about somebody finding out at all: not to be switched off."""

PAUSE, RESUME = "task.pause", "task.resume"


def pause_task(number: TaskId, until: datetime, reason: str, *, desk: Desk) -> datetime:
    """The new due time: the clock stands still until ``until``, then goes on by itself to an hour at school.

    Only the counselor or the moral-education head; the reason is sealed in the file. Raises NotYet for a safety clock, one that
    has run out already, or pauses that together exceed the days of the policy.
    """
    with desk.uow:
        task, pupil = _theirs(number, desk)
        since = desk.now
        missing = _lacks(task, pupil, until, reason, desk)
        if missing:
            raise refuse(Text(f"任务 {number} 不能暂停", f"task {number} can't be paused"), missing, desk.local)
        due = desk.rules.calendar.to_end_of_hours(task.task.plan.due_at + (until - since))
        _write(task, PAUSE, {"until": until.isoformat(), "from": since.isoformat()}, due, reason, desk=desk)
        desk.uow.commit()
    return due


def resume_task(number: TaskId, reason: str, *, desk: Desk) -> datetime:
    """The new due time once the clock goes on before the pause is over: what is left of the pause is taken off again.

    Never sooner than an hour from now. Raises IllegalMove if the task is not paused.
    """
    with desk.uow:
        task, pupil = _theirs(number, desk)
        until = _paused_until(number, pupil, desk)
        if until is None:
            raise IllegalMove(Text(f"任务 {number} 没有在暂停", f"task {number} is not paused"))
        left = max(task.task.plan.due_at - (until - desk.now), desk.now + timedelta(hours=1))
        due = desk.rules.calendar.to_end_of_hours(left)
        _write(task, RESUME, {"until": until.isoformat()}, due, reason, desk=desk)
        desk.uow.commit()
    return due


def _theirs(number: TaskId, desk: Desk) -> tuple[Task, PupilId]:
    if not roles_of(desk.person) & (COUNSELORS | {Role.MORAL_EDUCATION_HEAD}):
        raise NotAllowed(
            Text("暂停只能由心理老师或德育主任登记", "only the counselor or the moral-education head may pause a task")
        )
    task = desk.uow.tasks.get(number, desk.audit("task.read", f"task:{number}"))
    if task.state != State.OPEN or task.task.pupil is None:
        raise IllegalMove(Text(f"任务 {number} 没有在进行", f"task {number} is not open"))
    return task, task.task.pupil


def _lacks(task: Task, pupil: PupilId, until: datetime, reason: str, desk: Desk) -> list[Missing]:
    missing = []
    calendar, days = desk.rules.calendar, desk.rules.policy.stepping.pause_school_days
    if task.task.plan.kind in NEVER or task.task.severity >= Severity.S4 or _runs_day_and_night(task, pupil, desk):
        missing.append(_missing("safety_clock", "安全时钟不能暂停", "a safety clock can't be paused"))
    if task.task.plan.due_at <= desk.now:
        missing.append(_missing("overdue", "已经过期，不能暂停", "it is overdue: too late for a pause"))
    if _paused_until(task.id, pupil, desk) is not None:
        missing.append(_missing("paused", "已经在暂停", "it is paused already"))
    latest = calendar.add_school_days(desk.local.date(), days)
    before = sum(_pauses(task.id, pupil, desk), timedelta(0))
    if until <= desk.now:
        missing.append(_missing("past", "写的这一天已经过去，请写以后的日子", "that day is over: give a later one"))
    elif until + before > latest:
        missing.append(_missing("too_long", f"暂停合计不超过 {days} 个上学日，最晚到 {latest - before:%Y-%m-%d}",
                                f"no more than {days} school days in all: until {latest - before:%Y-%m-%d}"))  # fmt: skip
    if not reason.strip():
        missing.append(_missing("reason", "须写明原因", "a reason is wanted"))
    return missing


def _runs_day_and_night(task: Task, pupil: PupilId, desk: Desk) -> bool:
    """S3 tasks of an alert whose clocks run by calendar hours."""
    if task.task.severity < Severity.S3:
        return False
    read = desk.audit("alert.read", f"pupil:{pupil}")
    alert = desk.uow.alerts.open_of(np.array([pupil], dtype=np.int32), read).get(pupil)
    return alert is None or alert.decision.track != "clinical"


def _pauses(number: TaskId, pupil: PupilId, desk: Desk) -> list[timedelta]:
    """How long each earlier pause of the task was asked for."""
    told = desk.uow.records.of([pupil], desk.audit("record.read", f"pupil:{pupil}"))
    return [
        datetime.fromisoformat(one.record.body["until"]) - datetime.fromisoformat(one.record.body["from"])
        for one in told
        if one.record.kind == PAUSE and one.record.body["task"] == number
    ]


def _paused_until(number: TaskId, pupil: PupilId, desk: Desk) -> datetime | None:
    """Until when the task is paused now; None if it isn't."""
    told = desk.uow.records.of([pupil], desk.audit("record.read", f"pupil:{pupil}"))
    mine = [one.record for one in told if one.record.kind in {PAUSE, RESUME} and one.record.body["task"] == number]
    if not mine or mine[-1].kind == RESUME:
        return None
    until = datetime.fromisoformat(mine[-1].body["until"])
    return until if until > desk.now else None


def _write(task: Task, kind: str, told: dict[str, object], due: datetime, reason: str, *, desk: Desk) -> None:
    """Due time, record, entry and audit."""
    pupil = task.task.pupil
    if pupil is None:
        raise ValueError("a paused task without a pupil")
    target = f"task:{task.id}"
    desk.uow.tasks.reassign(task.id, task.task.owner, desk.audit(kind, target), due)
    body = {"task": int(task.id), "due": task.task.plan.due_at.isoformat(), **told}
    record = NewRecord(kind=kind, body=body, at=desk.now, by=desk.person.id, pupil=pupil)
    desk.uow.records.add([record], desk.audit("record.add", target))
    entry = Entry(
        kind=EntryKind.ACT,
        author=desk.person.id,
        at=desk.now,
        body={"act": kind, "task": task.task.plan.kind, "due": due.isoformat(), "text": reason},
    )
    desk.uow.case_files.append([(pupil, entry)], Audit(who=desk.person.id, what="case.add", target=f"pupil:{pupil}", at=desk.now))


def _missing(code: str, zh: str, en: str) -> Missing:
    return Missing(code=code, rule="§4", said=Text(zh, en))
