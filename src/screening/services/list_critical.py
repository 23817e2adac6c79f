"""Of an archive: pupils still at the school who once gave a safety answer and for whom nothing was ever opened."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import IllegalMove
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.core.severity import Critical
from screening.services.find_wave import find_wave
from screening.services.permissions import check_may_read_case
from screening.services.ports import StaffMember, UnitOfWork, Wave
from screening.services.wave_terms import terms_of


@dataclass(frozen=True, kw_only=True)
class OnceCritical:
    """One pupil to look at in person. No answer and no grade: only whom to speak with."""

    school_class: str
    seat: int | None
    name: str
    number: str


def list_critical(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> list[OnceCritical]:
    """In order of class and class number, for the counselor alone; each name opened is audited.

    Safety answers of refused rows count where their pupil is known. A pupil with an open alert or any entry in a file is not
    listed: somebody looked. Raises IllegalMove for a wave that is no archive: there alerts say it.
    """
    check_may_read_case(person)
    with uow:
        wave = find_wave(name, uow)
        machine = Audit(who=PIPELINE, what="archive.critical", target=f"wave:{wave.id}", at=now)
        terms = terms_of(wave, uow, machine)
        if terms is None or not terms.is_archive:
            raise IllegalMove(
                Text("这不是往期存档", "this wave is no archive"),
                hint=Text("平时的批次请看 screening alerts list", "for other waves see screening alerts list"),
            )
        once = _once_critical(wave, uow, machine)
        known = np.union1d(
            np.array(list(uow.alerts.open_of(once, machine)), dtype=np.int32), uow.case_files.started(once, machine)
        )
        ids = [PupilId(pupil) for pupil in np.setdiff1d(once, known).tolist()]
        audit = Audit(who=person.id, what="archive.critical", target=f"wave:{wave.id}", at=now)
        pupils = uow.roster.pupils(audit, ids) if ids else ()
        uow.commit()
    told = [p.told for p in pupils]
    lines = [OnceCritical(school_class=one.school_class, seat=one.seat, name=one.name, number=one.number) for one in told]
    return sorted(lines, key=lambda one: (one.school_class, one.seat or 0, one.number))


def _once_critical(wave: Wave, uow: UnitOfWork, audit: Audit) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """Enrolled pupils with a safety answer in the wave, sorted."""
    register = uow.roster.register(audit)
    found = [read.pupil[read.critical > Critical.CI_0] for read in uow.waves.readings(wave.id, register.pupil, audit)]
    refused = [int(r.pupil) for r in uow.waves.refusals(wave.id, audit) if r.pupil is not None and r.critical > Critical.CI_0]
    everybody = np.concatenate([*found, np.array(refused, dtype=np.int32)]).astype(np.int32)
    return np.unique(everybody[np.isin(everybody, register.pupil)])
