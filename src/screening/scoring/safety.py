"""Which safety items fired on each sheet: read from the answers alone, whatever the scores and the validity say."""

import numpy as np

from screening.instruments.definition import Instrument
from screening.scoring.key import Bools
from screening.scoring.score import Codes


def fired(codes: Codes, instrument: Instrument) -> Bools:
    """Bool (sheets, safety items) in the order of ``instrument.safety_columns``: the answer is at least the item's ``starts``.

    ``codes``: (sheets, items) as for ``score``. A blank (NO_ANSWER or NaN) does not fire; the policy sends it to a person.
    """
    columns = list(instrument.safety_columns)
    starts = [instrument.safety[f"q{column + 1}"].starts for column in columns]
    reached: Bools = codes[:, columns] >= np.array(starts, np.int16)
    return reached
