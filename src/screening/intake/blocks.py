"""Where an instrument's items stand in a numbered survey: runs of neighbouring questions with its answers, cut at their seams."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from screening.instruments.definition import Instrument
from screening.intake.interface import Question
from screening.intake.text import compact

Piece = tuple[Question, ...]
_SURE = 0.6  # share of items whose title holds the topic's words


class Block(NamedTuple):
    """One possible place of an instrument: its items in order."""

    questions: Piece
    own: int  # titles that hold their own item's topic
    other: int  # titles that hold only another item's topic

    @property
    def columns(self) -> frozenset[int]:
        """Columns the block would use."""
        return frozenset(question.column for question in self.questions)


class Found(NamedTuple):
    """Places of an instrument, and how long the runs were in which it was looked for."""

    blocks: list[Block]
    run_lengths: list[int]


def find_blocks(instrument: Instrument, questions: Sequence[Question], fits: Callable[[Question], bool]) -> Found:
    """Every place where exactly as many neighbouring columns as the instrument has items hold its answers.

    A place begins and ends at a seam: where a matrix begins or ends, its stem changes, or numbers start again. Only where
    no such place exists, titles that name the items' topics may mark one inside a longer run.
    """
    count = instrument.items.count
    runs = [split_pieces(run) for run in runs_of(questions, fits)]
    aligned = [block for run in runs for block in _aligned(run, count)]
    inside = [] if aligned else [block for run in runs for block in _inside(run, count)]
    judged = [_judged(instrument, block) for block in aligned] or [
        block for block in (_judged(instrument, each) for each in inside) if is_sure(instrument, block)
    ]
    return Found(judged, [sum(map(len, run)) for run in runs])


def choose(instrument: Instrument, blocks: Sequence[Block]) -> Block | None:
    """The one place, or the one that its titles show to be it; None where a person must say."""
    sure = [block for block in blocks if is_sure(instrument, block)]
    chosen = sure or list(blocks)
    if len(chosen) != 1 or chosen[0].other > chosen[0].own:
        return None
    return chosen[0]


def is_sure(instrument: Instrument, block: Block) -> bool:
    """Whether the titles show that this is the instrument's place."""
    return block.own >= _SURE * instrument.items.count


def runs_of(questions: Sequence[Question], fits: Callable[[Question], bool]) -> list[list[Question]]:
    """Maximal runs of neighbouring questions that fit; ``questions`` are in file order with checks already set aside."""
    runs: list[list[Question]] = [[]]
    for question in questions:
        if fits(question):
            runs[-1].append(question)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def split_pieces(run: Sequence[Question]) -> list[Piece]:
    """The run cut at its seams."""
    cuts = [place for place, (before, after) in enumerate(pairwise(run), start=1) if _is_seam(before, after)]
    return [tuple(run[start:end]) for start, end in pairwise([0, *cuts, len(run)])]


def _is_seam(before: Question, after: Question) -> bool:
    if before.matrix or after.matrix:
        return (before.matrix, before.number, before.stem) != (after.matrix, after.number, after.stem)
    return before.number is not None and after.number is not None and after.number <= before.number


def _aligned(pieces: list[Piece], count: int) -> list[Piece]:
    """Whole pieces in a row that together have exactly ``count`` questions."""
    found = []
    for start in range(len(pieces)):
        gathered: Piece = ()
        for piece in pieces[start:]:
            gathered += piece
            if len(gathered) >= count:
                break
        if len(gathered) == count:
            found.append(gathered)
    return found


def _inside(pieces: list[Piece], count: int) -> list[Piece]:
    run = tuple(question for piece in pieces for question in piece)
    return [run[start : start + count] for start in range(len(run) - count + 1)]


def _judged(instrument: Instrument, questions: Piece) -> Block:
    """Compare each title with the topics in both languages; a title may hold its own, another's or none."""
    topics = [
        {compact(words) for words in (instrument.items.topics.get(item), instrument.items.topics_en.get(item)) if words}
        for item in instrument.item_ids
    ]
    own = other = 0
    for place, question in enumerate(questions):
        title = compact(question.row or question.stem)
        if any(words in title for words in topics[place]):
            own += 1
        elif any(words in title for words in set().union(*topics)):
            other += 1
    return Block(questions, own, other)
