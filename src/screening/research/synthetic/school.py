"""The shape of the synthetic school: how many pupils sit in which class of which grade."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

GRADES = (4, 5, 6, 7, 8, 9)
CLASS_SIZE = 45  # about what classes hold; ours
CHUNK = 10_000  # pupils made at a time
SMALLEST, LARGEST = 40, 1_000_000
SCHOOL_YEAR = 2026  # the autumn in which the school year begins
NAME = "青禾实验学校(合成)"


@dataclass(frozen=True, kw_only=True)
class School:
    """A synthetic school: its seed, and its classes as columns. Pupils are numbered from 0, class by class, seat by seat."""

    seed: int
    pupils: int
    class_names: tuple[str, ...]
    class_grades: npt.NDArray[np.int8]  # (classes,)
    class_sizes: npt.NDArray[np.int32]  # (classes,)

    @cached_property
    def class_starts(self) -> npt.NDArray[np.int64]:
        """Number of the first pupil of each class, and the number of pupils at the end; shape (classes + 1,)."""
        return np.concatenate([[0], np.cumsum(self.class_sizes, dtype=np.int64)])

    @property
    def chunks(self) -> int:
        """How many chunks of at most ``CHUNK`` pupils the school is made in."""
        return -(-self.pupils // CHUNK)

    def members(self, chunk: int) -> npt.NDArray[np.int64]:
        """The numbers of the pupils of one chunk; shape (up to CHUNK,)."""
        return np.arange(chunk * CHUNK, min((chunk + 1) * CHUNK, self.pupils), dtype=np.int64)

    def class_of(self, pupil: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Index of each pupil's class."""
        return np.searchsorted(self.class_starts, pupil, side="right") - 1


def plan_school(pupils: int, seed: int) -> School:
    """A school of so many pupils in grades 4-9 with classes of about 45, as equal as they can be.

    Raises ValueError outside 40 … 1,000,000 pupils.
    """
    if not SMALLEST <= pupils <= LARGEST:
        raise ValueError(f"a synthetic school has {SMALLEST} to {LARGEST} pupils")
    names: list[str] = []
    grades: list[int] = []
    sizes: list[int] = []
    for grade, size in zip(GRADES, _shared(pupils, len(GRADES)), strict=True):
        for number, seats in enumerate(_shared(size, max(1, round(size / CLASS_SIZE))), start=1):
            names.append(f"{grade}{number:02d}")
            grades.append(grade)
            sizes.append(seats)
    return School(
        seed=seed,
        pupils=pupils,
        class_names=tuple(names),
        class_grades=np.array(grades, np.int8),
        class_sizes=np.array(sizes, np.int32),
    )


def _shared(total: int, parts: int) -> list[int]:
    """``total`` in ``parts`` whole numbers that differ by one at most, the larger ones first."""
    return [total // parts + (part < total % parts) for part in range(parts)]
