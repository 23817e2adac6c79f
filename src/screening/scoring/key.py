"""An instrument compiled once to the matrices with which all its scales are scored in one pass."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument, Scale
from screening.scoring.branches import Branches, branches_of

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Key:
    """Matrices of one edition; column ``j`` is ``instrument.scale_codes[j]``. A sum of scales has zero weights."""

    low: int
    high: int
    items: int
    weights: Float32  # (items, scales) +1 for an item of the scale, -1 for a reversed one
    counted: Float32  # (items, scales + 2 [+ scales]): item of the scale | any item | safety item | low + high of reversed items
    length: Float64  # (scales,) items in the scale
    needed: Float32  # (2, scales) answers needed for a score: where V1 does not let the sheet be prorated, where it does
    times: Float64  # (scales,) the factor applied before dividing: multiply x length, or multiply for a mean
    half_up: Bools  # (scales,) rounded after prorating
    sums: tuple[tuple[int, tuple[int, ...]], ...]  # scales made of others: column and part columns, parts first
    starts: Float64  # (most cuts, scales) where the bands of the default table begin, +inf where there is none
    safety_items: int
    blanks_allowed: int
    gaps: tuple[int, ...]  # codes between low and high that don't exist
    branches: Branches | None  # what is decided answer by answer; None for sums and means throughout

    @property
    def scales(self) -> int:
        """Number of scales."""
        return len(self.length)


@lru_cache(maxsize=64)
def key_of(instrument: Instrument) -> Key:
    """The compiled key of an edition; the same object every time it is asked for."""
    scales = tuple(instrument.scales.values())
    items = [_all_items(scale, instrument) for scale in scales]
    member = np.stack([_column(numbers, instrument) for numbers in items], axis=1)
    own = np.stack([_column(scale.items, instrument) for scale in scales], axis=1)
    turned = np.stack([_column(scale.reversed, instrument) for scale in scales], axis=1)
    return Key(
        low=instrument.items.low,
        high=instrument.items.high,
        items=instrument.items.count,
        weights=np.ascontiguousarray(own - 2 * turned),
        counted=_counted(member, turned, instrument),
        length=member.sum(axis=0, dtype=np.float64),
        needed=_needed(scales, member),
        times=np.array([scale.multiply * (len(scale.items) if scale.score == "sum" else 1) for scale in scales], np.float64),
        half_up=np.array([scale.rounding == "half_up" for scale in scales]),
        sums=_sums(instrument),
        starts=_starts(scales),
        safety_items=len(instrument.safety),
        blanks_allowed=instrument.blanks_allowed,
        gaps=instrument.items.gaps,
        branches=branches_of(instrument),
    )


def has_published_rule(scale: Scale) -> bool:
    """Whether somebody other than us says how blanks of this scale are treated; such a rule goes before ALERT_POLICY V1."""
    return scale.missing_rule is not None and scale.missing_rule.confidence != "ours"


def _needed(scales: tuple[Scale, ...], member: Float32) -> Float32:
    """A published rule holds for every sheet; ours only where V1 allows it, else every item must be answered.

    A triage never has a value; a highest answer with a blank never has one by our own rule, because a blank may be higher.
    """
    least = np.array([np.inf if scale.score == "triage" else max(scale.min_answered, 1) for scale in scales], np.float32)
    published = np.array([has_published_rule(scale) for scale in scales])
    triage = np.isinf(least)
    return np.stack([np.where(published | triage, least, member.sum(axis=0)), least])


def _column(numbers: tuple[int, ...], instrument: Instrument) -> Float32:
    """(items,) 1 for the items named, else 0."""
    column = np.zeros(instrument.items.count, np.float32)
    column[[number - 1 for number in numbers]] = 1
    return column


def _counted(member: Float32, turned: Float32, instrument: Instrument) -> Float32:
    everything = np.ones((instrument.items.count, 1), np.float32)
    safety = _column(tuple(column + 1 for column in instrument.safety_columns), instrument)[:, None]
    offsets = [turned * np.float32(instrument.items.low + instrument.items.high)] if turned.any() else []
    return np.ascontiguousarray(np.hstack([member, everything, safety, *offsets]))


def _all_items(scale: Scale, instrument: Instrument) -> tuple[int, ...]:
    """The items of a scale; of a sum of scales the items of all its parts."""
    return scale.items or tuple(item for part in scale.of for item in _all_items(instrument.scales[part], instrument))


def _sums(instrument: Instrument) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Sums of scales, deepest first, so that every part is there when it is needed."""
    place = {code: column for column, code in enumerate(instrument.scale_codes)}
    ordered = sorted((code for code, scale in instrument.scales.items() if scale.of), key=lambda code: _depth(code, instrument))
    return tuple((place[code], tuple(place[part] for part in instrument.scales[code].of)) for code in ordered)


def _depth(code: str, instrument: Instrument) -> int:
    return 1 + max((_depth(part, instrument) for part in instrument.scales[code].of), default=0)


def _starts(scales: tuple[Scale, ...]) -> Float64:
    """Tables for one group of pupils are left out: who the pupil is, is not known here (group_bands)."""
    tables = [scale.bands[0] if scale.bands and not scale.bands[0].meant_for else None for scale in scales]
    cuts = [[cut.start for cut in table.cuts] if table else [] for table in tables]
    starts = np.full((max(map(len, cuts), default=0), len(scales)), np.inf)
    for column, own in enumerate(cuts):
        starts[: len(own), column] = own
    return starts
