"""From answers to a scored block: what import, the archive and the benchmark all call."""

import numpy as np

from screening.core.severity import Validity
from screening.intake.interface import AnswerBlock
from screening.scoring.interface import SheetBlock
from screening.scoring.quality import doubtful
from screening.scoring.safety import fired
from screening.scoring.score import score
from screening.scoring.validity import judge

_SAYS_MORE = np.uint8(Validity.FAST | Validity.STRAIGHT)


def score_block(answers: AnswerBlock) -> SheetBlock:
    """The same sheets in the same order with scores, validity flags and fired safety items.

    Besides the flags of ``judge`` a sheet may be DOUBTFUL, low in confidence by what it shows alone, if FAST or STRAIGHT
    don't say so already.
    """
    instrument = answers.instrument
    scores = score(answers.codes, instrument)
    flags = judge(answers.codes, scores, answers.seconds_per_item, instrument, answers.inattentive)
    doubts = doubtful(answers.codes, answers.seconds_per_item, instrument) & ((flags & _SAYS_MORE) == 0)
    return SheetBlock(
        answers=answers,
        scores=scores,
        validity=flags | doubts * np.uint8(Validity.DOUBTFUL),
        safety=fired(answers.codes, instrument),
    )
