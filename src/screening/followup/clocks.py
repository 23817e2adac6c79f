"""When one thing is due: the clocks of ALERT_POLICY §4 with K1, K2, K3 and the freeze of the vacation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from screening.alerts.facts import Moment
from screening.alerts.policy import AlertPolicy, Clock, Contact, Due
from screening.followup.calendar import SchoolCalendar


@dataclass(frozen=True, kw_only=True)
class Start:
    """T0 on the school's clock, with the calendar and the numbers by which deadlines are counted."""

    t0: datetime
    calendar: SchoolCalendar
    policy: AlertPolicy

    @property
    def minutes_left(self) -> float:
        """Minutes until school hours end today; negative outside school hours."""
        if not self.calendar.in_hours(self.t0):
            return -1.0
        return (self.calendar.at(self.t0.date(), self.calendar.school_hours[1]) - self.t0) / timedelta(minutes=1)


def start(t0: datetime, calendar: SchoolCalendar, policy: AlertPolicy) -> Start:
    """T0 brought to the school's clock. ValueError without a time zone."""
    if t0.tzinfo is None:
        raise ValueError("T0 needs a time zone")
    return Start(t0=calendar.local(t0), calendar=calendar, policy=policy)


def moment(begun: Start) -> Moment:
    """What routes need to know of T0."""
    in_term = begun.calendar.in_term(begun.t0.date())
    enough = begun.minutes_left >= begun.policy.hours.fetch_minutes_left
    return Moment(in_term=in_term, can_fetch=in_term and enough, waits=waits_for_morning(begun))


def k1(begun: Start) -> datetime:
    """Safe contact at S3-safety: before the pupil leaves, else T0 + 4 h, moved out of the night."""
    contact, calendar = begun.policy.contact, begun.calendar
    later = begun.t0 + timedelta(hours=contact.hours)
    if begun.minutes_left >= contact.minutes_left:
        return min(later, calendar.at(begun.t0.date(), calendar.school_hours[1]))
    if not calendar.is_quiet(later):
        return later
    if _by_day(begun, contact):
        return calendar.at(begun.t0.date(), contact.evening)
    return calendar.at(later.date(), contact.morning)


def waits_for_morning(begun: Start) -> bool:
    """Whether K1 waits for the morning, so that the reader must write why that is safe or raise to S4."""
    contact = begun.policy.contact
    later = begun.t0 + timedelta(hours=contact.hours)
    in_school = begun.minutes_left >= contact.minutes_left
    return not in_school and begun.calendar.is_quiet(later) and not _by_day(begun, contact)


def _by_day(begun: Start, contact: Contact) -> bool:
    """T0 lies in the hours from which a contact moves to the evening, both ends inside (A6)."""
    return contact.day[0] <= begun.t0.time() <= contact.day[1]


def k2(begun: Start) -> datetime:
    """Check of a CI-1 at S2: as K1 in school hours, else by phone within 24 h."""
    if begun.minutes_left >= 0:
        return k1(begun)
    return begun.t0 + timedelta(hours=begun.policy.contact.by_phone_hours)


def k3(begun: Start) -> datetime | None:
    """A phone check within 48 h if the next school day is more than three calendar days away; else None."""
    contact, today = begun.policy.contact, begun.t0.date()
    if (begun.calendar.next_work_day(today) - today).days <= contact.holiday_gap_days:
        return None
    return begun.t0 + timedelta(hours=contact.holiday_phone_hours)


def deadlines(clock: Clock, begun: Start) -> dict[str, datetime]:
    """Every deadline of one table, local time. References inside the table are followed once the others are known."""
    found = {name: when(due, begun) for name, due in clock.items() if due.same_as is None}
    found |= {name: found[due.same_as] for name, due in clock.items() if due.same_as is not None}
    return {name: min(found[name], found[due.not_after]) if due.not_after else found[name] for name, due in clock.items()}


def when(due: Due, begun: Start) -> datetime:
    """The moment at which one thing is due; frozen ones wait for the second week of term (A4)."""
    moment_due = _counted(due, begun)
    if due.freezes and not (begun.calendar.in_term(begun.t0.date()) and begun.calendar.in_term(moment_due.date())):
        frozen = begun.calendar.frozen_until(begun.t0.date())
        return moment_due if frozen is None else begun.calendar.at(frozen, begun.calendar.school_hours[1])
    return moment_due


def _counted(due: Due, begun: Start) -> datetime:
    """Before any freeze."""
    calendar, today = begun.calendar, begun.t0.date()
    if due.by is not None:
        return k1(begun) if due.by == "K1" else k2(begun)
    if due.minutes is not None:
        inside = due.out_of_hours is None or calendar.in_hours(begun.t0)
        return begun.t0 + timedelta(minutes=due.minutes if inside else due.out_of_hours or 0)
    if due.hours is not None:
        return begun.t0 + timedelta(hours=due.hours)
    if due.days is not None:
        return calendar.at(today + timedelta(days=due.days), due.at or calendar.school_hours[1])
    return _by_school_days(due, begun)


def _by_school_days(due: Due, begun: Start) -> datetime:
    """School days, never later than a number of calendar days; the same day if T0 is early enough in school hours."""
    calendar, today = begun.calendar, begun.t0.date()
    if due.same_day_before and calendar.in_hours(begun.t0) and begun.t0.time() < due.same_day_before:
        return calendar.at(today, calendar.school_hours[1])
    last = calendar.at(calendar.add_work_days(today, due.school_days or 1), due.at or calendar.school_hours[1])
    if due.no_later_days is None:
        return last
    return min(last, calendar.at(today + timedelta(days=due.no_later_days), calendar.school_hours[1]))
