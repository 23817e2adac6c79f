"""A school year with holidays and make-up days, and decisions made from worked cases."""

from datetime import date, datetime

import numpy as np
import pytest

from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.case_signals import signals_of
from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.worked_cases import WorkedCase
from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.clocks import moment, start
from screening.followup.schedule import schedule

YEAR = SchoolCalendar(
    # State Council notice on the holidays of 2026; the terms are those of one made-up school
    holidays=frozenset([date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))]),
    make_up_days=frozenset([date(2026, 9, 20), date(2026, 10, 10)]),
    terms=((date(2026, 9, 1), date(2027, 1, 22)), (date(2027, 2, 22), date(2027, 7, 2))),
)


@pytest.fixture(scope="session")
def year():
    return YEAR


@pytest.fixture(scope="session")
def policy():
    return load_policy()


def local(text):
    """A time on the school's clock: ``11-10 09:30`` of 2026, ``2027-01-15 09:30`` of any year."""
    return datetime.fromisoformat(text if text.count("-") == 2 else f"2026-{text}").replace(tzinfo=SCHOOL_ZONE)


def short(at):
    return at and at.astimezone(SCHOOL_ZONE).strftime("%m-%d %H:%M")


@pytest.fixture(scope="session")
def plan(policy):
    """(decision, schedule) of one case at one time."""

    def planned(at, *sheets, calendar=YEAR, **rest):
        signals = {name: rest.pop(name) for name in list(rest) if name not in {"history", "people", "family"}}
        sheets = [{"validity": ["OK"], "total": "B0", "subscales": []} | sheet for sheet in sheets]
        case = WorkedCase.model_validate({"at": local(at), "signals": {"sheets": sheets, **signals}, **rest})
        decided = decide(signals_of(case, policy.windows, SCHOOL_ZONE))
        begun = start(case.at, calendar, policy)
        decision = decisions(decided, moment(begun), policy, load_band_mapping(), lines=np.zeros(1, np.int64))[0]
        return decision, schedule(decision, case.at, calendar, policy)

    return planned


@pytest.fixture(scope="session")
def due(plan):
    """Deadlines of one case as short local times."""

    def deadlines(at, *sheets, **rest):
        return {name: short(when) for name, when in plan(at, *sheets, **rest)[1].deadlines.items()}

    return deadlines
