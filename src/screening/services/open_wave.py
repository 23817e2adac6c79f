"""Open a screening round, and close it; closing tells who on the roster has not been reached."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, UnitOfWork, Wave


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of the roster one wave has reached. Counts only."""

    wave: Wave
    pupils: int
    screened: int
    consented: int


def open_wave(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Wave:
    """A new wave. Raises StoreFault if the name is taken: a wave is known by its name in every command."""
    check_is_counselor(person)
    with uow:
        if any(wave.name == name for wave in uow.waves.waves()):
            raise StoreFault(
                Text(f"已经有名为“{name}”的测评批次", f"there already is a wave called '{name}'"),
                hint=Text("换一个名称，例如加上学期", "choose another name, for example with the term"),
            )
        wave = uow.waves.open(name, Audit(who=person.id, what="wave.open", target="wave", at=now))
        uow.commit()
    return wave


def close_wave(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Coverage:
    """Close a wave; it takes no further imports."""
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        uow.waves.close(wave.id, Audit(who=person.id, what="wave.close", target=f"wave:{wave.id}", at=now))
        reached = _coverage(wave, uow, person, now)
        uow.commit()
    return reached


def coverage(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Coverage:
    """How many of the roster have a sheet in the wave."""
    check_is_counselor(person)
    with uow:
        reached = _coverage(find_wave(name, uow), uow, person, now)
        uow.commit()
    return reached


def _coverage(wave: Wave, uow: UnitOfWork, person: StaffMember, now: datetime) -> Coverage:
    audit = Audit(who=person.id, what="wave.coverage", target=f"wave:{wave.id}", at=now)
    register = uow.roster.register(audit)
    sheets = uow.waves.readings(wave.id, register.pupil, audit)
    own = [read.pupil for read in sheets if read.respondent == "self"]  # a parent's sheet does not screen the pupil
    screened = np.unique(np.concatenate(own)) if own else np.empty(0)
    return Coverage(
        wave=wave, pupils=len(register.pupil), screened=len(screened), consented=int(np.count_nonzero(register.consent == 1))
    )
