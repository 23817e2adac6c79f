"""A score gets an error of measurement only from figures that belong to it; where one is lacking nothing is claimed."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.instruments.parts import Source
from screening.instruments.telling import Reliability
from screening.scoring.yardsticks import Measured, Yardsticks, published
from tests.unit.instruments.test_norm_tables import CELL, table

PHQ9, DSRSC, SCARED = load_instrument("phq9"), load_instrument("dsrsc"), load_instrument("scared")
CDI, TEACHER = load_instrument("cdi_printed"), load_instrument("sdq_teacher")


def measured(**changes):
    told = {"edition": "phq9@1", "scale": "total", "grades": (7,), "n": 412, "mean": 6.0, "sd": 5.0, "alpha": 0.84, "wave": "秋"}
    return Measured(**(told | changes))


def coefficient(kind, low, days=None, *, scale="total", confidence="single-source", high=None):
    source = Source(cite="x", confidence=confidence)
    return Reliability(
        scale=scale, coefficient=kind, low=low, high=high or low, retest_days=days, sample="anybody", source=source
    )


def told_by(*coefficients):
    return PHQ9.model_copy(update={"reliability": coefficients})


def test_the_schools_own_sheets_give_spread_and_consistency_together():
    """SEM = 5 x sqrt(1 - 0.84) = 2.0, by hand."""
    error = Yardsticks(measured=(measured(),)).error(PHQ9, "total", 7)
    assert error.sem == pytest.approx(2.0)
    assert "412" in error.basis.zh
    assert "412" in error.basis.en


def test_the_narrowest_own_group_goes_first_then_the_latest_wave():
    stage, grade, later = measured(grades=(7, 8, 9), sd=9.0), measured(sd=5.0), measured(sd=6.0, wave="春")
    yardsticks = Yardsticks(measured=(stage, grade, later))
    assert yardsticks.error(PHQ9, "total", 7).sd == 6.0
    assert yardsticks.error(PHQ9, "total", 8).sd == 9.0


@pytest.mark.parametrize(
    ("edition", "scale", "grade"),
    [
        pytest.param(load_instrument("gad7"), "total", 7, id="another instrument"),
        pytest.param(PHQ9, "total", 9, id="another grade"),
        pytest.param(PHQ9, "total", 0, id="grade unknown: the pupil has left"),
    ],
)
def test_figures_of_other_pupils_or_forms_are_not_borrowed(edition, scale, grade):
    assert Yardsticks(measured=(measured(),)).error(edition, scale, grade) is None


def test_a_published_alpha_needs_a_norm_for_its_spread():
    """CDI: alpha 0.83 (the lowest published), SD 7.86 of n = 30,088: 7.86 x sqrt(0.17) = 3.24."""
    assert Yardsticks().error(CDI, "total", 4) is None
    error = Yardsticks(tables=shipped_norms("cdi_printed")).error(CDI, "total", 4)
    assert error.sem == pytest.approx(3.24, abs=0.005)


def test_a_norm_that_holds_only_some_pupils_of_the_grade_is_not_used():
    """6-13 years: pupils of grade 7 may be 15."""
    assert Yardsticks(tables=shipped_norms("cdi_printed")).error(CDI, "total", 7) is None


def test_the_group_that_holds_every_age_of_a_grade_is_taken_and_never_one_of_one_sex():
    spread = Yardsticks(tables=shipped_norms("sdq_teacher")).spread(TEACHER, "total", 8)
    assert (spread.mean, spread.sd) == (9.58, 5.77)  # Du, Kou & Coghill 2008: both sexes, 11-17 years


@pytest.mark.parametrize(
    ("cumulative", "expected"),
    [
        pytest.param({0: 50, 2: 75, 4: 100}, (1.5, 2.75**0.5), id="half at 0, a quarter each at 2 and 4"),
        pytest.param({3: 100}, None, id="everybody alike: no spread"),
        pytest.param({}, None, id="a table of T alone"),
    ],
)
def test_mean_and_spread_of_a_distribution_are_worked_out_from_it(cumulative, expected):
    cell = CELL | {"mean": None, "sd": None, "cumulative": cumulative, "t": {0: 40, 4: 60}}
    spread = Yardsticks(tables=(table(cell, instrument="phq9"),)).spread(PHQ9, "total", 7)
    assert (spread and (spread.mean, spread.sd)) == (expected and pytest.approx(expected))


def test_of_two_groups_the_narrower_counts_then_the_larger_and_only_of_both_sexes():
    cells = [
        CELL | {"grades": [7, 8], "mean": 1, "n": 900},
        CELL | {"mean": 2, "n": 300},
        CELL | {"mean": 3, "n": 400, "ages": (3, 17)},
        CELL | {"mean": 4, "n": 999, "sex": "male"},
    ]
    norms = Yardsticks(tables=(table(*cells, instrument="phq9"),))
    assert [norms.spread(PHQ9, "total", grade).mean for grade in (7, 8)] == [3, 1]


@pytest.mark.parametrize("impossible", [0.0, 1.0])
def test_a_coefficient_that_leaves_no_error_or_nothing_else_is_not_reckoned_with(impossible):
    assert published(told_by(coefficient("alpha", impossible, high=1.0)), "total", "alpha") is None


def test_without_a_norm_the_reference_for_change_is_the_schools_own_spread():
    assert Yardsticks().spread(PHQ9, "total", 7) is None
    assert Yardsticks(measured=(measured(),)).spread(PHQ9, "total", 7).sd == 5.0


@pytest.mark.parametrize(
    ("coefficients", "kind", "expected"),
    [
        pytest.param([coefficient("alpha", 0.9), coefficient("alpha", 0.8)], "alpha", 0.8, id="lowest alpha: no band too narrow"),
        pytest.param([coefficient("retest", 0.5, 90), coefficient("retest", 0.7, 14)], "retest", 0.7, id="shortest interval"),
        pytest.param(
            [coefficient("retest", 0.5), coefficient("retest", 0.7, 90)], "retest", 0.7, id="untold interval comes last"
        ),
        pytest.param([coefficient("alpha", 0.8, confidence="unverified")], "alpha", None, id="nobody could confirm it"),
        pytest.param([coefficient("alpha", 0.8, confidence="conflicting")], "alpha", None, id="sources disagree"),
        pytest.param([coefficient("alpha", 0.4, high=0.9, scale="subscales")], "alpha", None, id="a range over subscales"),
        pytest.param([coefficient("split_half", 0.9)], "alpha", None, id="another coefficient"),
        pytest.param([coefficient("alpha", 0.9)], "retest", None, id="alpha is no retest"),
    ],
)
def test_which_published_coefficient_is_reckoned_with(coefficients, kind, expected):
    found = published(told_by(*coefficients), "total", kind)
    assert (found.value if found else None) == expected


def test_the_children_depression_scale_is_retested_after_two_weeks():
    assert published(DSRSC, "total", "retest").value == 0.65  # Su Linyan et al. 2003, 14 days
    assert published(SCARED, "social", "retest") is None


def test_every_coefficient_of_every_edition_can_be_reckoned_with_or_is_passed_over():
    editions = [load_instrument(name) for name in list_editions()]
    found = [published(one, scale, kind) for one in editions for scale in one.scales for kind in ("alpha", "retest")]
    assert all(0 < one.value < 1 for one in found if one)
    assert any(found)
