"""What scoring hands on: one SheetBlock per instrument and chunk, columns only."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.intake.interface import AnswerBlock

NO_BAND = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """Scores of a matrix of answers; column ``j`` belongs to scale ``instrument.scale_codes[j]``."""

    values: npt.NDArray[np.float64]  # (sheets, scales), NaN = not scorable
    answered: npt.NDArray[np.int16]  # (sheets, scales) items answered
    bands: npt.NDArray[np.int8]  # (sheets, scales) index into the default published table, NO_BAND = none


@dataclass(frozen=True, kw_only=True, eq=False)
class SheetBlock:
    """Sheets of one instrument edition from one chunk, scored: what travels from here to the store.

    Every array has one line per sheet, sorted by pupil. No object, dict or frame per row.
    """

    answers: AnswerBlock
    scores: Scores
    validity: npt.NDArray[np.uint8]  # Validity flags
    safety: npt.NDArray[np.bool_]  # (sheets, safety items) fired, in the order of instrument.safety_columns

    def __len__(self) -> int:
        """Number of sheets."""
        return len(self.answers.pupil)
