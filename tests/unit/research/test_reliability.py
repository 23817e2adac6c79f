"""Alpha, omega and item figures against what R printed for the same numbers; the R call stands beside each figure."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from screening.research import alpha, alpha_without, item_rest, omega, standardized_alpha

# R's built-in `attitude` (Chatterjee & Price 1977, Regression Analysis by Example, section 3.7): 30 departments x 7 questions.
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48  61 63 45 47 54 84 35  81 78 56 66 71 83 47
43 55 49 44 54 49 34  58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31  67 61 45 47 62 80 41
64 53 53 58 58 67 34  67 60 47 39 59 74 41  69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60  65 70 46 57 75 85 46  50 58 68 54 64 78 52
50 40 33 34 43 64 33  64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49  63 54 42 48 66 75 33
66 77 66 63 88 76 72  78 75 58 74 80 78 49  48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""
# R's built-in `mtcars` (Motor Trend 1974; Henderson & Velleman 1981, Biometrics 37:391-411): 32 cars x 11 figures.
MTCARS = """
21.0 6 160.0 110 3.90 2.620 16.46 0 1 4 4  21.0 6 160.0 110 3.90 2.875 17.02 0 1 4 4  22.8 4 108.0 93 3.85 2.320 18.61 1 1 4 1
21.4 6 258.0 110 3.08 3.215 19.44 1 0 3 1  18.7 8 360.0 175 3.15 3.440 17.02 0 0 3 2  18.1 6 225.0 105 2.76 3.460 20.22 1 0 3 1
14.3 8 360.0 245 3.21 3.570 15.84 0 0 3 4  24.4 4 146.7 62 3.69 3.190 20.00 1 0 4 2  22.8 4 140.8 95 3.92 3.150 22.90 1 0 4 2
19.2 6 167.6 123 3.92 3.440 18.30 1 0 4 4  17.8 6 167.6 123 3.92 3.440 18.90 1 0 4 4  16.4 8 275.8 180 3.07 4.070 17.40 0 0 3 3
17.3 8 275.8 180 3.07 3.730 17.60 0 0 3 3  15.2 8 275.8 180 3.07 3.780 18.00 0 0 3 3  10.4 8 472.0 205 2.93 5.250 17.98 0 0 3 4
10.4 8 460.0 215 3.00 5.424 17.82 0 0 3 4  14.7 8 440.0 230 3.23 5.345 17.42 0 0 3 4  32.4 4 78.7 66 4.08 2.200 19.47 1 1 4 1
30.4 4 75.7 52 4.93 1.615 18.52 1 1 4 2  33.9 4 71.1 65 4.22 1.835 19.90 1 1 4 1  21.5 4 120.1 97 3.70 2.465 20.01 1 0 3 1
15.5 8 318.0 150 2.76 3.520 16.87 0 0 3 2  15.2 8 304.0 150 3.15 3.435 17.30 0 0 3 2  13.3 8 350.0 245 3.73 3.840 15.41 0 0 3 4
19.2 8 400.0 175 3.08 3.845 17.05 0 0 3 2  27.3 4 79.0 66 4.08 1.935 18.90 1 1 4 1  26.0 4 120.3 91 4.43 2.140 16.70 0 1 5 2
30.4 4 95.1 113 3.77 1.513 16.90 1 1 5 2  15.8 8 351.0 264 4.22 3.170 14.50 0 1 5 4  19.7 6 145.0 175 3.62 2.770 15.50 0 1 5 6
15.0 8 301.0 335 3.54 3.570 14.60 0 1 5 8  21.4 4 121.0 109 4.11 2.780 18.60 1 1 4 2
"""
TURNED_BY_PSYCH = (0, 4, 6, 7, 8)  # mpg-, drat-, qsec-, vs-, am-: printed with a minus by psych::omega(mtcars)
# R psych `Thurstone`: nine ability tests, 213 pupils (Thurstone & Thurstone 1941; Bechtoldt 1961); below the diagonal.
THURSTONE = """
.828  .776 .779  .439 .493 .460  .432 .464 .425 .674  .447 .489 .443 .590 .541  .447 .432 .401 .381 .402 .288
.541 .537 .534 .350 .367 .320 .555  .380 .358 .359 .424 .446 .325 .598 .452
"""
UKM = Path(__file__).parents[3].parent / "shared" / "samples" / "ukm_phq9_gad7_pss10" / "data.csv"


def attitude():
    return np.array(ATTITUDE.split(), float).reshape(30, 7)


def test_alpha_agrees_with_psych():
    assert alpha(attitude()) == pytest.approx(0.843, abs=0.0005)  # R: psych::alpha(attitude)$total$raw_alpha


def turned_mtcars():
    matrix = np.array(MTCARS.split(), float).reshape(32, 11)
    matrix[:, TURNED_BY_PSYCH] *= -1
    return matrix


def sheets_that_correlate(together):
    """Numbers whose correlations are exactly those of ``together``."""
    items = len(together)
    noise = np.random.default_rng(0).standard_normal((items + 5, items))
    plain, _ = np.linalg.qr(noise - noise.mean(axis=0))
    return plain @ np.linalg.cholesky(together).T


def symmetric(below):
    size = int(np.sqrt(2 * len(below))) + 1
    together = np.eye(size)
    together[np.tril_indices(size, -1)] = below
    return together + together.T - np.eye(size)


def congeneric():
    """R: psych::sim.congeneric(), four items that load .8 .7 .6 .5 on one factor."""
    loads = np.array([0.8, 0.7, 0.6, 0.5])
    return sheets_that_correlate(np.outer(loads, loads) * (1 - np.eye(4)) + np.eye(4))


def hierarchical():
    """R: psych::sim.hierarchical(), nine items on three factors that load .9 .8 .7 on a general one."""
    general, loads = np.array([0.9, 0.8, 0.7]).repeat(3), np.array([0.8, 0.7, 0.6, 0.7, 0.6, 0.5, 0.6, 0.5, 0.4])
    same = np.equal.outer(np.arange(9) // 3, np.arange(9) // 3)
    between = np.where(same, 1, np.outer(general, general))
    return sheets_that_correlate(np.outer(loads, loads) * between * (1 - np.eye(9)) + np.eye(9))


def test_standardized_alpha_agrees_with_psych():
    assert standardized_alpha(attitude()) == pytest.approx(0.839, abs=0.0005)  # R: psych::alpha(attitude)$total$std.alpha


def test_alpha_without_each_item_agrees_with_psych():
    printed = [0.810, 0.797, 0.828, 0.803, 0.795, 0.864, 0.840]  # R: psych::alpha(attitude)$alpha.drop[, "raw_alpha"]
    assert alpha_without(attitude()) == pytest.approx(printed, abs=0.0005)


def test_reversed_items_turn_the_scale_as_in_psych():
    """R: psych::alpha(attitude, keys = c("complaints", "critical")), in the overview of psych: .18 .27, mean 53, sd 4.7."""
    turned, matrix = attitude(), attitude()
    turned[:, [1, 5]] = matrix.max() + matrix.min() - matrix[:, [1, 5]]
    assert alpha(turned) == pytest.approx(0.18, abs=0.005)
    assert standardized_alpha(turned) == pytest.approx(0.27, abs=0.005)
    assert turned.mean() == pytest.approx(53, abs=0.5)
    assert turned.mean(axis=1).std(ddof=1) == pytest.approx(4.7, abs=0.05)


@pytest.mark.parametrize(
    ("answers", "std_alpha", "r_drop"),
    [
        pytest.param(congeneric, 0.74, [0.64, 0.57, 0.51, 0.43], id="psych::alpha(sim.congeneric())"),
        pytest.param(
            hierarchical, 0.76, [0.61, 0.54, 0.47, 0.51, 0.45, 0.38, 0.40, 0.34, 0.28], id="psych::alpha(sim.hierarchical())"
        ),
    ],
)
def test_item_rest_correlations_agree_with_psych(answers, std_alpha, r_drop):
    """Printed by R's example("alpha", "psych"), column r.drop, two decimals."""
    assert item_rest(answers()) == pytest.approx(r_drop, abs=0.0051)
    assert standardized_alpha(answers()) == pytest.approx(std_alpha, abs=0.005)


