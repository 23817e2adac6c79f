"""A plain table: one heading row, one person per row, no platform's habits."""

import re
from collections.abc import Sequence

from screening.intake.interface import Layout, Question
from screening.intake.platforms.interface import Rows
from screening.intake.text import compact

name = "plain"

_ITEM = re.compile(r"(?:.*[._])?q(\d{1,3})")
_SUBMITTED = {"submitted", "submitted_at", "submitdate", "timestamp", "提交时间", "提交答卷时间", "答题时间"}
_SECONDS = {"seconds", "duration", "time_used", "用时", "所用时间", "答题时长"}
_NEVER_READ = re.compile(r"身份证|证件号|^ip$|ipaddress|ip地址|来自ip")
_BLANKS = frozenset({"", "na", "n/a", "nan", "null", "none", "(空)", "(跳过)"})  # what R, Python and databases write for nothing


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Any table will do, if nobody else is surer."""
    del headings, sample
    return 0.1


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Every column but times is a question under its own heading; ``q7`` and ``phq9.q7`` carry the number 7."""
    del sample
    words = [compact(heading) for heading in headings]
    submitted = next((column for column, word in enumerate(words) if word in _SUBMITTED), None)
    seconds = next((column for column, word in enumerate(words) if word in _SECONDS), None)
    ignored = tuple(column for column, word in enumerate(words) if _NEVER_READ.search(word))
    aside = {submitted, seconds, *ignored}
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(_question(c, headings[c], words[c]) for c in range(len(headings)) if c not in aside),
        submitted=submitted,
        seconds=seconds,
        ignored=ignored,
        blanks=_BLANKS,
    )


def _question(column: int, heading: str, word: str) -> Question:
    item = _ITEM.fullmatch(word)
    return Question(column=column, number=int(item[1]) if item else None, stem=heading.strip())
