"""How much pupils of one class are alike: the intraclass correlation, so that intervals need no class in the frame."""

import numpy as np
import numpy.typing as npt

from screening.research.release import Clustering

_FEWEST_CLASSES = 5  # below it the estimate is too rough; the assumed value is used
ASSUMED = 0.05  # upper end of what school studies of well-being report; ours


def intraclass(scores: npt.NDArray[np.float64], school_class: npt.NDArray[np.int16]) -> Clustering:
    """One-way analysis-of-variance estimate of the intraclass correlation, not below 0.

    ``scores``: float64, one per sheet, no NaN; ``school_class``: the class of each. With fewer than five classes .05 is
    assumed. Source: Donner & Koval 1980, Biometrics 36:19-25.
    """
    _, place, sizes = np.unique(school_class, return_inverse=True, return_counts=True)
    sheets, classes = len(scores), len(sizes)
    if classes < _FEWEST_CLASSES or sheets <= classes:
        return Clustering(intraclass=ASSUMED, class_size=sheets / classes if classes else 1.0)
    size = (sheets - (sizes**2).sum() / sheets) / (classes - 1)
    means = np.bincount(place, weights=scores) / sizes
    between = (sizes * (means - scores.mean()) ** 2).sum() / (classes - 1)
    within = ((scores - means[place]) ** 2).sum() / (sheets - classes)
    total = between + (size - 1) * within
    share = (between - within) / total if total > 0 else 0.0
    return Clustering(intraclass=float(max(0.0, share)), class_size=float((sizes**2).sum() / sheets))
