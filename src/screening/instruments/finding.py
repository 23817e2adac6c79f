"""One contradiction: the place inside a definition, and what is wrong there."""

from typing import NamedTuple

from screening.core.language import Text


class Finding(NamedTuple):
    """A place such as ``scales.total.bands`` and the words for it. Quotes no figure of the file."""

    place: str
    what: Text


def finding(place: str, zh: str, en: str) -> Finding:
    """The same, from two wordings."""
    return Finding(place, Text(zh, en))
