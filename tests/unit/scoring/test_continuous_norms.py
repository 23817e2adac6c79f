"""Continuous norms against cNORM's printed tables and against models whose truth is known."""

from statistics import NormalDist

import numpy as np
import pytest

from screening.scoring.continuous_norms import NormModel, continuous_cells, fit_model, rankit
from screening.scoring.local_norms import Sample
from tests.unit.instruments.drafts import draft
from tests.unit.scoring.test_local_norms import sample

R_CALLS = """
model <- cnorm(raw = yr$Arrows_Total_Score, group = yr$GradeG)
    raw ~ -41.95358018 + (1.483774707*L1) + (-0.008623622026*L2) + (7.295796909*A1)
    + (-0.01763273653*L1A2) + (1.574670815e-05*L2A3)
rawTable(A, model, minRaw = -10, maxRaw = 36)
"""
"""What made the figures below: R's cNORM, as printed in a public report on the norms of a children's attention test (275 pupils,
kindergarten to grade 6). The answers are not public, so the tables check what follows from a model; the fit itself is checked
against models whose truth is known."""

PRINTED = NormModel(
    intercept=-41.95358018,
    terms=((1, 0), (2, 0), (0, 1), (1, 2), (2, 3)),
    coefficients=(1.483774707, -0.008623622026, 7.295796909, -0.01763273653, 1.574670815e-05),
)
TABLES = {
    1: {-1: 27.35, 0: 28.36, 5: 33.73, 10: 39.72, 15: 46.64, 17: 49.79, 20: 55.11, 23: 61.62, 25: 67.22, 26: 70.81},
    2: {5: 27.42, 10: 32.98, 15: 39.23, 18: 43.45, 20: 46.53, 22: 49.90, 25: 55.72, 28: 63.16, 29: 66.36, 30: 70.33},
    4: {15: 28.12, 18: 32.16, 20: 35.06, 25: 43.33, 28: 49.39, 30: 54.24, 32: 60.31, 33: 64.26, 34: 69.80},
    7: {24: 28.13, 25: 30.45, 26: 32.85, 28: 37.96, 30: 43.56, 32: 49.83, 34: 57.10, 35: 61.30, 36: 66.08},
}
PERCENTILES = {1: {0: 1.5, 10: 15.2, 17: 49.1, 25: 95.7}, 4: {20: 6.8, 28: 47.6, 33: 92.3}, 7: {28: 11.4, 32: 49.3, 36: 94.6}}


@pytest.mark.parametrize("age", TABLES)
def test_norm_scores_are_those_cnorm_prints(age):
    raw, expected = np.array(list(TABLES[age]), float), list(TABLES[age].values())
    assert np.round(PRINTED.location(raw, age), 2).tolist() == pytest.approx(expected, abs=0.0101)


@pytest.mark.parametrize("age", PERCENTILES)
def test_percentiles_are_those_cnorm_prints(age):
    located = PRINTED.location(np.array(list(PERCENTILES[age]), float), age)
    found = [round(100 * NormalDist(50, 10).cdf(one), 1) for one in located.tolist()]
    assert found == pytest.approx(list(PERCENTILES[age].values()), abs=0.0501)


def test_the_raw_score_of_a_location_is_the_one_the_report_works_out():
    """The same report: L = 99, A = 2 gives 29.26317 with the last coefficient rounded to 0.00001574; 29.26369 unrounded."""
    assert PRINTED.raw(np.array([99.0]), 2)[0] == pytest.approx(29.26317, abs=1e-3)


def test_ranks_become_normal_scores_by_rankit():
    """R: qnorm((rank(c(3, 1, 1, 2)) - 0.5) / 4) * 10 + 50."""
    points = rankit(np.array([3.0, 1, 1, 2]), np.full(4, 7.0))
    assert points.raw.tolist() == [1, 2, 3]
    assert points.count.tolist() == [2, 1, 1]
    assert points.location == pytest.approx([43.255, 53.186, 61.503], abs=1e-3)


def drawn(model, ages, per_age=200):
    """Scores exactly at the rankit locations of a model: nothing but the truth."""
    located = np.array([50 + 10 * NormalDist().inv_cdf((i - 0.5) / per_age) for i in range(1, per_age + 1)])
    return np.concatenate([model.raw(located, age) for age in ages]), np.repeat(np.array(ages, float), per_age)


def test_a_known_model_is_found_again_term_by_term():
    truth = NormModel(intercept=5, terms=((1, 0), (1, 1), (3, 0)), coefficients=(0.1, 0.05, 2e-5))
    raw, ages = drawn(truth, (4, 5, 6, 7, 8, 9))
    found = fit_model(rankit(raw, ages), np.array([0.0, 80.0]), enough=1 - 1e-9)
    assert set(found.terms) == set(truth.terms)
    assert dict(zip(found.terms, found.coefficients, strict=True)) == pytest.approx(
        dict(zip(truth.terms, truth.coefficients, strict=True)), rel=1e-6
    )
    assert found.intercept == pytest.approx(5, abs=1e-6)


