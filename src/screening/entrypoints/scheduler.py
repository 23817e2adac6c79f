"""The clockwork: APScheduler gives ticks only; what is due, and what was done, stands in the database."""

import logging
from dataclasses import dataclass

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.blocking import BlockingScheduler  # type: ignore[import-untyped]

from screening.entrypoints.deliver import deliver
from screening.entrypoints.wiring import Workspace
from screening.services.care_for_groups import care_for_groups
from screening.services.escalate_overdue import escalate_overdue
from screening.services.keep_rota import watch_rota
from screening.services.reassign_tasks import reassign_tasks
from screening.services.watch_calendar import watch_calendar

log = logging.getLogger("screening.scheduler")


@dataclass(frozen=True)
class Done:
    """What one tick did."""

    sent: int
    failed: int
    escalated: int


def tick(work: Workspace) -> Done:
    """Escalate what is overdue, then send what is due. Running it twice does nothing twice: both claim by lease or mark."""
    escalated = escalate_overdue(work.uow(), policy=work.policy, calendar=work.calendar, now=work.now())
    sent = deliver(work)
    log.info("tick sent=%d failed=%d escalated=%d", sent.messages, sent.failed, escalated)
    return Done(sent=sent.messages, failed=sent.failed, escalated=escalated)


def tend(work: Workspace) -> None:
    """Hand on the tasks of whoever is away since today, watch rota and calendar, ask for the care of special groups.

    Twice does no more than once.
    """
    with work.uow() as uow:
        handed = reassign_tasks(uow, now=work.now())
        uow.commit()
    gaps = watch_rota(work.uow(), calendar=work.calendar, now=work.now())
    asked = watch_calendar(work.uow(), calendar=work.calendar, now=work.now())
    visits = care_for_groups(work.uow(), calendar=work.calendar, now=work.now())
    log.info("tend handed=%d rota_gaps=%d calendar=%d groups=%d", handed, gaps, asked, visits)


def run_forever(work: Workspace) -> None:
    """Tick once a minute, tend once an hour. A late one is still run, once; two never run at the same time."""
    scheduler = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(tick, "interval", minutes=1, args=[work], next_run_time=work.now())
    scheduler.add_job(tend, "interval", hours=1, args=[work], next_run_time=work.now())
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        scheduler.shutdown(wait=True)
