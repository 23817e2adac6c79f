"""Run an import to its end without keeping anything, and say what its first hour would ask of people."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import StaffId
from screening.core.tiers import Role
from screening.followup.presence import on_call
from screening.intake.interface import ColumnPlan, Export
from screening.services.import_wave import ImportReport, Tick, import_wave
from screening.services.permissions import roles_of
from screening.services.place import Rules
from screening.services.ports import (
    AlertStore,
    AuditTrail,
    CaseFileStore,
    OutboxStore,
    RecordStore,
    RosterStore,
    Task,
    TaskStore,
    UnitOfWork,
    Wave,
    WaveStore,
)
from screening.services.presence import present_staff, rota

FIRST = ("unidentified_safety", "contact", "interview", "guardian")
"""What the first hour is full of: whose answer it is, the contact, the interview, the call home."""


@dataclass(frozen=True, kw_only=True)
class FirstHour:
    """What a file starts if it is imported now, and who is there for it."""

    due_today: dict[str, int]  # kind of task -> how many are due today; the kinds of FIRST, none left out
    due_later: dict[str, int]
    minutes_needed: int  # for what is due today, by the policy's estimates
    minutes_left: int  # of school hours today; 0 outside them
    counselors: int  # counselor and deputy who are not away
    on_call: int  # people of the rota who are on call now

    @property
    def fits(self) -> bool:
        """Whether what is due today can be done in what is left of today."""
        return self.minutes_needed <= self.minutes_left * max(self.counselors + self.on_call, 1)


class _Unkept(UnitOfWork):
    """One transaction for a whole import: each step thinks it commits, and all of it is rolled back at the end."""

    def __init__(self, real: UnitOfWork) -> None:
        self._real = real

    @property
    def roster(self) -> RosterStore:
        return self._real.roster

    @property
    def waves(self) -> WaveStore:
        return self._real.waves

    @property
    def alerts(self) -> AlertStore:
        return self._real.alerts

    @property
    def tasks(self) -> TaskStore:
        return self._real.tasks

    @property
    def records(self) -> RecordStore:
        return self._real.records

    @property
    def case_files(self) -> CaseFileStore:
        return self._real.case_files

    @property
    def outbox(self) -> OutboxStore:
        return self._real.outbox

    @property
    def audit(self) -> AuditTrail:
        return self._real.audit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """The transaction goes on."""

    def commit(self) -> None:
        """Nothing is kept."""


def rehearse_import(
    store: Callable[[], UnitOfWork],
    export: Export,
    plan: ColumnPlan,
    wave: Wave,
    *,
    identity: bytes,
    rules: Rules,
    person: StaffId,
    clock: Callable[[], datetime],
    tick: Tick = lambda _steps: None,
) -> tuple[ImportReport, FirstHour]:
    """What ``import_wave`` would report, by running it, and the first hour. Only the reading of sealed things is written down.

    Raises whatever the import would raise.
    """
    with store() as real:
        shared = _Unkept(real)
        report = import_wave(
            lambda: shared, export, plan, wave, identity=identity, rules=rules, person=person, clock=clock, tick=tick
        )
        return report, _first_hour(f"import:{report.imported}", shared, rules, clock())


def _first_hour(source: str, uow: UnitOfWork, rules: Rules, now: datetime) -> FirstHour:
    audit = Audit(who=PIPELINE, what="import.rehearse", target="wave", at=now)
    started = [task for task in uow.tasks.open(audit) if task.task.source == source and task.task.plan.kind in FIRST]
    today = rules.calendar.local(now).date()
    due = [task for task in started if rules.calendar.local(task.task.plan.due_at).date() <= today]
    work = rules.policy.workload
    staff, staffing = uow.roster.staff(audit), present_staff(uow, now)
    here = [one for one in staff if one.id not in staffing.away_now]
    return FirstHour(
        due_today=_by_kind(due),
        due_later=_by_kind([task for task in started if task not in due]),
        minutes_needed=sum(work.minutes.get(task.task.plan.kind, work.other_minutes) for task in due),
        minutes_left=_minutes_left(rules, now),
        counselors=sum(bool(roles_of(one) & {Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY}) for one in here),
        on_call=int(on_call(rota(uow, audit), now, staffing.away_now) is not None),
    )


def _by_kind(tasks: Sequence[Task]) -> dict[str, int]:
    counted = Counter(task.task.plan.kind for task in tasks)
    return {kind: counted[kind] for kind in FIRST}


def _minutes_left(rules: Rules, now: datetime) -> int:
    """Of today's school hours."""
    calendar = rules.calendar
    begins, ends = (calendar.at(calendar.local(now).date(), hour) for hour in calendar.school_hours)
    if not calendar.is_work_day(calendar.local(now).date()):
        return 0
    return max(0, int((ends - max(begins, calendar.local(now))).total_seconds() // 60))
