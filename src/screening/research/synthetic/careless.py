"""Five ways of not reading a questionnaire, to try the indices of answering on."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt


class Way(StrEnum):
    """How a sheet is filled in without reading it."""

    STRAIGHT = "straight"  # one answer all through
    RANDOM = "random"  # anything
    HALF_STRAIGHT = "half_straight"  # careful at first, then one answer
    HALF_RANDOM = "half_random"  # careful at first, then anything
    TURNS = "turns"  # the answers one after the other, over and over


def fill_carelessly(
    codes: npt.NDArray[np.int8], rows: npt.NDArray[np.int64], way: Way, span: tuple[int, int], rng: np.random.Generator
) -> None:
    """Overwrite these rows of ``codes`` (sheets, items) in place as one who does not read; ``span``: lowest and highest."""
    items, (low, high) = codes.shape[1], span
    start = items // 2 if way in {Way.HALF_STRAIGHT, Way.HALF_RANDOM} else 0
    if way in {Way.STRAIGHT, Way.HALF_STRAIGHT}:
        codes[rows, start:] = rng.integers(low, high, (len(rows), 1), np.int8, endpoint=True)
    elif way in {Way.RANDOM, Way.HALF_RANDOM}:
        codes[rows, start:] = rng.integers(low, high, (len(rows), items - start), np.int8, endpoint=True)
    else:
        first = rng.integers(0, high - low + 1, (len(rows), 1))
        codes[rows] = low + (np.arange(items) + first) % (high - low + 1)
