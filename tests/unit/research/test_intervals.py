"""Intervals and intraclass correlations against figures that R and papers print."""

import numpy as np
import pytest

from screening.research.clustering import ASSUMED, intraclass
from screening.research.intervals import mean_interval, student_t, wilson
from screening.research.release import Clustering


@pytest.mark.parametrize(
    ("count", "sheets", "low", "high"),
    [
        pytest.param(10, 100, 0.05522914, 0.17436566, id="prop.test(10, 100, correct = FALSE)"),
        pytest.param(0, 10, 0.0, 0.27753280, id="prop.test(0, 10, correct = FALSE)"),
    ],
)
def test_wilson_agrees_with_r(count, sheets, low, high):
    ends = wilson(np.array([count]), np.array([sheets]))
    assert np.concatenate(ends) == pytest.approx([low, high], abs=1e-7)


def test_classes_alike_make_an_interval_wider():
    plain = wilson(np.array([20.0]), np.array([100.0]))
    clustered = wilson(np.array([20.0]), np.array([100.0]), 3.0)
    assert clustered[0] < plain[0]
    assert clustered[1] > plain[1]


def test_no_sheets_give_no_interval():
    assert np.isnan(np.concatenate(wilson(np.array([0.0]), np.array([0.0])))).all()


def test_mean_interval_agrees_with_r():
    sleep = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])  # R: t.test of the ten differences in `sleep`
    assert mean_interval(sleep) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=0.002)


@pytest.mark.parametrize(("freedom", "point"), [(9, 2.262157), (30, 2.042272), (1000, 1.962339)])
def test_students_t_is_near_enough(freedom, point):
    assert student_t(freedom) == pytest.approx(point, abs=0.005)  # R: qt(.975, freedom)


def test_intraclass_correlation_agrees_with_shrout_and_fleiss():
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
    alike = intraclass(ratings.ravel(), np.repeat(np.arange(6, dtype=np.int16), 4))
    assert alike.intraclass == pytest.approx(0.17, abs=0.005)  # Shrout & Fleiss 1979, table 4: ICC(1,1)
    assert alike.class_size == 4


def test_classes_that_differ_less_than_chance_are_not_alike():
    scores = np.tile([0.0, 10.0], 20)
    assert intraclass(scores, np.repeat(np.arange(10, dtype=np.int16), 4)).intraclass == 0


def test_too_few_classes_give_the_assumed_value():
    assert intraclass(np.arange(30.0), np.repeat(np.arange(3, dtype=np.int16), 10)).intraclass == ASSUMED
    assert intraclass(np.zeros(0), np.zeros(0, np.int16)).design_effect == 1


def test_design_effect_is_kishs():
    assert Clustering(intraclass=0.05, class_size=41).design_effect == pytest.approx(3)
