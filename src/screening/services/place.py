"""By which policy, and where and when, rows are taken in."""

from dataclasses import dataclass
from datetime import datetime

from screening.alerts.mapping import BandMapping
from screening.alerts.policy import AlertPolicy
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import ImportId
from screening.followup.calendar import SchoolCalendar
from screening.services.ports import Wave
from screening.services.school_view import SchoolView


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The written policy by which an import decides."""

    policy: AlertPolicy
    mapping: BandMapping
    calendar: SchoolCalendar


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """The import that takes the rows, and the time of it: T0 of what it decides."""

    wave: Wave
    imported: ImportId
    school: SchoolView
    now: datetime

    def audit(self, what: str, count: int) -> Audit:
        """The machine's act on this import."""
        return Audit(who=PIPELINE, what=what, target=f"import:{self.imported}", at=self.now, count=count)
