"""Before anything is written: whether the answers of a file look as if their codes were understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.instruments.firing import fires
from screening.intake.interface import NO_ANSWER, ColumnPlan, Export, InstrumentPlan
from screening.intake.plausible import Reading, readings_of
from screening.intake.rows import codes_of
from screening.intake.text import option
from screening.scoring.mis_keyed import suspects
from screening.scoring.score import score

MOST_FIRING = 0.35
"""Share of the sheets on which one safety item may fire. Ours: 31.3 % of 16,853 pupils told of ideation (ALERT_POLICY, P37)."""

FEWEST = 20
"""Sheets below which nothing is judged, as for codes: a handful of pupils may well answer alike."""

LOOKED_AT = 4_000
"""Rows, the first of the file, on which means are worked out; safety items are counted in every row."""

JUDGED = 2_000
"""Sheets that are enough to see whether the items of a scale go together."""

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One figure that can hardly be true, under every reading of the codes. Figures speak of 20 sheets or more."""

    edition: str
    subject: str  # an item whose answers call for action, or a scale
    sheets: int
    limits: tuple[float, float]  # inside which the figure may lie
    figures: dict[str, float]  # reading -> share of sheets on which the item fires, or mean of the scale

    @property
    def name(self) -> str:
        """By which a person's confirmation knows it again."""
        return f"{self.edition}:{self.subject}"

    @property
    def is_share(self) -> bool:
        """Whether it speaks of a safety item; else of the mean of a scale."""
        return self.limits[0] == 0 and self.limits[1] < 1


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A scale whose items do not go together as they should: the key or the codes may be wrong. It stops nothing."""

    edition: str
    scale: str
    alpha: float
    against: tuple[str, ...]  # items that run against the others


@dataclass(frozen=True, kw_only=True)
class CodingCheck:
    """What a first look at the whole file found. ``readings``: the ways in which each edition's numbers can be read."""

    doubts: tuple[Doubt, ...] = ()
    warned: tuple[Warned, ...] = ()
    readings: dict[str, tuple[Reading, ...]] = field(default_factory=dict)


def check_coding(export: Export, plan: ColumnPlan, *, most: float = MOST_FIRING) -> tuple[int, CodingCheck]:
    """(chunks of the file, what was found). The file is read through once with its safety columns, its beginning with all items.

    A line that can't be read raises its fault here, before a single row is written (decision 053). A safety item that fires
    on more than ``most`` of its sheets, and a mean outside what the edition calls plausible, are doubts; a person decides.
    """
    begun = _beginning(export, plan)
    chunks, shares = _count_firing(export, plan)
    doubts, warned, readings = list[Doubt](), list[Warned](), dict[str, tuple[Reading, ...]]()
    for planned in plan.instruments:
        edition = planned.instrument.edition
        codes, seen = begun[edition]
        told = readings_of(planned, seen)
        found = [*_firing(planned.instrument, shares[edition], told, most), *_means(planned.instrument, codes, told)]
        readings[edition] = told
        doubts += found
        warned += _warnings(planned.instrument, codes)
    return chunks, CodingCheck(doubts=tuple(doubts), warned=tuple(warned), readings=readings)


def _beginning(export: Export, plan: ColumnPlan) -> dict[str, tuple[Codes, set[str]]]:
    """Edition → (codes of the first rows that answered anything, the answers as compared)."""
    wanted = sorted({column for planned in plan.instruments for column in planned.columns})
    found: dict[str, tuple[Codes, set[str]]] = {}
    for chunk in islice(export.chunks(wanted), 1):
        for planned in plan.instruments:
            codes = codes_of(chunk, plan, planned)
            cells = {value for column in planned.columns for value in chunk.column(column).values}
            found[planned.instrument.edition] = codes[(codes != NO_ANSWER).any(axis=1)][:LOOKED_AT], set(map(option, cells))
    nothing = {p.instrument.edition: (np.empty((0, p.instrument.items.count), np.int8), set[str]()) for p in plan.instruments}
    return {**nothing, **found}


def _count_firing(export: Export, plan: ColumnPlan) -> tuple[int, dict[str, npt.NDArray[np.int64]]]:
    """(chunks, edition → how often each code was given to each safety item, shape (items, codes from low to high))."""
    columns = {p.instrument.edition: [p.columns[item] for item in p.instrument.safety_columns] for p in plan.instruments}
    counts = {p.instrument.edition: _no_counts(p) for p in plan.instruments}
    chunks = 0
    for chunk in export.chunks(sorted({column for each in columns.values() for column in each}) or [0]):
        chunks += 1
        for planned in plan.instruments:
            own, low = planned.instrument.edition, planned.instrument.items.low
            codes = codes_of(chunk, plan, planned, columns[own])
            for place in range(codes.shape[1]):
                given = codes[:, place][codes[:, place] != NO_ANSWER].astype(np.int64) - low
                counts[own][place] += np.bincount(given, minlength=counts[own].shape[1])
    return chunks, counts


def _no_counts(planned: InstrumentPlan) -> npt.NDArray[np.int64]:
    items = planned.instrument.items
    return np.zeros((len(planned.instrument.safety_columns), items.high - items.low + 1), np.int64)


def _firing(instrument: Instrument, counts: npt.NDArray[np.int64], readings: Sequence[Reading], most: float) -> Iterator[Doubt]:
    """Safety items that fire too often as the file is read."""
    low, high = instrument.items.low, instrument.items.high
    for place, column in enumerate(instrument.safety_columns):
        sheets = int(counts[place].sum())
        if sheets < FEWEST:
            continue
        figures = {}
        for reading in readings:
            codes = np.array([reading.turned.get(code, code) for code in range(low, high + 1)], np.int16)
            each = np.repeat(codes[:, None], len(instrument.safety_columns), axis=1)
            figures[reading.name] = float(counts[place][fires(each, instrument)[:, place]].sum() / sheets)
        if figures[readings[0].name] > most:
            subject = f"q{column + 1}"
            yield Doubt(edition=instrument.edition, subject=subject, sheets=sheets, limits=(0, most), figures=figures)


def _means(instrument: Instrument, codes: Codes, readings: Sequence[Reading]) -> Iterator[Doubt]:
    """Scales whose mean lies outside what the edition calls plausible."""
    if not instrument.plausible or len(codes) < FEWEST:
        return
    means, sheets = _mean_scores(instrument, codes)
    for one in instrument.plausible:
        place = instrument.scale_codes.index(one.scale)
        if sheets[place] < FEWEST or one.low <= means[place] <= one.high:
            continue
        figures = {each.name: float(_mean_scores(instrument, _turned(codes, each))[0][place]) for each in readings}
        limits = (one.low, one.high)
        yield Doubt(edition=instrument.edition, subject=one.scale, sheets=int(sheets[place]), limits=limits, figures=figures)


def _turned(codes: Codes, reading: Reading) -> Codes:
    out = codes.copy()
    for before, after in reading.turned.items():
        out[codes == before] = after
    return out


def _mean_scores(instrument: Instrument, codes: Codes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """(mean of every scale, sheets it could be worked out for)."""
    values = score(codes, instrument).values
    told = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(told, values, 0).sum(axis=0) / told.sum(axis=0), told.sum(axis=0)


def _warnings(instrument: Instrument, codes: Codes) -> Iterator[Warned]:
    if len(codes) < FEWEST:
        return
    for one in suspects(codes[:JUDGED], instrument):
        yield Warned(edition=instrument.edition, scale=one.scale, alpha=one.alpha, against=one.against)
