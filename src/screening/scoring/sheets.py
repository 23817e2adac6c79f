"""From answers to a scored block: what import, the archive and the benchmark all call."""

from screening.intake.interface import AnswerBlock
from screening.scoring.interface import SheetBlock
from screening.scoring.safety import fired
from screening.scoring.score import score
from screening.scoring.validity import judge


def score_block(answers: AnswerBlock) -> SheetBlock:
    """The same sheets in the same order with scores, validity flags and fired safety items."""
    instrument = answers.instrument
    scores = score(answers.codes, instrument)
    return SheetBlock(
        answers=answers,
        scores=scores,
        validity=judge(answers.codes, scores, answers.seconds_per_item, instrument, answers.inattentive),
        safety=fired(answers.codes, instrument),
    )
