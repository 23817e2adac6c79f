"""How well a wave was answered: psychometrics, indices of answering and odd classes. Attended, audited, no pupil in it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.mapping import BandMapping
from screening.alerts.reading import read_sheets
from screening.core.audit import Audit
from screening.instruments.definition import Instrument
from screening.intake.fingerprint import fingerprints
from screening.intake.interface import Register
from screening.research.answering import IndexFigures, answering
from screening.research.psychometrics import ScaleFigures, psychometrics
from screening.research.release import SMALLEST_GROUP
from screening.scoring.copying import Patterns, odd_classes
from screening.scoring.interface import SheetBlock
from screening.scoring.key import Bools
from screening.scoring.quality import FEWEST_ITEMS, long_string
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.place import Rules
from screening.services.ports import CaseworkKey, SchoolClass, StaffMember, UnitOfWork

Seconds = npt.NDArray[np.float32]
_NO_CLASS = -1


@dataclass(frozen=True, kw_only=True)
class InstrumentQuality:
    """One edition in one wave. ``scales`` and ``indices`` are empty below ten sheets: figures would speak of pupils."""

    instrument: Instrument
    sheets: int
    scales: tuple[ScaleFigures, ...]
    indices: tuple[IndexFigures, ...]


@dataclass(frozen=True, kw_only=True)
class ClassToRepeat:
    """A class that should sit again (Q4), and why: share of identical sheets, or time as a share of the wave's median."""

    name: str
    sheets: int
    alike: float | None
    pace: float | None


@dataclass(frozen=True, kw_only=True)
class WaveQuality:
    """The report on one wave."""

    wave: str
    instruments: tuple[InstrumentQuality, ...]
    classes: tuple[ClassToRepeat, ...]
    patterns_judged: bool  # the wave has items enough for patterns to tell anything


def wave_quality(
    name: str, *, person: StaffMember, key: CaseworkKey, uow: UnitOfWork, rules: Rules, now: datetime
) -> WaveQuality:
    """Open every sheet of the wave with the casework key and report on all of them together; nothing is stored or changed.

    Raises NotAllowed for anybody but the counselor, StoreFault for an unknown wave.
    """
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        audit = Audit(who=person.id, what="wave.quality", target=f"wave:{wave.id}", at=now)
        register, classes = uow.roster.register(audit), uow.roster.classes()
        blocks: dict[str, list[SheetBlock]] = defaultdict(list)
        for block in uow.waves.blocks(wave.id, key, audit):
            blocks[block.answers.instrument.edition].append(block)
        uow.commit()
    told = [blocks[edition] for edition in sorted(blocks)]
    own = [of_one for of_one in told if of_one[0].answers.instrument.eligible.respondent == "self"]
    return WaveQuality(
        wave=wave.name,
        instruments=tuple(_quality(of_one, rules.mapping) for of_one in told),
        classes=_classes(own, register, classes),
        patterns_judged=sum(of_one[0].answers.instrument.items.count for of_one in own) >= FEWEST_ITEMS,
    )


def _quality(blocks: Sequence[SheetBlock], mapping: BandMapping) -> InstrumentQuality:
    """All sheets of one edition."""
    instrument = blocks[0].answers.instrument
    codes = np.concatenate([block.answers.codes for block in blocks])
    if len(codes) < SMALLEST_GROUP:
        return InstrumentQuality(instrument=instrument, sheets=len(codes), scales=(), indices=())
    seconds = np.concatenate([block.answers.seconds_per_item for block in blocks])
    bands = np.concatenate([read_sheets(block, mapping).total for block in blocks])
    return InstrumentQuality(
        instrument=instrument,
        sheets=len(codes),
        scales=psychometrics(codes, instrument),
        indices=answering(codes, seconds, bands, instrument),
    )


def _classes(told: Sequence[Sequence[SheetBlock]], register: Register, known: Sequence[SchoolClass]) -> tuple[ClassToRepeat, ...]:
    """Classes that are odd by everything their pupils answered in the wave, by name."""
    if not told:
        return ()
    pupils = np.unique(np.concatenate([block.answers.pupil for of_one in told for block in of_one]))
    patterns, telling, seconds = _answered(told, pupils)
    sits_in = _class_of(pupils, register)
    here = sits_in != _NO_CLASS
    names = {int(one.id): one.name for one in known}
    found = odd_classes(patterns[here], telling[here], seconds[here], sits_in[here])
    listed = [ClassToRepeat(name=names[one.school_class], sheets=one.sheets, alike=one.alike, pace=one.pace) for one in found]
    return tuple(sorted(listed, key=lambda one: one.name))


def _answered(told: Sequence[Sequence[SheetBlock]], pupils: npt.NDArray[np.int32]) -> tuple[Patterns, Bools, Seconds]:
    """Per pupil: fingerprints of all instruments, whether they tell anything (20 answers, not all the same), seconds an item."""
    patterns = np.zeros((len(pupils), len(told)), np.uint64)
    items, varied = np.zeros(len(pupils), np.int64), np.zeros(len(pupils), np.bool_)
    seconds = np.full(len(pupils), np.nan, np.float32)
    for place, of_one in enumerate(told):
        for block in of_one:
            codes, line = block.answers.codes, np.searchsorted(pupils, block.answers.pupil)
            given = (codes >= 0).sum(axis=1)
            patterns[line, place] = fingerprints(codes)
            items[line] += given
            varied[line] |= long_string(codes) < given
            seconds[line] = np.fmax(seconds[line], block.answers.seconds_per_item)
    return patterns, varied & (items >= FEWEST_ITEMS), seconds


def _class_of(pupils: npt.NDArray[np.int32], register: Register) -> npt.NDArray[np.int16]:
    """Each pupil's class id; −1 for whoever is no longer on the roster."""
    if not len(register.pupil):
        return np.full(len(pupils), _NO_CLASS, np.int16)
    order = np.argsort(register.pupil)
    line = order[np.searchsorted(register.pupil[order], pupils).clip(max=len(order) - 1)]
    return np.where(register.pupil[line] == pupils, register.school_class[line], _NO_CLASS).astype(np.int16)
