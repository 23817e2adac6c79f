"""How many of those on the roster have a sheet, and how many of these can be read, by grade and rounded."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from screening.core.severity import UNREADABLE
from screening.instruments.definition import Instrument
from screening.intake.interface import Register
from screening.research.release import SMALLEST_CELL, SMALLEST_GROUP

Told = tuple[str, Instrument, npt.NDArray[np.int32], npt.NDArray[np.uint8]]  # wave, instrument, pupils with a sheet, validity


def count_coverage(told: Sequence[Told], register: Register) -> pd.DataFrame:
    """One line per wave, instrument and eligible grade: ``enrolled``, ``sheets``, ``readable``, as Int64.

    Counts are rounded to the nearest 5, so that nobody can count who was absent; grades of fewer than ten pupils are NA.
    """
    lines = []
    for wave, instrument, pupils, validity in told:
        readable = pupils[(validity & int(UNREADABLE)) == 0]
        for grade in instrument.eligible.grades:
            enrolled = register.pupil[register.grade == grade]
            counts = (len(enrolled), int(np.isin(enrolled, pupils).sum()), int(np.isin(enrolled, readable).sum()))
            lines.append((wave, instrument.edition, str(grade), *_rounded(counts)))
    frame = pd.DataFrame(lines, columns=["wave", "instrument", "grade", "enrolled", "sheets", "readable"])
    return frame.astype({"enrolled": "Int64", "sheets": "Int64", "readable": "Int64"})


def _rounded(counts: tuple[int, ...]) -> tuple[int | None, ...]:
    if counts[0] < SMALLEST_GROUP:
        return (None,) * len(counts)
    return tuple((count + SMALLEST_CELL // 2) // SMALLEST_CELL * SMALLEST_CELL for count in counts)
