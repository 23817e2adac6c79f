"""Pupils just below a cut, without an alert: they stand on the counselor's list, without level and without task."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Results
from screening.alerts.mapping import BandMapping
from screening.alerts.near_cut import NearCut, b2_cuts
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId
from screening.core.severity import UNREADABLE, Band
from screening.instruments.definition import Instrument
from screening.intake.interface import Register
from screening.scoring.certainty import near_cut
from screening.scoring.yardsticks import Yardsticks
from screening.services.find_wave import screening_waves
from screening.services.permissions import check_is_counselor
from screening.services.ports import Pupil, StaffMember, UnitOfWork, Wave
from screening.services.yardsticks import InstrumentOf, PublishedNorms, yardsticks_of


@dataclass(frozen=True, kw_only=True)
class NearLine:
    """One pupil and the score that lies just below its cut."""

    pupil: Pupil
    wave: str
    instrument: Instrument
    near: NearCut


@dataclass(frozen=True, kw_only=True)
class NearList:
    """By class and name, never by score; and which editions could not be looked at in which grades, for want of figures."""

    lines: tuple[NearLine, ...]
    unknown: tuple[tuple[Instrument, tuple[int, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class _Looking:
    """What the open waves are looked at with, and what was lacking."""

    mapping: BandMapping
    register: Register
    alerted: frozenset[int]
    yardsticks: Yardsticks
    unknown: dict[str, tuple[Instrument, tuple[int, ...]]] = field(default_factory=dict)

    def just_below(self, results: Results, instrument: Instrument) -> Iterator[tuple[int, NearCut]]:
        """(pupil, how near) of one edition, grade by grade; notes the grades in which its error is not known."""
        told = self.mapping.of(instrument.edition)
        pupils, readable = results.readings.pupil, _calm(results)
        grades = _grades(pupils, self.register)
        lacking = []
        for grade in sorted({int(one) for one in np.unique(grades[readable])} - {0}):
            for cut in b2_cuts(told, instrument, grade):
                error = self.yardsticks.error(instrument, cut.scale, grade)
                if error is None or error.sem <= 0:
                    lacking.append(grade)
                    continue
                values = results.scores.values[:, instrument.scale_codes.index(cut.scale)]
                below = near_cut(values, cut.value, error.sem, higher_is_worse=cut.higher_is_worse).below
                rows = below & readable & (grades == grade) & ~np.isin(pupils, list(self.alerted))
                for pupil, value in zip(pupils[rows].tolist(), values[rows].tolist(), strict=True):
                    distance = abs(value - cut.value)
                    yield (
                        pupil,
                        NearCut(edition=instrument.edition, scale=cut.told_as, side="below", distance=distance, error=error),
                    )
        if lacking:
            self.unknown[instrument.edition] = (instrument, tuple(dict.fromkeys(lacking)))


def list_near_cut(
    uow: UnitOfWork,
    *,
    person: StaffMember,
    mapping: BandMapping,
    instrument_of: InstrumentOf,
    shipped: PublishedNorms,
    now: datetime,
) -> NearList:
    """Readable sheets of the open waves within one error of measurement below B2, of pupils on the roster without an alert.

    The pipeline looks through the results; only the pupils who are listed are read by the person, one audit event each. Writes
    nothing, changes no band and makes no alert. Raises NotAllowed for anybody but the counselor.
    """
    check_is_counselor(person)
    machine = Audit(who=PIPELINE, what="result.read", target="results", at=now)
    found: dict[int, list[tuple[Wave, Instrument, NearCut]]] = {}
    with uow:
        register = uow.roster.register(machine)
        told = [
            (wave, instrument_of(results.readings.edition), results)
            for wave in screening_waves(uow.waves.waves())
            if wave.closed_at is None
            for results in uow.waves.results(wave.id, np.sort(register.pupil), machine)
        ]
        looking = _Looking(
            mapping=mapping,
            register=register,
            alerted=frozenset(int(alert.pupil) for alert in uow.alerts.all_open(machine)),
            yardsticks=yardsticks_of([instrument for _, instrument, _ in told], shipped, uow, machine),
        )
        for wave, instrument, results in told:
            for pupil, near in looking.just_below(results, instrument):
                found.setdefault(pupil, []).append((wave, instrument, near))
        listed = Audit(who=person.id, what="alert.near", target="pupils", at=now)
        pupils = uow.roster.pupils(listed, [PupilId(pupil) for pupil in sorted(found)]) if found else []
        uow.commit()
    lines = [
        NearLine(pupil=pupil, wave=wave.name, instrument=instrument, near=near)
        for pupil in pupils
        for wave, instrument, near in found[int(pupil.id)]
    ]
    return NearList(
        lines=tuple(sorted(lines, key=lambda one: (one.pupil.told.school_class, one.pupil.told.name, one.instrument.edition))),
        unknown=tuple(looking.unknown.values()),
    )


def _calm(results: Results) -> npt.NDArray[np.bool_]:
    """Readable sheets whose total stays below B2, or has no band because the policy reads subscales only."""
    readings = results.readings
    calm: npt.NDArray[np.bool_] = ((readings.validity & np.uint8(UNREADABLE)) == 0) & (readings.total < Band.B2)
    return calm


def _grades(pupils: npt.NDArray[np.int32], register: Register) -> npt.NDArray[np.int8]:
    order = np.argsort(register.pupil)
    grades: npt.NDArray[np.int8] = register.grade[order][np.searchsorted(register.pupil[order], pupils)]
    return grades
