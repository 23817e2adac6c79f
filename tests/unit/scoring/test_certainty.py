"""Figures of certainty agree with published examples and hand computation, and a missing score is near nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.scoring.certainty import disagreement, near_cut, reliable_change, sem, true_score

SHARES = st.floats(0.01, 0.99)
SPREADS = st.floats(0.1, 50)
SCORES = st.floats(-200, 200)


@pytest.mark.parametrize(
    ("sd", "reliability", "expected"),
    [
        pytest.param(15, 0.91, 4.5, id="IQ scale: 15 x sqrt(0.09), by hand"),
        pytest.param(7.5, 0.80, 3.354, id="Jacobson & Truax 1991: S_E = 3.35"),
        pytest.param(10, 1, 0, id="a perfect test has no error"),
        pytest.param(10, 0, 10, id="a test of pure chance errs by its whole spread"),
    ],
)
def test_the_error_of_measurement_is_the_spread_that_reliability_leaves(sd, reliability, expected):
    assert sem(sd, reliability) == pytest.approx(expected, abs=1e-3)


def test_the_error_is_worked_out_for_many_groups_at_once():
    np.testing.assert_allclose(sem([10, 20, np.nan], 0.75), [5, 10, np.nan])


@pytest.mark.parametrize(
    ("sd", "reliability"),
    [pytest.param(0, 0.8, id="no spread"), pytest.param(-1, 0.8, id="negative spread"), pytest.param(1, 1.01, id="above 1"),
     pytest.param(1, -0.1, id="negative reliability")],
)  # fmt: skip
def test_impossible_figures_are_refused(sd, reliability):
    with pytest.raises(ValueError, match=r"standard deviation|reliability"):
        sem(sd, reliability)


def test_the_true_score_is_drawn_towards_the_mean_as_kelley_says():
    """Kelley 1947: 0.8 x 130 + 0.2 x 100 = 124; half width 1.6449 x 15 x sqrt(0.8 x 0.2) = 9.869."""
    found = true_score(130, 100, 15, 0.8)
    assert found.estimate == pytest.approx(124)
    assert found.low == pytest.approx(124 - 9.869, abs=1e-3)
    assert found.high == pytest.approx(124 + 9.869, abs=1e-3)


@given(value=SCORES, mean=SCORES, sd=SPREADS, reliability=SHARES)
def test_the_estimate_lies_between_score_and_mean_and_inside_its_band(value, mean, sd, reliability):
    found = true_score(value, mean, sd, reliability)
    assert min(value, mean) - 1e-9 <= found.estimate <= max(value, mean) + 1e-9
    assert found.low < found.estimate < found.high


def test_the_band_holds_the_share_of_true_scores_that_it_promises():
    """Simulated by the model itself: 200,000 pupils, r = 0.8."""
    dice = np.random.default_rng(1)
    true = dice.normal(50, 10 * 0.8**0.5, 200_000)
    seen = true + dice.normal(0, 10 * 0.2**0.5, 200_000)
    found = true_score(seen, 50, 10, 0.8)
    assert ((found.low <= true) & (true <= found.high)).mean() == pytest.approx(0.90, abs=0.003)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        pytest.param(6.9, False, False, id="more than one error below"),
        pytest.param(7, True, False, id="one error below, exactly"),
        pytest.param(9.99, True, False, id="just below"),
        pytest.param(10, False, True, id="the cut belongs to the graver side"),
        pytest.param(13, False, True, id="one error above, exactly"),
        pytest.param(13.1, False, False, id="more than one error above"),
        pytest.param(np.nan, False, False, id="a missing score is near nothing"),
    ],
)
def test_near_a_cut_where_higher_is_worse(value, below, above):
    found = near_cut(value, 10, 3)
    assert (bool(found.below), bool(found.above)) == (below, above)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        pytest.param(28, True, False, id="on the cut: still the calmer side"),
        pytest.param(30, True, False, id="a little better"),
        pytest.param(27.9, False, True, id="just under the cut: the graver side"),
        pytest.param(31.5, False, False, id="clearly better"),
    ],
)
def test_near_a_cut_where_higher_is_better(value, below, above):
    found = near_cut(value, 28, 3, higher_is_worse=False)
    assert (bool(found.below), bool(found.above)) == (below, above)


@given(value=SCORES, cut=SCORES, error=SPREADS, worse=st.booleans())
def test_nobody_is_on_both_sides_and_near_means_within_one_error(value, cut, error, worse):
    found = near_cut([value], cut, error, higher_is_worse=worse)
    assert not (found.below & found.above).any()
    assert (found.below | found.above)[0] == (abs(value - cut) <= error)


@pytest.mark.parametrize("error", [pytest.param(0, id="none"), pytest.param(float("nan"), id="unknown")])
def test_without_an_error_nobody_is_called_near(error):
    with pytest.raises(ValueError, match="standard error"):
        near_cut([1.0], 2, error)


def test_reliable_change_reproduces_the_example_of_its_authors():
    """Jacobson & Truax 1991, table 1 and text: 32.5 to 47.5, s = 7.5, r = 0.80, S_diff = 4.74, RC = 3.16."""
    found = reliable_change(32.5, 47.5, 7.5, 0.80)
    assert found.index == pytest.approx(3.16, abs=0.005)
    assert found.difference / found.index == pytest.approx(4.74, abs=0.005)
    assert found.reliable


def test_one_in_twenty_without_any_change_is_called_changed():
    dice = np.random.default_rng(2)
    true = dice.normal(50, 10 * 0.7**0.5, 200_000)
    first, second = (true + dice.normal(0, 10 * 0.3**0.5, 200_000) for _ in range(2))
    assert reliable_change(first, second, 10, 0.7).reliable.mean() == pytest.approx(0.05, abs=0.002)


@given(first=SCORES, second=SCORES, sd=SPREADS, retest=SHARES)
def test_change_has_the_same_size_in_both_directions(first, second, sd, retest):
    up, down = reliable_change(first, second, sd, retest), reliable_change(second, first, sd, retest)
    assert up.index == -down.index
    assert up.reliable == down.reliable
    assert up.reliable == (up.by_chance < 0.05) or abs(up.by_chance - 0.05) < 1e-9


def test_a_missing_sitting_is_no_change():
    found = reliable_change([10, np.nan], [np.nan, 10], 5, 0.8)
    assert not found.reliable.any()
    assert np.isnan(found.index).all()


def test_two_informants_are_compared_in_their_own_norms():
    """By hand: z 1.5 and 0.3, r 0.8 and 0.7: 1.2 / sqrt(0.5) = 1.697, two-sided tail 0.0897."""
    found = disagreement(1.5, 0.3, 0.8, 0.7)
    assert found.difference == pytest.approx(1.2)
    assert found.error == pytest.approx(0.7071, abs=1e-4)
    assert found.by_chance == pytest.approx(0.0897, abs=1e-4)


def test_forms_without_any_error_are_refused():
    with pytest.raises(ValueError, match="error"):
        disagreement(1, 0, 1, 1)
    with pytest.raises(ValueError, match="retest"):
        reliable_change(1, 2, 3, 1)
