"""Who is away and who stands in, and who is on call outside school hours: pure functions of what was told and the time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from screening.followup.calendar import DAY, SchoolCalendar

LOOK_AHEAD = timedelta(hours=72)
"""An empty slot of the rota this near is told to the moral-education head."""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A member of staff is away from ``since`` to ``until``, both days inside; without ``until`` until somebody says otherwise.

    ``until`` before ``since`` takes the absence back. ``deputy``: who stands in by name; None leaves it to the posts (ESC1).
    """

    person: int
    since: date
    until: date | None = None
    deputy: int | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is away on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One line of the on-call rota: who answers from ``starts`` (inside) to ``ends`` (outside), and who if they can't."""

    person: int
    starts: datetime  # with zone
    ends: datetime
    phone: str = ""
    deputy: int | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether the slot holds at that moment."""
        return self.starts <= moment < self.ends


Stretch = tuple[datetime, datetime]


def away_on(absences: Iterable[Absence], day: date) -> dict[int, int | None]:
    """Who is away on ``day``, with the deputy named for it or None; of several absences of one person the last told holds.

    A deputy who is away too is no deputy: the post goes on to the next in line.
    """
    latest = {absence.person: absence for absence in absences}
    away = {person: absence.deputy for person, absence in latest.items() if absence.covers(day)}
    return {person: None if deputy in away else deputy for person, deputy in away.items()}


def on_call(slots: Iterable[Slot], moment: datetime, away: Iterable[int] = ()) -> int | None:
    """Who is rung at ``moment`` outside school hours: the slot's person, else the deputy, None if both are away."""
    gone = set(away)
    for slot in slots:
        if slot.covers(moment):
            for person in (slot.person, slot.deputy):
                if person is not None and person not in gone:
                    return person
    return None


def outside_hours(slot: Slot, calendar: SchoolCalendar) -> list[Slot]:
    """The parts of a slot outside school hours: while there are lessons the counselor answers, whoever is on call."""
    return [replace(slot, starts=start, ends=end) for start, end in _out_of_hours(slot.starts, slot.ends, calendar)]


def gaps(slots: Sequence[Slot], since: datetime, calendar: SchoolCalendar, ahead: timedelta = LOOK_AHEAD) -> list[Stretch]:
    """Stretches from ``since`` on, outside school hours, in which nobody is on call; in order, empty if the rota is full."""
    free = _out_of_hours(since, since + ahead, calendar)
    for slot in slots:
        free = [rest for stretch in free for rest in _without(stretch, (slot.starts, slot.ends))]
    return free


def overlaps(slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """Pairs of places in ``slots`` whose times meet: two people who would each think that the other answers."""
    order = sorted(range(len(slots)), key=lambda place: slots[place].starts)
    return [(min(one, other), max(one, other)) for one, other in pairwise(order) if slots[other].starts < slots[one].ends]


def extended(due_at: datetime, created_at: datetime, now: datetime) -> datetime:
    """The due time a stand-in gets (ESC1): the clock does not restart; with under a quarter of the time left at least one hour.

    What is overdue already stays overdue. For S2 and S3; nothing is given in S4, which the caller leaves out.
    """
    left, whole = due_at - now, due_at - created_at
    if timedelta(0) <= left < whole / 4:
        return max(due_at, now + timedelta(hours=1))
    return due_at


def _out_of_hours(since: datetime, until: datetime, calendar: SchoolCalendar) -> list[Stretch]:
    """The stretch without the school hours of its work days."""
    free, day = [(since, until)], calendar.local(since).date()
    while calendar.at(day, calendar.school_hours[0]) < until:
        if calendar.is_work_day(day):
            hours = (calendar.at(day, calendar.school_hours[0]), calendar.at(day, calendar.school_hours[1]))
            free = [rest for stretch in free for rest in _without(stretch, hours)]
        day += DAY
    return free


def _without(stretch: Stretch, taken: Stretch) -> list[Stretch]:
    """What is left of a stretch."""
    (start, end), (first, last) = stretch, taken
    parts = ((start, min(end, first)), (max(start, last), end))
    return [part for part in parts if part[0] < part[1]]
