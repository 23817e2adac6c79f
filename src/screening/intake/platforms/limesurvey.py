"""LimeSurvey: codes, texts cut short, full texts or both as headings (formats seen in real files, FORMATS §10)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.intake.interface import Layout, Question, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, gridded, item_names
from screening.intake.text import clean, compact

name = "limesurvey"

_CAPTIONS = {  # code, then captions seen or known
    "id": ("id", "responseid", "antwortid"),
    "submitdate": ("submitdate", "datesubmitted", "datumabgeschickt"),
    "lastpage": ("lastpage", "letzteseite"),
    "startlanguage": ("startlanguage", "start-sprache"),
    "seed": ("seed", "zufallsgeneratorstartwert"),
    "startdate": ("startdate", "datestarted", "datumgestartet"),
    "datestamp": ("datestamp", "datelastaction", "datumletzteaktivität"),
    "ipaddr": ("ipaddr", "ipaddress", "ip-adresse"),
    "refurl": ("refurl", "referrerurl", "refererurl", "weiterleitungs-url"),
    "token": ("token", "accesscode", "zugangsschlüssel", "zugangscode"),
}
_CODE_OF = {caption: code for code, captions in _CAPTIONS.items() for caption in captions}
_FIRST = ("id", "submitdate", "lastpage", "startlanguage")
_TIMING = re.compile(r"interviewtime|totaltime|gesamtzeit|grouptime.*|questiontime.*|.+time|gruppenzeit.*|fragenzeit.*")
_WHOLE = ("interviewtime", "totaltime", "gesamtzeit")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*(?:\[[^\[\]]*\])*")
_CODE_AND_TEXT = re.compile(rf"({_CODE.pattern})[.:]\s+(.*\S.*)", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]+)*")
_CUT = re.compile(r"\.\.\s*$")
_BLANKS = frozenset({"", "n/a"})
_THREE = 3


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Three of the first four columns by code or caption; in another language four columns that hold what those hold."""
    found = {_metadata(heading) for heading in headings[: len(_FIRST) + 1]} & set(_FIRST)
    if len(found) >= _THREE:
        return 0.95
    return 0.7 if _holds_the_first_four(sample) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Questions with their rows ``[子题]``. A row without submission date was never handed in; 1980-01-01 is no date.

    The server's zone is not told, so no time is read. ``A1`` and ``AO03`` are codes whose meaning only a person can tell.
    """
    codes = [_metadata(heading) for heading in headings]
    if not set(codes) & set(_FIRST) and _holds_the_first_four(sample):
        codes[: len(_FIRST)] = _FIRST
    timing = {column for column, heading in enumerate(headings) if _is_timing(column, heading, codes)}
    asked = [column for column, code in enumerate(codes) if not code and column not in timing and headings[column].strip()]
    submitted = codes.index("submitdate") if "submitdate" in codes else None
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(_questions(headings, asked)),
        seconds=next((column for column in sorted(timing) if compact(_text(headings[column])) in _WHOLE), None),
        serial=codes.index("id") if "id" in codes else None,
        ignored=tuple(column for column in range(len(headings)) if column not in asked),
        blanks=_BLANKS,
        names=item_names([_name(heading) for heading in headings], platform_numbers=True),
        own_codes=False,
        signs=() if submitted is None else (Sign(column=submitted, cells=_BLANKS, why=Why.UNFINISHED),),
    )


def _metadata(heading: str) -> str:
    """The code of one of the platform's own columns, ``""`` for a question."""
    word = compact(heading.replace("_", "")) if " " not in heading.strip() else compact(heading)
    return _CODE_OF.get(word) or _CODE_OF.get(compact(_name(heading)), "")


def _name(heading: str) -> str:
    """The code in ``code``, ``code. text``; ``""`` where the heading is text only."""
    both = _CODE_AND_TEXT.fullmatch(clean(heading))
    if both:
        return both[1]
    return clean(heading) if _CODE.fullmatch(clean(heading)) else ""


def _text(heading: str) -> str:
    both = _CODE_AND_TEXT.fullmatch(clean(heading))
    return _CUT.sub("", both[2] if both else clean(heading))


def _is_timing(column: int, heading: str, codes: Sequence[str]) -> bool:
    """Timings stand at the end of long files; a question's text may end in the word too, so only codes and captions count."""
    word = compact(_name(heading) or heading)
    return (
        not codes[column]
        and bool(_TIMING.fullmatch(word))
        and (word != compact(heading) or " " not in heading or ":" in heading or word in _WHOLE)
    )


def _questions(headings: Sequence[str], asked: Sequence[int]) -> list[Question]:
    """By brackets; where codes are written with ``_``, by their endings."""
    if any("[" in headings[column] for column in asked):
        return [_bracketed(column, headings[column]) for column in asked]
    names = [_name(headings[column]) or headings[column] for column in asked]
    return by_suffix(names, [_text(headings[column]) for column in asked], asked)


def _bracketed(column: int, heading: str) -> Question:
    """``G1Q2[SQ003]``, ``题干 [子题]`` or both; columns of one code share its stem."""
    question = gridded(column, _text(heading))
    code = _name(heading).partition("[")[0]
    return replace(question, stem=f"{code} {question.stem}".strip()) if question.matrix and code != question.stem else question


def _holds_the_first_four(sample: Rows) -> bool:
    """A number, a time or nothing, a page, a language: in every row."""
    rows = [row for row in sample if any(cell.strip() for cell in row)]
    return bool(rows) and all(
        len(row) > len(_FIRST)
        and row[0].strip().isdecimal()
        and (not row[1].strip() or (row[1][:4].isdecimal() and "-" in row[1]))
        and (not row[2].strip() or row[2].strip().isdecimal())
        and bool(_LANGUAGE.fullmatch(row[3].strip()))
        for row in rows
    )
