"""A stored wave decided afresh, as if nothing else were known: for estimates and comparisons, never for an alert."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from screening.alerts.decide import Decisions, decide
from screening.alerts.fold import Reports, fold
from screening.alerts.interface import Readings
from screening.core.audit import Audit
from screening.services.ports import UnitOfWork, Wave
from screening.services.school_view import SchoolView


def readings_of(wave: Wave, school: SchoolView, uow: UnitOfWork, audit: Audit) -> list[Readings]:
    """Everything read in the wave of the pupils on the register, inside an open unit of work; empty if nothing was."""
    return [one for one in uow.waves.readings(wave.id, school.register.pupil, audit) if len(one.pupil)]


def pupils_of(readings: Sequence[Readings], school: SchoolView) -> npt.NDArray[np.int32]:
    """Who took part and is on the register: a sheet, or a safety answer in a refused row."""
    return np.unique(np.concatenate([*(one.pupil for one in readings), reports_of(school).pupil]))


def decided(readings: Sequence[Readings], pupils: npt.NDArray[np.int32], school: SchoolView) -> Decisions:
    """Every one of ``pupils`` by everything read in the wave, reports of refused rows among it; no open case, no history."""
    return decide(fold(readings, pupils, reports_of(school)).told(away=school.away(pupils)))


def reports_of(school: SchoolView) -> Reports:
    """Safety answers of the wave's refused rows, of pupils on the register; they count as dated, the stricter reading."""
    pupils = np.array([pupil for pupil, grade in school.reported.items() if grade], np.int32)
    here = pupils[school.lines(pupils) >= 0]
    return Reports(
        pupil=here,
        critical=np.array([school.reported[pupil] for pupil in here.tolist()], np.int8),
        dated=np.ones(len(here), np.bool_),
    )
