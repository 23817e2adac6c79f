"""The school as one import needs it: register, classes, staff, and which pupils have been met already."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.signals import StandIn
from screening.core.audit import Audit
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.wave_terms import WaveTerms
from screening.intake.classes import school_year_of
from screening.intake.interface import Register, Roll
from screening.intake.kit.codes import CodeBook, code_book
from screening.intake.names import SchoolNames
from screening.services.assign import Staffing
from screening.services.confirmed_matches import confirmed_matches
from screening.services.ports import SchoolClass, UnitOfWork, Wave
from screening.services.presence import present_staff
from screening.services.wave_terms import in_scope, terms_of

_GRANTED = 1  # Register.consent


@dataclass
class KeptRoll:
    """Names by class, opened once per import; ``current`` is the roll of the transaction that is open now."""

    current: Roll
    _names: dict[int, Sequence[tuple[int, str]]] = field(default_factory=dict)
    _everybody: Sequence[tuple[int, str]] | None = None
    _sounds: SchoolNames | None = None

    def class_named(self, text: str) -> int | None:
        """The class id for a class as written, None if no class is meant."""
        return self.current.class_named(text)

    def names(self, school_class: int) -> Sequence[tuple[int, str]]:
        """(pupil, name) of everybody in the class."""
        if school_class not in self._names:
            self._names[school_class] = self.current.names(school_class)
        return self._names[school_class]

    def everybody(self) -> Sequence[tuple[int, str]]:
        """(pupil, name) of the whole school, opened once."""
        if self._everybody is None:
            self._everybody = self.current.everybody()
        return self._everybody

    def sounding(self, name: str) -> Sequence[int]:
        """Pupils of the whole school whose name is this one or sounds like it; heard once per import."""
        if self._sounds is None:
            self._sounds = SchoolNames(self.everybody())
        return self._sounds.sounding(name)


@dataclass(frozen=True, kw_only=True, eq=False)
class SchoolView:
    """Opened once per import."""

    register: Register
    roll: KeptRoll
    classes: dict[int, SchoolClass]
    staffing: Staffing
    line_of: npt.NDArray[np.int32]  # pupil id -> line of the register, -1 for none
    seen: npt.NDArray[np.bool_]  # by register line: a sitting of this file was met; grows while chunks are read in order
    reported: dict[int, int]  # pupil -> gravest safety answer in a refused row of this wave (Critical)
    met: set[int]  # marks of refused rows with a safety answer that were taken already; grows like ``seen``
    fresh_wave: bool  # no sheet stands in the wave yet, so nothing has to be folded with
    codes: CodeBook | None = None  # of the wave's slips; None: nobody looks a code up
    in_scope: npt.NDArray[np.bool_] | None = None  # by register line: the wave is for this pupil; None: for everybody
    archive: bool = False  # sheets of earlier terms: kept for trends, nobody is alerted
    confirmed: dict[int, int] = field(default_factory=dict)  # mark of a row or a spelling -> the pupil a person named for it

    def away(self, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
        """Who is missing for each pupil, ``StandIn`` flags: the posts of the pupil's class and the counselor's."""
        flags = np.zeros(max(self.classes, default=0) + 1, dtype=np.uint8)
        for number, school_class in self.classes.items():
            flags[number] = self.staffing.away(school_class)
        line = self.lines(pupils)
        return np.append(flags[self.register.school_class], np.uint8(StandIn.NOBODY_AWAY))[line]

    def held(self, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Pupils whose every family contact is marked unverified or not to be used on the roster (F5)."""
        if self.register.held is None:
            return np.zeros(len(pupils), dtype=np.bool_)
        return np.append(self.register.held, np.False_)[self.lines(pupils)]

    def grades_of(self, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        """The grade of each pupil; 0 for one who is not on the register any more."""
        grades: npt.NDArray[np.int8] = np.append(self.register.grade, np.int8(0))[self.lines(pupils)]
        return grades

    def lines(self, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """The register's line of each pupil, −1 for one who has left: the last place of a column with one more appended."""
        return np.where(pupils < len(self.line_of), self.line_of[np.minimum(pupils, len(self.line_of) - 1)], np.int32(-1))

    def consented(self, pupil: int) -> bool:
        """Whether the pupil's sheets are here by consent; not for one who has left."""
        line = self.lines(np.array([pupil], dtype=np.int32))[0]
        return bool(line >= 0 and self.register.consent[line] == _GRANTED)

    def home_of(self, pupil: int) -> SchoolClass | None:
        """The class of one pupil; None for one who has left, whose tasks are the counselor's."""
        there = pupil < len(self.line_of) and self.line_of[pupil] >= 0
        return self.class_of(pupil) if there else None

    def class_of(self, pupil: int) -> SchoolClass:
        """The class of one pupil on the register."""
        return self.classes[int(self.register.school_class[self.line_of[pupil]])]


def view_school(uow: UnitOfWork, wave: Wave, audit: Audit, *, slips: bool = False) -> SchoolView:
    """Open register, classes and staff inside an open unit of work; with ``slips`` the codes of the wave too."""
    terms = terms_of(wave, uow, audit)
    register = _as_then(uow.roster.register(audit), terms, audit.at)
    line_of = np.full(int(register.pupil.max(initial=0)) + 1, -1, dtype=np.int32)
    line_of[register.pupil] = np.arange(len(register.pupil), dtype=np.int32)
    reported: dict[int, int] = {}
    met: set[int] = set()
    for stored in uow.waves.refusals(wave.id, audit):
        met.add(stored.mark)
        if stored.pupil is not None:
            reported[stored.pupil] = max(stored.critical, reported.get(stored.pupil, 0))
    return SchoolView(
        register=register,
        roll=KeptRoll(uow.roster.roll(audit)),
        classes={c.id: c for c in uow.roster.classes()},
        staffing=present_staff(uow, audit.at),
        line_of=line_of,
        seen=np.zeros(len(register.pupil), dtype=np.bool_),
        reported=reported,
        met=met - {0},
        fresh_wave=not uow.waves.has_sheets(wave.id),
        in_scope=in_scope(wave, terms, register, uow, audit),
        archive=terms is not None and terms.is_archive,
        confirmed=confirmed_matches(wave, uow, audit),
        codes=code_book(uow.roster.slip_marks(wave.id, register.pupil), register) if slips else None,
    )


def _as_then(register: Register, terms: WaveTerms | None, now: datetime) -> Register:
    """The register; for an archive with the grades in which today's pupils were then, if nobody repeated a year."""
    if terms is None or not terms.is_archive:
        return register
    years = school_year_of(now.astimezone(SCHOOL_ZONE).date()) - terms.school_year
    return replace(register, grade=(register.grade - years).astype(np.int8))
