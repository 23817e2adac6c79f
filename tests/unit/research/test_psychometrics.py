"""A file whose codes or key are wrong is noticed, a sound one is left alone."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.research.psychometrics import psychometrics
from screening.research.reliability import alpha, omega
from screening.research.synthetic import answer_model, plan_school
from screening.research.synthetic.sheets import make_sheets

PUPILS = 700


def answers(code):
    instrument = load_instrument(code)
    block = next(make_sheets(plan_school(PUPILS, seed=6), [answer_model(instrument)]))
    return instrument, block.answers.codes.copy()


def of(figures, scale):
    return next(one for one in figures if one.scale == scale)


@pytest.mark.parametrize("code", ["phq9@1", "sdq_self@1", "mht@1", "dsrsc@1", "who5@1", "rses_a@1"])
def test_sound_answers_raise_no_warning(code):
    instrument, codes = answers(code)
    assert not any(one.looks_mis_keyed for one in psychometrics(codes, instrument))


def test_figures_are_those_of_complete_sheets_with_items_turned():
    instrument, codes = answers("dsrsc@1")
    turned = codes.astype(float)
    for item in instrument.scales["total"].reversed:
        turned[:, item - 1] = instrument.items.low + instrument.items.high - turned[:, item - 1]
    complete = turned[(codes >= 0).all(axis=1)]
    found = of(psychometrics(codes, instrument), "total")
    assert found.complete == len(complete)
    assert found.alpha == pytest.approx(alpha(complete))
    assert found.omega == pytest.approx(omega(complete))
    assert found.missing == pytest.approx(np.mean(codes < 0))
    assert found.published == (0.73, 0.73)  # Su et al. 2003 and a rural sample of 2012, as the edition says


def test_items_that_the_platform_turned_already_are_named():
    instrument, codes = answers("dsrsc@1")
    turned = [item - 1 for item in instrument.scales["total"].reversed]
    codes[:, turned] = np.where(codes[:, turned] >= 0, instrument.items.high - codes[:, turned], -1)
    found = of(psychometrics(codes, instrument), "total")
    assert found.looks_mis_keyed
    assert found.collapsed
    assert set(found.against) == {f"q{place + 1}" for place in turned}


def test_one_item_coded_the_wrong_way_is_named():
    instrument, codes = answers("phq9@1")
    codes[:, 3] = np.where(codes[:, 3] >= 0, 3 - codes[:, 3], -1)
    found = of(psychometrics(codes, instrument), "total")
    assert found.against == ("q4",)
    assert found.rest[0] < 0


def test_columns_out_of_order_make_alpha_collapse():
    instrument, codes = answers("phq9@1")
    rng = np.random.default_rng(0)
    for column in codes.T:
        rng.shuffle(column)
    found = of(psychometrics(codes, instrument), "total")
    assert found.collapsed
    assert found.against == (), "nothing is shared, so no item runs against the others"


def test_items_often_left_blank_are_named_from_five_sheets_on():
    instrument, codes = answers("phq9@1")
    codes[:70, 8] = -1
    assert of(psychometrics(codes, instrument), "total").often_blank[0][0] == "q9"
    few = codes[60:90].copy()
    few[few < 0] = 0
    few[:4, 8] = -1
    assert of(psychometrics(few, instrument), "total").often_blank == ()


def test_below_ten_complete_sheets_there_are_no_figures():
    instrument, codes = answers("phq9@1")
    complete = codes[(codes >= 0).all(axis=1)]
    found = of(psychometrics(complete[:9], instrument), "total")
    assert np.isnan([found.alpha, found.omega, *found.rest]).all()
    assert not found.looks_mis_keyed
    assert not np.isnan(of(psychometrics(complete[:10], instrument), "total").rest).all()


def test_a_lie_scale_and_a_triage_have_no_consistency():
    instrument, codes = answers("mht@1")
    assert "lie" not in {one.scale for one in psychometrics(codes, instrument)}
