"""The clockwork: a tick may come twice or late, and two never run at once."""

from datetime import timedelta

import pytest
from apscheduler.schedulers.blocking import BlockingScheduler  # type: ignore[import-untyped]

from screening.entrypoints import scheduler
from screening.entrypoints.scheduler import run_forever, tick


def test_a_tick_sends_what_is_due_and_the_next_one_finds_nothing_left(school):
    school.take(school.write("a.csv", 9, [(school.pupils(8)[0].told.number, {9: 2}, 0)]), "phq9")
    later = school.at(school.work.now() + timedelta(minutes=1))
    first = tick(later.work)
    mails = sorted(later.work.settings.outbox_dir.rglob("*.eml"))
    counts = later.counts()
    second = tick(later.work)
    assert first.sent > 0
    assert (second.sent, second.failed) == (0, 0)
    assert sorted(later.work.settings.outbox_dir.rglob("*.eml")) == mails
    assert later.counts() == counts


def test_what_was_missed_is_escalated_by_the_tick_once(school):
    school.take(school.write("a.csv", 9, [(school.pupils(8)[0].told.number, {9: 2}, 0)]), "phq9")
    tick(school.at(school.work.now() + timedelta(minutes=1)).work)
    late = school.at(school.work.now() + timedelta(hours=5))
    assert tick(late.work).escalated > 0
    counts = late.counts()
    assert tick(late.work).sent == 0
    assert late.counts() == counts


def test_a_late_tick_is_run_once_and_never_beside_another(school, monkeypatch: pytest.MonkeyPatch):
    seen = []

    def started(clockwork):  # a function, so that the method is bound to the scheduler it is called on
        seen.append(clockwork)

    monkeypatch.setattr(BlockingScheduler, "start", started)
    run_forever(school.work)
    jobs = seen[0].get_jobs()
    # pending until the start, when the defaults are filled in: both are looked at
    names = ("misfire_grace_time", "coalesce", "max_instances")
    told = [{name: getattr(job, name, seen[0]._job_defaults[name]) for name in names} for job in jobs]
    assert told == [{"misfire_grace_time": None, "coalesce": True, "max_instances": 1}] * 2
    assert [(job.func, job.trigger.interval) for job in jobs] == [
        (scheduler.tick, timedelta(minutes=1)),
        (scheduler.tend, timedelta(hours=1)),
    ]
