"""A scored block holds the same sheets in the same order, with all that was found in them."""

import numpy as np

from screening.adapters.instrument_files import load_instrument
from screening.core.severity import Validity
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
    np.testing.assert_equal(block.scores.values[:, 0], [2, np.nan, 0])
    assert block.validity.tolist() == [Validity.FAST, Validity.MISSING, Validity.PRORATED]
    assert block.safety.tolist() == [[True], [False], [False]]
