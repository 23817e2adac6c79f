"""Close a screening round: pupils who were to take part and have no sheet are asked for once more (RU5)."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.signals import NotTested, Signals
from screening.core.audit import PIPELINE, Audit
from screening.core.severity import Severity
from screening.followup.schedule import moment, start
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.place import Rules
from screening.services.ports import PupilArray, StaffMember, UnitOfWork, Wave
from screening.services.school_view import SchoolView, view_school
from screening.services.wave_coverage import GRANTED, Coverage, coverage_of, declined_in, invited_of, screened
from screening.services.wave_terms import terms_of
from screening.services.write_decisions import make, write_decisions


def close_wave(name: str, *, person: StaffMember, uow: UnitOfWork, rules: Rules, now: datetime) -> Coverage:
    """How far the wave came, and how many pupils now have a make-up session to be arranged. It takes no further imports.

    Absent is who was invited, has the guardian's consent, did not decline, and has no sheet in a grade that took part
    (docs/decisions/061). An archive asks for nobody.
    Raises IllegalMove for a wave that is closed already.
    """
    check_is_counselor(person)
    machine = Audit(who=PIPELINE, what="wave.absent", target="waves", at=now)
    with uow:
        wave = find_wave(name, uow)
        machine = replace(machine, target=f"wave:{wave.id}")
        uow.waves.close(wave.id, Audit(who=person.id, what="wave.close", target=f"wave:{wave.id}", at=now))
        school = view_school(uow, wave, machine)
        absent = _absent(school, wave, uow, machine)
        if not school.archive:
            _ask_again(absent, wave, school, rules, uow=uow, audit=machine)
        reached = coverage_of(wave, uow, now)
        uow.commit()
    return replace(reached, absent=len(absent))


def _absent(school: SchoolView, wave: Wave, uow: UnitOfWork, audit: Audit) -> PupilArray:
    if school.archive:
        return np.empty(0, dtype=np.int32)
    register = school.register
    there = np.isin(register.pupil, screened(wave, uow, audit))
    invited = invited_of(wave, terms_of(wave, uow, audit), register, uow, audit)
    took_part = invited & np.isin(register.grade, np.unique(register.grade[there]))
    missing = took_part & ~there & (register.consent == GRANTED) & ~np.isin(register.pupil, declined_in(wave, uow, audit))
    return np.sort(register.pupil[missing])


def _ask_again(absent: PupilArray, wave: Wave, school: SchoolView, rules: Rules, *, uow: UnitOfWork, audit: Audit) -> None:
    """RU5 for each, unless the pupil is waiting to be read already. In an open case it is only a task (M1)."""
    open_alerts = uow.alerts.open_of(absent, audit)
    waiting = [pupil for pupil, alert in open_alerts.items() if alert.decision.severity == Severity.U]
    asked = absent[~np.isin(absent, waiting)]
    opened = [open_alerts[p].decision.severity if p in open_alerts else Severity.S0 for p in asked.tolist()]
    signals = Signals.quiet(asked, not_tested=np.full(len(asked), NotTested.ABSENT, dtype=np.int8))
    signals = signals.told(open_case=np.array(opened, dtype=np.int8), away=school.away(asked))
    now = moment(start(audit.at, rules.calendar, rules.policy))
    made = make(
        decisions(decide(signals), now, rules.policy, rules.mapping),
        school=school,
        open_alerts=open_alerts,
        answered_at={},
        policy=rules.policy,
        calendar=rules.calendar,
        now=audit.at,
    )
    write_decisions(made, uow, wave=wave, source=audit.target, school=school, now=audit.at)
