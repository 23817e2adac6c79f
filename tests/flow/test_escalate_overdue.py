"""What was missed is passed on: each step once, to somebody who is there, at an hour at which it may ring (§6, ESC4)."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from screening.core.tiers import Role
from screening.followup.calendar import SCHOOL_ZONE
from screening.services.escalate_overdue import escalate_overdue

from .people import T0, member, task

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 11, 10, 23, 30, tzinfo=SCHOOL_ZONE)
MORNING = datetime(2026, 11, 11, 7, 0, tzinfo=SCHOOL_ZONE)
COUNSELOR, DEPUTY, HEAD, PRINCIPAL, GRADE = 1, 2, 3, 4, 5
ALL = [
    member(COUNSELOR, Role.PSYCH_TEACHER), member(DEPUTY, Role.PSYCH_DEPUTY), member(HEAD, Role.MORAL_EDUCATION_HEAD),
    member(PRINCIPAL, Role.PRINCIPAL), member(GRADE, Role.GRADE_HEAD),
]  # fmt: skip


class Written:
    """An outbox and a task list in memory; a key is taken once, as the real outbox does."""

    def __init__(self, overdue, staff):
        self.messages = {}
        self.tasks = SimpleNamespace(overdue=lambda now, _audit: [t for t in overdue if t.task.plan.due_at < now])
        self.roster = SimpleNamespace(staff=lambda _audit: staff, classes=list, pupils=lambda _audit, _ids: [])
        self.records = SimpleNamespace(on=lambda _shelf, _audit, _wave=None: [])
        self.outbox = SimpleNamespace(add=lambda messages, _audit: [self.messages.setdefault(m.key, m) for m in messages])

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def commit(self):
        pass

    def reached(self):
        return {m.recipient: m.due_at for m in self.messages.values()}


def run(uow, work, now):
    return escalate_overdue(uow, policy=work.policy, calendar=work.calendar, now=now)


@pytest.mark.parametrize(
    ("kind", "severity", "late", "expected"),
    [
        pytest.param("contact", 4, HOUR, {HEAD, PRINCIPAL}, id="S3 contact: moral-education head and principal"),
        pytest.param("acknowledge", 4, HOUR, {DEPUTY, HEAD}, id="S3 acknowledgement: deputy and head"),
        pytest.param(
            "acknowledge", 5, timedelta(minutes=16), {DEPUTY, HEAD, PRINCIPAL}, id="S4 acknowledgement: the principal too"
        ),
        pytest.param("acknowledge", 3, HOUR, {DEPUTY}, id="S2 acknowledgement: the deputy"),
        pytest.param("contact", 4, -HOUR, set(), id="not yet due"),
        pytest.param("unidentified_safety", 4, HOUR, {HEAD, PRINCIPAL}, id="nobody found: as a missed contact"),
        pytest.param("unidentified_safety", 3, HOUR, {DEPUTY, HEAD}, id="nobody found for a CI-1"),
    ],
)  # ALERT_POLICY §6; a pupil that is not known has no grade head
def test_each_missed_task_reaches_whom_the_policy_names(school, kind, severity, late, expected):
    staff = [one for one in ALL if one.id != GRADE]
    uow = Written([task(owner=COUNSELOR, kind=kind, severity=severity, due_at=T0)], staff)
    run(uow, school.work, T0 + late)
    assert set(uow.reached()) == expected


def test_each_step_is_written_once_however_often_this_runs(school):
    uow = Written([task(owner=COUNSELOR, due_at=T0)], ALL)
    for minutes in range(0, 120, 10):
        run(uow, school.work, T0 + timedelta(minutes=minutes, seconds=1))
    assert len(uow.messages) == 2
    run(uow, school.work, T0 + timedelta(hours=25))
    assert len(uow.messages) == 3  # the district count after 24 h


def test_where_nobody_holds_the_role_somebody_hears_all_the_same(school):
    uow = Written([task(owner=COUNSELOR, due_at=T0)], [member(COUNSELOR, Role.PSYCH_TEACHER)])
    run(uow, school.work, T0 + HOUR)
    assert set(uow.reached()) == {COUNSELOR}
    empty = Written([task(owner=None, due_at=T0)], [])
    assert run(empty, school.work, T0 + HOUR) == 0


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        pytest.param(5, {PRINCIPAL: NIGHT}, id="S4 rings everybody"),
        pytest.param(4, {HEAD: NIGHT, PRINCIPAL: MORNING}, id="S3 rings the head, the principal in the morning"),
        pytest.param(3, {DEPUTY: MORNING, HEAD: MORNING}, id="nothing else rings at night"),
    ],
)
def test_what_is_missed_at_night_rings_only_where_it_must(school, severity, expected):
    uow = Written([task(owner=COUNSELOR, severity=severity, due_at=NIGHT)], ALL)
    run(uow, school.work, NIGHT + timedelta(minutes=1))
    assert uow.reached() == expected
