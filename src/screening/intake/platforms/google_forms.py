"""Google Forms by way of its sheet: a time first, matrix rows as ``题干 [行]`` (formats seen in real files, FORMATS §7)."""

import re
from collections.abc import Sequence

from screening.intake.interface import Layout
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, gridded
from screening.intake.text import clean

name = "google_forms"

_TIMESTAMP = {"Timestamp", "时间戳记", "時間戳記", "时间戳"}
_METADATA = {
    "emailaddress",
    "email",
    "username",
    "电子邮件地址",
    "電子郵件地址",
    "用户名",
    "totalscore",
    "score",
    "总分",
    "總分",
    "得分",
}
_QUIZ = re.compile(r".*\[(?:score|feedback|得分|分数|反馈)\]")
_QUESTION = re.compile(r"[\s\[?？]|[^\x00-\x7f]")
_ROW = re.compile(r".*[^\x00-\x7f\s].*\s\[[^\[\]]+\]|.*\s\S+\s.*\s\[[^\[\]]+\]", re.DOTALL)  # a sentence, then its row
_THREE = 3
_BLANKS = frozenset({""})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """The time comes first under Google's own word, and what follows are questions, no column names.

    Where somebody deleted the time, the matrix rows that repeat their whole stem are left: likely, and nobody else's.
    """
    del sample
    first, *others = headings or ("",)
    told = [other for other in others if other.strip()]
    if first.strip() not in _TIMESTAMP or not told:
        rows = sum(1 for heading in headings if _ROW.fullmatch(clean(heading)))
        return 0.6 if rows >= _THREE and rows * 2 >= len(headings) else 0.0
    return 0.9 if any(_QUESTION.search(clean(other)) for other in told) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Grid rows share the stem that every one of them repeats; points and feedback of a quiz are left alone.

    The time is written as the sheet's country does, in a zone the file doesn't tell: none is read.
    """
    del sample
    words = compared(headings)
    time = {0} if headings[0].strip() in _TIMESTAMP else set[int]()
    asked = [c for c, word in enumerate(words) if c not in time and word and word not in _METADATA and not _QUIZ.fullmatch(word)]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(gridded(column, headings[column]) for column in asked),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        own_codes=False,
    )
