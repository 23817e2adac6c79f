"""Which cells of a table of counts must stay hidden so that no small one can be read or worked out."""

import numpy as np
import numpy.typing as npt

from screening.research.release import SMALLEST_CELL

Mask = npt.NDArray[np.bool_]


def hide_small(counts: npt.NDArray[np.int64], also: Mask | None = None, smallest: int = SMALLEST_CELL) -> Mask:
    """True where a count must not be shown; ``counts`` has shape (groups, bands), its line and column sums may be known.

    Counts below ``smallest`` are hidden, zeros too: that nobody, or everybody, is in a band says something about each. Then, in
    every line and column that hides anything, the next smallest counts as well, until at least two are hidden and together
    they hold ``smallest`` or more (PRIVACY §8: complementary cells too). ``also`` hides further cells from the start.
    """
    hidden = counts < smallest
    if also is not None:
        hidden |= also
    while True:
        before = hidden.copy()
        for line, mask in zip([*counts, *counts.T], [*hidden, *hidden.T], strict=True):  # views: the mask is changed in place
            _complete(line, mask, smallest)
        if (before == hidden).all():
            return hidden


def _complete(line: npt.NDArray[np.int64], mask: Mask, smallest: int) -> None:
    """Hide the next smallest counts of one line in place until what is hidden can't be worked out."""
    while mask.any() and not mask.all() and (mask.sum() == 1 or line[mask].sum() < smallest):
        shown = np.where(mask, np.iinfo(np.int64).max, line)
        mask[shown.argmin()] = True
