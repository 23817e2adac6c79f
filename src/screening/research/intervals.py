"""Intervals of shares and means, widened for classes whose pupils are alike."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
CONFIDENCE = 0.95


def wilson(count: Floats, sheets: Floats, design_effect: Floats | float = 1.0) -> tuple[Floats, Floats]:
    """Lower and upper end of the 95 % score interval of a share, with the sample reduced by the design effect.

    ``count`` of ``sheets``, any equal shapes; 0 of n and n of n have proper intervals too. NaN where there are no sheets.
    Source: Wilson 1927, JASA 22:209-212; effective sample size: Korn & Graubard 1998, Survey Methodology 24:193-201.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, size = count / sheets, sheets / design_effect
        middle = share + z**2 / (2 * size)
        reach = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
        return (middle - reach) / (1 + z**2 / size), (middle + reach) / (1 + z**2 / size)


def mean_interval(values: Floats, design_effect: float = 1.0) -> tuple[float, float, float]:
    """Mean of one-dimensional ``values`` and the ends of its 95 % t interval, the variance multiplied by the design effect."""
    size = len(values)
    mean = float(values.mean())
    reach = student_t(size - 1) * float(values.std(ddof=1)) * (design_effect / size) ** 0.5
    return mean, mean - reach, mean + reach


def student_t(freedom: int) -> float:
    """The two-sided 95 % point of Student's t, right to .005 from nine degrees of freedom (Abramowitz & Stegun 26.7.5)."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2
