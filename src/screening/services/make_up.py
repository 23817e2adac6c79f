"""Slips by which pupils without a sheet are asked to come once more: neutral, by class, with no reason on them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.wave_coverage import GRANTED, declined_in, invited_of, screened
from screening.services.wave_terms import terms_of


@dataclass(frozen=True, kw_only=True)
class MakeUp:
    """One class: names in the order of class numbers."""

    school_class: str
    names: tuple[str, ...]


def make_up_slips(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> list[MakeUp]:
    """The invited without a sheet of their own whose guardians agreed and who did not decline, by class.

    Who has no consent or said no is not asked again (C21, PRIVACY P3). Only for the counselor; each name opened is audited.
    """
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        machine = Audit(who=PIPELINE, what="wave.coverage", target=f"wave:{wave.id}", at=now)
        register = uow.roster.register(machine)
        asked = invited_of(wave, terms_of(wave, uow, machine), register, uow, machine) & (register.consent == GRANTED)
        asked &= ~np.isin(register.pupil, screened(wave, uow, machine))
        asked &= ~np.isin(register.pupil, declined_in(wave, uow, machine))
        audit = Audit(who=person.id, what="wave.slips", target=f"wave:{wave.id}", at=now)
        ids = [PupilId(pupil) for pupil in register.pupil[asked].tolist()]
        pupils = uow.roster.pupils(audit, ids) if ids else ()
        uow.commit()
    by_class = defaultdict(list)
    for pupil in pupils:
        by_class[pupil.told.school_class].append((pupil.told.seat or 0, pupil.told.number, pupil.told.name))
    return [
        MakeUp(school_class=school_class, names=tuple(called for _, _, called in sorted(by_class[school_class])))
        for school_class in sorted(by_class)
    ]
