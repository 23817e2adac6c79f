"""An order learned inside severities: never across them, never from a group, and only with enough outcomes."""

from contextlib import suppress
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.learned_order import COLUMNS, Learned, columns_of, order_inside
from screening.alerts.learning import FEWEST, Evaluation, Outcomes, auc_inside, evaluate, learn
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


def by_hand(**more):
    """Two columns that matter: the total (middle 1, spread 2, weight 3) and the safety answers (weight -1)."""
    count = len(COLUMNS)
    weight = [0.0] * count
    weight[0], weight[list(COLUMNS).index("critical")] = 3.0, -1.0
    told = {"middle": (1.0,) + (0.0,) * (count - 1), "spread": (2.0,) + (1.0,) * (count - 1), "weight": tuple(weight)}
    return Learned(**(told | {"start": 0.5, "slope": -2.0, "shift": 0.25, "outcomes": 200} | more))


def test_a_chance_is_the_calibrated_sum_of_its_parts():
    """By hand: total 2 gives (2 - 1) / 2 x 3 = 1.5; 0.5 + 1.5 = 2 calibrated to 1 / (1 + exp(-2 x 2 + 0.25)) = 0.977."""
    line = np.zeros((1, len(COLUMNS)))
    line[0, 0] = 2
    assert by_hand().parts(line)[0, 0] == 1.5
    assert by_hand().chance(line)[0] == pytest.approx(1 / (1 + np.exp(-3.75)))


def test_reasons_are_the_columns_that_bring_forward_most_first_and_never_those_that_hold_back():
    model = by_hand(weight=(1.0, 2.0, 3.0) + (0.0,) * 7 + (-1.0,), middle=(0.0,) * 11, spread=(1.0,) * 11)
    (line,) = model.because(np.ones((1, len(COLUMNS))))
    words = [told.zh for told in COLUMNS.values()]
    assert line.zh == f"{words[2]}、{words[1]}", "two, the stronger one first"
    (three,) = model.because(np.ones((1, len(COLUMNS))), most=9)
    assert three.zh == f"{words[2]}、{words[1]}、{words[0]}", "what adds nothing or holds back is no reason"
    assert by_hand().because(np.zeros((1, len(COLUMNS))))[0].zh == ""


@pytest.mark.parametrize(
    ("name", "told", "value"),
    [
        pytest.param("total", -1, 0, id="no readable total"),
        pytest.param("total", 1, 1, id="a total at B1"),
        pytest.param("total", 3, 3, id="a total at B3"),
        pytest.param("raised", 9, 9, id="nine subscales"),
        pytest.param("raised", 10, 9, id="ten say no more than nine"),
        pytest.param("severe", 10, 9, id="very high ones"),
        pytest.param("slight", 10, 9, id="ten observers"),
        pytest.param("critical", 3, 3, id="a safety answer"),
        pytest.param("asks", True, 1, id="asks for a talk"),
        pytest.param("marked", True, 1, id="a marked change"),
    ],
)
def test_each_column_is_read_from_its_signal(name, told, value):
    quiet = Signals.quiet(np.arange(1, dtype=np.int32))
    columns = columns_of(quiet.told(**{name: np.array([told], getattr(quiet, name).dtype)}))
    expected = dict.fromkeys(COLUMNS, 0) | {name: value}
    assert dict(zip(COLUMNS, columns[0].tolist(), strict=True)) == expected


@pytest.mark.parametrize("name", ["garbled", "incomplete"])
def test_a_sheet_is_unread_for_either_reason(name):
    quiet = Signals.quiet(np.arange(1, dtype=np.int32)).told(**{name: np.array([True])})
    assert columns_of(quiet)[0, list(COLUMNS).index("unread")] == 1


def test_two_hundred_outcomes_with_fifty_of_each_kind_are_enough():
    told = outcomes(200)
    for held in (50, 150):
        places = np.argsort(-told.columns[:, 0] - told.columns[:, 3], kind="stable")
        assert learn(replace(told, held=np.isin(np.arange(200), places[:held]))).outcomes == 200


def test_too_few_outcomes_are_counted_in_the_message():
    with pytest.raises(PolicyFault) as caught:
        learn(outcomes(400, held=np.arange(400) < 49))
    assert "400, of which 49 held and 351 did not" in caught.value.what.en
    assert "共 400 条，维持初判 49 条，下调或未证实 351 条" in caught.value.what.zh
    assert "50" in caught.value.hint.zh


def noise(seed):
    """Outcomes that depend on nothing."""
    return outcomes(200, seed=seed, held=np.random.default_rng(seed + 100).random(200) < 0.5)


@pytest.mark.parametrize("seed", range(6))
def test_no_order_is_ever_turned_round(seed):
    """A sigmoid that rises where the model falls would put the least likely first."""
    with suppress(PolicyFault):
        assert learn(noise(seed)).slope < 0


def test_an_order_that_would_be_turned_round_is_refused():
    with pytest.raises(PolicyFault, match="nothing reliable"):
        learn(noise(0))


def test_figures_of_a_trial_are_those_of_the_later_outcomes_under_the_earlier_model():
    told = outcomes(500)
    order = np.argsort(told.at, kind="stable")
    earlier, later = told.part(order[:350]), told.part(order[350:])
    chance, share = learn(earlier).chance(later.columns), earlier.held.mean()
    found = evaluate(told)
    assert found.brier == pytest.approx(np.mean((chance - later.held) ** 2))
    assert found.brier_of_share == pytest.approx(np.mean((share - later.held) ** 2))
    assert found.auc == auc_inside(chance, later.held, later.severity)
    assert found.auc_plain == auc_inside(later.plain, later.held, later.severity)


@pytest.mark.parametrize("held", [True, False], ids=["all held", "none held"])
def test_where_the_later_outcomes_are_all_alike_calibration_is_not_a_number(held):
    told = outcomes(1000)
    late = told.at > np.sort(told.at)[699]
    found = evaluate(replace(told, held=np.where(late, held, told.held)))
    assert np.isnan(found.calibration_slope)
    assert np.isnan(found.auc)
    assert not found.better


@pytest.mark.parametrize(
    ("auc", "brier", "better"),
    [
        pytest.param(0.8, 0.1, True, id="a better order and better chances"),
        pytest.param(0.7, 0.1, False, id="no better order"),
        pytest.param(0.8, 0.2, False, id="no better chances than a constant"),
    ],
)
def test_a_learned_order_is_better_only_in_both(auc, brier, better):
    told = Evaluation(
        learned_from=140, tried_on=60, brier=brier, brier_of_share=0.2, calibration_slope=1.0, auc=auc, auc_plain=0.7
    )
    assert told.better is better


def test_pairs_are_weighed_by_their_number_and_ties_by_half():
    """By hand: level 2 has one pair, a tie; level 3 has two, both right: (0.5 + 2) / 3."""
    score = np.array([0.4, 0.4, 0.9, 0.1, 0.2])
    held, level = np.array([True, False, True, False, False]), np.array([2, 2, 3, 3, 3], np.int8)
    assert auc_inside(score, held, level) == pytest.approx(2.5 / 3)


def test_columns_are_standardised_by_their_own_mean_and_spread_and_one_that_never_varies_stays(model):
    columns = outcomes().columns
    assert model.middle == pytest.approx(columns.mean(axis=0))
    assert model.spread == pytest.approx(np.where(columns.std(axis=0) > 0, columns.std(axis=0), 1.0))
    assert min(model.spread) < 1, "small spreads are standardised too"
    assert [weight for weight, varies in zip(model.weight, columns.any(axis=0), strict=True) if not varies] == [0, 0, 0]
