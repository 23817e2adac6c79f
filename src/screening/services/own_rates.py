"""What the school's own last wave came to, in place of the planning rates (ALERT_POLICY §10 Q1: until own data exist)."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.policy import CriticalShare, Workload
from screening.core.audit import Audit
from screening.core.severity import Critical, Severity
from screening.followup.sitting_plan import LAST_PRIMARY_GRADE
from screening.services.decided_wave import decided, pupils_of, readings_of
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, UnitOfWork, Wave
from screening.services.school_view import view_school

ENOUGH = 100
"""Pupils of a stage below which a share says too little to plan by; ours. At 100 a share of 20 % is known to about 8 points."""


@dataclass(frozen=True, kw_only=True)
class OwnRates:
    """Shares of the last wave; None for a stage with too few pupils."""

    wave: str
    screened: int
    grades_4_to_6: float | None
    grades_7_to_9: float | None
    s2: float

    def instead_of(self, planned: Workload) -> Workload:
        """The workload with the school's own shares where there are any."""
        shares = CriticalShare(
            grades_4_to_6=self.grades_4_to_6 or planned.critical_share.grades_4_to_6,
            grades_7_to_9=self.grades_7_to_9 or planned.critical_share.grades_7_to_9,
        )
        return planned.model_copy(update={"critical_share": shares, "s2_share": self.s2})


def own_rates(*, person: StaffMember, uow: UnitOfWork, now: datetime) -> OwnRates | None:
    """Shares with CI-1 or above by stage, and of S2 and above, in the newest wave with 100 pupils; None if there is none.

    Archives of earlier terms don't count. Raises NotAllowed for anybody but the counselor; only the audit is written.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="policy.rates", target="waves", at=now)
    with uow:
        waves = sorted(uow.waves.waves(), key=lambda one: one.opened_at, reverse=True)
        found = next((rates for wave in waves if (rates := _rates(wave, uow, audit)) is not None), None)
        uow.commit()
    return found


def _rates(wave: Wave, uow: UnitOfWork, audit: Audit) -> OwnRates | None:
    if not uow.waves.has_sheets(wave.id):
        return None
    school = view_school(uow, wave, audit)
    readings = [] if school.archive else readings_of(wave, school, uow, audit)
    if not readings:
        return None
    pupils = pupils_of(readings, school)
    if len(pupils) < ENOUGH:
        return None
    decisions = decided(readings, pupils, school)
    primary = school.grades_of(pupils) <= LAST_PRIMARY_GRADE
    critical = decisions.signals.critical >= Critical.CI_1
    return OwnRates(
        wave=wave.name,
        screened=len(pupils),
        grades_4_to_6=_share(critical[primary]),
        grades_7_to_9=_share(critical[~primary]),
        s2=_share(decisions.severity >= Severity.S2) or 1.0,
    )


def _share(flags: npt.NDArray[np.bool_]) -> float | None:
    """(count + 2) / (n + 4): never 0 or 1: nobody plans for nothing. Agresti & Coull 1998, The American Statistician 52."""
    return None if len(flags) < ENOUGH else (int(np.count_nonzero(flags)) + 2) / (len(flags) + 4)
