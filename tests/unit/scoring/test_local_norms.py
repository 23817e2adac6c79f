"""A local norm is only as sure as its classes allow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.instruments.norm_tables import norm_faults
from screening.scoring.local_norms import (
    CellFigures,
    Sample,
    between_variance,
    clustered_error,
    cumulative,
    local_cells,
    measured_cells,
    shrunken,
    steps_of,
)
from tests.unit.instruments.drafts import draft, scale
from tests.unit.instruments.test_norm_tables import table


def sample(per_grade, classes=8, grades=(7, 8), seed=1, of_class=0.0):
    """Sums of 0-15 whose mean differs by class with SD ``of_class``."""
    rng = np.random.default_rng(seed)
    rows = per_grade * len(grades)
    school_class = np.tile(np.arange(classes), -(-rows // classes))[:rows] + 100 * np.repeat(np.arange(len(grades)), per_grade)
    shift = rng.normal(0, of_class, school_class.max() + 1)[school_class] if of_class else 0
    scores = np.clip(np.rint(rng.gamma(2, 2.5, rows) + shift), 0, 15)
    return Sample(
        values=scores[:, None],
        grade=np.repeat(np.array(grades, np.int8), per_grade),
        sex=np.tile(np.array([1, 2], np.int8), rows)[:rows],
        school_class=school_class.astype(np.int32),
    )


def figures(mean, se, grade=7):
    return CellFigures(scale="total", grade=grade, sex="all", n=300, classes=8, mean=mean, sd=3.0, se=se, scores=np.array([mean]))


def test_each_pupil_a_class_gives_the_ordinary_error():
    scores = np.random.default_rng(2).normal(5, 2, 400)
    assert clustered_error(scores, np.arange(400, dtype=np.int32)) == pytest.approx(scores.std(ddof=1) / 20)


def test_the_clustered_error_is_the_one_worked_out_by_hand():
    """Classes (1, 2), (3, 6), (8, 10): mean 5, residual sums -7, -1, 8; sqrt(3 / 2 x 114) / 6."""
    scores, classes = np.array([1.0, 2, 3, 6, 8, 10]), np.array([0, 0, 1, 1, 2, 2], np.int32)
    assert clustered_error(scores, classes) == pytest.approx(np.sqrt(1.5 * 114) / 6)


def test_pupils_who_resemble_their_class_make_the_mean_less_sure():
    alone, alike = sample(400), sample(400, of_class=2)
    plain = alike.values[:400, 0].std(ddof=1) / 20
    assert next(measured_cells(alike, draft())).se > 2 * plain
    assert next(measured_cells(alone, draft())).se < 2 * plain


@pytest.mark.parametrize(
    ("per_grade", "classes", "grades"),
    [
        pytest.param(200, 8, [7, 8], id="two hundred sheets are enough"),
        pytest.param(199, 8, [], id="one sheet less says nothing"),
        pytest.param(400, 2, [], id="two classes tell nothing of classes"),
        pytest.param(400, 3, [7, 8], id="three classes do"),
    ],
)
def test_a_cell_needs_sheets_and_classes(per_grade, classes, grades):
    assert [one.grade for one in measured_cells(sample(per_grade, classes), draft())] == grades


def test_pupils_of_unknown_grade_belong_to_no_cell():
    assert list(measured_cells(sample(300, grades=(0,)), draft())) == []


def test_unsure_means_are_drawn_further():
    """DerSimonian-Laird by hand: means 5, 6, 10, errors 0.5, 1, 1; weights 4, 1, 1; Q = 20; tau² = 18 / (6 - 18/6) = 6."""
    cells = [figures(5, 0.5, 4), figures(6, 1, 5), figures(10, 1, 6)]
    weights = [6 / 6.25, 6 / 7, 6 / 7]
    drawn = shrunken(cells, {})
    assert [own for _, own in drawn] == pytest.approx(weights)
    assert [mean for mean, _ in drawn] == pytest.approx([6 - weights[0], 6, 6 + 4 * weights[2]])


def test_means_no_further_apart_than_their_errors_become_one():
    assert shrunken([figures(5, 1, 4), figures(5.5, 1, 5)], {}) == [(5.25, 0.0), (5.25, 0.0)]


def test_a_published_mean_draws_a_single_grade_too():
    """One grade 3 above the reference with error 1: tau² = 9 - 1, weight 8 / 9."""
    assert shrunken([figures(8, 1)], {7: 5.0})[0] == (pytest.approx(5 + 3 * 8 / 9), pytest.approx(8 / 9))


def test_a_single_grade_without_a_reference_stays_where_it_is():
    assert shrunken([figures(8, 1)], {}) == [(8, 1.0)]


@given(st.lists(st.tuples(st.floats(0, 15), st.floats(0.1, 3)), min_size=2, max_size=6))
def test_a_drawn_mean_lies_between_the_own_and_the_common_one(pairs):
    cells = [figures(mean, se, grade) for grade, (mean, se) in enumerate(pairs, 4)]
    common = np.average([one.mean for one in cells], weights=[1 / one.se**2 for one in cells])
    for one, (mean, own) in zip(cells, shrunken(cells, {}), strict=True):
        assert 0 <= own <= 1
        assert min(one.mean, common) - 1e-9 <= mean <= max(one.mean, common) + 1e-9


def test_one_group_by_itself_tells_nothing_of_groups():
    assert between_variance(np.array([0.0]), np.array([1.0]), known=False) == 0


def test_between_variance_is_never_negative():
    assert between_variance(np.array([0.1, -0.1]), np.array([1.0, 1.0]), known=True) == 0


def test_cumulative_percentages_count_the_scores_themselves():
    found = cumulative(np.array([0.0, 0, 1, 3]), "total", draft())
    assert [found[score] for score in (0, 1, 2, 3, 15)] == [50, 75, 75, 100, 100]


def test_a_move_by_part_of_a_step_counts_by_that_part():
    found = cumulative(np.array([0.0, 0, 1, 3]), "total", draft(), move=0.5)
    assert [found[score] for score in (0, 1, 2, 3)] == [25, 62.5, 75, 87.5]


@pytest.mark.parametrize(
    ("move", "shares"),
    [
        pytest.param(1.0, [0, 50, 75, 75], id="one up: nobody is left at the lowest value"),
        pytest.param(-1.0, [75, 75, 100, 100], id="one down: those below the lowest value count at it"),
        pytest.param(100.0, [0, 0, 0, 0], id="far beyond: everybody at the highest value"),
        pytest.param(-100.0, [100, 100, 100, 100], id="far below: everybody at the lowest value"),
    ],
)
def test_moved_scores_stay_within_the_scale(move, shares):
    found = cumulative(np.array([0.0, 0, 1, 3]), "total", draft(), move=move)
    assert [found[score] for score in (0, 1, 2, 3)] == shares
    assert found[15] == 100


def test_values_of_a_scale_run_from_its_lowest_to_its_highest():
    values, step = steps_of("total", draft(items__low=1, scales__total__multiply=2))
    assert (values[0], values[-1], step, len(values)) == (10, 30, 2, 11)


def test_values_of_a_mean_lie_a_part_of_an_item_apart():
    values, step = steps_of("total", draft(scales__total__score="mean"))
    assert (values[0], values[-1], len(values)) == (0, 3, 16)
    assert step == pytest.approx(0.2)


def test_values_of_a_sum_of_scales_lie_as_far_apart_as_those_of_its_parts():
    whole = {"title": {"zh": "和", "en": "sum"}, "of": ["part"]}
    values, step = steps_of("whole", draft(scales__part=scale(multiply=2), scales__whole=whole))
    assert (values[0], values[-1], step, len(values)) == (0, 30, 2, 16)


def test_a_local_norm_holds_both_sexes_and_each_where_there_are_enough():
    cells = local_cells(sample(500), draft())
    assert [(cell.grades, cell.sex) for cell in cells] == [
        ((7,), "all"), ((8,), "all"), ((7,), "male"), ((8,), "male"), ((7,), "female"), ((8,), "female"),
    ]  # fmt: skip
    local = table(*[cell.model_dump() for cell in cells], basis="local")
    assert list(norm_faults(local, draft())) == []


def test_a_local_norm_ranks_the_sheets_it_was_made_of():
    """Half of a grade lies below the middle of its own norm, within the step of one score."""
    made = sample(1000, grades=(7,))
    cell = local_cells(made, draft())[0]
    shares = {score: np.mean(made.values[:, 0] <= score) * 100 for score in range(16)}
    assert [cell.cumulative[score] for score in range(16)] == pytest.approx(list(shares.values()), abs=1e-4)


def test_a_cell_tells_of_its_own_sex_with_the_usual_standard_deviation():
    made = sample(500)
    values = made.values.copy()
    values[made.sex == 1] = np.minimum(values[made.sex == 1] + 3, 15)
    girls_lower = Sample(values=values, grade=made.grade, sex=made.sex, school_class=made.school_class)
    for sex, code in (("male", 1), ("female", 2)):
        for cell in measured_cells(girls_lower, draft(), sex):
            own = values[(made.grade == cell.grade) & (made.sex == code), 0]
            assert (cell.n, cell.mean, cell.sd) == (len(own), own.mean(), pytest.approx(np.std(own, ddof=1)))


def reference(*cells):
    return table(*[{"scale": "total", "n": 400, "sd": 2} | cell for cell in cells])


def drawn_to(norm, grade=7):
    """The mean to which the local norm of one grade was drawn; None if it stayed."""
    made = sample(400, grades=(grade,))
    cell = local_cells(made, draft(), norm, by_sex=False)[0]
    if cell.weight == 1:
        return None
    return round((cell.mean - cell.weight * cell.observed) / (1 - cell.weight), 2)


@pytest.mark.parametrize(
    ("cells", "mean"),
    [
        pytest.param([{"grades": [7], "mean": 4}], 4, id="its grade"),
        pytest.param([{"grades": [8], "mean": 4}], None, id="another grade"),
        pytest.param([{"grades": [6, 7], "mean": 3}, {"grades": [7], "mean": 4}], 4, id="the narrower group"),
        pytest.param([{"grades": [7], "sex": "male", "mean": 4}], None, id="one sex alone"),
        pytest.param([{"grades": [7], "scale": "part", "mean": 4}], None, id="another scale"),
        pytest.param([{"ages": [3, 17], "mean": 4}], 4, id="ages that cover the grade"),
        pytest.param([{"grades": [7], "t": {0: 40, 15: 70}, "sd": None}], None, id="a table without a mean"),
    ],
)
def test_a_local_norm_is_drawn_to_the_reference_that_covers_the_grade(cells, mean):
    assert drawn_to(reference(*cells)) == mean


@pytest.mark.parametrize("grade", [4, 9])
def test_every_grade_may_be_drawn(grade):
    assert drawn_to(reference({"grades": [4, 5, 6, 7, 8, 9], "mean": 4}), grade) == 4


def test_a_local_norm_is_written_with_four_decimals():
    cell = local_cells(sample(400), draft(), by_sex=False)[0]
    told = [cell.mean, cell.sd, cell.se, cell.observed, cell.weight, *cell.cumulative.values()]
    assert told == [round(one, 4) for one in told]


def test_some_of_a_sample_are_the_same_sheets_in_every_column():
    made = sample(30)
    some = made.of(made.grade == 8)
    assert (set(some.grade.tolist()), len(some.values), len(some.sex)) == ({8}, 30, 30)
    assert (some.school_class >= 100).all()
