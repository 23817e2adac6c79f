"""Qualtrics: names, question texts and ImportIds as one, two or three header rows (formats seen in real files, FORMATS §9)."""

import re
from collections.abc import Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from screening.intake.interface import Layout, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, compared, hits, item_names, place_of
from screening.intake.text import compact

name = "qualtrics"

_METADATA = {
    "startdate", "enddate", "status", "ipaddress", "progress", "duration(inseconds)", "finished", "recordeddate", "responseid",
    "recipientlastname", "recipientfirstname", "recipientemail", "locationlatitude", "locationlongitude", "distributionchannel",
    "userlanguage", "responseset", "locationaccuracy", "emailaddress",
}  # fmt: skip
_TELLING = _METADATA - {"status", "progress", "finished", "emailaddress", "ipaddress", "startdate", "enddate"}
_OLD = {
    "responseid",
    "responseset",
    "name",
    "externaldatareference",
    "emailaddress",
    "ipaddress",
    "status",
    "startdate",
    "enddate",
    "finished",
}
_DATES = ("startdate", "enddate", "recordeddate")
_IMPORT_ID = re.compile(r"\{\s*['\"]ImportId['\"]\s*:")
_ZONE = re.compile(r"['\"]timeZone['\"]\s*:\s*['\"]([^'\"]+)['\"]")
_LOOKED_AT = 3  # rows that may be headings
_THREE = 3
_FOUR = 4
_PREVIEW = {"1", "2", "9", "17", "surveypreview", "surveytest", "surveypreviewspam", "offlinesurveypreview"}
_BLANKS = frozenset({"", "-99"})  # -99: seen and not answered, where the author chose that


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Rows of ImportIds are certain, and so are three of the headings nobody else has, or the V1…V10 of old files."""
    if any(_is_import_ids(row) for row in sample[:_LOOKED_AT]):
        return 1.0 if hits(headings, _METADATA) or compared(headings)[:1] == ("v1",) else 0.8
    return 0.95 if hits(headings, _TELLING) >= _THREE or _is_old(headings, sample) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Names from the first header row, titles from the second; previews and tests are signed, never dropped.

    Times are only told where the ImportIds name their zone. ``Q7`` and ``…_7`` are Qualtrics' own numbering, no item names.
    """
    below = _header_rows(headings, sample)
    texts = sample[0] if below and not _is_import_ids(sample[0]) else headings
    words = compared(texts) if _is_old(headings, sample) else compared(headings)
    zone = _zone(sample[:below])
    asked = [column for column, word in enumerate(words) if word not in _METADATA | _OLD and word]
    status, finished = place_of(words, "status"), place_of(words, "finished")
    signs = [Sign(column=status, cells=frozenset(_PREVIEW), why=Why.TRIAL)] if status is not None else []
    signs += [Sign(column=finished, cells=frozenset({"0", "false"}), why=Why.UNFINISHED)] if finished is not None else []
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(by_suffix([headings[c] for c in asked], [texts[c] for c in asked], asked)),
        submitted=place_of(words, "recordeddate", "enddate") if zone else None,
        seconds=place_of(words, "duration(inseconds)"),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        headings=tuple(headings),
        header_rows=1 + below,
        names=item_names(headings, platform_numbers=True),
        own_codes=False,
        zone=zone or "UTC",
        signs=tuple(signs),
    )


def _header_rows(headings: Sequence[str], sample: Rows) -> int:
    """How many rows below the first are headings: up to the ImportIds, else the row of texts where there is one."""
    ids = next((place for place, row in enumerate(sample[:_LOOKED_AT]) if _is_import_ids(row)), None)
    if ids is not None:
        return ids + 1
    return 1 if _is_old(headings, sample) or (sample and _is_texts(headings, sample[0])) else 0


def _is_import_ids(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return bool(filled) and sum(1 for cell in filled if _IMPORT_ID.match(cell.strip())) * 2 >= len(filled)


def _is_texts(headings: Sequence[str], row: Sequence[str]) -> bool:
    """A row below names: where an answer row has a date it has words."""
    dates = [row[column] for column, word in enumerate(compared(headings)) if word in _DATES and column < len(row)]
    return any(cell.strip() for cell in dates) and not any(sign.isdigit() for sign in chain.from_iterable(dates))


def _is_old(headings: Sequence[str], sample: Rows) -> bool:
    """V1, V2, … above and what they mean in the second row."""
    return compared(headings)[:2] == ("v1", "v2") and bool(sample) and len({compact(cell) for cell in sample[0]} & _OLD) >= _FOUR


def _zone(rows: Rows) -> str:
    """The one zone the ImportIds name, if they do."""
    found = {zone[1] for cell in chain.from_iterable(rows) if (zone := _ZONE.search(cell))}
    told = "UTC" if found == {"Z"} else "".join(found) if len(found) == 1 else ""
    try:
        return ZoneInfo(told).key if told else ""
    except (KeyError, ValueError, OSError):  # no zone of that name, or no name of a zone
        return ""
