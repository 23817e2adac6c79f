"""Which columns say who answered, and whether the pupil agreed to take part."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from screening.intake.interface import Layout
from screening.intake.text import compact

Rows = Sequence[Sequence[str]]

_NUMBERS = (  # the surest kind of number first
    re.compile(r"学籍号"),
    re.compile(r"学号|学生编号|考生?号"),
    re.compile(r"student(?:_?(?:id|no|number))?|studentid|pupil(?:_?(?:id|no|number))?"),
    re.compile(r"id|number"),
)
_NAME = re.compile(r"姓名|名字|^(?:student_?)?name$")
_CLASS = re.compile(r"班级|所在班|哪个班|^班$|^class$")
_GRADE = re.compile(r"年级|^grade$")
_NOT_OURS = re.compile(r"老师|教师|家长|父亲|母亲|父母|监护人|班主任|朋友|同学")
_CONSENT = re.compile(r"同意|知情|愿意参[加与]|自愿参[加与]|^consent$")
_FEW_ANSWERS = 3
_SHORT = 40  # an item may speak of a class or a name in a long sentence; a question about identity is short


class Identity(NamedTuple):
    """0-based columns; None where the file doesn't ask."""

    number: int | None
    name: int | None
    school_class: int | None
    grade: int | None


def find_identity(layout: Layout, sample: Rows, options: Collection[str]) -> Identity:
    """The columns for student number, name, class and grade, the first of each kind.

    ``options`` are the instruments' option texts: an item may speak of a name or a class, but is answered with an option.
    """
    asked = [(question.column, compact(question.stem)) for question in layout.questions if not question.matrix]
    answers = {column: set(map(compact, {row[column] for row in sample})) - layout.blanks for column, _ in asked}
    words = [
        (column, text)
        for column, text in asked
        if len(text) <= _SHORT and not _NOT_OURS.search(text) and not (answers[column] and answers[column] <= set(options))
    ]
    number = next((column for kind in _NUMBERS for column, text in words if _is_number(kind, text)), None)
    named = [(column, text) for column, text in words if not all(answer.isdecimal() for answer in answers[column] or {"?"})]
    name = _first(named, _NAME, {number})
    school_class = _first(words, _CLASS, {number, name})
    return Identity(number, name, school_class, _first(words, _GRADE, {number, name, school_class}))


def find_consent(layout: Layout, sample: Rows, taken: set[int]) -> int | None:
    """The column in which the pupil said whether to take part: asked in such words, answered in two or three ways."""
    for question in layout.questions:
        if question.column in taken or not _CONSENT.search(compact(question.stem)):
            continue
        answers = set(map(compact, {row[question.column] for row in sample})) - layout.blanks
        if len(answers) <= _FEW_ANSWERS:
            return question.column
    return None


def _is_number(kind: re.Pattern[str], text: str) -> bool:
    return bool(kind.search(text) if not text.isascii() else kind.fullmatch(text))


def _first(words: list[tuple[int, str]], kind: re.Pattern[str], taken: set[int | None]) -> int | None:
    return next((column for column, text in words if column not in taken and kind.search(text)), None)
