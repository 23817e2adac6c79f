"""A scored block holds the same sheets in the same order, with all that was found in them."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.severity import UNREADABLE, Validity
from screening.intake.interface import AnswerBlock
from screening.scoring.sheets import score_block


def test_a_block_is_scored_flagged_and_read_for_safety_in_one_call():
    codes = np.zeros((3, 9), np.int8)
    codes[0, 8], codes[1, :3], codes[2, 0] = 2, -1, -1
    answers = AnswerBlock(
        instrument=load_instrument("phq9"),
        row=np.array([4, 9, 2], np.int32),
        pupil=np.array([11, 12, 13], np.int32),
        codes=codes,
        seconds_per_item=np.array([0.5, np.nan, 4], np.float32),
        answered_at=np.full(3, np.datetime64("NaT", "s")),
    )
    block = score_block(answers)
    assert block.answers is answers
    assert len(block) == 3
    np.testing.assert_equal(block.scores.values[:, 0], [2, np.nan, 0])
    assert block.validity.tolist() == [Validity.FAST, Validity.MISSING, Validity.PRORATED]
    assert block.safety.tolist() == [[True], [False], [False]]


def mht_block(codes, seconds):
    return score_block(
        AnswerBlock(
            instrument=load_instrument("mht"),
            row=np.array([1], np.int32),
            pupil=np.array([1], np.int32),
            codes=np.array([codes], np.int8),
            seconds_per_item=np.array([seconds], np.float32),
            answered_at=np.full(1, np.datetime64("NaT", "s")),
        )
    )


TURNS = np.tile([0, 1], 50) * (np.arange(100) < 80)  # the lie items lie between 82 and 100


@pytest.mark.parametrize(
    ("codes", "seconds", "flags"),
    [
        pytest.param(TURNS, 5, Validity.OK, id="attentive"),
        pytest.param(TURNS, 1.5, Validity.DOUBTFUL, id="quick, yet not too quick to read"),
        pytest.param(TURNS * (np.arange(100) > 55), 5, Validity.DOUBTFUL, id="half of it in one run"),
        pytest.param(TURNS, 0.5, Validity.FAST, id="FAST says it already"),
        pytest.param(np.zeros(100), 5, Validity.STRAIGHT, id="STRAIGHT says it already"),
    ],
)
def test_low_confidence_is_told_and_makes_nothing_unreadable(codes, seconds, flags):
    found = Validity(int(mht_block(codes, seconds).validity[0]))
    assert found == flags
    assert not Validity.DOUBTFUL & UNREADABLE
