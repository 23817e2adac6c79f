"""How consistently the items of a scale measure: Cronbach's alpha."""

import numpy as np
import numpy.typing as npt
import pandas as pd

_FEWEST = 2  # items, and complete sheets, below which alpha means nothing


def alpha(answers: pd.DataFrame | npt.ArrayLike) -> float:
    """Cronbach's alpha of the sheets that answered every item: k / (k - 1) x (1 - sum of item variances / variance of sums).

    ``answers``: shape (sheets, items), any number type, NaN or NA = not answered; reversed items already turned. Of a frame
    that has columns ``q1 … qN`` only these are used, of any other frame all columns. Returns a float, NaN if the sums don't
    vary. Raises ValueError with fewer than two items or two complete sheets. Source: Cronbach 1951, Psychometrika 16:297-334.
    """
    matrix = _matrix(answers)
    complete = matrix[~np.isnan(matrix).any(axis=1)] if matrix.ndim == _FEWEST else matrix
    if complete.ndim != _FEWEST or min(complete.shape) < _FEWEST:
        raise ValueError("alpha needs a table of two items or more and two complete sheets or more")
    items = complete.shape[1]
    spread = complete.sum(axis=1).var(ddof=1)
    if spread == 0:
        return float("nan")
    return float(items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / spread))


def _matrix(answers: pd.DataFrame | npt.ArrayLike) -> npt.NDArray[np.float64]:
    if not isinstance(answers, pd.DataFrame):
        return np.asarray(answers, np.float64)
    items = [name for name in answers.columns if str(name)[:1] == "q" and str(name)[1:].isdigit()]
    return (answers[items] if items else answers).to_numpy(np.float64, na_value=np.nan)
