"""KoboToolbox and ODK: names or labels between the server's own columns (known from public code, FORMATS §12)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.intake.interface import Layout, Question
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, compared, hits, item_names, place_of

name = "kobo"

_KOBO = {
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags",
    "_index", "_parent_table_name", "_parent_index",
}  # fmt: skip
_ODK = {
    "submissiondate", "key", "meta-instanceid", "instanceid", "submitterid", "submittername", "reviewstate", "deviceid",
    "edits", "formversion", "attachmentspresent", "attachmentsexpected", "status", "meta.instanceid",
}  # fmt: skip
_FORM = {"start", "end", "today", "username", "phonenumber", "subscriberid", "simserial"}
_GROUPS = re.compile(r".*[/.]|^(?:[A-Za-z]\w*-)+(?=[A-Za-z])", re.DOTALL)
_FOUR = 4
_BLANKS = frozenset({"", "na", "n/a"})  # R writes NA


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Four columns of a Kobo server, or three of ODK's with its key."""
    del sample
    words = set(compared(headings))
    if hits(headings, _KOBO) >= _FOUR:
        return 1.0
    return 0.95 if "key" in words and hits(headings, _ODK) >= _FOUR - 1 else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Questions by name without their groups, or by label. The server's times are UTC; its judgement of a sheet is not read."""
    del sample
    words = compared(headings)
    asked = [column for column, word in enumerate(words) if word and word not in _KOBO | _ODK | _FORM]
    names = [_GROUPS.sub("", heading.strip()) if " " not in heading.strip() else heading for heading in headings]
    titles = [names[column] for column in asked]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(_boxes_apart(by_suffix(titles, titles, asked), headings)),
        submitted=place_of(headings, "_submission_time", "submissiondate"),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        names=item_names(names, platform_numbers=False),
        own_codes=False,
        zone="UTC",
    )


def _boxes_apart(questions: Sequence[Question], headings: Sequence[str]) -> list[Question]:
    """``q/a`` and ``q/b`` beside a column ``q`` are boxes of one question (formpack, ``schema/fields.py``), no items."""
    own = {heading.strip() for heading in headings}
    return [
        replace(q, stem="", row=headings[q.column].rpartition("/")[2], matrix=True)
        if headings[q.column].strip().rpartition("/")[0] in own
        else q
        for q in questions
    ]
