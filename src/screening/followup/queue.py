"""Who is seen first: the order of waiting pupils inside a severity. It never drops anyone and never crosses a severity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WEIGHT_OF_CRITICAL = (1.0, 4.0, 8.0, 16.0)  # CI-0 … CI-3: ours; a safety answer weighs more than any total
WEIGHT_OF_SEVERE = 2.0  # a total at B3: "queued by CI, then B3" (ALERT_POLICY case C49)
HEAD_START = timedelta(hours=1)  # so that risk counts from the first minute on


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One pupil who waits for a contact or talk."""

    number: int  # of the task, or whatever the caller knows it by
    severity: int
    critical: int  # Critical grade, 0-3
    severe: bool  # the total is at B3
    since: datetime
    due: datetime
    load: float = 1.0  # work waiting for the owner against what fits until then; above 1: more than fits


def urgency(one: Waiting, now: datetime) -> float:
    """Risk x waiting x load: the weight of the signs, times the share of the allowed time that has gone, times the owner's load.

    Overdue counts above 1 and goes on growing, so nobody is passed by for ever; a load below 1 counts as 1.
    """
    risk = WEIGHT_OF_CRITICAL[one.critical] * (WEIGHT_OF_SEVERE if one.severe else 1.0)
    allowed = max(one.due - one.since, HEAD_START)
    waited = max(now - one.since, timedelta(0)) + HEAD_START
    return risk * (waited / allowed) * max(one.load, 1.0)


def queue_order(waiting: Sequence[Waiting], now: datetime) -> list[Waiting]:
    """Everybody who waits, the gravest severity first, inside it by ``urgency``; equal ones by due time, then number."""
    return sorted(waiting, key=lambda one: (-one.severity, -urgency(one, now), one.due, one.number))
