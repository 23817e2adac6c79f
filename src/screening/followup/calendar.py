"""The school calendar: school days, work days, terms, school hours and quiet hours, as pure functions of a date."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from holidays.countries.china import China

SCHOOL_ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_LOOK = 400  # days; a term that starts later than this is no next term


@dataclass(frozen=True, kw_only=True)
class Node:
    """A season or event that calls for a sweep (REQ 14-16). It never changes a threshold (H2)."""

    kind: str  # entry, graduation, mid_term, final, entrance_exam, transfer, after_event
    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class SchoolCalendar:
    """Days and hours of one school. Without terms every school day counts as a day in term.

    School days: Monday to Friday in term without public holidays, and make-up days (调休). Work days: the same in term, and in
    the vacation Monday to Friday (A3; public holidays in the vacation are not subtracted). Compared by identity.
    """

    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    terms: tuple[tuple[date, date], ...] = ()  # first and last day, in order
    nodes: tuple[Node, ...] = ()  # in order of their first day
    years: frozenset[int] | None = None  # whose holidays are known; None: whatever the terms span
    school_hours: tuple[time, time] = (time(8), time(17, 30))
    quiet_hours: tuple[time, time] = (time(22), time(7))
    zone: tzinfo = field(default=SCHOOL_ZONE)

    def local(self, moment: datetime) -> datetime:
        """The moment on the school's clock."""
        return moment.astimezone(self.zone)

    def at(self, day: date, hour: time) -> datetime:
        """That hour of that day, local."""
        return datetime.combine(day, hour, self.zone)

    def in_term(self, day: date) -> bool:
        """Inside a term; always, if no terms are told."""
        return not self.terms or any(first <= day <= last for first, last in self.terms)

    def is_loaded(self, day: date) -> bool:
        """Whether the holidays of that day are known; without them weekdays are used and deadlines are marked."""
        if self.years is not None:
            return day.year in self.years
        return not self.terms or self.terms[0][0] <= day <= self.terms[-1][1]

    def is_school_day(self, day: date) -> bool:
        """A day on which there are lessons."""
        return self.in_term(day) and self._opens(day)

    def is_work_day(self, day: date) -> bool:
        """A school day in term; Monday to Friday in the vacation."""
        return self._opens(day) if self.in_term(day) else day.weekday() < SATURDAY

    def _opens(self, day: date) -> bool:
        return day in self.make_up_days or (day.weekday() < SATURDAY and day not in self.holidays)

    def next_work_day(self, day: date) -> date:
        """The first work day after ``day``."""
        day += DAY
        while not self.is_work_day(day):
            day += DAY
        return day

    def add_work_days(self, day: date, count: int) -> date:
        """The ``count``-th work day after ``day``, which itself is not counted."""
        for _ in range(count):
            day = self.next_work_day(day)
        return day

    def add_school_days(self, day: date, count: int) -> datetime:
        """The end of school hours on the ``count``-th work day after ``day``: '5 school days' of the policy."""
        return self.at(self.add_work_days(day, count), self.school_hours[1])

    def move_to_work_day(self, day: date) -> date:
        """``day`` itself if it is a work day, else the next one."""
        return day if self.is_work_day(day) else self.next_work_day(day)

    def in_hours(self, moment: datetime) -> bool:
        """School hours of a work day, both ends inside (A5)."""
        now = self.local(moment)
        return self.is_work_day(now.date()) and self.school_hours[0] <= now.time() <= self.school_hours[1]

    def to_end_of_hours(self, moment: datetime) -> datetime:
        """The moment itself inside school hours, else the end of the next ones: never earlier than it was."""
        if self.in_hours(moment):
            return moment
        now = self.local(moment)
        early = self.is_work_day(now.date()) and now.time() < self.school_hours[0]
        return self.at(now.date() if early else self.next_work_day(now.date()), self.school_hours[1])

    def is_quiet(self, moment: datetime) -> bool:
        """Quiet hours: the start is inside, the end outside (A6)."""
        now, (start, end) = self.local(moment).time(), self.quiet_hours
        return now >= start or now < end

    def after_quiet(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours in which it lies."""
        now = self.local(moment)
        if not self.is_quiet(now):
            return now
        morning = now.date() + DAY if now.time() >= self.quiet_hours[0] else now.date()
        return self.at(morning, self.quiet_hours[1])

    def frozen_until(self, day: date) -> date | None:
        """Last school day of the second calendar week of the term after ``day`` (A4); None if that term is not told."""
        start = next((first for first, _ in self.terms if day < first <= day + LONGEST_LOOK * DAY), None)
        if start is None:
            return None
        monday = start - start.weekday() * DAY + 7 * DAY
        week = [monday + offset * DAY for offset in range(7)]
        school_days = [one for one in week if self.is_school_day(one)]
        return school_days[-1] if school_days else self.next_work_day(week[-1])


def national_calendar(
    first_year: int,
    last_year: int,
    terms: tuple[tuple[date, date], ...] = (),
    school_hours: tuple[time, time] = (time(8), time(17, 30)),
    quiet_hours: tuple[time, time] = (time(22), time(7)),
) -> SchoolCalendar:
    """China's public holidays and make-up days of the years for which the State Council has published them.

    Source: the ``holidays`` library, its ``special_public_holidays``; its guess for unpublished years is never used. Those
    years have weekdays only and are not loaded.
    """
    known = China().special_public_holidays  # type: ignore[no-untyped-call]  # the library's constructor has no types
    published = [year for year in range(first_year, last_year + 1) if year in known]
    china = China(years=published)  # type: ignore[no-untyped-call]  # the same
    return SchoolCalendar(
        holidays=frozenset(day for day in china if day.year in published),
        make_up_days=frozenset(day for day in china.weekend_workdays if day.year in published),
        terms=terms,
        years=frozenset(published),
        school_hours=school_hours,
        quiet_hours=quiet_hours,
    )
