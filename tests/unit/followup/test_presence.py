"""Who is away, who stands in, who is on call."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.presence import Absence, Slot, away_on, extended, gaps, on_call, outside_hours, overlaps

CALENDAR = SchoolCalendar()
FRIDAY = datetime(2026, 11, 27, 17, 30, tzinfo=SCHOOL_ZONE)


def slot(person, hours_from, hours_to, **more):
    start = FRIDAY + timedelta(hours=hours_from)
    return Slot(person=person, starts=start, ends=FRIDAY + timedelta(hours=hours_to), **more)


@pytest.mark.parametrize(
    ("day", "away"),
    [
        pytest.param(22, False, id="the day before"),
        pytest.param(23, True, id="the first day"),
        pytest.param(25, True, id="the last day"),
        pytest.param(26, False, id="the day after"),
    ],
)
def test_an_absence_holds_on_both_its_days(day, away):
    told = Absence(person=1, since=date(2026, 11, 23), until=date(2026, 11, 25), deputy=2)
    assert away_on([told], date(2026, 11, day)) == ({1: 2} if away else {})


def test_the_absence_told_last_holds_and_one_that_ends_before_it_begins_takes_it_back():
    since = date(2026, 11, 23)
    told = [Absence(person=1, since=since), Absence(person=1, since=since, until=since - timedelta(days=1))]
    assert away_on(told[:1], date(2027, 5, 1)) == {1: None}
    assert away_on(told, since) == {}


def test_a_deputy_who_is_away_is_no_deputy():
    since = date(2026, 11, 23)
    assert away_on([Absence(person=1, since=since, deputy=2), Absence(person=2, since=since)], since) == {1: None, 2: None}


def test_the_deputy_of_a_slot_answers_when_its_person_is_away_and_nobody_when_both_are():
    rota = [slot(1, 0, 14, deputy=2)]
    assert on_call(rota, FRIDAY) == 1
    assert on_call(rota, FRIDAY, away=[1]) == 2
    assert on_call(rota, FRIDAY, away=[1, 2]) is None
    assert on_call(rota, FRIDAY + timedelta(hours=14)) is None


def test_a_slot_counts_outside_school_hours_only():
    week = outside_hours(slot(1, 0, 72), CALENDAR)  # Friday evening to Monday evening
    monday = CALENDAR.at(date(2026, 11, 30), CALENDAR.school_hours[0])
    assert [(one.starts, one.ends) for one in week] == [(FRIDAY, monday)]
    assert on_call(week, monday) is None


def test_gaps_are_what_no_slot_covers_outside_school_hours():
    monday = CALENDAR.at(date(2026, 11, 30), CALENDAR.school_hours[0])
    assert gaps([], FRIDAY, CALENDAR) == [(FRIDAY, monday)]
    assert gaps([slot(1, 0, 10), slot(2, 12, 80)], FRIDAY, CALENDAR) == [
        (FRIDAY + timedelta(hours=10), FRIDAY + timedelta(hours=12))
    ]
    assert gaps([slot(1, -5, 80)], FRIDAY, CALENDAR) == []


@given(st.lists(st.tuples(st.integers(0, 71), st.integers(1, 40)), max_size=6))
def test_every_hour_is_covered_or_in_a_gap_and_never_both(told):
    rota = [slot(1, start, start + length) for start, length in told]
    empty = gaps(rota, FRIDAY, CALENDAR)
    for hour in range(72):
        moment = FRIDAY + timedelta(hours=hour)
        in_gap = any(start <= moment < end for start, end in empty)
        school = CALENDAR.in_hours(moment) and moment.astimezone(SCHOOL_ZONE).time() != CALENDAR.school_hours[1]
        assert in_gap == (not school and on_call(rota, moment) is None)


def test_two_lines_that_meet_are_named_and_two_that_follow_are_not():
    assert overlaps([slot(1, 0, 10), slot(2, 10, 20)]) == []
    assert overlaps([slot(2, 9, 20), slot(1, 0, 10)]) == [(0, 1)]


@pytest.mark.parametrize(
    ("minutes_left", "minutes_given"),
    [
        pytest.param(600, 600, id="half the time left: nothing is given"),
        pytest.param(300, 300, id="exactly a quarter left: nothing is given"),
        pytest.param(299, 299, id="under a quarter but over an hour: nothing is needed"),
        pytest.param(20, 60, id="twenty minutes left become an hour"),
        pytest.param(0, 60, id="due this minute becomes an hour"),
        pytest.param(-1, -1, id="what is overdue stays overdue"),
    ],
)
def test_whoever_takes_over_has_at_least_an_hour_if_under_a_quarter_was_left(minutes_left, minutes_given):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    due = now + timedelta(minutes=minutes_left)
    created = due - timedelta(minutes=1200)
    assert extended(due, created, now) == now + timedelta(minutes=minutes_given)


def test_a_slot_holds_from_its_start_to_before_its_end():
    one = slot(1, 0, 14)
    assert [one.covers(FRIDAY + timedelta(hours=hours)) for hours in (-1, 0, 13, 14)] == [False, True, True, False]


def test_who_is_away_is_rung_by_no_slot_and_the_next_line_answers():
    rota = [slot(1, 0, 14), slot(3, 0, 14, deputy=4)]
    assert on_call(rota, FRIDAY, away=[1]) == 3
    assert on_call(rota, FRIDAY, away=[1, 3]) == 4
    assert on_call([slot(0, 0, 14)], FRIDAY) == 0, "whoever has number 0 is somebody"


def test_a_rota_is_looked_at_for_three_days_unless_told_otherwise():
    thursday = datetime(2026, 11, 26, 18, tzinfo=SCHOOL_ZONE)
    assert gaps([], thursday, CALENDAR)[-1][1] == thursday + timedelta(hours=72)
    assert gaps([], thursday, CALENDAR, timedelta(hours=1)) == [(thursday, thursday + timedelta(hours=1))]


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        pytest.param((23, 7), (23, 8), [((23, 7), (23, 8))], id="before school"),
        pytest.param((23, 7), (23, 12), [((23, 7), (23, 8))], id="into a school day"),
        pytest.param((23, 9), (23, 16), [], id="inside a school day"),
        pytest.param((23, 12), (24, 12), [((23, 17.5), (24, 8))], id="from one school day into the next"),
        pytest.param((23, 0), (25, 0), [((23, 0), (23, 8)), ((23, 17.5), (24, 8)), ((24, 17.5), (25, 0))], id="two days"),
        pytest.param((28, 9), (28, 16), [((28, 9), (28, 16))], id="a Saturday"),
    ],
)
def test_a_slot_loses_the_school_hours_of_each_of_its_work_days(starts, ends, free):
    def at(day_and_hour):
        return datetime(2026, 11, day_and_hour[0], tzinfo=SCHOOL_ZONE) + timedelta(hours=day_and_hour[1])

    parts = outside_hours(Slot(person=1, starts=at(starts), ends=at(ends)), CALENDAR)
    assert [(one.starts, one.ends) for one in parts] == [(at(start), at(end)) for start, end in free]


def test_lines_that_meet_are_named_by_their_places_the_smaller_first():
    assert overlaps([slot(1, 0, 10), slot(2, 20, 30), slot(3, 5, 12), slot(4, 11, 15)]) == [(0, 2), (2, 3)]


@pytest.mark.parametrize(("minutes_left", "given"), [(299, 299), (59, 60), (61, 61)])
def test_an_hour_is_the_least_that_a_stand_in_gets(minutes_left, given):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    due = now + timedelta(minutes=minutes_left)
    assert extended(due, due - timedelta(days=1), now) == now + timedelta(minutes=given)


def test_exactly_a_quarter_left_is_enough_even_if_it_is_under_an_hour():
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    due = now + timedelta(minutes=15)
    assert extended(due, due - timedelta(minutes=60), now) == due
    assert extended(due, due - timedelta(minutes=61), now) == now + timedelta(hours=1)
