"""Open a screening round, and tell how far it has come."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.services.find_wave import DAILY, find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import PupilArray, StaffMember, UnitOfWork, Wave

_LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of the roster one wave has reached. Counts only."""

    wave: Wave
    pupils: int
    screened: int
    consented: int
    absent: int = 0  # asked for once more when the wave was closed


def open_wave(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Wave:
    """A new wave. Raises StoreFault if the name is taken or can't be typed again: a wave is known by it in every command."""
    check_is_counselor(person)
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise StoreFault(
            Text("测评批次要有一个能写在一行里的名称", "a wave needs a name that fits on one line"),
            hint=Text(f"例如 2026秋，最多 {_LONGEST_NAME} 个字", f"for example 2026-autumn, {_LONGEST_NAME} characters at most"),
        )
    with uow:
        if name == DAILY or any(wave.name == name for wave in uow.waves.waves()):
            raise StoreFault(
                Text(f"已经有名为“{name}”的测评批次", f"there already is a wave called '{name}'"),
                hint=Text("换一个名称，例如加上学期", "choose another name, for example with the term"),
            )
        wave = uow.waves.open(name, Audit(who=person.id, what="wave.open", target="wave", at=now))
        uow.commit()
    return wave


def coverage(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Coverage:
    """How many of the roster have a sheet in the wave."""
    check_is_counselor(person)
    with uow:
        reached = coverage_of(find_wave(name, uow), uow, now)
        uow.commit()
    return reached


def coverage_of(wave: Wave, uow: UnitOfWork, now: datetime) -> Coverage:
    """The same inside an open unit of work. Counting is the machine's act: nobody sees a line."""
    audit = Audit(who=PIPELINE, what="wave.coverage", target=f"wave:{wave.id}", at=now)
    register = uow.roster.register(audit)
    return Coverage(
        wave=wave,
        pupils=len(register.pupil),
        screened=len(screened(wave, uow, audit)),
        consented=int(np.count_nonzero(register.consent == 1)),
    )


def screened(wave: Wave, uow: UnitOfWork, audit: Audit) -> PupilArray:
    """The pupils who have a sheet of their own in the wave, sorted; a parent's sheet does not screen the pupil."""
    sheets = uow.waves.readings(wave.id, uow.roster.register(audit).pupil, audit)
    own = [read.pupil for read in sheets if read.respondent == "self"]
    return np.unique(np.concatenate(own)) if own else np.empty(0, dtype=np.int32)
