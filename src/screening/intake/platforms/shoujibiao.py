"""收集表 of 腾讯文档 and 企业微信: automatic columns and titles marked （必填） (known from public code, FORMATS §4)."""

import re
from collections.abc import Sequence

from screening.intake.interface import Layout
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, numbered_alike, place_of, titled
from screening.intake.text import clean

name = "shoujibiao"

_WHO, _WHEN = "提交者(自动)", "提交时间(自动)"
_AUTOMATIC = re.compile(r".+\(自动\)")
_MUST = re.compile(r"\s*\((?:必填|选填)\)\s*$")
_BLANKS = frozenset({"", "-"})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """One of the two automatic columns is enough: nobody else writes headings so."""
    del sample
    return 1.0 if {_WHO, _WHEN} & set(compared(headings)) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Titles without their marks. Who submitted is an account, not a pupil: name its column in a mapping if it is one."""
    del sample
    words = compared(headings)
    asked = [column for column, word in enumerate(words) if word and not _AUTOMATIC.fullmatch(word)]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(numbered_alike(titled(column, _MUST.sub("", clean(headings[column]))) for column in asked)),
        submitted=place_of(headings, _WHEN),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        own_codes=False,
    )
