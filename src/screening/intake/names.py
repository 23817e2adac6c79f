"""Names compared: the same, the same in sound, alike, or clearly another's."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from screening.intake.text import person_name

_ALIKE = 0.5  # half of the characters shared: 王小明 and 王晓明, not 王小明 and 李四


def same(one: str, other: str) -> bool:
    """Equal after NFKC without spaces and dots."""
    return person_name(one) == person_name(other)


def similarity(one: str, other: str) -> float:
    """0 to 1: 1 for equal names, 0.9 for names that sound the same, else the share of characters in common."""
    first, second = person_name(one), person_name(other)
    if first == second:
        return 1.0
    alike = Indel.normalized_similarity(first, second)
    return max(alike, 0.9) if _sound(first) == _sound(second) else alike


def alike(one: str, other: str) -> bool:
    """A slip of the pen or of the input method could make one of the other."""
    return similarity(one, other) >= _ALIKE


def nearest(name: str, people: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Pupils whose names are alike, the nearest first; equal names in the order given."""
    scored = [(similarity(name, other), pupil) for pupil, other in people]
    return tuple(pupil for score, pupil in sorted(scored, key=lambda each: -each[0]) if score >= _ALIKE)


def called(name: str, people: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """Pupils of exactly this name."""
    wanted = person_name(name)
    return tuple(pupil for pupil, other in people if person_name(other) == wanted)


class SchoolNames:
    """The names of a whole school by sound, for a row whose class is missing or wrong. Built once; a question costs nothing.

    Sounds are loose where people confuse them: z and zh, c and ch, s and sh, n and ng at the end.
    """

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        """Index (pupil, name), in the order given."""
        self._of: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for pupil, name in people:
            bare = person_name(name)
            self._of[_loose(bare)].append((pupil, bare))

    def sounding(self, name: str) -> tuple[int, ...]:
        """Pupils whose name is this one or sounds like it, those of exactly this name first."""
        wanted = person_name(name)
        found = self._of.get(_loose(wanted), []) if wanted else []
        return tuple(pupil for pupil, _ in sorted(found, key=lambda one: one[1] != wanted))


def _loose(name: str) -> str:
    return " ".join(map(_loose_syllable, name))


@lru_cache(maxsize=30_000)
def _loose_syllable(sign: str) -> str:
    syllable = "".join(_sound(sign))
    return re.sub(r"(?<=[aeiou])ng$", "n", re.sub(r"^([zcs])h", r"\1", syllable))


@lru_cache(maxsize=100_000)
def _sound(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  # its dictionary takes half a second, and most exports need no name

    return tuple(lazy_pinyin(name))
