"""Which number stands for which answer, where a second file or the file itself tells it: unknown words become readable."""

from collections.abc import Mapping, Sequence

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.coding import Codes, Spellings, spellings_of
from screening.intake.layout import Layout
from screening.intake.platforms import wjx

_TWO = 2
Numbers = Mapping[str, str]  # answer as compared -> its number


def told_numbers(layout: Layout, columns: Sequence[int]) -> dict[str, str]:
    """The numbers of all answers in these columns; none of an answer that has another number in another column."""
    told: dict[str, str] = {}
    unclear = set[str]()
    for column in columns:
        for answer, number in layout.option_numbers.get(column, {}).items():
            unclear |= {answer} if told.setdefault(answer, number) != number else set()
    return {answer: number for answer, number in told.items() if answer not in unclear}


def texts_of(instrument: Instrument, layout: Layout, columns: Sequence[int]) -> Codes:
    """The texts that mean an answer in these columns: the edition's, and those that the numbers told beside them explain."""
    known = spellings_of(instrument)
    numbers = told_numbers(layout, columns)
    return completed(known, numbers, counted=layout.platform == wjx.name) if numbers else known.texts


def completed(known: Spellings, numbers: Numbers, *, counted: bool) -> Codes:
    """The edition's texts, and those that only their numbers explain.

    ``counted``: the numbers count the options from 1 as the platform shows them (按序号); otherwise they are whatever the author
    chose. A reading counts only if it explains every number, agrees with every text we know, and we know two of them, which
    show in which direction the options go. Where two readings that differ are left, none is taken: the file is asked about
    as if nothing had been told.
    """
    anchors = {answer: known.texts[answer] for answer in numbers if answer in known.texts}
    if len(anchors) < _TWO:
        return known.texts
    tables = [known.by_position] if counted else list(known.numbers)
    readings = [{answer: table[number] for answer, number in numbers.items()} for table in tables if _explains(table, numbers)]
    readings = [each for each in readings if anchors.items() <= each.items()]
    return {**readings[0], **known.texts} if readings and all(each == readings[0] for each in readings) else known.texts


def _explains(table: Codes, numbers: Numbers) -> bool:
    return bool(table) and all(number in table for number in numbers.values())


def contradiction(file: str, other: str, heading: str) -> MappingFault:
    """One answer with two numbers, or two answers with one, in the same question of the two files."""
    what = Text(
        f"两个文件对不上：“{heading}”里同一个选项文字对应了不同的序号，或同一个序号对应了不同的文字",
        f"the two files don't agree: in '{heading}' one answer has two numbers, or two answers have one",
    )
    hint = Text(
        "请从平台重新导出同一份问卷的两种格式，中间不要改动",
        "export both formats of the survey again, without changes in between",
    )
    return MappingFault(what, where=plain(f"{file} ↔ {other}"), hint=hint)
