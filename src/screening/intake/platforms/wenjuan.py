"""问卷网 (wenjuan.com): columns Q1, Q2_R1 … between its own (known from a public file and public code, FORMATS §2)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.intake.interface import Layout
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, compared, hits, item_names, place_of

name = "wenjuan"

_METADATA = {"seq", "source", "start", "finish", "time_used", "ip_province", "ip_city", "ip", "browser", "os"}
_BOX = re.compile(r"Q\d+_A\d+", re.IGNORECASE)  # one option of many that may be ticked
_FIVE = 5
_BLANKS = frozenset({""})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Five of its ten columns."""
    del sample
    return 0.95 if hits(headings, _METADATA) >= _FIVE and "seq" in compared(headings) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Matrix rows ``Q2_R1`` side by side; ``Q7`` is the platform's own number, no item name. Times are Beijing's."""
    del sample
    words = compared(headings)
    asked = [column for column, word in enumerate(words) if word and word not in _METADATA]
    names = [headings[column] for column in asked]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(
            replace(q, stem="", row=headings[q.column], matrix=True) if _BOX.fullmatch(headings[q.column].strip()) else q
            for q in by_suffix(names, names, asked)
        ),
        submitted=place_of(headings, "finish"),
        seconds=place_of(headings, "time_used"),
        serial=place_of(headings, "seq"),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        names=item_names(headings, platform_numbers=True),
        own_codes=False,
    )
