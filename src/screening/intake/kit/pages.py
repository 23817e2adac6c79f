"""Follow-up pages in a kit: after which instruments they stand, and which answers bring them up."""

from collections.abc import Sequence

from screening.core.errors import InstrumentFault
from screening.core.language import Text, plain
from screening.instruments.branching import AnyOf
from screening.instruments.definition import Instrument


def opening_answers(instruments: Sequence[Instrument]) -> dict[str, AnyOf]:
    """By instrument code: the items that bring a page of this survey up, and the code from which they do.

    Raises InstrumentFault for a page that stands without, or before, every instrument that could bring it up.
    """
    opening: dict[str, AnyOf] = {}
    for place, page in enumerate(instruments):
        if not page.is_follow_up:
            continue
        before = [each.code for each in instruments[:place] if each.code in page.shown_after]
        if not before:
            raise InstrumentFault(
                Text(f"“{page.title.zh}”前面没有能让它出现的量表", f"nothing before {page.title.en} can bring it up"),
                where=plain(page.edition),
                hint=Text(
                    f"放在这些量表之后：{'、'.join(page.shown_after)}",
                    f"put it after one of: {', '.join(page.shown_after)}",
                ),
            )
        for code in before:
            opening[code] = opening.get(code, {}) | page.shown_after[code]
    return opening


def pages_for(instruments: Sequence[Instrument], pages: Sequence[Instrument]) -> list[Instrument]:
    """The pages that some of these instruments could bring up."""
    codes = {each.code for each in instruments}
    return [page for page in pages if codes & set(page.shown_after)]
