"""Columns that several instruments claim: settled where the titles show whose they are, asked about where they don't."""

from collections.abc import Sequence

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.blocks import Block, is_sure

Place = tuple[Block, Instrument]


def settled(places: Sequence[Place], file: str) -> list[Place]:
    """The places that stay, in file order: no column is left to two instruments.

    A place whose titles don't show it yields to one whose titles do, and a short form yields to the longer form that its
    titles show around it (PHQ-2 inside PHQ-9). Raises MappingFault that names the instruments wherever two claims remain:
    forms of equal length and options (pupil and parent, two printed orders) can't be told apart by their answers. The same
    for an edition that a person has to name.
    """
    staying = [place for place in places if not any(_yields(place, other) for other in places if other is not place)]
    for place in staying:
        rivals = [one for one in staying if one is not place and one[0].columns & place[0].columns]
        if rivals or place[1].only_named:
            raise _ask([place, *rivals], file)
    return sorted(staying, key=lambda place: min(place[0].columns))


def _yields(place: Place, other: Place) -> bool:
    """Whether the other place's titles show that these columns are its own."""
    (mine, instrument), (theirs, another) = place, other
    if not mine.columns & theirs.columns or not is_sure(another, theirs):
        return False
    return not is_sure(instrument, mine) or mine.columns < theirs.columns


def _ask(claims: list[Place], file: str) -> MappingFault:
    columns = sorted(set().union(*(block.columns for block, _ in claims)))
    codes = [instrument.code for _, instrument in claims]
    span = f"{columns[0] + 1}–{columns[-1] + 1}"
    return MappingFault(
        Text(
            f"第 {span} 列可能是 {'、'.join(codes)}，从答案分不清",
            f"columns {span} may be {' or '.join(codes)}; their answers don't tell",
        ),
        where=plain(file),
        hint=_how_to_tell([instrument for _, instrument in claims]),
    )


def _how_to_tell(claims: list[Instrument]) -> Text:
    """Name it; and for forms that differ in print only, what to look for on the paper."""
    printed = [(each.code, each.look_for) for each in claims if each.look_for]
    zh = "".join(f"；{code}：{look.zh}" for code, look in printed)
    en = "".join(f"; {code}: {look.en}" for code, look in printed)
    return Text(
        f"请用 --instrument 逐份写明这个文件里的量表{'。先看纸质问卷' if printed else ''}{zh}",
        f"name every instrument of this file with --instrument{'. Look at the printed form first' if printed else ''}{en}",
    )
