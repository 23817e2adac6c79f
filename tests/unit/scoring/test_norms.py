"""T exists only where a norm speaks of this pupil."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.instruments.norm_tables import Cell
from screening.scoring.norms import Group, Normed, cells_in_order, normed, normed_scales, percentile_of, t_scores, z_of
from tests.unit.instruments.drafts import PRINTED, draft, scale
from tests.unit.instruments.test_norm_tables import CELL, table


def norm(mean, sd, sex="all", grades=(7,)):
    return {"scale": "total", "grades": list(grades), "sex": sex, "mean": mean, "sd": sd, "n": 900, "source": PRINTED}


def t(norms, value, grade, sex, *tables, age=None):
    instrument = draft(norms=norms)
    age = None if age is None else np.array([age])
    return t_scores(
        np.array([[value]]), instrument, np.array([grade], np.int8), np.array([sex], np.int8), age=age, tables=tables
    )[0, 0]  # fmt: skip


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


def test_a_norm_given_goes_before_the_one_in_the_definition():
    assert t([norm(6, 2)], 9, 7, 0, table(CELL | {"mean": 8, "sd": 1})) == 60


def test_a_norm_of_another_instrument_says_nothing():
    assert np.isnan(t([], 9, 7, 0, table(instrument="mht")))


def test_the_narrower_group_is_the_nearer():
    wide, narrow = CELL | {"grades": [6, 7, 8], "mean": 9}, CELL | {"mean": 7}
    assert t([], 9, 7, 0, table(wide, narrow)) == t([], 9, 7, 0, table(narrow, wide)) == 60
    assert t([], 9, 8, 0, table(wide, narrow)) == 50


@pytest.mark.parametrize(
    ("age", "grade", "expected"),
    [
        pytest.param(10.9, 0, 60, id="ten years old, not eleven yet"),
        pytest.param(11.0, 0, 70, id="eleven"),
        pytest.param(18.0, 9, np.nan, id="older than the norm, whatever the grade"),
        pytest.param(np.nan, 8, 70, id="age unknown, but all of grade 8 are 11-17"),
        pytest.param(np.nan, 6, np.nan, id="age unknown, grade 6 may be either: out of norm"),
        pytest.param(np.nan, 0, np.nan, id="nothing known"),
    ],
)
def test_a_norm_by_age_takes_the_age_or_a_grade_that_leaves_no_doubt(age, grade, expected):
    ages = [{"scale": "total", "ages": ages, "n": 400, "mean": mean, "sd": 2} for ages, mean in (((3, 10), 7), ((11, 17), 5))]
    assert t([], 9, grade, 0, table(*ages), age=age) == pytest.approx(expected, nan_ok=True)


def test_shanghai_teachers_give_the_t_of_the_printed_mean_and_sd():
    """Du, Kou & Coghill 2008, all ages: total 9.40, SD 5.67, so 9.40 + 5.67 is T 60; grades 7-9 have 9.58 and 5.77."""
    sdq = load_instrument("sdq_teacher")
    values = np.full((2, len(sdq.scale_codes)), 15.07)
    group = {"grade": np.array([5, 8], np.int8), "sex": np.zeros(2, np.int8)}
    found = t_scores(values, sdq, **group, tables=shipped_norms("sdq_teacher"))[:, sdq.scale_codes.index("total")]
    assert found.tolist() == pytest.approx([60, 50 + 10 * (15.07 - 9.58) / 5.77])


def test_percentile_and_stanine_come_from_a_distribution_alone():
    instrument, group = draft(), Group(grade=np.full(3, 7, np.int8), sex=np.zeros(3, np.int8))
    values = np.array([[0.0], [1.0], [2.0]])
    linear = normed(values, instrument, group, [table()])
    assert np.isnan(linear.percentile).all()
    assert np.isnan(linear.stanine).all()
    ranked = normed(values, instrument, group, [table(CELL | {"cumulative": {0: 50, 1: 80, 2: 100}})])
    assert ranked.percentile[:, 0].tolist() == [25, 65, 90]
    assert ranked.stanine[:, 0].tolist() == [4, 6, 8]  # 23-40, 60-77, 89-96: the borders of stanines 4, 6, 8
    assert ranked.t[:, 0] == pytest.approx(50 + 10 * np.array([-0.6745, 0.3853, 1.2816]), abs=1e-3)  # qnorm in R


@pytest.mark.parametrize(("stanine", "rank"), list(enumerate((4, 11, 23, 40, 60, 77, 89, 96), 2)))
def test_each_stanine_begins_at_its_rank(stanine, rank):
    """4, 7, 12, 17, 20, 17, 12, 7 and 4 in a hundred, added up."""
    ranks = np.array([[rank - 0.01, rank, rank + 0.01]])
    found = Normed(z=ranks, percentile=ranks, cell=np.zeros((1, 3), np.int16)).stanine
    assert found.tolist() == [[stanine - 1, stanine, stanine]]


def test_the_scales_that_have_a_norm_are_named():
    other = scale(items=[1, 2], min_answered=2)
    instrument = draft(norms=[norm(6, 2)], scales__part=other, scales__mood=other)
    assert normed_scales(instrument, [table(CELL | {"scale": "mood"})]) == {"total", "mood"}


def test_a_prorated_score_lies_between_its_neighbours_in_proportion():
    cell = Cell(scale="total", grades=(7,), n=400, cumulative={0: 50, 1: 80, 2: 100})
    assert percentile_of(np.array([0.5, 1.25]), cell).tolist() == [45, 71.25]


def test_beyond_a_printed_table_there_is_no_t():
    cell = Cell(scale="total", grades=(7,), n=400, t={2: 40, 4: 50})
    assert (50 + 10 * z_of(np.array([1.0, 2.0, 3.0, 5.0]), cell)).tolist() == pytest.approx([np.nan, 40, 45, np.nan], nan_ok=True)


def test_no_raw_score_stands_where_a_normed_one_should():
    instrument = draft(norms=[norm(6, 2)])
    found = normed(np.array([[9.0]]), instrument, Group(grade=np.array([4], np.int8), sex=np.array([1], np.int8)))
    assert np.isnan([found.z, found.t, found.percentile, found.stanine]).all()
    assert found.cell.tolist() == [[-1]]


def test_cells_of_unknown_scales_are_left_out():
    assert cells_in_order(draft(), [table(CELL | {"scale": "mood"})]) == ()


@given(st.lists(st.floats(0, 15), min_size=2, max_size=20), st.sampled_from([{}, {"cumulative": {0: 20, 5: 60, 15: 100}}]))
def test_a_higher_score_never_has_a_lower_t(scores, more):
    instrument, rows = draft(), len(scores)
    group = Group(grade=np.full(rows, 7, np.int8), sex=np.zeros(rows, np.int8))
    found = normed(np.sort(np.array(scores))[:, None], instrument, group, [table(CELL | more)])
    assert (np.diff(found.t[:, 0]) >= -1e-9).all()
