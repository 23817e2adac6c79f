"""An answer tells an attempt, or asks for a private talk, or both; each is kept apart from the other."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.alerts.answers_tell import Told, answers_tell
from screening.alerts.mapping import BandMapping

GAD7 = load_instrument("gad7")
SAID = {
    "attempt": {"q1": {"starts": 2, "source": "made up"}, "q7": {"starts": 1, "source": "made up"}},
    "private": {"q2": {"starts": 3, "source": "made up"}},
}
MAPPING = BandMapping.model_validate({"schema": "band_mapping/1", "version": "t", "instruments": {"gad7": SAID}})


def told(**answers):
    codes = np.zeros((1, 7), np.int8)
    for item, code in answers.items():
        codes[0, int(item[1:]) - 1] = code
    return answers_tell(codes, GAD7, MAPPING)[0]


def test_nothing_an_attempt_and_a_private_talk_are_three_things():
    assert Told.NOTHING == 0
    assert Told.ATTEMPT & Told.PRIVATE == Told.NOTHING
    assert [one.bit_count() for one in Told] == [1, 1]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param({}, Told.NOTHING, id="nothing"),
        pytest.param({"q1": 1}, Told.NOTHING, id="below where it tells"),
        pytest.param({"q1": 2}, Told.ATTEMPT, id="from there on"),
        pytest.param({"q1": 3}, Told.ATTEMPT, id="and above"),
        pytest.param({"q7": 1}, Told.ATTEMPT, id="another item tells it too"),
        pytest.param({"q2": 3}, Told.PRIVATE, id="a private talk"),
        pytest.param({"q1": 2, "q2": 3}, Told.ATTEMPT | Told.PRIVATE, id="both"),
        pytest.param({"q3": 3}, Told.NOTHING, id="an item that tells nothing"),
        pytest.param({"q1": -1, "q2": -1, "q7": -1}, Told.NOTHING, id="blanks"),
    ],
)
def test_an_answer_tells_from_its_code_on(answers, expected):
    assert told(**answers) == expected


def test_an_instrument_that_tells_nothing_has_a_line_for_every_sheet():
    found = answers_tell(np.full((3, 9), 3, np.int8), load_instrument("phq9"), MAPPING)
    assert (found.tolist(), found.dtype) == ([0, 0, 0], np.uint8)
