"""What one pupil's scores can carry: band of the true score, nearness to a cut, change between waves, other informants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from screening.alerts.interface import Receipt
from screening.alerts.mapping import InstrumentMapping
from screening.alerts.near_cut import NearCut, b2_cut, nearness
from screening.core.language import Text
from screening.core.severity import UNREADABLE, Band
from screening.instruments.definition import Instrument
from screening.scoring.certainty import BAND_LEVEL, Change, disagreement, reliable_change, true_score
from screening.scoring.key import Float64
from screening.scoring.yardsticks import MeasuringError, Yardsticks, published


@dataclass(frozen=True, kw_only=True, eq=False)
class OwnSheet:
    """One pupil's stored result in one wave, opened for the counselor."""

    wave: str
    instrument: Instrument
    grade: int  # of the pupil today; 0 for one who has left
    total: int  # Band of the total as it was read, perhaps lifted by a published combination of symptoms
    values: Float64  # (scales,)
    validity: int
    revision: int
    receipt: Receipt

    @property
    def readable(self) -> bool:
        """No flag that makes its scores unreadable (V2)."""
        return not self.validity & UNREADABLE

    def value(self, scale: str) -> float:
        """The score of a scale; NaN if missing."""
        return float(self.values[self.instrument.scale_codes.index(scale)])


@dataclass(frozen=True, kw_only=True)
class ScaleSure:
    """How sure one score is. ``error`` None: nobody knows, and nothing is claimed."""

    wave: str
    instrument: Instrument
    scale: str
    value: float
    error: MeasuringError | None
    low: float | None
    high: float | None
    near: NearCut | None


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """A score in two waves by the same form. ``change`` None: no retest coefficient or no SD, so no judgement."""

    instrument: Instrument
    scale: str
    waves: tuple[str, str]
    difference: float
    change: Change | None
    basis: Text | None


@dataclass(frozen=True, kw_only=True)
class InformantLine:
    """Two forms of one family in one wave: the first informant's z less the second's."""

    wave: str
    scale: str
    instruments: tuple[Instrument, Instrument]
    difference: float
    error: float
    by_chance: float
    basis: tuple[Text, Text]


def scale_sures(sheet: OwnSheet, told: InstrumentMapping, yardsticks: Yardsticks) -> Iterator[ScaleSure]:
    """The scales that the policy reads (without a mapping: the total), as far as the sheet can be read and they have a score."""
    if not sheet.readable:
        return
    edition = sheet.instrument.edition
    for code, scale in _read_scales(told, sheet.instrument):
        value, error = sheet.value(scale), yardsticks.error(sheet.instrument, scale, sheet.grade)
        if np.isnan(value):
            continue
        cut = b2_cut(code, told, sheet.instrument, sheet.grade)
        near = nearness(value, cut, edition, error) if cut and error else None
        if near and near.side == "below" and code == "total" and sheet.total >= Band.B2:
            near = None  # its symptoms reach B2 already, so no score falls short of it
        band = true_score(value, error.mean, error.sd, error.alpha, BAND_LEVEL) if error else None
        yield ScaleSure(
            wave=sheet.wave,
            instrument=sheet.instrument,
            scale=scale,
            value=value,
            error=error,
            low=float(band.low) if band else None,
            high=float(band.high) if band else None,
            near=near,
        )


def changes(sheets: Sequence[OwnSheet], yardsticks: Yardsticks) -> Iterator[ChangeLine]:
    """From each readable sheet to the next of the same edition, for its total (without one, every subscale)."""
    for edition in dict.fromkeys(sheet.instrument.edition for sheet in sheets):
        same = [sheet for sheet in sheets if sheet.instrument.edition == edition and sheet.readable]
        for first, second in pairwise(same):
            for scale in _compared(first.instrument):
                if not np.isnan(second.value(scale) - first.value(scale)):
                    yield _change(first, second, scale, yardsticks)


def informants(sheets: Sequence[OwnSheet], yardsticks: Yardsticks) -> Iterator[InformantLine]:
    """Every pair of readable sheets of one family and wave by different informants, scale by scale.

    Only where both forms have a norm or figures of the school's own and a consistency: raw sums of two forms can't be compared.
    """
    for first, second in combinations([sheet for sheet in sheets if sheet.readable and sheet.instrument.family], 2):
        one, other = first.instrument, second.instrument
        alike = (first.wave, one.family) == (second.wave, other.family)
        if not alike or one.eligible.respondent == other.eligible.respondent:
            continue
        for scale in one.scale_codes:
            line = _disagreement(first, second, scale, yardsticks) if scale in other.scales else None
            if line is not None:
                yield line


def _read_scales(told: InstrumentMapping, instrument: Instrument) -> list[tuple[str, str]]:
    """(name in the mapping, scale of the instrument)."""
    total = told.total.scale if told.total and told.total.bands is not None else instrument.total
    found = {"total": total} if total else {}
    found |= {code: code for code in told.read_subscales}
    return [(code, scale) for code, scale in found.items() if scale in instrument.scales]


def _compared(instrument: Instrument) -> tuple[str, ...]:
    if instrument.total is not None:
        return (instrument.total,)
    return tuple(code for code, scale in instrument.scales.items() if scale.role == "subscale")


def _change(first: OwnSheet, second: OwnSheet, scale: str, yardsticks: Yardsticks) -> ChangeLine:
    instrument, before, after = first.instrument, first.value(scale), second.value(scale)
    spread, retest = yardsticks.spread(instrument, scale, second.grade), published(instrument, scale, "retest")
    change = basis = None
    if spread and retest:
        change = reliable_change(before, after, spread.sd, retest.value)
        basis = Text(
            f"重测信度 {retest.value:.3g}：{retest.basis.zh}；标准差 {spread.sd:.3g}：{spread.basis.zh}",
            f"retest {retest.value:.3g}: {retest.basis.en}; SD {spread.sd:.3g}: {spread.basis.en}",
        )
    return ChangeLine(
        instrument=instrument,
        scale=scale,
        waves=(first.wave, second.wave),
        difference=after - before,
        change=change,
        basis=basis,
    )


def _disagreement(first: OwnSheet, second: OwnSheet, scale: str, yardsticks: Yardsticks) -> InformantLine | None:
    """None where a form has no spread or no consistency, or a score is missing."""
    errors = [yardsticks.error(sheet.instrument, scale, sheet.grade) for sheet in (first, second)]
    one, other = errors
    if one is None or other is None or np.isnan(first.value(scale) - second.value(scale)):
        return None
    first_z, second_z = (first.value(scale) - one.mean) / one.sd, (second.value(scale) - other.mean) / other.sd
    found = disagreement(first_z, second_z, one.alpha, other.alpha)
    return InformantLine(
        wave=first.wave,
        scale=scale,
        instruments=(first.instrument, second.instrument),
        difference=float(found.difference),
        error=float(found.error),
        by_chance=float(found.by_chance),
        basis=(one.basis, other.basis),
    )
