"""Which column answers which item of which instrument: found where it can be shown, asked for where it would be a guess."""

from collections.abc import Sequence
from itertools import chain

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.answers_seen import AnswersSeen, belongs_to
from screening.intake.attention import is_attention_check, judged_checks
from screening.intake.coding import decide_codes, option_texts
from screening.intake.find_instruments import find_instruments
from screening.intake.find_items import Placed, by_mapping, by_names, by_position, column_called, heading_shown, not_found
from screening.intake.identity import Identity, find_consent, find_identity
from screening.intake.interface import ColumnPlan, Export, InstrumentPlan, Layout, Question
from screening.intake.kit.codes import find_codes
from screening.intake.mapping import Mapping
from screening.intake.option_numbers import texts_of
from screening.intake.platforms import recognise
from screening.intake.platforms.plain import name as PLAIN  # noqa: N812  # a constant that the platform modules share as a plain name
from screening.intake.worded import by_wording

__all__ = ["find_instruments", "plan_columns", "plan_export"]


def plan_export(
    export: Export, instruments: Sequence[Instrument], mapping: Mapping | None = None, *, school_year: int | None = None
) -> ColumnPlan:
    """The plan for one opened file: platform, identity, consent, attention checks, items and codes of every instrument.

    A person's mapping goes first, then columns named q1…qN, then, for a survey platform, runs of as many neighbouring
    columns as the instrument has items. Codes are decided on the first 200 rows and never changed later. Raises
    MappingFault, naming all items at once, wherever that would be a guess.
    """
    return plan_columns(export, recognise(export), instruments, mapping, school_year=school_year)


def plan_columns(
    export: Export,
    layout: Layout,
    instruments: Sequence[Instrument],
    mapping: Mapping | None = None,
    *,
    school_year: int | None = None,
) -> ColumnPlan:
    """As ``plan_export``, for a layout that is understood already."""
    seen = AnswersSeen(export, layout)
    identity = _identity(export, layout, instruments, mapping)
    taken = {column for column in identity if column is not None}
    named = _named(export, layout, instruments, mapping)
    items = set(chain.from_iterable(placed.columns for placed in named))
    consent = _consent(export, layout, mapping, taken | items)
    questions = [q for q in layout.questions if q.column not in taken | items | {consent}]
    rest = [each for each in instruments if each.code not in {placed.instrument.code for placed in named}]
    checks = [] if not rest else [q for q in questions if is_attention_check(q, option_texts(rest))]
    questions = [q for q in questions if q not in checks]
    worded = [found for each in rest if (found := by_wording(each, questions, export.name)) is not None]
    pages = set(chain.from_iterable(each.columns for each in worded))
    rest = [each for each in rest if each.code not in {found.instrument.code for found in worded}]
    placed = named + worded + _numbered(export, layout, seen, rest, [q for q in questions if q.column not in pages])
    used = taken | {consent} | set(chain.from_iterable(each.columns for each in placed))
    code = _code(export, layout, used | {q.column for q in checks})
    ordered = sorted(placed, key=lambda each: [one.code for one in instruments].index(each.instrument.code))
    return ColumnPlan(
        layout=layout,
        instruments=tuple(_instrument_plan(export, layout, seen, each, mapping) for each in ordered),
        number=identity.number,
        name=identity.name,
        school_class=identity.school_class,
        grade=identity.grade,
        consent=consent,
        code=code,
        attention=judged_checks(layout, seen, checks, [each.instrument for each in ordered]),
        unused=tuple(q.column for q in layout.questions if q.column not in used | {code} and q not in checks),
        school_year=school_year,
    )


def _identity(export: Export, layout: Layout, instruments: Sequence[Instrument], mapping: Mapping | None) -> Identity:
    found = find_identity(layout, export.sample, option_texts(instruments))
    if mapping is None:
        return found
    told = (mapping.student, mapping.name, mapping.school_class)
    number, name, school_class = (
        before if heading is None else column_called(heading, export.headings, export.name)
        for heading, before in zip(told, found[:3], strict=True)
    )
    return Identity(number, name, school_class, found.grade)


def _consent(export: Export, layout: Layout, mapping: Mapping | None, taken: set[int]) -> int | None:
    if mapping is not None and mapping.consent is not None:
        return column_called(mapping.consent, export.headings, export.name)
    return find_consent(layout, export.sample, taken)


def _code(export: Export, layout: Layout, used: set[int | None]) -> int | None:
    """The column of slip codes: among what the platform adds itself (a link's parameter) and questions of no other use."""
    asked = [q.column for q in layout.questions if not q.matrix and q.column not in used]
    return find_codes(export.sample, [*layout.ignored, *asked])


def _named(export: Export, layout: Layout, instruments: Sequence[Instrument], mapping: Mapping | None) -> list[Placed]:
    """Instruments whose columns a person or the headings name."""
    _check_mapping(export, instruments, mapping)
    own = [each for each in instruments if not each.is_follow_up] or instruments
    placed = []
    for each in instruments:
        if mapping is not None and mapping.instrument in (each.code, each.edition) and mapping.items:
            placed.append(by_mapping(each, mapping, export.headings, export.name))
        elif found := by_names(each, layout.names or export.headings, export.name, alone=list(own) == [each]):
            placed.append(found)
    return placed


def _check_mapping(export: Export, instruments: Sequence[Instrument], mapping: Mapping | None) -> None:
    if mapping is None:
        return
    mine = next((each for each in instruments if mapping.instrument in (each.code, each.edition)), None)
    if mine is None:
        what = Text(
            f"--mapping 写的是 {mapping.instrument}，不是要计分的量表",
            f"the mapping is for {mapping.instrument}, not for what is scored",
        )
        raise MappingFault(what, where=plain(export.name), hint=Text("请核对 instrument", "check its instrument"))
    wrong = sorted({code for code in mapping.codes.values() if not mine.items.low <= code <= mine.items.high})
    if wrong:
        span = f"{mine.items.low}–{mine.items.high}"
        what = Text(f"[codes] 的分值要在 {span} 之间", f"[codes] must lie in {span}")
        raise MappingFault(what, where=plain(export.name), hint=Text("请按量表的分值填写", "use the instrument's own codes"))


def _numbered(
    export: Export, layout: Layout, seen: AnswersSeen, rest: Sequence[Instrument], questions: Sequence[Question]
) -> list[Placed]:
    if not rest:
        return []
    if layout.platform == PLAIN:
        raise not_found(rest[0], export.name)
    return by_position(rest, questions, lambda each: belongs_to(each, seen), export.name)


def _instrument_plan(
    export: Export, layout: Layout, seen: AnswersSeen, placed: Placed, mapping: Mapping | None
) -> InstrumentPlan:
    mine = mapping is not None and mapping.instrument in (placed.instrument.code, placed.instrument.edition)
    if mapping is not None and mine and mapping.codes:
        codes = dict(mapping.codes)
    else:
        answers, named = seen.of_all(placed.columns), placed.named and layout.own_codes
        codes = decide_codes(
            placed.instrument,
            answers,
            coding=layout.coding,
            sheets=len(export.sample),
            named=named,
            texts=texts_of(placed.instrument, layout, placed.columns),
        )
    return InstrumentPlan(
        instrument=placed.instrument,
        columns=placed.columns,
        codes=codes,
        why=tuple(_why(column, export.headings[column]) for column in placed.columns),
    )


def _why(column: int, heading: str) -> Text:
    shown = heading_shown(heading)
    return Text(f"第 {column + 1} 列“{shown}”", f"column {column + 1} '{shown}'")
