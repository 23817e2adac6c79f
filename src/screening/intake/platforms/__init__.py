"""Survey platforms: one module each, tried on the headings, the surest one reads the file."""

import re
from dataclasses import replace

from screening.intake.interface import Export, Layout
from screening.intake.platforms import plain, wjx
from screening.intake.platforms.interface import Platform

PLATFORMS: tuple[Platform, ...] = (wjx, plain)

_CODING_IN_NAME = {"按文本": "text", "按序号": "number", "按分数": "score"}
_OLD_NAME = re.compile(r"\d+_\d+_([02])\.xlsx?$")  # {n}_{n}_0.xls holds text, …_2.xls option numbers


def recognise(export: Export) -> Layout:
    """The layout of a file by the platform that recognises it best.

    The file's name helps: 问卷星 writes the coding of the answers there and often nowhere else.
    """
    platform = max(PLATFORMS, key=lambda each: each.recognises(export.headings, export.sample))
    layout = platform.understand(export.headings, export.sample)
    told = coding_in_name(export.name)
    return replace(layout, coding=told) if told and layout.platform == wjx.name else layout


def coding_in_name(name: str) -> str | None:
    """``text``, ``number`` or ``score`` where the file name of a 问卷星 export tells it."""
    for words, coding in _CODING_IN_NAME.items():
        if f"_{words}_" in name:
            return coding
    old = _OLD_NAME.search(name)
    return ({"0": "text", "2": "number"}[old[1]]) if old else None
