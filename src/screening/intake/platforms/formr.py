"""formr: a row per session, as a table or as JSON (formats seen in real files, FORMATS §14)."""

from collections.abc import Sequence

from screening.intake.interface import Layout, Sign, Why
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import by_suffix, compared, hits, item_names, place_of

name = "formr"

_METADATA = {"session", "created", "modified", "ended", "expired"}
_BLANKS = frozenset({"", "null", "na"})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """All but one of its five columns, the session among them."""
    del sample
    found = hits(headings, _METADATA)
    return 0.95 if found >= len(_METADATA) - 1 and "session" in compared(headings) else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Items by name; a final ``R`` tells of an item keyed the other way, its value is as answered. Never ended: not handed in.

    Times are the server's: none is read. A session is a code, no pupil.
    """
    del sample
    words = compared(headings)
    asked = [column for column, word in enumerate(words) if word and word not in _METADATA]
    names = [headings[column] for column in asked]
    ended = place_of(headings, "ended")
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(by_suffix(names, names, asked)),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        names=item_names(headings, platform_numbers=False),
        own_codes=False,
        signs=() if ended is None else (Sign(column=ended, cells=_BLANKS, why=Why.UNFINISHED),),
    )
