"""Microsoft Forms: one header row, a column per question and per matrix row (formats seen in real files, FORMATS §8)."""

import re
from collections.abc import Sequence

from screening.intake.interface import Layout, Question
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, place_of, titled

name = "microsoft_forms"

_START = {"starttime", "开始时间"}
_END = {"completiontime", "完成时间"}
_EMAIL = {"email", "电子邮件"}
_ACCOUNT = ("name", "姓名", "名称")
_METADATA = {"id", *_START, *_END, *_EMAIL, "lastmodifiedtime", "上次修改时间", "totalpoints", "总分", "quizfeedback", "测验反馈"}
_QUIZ = re.compile(r"(?:points|feedback|得分|分数|反馈)[-–].+")
_ANONYMOUS = "anonymous"
_BLANKS = frozenset({"", _ANONYMOUS})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """ID, start, completion and e-mail stand first, in English or Chinese."""
    del sample
    words = compared(headings)[:4]
    kinds = (words[:1] == ("id",), bool(_START & set(words)), bool(_END & set(words)), bool(_EMAIL & set(words)))
    return 1.0 if all(kinds) else 0.9 if sum(kinds) == 3 and kinds[1] and kinds[2] else 0.0  # noqa: PLR2004  # of four


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Each title a question; points and feedback of a quiz are left alone.

    The account's name stands last among the questions, after any name the form itself asks for; where everybody is anonymous it
    is none. Times are in the zone of whoever downloaded: none is read.
    """
    words = compared(headings)
    account = next((column for column, word in enumerate(words[:6]) if word in _ACCOUNT), None)
    asked = [c for c, word in enumerate(words) if word and word not in _METADATA and not _QUIZ.fullmatch(word) and c != account]
    questions = [titled(column, headings[column]) for column in asked]
    if account is not None and any(row[account].strip() for row in sample if account < len(row)):
        questions.append(Question(column=account, number=None, stem=headings[account].strip()))
    used = {question.column for question in questions}
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(questions),
        serial=place_of(headings, "id"),
        ignored=tuple(column for column in range(len(words)) if column not in used),
        blanks=_BLANKS,
        own_codes=False,
    )
