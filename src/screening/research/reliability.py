"""How consistently the items of a scale measure: alpha, omega, and how each item goes with the others."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from screening.scoring.mis_keyed import cronbach

_FEWEST = 2  # items, and complete sheets, below which alpha means nothing
_FEWEST_FOR_A_FACTOR = 3  # items that determine one factor
_LEAST_OWN = 0.005  # variance of an item's own, below which a solution is improper; the bound of psych
_ROUNDS, _SETTLED = 1000, 1e-10  # of the factor solution; it rarely needs a hundred

Answers = pd.DataFrame | npt.ArrayLike
Floats = npt.NDArray[np.float64]


def alpha(answers: Answers) -> float:
    """Cronbach's alpha of the sheets that answered every item: k / (k - 1) x (1 - sum of item variances / variance of sums).

    ``answers``: shape (sheets, items), any number type, NaN or NA = not answered; reversed items already turned. Of a frame
    that has columns ``q1 … qN`` only these are used, of any other frame all columns. Returns a float, NaN if the sums don't
    vary. Raises ValueError with fewer than two items or two complete sheets. Source: Cronbach 1951, Psychometrika 16:297-334.
    """
    return cronbach(np.cov(_complete(answers), rowvar=False))


def standardized_alpha(answers: Answers) -> float:
    """Alpha of the items brought to equal variance, ``std.alpha`` of R psych; NaN if an item doesn't vary. See ``alpha``."""
    return cronbach(_correlations(_complete(answers)))


def alpha_without(answers: Answers) -> Floats:
    """Alpha of the scale without each item in turn, float64 (items,): where it rises, the item does not belong. See ``alpha``.

    NaN throughout for a scale of two items.
    """
    together = np.cov(_complete(answers), rowvar=False)
    if len(together) <= _FEWEST:
        return np.full(len(together), np.nan)
    places = range(len(together))
    return np.array([cronbach(np.delete(np.delete(together, place, axis=0), place, axis=1)) for place in places])


def item_rest(answers: Answers) -> Floats:
    """Correlation of each item with the sum of the others, float64 (items,), ``r.drop`` of R psych; NaN where one doesn't vary.

    Sheets as for ``alpha``. A negative one says that the item runs against its scale.
    """
    complete = _complete(answers)
    rest = complete.sum(axis=1, keepdims=True) - complete
    own, others = complete - complete.mean(axis=0), rest - rest.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((own * others).sum(axis=0) / np.sqrt((own**2).sum(axis=0) * (others**2).sum(axis=0)), np.float64)


def omega(answers: Answers, factors: int = 1) -> float:
    """McDonald's omega total of the standardised items: 1 - sum of uniquenesses / sum of all correlations.

    The uniquenesses are those of a minimum residual solution with so many factors, as ``psych::omega(fm = "minres")`` finds
    them; sheets as for ``alpha``. NaN where the solution is improper (an item with no variance of its own) or doesn't settle,
    where an item doesn't vary, below three items a factor, and where there are no more sheets than items. Source: McDonald
    1999, Test Theory, chapter 6.
    """
    complete = _complete(answers)
    together = _correlations(complete)
    too_few = len(together) < _FEWEST_FOR_A_FACTOR * factors or len(complete) <= len(together)
    if too_few or np.isnan(together).any():
        return float("nan")
    return float(1 - (1 - _communalities(together, factors)).sum() / together.sum())


def _communalities(together: Floats, factors: int) -> Floats:
    """Principal axes repeated until they settle: where they do, the residuals are least (Harman & Jones 1966). NaN where not."""
    shared = np.abs(together - np.eye(len(together))).max(axis=0)
    for _ in range(_ROUNDS):
        values, axes = np.linalg.eigh(together - np.diag(1 - shared))
        found = axes[:, -factors:] ** 2 @ np.maximum(values[-factors:], 0)
        if (found > 1 - _LEAST_OWN).any():
            break
        if np.abs(found - shared).max() < _SETTLED:
            return np.asarray(found, np.float64)
        shared = found
    return np.full(len(together), np.nan)


def _correlations(complete: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.corrcoef(complete, rowvar=False), np.float64)


def _complete(answers: Answers) -> Floats:
    """The sheets that answered every item. ValueError if too little is left."""
    matrix = _matrix(answers)
    complete = matrix[~np.isnan(matrix).any(axis=1)] if matrix.ndim == _FEWEST else matrix
    if complete.ndim != _FEWEST or min(complete.shape) < _FEWEST:
        raise ValueError("alpha needs a table of two items or more and two complete sheets or more")
    return complete


def _matrix(answers: Answers) -> Floats:
    if not isinstance(answers, pd.DataFrame):
        return np.asarray(answers, np.float64)
    items = [name for name in answers.columns if str(name)[:1] == "q" and str(name)[1:].isdigit()]
    return (answers[items] if items else answers).to_numpy(np.float64, na_value=np.nan)
