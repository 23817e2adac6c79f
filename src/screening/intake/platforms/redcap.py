"""REDCap: the raw export and the one with labels (formats seen in real files and public code, FORMATS §11)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.intake.interface import Layout, Question, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, compared, item_names, place_of, titled
from screening.intake.text import clean, compact

name = "redcap"

_EVENT, _REPEAT, _INSTANCE = "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"
_OWN = {_EVENT, _REPEAT, _INSTANCE, "redcap_data_access_group", "redcap_survey_identifier"}
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")
_COMPLETE = re.compile(r".+_complete")
_STATES = {"", "0", "1", "2"}
_STATE_WORDS = {"", "incomplete", "unverified", "complete"}
_OWN_LABELS = {"eventname", "repeatinstrument", "repeatinstance", "dataaccessgroup"}
_BOX = re.compile(r"(.*\S)\s*\(choice=(.*)\)", re.DOTALL)
_NOT_HANDED_IN = "[notcompleted]"
_BLANKS = frozenset({"", _NOT_HANDED_IN})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """One of REDCap's own columns among variable names, or a form's state with nothing but 0, 1 and 2; or its labels."""
    names = [heading for heading in headings if heading.strip()]
    if names and all(_VARIABLE.fullmatch(heading) for heading in names):
        return 0.95 if _OWN & set(names) else 0.9 if _states(headings, sample) else 0.0
    return 0.9 if _labelled_states(headings, sample) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Variables as questions, boxes ``x___1`` or ``题 (choice=甲)`` apart. With one form, its state 0 means never handed in.

    A row is a record, an event and a repeat. Where those differ a pupil may have many rows: ``many_rows`` tells the columns.
    """
    if _labelled_states(headings, sample):
        return _labelled(headings, sample)
    states = _states(headings, sample)
    own = set(states) | {c for c, word in enumerate(headings) if word in _OWN - {"redcap_survey_identifier"}}
    own |= {c for c, word in enumerate(headings) if word.endswith("_timestamp")}
    asked = [column for column, heading in enumerate(headings) if column not in own and heading.strip()]
    names = [headings[column] for column in asked]
    questions = by_suffix(names, names, asked)
    stamps = [column for column, word in enumerate(headings) if word.endswith("_timestamp")]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(replace(q, stem="", matrix=True) if "___" in headings[q.column] else q for q in questions),
        ignored=tuple(sorted(own)),
        blanks=_BLANKS,
        names=item_names(headings, platform_numbers=False),
        own_codes=False,
        signs=_signs(states, stamps, "0"),
        many_rows=_differing(headings, sample, _EVENT, _REPEAT, _INSTANCE),
    )


def _labelled(headings: Sequence[str], sample: Rows) -> Layout:
    """The export with labels: questions by their texts, answers in words."""
    words = compared(headings)
    states = _labelled_states(headings, sample)
    stamps = [column for column, word in enumerate(words) if word == "surveytimestamp"]
    own = {*states, *stamps, *(column for column, word in enumerate(words) if word in _OWN_LABELS)}
    asked = [column for column, word in enumerate(words) if word and column not in own]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(_box(column, headings[column]) for column in asked),
        ignored=tuple(sorted(own)),
        blanks=_BLANKS,
        names=tuple("" for _ in headings),
        own_codes=False,
        signs=_signs(states, stamps, "incomplete"),
        many_rows=_differing(headings, sample, "eventname", "repeatinstrument", "repeatinstance"),
    )


def _box(column: int, heading: str) -> Question:
    boxed = _BOX.fullmatch(clean(heading))
    question = titled(column, boxed[1] if boxed else heading)
    return replace(question, stem="", row=boxed[2], matrix=True) if boxed else question


def _signs(states: Sequence[int], stamps: Sequence[int], incomplete: str) -> tuple[Sign, ...]:
    """Against a row whose one form was never handed in; with several forms nobody knows which state is meant."""
    signs = [Sign(column=states[0], cells=frozenset({incomplete}), why=Why.UNFINISHED)] if len(states) == 1 else []
    signs += [Sign(column=stamps[0], cells=frozenset({_NOT_HANDED_IN}), why=Why.UNFINISHED)] if len(stamps) == 1 else []
    return tuple(signs)


def _states(headings: Sequence[str], sample: Rows) -> list[int]:
    """Columns of form states."""
    return [
        column
        for column, heading in enumerate(headings)
        if _COMPLETE.fullmatch(heading) and {compact(row[column]) for row in sample if column < len(row)} <= _STATES
    ]


def _labelled_states(headings: Sequence[str], sample: Rows) -> list[int]:
    """Columns called ``Complete?`` with a state's words."""
    return [
        column
        for column, word in enumerate(compared(headings))
        if word == "complete?" and {compact(row[column]) for row in sample if column < len(row)} <= _STATE_WORDS
    ]


def _differing(headings: Sequence[str], sample: Rows, *names: str) -> tuple[int, ...]:
    """Of the columns that tell event and repeat, those with more than one value."""
    columns = [place for each in names if (place := place_of(headings, each)) is not None]
    return tuple(column for column in columns if len({compact(row[column]) for row in sample if column < len(row)}) > 1)
