"""What answers tell beside bands and grades: an attempt inside twelve months, and that somebody should ask in private."""

from collections.abc import Mapping
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from screening.alerts.mapping import BandMapping, Tells
from screening.instruments.definition import Instrument


class Told(IntFlag):
    """What an answer told."""

    NOTHING = 0
    ATTEMPT = 1  # §2.6 attempt12m
    PRIVATE = 2  # a private talk, of which the family hears nothing


def answers_tell(codes: npt.NDArray[np.int8], instrument: Instrument, mapping: BandMapping) -> npt.NDArray[np.uint8]:
    """``Told`` flags of every line of answers, uint8 (rows,); also for rows that became no sheet. A blank tells nothing.

    ``codes``: int8 (rows, items), NO_ANSWER for a blank. From which code on an item tells it stands in the band mapping.
    """
    told = mapping.of(instrument.edition)
    found = np.zeros(len(codes), np.uint8)
    for flag, items in ((Told.ATTEMPT, told.attempt), (Told.PRIVATE, told.private)):
        if items:
            found |= _any(codes, items) * np.uint8(flag)
    return found


def _any(codes: npt.NDArray[np.int8], items: Mapping[str, Tells]) -> npt.NDArray[np.bool_]:
    reached = np.zeros(len(codes), np.bool_)
    for item, tells in items.items():
        reached |= codes[:, int(item[1:]) - 1] >= tells.starts
    return reached
