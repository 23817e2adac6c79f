"""Near a cut: which cut counts, on which side a score lies, and that nothing of it moves a band or makes an alert."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.alerts.mapping import Bands, InstrumentMapping
from screening.alerts.near_cut import b2_cut, b2_cuts, nearness
from screening.alerts.reading import _bands
from screening.core.language import plain
from screening.core.severity import Band
from screening.scoring.yardsticks import MeasuringError

MHT, PHQ9 = load_instrument("mht"), load_instrument("phq9")


def error(sem=2.0):
    return MeasuringError(sem=sem, mean=5, sd=4, alpha=0.75, basis=plain("x"))


def bands(**starts):
    return Bands(bands=starts or None, basis="published", source="x")


def told(total=None, **subscales):
    return InstrumentMapping(total=total, subscales=subscales)


def test_a_total_stands_for_the_instrument_and_its_subscales_are_left_out(mapping):
    (cut,) = b2_cuts(mapping.of("mht@1"), MHT, 7)
    assert cut.told_as == "total"
    assert cut.value == mapping.of("mht@1").total.bands["B2"]


def test_without_a_total_each_subscale_that_is_read_has_its_cut():
    found = b2_cuts(told(None, self_blame=bands(B0=0, B2=8), phobia=bands()), MHT, 7)
    assert [(cut.scale, cut.value) for cut in found] == [("self_blame", 8)]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        pytest.param(bands(B0=0, B1=5, B2=10, B3=15), (10, True), id="rises with the score"),
        pytest.param(bands(B0=0, B3=15), (15, True), id="no B2: where B3 begins"),
        pytest.param(bands(B2=0, B1=29, B0=51), (29, False), id="falls with the score: B2 below 29"),
        pytest.param(bands(B0=0, B1=5), None, id="never B2"),
        pytest.param(bands(), None, id="information only"),
    ],
)
def test_where_b2_begins(total, expected):
    cut = b2_cut("total", told(total), PHQ9, 7)
    assert (cut and (cut.value, cut.higher_is_worse)) == expected


def test_a_grades_own_norm_moves_its_cut():
    moved = Bands(bands={"B0": 0, "B2": 8}, basis="local", source="x", by_grade={7: {"B0": 0, "B2": 6}})
    cuts = [b2_cut("self_blame", told(None, self_blame=moved), MHT, grade).value for grade in (7, 8)]
    assert cuts == [6, 8]


@pytest.mark.parametrize(
    ("value", "side", "distance"),
    [
        pytest.param(9, "below", 1, id="one point short"),
        pytest.param(10, "above", 0, id="on the cut"),
        pytest.param(12, "above", 2, id="one error beyond"),
        pytest.param(13, None, None, id="clearly beyond"),
        pytest.param(float("nan"), None, None, id="not scorable"),
    ],
)
def test_how_near_a_score_lies(value, side, distance):
    near = nearness(value, b2_cut("total", told(bands(B0=0, B2=10)), PHQ9, 7), "phq9@1", error())
    assert (near and (near.side, near.distance)) == (side and (side, distance))


def test_an_instrument_without_any_error_has_nobody_near():
    assert nearness(9, b2_cut("total", told(bands(B0=0, B2=10)), PHQ9, 7), "phq9@1", error(0.0)) is None


@given(value=st.floats(0, 30), sem=st.floats(0.1, 6), falling=st.booleans())
def test_below_means_calmer_than_b2_and_above_means_b2_is_reached(value, sem, falling):
    total = bands(B2=0, B1=10, B0=20) if falling else bands(B0=0, B1=5, B2=10, B3=15)
    near = nearness(value, b2_cut("total", told(total), PHQ9, 7), "phq9@1", error(sem))
    band = Band(int(_bands(np.array([value]), total)[0]))
    assert near is None or (near.side == "above") == (band >= Band.B2)


@pytest.mark.parametrize("sem", [0.25, 0.5, 1.0])
def test_an_error_of_less_than_a_point_is_an_error_too(sem):
    cut = b2_cut("total", told(bands(B0=0, B2=10)), PHQ9, 7)
    assert nearness(10 - sem / 2, cut, "phq9@1", error(sem)).side == "below"
    assert nearness(10 - 2 * sem, cut, "phq9@1", error(sem)) is None


def test_a_scale_that_the_instrument_does_not_have_has_no_cut():
    assert b2_cuts(told(None, nothing=bands(B0=0, B2=8)), MHT, 7) == ()
    assert b2_cut("nothing", told(None, nothing=bands(B0=0, B2=8)), MHT, 7) is None
