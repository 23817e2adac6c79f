"""The examples of a definition, scored: what should come out against what does."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from screening.core.errors import InstrumentFault
from screening.core.language import Text, plain
from screening.instruments.definition import Example, Instrument
from screening.instruments.tables import under_table
from screening.intake.interface import NO_ANSWER
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.safety import fired
from screening.scoring.score import score

_HINT = Text("请按手册核对算例与计分规则", "check the example and the key by the manual")


def failed_examples(instrument: Instrument) -> list[InstrumentFault]:
    """One fault for every scale, band or safety list of an example that comes out otherwise; empty if all are right."""
    codes = np.array([_codes(example) for example in instrument.examples], np.int8)
    scores = score(codes, instrument)
    safety = fired(codes, instrument)
    faults = []
    for line, example in enumerate(instrument.examples):
        wrong = [*_wrong_scores(example, scores, line, instrument), *_wrong_bands(example, codes[line], instrument)]
        if {f"q{column + 1}" for column in np.array(instrument.safety_columns)[safety[line]]} != set(example.safety):
            wrong.append("safety")
        faults += [_fault(instrument, line + 1, place) for place in wrong]
    return faults


def _wrong_scores(example: Example, scores: Scores, line: int, instrument: Instrument) -> Iterator[str]:
    for code, expected in example.scores.items():
        value = scores.values[line, instrument.scale_codes.index(code)]
        if not (np.isnan(value) if expected is None else math.isclose(value, expected, rel_tol=1e-12)):
            yield f"scores.{code}"


def _wrong_bands(example: Example, codes: npt.NDArray[np.int8], instrument: Instrument) -> Iterator[str]:
    """Bands under the table that the example names, by the same scoring that a person starts with ``--table``."""
    read = under_table(instrument, example.table) if example.table else instrument
    bands = score(codes[None, :], read).bands[0]
    for code, expected in example.bands.items():
        band = int(bands[read.scale_codes.index(code)])
        if (None if band == NO_BAND else read.scales[code].bands[0].cuts[band].code) != expected:
            yield f"bands.{code}"


def _codes(example: Example) -> list[int]:
    return [NO_ANSWER if answer is None else answer for answer in example.answers]


def _fault(instrument: Instrument, number: int, place: str) -> InstrumentFault:
    what = Text("算例与计分结果不符", "an example doesn't come out as it says")
    return InstrumentFault(what, where=plain(f"{instrument.edition}: examples.{number}.{place}"), hint=_HINT)
