"""Which safety items fired on each sheet: read from the answers alone, whatever the scores and the validity say."""

from screening.instruments.definition import Instrument
from screening.instruments.firing import fires
from screening.scoring.key import Bools
from screening.scoring.score import Codes


def fired(codes: Codes, instrument: Instrument) -> Bools:
    """Bool (sheets, safety items) in the order of ``instrument.safety_columns``: the answer is at least the item's ``starts``.

    ``codes``: (sheets, items) as for ``score``. A blank (NO_ANSWER or NaN) does not fire; the policy sends it to a person.
    """
    return fires(codes[:, list(instrument.safety_columns)], instrument)
