"""The column of every item of one instrument: by a person's mapping, by names q1…qN, or by position in a numbered survey."""

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.blocks import Block, Found, choose, find_blocks
from screening.intake.interface import Question
from screening.intake.mapping import Mapping
from screening.intake.text import clean, compact

_USE_MAPPING = Text(
    "重新导出时勾选“全部题目”，或用 --mapping 指定每题的列名",
    "export again with all questions, or name the columns with --mapping",
)
_ONE_MORE = 1  # PHQ-9 is often printed with a tenth question that is not scored


class Placed(NamedTuple):
    """The columns of one instrument, and whether item names or a person said so."""

    instrument: Instrument
    columns: tuple[int, ...]
    named: bool


def by_mapping(instrument: Instrument, mapping: Mapping, headings: Sequence[str], file: str) -> Placed:
    """The columns a person named. Raises MappingFault listing every item without a column, or with two."""
    extra = sorted(set(mapping.items) - set(instrument.item_ids))
    if extra:
        count = instrument.items.count
        what = Text(
            f"{instrument.code} 只有 {count} 题，没有 {'、'.join(extra)}",
            f"{instrument.code} has {count} items, no {', '.join(extra)}",
        )
        raise MappingFault(what, where=plain(file))
    places = _places(headings)
    found = {item: places.get(compact(mapping.items[item]), []) for item in instrument.item_ids if item in mapping.items}
    _check_headings({item: mapping.items[item] for item, columns in found.items() if not columns}, file)
    _check_all(instrument, found, file)
    columns = tuple(found[item][0] for item in instrument.item_ids)
    if len(set(columns)) < len(columns):
        what = Text("--mapping 里有一列用作了两道题", "the mapping uses one column for two items")
        raise MappingFault(what, where=plain(file), hint=Text("请核对 [items]", "check [items]"))
    return Placed(instrument, columns, named=True)


def column_called(heading: str, headings: Sequence[str], file: str) -> int:
    """The one column under this heading. Raises MappingFault if there is none, or more than one."""
    found = _places(headings).get(compact(heading), [])
    if len(found) == 1:
        return found[0]
    what = (
        Text(f"有 {len(found)} 列都叫“{heading}”", f"{len(found)} columns are called '{heading}'")
        if found
        else Text(f"找不到叫“{heading}”的列", f"no column is called '{heading}'")
    )
    raise MappingFault(what, where=plain(file), hint=Text("请核对 --mapping 里的列名", "check the headings in --mapping"))


def by_names(instrument: Instrument, headings: Sequence[str], file: str, *, alone: bool) -> Placed | None:
    """The columns named ``q1…qN``, with several instruments ``phq9.q1`` or ``phq9_q1``; None if no heading is such a name.

    Raises MappingFault if some are missing or double, or if the table goes on to more items than the instrument has.
    """
    found = _named(instrument.code, headings) or (_named("", headings) if alone else {})
    if not any(item in found for item in instrument.item_ids):
        return None
    beyond = len(set(found) - set(instrument.item_ids))
    if beyond > _ONE_MORE:
        count = instrument.items.count
        what = Text(
            f"表里有 {len(found)} 道题，{instrument.code} 只有 {count} 题",
            f"the table has {len(found)} items, {instrument.code} has {count}",
        )
        raise MappingFault(
            what, where=plain(file), hint=Text("请核对 --instrument，或用 --mapping", "check --instrument, or use --mapping")
        )
    _check_all(instrument, {item: found.get(item, []) for item in instrument.item_ids}, file)
    return Placed(instrument, tuple(found[item][0] for item in instrument.item_ids), named=True)


def by_position(
    instruments: Sequence[Instrument],
    questions: Sequence[Question],
    fits: Callable[[Instrument], Callable[[Question], bool]],
    file: str,
) -> list[Placed]:
    """The columns of each instrument in a numbered survey; no column serves two. Raises MappingFault where a person must say."""
    found = {each.code: find_blocks(each, questions, fits(each)) for each in instruments}
    taken: set[int] = set()
    placed: dict[str, Placed] = {}
    for each in sorted(instruments, key=lambda one: (len(found[one.code].blocks), -one.items.count)):
        free = [block for block in found[each.code].blocks if not block.columns & taken]
        block = choose(each, free)
        if block is None:
            raise _unclear(each, free, found[each.code], file)
        taken |= block.columns
        placed[each.code] = Placed(each, tuple(question.column for question in block.questions), named=False)
    return [placed[each.code] for each in instruments]


