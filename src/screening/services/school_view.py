"""The school as one import needs it: register, classes, staff, and which pupils have been seen already."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.core.audit import Audit
from screening.intake.interface import Register, Roll
from screening.services.assign import Staffing, staffing
from screening.services.ports import SchoolClass, UnitOfWork, Wave


@dataclass(frozen=True, kw_only=True, eq=False)
class SchoolView:
    """Opened once per import. ``line_of`` maps a pupil id to the line of the register, -1 for none."""

    register: Register
    roll: Roll
    classes: dict[int, SchoolClass]
    staffing: Staffing
    line_of: npt.NDArray[np.int32]
    seen: npt.NDArray[np.bool_]  # by register line: a sitting of this file was met already (grows while rows are identified)
    fresh_wave: bool  # no sheet stands in the wave yet, so nothing has to be folded with

    def lines(self, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Register lines of pupil ids; NOBODY gives -1."""
        found: npt.NDArray[np.int32] = np.where(pupils >= 0, self.line_of[np.maximum(pupils, 0)], -1)
        return found

    def class_of(self, pupil: int) -> SchoolClass:
        """The class of one pupil on the register."""
        return self.classes[int(self.register.school_class[self.line_of[pupil]])]


def view_school(uow: UnitOfWork, wave: Wave, audit: Audit) -> SchoolView:
    """Open register, classes and staff inside an open unit of work."""
    register = uow.roster.register(audit)
    line_of = np.full(int(register.pupil.max(initial=0)) + 1, -1, dtype=np.int32)
    line_of[register.pupil] = np.arange(len(register.pupil), dtype=np.int32)
    return SchoolView(
        register=register,
        roll=uow.roster.roll(audit),
        classes={c.id: c for c in uow.roster.classes()},
        staffing=staffing(uow.roster.staff(audit)),
        line_of=line_of,
        seen=np.zeros(len(register.pupil), dtype=np.bool_),
        fresh_wave=not uow.waves.has_sheets(wave.id),
    )
