"""T scores against a published norm; where no norm exists for a pupil there is no T, never a guess."""

from typing import Final

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument, Norm
from screening.scoring.key import Bools, Float64

SEX_CODES: Final = {"male": 1, "female": 2}  # as in the register; 0 is unknown


def t_scores(values: Float64, instrument: Instrument, grade: npt.NDArray[np.int8], sex: npt.NDArray[np.int8]) -> Float64:
    """T = 50 + 10 (x - mean) / SD, float64 (sheets, scales); NaN where the score or a norm for that grade is missing.

    ``values`` as from ``score``; ``grade`` 4-9 and ``sex`` (0 unknown, 1 male, 2 female) one per sheet. A norm for all goes
    before one by sex, because sex never raises a severity (policy H1).
    """
    result = np.full(values.shape, np.nan)
    for norm in sorted(instrument.norms, key=lambda norm: norm.sex != "all"):
        column = instrument.scale_codes.index(norm.scale)
        meant = _meant(norm, grade, sex) & np.isnan(result[:, column])
        result[meant, column] = 50 + 10 * (values[meant, column] - norm.mean) / norm.sd
    return result


def _meant(norm: Norm, grade: npt.NDArray[np.int8], sex: npt.NDArray[np.int8]) -> Bools:
    """Which sheets a norm speaks of."""
    of_sex = np.ones(len(sex), bool) if norm.sex == "all" else sex == SEX_CODES[norm.sex]
    meant: Bools = np.isin(grade, norm.grades) & of_sex
    return meant
