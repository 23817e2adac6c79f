"""Each index of answering against its definition; what it flags and what it must leave alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from screening.adapters.instrument_files import load_instrument
from screening.research.synthetic import answer_model, people, plan_school
from screening.research.synthetic.answers import answer, distress
from screening.scoring.keyed import items_of, keyed
from screening.scoring.quality import doubtful, even_odd, farthest, irv, long_string, mahalanobis

MHT, SDQ, PHQ9 = load_instrument("mht@1"), load_instrument("sdq_self@1"), load_instrument("phq9@1")
SLOW = np.float32(5)


def careful(instrument, sheets=700):
    school = plan_school(sheets, seed=5)
    folk = people(school, 0)
    return answer(answer_model(instrument), distress(school, 0, 1, folk.sex), np.random.default_rng(5))


def matrix(*rows):
    return np.array(rows, np.int8)


@pytest.mark.parametrize(
    ("answers", "longest"),
    [
        pytest.param([0, 1, 0, 1, 0], 1, id="alternating"),
        pytest.param([2, 2, 2, 2, 2], 5, id="one answer throughout"),
        pytest.param([0, 1, 1, 1, 0], 3, id="a run inside"),
        pytest.param([1, 1, -1, 1, 1], 2, id="a blank ends a run"),
        pytest.param([-1, -1, -1, -1, -1], 0, id="a blank sheet has no run"),
    ],
)
def test_the_longest_run_is_counted(answers, longest):
    assert long_string(matrix(answers)).tolist() == [longest]


def test_runs_of_ten_to_ninety_of_a_hundred_are_told():
    """The sheets with which R's careless tests longstring: so many ones, then zero and one in turn; last, tens in turn."""
    sheets = np.tile(np.array([0, 1], np.int8), (10, 50))
    for row in range(9):
        sheets[row, : 10 * (row + 1)] = 1
    sheets[9] = (np.arange(100) // 10 + 1) % 2
    assert long_string(sheets).tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 10]


def test_variability_is_the_standard_deviation_of_the_answers_given():
    codes = np.random.default_rng(1).integers(-1, 4, (50, 30)).astype(np.int8)
    expected = [np.std(row[row >= 0], ddof=1) if (row >= 0).sum() >= 20 else np.nan for row in codes]
    assert irv(codes) == pytest.approx(np.array(expected), nan_ok=True)


def test_below_twenty_answers_nothing_is_said_about_a_pattern():
    nine = np.ones((600, 9), np.int8)
    assert np.isnan(irv(nine)).all()
    assert np.isnan(even_odd(nine, PHQ9)).all()
    assert np.isnan(mahalanobis(nine, PHQ9)).all()
    assert not doubtful(nine, np.full(600, SLOW), PHQ9).any()


def test_even_and_odd_halves_are_compared_over_the_subscales():
    """The definition, row by row: half means, their correlation, corrected to full length (Spearman-Brown)."""
    codes = careful(SDQ, 60)
    codes[::7, 3] = -1
    subscales = [code for code, scale in SDQ.scales.items() if scale.role == "subscale"]
    expected = []
    for row in codes:
        parts = [keyed(row[None, :], code, SDQ)[0] for code in subscales]
        halves = np.array([(np.nanmean(part[0::2]), np.nanmean(part[1::2])) for part in parts])
        r = np.corrcoef(halves.T)[0, 1]
        expected.append(max(2 * r / (1 + r), -1))
    assert even_odd(codes, SDQ) == pytest.approx(np.array(expected))


def test_a_half_that_does_not_vary_gives_no_consistency():
    assert np.isnan(even_odd(np.zeros((3, 100), np.int8), MHT)).all()


def test_distances_are_those_of_the_textbook():
    codes = careful(MHT)
    codes[0, 10] = -1
    answers = keyed(codes[1:], "total", MHT)
    away = answers - answers.mean(axis=0)
    expected = (away @ np.linalg.inv(np.cov(answers.T)) * away).sum(axis=1)
    found = mahalanobis(codes, MHT)
    assert np.isnan(found[0]), "a sheet with a gap has no distance"
    assert found[1:] == pytest.approx(expected)


def test_below_five_hundred_sheets_there_is_no_distance():
    assert np.isnan(mahalanobis(careful(MHT, 499), MHT)).all()


@pytest.mark.parametrize("items", [20, 41, 90])
def test_the_farthest_usual_distance_is_a_chi_square_point(items):
    assert farthest(items) == pytest.approx(chi2.ppf(0.999, items), rel=0.01)


def test_answers_count_as_their_scale_says():
    codes = matrix(np.arange(25) % 3)
    for code, scale in SDQ.scales.items():
        turned = keyed(codes, code, SDQ)[0]
        numbers = items_of(code, SDQ)
        reversed_items = {item for part in [scale, *(SDQ.scales[one] for one in scale.of)] for item in part.reversed}
        expected = [2 - codes[0, n - 1] if n in reversed_items else codes[0, n - 1] for n in numbers]
        assert turned.tolist() == expected


@pytest.mark.parametrize(
    ("sheet", "seconds", "low"),
    [
        pytest.param(np.tile([0, 1], 50), 5, False, id="attentive"),
        pytest.param(np.tile([0, 1], 50), 1.9, True, id="under two seconds an item"),
        pytest.param(np.tile([0, 1], 50), np.nan, False, id="no time told says nothing"),
        pytest.param(np.r_[np.zeros(50), np.tile([0, 1], 25)], 5, True, id="half of it in one run"),
        pytest.param(np.r_[np.zeros(48), np.tile([1, 0], 26)], 5, False, id="a run of less than half"),
        pytest.param(np.r_[np.tile([0] * 49 + [1], 2)], 5, True, id="hardly any variation"),
    ],
)
def test_confidence_is_low_where_the_sheet_itself_shows_it(sheet, seconds, low):
    assert doubtful(matrix(sheet), np.array([seconds], np.float32), MHT).tolist() == [low]


def test_all_lowest_on_a_symptom_list_is_no_doubt():
    scared = load_instrument("scared@1")
    assert not doubtful(np.zeros((1, 41), np.int8), np.array([SLOW]), scared).any()


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_order_and_batch_do_not_matter(seed, sheets):
    rng = np.random.default_rng(seed)
    codes = rng.integers(-1, 3, (sheets, 25)).astype(np.int8)
    order = rng.permutation(sheets)
    for index in (long_string, irv, lambda some: even_odd(some, SDQ)):
        together = index(codes)
        np.testing.assert_array_equal(together[order], index(codes[order]))
        np.testing.assert_array_equal(together, np.concatenate([index(codes[row : row + 1]) for row in range(sheets)]))
