"""Where an alert stands follows from the acts alone: what waits, what holds, and since when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.policy import Stepping
from screening.core.severity import Severity
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.standing import Act, ActKind, Seen, effective, judged, standing

T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)
S0, S1, S2, S3, S4 = Severity.S0, Severity.S1, Severity.S2, Severity.S3, Severity.S4
FLOORS = Stepping()


def act(number, kind, *, alert=1, day=0, by=1, **told):
    return Act(number=number, kind=kind, alert=alert, by=by, at=T0 + timedelta(days=day), **told)


def confirmed(number, level, *, alert=1, day=0, provisional=None, **told):
    said = provisional or level
    return act(number, ActKind.CONFIRM, alert=alert, day=day, before=said, to=level, provisional=said, **told)


def signed(number, of, *, alert=1, day=0):
    return act(number, ActKind.SIGN, alert=alert, day=day, by=2, signs=of)


def stands(level, acts=(), seen=(), alert=1, opened=T0):
    return standing(alert, level, opened, acts, seen)


def test_an_alert_without_any_act_is_provisional():
    found = stands(S3)
    assert (found.provisional, found.confirmed, found.waiting, found.ever, found.held) == (S3, False, None, S0, S0)


def test_what_waits_for_a_signature_holds_nothing():
    asked = confirmed(7, S1, provisional=S3, two_sign=True, waits=True)
    found = stands(S3, [asked])
    assert (found.waiting, found.confirmed, found.provisional) == (asked, False, S3)


def test_the_signature_makes_it_hold():
    asked = confirmed(7, S1, provisional=S3, two_sign=True, waits=True)
    found = stands(S1, [asked, signed(8, 7, day=1)])
    assert (found.waiting, found.confirmed, found.provisional, found.ever) == (None, True, S3, S1)


def test_a_level_that_stays_holds_at_once_and_still_wants_its_second_signature():
    said = confirmed(7, S3, two_sign=True)
    assert stands(S3, [said]).unsigned == said
    assert stands(S3, [said, signed(8, 7)]).unsigned is None


def test_the_last_word_of_two_that_wait_is_the_one_to_sign():
    first, second = (confirmed(n, to, provisional=S3, two_sign=True, waits=True) for n, to in ((7, S1), (8, S2)))
    assert stands(S3, [first, second]).waiting == second


def test_a_graver_alert_is_provisional_again_and_keeps_what_was_confirmed_before():
    found = stands(S3, [confirmed(7, S2)], alert=2)
    assert (found.confirmed, found.held, found.ever) == (False, S2, S2)


def test_a_closed_case_leaves_nothing_to_the_next_one():
    closed = [confirmed(7, S1), act(8, ActKind.CLOSE, before=S1, to=S0, provisional=S1)]
    found = stands(S2, closed, alert=2)
    assert (found.held, found.ever) == (S0, S0)


@pytest.mark.parametrize(
    ("level", "days"),
    [
        pytest.param(S4, 14, id="S4 to S3"),
        pytest.param(S3, 30, id="S3 to S2"),
        pytest.param(S2, 30, id="S2 to S1"),
        pytest.param(S1, 30, id="S1 to closed"),
    ],
)
def test_the_floor_counts_whole_days_from_the_last_signal(level, days):
    assert stands(level, [confirmed(7, level)]).floor(FLOORS) == T0 + timedelta(days=days)  # ALERT_POLICY CL1


def test_a_signal_of_the_level_starts_the_floor_again_and_a_milder_one_does_not():
    later = T0 + timedelta(days=9)
    assert stands(S3, seen=[Seen(at=later, severity=S3)]).last_signal == later
    assert stands(S3, seen=[Seen(at=later, severity=S2)]).last_signal == T0


def test_a_step_down_starts_the_next_floor():
    lowered = act(8, ActKind.LOWER, day=40, before=S3, to=S2, provisional=S3, two_sign=True, waits=True)
    found = stands(S2, [confirmed(7, S3), lowered, signed(9, 8, day=41)])
    assert found.floor(FLOORS) == T0 + timedelta(days=41 + 30)
    assert found.ever == S3


def test_judged_is_what_the_system_had_said_in_this_wave():
    mine = confirmed(7, S1, provisional=S3, two_sign=True, waits=True, wave=4)
    assert judged([mine], 4) == S0  # nobody signed
    assert judged([mine, signed(8, 7)], 4) == S3
    assert judged([mine, signed(8, 7)], 5) == S0
    assert judged([replace(mine, everywhere=True), signed(8, 7)], 5) == S3


@given(st.permutations([confirmed(7, S3, two_sign=True), signed(8, 7, day=1), act(9, ActKind.ACK), confirmed(3, S2, alert=5)]))
def test_the_order_in_which_acts_are_read_does_not_matter(acts):
    assert stands(S3, acts) == stands(S3, sorted(acts, key=lambda one: one.number))


@given(
    level=st.sampled_from([S1, S2, S3, S4]),
    days=st.lists(st.integers(0, 200), max_size=6),
    given=st.lists(st.sampled_from([S1, S2, S3, S4]), max_size=6),
)
def test_one_more_signal_never_brings_the_floor_nearer(level, days, given):
    seen = [Seen(at=T0 + timedelta(days=d), severity=s) for d, s in zip(days, given, strict=False)]
    floors = [stands(level, seen=seen[:count]).floor(FLOORS) for count in range(len(seen) + 1)]
    assert floors == sorted(floors)
    assert floors[0] == T0 + timedelta(days=FLOORS.floor_days(level))


def test_an_act_tells_nothing_that_was_not_said():
    plain = act(1, ActKind.ACK)
    assert (plain.two_sign, plain.waits, plain.everywhere) == (False, False, False)
    assert (plain.signs, plain.wave) == (0, 0)
    assert (plain.before, plain.to, plain.provisional) == (S0, S0, S0)


def test_of_several_earlier_levels_of_a_case_the_last_is_held_and_the_gravest_is_kept_in_mind():
    acts = [confirmed(1, S3, alert=1), confirmed(2, S2, alert=2, day=1), confirmed(3, S1, alert=3, day=2)]
    found = stands(S2, acts, alert=4)
    assert (found.held, found.ever) == (S1, S3)


def test_a_case_begins_after_the_last_end():
    ended = [
        confirmed(1, S3, alert=1), act(2, ActKind.CLOSE, alert=1, day=1, before=S1),
        confirmed(3, S2, alert=2, day=2), act(4, ActKind.CLOSE, alert=2, day=3, before=S1),
    ]  # fmt: skip
    found = stands(S2, [*ended, confirmed(5, S1, alert=3, day=4)], alert=4)
    assert (found.held, found.ever) == (S1, S1)


def test_of_two_steps_to_the_same_level_the_last_one_starts_the_floor():
    first, second = (act(n, ActKind.LOWER, day=day, before=S3, to=S2, provisional=S3) for n, day in ((2, 30), (4, 70)))
    again = confirmed(3, S3, day=40)
    found = stands(S2, [confirmed(1, S3), first, again, second])
    assert found.lowered_at == T0 + timedelta(days=70)
    assert found.provisional == S3


def test_a_step_to_another_level_does_not_start_this_floor():
    assert stands(S1, [confirmed(1, S3), act(2, ActKind.LOWER, day=30, before=S3, to=S2)]).lowered_at is None


def test_a_signal_after_the_last_step_starts_the_floor_again():
    lowered = act(2, ActKind.LOWER, day=30, before=S3, to=S2)
    found = stands(S2, [confirmed(1, S3), lowered], [Seen(at=T0 + timedelta(days=50), severity=S2)])
    assert found.floor(FLOORS) == T0 + timedelta(days=50 + 30)


def test_what_waits_is_over_once_something_else_took_effect_after_it():
    asked = confirmed(1, S1, provisional=S3, two_sign=True, waits=True)
    assert stands(S3, [asked, confirmed(2, S3, day=1)]).waiting is None
    assert stands(S3, [confirmed(2, S3, day=-1), asked]).waiting == asked
    same_moment = confirmed(2, S3)
    assert stands(S3, [asked, same_moment]).waiting == asked


@pytest.mark.parametrize("signed_first", [False, True], ids=["the first one signed", "nothing signed"])
def test_a_signature_under_an_earlier_word_is_none_under_the_last(signed_first):
    first, second = (
        confirmed(n, to, day=day, provisional=S3, two_sign=True, waits=True) for n, to, day in ((1, S1, 0), (2, S2, 2))
    )
    acts = [first, second, *([signed(3, 1, day=1)] if signed_first else [])]
    assert stands(S3, acts).waiting == second


def test_the_last_level_in_force_is_the_one_to_sign():
    first, second = confirmed(1, S3, two_sign=True), confirmed(2, S3, day=1, two_sign=True)
    assert stands(S3, [first, signed(3, 1), second]).unsigned == second
    assert stands(S3, [first, signed(3, 2), second]).unsigned is None
    assert stands(S3, [first, confirmed(2, S3, day=1)]).unsigned is None


def test_who_read_first_is_named_and_of_releasing_and_keeping_the_last_word_holds():
    release, keep = act(1, ActKind.RELEASE), act(2, ActKind.KEEP, day=1)
    found = stands(S2, [release, keep, act(3, ActKind.ACK, day=2), act(4, ActKind.ACK, alert=9)])
    assert (found.acknowledged, found.released) == (release, keep)
    assert stands(S2, [act(4, ActKind.ACK, alert=9), act(5, ActKind.KEEP, alert=9)]).acknowledged is None
    assert stands(S2, [act(5, ActKind.KEEP, alert=9), act(6, ActKind.ACK)]).released is None


def test_what_holds_at_the_same_moment_stands_in_the_order_of_its_numbers():
    later, earlier = confirmed(2, S2), confirmed(1, S3)
    assert [one.number for one, _ in effective([later, earlier])] == [1, 2]
    waits = confirmed(1, S3, two_sign=True, waits=True)
    assert [one.number for one, _ in effective([waits, later, signed(3, 1, day=1)])] == [2, 1]
