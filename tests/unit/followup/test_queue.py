"""Who is seen first."""

from datetime import UTC, datetime, timedelta

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
