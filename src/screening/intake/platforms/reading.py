"""What several platform modules share: headings compared once, titles with their numbers, the columns of one matrix."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, pairwise

from screening.intake.interface import Question
from screening.intake.text import clean, compact

Words = tuple[str, ...]

_NUMBERED = re.compile(r"(\d{1,4})\s*(?:[、:\t]|\.(?!\d))\s*(.*)", re.DOTALL)
_GRID = re.compile(r"(.*\S)\s*\[([^\[\]]+)\]", re.DOTALL)
_SUFFIXED = re.compile(r"(.+?)[_.\-/](?:q|r|sq|item)?0*(\d{1,4})r?", re.IGNORECASE)
_ITEM = re.compile(r"(.+?)(?:[_.\-/]q?|q)0*([1-9]\d{0,2})r?")
_BARE = re.compile(r"q0*[1-9]\d{0,2}")
_TWO = 2


def compared(headings: Sequence[str]) -> Words:
    """The headings as they are compared (``text.compact``)."""
    return _compared(tuple(headings))


@lru_cache(maxsize=64)
def _compared(headings: tuple[str, ...]) -> Words:
    return tuple(compact(heading) for heading in headings)


def hits(headings: Sequence[str], known: Collection[str]) -> int:
    """How many different ones of these words are headings."""
    return len(set(compared(headings)) & set(known))


def place_of(headings: Sequence[str], *names: str) -> int | None:
    """The first column under one of these words, the first word first."""
    words = compared(headings)
    return next((words.index(name) for name in names if name in words), None)


def titled(column: int, heading: str) -> Question:
    """A question by its title alone; ``7.题干`` and ``7、题干`` carry the number 7."""
    title = clean(heading)
    numbered = _NUMBERED.fullmatch(title)
    return (
        Question(column=column, number=int(numbered[1]), stem=numbered[2])
        if numbered
        else Question(column=column, number=None, stem=title)
    )


def gridded(column: int, heading: str) -> Question:
    """A question whose title may end in its matrix row: ``题干 [行]``."""
    grid = _GRID.fullmatch(clean(heading))
    if not grid:
        return titled(column, heading)
    return replace(titled(column, grid[1]), row=grid[2].strip(), matrix=True)


def dashed(questions: Iterable[Question]) -> list[Question]:
    """Neighbours ``题干 - 行`` under one stem become a matrix; a title that merely holds a dash stays a title."""
    return _matrices(questions, lambda question: question.stem.rpartition(" - ")[0], len(" - "))


def numbered_alike(questions: Iterable[Question]) -> list[Question]:
    """Neighbours under one number become a matrix; what their titles share is its stem."""
    done: list[Question] = []
    for number, group in groupby(questions, key=lambda question: question.number):
        same = list(group)
        if number is None or len(same) < _TWO or any(question.matrix for question in same):
            done += same
            continue
        shared = _shared([question.stem for question in same])
        done += [replace(q, stem=shared.rstrip(" _-—:："), row=q.stem[len(shared) :].strip(), matrix=True) for q in same]
    return done


def by_suffix(names: Sequence[str], titles: Sequence[str], columns: Sequence[int]) -> list[Question]:
    """Questions of columns named by an author or a platform; neighbours ``phq9_1``, ``phq9_2`` … are one matrix.

    ``titles`` are the question texts, one per name (the names again where the file has none). Rows that don't count upwards
    stand in another order than their names say: they stay single questions with numbers, so that nobody guesses.
    """
    parted = [_SUFFIXED.fullmatch(clean(name)) for name in names]
    places = range(len(names))
    done: list[Question] = []
    for stem, group in groupby(places, key=lambda place: found[1] if (found := parted[place]) else (place,)):
        same = list(group)
        if not isinstance(stem, str) or len(same) < _TWO:
            done += [titled(columns[place], titles[place]) for place in same]
            continue
        numbers = [int(found[2]) for place in same if (found := parted[place])]
        texts = [clean(titles[place]) for place in same]
        shared = _shared(texts)
        upwards = all(one < two for one, two in pairwise(numbers))
        done += [
            Question(
                column=columns[place],
                number=None,
                stem=f"{stem} {shared}".strip(),
                row=text[len(shared) :].strip() or text,
                matrix=True,
            )
            if upwards
            else Question(column=columns[place], number=number, stem=text)
            for place, number, text in zip(same, numbers, texts, strict=True)
        ]
    return done


def item_names(names: Sequence[str], *, platform_numbers: bool) -> Words:
    """The names as item names are read: ``phq9_7``, ``phq9-07`` and ``phq9.q7`` become ``phq9_q7``.

    With ``platform_numbers`` the platform itself writes ``Q7`` and ``…_7``: then only ``phq9_q7`` is an author's name for item 7.
    """
    words = compared(names)
    if platform_numbers:
        return tuple("" if _BARE.fullmatch(word) else word for word in words)
    return tuple(f"{item[1]}_q{item[2]}" if (item := _ITEM.fullmatch(word)) else word for word in words)


def _matrices(questions: Iterable[Question], stem_of: Callable[[Question], str], between: int) -> list[Question]:
    done: list[Question] = []
    for stem, group in groupby(questions, key=stem_of):
        same = list(group)
        if stem and len(same) >= _TWO and not any(question.matrix for question in same):
            same = [replace(q, stem=stem.strip(), row=q.stem[len(stem) + between :].strip(), matrix=True) for q in same]
        done += same
    return done


def _shared(texts: Sequence[str]) -> str:
    """What all texts begin with, up to the last sign that parts words; one text is never wholly shared."""
    first, last = min(texts), max(texts)
    length = next((at for at, (one, two) in enumerate(zip(first, last, strict=False)) if one != two), min(len(first), len(last)))
    cut = max(
        (
            first.rfind(sign, 0, length) + len(sign)
            for sign in (" - ", "—", ":", "：", "_", "\n", "?", "？")
            if sign in first[:length]
        ),
        default=0,
    )
    return first[:cut]
