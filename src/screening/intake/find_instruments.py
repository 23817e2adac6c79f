"""Which instruments a file holds, when nobody says: shown by item names, a mapping, or option texts and titles."""

from collections.abc import Sequence

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.answers_seen import AnswersSeen, belongs_to
from screening.intake.attention import is_attention_check
from screening.intake.blocks import Block, choose, find_blocks
from screening.intake.coding import option_texts, spellings_of
from screening.intake.contested import settled
from screening.intake.find_items import by_names
from screening.intake.identity import find_consent, find_identity
from screening.intake.interface import Export, Layout, Question
from screening.intake.mapping import Mapping
from screening.intake.platforms import plain as plain_table
from screening.intake.worded import by_wording

_MOST = 0.9
_TELLING = 5  # items; two neighbouring questions with "yes" and "no" could be about anything


def find_instruments(
    export: Export, layout: Layout, editions: Sequence[Instrument], mapping: Mapping | None = None
) -> list[Instrument]:
    """The instruments of the file among ``editions`` (the newest of each), in file order.

    A mapping names its own. Columns named ``phq9.q1`` name theirs. In a survey platform's file a block of the right length counts
    only if its answers are the instrument's option texts or its titles the items' topics: numbers alone could be anybody's.
    An instrument that a trained adult asks in person is never looked for, a follow-up page by its words only. Raises
    MappingFault that asks for ``--instrument`` if none is certain.
    """
    newest = _newest(editions)
    if mapping is not None:
        found = [each for each in newest if mapping.instrument == each.code]
        found = found or [each for each in editions if mapping.instrument == each.edition]
    else:
        found = [each for each in newest if by_names(each, layout.names or export.headings, export.name, alone=False)]
        if not found and layout.platform != plain_table.name:
            found = _in_survey(export, layout, [each for each in newest if not each.in_person])
    if not found:
        what = Text("看不出这个文件里是哪份量表", "which instrument this file holds can't be told for certain")
        raise MappingFault(what, where=plain(export.name), hint=Text("请用 --instrument 指明", "name it with --instrument"))
    return found


def _newest(editions: Sequence[Instrument]) -> list[Instrument]:
    latest: dict[str, Instrument] = {}
    for each in sorted(editions, key=lambda one: one.version):
        latest[each.code] = each
    return list(latest.values())


def _in_survey(export: Export, layout: Layout, editions: Sequence[Instrument]) -> list[Instrument]:
    """Follow-up pages are found by their own words alone: six questions with yes and no may be about anything."""
    seen = AnswersSeen(export, layout)
    questions = _item_questions(export, layout, editions)
    pages = [placed for each in editions if each.is_follow_up and (placed := by_wording(each, questions, export.name))]
    theirs = {column for placed in pages for column in placed.columns}
    questions = [question for question in questions if question.column not in theirs]
    others = [each for each in editions if not each.is_follow_up]
    places = [(block, each) for each in others if (block := _certain(each, questions, seen)) is not None]
    return [*(each for _, each in settled(places, export.name)), *(placed.instrument for placed in pages)]


def _item_questions(export: Export, layout: Layout, editions: Sequence[Instrument]) -> list[Question]:
    options = option_texts(editions)
    taken = {column for column in find_identity(layout, export.sample, options) if column is not None}
    consent = find_consent(layout, export.sample, taken)
    return [q for q in layout.questions if q.column not in taken | {consent} and not is_attention_check(q, options)]


def _certain(instrument: Instrument, questions: Sequence[Question], seen: AnswersSeen) -> Block | None:
    """The instrument's one place, if texts or titles show it."""
    block = choose(instrument, find_blocks(instrument, questions, belongs_to(instrument, seen)).blocks)
    if block is None:
        return None
    texts = spellings_of(instrument).texts
    answers = seen.of_all([question.column for question in block.questions])
    spelled = sum(count for answer, count in answers.items() if answer in texts)
    told = instrument.items.count >= _TELLING and answers.total() > 0
    shown = told and spelled >= _MOST * answers.total()
    return block if shown or block.own * 2 > instrument.items.count else None
