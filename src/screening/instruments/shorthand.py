"""Short ways of writing in a definition what a person would otherwise count by hand: ranges, runs, paired topics."""

import re
from collections.abc import Mapping
from typing import Any

_RANGE = re.compile(r"(\d+)(?:\s*-\s*(\d+))?(?:\s+(odd|even))?")
_RUN = re.compile(r"(?:(\d+)x)?(\d+|-)")


def item_numbers(text: str) -> tuple[int, ...]:
    """Item numbers of ``"1-80, 81-99 odd"``, in the order written.

    ValueError if a part is none of ``a``, ``a-b``, ``a-b odd``, ``a-b even``.
    """
    return tuple(number for part in text.split(",") for number in _one_range(part.strip()))


def answer_runs(text: str) -> tuple[int | None, ...]:
    """Answers of ``"65x1 34x0 -"``, one per item, None for a blank.

    ValueError if a word is none of ``3``, ``5x3``, ``-``, ``5x-``.
    """
    return tuple(answer for word in text.split() for answer in _one_run(word))


def split_topics(given: Any) -> Any:  # noqa: ANN401  # what a file says may be anything; pydantic judges it afterwards
    """The ``items`` part of a definition with paired topics ``[中文, English]`` split into ``topics`` and ``topics_en``."""
    if not isinstance(given, Mapping) or not isinstance(given.get("topics"), Mapping):
        return given
    pairs = {item: words for item, words in given["topics"].items() if _is_pair(words)}
    chinese = {item: words[0] for item, words in pairs.items()}
    english = {item: words[1] for item, words in pairs.items()}
    return {**given, "topics": {**given["topics"], **chinese}, "topics_en": {**given.get("topics_en", {}), **english}}


def split_gaps(given: Any) -> Any:  # noqa: ANN401  # the same
    """A definition whose ``missing`` is a list of pairs ``[中文, English]``, split into ``missing`` and ``missing_en``."""
    if not isinstance(given, Mapping) or not isinstance(given.get("missing"), list) or not all(map(_is_pair, given["missing"])):
        return given
    return {**given, "missing": [gap[0] for gap in given["missing"]], "missing_en": [gap[1] for gap in given["missing"]]}


def _is_pair(words: object) -> bool:
    return isinstance(words, list | tuple) and len(words) == 2  # noqa: PLR2004  # two languages


def _one_range(part: str) -> range:
    found = _RANGE.fullmatch(part)
    if not found:
        raise ValueError("item numbers are written as 3, 1-15 or 81-99 odd")
    first, last = int(found[1]), int(found[2] or found[1])
    if found[3]:
        first += (first % 2 == 1) is not (found[3] == "odd")
    return range(first, last + 1, 2 if found[3] else 1)


def _one_run(word: str) -> list[int | None]:
    found = _RUN.fullmatch(word)
    if not found:
        raise ValueError("answers are written as 3, 5x3 or - for a blank")
    return [None if found[2] == "-" else int(found[2])] * int(found[1] or 1)


def written_short(numbers: tuple[int, ...]) -> str:
    """Item numbers for people: ``1-15``, ``3, 8, 13``; runs of three and more are drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)  # noqa: PLR2004  # a run of two saves nothing
