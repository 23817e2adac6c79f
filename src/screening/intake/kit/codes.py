"""Codes on slips: ten signs that stand for one pupil in one wave, so that nobody types a number or a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.intake.interface import Register
from screening.intake.text import clean

SIGNS = "2356789CDFHJKMNPQRTVWXY"
"""23 signs: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, 6/G, U/V pair, no 4, and no A, E, U, so that no word comes about. 23 is prime."""

LENGTH = 10
_FIRST_LETTER = SIGNS.index("C")
_LETTERS = len(SIGNS) - _FIRST_LETTER
_WEIGHTS = np.arange(1, LENGTH + 1)
_ONE_OVER_TEN = 7  # 10 x 7 = 70 = 1 (mod 23)
_MEANT = re.compile(rf"[A-Z][A-Z0-9]{{{LENGTH - 1}}}")
_LONGEST_CELL = 3 * LENGTH  # spaces and hyphens between groups

Codes = npt.NDArray[np.bytes_]  # S10


def codes_of(marks: npt.NDArray[np.bytes_]) -> Codes:
    """The code each keyed mark (S16) stands for, dtype S10, in order.

    Nine signs come from the first eight bytes of the mark, the first of them a letter; the tenth is a check sign such that
    the sum of place x value is 0 mod 23 (the scheme of ISBN-10), so that one wrong sign or two swapped ones never give a code.
    Two pupils of a thousand share a code about once in 2.5 million schools: 16 x 23^8 codes.
    """
    left = np.frombuffer(marks.astype("S16").tobytes(), dtype=">u8")[::2].astype(np.uint64)
    values = np.empty((len(marks), LENGTH), dtype=np.int64)
    values[:, 0] = _FIRST_LETTER + (left % np.uint64(_LETTERS)).astype(np.int64)
    left = left // np.uint64(_LETTERS)
    for place in range(1, LENGTH - 1):
        values[:, place] = (left % np.uint64(len(SIGNS))).astype(np.int64)
        left = left // np.uint64(len(SIGNS))
    told = values[:, :-1] @ _WEIGHTS[:-1]
    values[:, -1] = -told * _ONE_OVER_TEN % len(SIGNS)
    signs = np.frombuffer(SIGNS.encode(), dtype=np.uint8)
    return np.ascontiguousarray(signs[values]).view(f"S{LENGTH}").ravel()


def code_text(cell: str) -> str:
    """What a person meant as a code, in capitals without spaces and hyphens; "" if the cell holds something else.

    ``cdf 23-5…`` is meant as a code whether or not it is one; 直接访问, a web address or a number is not.
    """
    if not LENGTH <= len(cell) <= _LONGEST_CELL:
        return ""
    bare = "".join(clean(cell).upper().replace("-", "").split())
    return bare if _MEANT.fullmatch(bare) else ""


def is_code(text: str) -> bool:
    """Whether the ten signs are a code: every sign one of ours, the check sign right."""
    if len(text) != LENGTH or not set(text) <= set(SIGNS):
        return False
    return sum(place * SIGNS.index(sign) for place, sign in enumerate(text, start=1)) % len(SIGNS) == 0


def shown(code: str) -> str:
    """The code as printed: ``CDF 235 6789``, three groups that are read and typed in one go each."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def find_codes(sample: Sequence[Sequence[str]], columns: Sequence[int]) -> int | None:
    """Of these columns of the first rows, the one that holds codes; None if none does.

    More than half of what looks like a code must be one: a column of other people's numbers is not taken for codes.
    """
    best, most = None, 0
    for column in columns:
        meant = [text for row in sample if (text := code_text(row[column]))]
        good = sum(map(is_code, meant))
        if good > most and good * 2 > len(meant):
            best, most = column, good
    return best


@dataclass(frozen=True, eq=False)
class CodeBook:
    """The codes of one wave, sorted, each with its line of the register."""

    codes: Codes
    lines: npt.NDArray[np.intp]

    def lines_of(self, text: str) -> tuple[int, ...]:
        """Register lines of the pupils whose code this is: one, none, or very rarely two."""
        wanted = np.array(text.encode(), dtype=f"S{LENGTH}")
        first, last = np.searchsorted(self.codes, wanted, "left"), np.searchsorted(self.codes, wanted, "right")
        return tuple(self.lines[first:last].tolist())


def code_book(marks: npt.NDArray[np.bytes_], register: Register) -> CodeBook:
    """The book of one wave from the marks of every register line, in the register's order."""
    codes = codes_of(marks)
    if len(codes) != len(register.pupil):
        raise ValueError("one mark for every line of the register")
    order = np.argsort(codes, kind="stable")
    return CodeBook(codes[order], order)
