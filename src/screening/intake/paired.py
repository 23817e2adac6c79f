"""Two files of one survey, one with the options' words and one with their numbers: each tells what the other leaves open."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from screening.core.language import Text
from screening.intake.interface import Chunk, Export, Layout, Question
from screening.intake.option_numbers import contradiction
from screening.intake.platforms import recognise, wjx
from screening.intake.text import option

_FEW = 2  # different options at least: one alone shows no order


def is_pair(one: Export, other: Export) -> bool:
    """Whether both are exports of 问卷星 with the same respondents: the same numbers and times, row by row."""
    layouts = [recognise(one), recognise(other)]
    if any(layout.platform != wjx.name or layout.serial is None or layout.submitted is None for layout in layouts):
        return False
    if one.headings == other.headings and one.sample == other.sample:
        return False  # the same file twice
    rows = [_respondents(export, layout) for export, layout in zip((one, other), layouts, strict=True)]
    return bool(rows[0]) and rows[0] == rows[1]


def paired(one: Export, other: Export) -> tuple[Export, Export] | None:
    """The file with words, knowing its options' numbers, and the file with numbers; None if neither is that.

    Raises MappingFault where a question of one file contradicts the other: different surveys, or one was edited.
    """
    for words, numbers in ((one, other), (other, one)):
        told = _numbers_of(words, numbers)
        if told:
            return _Completed(words, replace(recognise(words), option_numbers=told), numbers.name), numbers
    return None


class _Completed:
    """``export`` with a layout that knows more."""

    def __init__(self, export: Export, layout: Layout, other: str) -> None:
        self._export = export
        self.layout: Layout | None = layout
        self.name, self.headings, self.header_row, self.sample = export.name, export.headings, export.header_row, export.sample
        count = len(layout.option_numbers)
        note = Text(
            f"与 {other} 是同一批答卷，只计一次；{count} 列的选项顺序由两个文件对照得出",
            f"holds the same sheets as {other}, counted once; the order of options in {count} columns is told by both files",
        )
        self.notes: tuple[Text, ...] = (*export.notes, note)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows of the file with words."""
        return self._export.chunks(columns)


def _respondents(export: Export, layout: Layout) -> list[tuple[str, str]]:
    columns = [column for column in (layout.serial, layout.submitted) if column is not None]
    return [
        (serial.strip(), time.strip())
        for chunk in export.chunks(columns)
        for serial, time in zip(*(chunk.column(column).texts() for column in columns), strict=True)
    ]


def _numbers_of(words: Export, numbers: Export) -> dict[int, dict[str, str]]:
    """Column of ``words`` → answer → number, for the columns in which one file holds words and the other their numbers."""
    pairs = list(_same_questions(recognise(words), recognise(numbers)))
    found: dict[int, dict[str, str]] = {}
    for mine, theirs in pairs:
        seen = _together(words, numbers, mine.column, theirs.column)
        told = dict(seen)
        if not _is_table(seen):
            continue
        if len(told) < len(seen) or len(set(told.values())) < len(told):
            raise contradiction(words.name, numbers.name, words.headings[mine.column])
        if len(told) >= _FEW:
            found[mine.column] = told
    return found


def _same_questions(words: Layout, numbers: Layout) -> Iterator[tuple[Question, Question]]:
    """Questions of both files under the same printed number (or title), where both have as many columns for it."""
    mine, theirs = _grouped(words), _grouped(numbers)
    for key, questions in mine.items():
        if len(theirs.get(key, [])) == len(questions):
            yield from zip(questions, theirs[key], strict=True)


def _grouped(layout: Layout) -> dict[tuple[int | None, str], list[Question]]:
    groups: dict[tuple[int | None, str], list[Question]] = {}
    again: Counter[tuple[int | None, str]] = Counter()
    for key, group in groupby(layout.questions, key=lambda q: (q.number, "" if q.number is not None else q.stem)):
        again[key] += 1
        groups[(key[0], f"{key[1]}#{again[key]}")] = list(group)  # numbers start again with each scale
    return groups


def _together(words: Export, numbers: Export, mine: int, theirs: int) -> set[tuple[str, str]]:
    """Which answer stands beside which number, blanks left out."""
    blanks = recognise(words).blanks
    seen = set[tuple[str, str]]()
    others = (text for chunk in numbers.chunks([theirs]) for text in chunk.column(theirs).texts())
    for chunk in words.chunks([mine]):
        seen.update((option(text), option(next(others))) for text in chunk.column(mine).texts())
    return {(word, number) for word, number in seen if word not in blanks and number not in blanks}


def _is_table(seen: set[tuple[str, str]]) -> bool:
    """Words on one side, small whole numbers on the other; free texts stand in both files alike."""
    return (
        bool(seen)
        and all(number.isdecimal() for _, number in seen)
        and not all(word == number for word, number in seen)
        and not all(word.isdecimal() for word, _ in seen)
    )