def test_the_smallest_model_that_explains_enough_is_taken():
    truth = NormModel(intercept=0, terms=((1, 0), (0, 1)), coefficients=(0.5, 1.0))
    raw, ages = drawn(truth, (4, 5, 6))
    assert len(fit_model(rankit(raw, ages), np.array([0.0, 80.0]), enough=0.9).terms) == 1
    assert len(fit_model(rankit(raw, ages), np.array([0.0, 80.0]), enough=0.9999).terms) == 2


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param(((6, 0),), id="location to the sixth power"),
        pytest.param(((1, 4),), id="grade to the fourth power"),
        pytest.param(((1, 0), (0, 1), (2, 1), (3, 2), (4, 3), (5, 0)), id="six terms"),
    ],
)
def test_what_cnorm_s_defaults_leave_out_is_not_tried(terms):
    """Location up to the fifth power, grade up to the third, five terms: of others even the truth itself is not found."""
    sizes = [1 / 80**i / 9**j for i, j in terms]
    truth = NormModel(intercept=0, terms=terms, coefficients=tuple(sizes))
    raw, ages = drawn(truth, (4, 5, 6, 7, 8, 9), 60)
    found = fit_model(rankit(raw, ages), np.array([0.0, 1e6]), enough=1.1)
    assert len(found.terms) <= 5
    assert max(i for i, _ in found.terms) <= 5
    assert max(j for _, j in found.terms) <= 3


def test_the_highest_powers_are_found_where_they_are_the_truth():
    truth = NormModel(intercept=1, terms=((5, 3),), coefficients=(1e-9,))
    raw, ages = drawn(truth, (4, 5, 6))
    assert fit_model(rankit(raw, ages), np.array([0.0, 1e6]), enough=1 - 1e-9).terms == ((5, 3),)


def noisy(ages=(4, 5, 6, 7), per_age=300):
    """Whole scores that a model explains in part."""
    rng = np.random.default_rng(11)
    age = np.repeat(np.array(ages, float), per_age)
    return np.clip(np.rint(rng.gamma(2, 2.5, len(age)) + age / 2), 0, 15), age


def test_without_a_word_the_smallest_model_that_explains_99_in_a_hundred_is_taken():
    points = rankit(*noisy())
    found, more = (fit_model(points, np.array([0.0, 15.0]), **told) for told in ({}, {"enough": 0.9999}))
    assert found.r2 >= 0.99
    assert len(found.terms) < len(more.terms)


def test_where_no_model_explains_enough_the_one_that_explains_most_is_taken():
    points = rankit(*noisy())
    best, good = (fit_model(points, np.array([0.0, 15.0]), enough=enough) for enough in (1.1, 0.95))
    assert best.r2 > good.r2


def test_what_a_model_explains_is_adjusted_for_its_terms():
    """Adjusted R² over pupils: 1 - (1 - R²)(n - 1) / (n - terms - 1)."""
    raw, ages = noisy()
    points = rankit(raw, ages)
    model = fit_model(points, np.array([0.0, 15.0]))
    guessed = np.array([model.raw(one, age) for one, age in zip(points.location, points.age, strict=True)])
    people, count = len(raw), points.count
    left = np.sum(count * (points.raw - guessed) ** 2) / np.sum(count * (points.raw - raw.mean()) ** 2)
    assert model.r2 == pytest.approx(1 - left * (people - 1) / (people - len(model.terms) - 1))


def test_nobody_is_placed_further_out_than_three_standard_deviations():
    assert PRINTED.location(np.array([-1e3, 1e3]), 2).tolist() == [20, 80]


def test_a_place_that_changes_no_score_is_not_consistent():
    flat = NormModel(intercept=0, terms=((0, 1),), coefficients=(1.0,))
    assert not flat.is_consistent(np.array([7.0]), np.array([0.0, 15.0]))


def test_a_model_in_which_a_higher_place_means_a_lower_score_is_not_consistent():
    falls = NormModel(intercept=0, terms=((1, 0), (2, 0)), coefficients=(2.0, -0.015))
    assert not falls.is_consistent(np.array([7.0]), np.array([0.0, 66.0]))
    assert falls.is_consistent(np.array([7.0]), np.array([0.0, 45.0]))  # it falls only above what the scale reaches


def test_smoothed_groups_follow_the_grades_own_distributions():
    """Four grades of 4,000 sheets of one distribution: no smoothed percentage is four points off the observed one."""
    made = sample(4000, classes=40, grades=(4, 5, 6, 7))
    cells = continuous_cells(made, draft())
    assert [cell.grades for cell in cells] == [(4,), (5,), (6,), (7,)]
    for cell in cells:
        own = made.values[made.grade == cell.grades[0], 0]
        shares = [100 * np.mean(own <= score) for score in range(15)]
        assert [cell.cumulative[score] for score in range(15)] == pytest.approx(shares, abs=4)


def test_a_share_is_that_of_the_edge_above_its_value():
    """Values of a doubled sum lie two apart: of 4 the edge is 5; the highest value has everybody at or below it."""
    made, instrument = sample(300, grades=(4, 5, 6)), draft(scales__total__multiply=2)
    doubled = Sample(values=2 * made.values, grade=made.grade, sex=made.sex, school_class=made.school_class)
    cells = continuous_cells(doubled, instrument)
    model = fit_model(rankit(doubled.values[:, 0], made.grade.astype(float)), np.arange(0.0, 31, 2))
    assert [cell.grades for cell in cells] == [(4,), (5,), (6,)]
    for cell in cells:
        edges = model.location(np.array([1.0, 5, 9, 29]), float(cell.grades[0]))
        told = [cell.cumulative[value] for value in (0, 4, 8, 28)]
        assert told == pytest.approx([100 * NormalDist(50, 10).cdf(edge) for edge in edges], abs=1e-3)
        assert cell.cumulative[30] == 100


def test_two_grades_are_too_few_to_smooth_over():
    assert continuous_cells(sample(300), draft()) == ()
