"""N3: when a wave with safety items is warned of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.presence import Slot
from screening.followup.wave_guard import guard

CALENDAR = SchoolCalendar(
    holidays=frozenset({date(2026, 10, 1), date(2026, 10, 2)}), terms=((date(2026, 9, 1), date(2027, 1, 22)),)
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SCHOOL_ZONE)


ALWAYS = (Slot(person=1, starts=at("2026-09-01 00:00"), ends=at("2027-02-01 00:00")),)


def warned(text, *, at_home=False, slots=ALWAYS):
    return len(guard([at(text)], at_home=at_home, slots=slots, calendar=CALENDAR))


@pytest.mark.parametrize(
    ("sitting", "warnings"),
    [
        pytest.param("2026-11-24 09:00", 0, id="a Tuesday morning"),
        pytest.param("2026-11-24 15:00", 0, id="a Tuesday afternoon"),
        pytest.param("2026-11-27 13:59", 0, id="Friday before two"),
        pytest.param("2026-11-27 14:00", 1, id="Friday at two"),
        pytest.param("2026-11-27 15:00", 1, id="Friday at three, case (f) of the policy"),
        pytest.param("2026-09-30 14:30", 1, id="Wednesday before the holiday"),
        pytest.param("2026-09-30 10:00", 0, id="the morning before the holiday"),
        pytest.param("2027-01-22 15:00", 1, id="the last day of term"),
    ],
)
def test_no_safety_item_late_on_a_friday_or_before_a_break(sitting, warnings):
    assert warned(sitting) == warnings


@pytest.mark.parametrize(
    ("sitting", "warnings"),
    [
        pytest.param("2026-11-24 19:00", 1, id="in the evening"),
        pytest.param("2026-11-24 10:00", 0, id="in school hours"),
        pytest.param("2026-11-28 10:00", 1, id="on a Saturday"),
    ],
)
def test_no_safety_item_at_home_when_nobody_is_at_school(sitting, warnings):
    assert warned(sitting, at_home=True) == warnings


def test_an_empty_rota_or_a_hole_within_three_days_is_warned_of():
    assert warned("2026-11-24 09:00", slots=()) == 1
    ends = at("2026-11-24 09:00") + timedelta(hours=72)
    assert warned("2026-11-24 09:00", slots=(Slot(person=1, starts=at("2026-11-24 00:00"), ends=ends),)) == 0
    assert warned("2026-11-24 09:00", slots=(Slot(person=1, starts=at("2026-11-24 00:00"), ends=at("2026-11-26 20:00")),)) == 1


def test_every_sitting_is_warned_of_by_its_own_time_in_both_languages():
    late, home = at("2026-11-27 15:00"), at("2026-11-24 19:00")
    found = guard([late, home], at_home=True, slots=ALWAYS, calendar=CALENDAR)
    assert [one.zh[:16] for one in found] == ["2026-11-27 15:00", "2026-11-24 19:00"]
    assert [one.en[:16] for one in found] == ["2026-11-27 15:00", "2026-11-24 19:00"]


def test_one_sitting_without_cover_among_several_is_enough():
    covered = Slot(person=1, starts=at("2026-11-23 00:00"), ends=at("2026-11-27 09:00"))
    sittings = [at("2026-11-24 09:00"), at("2026-11-24 10:00")]
    assert len(guard(sittings[:1], at_home=False, slots=[covered], calendar=CALENDAR)) == 0
    assert len(guard(sittings, at_home=False, slots=[covered], calendar=CALENDAR)) == 0
    later = [*sittings, at("2026-11-25 10:00")]
    assert len(guard(later, at_home=False, slots=[covered], calendar=CALENDAR)) == 1


def test_a_sitting_is_judged_by_the_school_s_clock():
    friday_at_two = at("2026-11-27 14:00").astimezone(UTC)
    assert len(guard([friday_at_two], at_home=False, slots=ALWAYS, calendar=CALENDAR)) == 1


def test_a_friday_is_a_friday_even_if_there_is_school_on_saturday():
    calendar = SchoolCalendar(make_up_days=frozenset({date(2026, 10, 10)}))  # State Council notice for 2026
    assert [
        len(guard([at(text)], at_home=False, slots=ALWAYS, calendar=calendar))
        for text in ("2026-10-09 14:00", "2026-10-08 14:00")
    ] == [1, 0]
