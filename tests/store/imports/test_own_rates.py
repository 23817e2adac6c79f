"""Planning by the school's own last wave."""

import numpy as np
import pytest

from screening.core.errors import NotAllowed
from screening.core.severity import Severity
from screening.services import own_rates as module
from screening.services.own_rates import ENOUGH, OwnRates, own_rates
from tests.flow.test_lists import somebody
from tests.store.imports.conftest import WAVE, School


def rates(school, **told):
    return own_rates(person=told.get("person", school.work.working_member()), uow=school.work.uow(), now=school.work.now())


def test_before_the_first_wave_the_planning_rates_hold(school: School):
    assert rates(school) is None


def test_after_a_wave_the_share_of_s2_and_above_is_the_schools_own(school: School):
    report = school.take(school.export)
    found = rates(school)
    grave = sum(report.alerts[level.name] for level in (Severity.S2, Severity.S3, Severity.S4) if level.name in report.alerts)
    assert found.wave == WAVE
    assert found.s2 == pytest.approx((grave + 2) / (found.screened + 4))


def test_a_stage_of_less_than_a_hundred_keeps_the_planning_rate(school: School):
    """The school has 90 pupils in each stage."""
    school.take(school.export)
    found = rates(school)
    assert (found.grades_4_to_6, found.grades_7_to_9) == (None, None)
    planned = school.work.policy.workload
    assert found.instead_of(planned).critical_share == planned.critical_share
    assert found.instead_of(planned).s2_share == found.s2


def test_own_shares_replace_the_planned_ones_and_nothing_else(school: School):
    planned = school.work.policy.workload
    own = OwnRates(wave="甲", screened=400, grades_4_to_6=0.05, grades_7_to_9=0.3, s2=0.2)
    load = own.instead_of(planned)
    assert (load.critical_share.grades_4_to_6, load.critical_share.grades_7_to_9, load.s2_share) == (0.05, 0.3, 0.2)
    assert load.minutes == planned.minutes
    assert load.checks_a_day == planned.checks_a_day


def test_nobody_plans_for_nothing_or_for_everybody():
    none, everybody = (module._share(np.full(ENOUGH, flag)) for flag in (False, True))
    assert 0 < none < 0.05
    assert 0.95 < everybody < 1
    assert module._share(np.full(ENOUGH - 1, fill_value=True)) is None


def test_only_the_counselor_sees_them(school: School):
    with pytest.raises(NotAllowed):
        rates(school, person=somebody(school, "principal"))
