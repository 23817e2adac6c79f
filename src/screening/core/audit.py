"""Who did what to what, and when: handed to every port that writes, or reads a sealed thing."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.ids import StaffId

PIPELINE = StaffId(0)  # the machine itself; people start at 1


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One event of the audit chain. Holds ids and counts only: no name, no answer, no score."""

    who: StaffId
    what: str  # dotted verb, e.g. "task.done", "wave.import"
    target: str  # kind and id, e.g. "task:17"
    at: datetime  # UTC, with zone
    count: int = 1  # how many records one machine act touched
