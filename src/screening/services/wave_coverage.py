"""How far a wave has come: enrolled, invited, consented, assessed, readable – counts and no pupil."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.core.audit import PIPELINE, Audit
from screening.core.language import Text
from screening.core.severity import Band
from screening.followup.wave_terms import WaveTerms
from screening.intake.interface import Register, Why
from screening.services.find_wave import find_wave
from screening.services.permissions import COUNSELORS, LEADERS, check_holds, roles_of
from screening.services.ports import PupilArray, StaffMember, UnitOfWork, Wave
from screening.services.wave_terms import in_scope, terms_of

GRANTED = 1  # Register.consent


@dataclass(frozen=True, kw_only=True)
class NotAssessed:
    """Why invited pupils have no sheet: for the counselor alone (PRIVACY P3)."""

    without_consent: int
    declined: int
    absent: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How much of the roster one wave has reached. Counts only."""

    wave: Wave
    pupils: int  # enrolled: on the roster
    invited: int  # of these, whom the wave is for; a refused consent counts as invited (C21)
    consented: int  # of the invited
    screened: int  # of the invited: with a sheet of their own
    readable: int  # of these: at least one score that can be read
    absent: int = 0  # asked for once more when the wave was closed
    apart: NotAssessed | None = None  # None for everybody but the counselor
    terms: WaveTerms | None = None

    @property
    def missing(self) -> int:
        """Declined or absent, not told apart."""
        return self.invited - self.screened

    @property
    def invited_of_enrolled(self) -> float:
        """Share of the roster that was invited; NaN for an empty roster."""
        return self.invited / self.pupils if self.pupils else float("nan")

    @property
    def assessed_of_invited(self) -> float:
        """Share of the invited who have a sheet; NaN where nobody is invited."""
        return self.screened / self.invited if self.invited else float("nan")


def coverage(name: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Coverage:
    """How far the wave has come. For the counselor and the heads of the school; only the counselor is told why sheets lack."""
    check_holds(person, COUNSELORS | LEADERS, Text("心理老师或学校负责人", "the counselor or a head of the school"))
    with uow:
        reached = coverage_of(find_wave(name, uow), uow, now, apart=bool(roles_of(person) & COUNSELORS))
        uow.commit()
    return reached


def coverage_of(wave: Wave, uow: UnitOfWork, now: datetime, *, apart: bool = True) -> Coverage:
    """The same inside an open unit of work. Counting is the machine's act: nobody sees a line."""
    audit = Audit(who=PIPELINE, what="wave.coverage", target=f"wave:{wave.id}", at=now)
    terms, register = terms_of(wave, uow, audit), uow.roster.register(audit)
    invited = invited_of(wave, terms, register, uow, audit)
    sheets = own_sheets(wave, register, uow, audit)
    there = np.isin(register.pupil, with_sheet(sheets))
    willing = register.consent == GRANTED
    declined = np.isin(register.pupil, declined_in(wave, uow, audit))
    missing = invited & ~there
    reasons = NotAssessed(
        without_consent=_count(missing & ~willing),
        declined=_count(missing & willing & declined),
        absent=_count(missing & willing & ~declined),
    )
    return Coverage(
        wave=wave,
        pupils=len(register.pupil),
        invited=_count(invited),
        consented=_count(invited & willing),
        screened=_count(invited & there),
        readable=_count(invited & np.isin(register.pupil, _readable(sheets))),
        apart=reasons if apart else None,
        terms=terms,
    )


def invited_of(wave: Wave, terms: WaveTerms | None, register: Register, uow: UnitOfWork, audit: Audit) -> npt.NDArray[np.bool_]:
    """Whom of the register the wave is for; everybody where no terms say otherwise."""
    meant = in_scope(wave, terms, register, uow, audit)
    return np.ones(len(register.pupil), dtype=np.bool_) if meant is None else meant


def declined_in(wave: Wave, uow: UnitOfWork, audit: Audit) -> list[int]:
    """Pupils who said no on the first page of the survey."""
    return [int(r.pupil) for r in uow.waves.refusals(wave.id, audit) if r.pupil is not None and r.refusal.why is Why.DECLINED]


def screened(wave: Wave, uow: UnitOfWork, audit: Audit) -> PupilArray:
    """The pupils who have a sheet of their own in the wave, sorted; a parent's sheet does not screen the pupil."""
    return with_sheet(own_sheets(wave, uow.roster.register(audit), uow, audit))


def own_sheets(wave: Wave, register: Register, uow: UnitOfWork, audit: Audit) -> list[Readings]:
    """The pupils' own sheets of the wave, as read."""
    return [read for read in uow.waves.readings(wave.id, register.pupil, audit) if read.respondent == "self"]


def with_sheet(sheets: list[Readings]) -> PupilArray:
    """The pupils of these sheets, sorted, each once."""
    return np.unique(np.concatenate([read.pupil for read in sheets])) if sheets else np.empty(0, dtype=np.int32)


def _readable(sheets: list[Readings]) -> PupilArray:
    """Pupils of whom some score can be read."""
    return np.unique(np.concatenate([read.pupil[_any_band(read)] for read in sheets])) if sheets else with_sheet([])


def _any_band(read: Readings) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (read.total != Band.NA) | (read.subscales != Band.NA).any(axis=1)
    return found


def _count(mask: npt.NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))
