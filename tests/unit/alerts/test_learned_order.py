"""An order learned inside severities: never across them, never from a group, and only with enough outcomes."""

from contextlib import suppress
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.learned_order import COLUMNS, Learned, columns_of, order_inside
from screening.alerts.learning import FEWEST, Outcomes, auc_inside, evaluate, learn
from screening.alerts.signals import Signals
from screening.core.errors import PolicyFault


def outcomes(count=600, seed=1, strength=1.5, *, held=None):
    """Made-up confirmed alerts: whether the level held depends on the total and the safety answers."""
    rng = np.random.default_rng(seed)
    columns = np.zeros((count, len(COLUMNS)))
    columns[:, :4] = rng.integers(0, 4, (count, 4))
    columns[:, 7:] = rng.integers(0, 2, (count, 4))
    logit = strength * (columns[:, 0] + columns[:, 3] - 3)
    return Outcomes(
        columns=columns,
        held=rng.random(count) < 1 / (1 + np.exp(-logit)) if held is None else held,
        severity=rng.choice([2, 3, 4], count).astype(np.int8),
        at=np.datetime64("2026-09-01", "s") + rng.permutation(count).astype("timedelta64[h]"),
        plain=columns[:, 3],
    )


@pytest.fixture(scope="module")
def model():
    return learn(outcomes())


def test_no_group_sex_class_or_name_is_a_column():
    """H1. Every column is a band, a safety answer, a validity or an observation."""
    told = {"pupil", "groups", "named", "hold", "staff_harm", "away", "transferred", "not_tested"}
    assert not told & set(COLUMNS)
    known = {field.name for field in fields(Signals)}
    assert set(COLUMNS) - known == {"unread"}


def test_a_tag_changes_no_column():
    quiet = Signals.quiet(np.arange(3, dtype=np.int32))
    tagged = replace(quiet, groups=np.ones(3, np.bool_), transferred=np.ones(3, np.bool_))
    assert (columns_of(quiet) == columns_of(tagged)).all()


def test_an_unreadable_total_is_told_as_unread_and_never_as_minus_one():
    quiet = replace(Signals.quiet(np.arange(2, dtype=np.int32)), garbled=np.array([True, False]))
    columns = columns_of(quiet)
    assert (columns >= 0).all()
    assert columns[:, list(COLUMNS).index("unread")].tolist() == [1, 0]


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from([0.1, 0.5, 0.9])), max_size=30))
def test_severities_stay_as_they_are_and_equal_ones_where_they_stood(lines):
    severity = np.array([one[0] for one in lines], np.int8)
    chance = np.array([one[1] for one in lines], np.float64)
    order = order_inside(severity, chance)
    assert sorted(order.tolist()) == list(range(len(lines)))
    assert severity[order].tolist() == sorted(severity.tolist(), reverse=True)
    placed = [(-int(severity[at]), -chance[at], at) for at in order.tolist()]
    assert placed == sorted(placed)


@pytest.mark.parametrize(
    ("count", "held"),
    [
        pytest.param(FEWEST - 1, None, id="too few"),
        pytest.param(400, np.arange(400) < 49, id="too few of one kind"),
        pytest.param(400, np.arange(400) >= 49, id="too few of the other"),
    ],
)
def test_too_few_outcomes_teach_nothing_and_it_says_so(count, held):
    for act in (learn, evaluate):
        with pytest.raises(PolicyFault, match="too few"):
            act(outcomes(count, held=held))


def test_outcomes_that_depend_on_nothing_give_no_better_order():
    rng = np.random.default_rng(5)
    noise = outcomes(800, held=rng.random(800) < 0.5)
    with suppress(PolicyFault):  # "tells nothing" is as good an answer
        assert abs(evaluate(noise).auc - 0.5) < 0.1


def test_a_real_dependence_is_found_and_beats_the_plain_order():
    found = evaluate(outcomes(2000))
    assert found.better
    assert found.auc > 0.85
    assert 0.8 < found.calibration_slope < 1.25
    assert (found.learned_from, found.tried_on) == (1400, 600)


def test_the_later_outcomes_never_reach_what_is_tried_on_them():
    """Turning every later outcome round changes no earlier model: the Brier score gets worse, not better."""
    told = outcomes(1000)
    late = told.at > np.sort(told.at)[699]
    turned = replace(told, held=np.where(late, ~told.held, told.held))
    assert evaluate(turned).auc == pytest.approx(1 - evaluate(told).auc)


def test_chances_are_calibrated(model):
    fresh = outcomes(4000, seed=9)
    chance = model.chance(fresh.columns)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        inside = (chance >= low) & (chance < high)
        assert fresh.held[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.06)


def test_what_is_told_as_reason_is_what_moved_the_pupil(model):
    line = np.zeros((2, len(COLUMNS)))
    line[0, list(COLUMNS).index("critical")] = 3
    first, second = model.because(line)
    assert COLUMNS["critical"].zh in first.zh
    assert COLUMNS["critical"].zh not in second.zh


def test_parts_add_up_to_what_orders(model):
    columns = outcomes(50).columns
    logit = model.start + model.parts(columns).sum(axis=1)
    assert (np.argsort(logit, kind="stable") == np.argsort(model.chance(columns), kind="stable")).all()


def test_the_same_outcomes_in_another_order_teach_the_same(model):
    told = outcomes()
    shuffled = told.part(np.random.default_rng(2).permutation(len(told)))
    again = learn(shuffled)
    assert np.allclose(again.weight, model.weight, atol=1e-3)


def test_auc_counts_pairs_of_one_severity_only():
    """By hand: S2 held .9 against .1 (right), S3 held .2 against .8 (wrong): 1 of 2. Across severities nothing is compared."""
    score, held = np.array([0.9, 0.1, 0.2, 0.8]), np.array([True, False, True, False])
    assert auc_inside(score, held, np.array([2, 2, 3, 3], np.int8)) == 0.5
    assert auc_inside(np.full(4, 0.5), held, np.array([2, 2, 3, 3], np.int8)) == 0.5
    assert np.isnan(auc_inside(score, held, np.array([1, 2, 3, 4], np.int8)))


def test_a_model_is_plain_figures():
    assert {type(value) for value in vars(learn(outcomes())).values()} == {tuple, float, int}
    assert Learned.__dataclass_params__.frozen
