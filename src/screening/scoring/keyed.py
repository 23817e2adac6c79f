"""The answers of one scale as they count: reversed items turned, recoded answers recoded, blanks as NaN."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument, Scale
from screening.scoring.key import Float64
from screening.scoring.score import Codes


def items_of(scale: str, instrument: Instrument) -> tuple[int, ...]:
    """Item numbers of a scale from 1, in its order; of a sum of scales those of all its parts."""
    return tuple(number for number, _ in _counted(scale, instrument))


def keyed(codes: Codes, scale: str, instrument: Instrument) -> Float64:
    """Float64 (sheets, items of the scale) in the order of ``items_of``, NaN = not answered.

    ``codes``: (sheets, items of the instrument) as for ``score``. Of a sum of scales every part counts as it does there.
    """
    own = list(_counted(scale, instrument))
    columns = [_column(codes[:, number - 1], number, part, instrument) for number, part in own]
    return np.stack(columns, axis=1) if columns else np.empty((len(codes), 0))


def _counted(scale: str, instrument: Instrument) -> Iterator[tuple[int, Scale]]:
    """Each item with the scale that says how it counts."""
    told = instrument.scales[scale]
    yield from ((number, told) for number in told.items)
    for part in told.of:
        yield from _counted(part, instrument)


def _column(codes: npt.NDArray[np.generic], number: int, scale: Scale, instrument: Instrument) -> Float64:
    low, high = instrument.items.low, instrument.items.high
    numbers = codes.astype(np.float64)
    counted = low + high - numbers if number in scale.reversed else numbers
    for code, value in scale.recode.items():
        counted = np.where(numbers == code, float(value), counted)
    return np.where(numbers >= 0, counted, np.nan)