def test_item_rest_correlations_agree_with_r_to_the_last_digit():
    """R: performance::item_discrimination(iris[, 1:4]); Fisher's irises are the same numbers in both languages."""
    expected = [0.894040250011166, -0.348657747269071, 0.863271047498634, 0.921040960149154]
    assert item_rest(load_iris().data) == pytest.approx(expected, abs=1e-12)


def test_omega_agrees_with_psych():
    """R: psych::omega(mtcars, nfactors = 3), five decimals kept by the tests of the package performance."""
    matrix = turned_mtcars()
    assert standardized_alpha(matrix) == pytest.approx(0.88219, abs=5e-6)  # Alpha
    assert omega(matrix, factors=3) == pytest.approx(0.97277, abs=5e-6)  # Omega (total)


def test_omega_of_the_ability_tests_agrees_with_psych():
    answers = sheets_that_correlate(symmetric(np.array(THURSTONE.split(), float)))
    assert standardized_alpha(answers) == pytest.approx(0.89, abs=0.005)  # R: psych::omega(Thurstone), Alpha
    assert omega(answers, factors=3) == pytest.approx(0.93, abs=0.005)  # R: psych::omega(Thurstone), Omega Total


def test_omega_of_one_factor_is_what_its_loadings_say():
    """(2.6)^2 / ((2.6)^2 + .36 + .51 + .64 + .75) for loadings .8 .7 .6 .5: McDonald 1999, formula 6.20."""
    assert omega(congeneric()) == pytest.approx(2.6**2 / (2.6**2 + 2.26), abs=1e-8)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(np.eye(4)[:, :2], id="two items determine no factor"),
        pytest.param(attitude()[:7], id="no more sheets than items"),
        pytest.param(np.column_stack([attitude()[:, :3], np.ones(30)]), id="an item that never varies"),
        pytest.param(attitude()[:, [0, 0, 1]], id="an item asked twice has no variance of its own"),
    ],
)
def test_omega_is_left_out_where_no_factor_can_be_found(answers):
    assert np.isnan(omega(answers))


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


@pytest.mark.parametrize("seed", range(20))
def test_sums_that_do_not_vary_have_no_alpha_though_the_items_do(seed):
    answers = np.random.default_rng(seed).integers(0, 4, (11, 3))
    constant = np.column_stack([answers, 12 - answers.sum(axis=1)])
    assert np.isnan(alpha(constant))
