"""Who is seen first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.followup.queue import Waiting, queue_order, urgency

NOW = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def waiting(number=1, *, severity=3, critical=0, severe=False, waited=24, allowed=120, load=1.0):
    since = NOW - waited * HOUR
    return Waiting(
        number=number, severity=severity, critical=critical, severe=severe, since=since, due=since + allowed * HOUR, load=load
    )


somebody = st.builds(
    waiting, number=st.integers(1, 99), severity=st.integers(1, 5), critical=st.integers(0, 3), severe=st.booleans(),
    waited=st.integers(0, 400), allowed=st.integers(1, 240), load=st.floats(0, 5),
)  # fmt: skip


def numbers(*ones):
    return [one.number for one in queue_order(ones, NOW)]


@given(st.lists(somebody, max_size=12))
def test_nobody_is_dropped_and_no_severity_is_crossed(everybody):
    order = queue_order(everybody, NOW)
    assert sorted(map(repr, order)) == sorted(map(repr, everybody))
    assert [one.severity for one in order] == sorted((one.severity for one in everybody), reverse=True)


@given(st.lists(somebody, max_size=12, unique_by=lambda one: one.number), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_asking(everybody, random):
    shuffled = list(everybody)
    random.shuffle(shuffled)
    assert queue_order(shuffled, NOW) == queue_order(everybody, NOW)


def test_inside_one_import_safety_answers_go_first_then_totals_at_b3():
    """Case C49: interviews queued by CI, then B3."""
    assert numbers(waiting(1), waiting(2, severe=True), waiting(3, critical=1), waiting(4, critical=2)) == [4, 3, 2, 1]


@given(somebody)
def test_whoever_waits_longer_is_never_less_urgent(one):
    assert urgency(one, NOW + HOUR) > urgency(one, NOW)


def test_a_long_wait_overtakes_a_graver_sign_in_the_end():
    assert numbers(waiting(1, critical=1, waited=1), waiting(2, waited=100)) == [2, 1]


def test_the_pupils_of_an_overloaded_counselor_come_sooner_and_a_light_load_costs_nothing():
    assert numbers(waiting(1), waiting(2, load=1.5)) == [2, 1]
    assert urgency(waiting(load=0.2), NOW) == urgency(waiting(load=1.0), NOW)


def test_equal_ones_stand_by_their_due_time_then_by_number():
    assert numbers(waiting(2), waiting(1)) == [1, 2]


def test_risk_counts_from_the_first_minute():
    assert numbers(waiting(1, waited=0), waiting(2, waited=0, critical=3)) == [2, 1]


@pytest.mark.parametrize(
    ("told", "weight"),
    [
        pytest.param({"critical": 0}, 1, id="no safety answer"),
        pytest.param({"critical": 1}, 4, id="CI-1"),
        pytest.param({"critical": 2}, 8, id="CI-2"),
        pytest.param({"critical": 3}, 16, id="CI-3"),
        pytest.param({"severe": True}, 2, id="a total at B3"),
        pytest.param({"critical": 1, "severe": True}, 8, id="CI-1 and a total at B3"),
        pytest.param({"load": 1.5}, 1.5, id="half as much again as fits"),
    ],
)
def test_signs_weigh_as_the_table_says(told, weight):
    assert urgency(waiting(**told), NOW) == pytest.approx(weight * urgency(waiting(), NOW))


@pytest.mark.parametrize(
    ("waited", "allowed", "share"),
    [
        pytest.param(0, 10, 0.1, id="just begun: the hour's start"),
        pytest.param(4, 10, 0.5, id="half way, the hour's start counted"),
        pytest.param(19, 10, 2.0, id="overdue goes on growing"),
        pytest.param(1, 0.5, 2.0, id="less than an hour allowed counts as an hour"),
        pytest.param(-5, 10, 0.1, id="not begun yet counts as just begun"),
    ],
)
def test_urgency_is_the_share_of_the_allowed_time_that_has_gone(waited, allowed, share):
    assert urgency(waiting(waited=waited, allowed=allowed), NOW) == pytest.approx(share)


def test_of_two_equally_urgent_the_one_due_first_goes_first():
    soon, late = waiting(9, waited=4, allowed=10), waiting(1, waited=9, allowed=20)
    assert urgency(soon, NOW) == urgency(late, NOW)
    assert numbers(late, soon) == [9, 1]
