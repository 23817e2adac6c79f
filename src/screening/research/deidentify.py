"""Sheets become frames in which nobody can be recognised: new ids, coarse groups, no class, no day, no safety item."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from screening.core.severity import TOLD, UNREADABLE, Validity
from screening.instruments.definition import Instrument
from screening.intake.interface import NO_ANSWER, Register
from screening.research.clustering import intraclass
from screening.research.coverage import count_coverage
from screening.research.groups import Groups, make_groups
from screening.research.release import Clustering, Release
from screening.scoring.interface import NO_BAND, SheetBlock

GRANTED = 1
_SCHOOL_ZONE = np.timedelta64(8, "h")  # Asia/Shanghai has had no summer time since 1991


@dataclass(frozen=True, kw_only=True, eq=False)
class WaveSheets:
    """All sheets of one instrument in one wave, one per pupil: the last one, sorted by pupil."""

    wave: str
    instrument: Instrument
    pupil: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int8]
    scores: npt.NDArray[np.float64]
    bands: npt.NDArray[np.int8]
    validity: npt.NDArray[np.uint8]
    month: str  # YYYY-MM in which most of them were answered, "" if not told


def gather(wave: str, blocks: Iterable[SheetBlock]) -> list[WaveSheets]:
    """The blocks of one wave joined by edition; of several sheets of one pupil the last one given counts."""
    by_edition: dict[str, list[SheetBlock]] = defaultdict(list)
    for block in blocks:
        by_edition[block.answers.instrument.edition].append(block)
    return [_joined(wave, by_edition[edition]) for edition in sorted(by_edition)]


def deidentify(
    sheets: Sequence[WaveSheets], register: Register, rng: np.random.Generator, *, with_items: bool = False
) -> Release:
    """Frames for research from sheets of one or more waves.

    Kept are pupils on the roster whose guardian has consented. ``study_id`` is new and random in every export and the same
    within it. Grade, sex and the set of sheets a pupil has are shared by ten pupils or more (``make_groups``). The month is one
    for the whole wave. Classes are not in it, only how alike they are (``Clustering``). ``with_items`` adds the item answers,
    never those of safety items. ``rng`` must be seeded with true randomness.
    """
    pupils, line = _admitted(sheets, register)
    groups = make_groups(register.grade[line], register.sex[line], _patterns(sheets, pupils))
    study = np.full(len(pupils), "", dtype=object)
    study[groups.shown] = [f"P{number:06d}" for number in rng.permutation(int(groups.shown.sum())) + 1]
    places = [(told, *_places(told, pupils, groups)) for told in sheets]
    scales = [_long(told, rows, _who(told, study, groups, place)) for told, rows, place in places]
    items: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for told, rows, place in places if with_items else []:
        items[told.instrument.edition].append(_wide(told, rows, _who(told, study, groups, place)))
    return Release(
        scales=_in_order(scales),
        items={edition: _in_order(frames) for edition, frames in items.items()},
        coverage=count_coverage([(told.wave, told.instrument, told.pupil, told.validity) for told in sheets], register),
        clustering=_clustering(sheets, register),
        left_out=int((~groups.shown).sum()),
        merged=groups.merged,
    )


def _joined(wave: str, blocks: Sequence[SheetBlock]) -> WaveSheets:
    pupil = np.concatenate([block.answers.pupil for block in blocks])
    newest_first = pupil[::-1]
    kept, place = np.unique(newest_first, return_index=True)
    last = len(pupil) - 1 - place
    return WaveSheets(
        wave=wave,
        instrument=blocks[0].answers.instrument,
        pupil=kept,
        codes=np.concatenate([block.answers.codes for block in blocks])[last],
        scores=np.concatenate([block.scores.values for block in blocks])[last],  # noqa: PD011 - no frame, our own field
        bands=np.concatenate([block.scores.bands for block in blocks])[last],
        validity=np.concatenate([block.validity for block in blocks])[last],
        month=_month(np.concatenate([block.answers.answered_at for block in blocks])[last]),
    )


def _month(answered_at: npt.NDArray[np.datetime64]) -> str:
    told = answered_at[~np.isnat(answered_at)].astype("datetime64[s]") + _SCHOOL_ZONE
    months, sizes = np.unique(told.astype("datetime64[M]"), return_counts=True)
    return str(months[sizes.argmax()]) if len(months) else ""


def _admitted(sheets: Sequence[WaveSheets], register: Register) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Pupils with a sheet, on the roster and with consent, sorted; and the register's line of each."""
    sat = np.unique(np.concatenate([told.pupil for told in sheets])) if sheets else np.zeros(0, np.int32)
    line = _lines(register, sat)
    sat, line = sat[line >= 0], line[line >= 0]
    admitted = register.consent[line] == GRANTED
    return sat[admitted], line[admitted]


