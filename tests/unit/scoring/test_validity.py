"""Validity flags say how far a sheet can be read (ALERT_POLICY §2.3), and never mute a safety item."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.severity import Validity
from screening.intake.interface import NO_ANSWER
from screening.scoring.safety import fired
from screening.scoring.score import score
from screening.scoring.validity import judge, words
from tests.unit.instruments.drafts import OURS, draft


def flags(instrument, codes, seconds=np.nan):
    matrix = np.array([codes], np.int8)
    return Validity(int(judge(matrix, score(matrix, instrument), np.array([seconds], np.float32), instrument)[0]))


def mht_sheet(*yes, blank=()):
    codes = np.zeros(100, np.int8)
    codes[[item - 1 for item in yes]] = 1
    codes[[item - 1 for item in blank]] = NO_ANSWER
    return codes


@pytest.mark.parametrize(
    ("yes", "lie"),
    [
        pytest.param(range(82, 95, 2), True, id="seven of ten"),
        pytest.param(range(82, 93, 2), False, id="six of ten"),
        pytest.param([*range(82, 95, 2), 85], True, id="a safety item does not hide it"),
    ],
)
def test_mht_lie_scale_voids_from_seven(yes, lie):
    assert (Validity.LIE in flags(load_instrument("mht"), mht_sheet(1, *yes))) is lie


@pytest.mark.parametrize(
    ("seconds", "fast"),
    [
        pytest.param(0.99, True, id="under a second an item"),
        pytest.param(1.0, False, id="a second an item"),
        pytest.param(np.nan, False, id="time not told"),
    ],
)
def test_fast_is_under_a_second_an_item(seconds, fast):
    assert (Validity.FAST in flags(load_instrument("mht"), mht_sheet(1), seconds)) is fast


@pytest.mark.parametrize(
    ("code", "answer", "straight"),
    [
        pytest.param("mht", 0, True, id="MHT has validity items"),
        pytest.param("mht", 1, True, id="MHT, yes throughout"),
        pytest.param("sdq_self", 1, True, id="SDQ has reversed items"),
        pytest.param("dsrsc", 2, True, id="DSRSC has reversed items"),
        pytest.param("phq9", 0, False, id="PHQ-9: many healthy pupils answer so"),
        pytest.param("gad7", 0, False, id="GAD-7 has nothing to show it"),
        pytest.param("who5", 5, False, id="WHO-5 has nothing to show it"),
        pytest.param("scared", 0, False, id="SCARED has nothing to show it"),
        pytest.param("mssmhs", 1, False, id="MSSMHS has nothing to show it"),
    ],
)
def test_one_answer_throughout_is_judged_only_where_it_means_something(code, answer, straight):
    instrument = load_instrument(code)
    assert (Validity.STRAIGHT in flags(instrument, [answer] * instrument.items.count)) is straight


def test_straight_looks_past_blanks_but_needs_more_than_one_answer():
    dsrsc = load_instrument("dsrsc")
    assert Validity.STRAIGHT in flags(dsrsc, [NO_ANSWER] * 3 + [1] * 15)
    assert Validity.STRAIGHT not in flags(dsrsc, [1] * 17 + [2])
    assert Validity.STRAIGHT not in flags(dsrsc, [NO_ANSWER] * 17 + [1])


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        pytest.param((), Validity.OK, id="nothing blank"),
        pytest.param((1,), Validity.PRORATED, id="one blank: prorated"),
        pytest.param(range(1, 5), Validity.PRORATED, id="a subscale missing, its total prorated: not a missing sheet"),
        pytest.param((85,), Validity.MISSING, id="safety item blank: no total"),
        pytest.param((1, 85), Validity.MISSING, id="safety item blank: nothing is prorated"),
        pytest.param(range(1, 12), Validity.MISSING, id="eleven blanks: no total"),
        pytest.param((82,), Validity.PRORATED, id="only the validity scale is prorated"),
        pytest.param(range(1, 101), Validity.MISSING, id="an empty sheet"),
    ],
)
def test_a_sheet_is_missing_only_if_its_total_is(blank, expected):
    assert flags(load_instrument("mht"), mht_sheet(50, 20, blank=blank)) == expected


def test_without_a_total_a_sheet_is_missing_only_if_every_scale_is():
    scales = {
        code: {"title": {"zh": "分", "en": "part"}, "items": items, "min_answered": least, "missing_rule": OURS}
        for code, items, least in (("first", "1-2", 2), ("second", "3-5", 3))
    }
    no_total = draft(scales=scales)
    assert Validity.MISSING not in flags(no_total, [NO_ANSWER, 1, 1, 1, 1])
    assert Validity.MISSING in flags(no_total, [NO_ANSWER, 1, NO_ANSWER, 1, 1])


def test_a_failed_attention_check_is_told_of_its_own_sheets():
    instrument, codes = draft(), np.array([[0, 1, 2, 3, 0]] * 2, np.int8)
    found = judge(codes, score(codes, instrument), np.full(2, np.nan, np.float32), instrument, np.array([False, True]))
    assert found.tolist() == [Validity.OK, Validity.INCONS]
    assert found.dtype == np.uint8


def test_a_validity_scale_alone_does_not_save_a_sheet_from_missing():
    part = {"title": {"zh": "分", "en": "part"}, "items": "1-4", "min_answered": 4, "missing_rule": OURS}
    scales = {"part": part, "lie": part | {"items": "5", "min_answered": 1, "role": "validity"}}
    assert flags(draft(scales=scales), [NO_ANSWER, 1, 1, 1, 1]) == Validity.MISSING


def test_a_lie_scale_without_a_score_does_not_lie():
    lie = {"title": {"zh": "效度", "en": "lie"}, "items": "1-5", "min_answered": 5, "missing_rule": OURS, "role": "validity"}
    instrument = draft(scales__lie=lie, validity={"lie_scale": "lie", "lie_from": 3})
    told = [Validity.LIE in flags(instrument, codes) for codes in ([1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [3, 3, 3, 3, NO_ANSWER])]
    assert told == [True, False, False]


def test_no_flag_mutes_a_safety_item():
    mht = load_instrument("mht")
    codes = mht_sheet(85, *range(82, 101, 2), blank=range(1, 12))
    assert flags(mht, codes, 0.2) == Validity.LIE | Validity.FAST | Validity.MISSING
    assert fired(codes[None, :], mht).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("validity", "text"),
    [
        pytest.param(Validity.OK, "OK", id="nothing"),
        pytest.param(Validity.LIE | Validity.PRORATED, "LIE;PRORATED", id="two flags"),
    ],
)
def test_flags_are_written_as_people_read_them(validity, text):
    assert words(int(validity)) == text
