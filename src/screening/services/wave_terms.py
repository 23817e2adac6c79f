"""The terms of waves as kept: read with a wave, and turned into who on the register it is for."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from screening.core.audit import Audit
from screening.core.ids import PupilId
from screening.followup.wave_terms import WaveTerms, terms_from
from screening.intake.interface import Register
from screening.services.ports import NewRecord, UnitOfWork, Wave

SHELF, KIND, INVITED = "wave", "wave_terms", "invited"


def terms_of(wave: Wave, uow: UnitOfWork, audit: Audit) -> WaveTerms | None:
    """The terms on which the wave was opened, inside an open unit of work; None for one that was opened before there were any."""
    told = uow.records.on(SHELF, audit, wave.id)
    return terms_from(told[-1].record.body) if told else None


def all_terms(uow: UnitOfWork, audit: Audit) -> dict[int, WaveTerms]:
    """The terms of every wave that has any, by wave."""
    return {int(one.record.wave): terms_from(one.record.body) for one in uow.records.on(SHELF, audit) if one.record.wave}


def keep_terms(wave: Wave, terms: WaveTerms, invited: Sequence[PupilId], uow: UnitOfWork, audit: Audit) -> None:
    """Write the terms, and for each pupil who was named the invitation beside the pupil: no list of pupils stands anywhere."""
    kept = [NewRecord(kind=KIND, body=terms.body(), at=audit.at, by=audit.who, wave=wave.id, shelf=SHELF)]
    kept += [NewRecord(kind=INVITED, body={}, at=audit.at, by=audit.who, pupil=pupil, wave=wave.id) for pupil in invited]
    uow.records.add(kept, audit)


def in_scope(
    wave: Wave, terms: WaveTerms | None, register: Register, uow: UnitOfWork, audit: Audit
) -> npt.NDArray[np.bool_] | None:
    """Whom of the register the wave is for, one flag a line; None where it is for everybody: an archive, or no terms."""
    if terms is None or terms.is_archive:
        return None
    meant: npt.NDArray[np.bool_] = np.isin(register.grade, terms.grades)
    if terms.classes:
        meant &= np.isin(register.school_class, [one.id for one in uow.roster.classes() if one.name in terms.classes])
    if terms.listed:
        told = (one.record for one in uow.records.of(None, audit) if one.record.kind == INVITED and one.record.wave == wave.id)
        meant &= np.isin(register.pupil, [int(record.pupil) for record in told if record.pupil is not None])
    return meant
