"""T exists only where a norm speaks of this pupil."""

import numpy as np

from screening.scoring.norms import t_scores
from tests.unit.instruments.drafts import PRINTED, draft


def norm(mean, sd, sex="all", grades=(7,)):
    return {"scale": "total", "grades": list(grades), "sex": sex, "mean": mean, "sd": sd, "n": 900, "source": PRINTED}


def t(norms, value, grade, sex):
    instrument = draft(norms=norms)
    return t_scores(np.array([[value]]), instrument, np.array([grade], np.int8), np.array([sex], np.int8))[0, 0]


def test_t_is_fifty_plus_ten_times_the_distance_in_sd():
    assert t([norm(6, 2)], 9, 7, 0) == 65


def test_another_grade_has_no_t():
    assert np.isnan(t([norm(6, 2)], 9, 8, 1))


def test_a_missing_score_has_no_t():
    assert np.isnan(t([norm(6, 2)], np.nan, 7, 1))


def test_a_norm_for_all_goes_before_one_by_sex():
    assert t([norm(3, 2, "female"), norm(6, 2)], 9, 7, 2) == 65


def test_a_norm_by_sex_needs_the_sex():
    by_sex = [norm(3, 2, "female"), norm(6, 2, "male")]
    assert (t(by_sex, 9, 7, 2), t(by_sex, 9, 7, 1)) == (80, 65)
    assert np.isnan(t(by_sex, 9, 7, 0))


def test_without_norms_nobody_has_a_t():
    assert np.isnan(t([], 9, 7, 1))
