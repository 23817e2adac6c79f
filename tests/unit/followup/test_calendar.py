"""School days, work days, hours and the freeze of the vacation."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar, national_calendar

DAYS = st.dates(date(2026, 8, 1), date(2027, 7, 31))


@pytest.mark.parametrize(
    ("day", "school", "work"),
    [
        pytest.param(date(2026, 11, 10), True, True, id="a Tuesday in term"),
        pytest.param(date(2026, 11, 14), False, False, id="a Saturday"),
        pytest.param(date(2026, 10, 1), False, False, id="a public holiday"),
        pytest.param(date(2026, 10, 10), True, True, id="a make-up Saturday"),
        pytest.param(date(2026, 8, 5), False, True, id="a Wednesday in the vacation"),
        pytest.param(date(2026, 8, 8), False, False, id="a Saturday in the vacation"),
    ],
)
def test_school_days_and_work_days(year, day, school, work):
    assert (year.is_school_day(day), year.is_work_day(day)) == (school, work)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        pytest.param(date(2026, 11, 10), 5, date(2026, 11, 17), id="a week"),
        pytest.param(date(2026, 9, 30), 1, date(2026, 10, 8), id="over the holiday"),
        pytest.param(date(2026, 9, 30), 3, date(2026, 10, 10), id="the make-up Saturday counts"),
        pytest.param(date(2026, 8, 30), 3, date(2026, 9, 2), id="from the vacation into term"),
    ],
)
def test_the_first_day_is_not_counted_and_the_last_ends_with_school(year, day, count, end):
    assert year.add_school_days(day, count) == datetime.combine(end, time(17, 30), SCHOOL_ZONE)


@pytest.mark.parametrize(
    ("clock", "inside"),
    [("07:59:59", False), ("08:00:00", True), ("17:30:00", True), ("17:30:01", False)],
)
def test_both_ends_of_school_hours_are_inside(year, clock, inside):
    assert year.in_hours(datetime.fromisoformat(f"2026-11-10T{clock}").replace(tzinfo=SCHOOL_ZONE)) == inside


@pytest.mark.parametrize(("clock", "quiet"), [("21:59:59", False), ("22:00:00", True), ("06:59:59", True), ("07:00:00", False)])
def test_quiet_hours_start_inside_and_end_outside(year, clock, quiet):
    assert year.is_quiet(datetime.fromisoformat(f"2026-11-10T{clock}").replace(tzinfo=SCHOOL_ZONE)) == quiet


@pytest.mark.parametrize(
    ("day", "until"),
    [
        pytest.param(date(2026, 8, 5), date(2026, 9, 11), id="before the autumn term, which starts on a Tuesday"),
        pytest.param(date(2027, 1, 25), date(2027, 3, 5), id="before the spring term, which starts on a Monday"),
        pytest.param(date(2026, 12, 1), date(2027, 3, 5), id="begun in term"),
        pytest.param(date(2027, 7, 5), None, id="the next term is not told"),
    ],
)
def test_the_freeze_ends_with_the_second_week_of_term(year, day, until):
    assert year.frozen_until(day) == until


def test_a_second_week_of_holidays_moves_the_freeze_to_the_next_school_day():
    calendar = SchoolCalendar(
        terms=((date(2026, 9, 28), date(2027, 1, 22)),), holidays=frozenset(date(2026, 10, day) for day in range(5, 10))
    )
    assert calendar.frozen_until(date(2026, 9, 1)) == date(2026, 10, 12)


@given(day=DAYS, count=st.integers(1, 12))
def test_counting_days_one_by_one_or_at_once_is_the_same(year, day, count):
    assert year.add_work_days(day, count) == year.next_work_day(year.add_work_days(day, count - 1))


@given(day=DAYS, count=st.integers(1, 12))
def test_a_deadline_in_school_days_never_falls_on_a_day_off(year, day, count):
    end = year.add_school_days(day, count)
    assert year.is_work_day(end.date())
    assert end.date() > day


@given(moment=st.datetimes(datetime(2026, 8, 1), datetime(2027, 7, 31)))  # noqa: DTZ001  # given its zone below
def test_after_quiet_hours_is_the_moment_itself_or_the_next_seven_o_clock(year, moment):
    at = moment.replace(tzinfo=SCHOOL_ZONE)
    after = year.after_quiet(at)
    assert at <= after < at + timedelta(hours=9, seconds=1)
    assert not year.is_quiet(after)
    assert after == at or after.time() == time(7)


def test_without_terms_every_school_day_is_a_day_in_term():
    calendar = SchoolCalendar()
    assert calendar.in_term(date(2026, 8, 5))
    assert calendar.is_school_day(date(2026, 8, 5))


def test_published_holidays_are_taken_and_unpublished_years_are_marked():
    calendar = national_calendar(2026, 2040)
    assert not calendar.is_school_day(date(2026, 10, 7)), "State Council notice for 2026"
    assert calendar.is_school_day(date(2026, 10, 10))
    assert calendar.is_loaded(date(2026, 12, 31))
    assert not calendar.is_loaded(date(2040, 1, 1)), "nobody has published 2040"
    assert calendar.is_school_day(date(2040, 10, 1)) == (date(2040, 10, 1).weekday() < 5), "no guess is used"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 2, 16),
        date(2026, 2, 23),
        date(2026, 4, 6),
        date(2026, 5, 5),
        date(2026, 6, 19),
        date(2026, 9, 25),
    ],
)
def test_the_holidays_of_2026_are_days_off(day):
    assert not national_calendar(2026, 2026).is_school_day(day)


@pytest.mark.parametrize(
    "day", [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]
)
def test_the_make_up_days_of_2026_are_school_days(day):
    assert national_calendar(2026, 2026).is_school_day(day)


def test_a_file_calendar_is_loaded_as_far_as_its_terms(year):
    assert year.is_loaded(date(2026, 9, 1))
    assert not year.is_loaded(date(2027, 9, 1))


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "inside", "loaded"),
    [
        pytest.param(date(2026, 8, 31), False, False, id="the day before the first term"),
        pytest.param(date(2026, 9, 1), True, True, id="its first day"),
        pytest.param(date(2027, 1, 22), True, True, id="its last day"),
        pytest.param(date(2027, 1, 23), False, True, id="the day after: holidays are known between the terms"),
        pytest.param(date(2027, 2, 22), True, True, id="the first day of the second term"),
        pytest.param(date(2027, 7, 2), True, True, id="the last day that was told"),
        pytest.param(date(2027, 7, 3), False, False, id="nothing is known after it"),
    ],
)
def test_a_term_holds_on_its_first_and_its_last_day(year, day, inside, loaded):
    assert (year.in_term(day), year.is_loaded(day)) == (inside, loaded)


def test_a_calendar_that_tells_its_years_is_loaded_for_those_whatever_its_terms():
    calendar = SchoolCalendar(terms=((date(2026, 9, 1), date(2027, 1, 22)),), years=frozenset({2026}))
    assert calendar.is_loaded(date(2026, 1, 1))
    assert not calendar.is_loaded(date(2027, 1, 10))
    assert SchoolCalendar().is_loaded(date(1999, 1, 1)), "without terms and years nothing is missing"


def test_a_make_up_day_stands_before_a_holiday_and_counts_in_term_only():
    saturday = date(2026, 10, 10)
    both = SchoolCalendar(holidays=frozenset([saturday]), make_up_days=frozenset([saturday]))
    assert both.is_school_day(saturday)
    vacation = SchoolCalendar(make_up_days=frozenset([saturday]), terms=((date(2026, 11, 2), date(2027, 1, 22)),))
    assert (vacation.is_school_day(saturday), vacation.is_work_day(saturday)) == (False, False)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        pytest.param(date(2026, 11, 13), date(2026, 11, 13), id="a Friday stays"),
        pytest.param(date(2026, 11, 14), date(2026, 11, 16), id="a Saturday becomes Monday"),
        pytest.param(date(2026, 10, 1), date(2026, 10, 8), id="a holiday becomes the next school day"),
    ],
)
def test_a_day_off_moves_to_the_next_work_day(year, day, moved):
    assert year.move_to_work_day(day) == moved
    assert year.add_work_days(day, 0) == day


@pytest.mark.parametrize(
    ("at", "after"),
    [
        pytest.param("2026-11-10T21:59", "2026-11-10T21:59", id="not quiet yet"),
        pytest.param("2026-11-10T22:00", "2026-11-11T07:00", id="quiet begins: tomorrow morning"),
        pytest.param("2026-11-11T00:00", "2026-11-11T07:00", id="midnight: the same morning"),
        pytest.param("2026-11-11T06:59", "2026-11-11T07:00", id="a minute before the end"),
        pytest.param("2026-11-11T07:00", "2026-11-11T07:00", id="the end is outside"),
    ],
)
def test_what_falls_into_the_night_waits_for_seven_o_clock(year, at, after):
    moment, expected = (datetime.fromisoformat(text).replace(tzinfo=SCHOOL_ZONE) for text in (at, after))
    assert year.after_quiet(moment) == expected


def test_the_freeze_looks_for_a_term_that_begins_later_and_within_400_days():
    first = date(2026, 9, 7)  # a Monday, so the second week ends on Friday 18 September
    calendar = SchoolCalendar(terms=((first, date(2027, 1, 22)),))
    assert calendar.frozen_until(first - timedelta(days=1)) == date(2026, 9, 18)
    assert calendar.frozen_until(first - timedelta(days=400)) == date(2026, 9, 18)
    assert calendar.frozen_until(first - timedelta(days=401)) is None
    assert calendar.frozen_until(first) is None, "that term has begun"


def test_the_freeze_ends_on_a_make_up_saturday_or_sunday_of_the_second_week():
    terms = ((date(2026, 9, 1), date(2027, 1, 22)),)
    for last in (date(2026, 9, 12), date(2026, 9, 13)):
        assert SchoolCalendar(terms=terms, make_up_days=frozenset([last])).frozen_until(date(2026, 8, 5)) == last
    assert SchoolCalendar(terms=terms, make_up_days=frozenset([date(2026, 9, 14)])).frozen_until(date(2026, 8, 5)) == date(
        2026, 9, 11
    )


@pytest.mark.parametrize("calendar", [SchoolCalendar(), national_calendar(2026, 2026)], ids=["by itself", "national"])
def test_the_hours_of_a_calendar_are_those_of_the_policy_unless_the_school_tells_others(calendar, policy):
    assert calendar.school_hours == tuple(policy.hours.school)
    assert calendar.quiet_hours == tuple(policy.hours.quiet)


def test_the_national_calendar_takes_over_terms_and_hours_and_no_year_that_was_not_asked_for():
    terms, school, quiet = ((date(2026, 9, 1), date(2027, 1, 22)),), (time(7, 30), time(18)), (time(21), time(6))
    calendar = national_calendar(2025, 2026, terms, school, quiet)
    assert (calendar.terms, calendar.school_hours, calendar.quiet_hours) == (terms, school, quiet)
    assert calendar.years == {2025, 2026}
    assert {day.year for day in calendar.holidays} == {day.year for day in calendar.make_up_days} == {2025, 2026}
    assert national_calendar(2024, 2025).years == {2024, 2025}, "2026 is published, too, and was not asked for"


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        pytest.param("2026-11-10T09:00", "2026-11-10T09:00", id="in school hours: as it is"),
        pytest.param("2026-11-10T17:30", "2026-11-10T17:30", id="the last minute of school: as it is"),
        pytest.param("2026-11-10T06:00", "2026-11-10T17:30", id="before school: the same day"),
        pytest.param("2026-11-10T22:00", "2026-11-11T17:30", id="in the evening: the next day"),
        pytest.param("2026-11-13T18:00", "2026-11-16T17:30", id="Friday evening: Monday"),
        pytest.param("2026-11-14T09:00", "2026-11-16T17:30", id="Saturday: Monday"),
    ],
)
def test_a_moment_outside_school_hours_moves_to_the_end_of_the_next_ones(moment, due):
    calendar = SchoolCalendar()
    start, end = (datetime.fromisoformat(one).replace(tzinfo=SCHOOL_ZONE) for one in (moment, due))
    assert calendar.to_end_of_hours(start) == end
