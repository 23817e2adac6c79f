"""Attention checks inside a block of items: not items, set aside, and read for whether the pupil was reading."""

import re
from collections.abc import Iterable, Sequence

from screening.instruments.definition import Instrument
from screening.intake.answers_seen import AnswersSeen
from screening.intake.coding import option_texts, spellings_of
from screening.intake.interface import Layout, Question
from screening.intake.text import compact

_THIS_ONE = re.compile(r"(?:本题|这道题|这一题|此题|该题|这题)(?:目)?[,,]?(?:请|直接|务必|一定|应|要)*(?:选择?|作答)")
_CHOOSE = re.compile(
    r"(?:请|直接|务必)+(?:选择?|作答)[::]?[“\"「『'‘【\[(]?(.+?)[”\"」』'’】\])]?(?:选项|这一项|这项|一项)?[。.!!,,;;]?$"
)


def is_attention_check(question: Question, answers: Iterable[str]) -> bool:
    """True for ``本题请选择…`` and for ``请选择“经常”`` where what to choose is one of the answers; ordinary stems are none."""
    title = _title(question)
    return bool(_THIS_ONE.search(title)) or _asked_for(title) in {compact(answer) for answer in answers}


def expected_answer(question: Question, answers: Iterable[str]) -> str:
    """What an attentive pupil chooses, as compared; empty where the title doesn't name one of the answers."""
    asked = _asked_for(_title(question))
    return asked if asked in {compact(answer) for answer in answers} else ""


def _title(question: Question) -> str:
    return compact(question.row if question.matrix and question.row else question.stem)


def _asked_for(title: str) -> str:
    found = _CHOOSE.search(title)
    return found[1] if found else ""


def judged_checks(
    layout: Layout, seen: AnswersSeen, checks: Sequence[Question], instruments: Sequence[Instrument]
) -> tuple[tuple[int, str], ...]:
    """Each check with the answer that shows attention, as this file writes answers; one nobody can judge is left out."""
    judged = []
    for check in checks:
        wanted = expected_answer(check, option_texts(instruments))
        given = seen.of(check.column)
        if given and all(answer.isdecimal() for answer in given):
            wanted = _as_number(wanted, layout, instruments)
        if wanted:
            judged.append((check.column, wanted))
    return tuple(judged)


def _as_number(text: str, layout: Layout, instruments: Sequence[Instrument]) -> str:
    """The option's place (按序号) or code (按分数); empty where instruments differ in it."""
    numbers = set[str]()
    for each in instruments:
        known = spellings_of(each)
        if text in known.texts:
            table = known.by_position if layout.coding == "number" else known.plain_numbers
            numbers.update(number for number, code in table.items() if code == known.texts[text])
    return numbers.pop() if len(numbers) == 1 else ""
