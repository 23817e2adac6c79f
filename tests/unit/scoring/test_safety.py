"""A safety item fires by its answer alone, whatever the total."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.safety import fired


def firing(code, **answers):
    """Which safety items fire on an otherwise lowest sheet."""
    instrument = load_instrument(code)
    codes = np.full((1, instrument.items.count), instrument.items.low, np.int8)
    for item, answer in answers.items():
        codes[0, int(item[1:]) - 1] = answer
    line = fired(codes, instrument)[0]
    return [f"q{column + 1}" for column, yes in zip(instrument.safety_columns, line, strict=True) if yes]


@pytest.mark.parametrize(
    ("code", "answers", "items"),
    [
        pytest.param("mht", {"q85": 1}, ["q85"], id="MHT 85 yes"),
        pytest.param("mht", {"q85": 1, "q97": 1}, ["q85", "q97"], id="MHT 85 and 97 yes"),
        pytest.param("mht", {}, [], id="MHT no to all"),
        pytest.param("phq9", {"q9": 1}, ["q9"], id="PHQ-9 item 9 at the lowest frequency"),
        pytest.param("dsrsc", {"q10": 1}, ["q10"], id="DSRSC item 10 sometimes"),
        pytest.param("mssmhs", {"q57": 2}, ["q57"], id="MSSMHS 57 at any degree"),
        pytest.param("mssmhs", {"q52": 3}, [], id="MSSMHS 52 below its grade"),
        pytest.param("mssmhs", {"q52": 4}, ["q52"], id="MSSMHS 52 from 4"),
        pytest.param("scared", {"q6": 2}, [], id="SCARED item 6 is no suicide item"),
        pytest.param("phqa", {"q9": 1}, ["q9"], id="PHQ-A item 9"),
        pytest.param("phqa_extra", {"q1": 1}, ["q1"], id="PHQ-A serious thoughts in the past month"),
        pytest.param("phqa_extra", {"q2": 1}, ["q2"], id="PHQ-A any attempt"),
        pytest.param("mfq", {f"q{n}": 1 for n in range(15, 21)}, ["q16", "q17", "q18", "q19"], id="MFQ 16 to 19, not 15 or 20"),
        pytest.param("kads6", {"q6": 1}, ["q6"], id="KADS-6 item 6 at its lowest positive answer"),
        pytest.param("rcads47", {"q37": 1}, [], id="RCADS-47 thinks of death sometimes"),
        pytest.param("rcads47", {"q37": 2}, ["q37"], id="RCADS-47 thinks of death often"),
        pytest.param("rcads25", {"q18": 2}, ["q18"], id="RCADS-25 item 18 is item 37 of the long form"),
        pytest.param("cdi_scored", {"q9": 1}, ["q9"], id="CDI item 9"),
        pytest.param("cdi_printed", {"q9": 1}, ["q9"], id="CDI item 9 by position: the lightest statement stands first"),
        pytest.param("dass21", {"q21": 3}, [], id="DASS-21 item 21 is no suicide item"),
        pytest.param("phq9", {"q9": NO_ANSWER}, [], id="a blank does not fire; it goes to a person as CI-SKIP"),
    ],
)
def test_an_item_fires_from_its_first_code_on(code, answers, items):
    assert firing(code, **answers) == items


def test_items_are_read_from_float_matrices_alike():
    phq9 = load_instrument("phq9")
    codes = np.zeros((2, 9), np.float32)
    codes[:, 8] = np.nan, 2
    assert fired(codes, phq9).tolist() == [[False], [True]]


def test_an_instrument_without_safety_items_has_no_columns():
    assert fired(np.zeros((4, 7), np.int8), load_instrument("gad7")).shape == (4, 0)
