"""One thing due, by one way of counting: both ends of every limit of ALERT_POLICY §4."""

from datetime import UTC, datetime, time, timedelta

import pytest

from screening.alerts.policy import Due
from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.clocks import deadlines, k1, k2, moment, start, waits_for_morning, when


def local(text):
    return datetime.fromisoformat(text if text.count("-") == 2 else f"2026-{text}").replace(tzinfo=SCHOOL_ZONE)


def short(moment):
    return moment.astimezone(SCHOOL_ZONE).strftime("%m-%d %H:%M")


def due(begun, **told):
    return short(when(Due(**told), begun))


@pytest.fixture
def at(year, policy):
    def begun(text, **contact):
        changed = policy.model_copy(update={"contact": policy.contact.model_copy(update=contact)})
        return start(local(text), year, changed)

    return begun


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param("11-10 08:00", 570, id="as school begins"),
        pytest.param("11-10 17:29", 1, id="the last minute"),
        pytest.param("11-10 17:30", 0, id="as school ends"),
    ],
)
def test_minutes_left_run_to_the_end_of_school(at, text, minutes):
    assert at(text).minutes_left == minutes


@pytest.mark.parametrize("text", ["11-10 07:59", "11-10 17:31", "11-14 10:00"])
def test_outside_school_hours_no_minute_is_left(at, text):
    assert at(text).minutes_left < 0


@pytest.mark.parametrize(
    ("text", "in_term", "can_fetch"),
    [
        pytest.param("11-10 17:00", True, True, id="half an hour is enough"),
        pytest.param("11-10 17:01", True, False, id="less is not"),
        pytest.param("08-05 10:00", False, False, id="in the vacation nobody is in class"),
    ],
)
def test_a_pupil_is_fetched_while_half_an_hour_of_school_is_left(at, text, in_term, can_fetch):
    found = moment(at(text))
    assert (found.in_term, found.can_fetch) == (in_term, can_fetch)


@pytest.mark.parametrize(
    ("text", "contact", "waits"),
    [
        pytest.param("11-14 06:59", "11-14 08:00", True, id="before seven: that morning"),
        pytest.param("11-14 07:00", "11-14 22:00", False, id="seven belongs to the day: the same evening"),
        pytest.param("11-14 05:00", "11-14 21:00", False, id="sixteen hours later is not quiet"),
    ],
)
def test_the_hours_of_a_contact_may_be_longer_and_the_day_still_begins_at_seven(at, text, contact, waits):
    begun = at(text, hours=16)
    assert short(k1(begun)) == contact
    assert waits_for_morning(begun) == waits


def test_a_short_contact_is_due_before_the_end_of_school_and_half_an_hour_left_is_still_school(at):
    assert short(k1(at("11-10 15:00", hours=1))) == "11-10 16:00"
    assert short(k1(at("11-10 17:00", hours=1))) == "11-10 17:30"
    assert not waits_for_morning(at("11-10 17:00", hours=6)), "23:00 is quiet, but the pupil is still at school"


def test_at_the_last_minute_of_school_a_ci1_is_checked_the_same_day(at):
    assert short(k2(at("11-10 17:30"))) == "11-10 21:30"
    assert short(k2(at("11-10 17:31", by_phone_hours=20))) == "11-11 13:31"


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        pytest.param("11-10 09:30", {"minutes": 20}, "11-10 09:50", id="minutes"),
        pytest.param("11-14 09:30", {"minutes": 20}, "11-14 09:50", id="the same minutes on a Saturday unless told otherwise"),
        pytest.param("11-14 09:30", {"minutes": 20, "out_of_hours": 90}, "11-14 11:00", id="others outside school hours"),
        pytest.param("11-14 09:30", {"minutes": 20, "out_of_hours": 0}, "11-14 09:30", id="at once outside school hours"),
        pytest.param("11-10 09:30", {"minutes": 0}, "11-10 09:30", id="at once"),
        pytest.param("11-13 09:30", {"hours": 30}, "11-14 15:30", id="hours run through the night"),
        pytest.param("11-13 09:30", {"days": 1}, "11-14 17:30", id="calendar days end with school, on a Saturday too"),
        pytest.param("11-13 09:30", {"days": 2, "at": time(9)}, "11-15 09:00", id="or at an hour"),
        pytest.param("11-13 09:30", {"school_days": 1}, "11-16 17:30", id="school days leave out the weekend"),
        pytest.param("11-13 09:30", {"school_days": 2, "at": time(12)}, "11-17 12:00", id="school days to an hour"),
        pytest.param("11-13 09:30", {"school_days": 3, "no_later_days": 3}, "11-16 17:30", id="never later than calendar days"),
        pytest.param("11-10 09:30", {"school_days": 3, "no_later_days": 9}, "11-13 17:30", id="unless these end later"),
    ],
)
def test_every_way_of_counting(at, text, told, expected):
    assert due(at(text), **told) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("11-10 07:59", "11-11 12:00", id="before school it is no lesson yet: the next school day"),
        pytest.param("11-10 08:00", "11-10 17:30", id="as school begins"),
        pytest.param("11-10 14:59", "11-10 17:30", id="a minute before three"),
        pytest.param("11-10 15:00", "11-11 12:00", id="three is too late"),
        pytest.param("11-14 10:00", "11-16 12:00", id="a Saturday morning"),
    ],
)
def test_read_the_same_day_only_if_it_came_early_enough_in_school_hours(at, text, expected):
    assert due(at(text), school_days=1, at=time(12), same_day_before=time(15)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2027-01-15 09:30", "01-22 17:30", id="the last day of term"),
        pytest.param("2027-01-18 09:30", "03-05 17:30", id="it would end in the vacation"),
        pytest.param("2027-02-18 09:30", "03-05 17:30", id="it would end in term and was begun in the vacation"),
    ],
)
def test_what_freezes_waits_for_the_second_week_unless_begun_and_ended_in_term(at, text, expected):
    assert due(at(text), school_days=5, freezes=True) == expected


def test_what_does_not_freeze_runs_in_the_vacation(at):
    assert due(at("2027-01-18 09:30"), school_days=5) == "01-25 17:30"


def test_references_follow_the_other_deadline_and_a_cap_takes_the_earlier(at):
    table = {
        "acknowledge": Due.model_validate({"with": "contact"}),
        "contact": Due(hours=2),
        "guardian": Due(hours=9, not_after="judgment"),
        "judgment": Due(hours=5),
        "plan": Due(hours=3, not_after="judgment"),
    }
    found = {name: short(one) for name, one in deadlines(table, at("11-10 09:00")).items()}
    assert found == {
        "acknowledge": "11-10 11:00",
        "contact": "11-10 11:00",
        "guardian": "11-10 14:00",
        "judgment": "11-10 14:00",
        "plan": "11-10 12:00",
    }


def test_t0_is_brought_to_the_school_s_own_clock(policy):
    begun = start(local("11-10 09:30").astimezone(UTC), SchoolCalendar(), policy)
    assert begun.t0.utcoffset() == timedelta(hours=8)
