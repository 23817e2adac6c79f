"""What happens when pupils sit a survey: absence, refusal, haste, one button all through, mistyped numbers, a second sitting."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

ABSENT = 0.04  # this and the figures below are our assumptions
DECLINES = 0.007
MISTYPED = 0.05
STRAIGHT = 0.012
RANDOM = 0.012
SECOND_SITTING = 0.01
INATTENTIVE = 0.005  # of those who answer carefully
SECONDS_AN_ITEM = 3.2  # median of careful pupils
QUICKEST_CAREFUL = 1.3  # seconds an item
SLIPS = ("digit",) * 5 + ("swapped",) * 2 + ("short",) * 2 + ("nothing",)


class Manner(IntEnum):
    """How a sheet was filled in."""

    CAREFUL = 0
    STRAIGHT = 1  # the same option all through
    RANDOM = 2  # anything, and fast


@dataclass(frozen=True, kw_only=True, eq=False)
class Conduct:
    """How each row of an export came about; ``line`` says whose it is, the other columns have one line per row."""

    line: npt.NDArray[np.int64]  # index into the chunk's people
    second: npt.NDArray[np.bool_]  # the pupil's second sitting
    manner: npt.NDArray[np.int8]
    declined: npt.NDArray[np.bool_]
    mistyped: npt.NDArray[np.bool_]
    attentive: npt.NDArray[np.bool_]  # passed the attention check
    pace: npt.NDArray[np.float32]  # seconds an item


def behave(pupils: int, rng: np.random.Generator) -> Conduct:
    """Who of a chunk's pupils hands in a sheet, how often, and how it was filled in."""
    present = np.flatnonzero(rng.random(pupils) >= ABSENT)
    again = present[rng.random(len(present)) < SECOND_SITTING]
    line = np.concatenate([present, again])
    rows = len(line)
    draw = rng.random(rows)
    manner = np.select([draw < STRAIGHT, draw < STRAIGHT + RANDOM], [Manner.STRAIGHT, Manner.RANDOM], Manner.CAREFUL)
    fails = np.array([INATTENTIVE, 0.5, 0.6])[manner]
    careful = np.maximum(QUICKEST_CAREFUL, SECONDS_AN_ITEM * np.exp(0.35 * rng.standard_normal(rows)))
    return Conduct(
        line=line,
        second=np.arange(rows) >= len(present),
        manner=manner.astype(np.int8),
        declined=rng.random(rows) < DECLINES,
        mistyped=rng.random(rows) < MISTYPED,
        attentive=rng.random(rows) >= fails,
        pace=np.where(manner == Manner.RANDOM, rng.uniform(0.3, 0.9, rows), careful).astype(np.float32),
    )


def spoil(codes: npt.NDArray[np.int8], manner: npt.NDArray[np.int8], low: int, high: int, rng: np.random.Generator) -> None:
    """Careless sheets are overwritten in place: one code all through, or anything."""
    straight = np.flatnonzero(manner == Manner.STRAIGHT)
    codes[straight] = rng.integers(low, high, (len(straight), 1), np.int8, endpoint=True)
    anything = np.flatnonzero(manner == Manner.RANDOM)
    codes[anything] = rng.integers(low, high, (len(anything), codes.shape[1]), np.int8, endpoint=True)


def mistype(number: str, rng: np.random.Generator) -> str:
    """The student number as a pupil gets it wrong: one digit, two digits swapped, one missing, or nothing typed at all."""
    slip = SLIPS[int(rng.integers(len(SLIPS)))]
    place = int(rng.integers(9, len(number) - 1))
    if slip == "nothing":
        return ""
    if slip == "short":
        return number[:place] + number[place + 1 :]
    if slip == "swapped" and number[place] != number[place + 1]:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + str((int(number[place]) + int(rng.integers(1, 10))) % 10) + number[place + 1 :]
