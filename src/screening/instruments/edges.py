"""The edges of every published band, and which of them no example stands on: a cut-off is tried from both sides."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from screening.instruments.definition import BandTable, Example, Instrument
from screening.instruments.reach import is_sound, reach


class Edge(NamedTuple):
    """One side of one cut-off: a value that a complete sheet can have, and the band it must get."""

    scale: str
    table: str
    value: float
    band: str


def edges(instrument: Instrument) -> Iterator[Edge]:
    """Both sides of every cut-off above the lowest, over all tables: the first value inside, and the last one before it.

    A triage has outcomes instead of values, and a table for one group of pupils cannot be tried by answers alone.
    """
    for code, scale in instrument.scales.items():
        if is_sound(code, instrument) and scale.score != "triage":
            for table in scale.bands:
                if table.meant_for is None:
                    yield from _of_table(code, table, instrument)


def untried(instrument: Instrument) -> list[Edge]:
    """The edges on which no example stands with its band, in the order of the file; empty if every cut-off is tried."""
    return [
        edge for edge in edges(instrument) if not any(_stands_on(example, edge, instrument) for example in instrument.examples)
    ]


def step(code: str, instrument: Instrument) -> Fraction:
    """The smallest difference between two values of a scale on complete sheets, in the scale's own units."""
    scale = instrument.scales[code]
    if scale.of:
        return min(step(part, instrument) for part in scale.of)
    return Fraction(scale.multiply, len(scale.items) if scale.score == "mean" else 1)


def _of_table(code: str, table: BandTable, instrument: Instrument) -> Iterator[Edge]:
    low, width = Fraction(reach(code, instrument)[0]), step(code, instrument)
    for below, cut in zip(table.cuts, table.cuts[1:], strict=False):
        steps = math.ceil((Fraction(cut.start) - low) / width)
        yield Edge(code, table.name, float(low + (steps - 1) * width), below.code)
        yield Edge(code, table.name, float(low + steps * width), cut.code)


def _stands_on(example: Example, edge: Edge, instrument: Instrument) -> bool:
    """Whether the example has this value and says this band, of this table."""
    told = example.scores.get(edge.scale)
    default = instrument.scales[edge.scale].bands[0].name
    return (
        told is not None
        and math.isclose(told, edge.value, rel_tol=1e-12)
        and example.bands.get(edge.scale) == edge.band
        and (example.table or default) == edge.table
    )