def not_found(instrument: Instrument, file: str) -> MappingFault:
    """No item of the instrument has a column."""
    return MappingFault(
        Text(
            f"找不到第 1–{instrument.items.count} 题对应的列，因此这个文件不能按“{instrument.title.zh}”计分",
            f"no column answers items 1-{instrument.items.count}, so this file can't be scored as {instrument.title.en}",
        ),
        where=plain(file),
        hint=_USE_MAPPING,
    )


def _places(headings: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for column, heading in enumerate(headings):
        places.setdefault(compact(heading), []).append(column)
    return places


def _named(code: str, headings: Sequence[str]) -> dict[str, list[int]]:
    """``{"q1": [columns]}`` of the headings that are item names of this instrument; without code, bare ``q1``."""
    pattern = re.compile(rf"{re.escape(code)}[._]q0*([1-9]\d{{0,2}})" if code else r"q0*([1-9]\d{0,2})")
    found: dict[str, list[int]] = {}
    for column, heading in enumerate(headings):
        name = pattern.fullmatch(compact(heading))
        if name:
            found.setdefault(f"q{name[1]}", []).append(column)
    return found


def _check_all(instrument: Instrument, found: dict[str, list[int]], file: str) -> None:
    """Every item has exactly one column; all that have none or several are told at once."""
    missing = [item for item in instrument.item_ids if not found.get(item)]
    double = [item for item, columns in found.items() if len(columns) > 1]
    if missing:
        numbers = _numbers(missing)
        what = Text(
            f"找不到第 {numbers} 题对应的列，因此这个文件里的答卷都无法计分",
            f"no column answers item {numbers}, so no sheet can be scored",
        )
        raise MappingFault(what, where=plain(file), hint=_USE_MAPPING)
    if double:
        numbers = _numbers(double)
        what = Text(f"第 {numbers} 题有不止一列", f"item {numbers} has more than one column")
        raise MappingFault(what, where=plain(file), hint=Text("请给各列不同的列名", "give the columns different headings"))


def _check_headings(missing: dict[str, str], file: str) -> None:
    """Every heading that a person named is there; all that are not are told at once."""
    if missing:
        zh = "、".join(f"{item}“{heading_shown(heading)}”" for item, heading in missing.items())
        en = ", ".join(f"{item} '{heading_shown(heading)}'" for item, heading in missing.items())
        what = Text(
            f"--mapping 里的这些列名在文件里找不到：{zh}", f"the file has no columns of these headings in the mapping: {en}"
        )
        raise MappingFault(
            what, where=plain(file), hint=Text("请照文件的表头核对 [items]", "check [items] against the file's headings")
        )


def _numbers(items: Sequence[str]) -> str:
    """``2、5–9``: three or more in a row are told as a run."""
    numbers = [int(item[1:]) for item in items]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run) for run in runs]  # noqa: PLR2004  # a run of two saves nothing
    return "、".join(chain.from_iterable(told))


def _unclear(instrument: Instrument, free: Sequence[Block], found: Found, file: str) -> MappingFault:
    """Nothing, or too much, or titles in another order: said with what was found."""
    if free:
        places = "、".join(f"{block.questions[0].column + 1}–{block.questions[-1].column + 1}" for block in free)
        what = Text(
            f"“{instrument.title.zh}”的 {instrument.items.count} 道题可能在第 {places} 列，分不清是哪一段或题目顺序不符",
            f"the {instrument.items.count} items of {instrument.title.en} may stand in columns {places}; which is unclear",
        )
        return MappingFault(what, where=plain(file), hint=_USE_MAPPING)
    near = [length for length in found.run_lengths if length * 2 >= instrument.items.count]
    if not near:
        return not_found(instrument, file)
    lengths = "、".join(map(str, near))
    what = Text(
        f"找不到与“{instrument.title.zh}”{instrument.items.count} 题一一对应的列：相连且答案相符的有 {lengths} 列",
        f"no columns answer items 1-{instrument.items.count} of {instrument.title.en}: runs that fit have {lengths} columns",
    )
    return MappingFault(what, where=plain(file), hint=_USE_MAPPING)


def heading_shown(heading: str) -> str:
    """A heading short enough for one line."""
    words = clean(heading).replace("\n", " ")
    return words if len(words) <= 30 else words[:29] + "…"  # noqa: PLR2004  # characters on a line
