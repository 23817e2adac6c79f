"""Turns digests and mails into text: the only place that fills templates."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from screening.core.language import Language, Text
from screening.digests.digest import day_words, drawable, when
from screening.digests.interface import Digest, DigestLine
from screening.digests.phrases import (
    ASKS,
    CARE,
    COUNSELOR,
    DO,
    DO_NOT,
    LABELS,
    MAIL_SUBJECT,
    PLACE,
    SEAT_UNKNOWN,
    SUBSTITUTED,
    TITLE,
)
from screening.digests.task_words import TASK_WORDS

__all__ = ["MAIL_SUBJECT", "TASK_WORDS", "ask_words", "digest_markup", "digest_text", "fill", "mail_text"]

_NO_BREAK = "\u00a0"
_COMPACT_FROM = 13  # lines; from here on the sheet is set smaller, so that a class of 25 requests is one A4 page


def digest_text(digest: Digest, language: Language = "zh") -> str:
    """The digest as plain text for a terminal. Says what to do and what not to do; never why, and no level."""
    return _environment().get_template("digest.txt.j2").render(digest=_spoken(digest, language), say=_said_in(language))


def digest_markup(digests: Sequence[Digest], language: Language = "zh", *, cannot_draw: str = "") -> str:
    """Typst markup, each digest beginning on a new A4 page.

    Every word is a string literal of typst, so no name can become markup. Characters in ``cannot_draw`` are set as 〓 and a
    note says so.
    """
    seen = [drawable(digest, cannot_draw) for digest in digests]
    return (
        _environment()
        .get_template("digest.typ.j2")
        .render(
            digests=[_spoken(digest, language) for digest in seen],
            say=_said_in(language),
            language=language,
            substituted=[now != before for now, before in zip(seen, digests, strict=True)],
            compact_from=_COMPACT_FROM,
        )
    )


def mail_text(language: Language = "zh", *, attached: bool = False) -> str:
    """The body of a mail: that there is something to do and where to look. The same for every reader and reason."""
    return _environment().get_template(f"mail.{language}.txt.j2").render(attached=attached)


def fill(template: str, **told: object) -> str:
    """One of our templates filled: for pages that are no digest. Words go into typst through the ``typst`` filter there."""
    return _environment().get_template(template).render(**told)


def ask_words(ask: str, digest: Digest) -> Text:
    """What a line asks for, with the digest's room and counselor put in. Raises KeyError for an ask without wording."""
    return Text(*(_filled(ASKS[ask], digest, language) for language in ("zh", "en")))


def _spoken(digest: Digest, language: Language) -> dict[str, object]:
    """The digest in the words of one language, ready to be laid out."""
    return {
        "title": TITLE.said(language),
        "care": CARE.said(language),
        "reader": _printable(digest.reader),
        "school": _printable(digest.school),
        "school_class": _printable(digest.school_class),
        "day": day_words(digest.day).said(language),
        "counselor": _printable(digest.counselor),
        "phone": _unbroken(digest.phone),
        "place": _printable(digest.place) or PLACE.said(language),
        "lines": [_line(line, digest, language) for line in digest.lines],
        "do": [_filled(sentence, digest, language) for sentence in DO],
        "do_not": [sentence.said(language) for sentence in DO_NOT],
    }


def _line(line: DigestLine, digest: Digest, language: Language) -> dict[str, str]:
    return {
        "seat": str(line.seat) if line.seat else SEAT_UNKNOWN,
        "name": _printable(line.name),
        "ask": ask_words(line.ask, digest).said(language),
        "when": when(line, digest.day).said(language),
    }


def _filled(sentence: Text, digest: Digest, language: Language) -> str:
    """One sentence with room, counselor and phone put in."""
    return _sentence(sentence.said(language)).render(
        place=_printable(digest.place) or PLACE.said(language),
        counselor=_printable(digest.counselor) or COUNSELOR.said(language),
        phone=_unbroken(digest.phone),
    )


@cache
def _sentence(words: str) -> Template:
    """Compiled once; only our own sentences come here, so the cache stays small."""
    return _environment().from_string(words)


def _unbroken(phone: str) -> str:
    """A phone number is read in one go: no line break inside."""
    return _printable(phone).replace(" ", _NO_BREAK)


def _said_in(language: Language) -> dict[str, str]:
    labels = {name: text.said(language) for name, text in LABELS.items()}
    return {**labels, "substituted": SUBSTITUTED.said(language)}


@cache
def _environment() -> Environment:
    """Text and typst are no HTML: nothing is escaped as HTML, typst words go through the ``typst`` filter."""
    environment = Environment(
        loader=PackageLoader("screening.digests"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # no HTML is made here; a test tries names full of markup
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["typst"] = typst_string
    return environment


def typst_string(words: str) -> str:
    """A typst string literal that shows exactly these words; control and direction characters are left out."""
    return '"' + _printable(words).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _printable(words: str) -> str:
    """The words without control and direction characters: a name must not steer a terminal or turn a line round."""
    return "".join(char for char in words if char.isprintable() or char == _NO_BREAK)
