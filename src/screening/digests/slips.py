"""The slip a pupil is handed: name, class, time and place, and no reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.core.language import Language, Text
from screening.digests.wording import fill

ASKED = Text("请按时到这里来一下，谢谢。", "Please come here at this time. Thank you.")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One pupil's slip, every part as it is printed."""

    day: str
    lesson: str
    room: str
    school_class: str
    name: str


def slip_markup(slips: Sequence[Slip], language: Language = "zh") -> str:
    """Typst markup: ten slips on an A4 page with lines to cut along; all alike but for who, when and where."""
    return fill("slips.typ.j2", slips=slips, asked=ASKED.said(language))
