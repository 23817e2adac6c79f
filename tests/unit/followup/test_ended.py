"""Which tasks a lower level, an end or a graver alert takes along, and what always stays."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.core.severity import Severity
from screening.followup.ended import BELOW_S3, LASTING, REPLACED, STAYS, ends, replaced
from tests.flow.people import T0, task

S0, S1, S2, S3, S4 = Severity.S0, Severity.S1, Severity.S2, Severity.S3, Severity.S4
KINDS = sorted(STAYS | BELOW_S3 | REPLACED | {"observation", "supervise"})


def of(kind, rule="R301", due_at=T0):
    one = task(1, kind, due_at=due_at)
    return replace(one, task=replace(one.task, plan=replace(one.task.plan, rule=rule)))


@pytest.mark.parametrize("kind", sorted(BELOW_S3))
def test_confirmed_below_s3_what_was_not_carried_out_ends(kind):
    assert ends(of(kind), S3, S2)
    assert not ends(of(kind), S4, S3)
    assert not ends(of(kind), S2, S1)


@pytest.mark.parametrize("kind", sorted(STAYS))
def test_a_retest_and_every_duty_stay_whatever_the_level(kind):
    assert not any(ends(of(kind), S3, to) for to in (S0, S1, S2))


@given(kind=st.sampled_from(KINDS), rule=st.sampled_from(sorted(LASTING)), before=st.sampled_from([S1, S2, S3, S4]))
def test_what_follows_from_a_pupil_s_life_never_ends_with_a_level(kind, rule, before):
    assert not any(ends(of(kind, rule), before, to) for to in (S0, S1, S2, S3))


@pytest.mark.parametrize(("before", "to"), list(pairwise([S4, S3, S2, S1])), ids=lambda one: one.name)
def test_a_step_down_ends_the_graver_series_only(before, to):
    assert ends(of("follow_up", f"FU-{before.name}"), before, to)
    assert not ends(of("follow_up", f"FU-{to.name}"), before, to) or to < S3 <= before


@given(
    kinds=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-5, 20)), max_size=8),
    coming=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10)), max_size=8),
)
def test_a_task_ends_only_if_a_graver_alert_asks_for_it_no_later(kinds, coming):
    running = [of(kind, due_at=T0 + timedelta(days=day)) for kind, day in kinds]
    plans = [of(kind, due_at=T0 + timedelta(days=day)).task.plan for kind, day in coming]
    for gone in replaced(running, plans):
        assert any(plan.kind == gone.task.plan.kind and plan.due_at <= gone.task.plan.due_at for plan in plans)
        assert gone.task.plan.kind not in {"retest", "interview", "mandatory_report"}


@given(
    kinds=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-5, 20), st.booleans()), max_size=8),
    coming=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 10)), max_size=8),
)
def test_a_graver_alert_takes_the_place_of_exactly_what_it_asks_for_no_later(kinds, coming):
    running = [of(kind, "FU-CP" if lasting else "R301", T0 + timedelta(days=day)) for kind, day, lasting in kinds]
    plans = [of(kind, due_at=T0 + timedelta(days=day)).task.plan for kind, day in coming]
    assert replaced(running, plans) == [
        one
        for one, (kind, day, lasting) in zip(running, kinds, strict=True)
        if not lasting and kind in REPLACED and any(kind == other and due <= day for other, due in coming)
    ]


@pytest.mark.parametrize("kind", ["observation", "supervise", "guardian"])
def test_an_end_takes_along_what_is_neither_duty_nor_lasting(kind):
    assert ends(of(kind), S2, S0)


@pytest.mark.parametrize(
    ("rule", "to", "gone"),
    [
        pytest.param("FU-S2", S0, True, id="the retest of a series ends with the case"),
        pytest.param("FU-S2", S1, False, id="and stays while there is a level (M3)"),
        pytest.param("R301", S0, False, id="the retest an alert asked for stays"),
    ],
)
def test_a_retest_ends_only_as_part_of_a_series_and_with_the_case(rule, to, gone):
    assert ends(of("retest", rule), S2, to) == gone


@pytest.mark.parametrize(
    ("rule", "to"), [("FU-S2", S2), ("FU-S1", S2), ("FU-S3", S3), ("FU-S1", S1)], ids=lambda one: getattr(one, "name", one)
)
def test_a_series_of_the_new_level_or_a_milder_one_goes_on(rule, to):
    assert not ends(of("observation", rule), S4, to)
