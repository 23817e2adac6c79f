"""REDCap: the raw export, columns named by the project's authors (formats seen in real files, FORMATS §11)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.core.errors import MappingFault
from screening.core.language import Text
from screening.intake.interface import Layout, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, item_names, place_of
from screening.intake.text import compact

name = "redcap"

_EVENT, _REPEAT = "redcap_event_name", "redcap_repeat_instrument"
_OWN = {_EVENT, _REPEAT, "redcap_repeat_instance", "redcap_data_access_group", "redcap_survey_identifier"}
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_COMPLETE = re.compile(r".+_complete")
_STATES = {"", "0", "1", "2"}
_NOT_HANDED_IN = "[notcompleted]"
_BLANKS = frozenset({"", _NOT_HANDED_IN})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """One of REDCap's own columns among variable names, or a form's state with nothing but 0, 1 and 2."""
    names = [heading for heading in headings if heading.strip()]
    if not names or not all(_VARIABLE.fullmatch(heading) for heading in names):
        return 0.0
    if _OWN & set(names):
        return 0.95
    return 0.9 if _states(headings, sample) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Variables as questions, boxes ``x___1`` apart. Where the project has one form, its state 0 means never handed in.

    Raises MappingFault where a pupil may have many rows: events and repeats must be exported one by one.
    """
    _check_one_row_each(headings, sample)
    states = _states(headings, sample)
    own = set(states) | {c for c, word in enumerate(headings) if word in _OWN - {"redcap_survey_identifier"}}
    own |= {c for c, word in enumerate(headings) if word.endswith("_timestamp")}
    asked = [column for column, heading in enumerate(headings) if column not in own and heading.strip()]
    names = [headings[column] for column in asked]
    questions = by_suffix(names, names, asked)
    stamp = [column for column, word in enumerate(headings) if word.endswith("_timestamp")]
    signs = [Sign(column=states[0], cells=frozenset({"0"}), why=Why.UNFINISHED)] if len(states) == 1 else []
    signs += [Sign(column=stamp[0], cells=frozenset({_NOT_HANDED_IN}), why=Why.UNFINISHED)] if len(stamp) == 1 else []
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(replace(q, stem="", matrix=True) if "___" in headings[q.column] else q for q in questions),
        ignored=tuple(sorted(own)),
        blanks=_BLANKS,
        names=item_names(headings, platform_numbers=False),
        own_codes=False,
        signs=tuple(signs),
    )


def _states(headings: Sequence[str], sample: Rows) -> list[int]:
    """Columns of form states."""
    return [
        column
        for column, heading in enumerate(headings)
        if _COMPLETE.fullmatch(heading) and {compact(row[column]) for row in sample if column < len(row)} <= _STATES
    ]


def _check_one_row_each(headings: Sequence[str], sample: Rows) -> None:
    for column in (place_of(headings, _EVENT), place_of(headings, _REPEAT)):
        values = set() if column is None else {compact(row[column]) for row in sample if column < len(row)}
        if len(values) > 1:
            what = Text(
                "这个 REDCap 文件里一名学生占多行（多个事件或重复表单）",
                "in this REDCap file a pupil has many rows: several events or repeats",
            )
            hint = Text("请只导出量表所在的那个事件和表单", "export only the event and the form that hold the questionnaire")
            raise MappingFault(what, hint=hint)
