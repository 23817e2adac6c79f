"""Pages in words of our own are known by these words: where they stand in a survey, and whether somebody forgot to name them."""

from collections.abc import Iterable, Sequence

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.find_items import Placed
from screening.intake.interface import Layout, Question
from screening.intake.text import compact


def by_wording(instrument: Instrument, questions: Sequence[Question], file: str) -> Placed | None:
    """The columns whose titles hold the page's own words; None where none does.

    Raises MappingFault where only some of them are there, or one twice: a page half read is answered in vain.
    """
    if not instrument.items.wording:
        return None
    found = [_titled(instrument, item, questions) for item in instrument.item_ids]
    if not any(found):
        return None
    wrong = [item for item, columns in zip(instrument.item_ids, found, strict=True) if len(columns) != 1]
    if wrong:
        what = Text(
            f"“{instrument.title.zh}”的 {'、'.join(wrong)} 没有找到，或不止一列",
            f"{instrument.title.en}: {', '.join(wrong)} not found, or found twice",
        )
        hint = Text("题目要照清单原样录入，六题都在；改好再导出", "copy every question's words from the kit, and export again")
        raise MappingFault(what, where=plain(file), hint=hint)
    return Placed(instrument, tuple(columns[0] for columns in found), named=False)


def pages_in(layout: Layout, pages: Iterable[Instrument], file: str) -> list[Instrument]:
    """The pages whose words stand in the file, whoever was named: what a child answered there is never left unread."""
    return [page for page in pages if by_wording(page, layout.questions, file) is not None]


def _titled(instrument: Instrument, item: str, questions: Sequence[Question]) -> list[int]:
    words = instrument.items.wording[item]
    wanted = (compact(words.zh), compact(words.en))
    return [q.column for q in questions if any(one in compact(q.row or q.stem) for one in wanted)]
