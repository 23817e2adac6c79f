"""问卷星 (wjx.cn): the headings, numbering and blanks of its exports (formats seen in real files, FORMATS §1)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.intake.interface import Layout, Question
from screening.intake.platforms.interface import Rows
from screening.intake.text import clean, compact

name = "wjx"

_SERIAL, _SUBMITTED, _SECONDS = "序号", "提交答卷时间", "所用时间"
_NEVER_READ = {"来源", "来源详情", "来自ip"}  # where a pupil sat and with what: not needed, so not read
_PLATFORM_TOTAL = "总分"  # the platform's own sum over everything it scored: never a scale of ours
_METADATA = {_SERIAL, _SUBMITTED, _SECONDS, *_NEVER_READ, _PLATFORM_TOTAL}
_CERTAIN = 4  # of the metadata headings

_NUMBERED = re.compile(r"(?:\(\d+\))?(\d{1,4})\s*(?:[、:\t]|\.(?!\d))\s*(.*)", re.DOTALL)
_OLD_ROW = re.compile(r"第(\d{1,4})题\((.*)\)", re.DOTALL)
_BRACKETED = re.compile(r"\((.*)\)", re.DOTALL)
_DASH = re.compile(r"(?<!—)—(?!—)")  # one dash parts stem and row; two are punctuation
_BLANKS = frozenset({"", "(空)", "(跳过)", "-2", "-3"})
_TWO = 2


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Four of the six metadata headings are certain; without them, half of the titles numbered as 问卷星 numbers them."""
    del sample
    if len({compact(heading) for heading in headings} & _METADATA) >= _CERTAIN:
        return 1.0
    titles = [heading for heading in headings if heading.strip()]
    numbered = sum(1 for title in titles if _parse(0, title).number is not None)
    return 0.8 if titles and numbered * _TWO >= len(titles) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Questions with number, stem and matrix row. Columns of one matrix share a number and stand side by side.

    Only the first row of a matrix carries its stem; the rows after it get it back here. A number alone means nothing:
    authors let numbers restart with each scale.
    """
    words = [compact(heading) for heading in headings]
    questions = [_parse(column, heading) for column, heading in enumerate(headings) if words[column] not in _METADATA]
    return Layout(
        platform=name,
        coding=_coding(questions, sample),
        questions=tuple(_with_stems(questions)),
        submitted=_column(words, _SUBMITTED),
        seconds=_column(words, _SECONDS),
        serial=_column(words, _SERIAL),
        ignored=tuple(column for column, word in enumerate(words) if word in _NEVER_READ or word == _PLATFORM_TOTAL),
        blanks=_BLANKS,
    )


def _column(words: list[str], heading: str) -> int | None:
    return words.index(heading) if heading in words else None


def _parse(column: int, heading: str) -> Question:
    """One heading by itself."""
    title = clean(heading.strip(" \n\r\u3000\xa0"))
    old = _OLD_ROW.fullmatch(title)
    if old:
        return Question(column=column, number=int(old[1]), stem="", row=old[2].strip(), matrix=True)
    numbered = _NUMBERED.fullmatch(title)
    number, text = (int(numbered[1]), numbered[2].strip()) if numbered else (None, title)
    row = _BRACKETED.fullmatch(text) if numbered else None
    if row:
        return Question(column=column, number=number, stem="", row=row[1].strip(), matrix=True)
    parts = _DASH.split(text, maxsplit=1)
    if len(parts) == _TWO and numbered:
        return Question(column=column, number=number, stem=parts[0].strip(), row=parts[1].strip(), matrix=True)
    return Question(column=column, number=number, stem=text)


def _with_stems(questions: list[Question]) -> list[Question]:
    """Rows of one matrix, side by side under one number, all carry the stem of the first."""
    done: list[Question] = []
    for question in questions:
        before = done[-1] if done else None
        if before is not None and _continues(before, question):
            question = replace(question, stem=before.stem, row=question.row or question.stem, matrix=True)  # noqa: PLW2901  # the same question, completed
        done.append(question)
    return done


def _continues(before: Question, question: Question) -> bool:
    """A matrix goes on: same number, next column, and the row before belongs to one."""
    beside = before.column + 1 == question.column
    return before.matrix and beside and question.number is not None and before.number == question.number


def _coding(questions: list[Question], sample: Rows) -> str | None:
    """``text`` or ``number`` where the answers or the form of the headings tell it; scores can't be told from numbers."""
    if any(marked in cell for row in sample for cell in row for marked in ("┋", "〖")):
        return "text"
    if any(question.matrix and not question.stem for question in questions):
        return "number"
    return None
