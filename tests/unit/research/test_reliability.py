"""Cronbach's alpha against figures that other programs gave for the same numbers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.research import alpha

# R's built-in `attitude` (Chatterjee & Price 1977, Regression Analysis by Example, section 3.7): 30 departments x 7 questions.
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47
43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41
64 53 53 58 58 67 34  67 60 47 39 59 74 41  69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49  63 54 42 48 66 75 33
66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""
UKM = Path(__file__).parents[3].parent / "shared" / "samples" / "ukm_phq9_gad7_pss10" / "data.csv"


def attitude():
    return np.array(ATTITUDE.split(), float).reshape(30, 7)


def test_alpha_agrees_with_psych():
    assert alpha(attitude()) == pytest.approx(0.843, abs=0.0005)  # R: psych::alpha(attitude)$total$raw_alpha


@pytest.mark.skipif(not UKM.exists(), reason="the sample lies outside the project")
@pytest.mark.parametrize(
    ("letter", "items", "expected"),
    [pytest.param("D", 9, 0.905, id="PHQ-9"), pytest.param("A", 7, 0.944, id="GAD-7")],
)
def test_alpha_agrees_with_the_figures_of_the_ukm_sample(letter, items, expected):
    sample = pd.read_csv(UKM)
    assert alpha(sample[[f"{letter}{n}" for n in range(1, items + 1)]]) == pytest.approx(expected, abs=0.0005)


def test_a_sheet_with_a_gap_does_not_count():
    matrix = attitude()
    gaps = np.vstack([matrix, np.full((3, 7), np.nan), np.where(np.arange(7) == 2, np.nan, 99.0)])
    assert alpha(gaps) == alpha(matrix)


def test_of_a_frame_only_the_items_count():
    matrix = attitude()
    frame = pd.DataFrame(matrix, columns=[f"q{n}" for n in range(1, 8)]).assign(grade=7, study_id=range(30))
    assert alpha(frame) == pytest.approx(alpha(matrix))


def test_na_of_a_nullable_column_is_a_gap():
    frame = pd.DataFrame({"q1": [0, 1, 2, None], "q2": [0, 1, 3, 3]}, dtype="Int8")
    assert alpha(frame) == pytest.approx(alpha([[0, 0], [1, 1], [2, 3]]))


@given(st.integers(2, 6), st.integers(3, 12), st.integers(0, 2**32 - 1))
def test_the_same_question_asked_again_and_again_is_perfectly_reliable(items, sheets, seed):
    column = np.random.default_rng(seed).permutation(sheets)
    assert alpha(np.repeat(column[:, None], items, axis=1)) == pytest.approx(1)


@pytest.mark.parametrize("shape", [(5, 1), (1, 5), (0, 4), (6,)])
def test_too_little_is_refused(shape):
    with pytest.raises(ValueError, match="two items"):
        alpha(np.ones(shape))


def test_answers_that_never_differ_have_no_alpha():
    assert np.isnan(alpha(np.ones((5, 3))))
