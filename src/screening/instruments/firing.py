"""From which answers a safety item fires, for the columns of safety items alone: the same everywhere a row is looked at."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument

Answers = npt.NDArray[np.integer[Any]] | npt.NDArray[np.floating[Any]]


def fires(answers: Answers, instrument: Instrument) -> npt.NDArray[np.bool_]:
    """Bool, the shape of ``answers``: (rows, safety items) in the order of ``instrument.safety_columns``.

    An item fires from its ``starts`` on; one printed gravest first (``reversed``) from low + high - starts down. A blank or
    unreadable answer (below every code, or NaN) does not fire.
    """
    least, most = _limits(instrument)
    return (answers >= least) & (answers <= most)


@lru_cache(maxsize=256)
def _limits(instrument: Instrument) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Lowest and highest code that fires, one a safety item."""
    low, high = instrument.items.low, instrument.items.high
    items = [instrument.safety[f"q{column + 1}"] for column in instrument.safety_columns]
    least = [low if item.reversed else item.starts for item in items]
    most = [low + high - item.starts if item.reversed else high for item in items]
    return np.array(least, np.int16), np.array(most, np.int16)
