"""No day holds more expected safety checks than the adults can do, everybody sits once, and no day is a holiday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.policy import Workload
from screening.followup.sitting_plan import SittingDay, expected_checks, plan_sittings

LOAD = Workload(checks_a_day=8)
TUESDAY = date(2026, 11, 10)
FLOAT = 1e-9


@pytest.mark.parametrize(
    ("grade", "checks"),
    [pytest.param(6, 4.0, id="10 % in grades 4 to 6"), pytest.param(7, 8.0, id="20 % in grades 7 to 9")],
)
def test_expected_checks_follow_the_planning_rates(grade, checks):
    assert expected_checks(grade, 40, LOAD) == pytest.approx(checks)


def test_classes_fill_days_in_the_order_of_grade_and_class(year):
    days = plan_sittings([("701", 7, 20), ("402", 4, 40), ("401", 4, 40)], 1, LOAD, year, TUESDAY)
    assert [[one.school_class for one in day.sittings] for day in days] == [["401", "402"], ["701"]]
    assert [day.checks for day in days] == pytest.approx([8.0, 4.0])


def test_a_class_too_large_for_a_day_is_split_into_equal_parts(year):
    days = plan_sittings([("701", 7, 45)], 1, LOAD, year, TUESDAY)
    assert [(one.part, one.parts, one.pupils) for day in days for one in day.sittings] == [(1, 2, 23), (2, 2, 22)]
    assert len(days) == 2


def test_two_adults_do_twice_as_much(year):
    classes = [("701", 7, 40), ("702", 7, 40)]
    assert len(plan_sittings(classes, 1, LOAD, year, TUESDAY)) == 2
    assert len(plan_sittings(classes, 2, LOAD, year, TUESDAY)) == 1


@pytest.mark.parametrize(
    ("first", "days", "early"),
    [
        pytest.param(date(2026, 9, 30), [date(2026, 9, 30), date(2026, 10, 8)], [True, False], id="over the holiday"),
        pytest.param(
            date(2026, 10, 3), [date(2026, 10, 8), date(2026, 10, 9)], [False, False], id="from within it; Saturday is school"
        ),
        pytest.param(date(2026, 11, 13), [date(2026, 11, 13), date(2026, 11, 16)], [True, False], id="a Friday ends early"),
    ],
)
def test_sittings_are_on_school_days_and_end_early_before_a_break(year, first, days, early):
    plan = plan_sittings([("701", 7, 40), ("702", 7, 40)], 1, LOAD, year, first)
    assert [day.day for day in plan] == days
    assert [day.before_break for day in plan] == early


def test_nobody_is_screened_where_nobody_can_follow_up(year):
    with pytest.raises(ValueError, match="nobody"):
        plan_sittings([("701", 7, 40)], 0, LOAD, year, TUESDAY)


def test_no_pupils_make_no_day(year):
    assert plan_sittings([], 1, LOAD, year, TUESDAY) == []


@given(
    sizes=st.lists(st.tuples(st.integers(4, 9), st.integers(1, 60)), min_size=1, max_size=12),
    adults=st.integers(1, 3),
    room=st.integers(1, 12),
)
def test_every_day_fits_and_every_pupil_sits_once(year, sizes, adults, room):
    load = Workload(checks_a_day=room)
    classes = [(f"{grade}{number:02d}", grade, pupils) for number, (grade, pupils) in enumerate(sizes)]
    days = plan_sittings(classes, adults, load, year, TUESDAY)
    seated = {name: 0 for name, _, _ in classes}
    for day in days:
        assert year.is_work_day(day.day)
        assert day.sittings
        assert day.checks <= adults * room + FLOAT
        for one in day.sittings:
            seated[one.school_class] += one.pupils
    assert seated == {name: pupils for name, _, pupils in classes}
    assert [day.day for day in days] == sorted({day.day for day in days})


@pytest.mark.parametrize(
    ("pupils", "parts"),
    [
        pytest.param(40, [40], id="eight checks fit exactly"),
        pytest.param(41, [21, 20], id="one pupil more makes two parts"),
        pytest.param(80, [40, 40], id="two full days"),
        pytest.param(81, [27, 27, 27], id="three equal parts"),
        pytest.param(82, [28, 27, 27], id="the first part takes the odd one"),
    ],
)
def test_a_class_is_split_into_as_few_equal_parts_as_fit(year, pupils, parts):
    """Grade 7: 20 % are expected to need a check, eight checks fit into a day (ALERT_POLICY §10 Q1)."""
    sittings = [one for day in plan_sittings([("701", 7, pupils)], 1, LOAD, year, TUESDAY) for one in day.sittings]
    assert [one.pupils for one in sittings] == parts
    assert [(one.part, one.parts) for one in sittings] == [(part, len(parts)) for part in range(1, len(parts) + 1)]


def test_a_day_knows_how_many_pupils_sit_and_is_filled_to_the_last_check(year):
    (day,) = plan_sittings([("701", 7, 20), ("702", 7, 20)], 1, LOAD, year, TUESDAY)
    assert (day.pupils, day.checks) == (40, pytest.approx(8.0))


def test_where_one_pupil_is_more_than_a_day_can_do_pupils_sit_one_by_one(year):
    load = Workload(checks_a_day=1, critical_share={"grades_4_to_6": 1.0, "grades_7_to_9": 1.0})
    days = plan_sittings([("701", 7, 3)], 1, load, year, TUESDAY)
    assert [[one.pupils for one in day.sittings] for day in days] == [[1], [1], [1]]


def test_an_empty_class_does_not_sit(year):
    assert plan_sittings([("701", 7, 0)], 1, LOAD, year, TUESDAY) == []


def test_days_start_empty():
    assert SittingDay(day=TUESDAY, before_break=False) == SittingDay(day=TUESDAY, before_break=False, sittings=[], checks=0.0)


def test_parts_are_counted_in_whole_pupils(year):
    """Three checks in three days would be four pupils on one of them, 1.2 checks: so the class sits on four days."""
    load = Workload(checks_a_day=1, critical_share={"grades_4_to_6": 0.3, "grades_7_to_9": 0.3})
    days = plan_sittings([("701", 7, 10)], 1, load, year, TUESDAY)
    assert [[one.pupils for one in day.sittings] for day in days] == [[3], [3], [2], [2]]
