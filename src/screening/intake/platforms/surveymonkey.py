"""SurveyMonkey: one header row, or questions above and options below (formats seen in real files, FORMATS §13)."""

from collections.abc import Sequence

from screening.intake.interface import Layout, Question
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, dashed, hits, place_of, titled
from screening.intake.text import clean, compact

name = "surveymonkey"

_RESPONDENT = ("respondentid",)
_METADATA = {
    "respondentid", "collectorid", "startdate", "enddate", "ipaddress", "emailaddress", "firstname",
    "lastname", "datecreated", "datemodified",
}  # fmt: skip
_OPEN = {"response", "open-endedresponse"}
_BLANKS = frozenset({""})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """A respondent's number, certain with a collector's or with a row of options below."""
    column = place_of(headings, *_RESPONDENT)
    if column is None:
        return 0.0
    return 1.0 if hits(headings, {"collectorid"}) or _has_options(column, headings, sample) else 0.85


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Questions forward over their columns, each with its option or row; a person names columns ``问题 - 选项``.

    Times are in the zone of an account, which the file doesn't tell: none is read.
    """
    respondent = place_of(headings, *_RESPONDENT)
    two = respondent is not None and _has_options(respondent, headings, sample)
    titles = _joined(headings, sample[0]) if two else tuple(headings)
    words = compared(titles)
    asked = [column for column, word in enumerate(words) if word not in _METADATA and word]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(_with_rows(headings, sample[0], asked) if two else dashed(titled(c, titles[c]) for c in asked)),
        serial=respondent,
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        headings=titles,
        header_rows=2 if two else 1,
        own_codes=False,
    )


def _has_options(respondent: int, headings: Sequence[str], sample: Rows) -> bool:
    """The row below is no answer row: nobody's number stands in it, but "Response", or an option under every gap."""
    if not sample or "".join(sample[0][respondent : respondent + 1]).strip():
        return False
    gaps = [column for column, heading in enumerate(headings) if not heading.strip()]
    under_gaps = bool(gaps) and all(column < len(sample[0]) and sample[0][column].strip() for column in gaps)
    return under_gaps or bool({compact(cell) for cell in sample[0]} & _OPEN)


def _forward(headings: Sequence[str]) -> list[str]:
    """Each column's question; a blank cell goes on with the one before."""
    done: list[str] = []
    for heading in headings:
        done.append(clean(heading) or (done[-1] if done else ""))
    return done


def _joined(headings: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    texts = [clean(option) for option in (*options, *[""] * len(headings))]
    return tuple(
        question if not option or compact(option) in _OPEN else f"{question} - {option}"
        for question, option in zip(_forward(headings), texts, strict=False)
    )


def _with_rows(headings: Sequence[str], options: Sequence[str], asked: Sequence[int]) -> list[Question]:
    """A question over several columns is a matrix of its options, any other stands alone."""
    stems = _forward(headings)
    return [
        Question(column=c, number=None, stem=stems[c], row=clean(options[c]), matrix=True)
        if c < len(options) and clean(options[c]) and compact(options[c]) not in _OPEN
        else titled(c, stems[c])
        for c in asked
    ]