def _lines(register: Register, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The register's line of each pupil, -1 for whoever is not on it."""
    if not len(register.pupil):
        return np.full(len(pupils), -1, np.int64)
    order = np.argsort(register.pupil)
    line = order[np.minimum(np.searchsorted(register.pupil[order], pupils), len(order) - 1)]
    return np.where(register.pupil[line] == pupils, line, -1)


def _patterns(sheets: Sequence[WaveSheets], pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Each pupil's set of sheets as one number."""
    has = np.stack([np.isin(pupils, told.pupil) for told in sheets], axis=1) if sheets else np.zeros((len(pupils), 0), bool)
    numbered: npt.NDArray[np.int64] = np.unique(has, axis=0, return_inverse=True)[1].reshape(-1)
    return numbered


def _places(
    told: WaveSheets, pupils: npt.NDArray[np.int32], groups: Groups
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of the sheets that are shown, and their pupils' places in ``pupils``."""
    if not len(pupils):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    place = np.minimum(np.searchsorted(pupils, told.pupil), len(pupils) - 1)
    rows = np.flatnonzero((pupils[place] == told.pupil) & groups.shown[place])
    return rows, place[rows]


def _who(told: WaveSheets, study: npt.NDArray[np.object_], groups: Groups, place: npt.NDArray[np.int64]) -> pd.DataFrame:
    who = pd.DataFrame({"study_id": study[place], "wave": told.wave, "month": told.month})
    return who.assign(grade=groups.grade[place], sex=groups.sex[place], instrument=told.instrument.edition)


def _long(told: WaveSheets, rows: npt.NDArray[np.int64], who: pd.DataFrame) -> pd.DataFrame:
    """One line per sheet and scale. A scale of safety items alone would tell their answers: its score and band are left out."""
    flags = told.validity[rows]
    who = who.assign(validity=[_flags(flag) for flag in flags.tolist()], readable=(flags & int(UNREADABLE)) == 0)
    frames = []
    for column, (code, scale) in enumerate(told.instrument.scales.items()):
        names = np.array([*(cut.code for cut in scale.bands[0].cuts), None] if scale.bands else [None], dtype=object)
        tells = bool(scale.items) and {item - 1 for item in scale.items} <= set(told.instrument.safety_columns)
        band = np.full(len(rows), NO_BAND, np.int8) if tells else told.bands[rows, column]
        value = np.full(len(rows), np.nan) if tells else told.scores[rows, column]
        rank = pd.Series(band, dtype="Int8").mask(band == NO_BAND)
        named = names[np.where(band == NO_BAND, len(names) - 1, band)]
        frames.append(who.assign(scale=code, score=value, band=named, rank=rank))
    return pd.concat(frames, ignore_index=True).astype({"band": "str"})


def _wide(told: WaveSheets, rows: npt.NDArray[np.int64], who: pd.DataFrame) -> pd.DataFrame:
    """One line per sheet, one column per item that is no safety item; no answer is NA."""
    columns = [place for place in range(told.instrument.items.count) if place not in told.instrument.safety_columns]
    codes = pd.DataFrame(told.codes[rows][:, columns], columns=[f"q{place + 1}" for place in columns]).astype("Int8")
    return pd.concat([who, codes.mask(codes == NO_ANSWER)], axis=1)


@cache
def _flags(flag: int) -> str:
    return ";".join(one.name or "" for one in Validity(flag) & TOLD) or "OK"


def _in_order(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All lines by wave, instrument, scale and study id, so that their order says nothing."""
    if not frames:
        return pd.DataFrame()
    whole = pd.concat(frames, ignore_index=True)
    keys = [name for name in ("month", "wave", "instrument", "scale", "study_id") if name in whole]  # waves in their own order
    return whole.sort_values(keys, ignore_index=True)


def _clustering(sheets: Sequence[WaveSheets], register: Register) -> dict[tuple[str, str], Clustering]:
    found: dict[tuple[str, str], Clustering] = {}
    for told in sheets:  # of several waves the last one speaks
        line = _lines(register, told.pupil)
        readable = (line >= 0) & ((told.validity & int(UNREADABLE)) == 0)
        for column, scale in enumerate(told.instrument.scale_codes):
            scored = readable & ~np.isnan(told.scores[:, column])
            classes = register.school_class[line[scored]]
            found[told.instrument.edition, scale] = intraclass(told.scores[scored, column], classes)
    return found
