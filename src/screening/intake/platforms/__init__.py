"""Survey platforms: one module each, tried on the headings, the surest one reads the file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.core.errors import MappingFault
from screening.core.language import plain as plain_words
from screening.intake.interface import Export, Layout
from screening.intake.platforms import (
    fhir,
    formr,
    google_forms,
    jinshuju,
    kobo,
    limesurvey,
    microsoft_forms,
    plain,
    qualtrics,
    redcap,
    shoujibiao,
    surveymonkey,
    tencent,
    wenjuan,
    wjx,
)
from screening.intake.platforms.interface import Platform

PLATFORMS: tuple[Platform, ...] = (
    wjx,
    qualtrics,
    surveymonkey,
    limesurvey,
    microsoft_forms,
    google_forms,
    tencent,
    shoujibiao,
    jinshuju,
    wenjuan,
    redcap,
    kobo,
    formr,
    fhir,
    plain,
)

SURE = 0.9  # the platform's own headings were seen
_CODING_IN_NAME = {"按文本": "text", "按序号": "number", "按分数": "score"}
_OLD_NAME = re.compile(r"\d+_\d+_([012])\.xlsx?$")  # {n}_{n}_0.xls holds text, …_1 scores, …_2 option numbers


def recognise(export: Export) -> Layout:
    """The layout of a file by the platform that recognises it best.

    The file's name helps: 问卷星 writes the coding of the answers there and often nowhere else. Raises MappingFault where the
    platform's file can't be one row per pupil.
    """
    if export.layout is not None:
        return export.layout
    platform = max(PLATFORMS, key=lambda each: each.recognises(export.headings, export.sample))
    try:
        layout = platform.understand(export.headings, export.sample)
    except MappingFault as asked:
        raise MappingFault(asked.what, where=plain_words(export.name), hint=asked.hint) from None
    told = coding_in_name(export.name)
    return replace(layout, coding=told) if told and layout.platform == wjx.name else layout


def heading_line(rows: Sequence[Sequence[str]]) -> int | None:
    """0-based index of the first row that holds some platform's own headings; None if none does."""
    for index, row in enumerate(rows):
        if any(each.recognises(row, rows[index + 1 :]) >= SURE for each in PLATFORMS):
            return index
    return None


def coding_in_name(name: str) -> str | None:
    """``text``, ``number`` or ``score`` where the file name of a 问卷星 export tells it."""
    for words, coding in _CODING_IN_NAME.items():
        if f"_{words}_" in name:
            return coding
    old = _OLD_NAME.search(name)
    return ({"0": "text", "1": "score", "2": "number"}[old[1]]) if old else None
