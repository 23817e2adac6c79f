"""FHIR R4 QuestionnaireResponses: walked into one row each; answer codes become numbers by a table, never by their order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.intake.interface import Layout, Question, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import hits

name = "fhir"

STATUS, AUTHORED, STUDENT = "QuestionnaireResponse.status", "QuestionnaireResponse.authored", "student"
_OWN = ("questionnaireresponse.status", "questionnaireresponse.authored")
_UNFINISHED = frozenset({"in-progress", "stopped", ""})
_ORDINALS = ("http://hl7.org/fhir/StructureDefinition/ordinalValue", "http://hl7.org/fhir/StructureDefinition/itemWeight")
_ITEM = re.compile(r"(?:[a-z]\w*[._])?q[1-9]\d{0,2}", re.IGNORECASE)  # an author who calls items as we do
_BLANKS = frozenset({""})
_DAY = len("2022-11-29")

Node = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Links:
    """What linkIds and answer codes mean; a table, because a response doesn't tell."""

    items: Mapping[str, str]  # last part of a linkId -> "phq9.q1"
    answers: Mapping[str, int]  # answer code -> our code, for these items only


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """The two headings that ``as_table`` writes and nobody else."""
    del sample
    return 1.0 if hits(headings, _OWN) == len(_OWN) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Every other column a question. ``completed`` and ``amended`` count; entered in error is nobody's sheet, others go on."""
    del sample
    signs = (
        Sign(column=0, cells=_UNFINISHED, why=Why.UNFINISHED),
        Sign(column=0, cells=frozenset({"entered-in-error"}), why=Why.TRIAL),
    )
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(Question(column=c, number=None, stem=heading) for c, heading in enumerate(headings) if c > 1),
        submitted=1,
        ignored=(0,),
        blanks=_BLANKS,
        zone="UTC",
        signs=signs,
    )


def is_response(resource: object) -> bool:
    """A QuestionnaireResponse, whatever it holds."""
    return isinstance(resource, Mapping) and resource.get("resourceType") == "QuestionnaireResponse"


def as_table(responses: Sequence[Node], links: Links) -> tuple[list[str], list[dict[str, str]]]:
    """Headings and one row per response: status, time if it tells its zone, pupil's number, then items in order of appearance.

    An item the table knows is called ``phq9.q1`` and holds our code; one whose link is such a name keeps it,
    any other is called by its text. The number is the
    subject's identifier, else the end of its reference; names are not read. Two answers to one item can't both be right: such
    a cell holds both and is read as no answer of ours.
    """
    rows = [_row(response, links) for response in responses]
    headings = list(dict.fromkeys([STATUS, AUTHORED, STUDENT, *(heading for row in rows for heading in row)]))
    return headings, rows


def _row(response: Node, links: Links) -> dict[str, str]:
    authored = _text(response.get("authored"))
    row = {
        STATUS: _text(response.get("status")),
        AUTHORED: authored if authored.endswith("Z") or any(sign in authored[_DAY:] for sign in "+-") else "",
        STUDENT: _number(response.get("subject")),
    }
    for item in _items(response):
        answers = [answer for answer in _list(item.get("answer")) if isinstance(answer, Mapping)]
        link = _text(item.get("linkId")).rstrip("/").rpartition("/")[2]
        own_name = link if _ITEM.fullmatch(link) else ""
        heading = links.items.get(link) or own_name or _text(item.get("text")).strip() or link
        if answers and heading:
            told = [_answer(answer, links.answers if link in links.items else {}) for answer in answers]
            row[heading] = " | ".join(filter(None, [row.get(heading, ""), *told]))
    return row


def _items(response: Node) -> Iterator[Node]:
    """Every item below the response, in document order, those below answers too."""
    waiting = [*reversed(_list(response.get("item")))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            yield item
            below = [
                one for answer in _list(item.get("answer")) if isinstance(answer, Mapping) for one in _list(answer.get("item"))
            ]
            waiting += reversed([*below, *_list(item.get("item"))])


def _answer(answer: Node, codes: Mapping[str, int]) -> str:
    """The answer as text: our code where the table has it, else its own ordinal, else its words."""
    coding = answer.get("valueCoding")
    if not isinstance(coding, Mapping):
        return next((_text(value) for key, value in answer.items() if key.startswith("value")), "")
    code = _text(coding.get("code"))
    if code in codes:
        return str(codes[code])
    extensions = [one for one in (*_list(coding.get("extension")), *_list(answer.get("extension"))) if isinstance(one, Mapping)]
    ordinal = next((_text(one.get("valueDecimal")) for one in extensions if one.get("url") in _ORDINALS), "")
    return ordinal or _text(coding.get("display")) or code


def _number(subject: object) -> str:
    if not isinstance(subject, Mapping):
        return ""
    identifier = subject.get("identifier")
    told = _text(identifier.get("value")) if isinstance(identifier, Mapping) else ""
    return told or _text(subject.get("reference")).rpartition("/")[2]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (Mapping, list)) else str(value)
