"""Worked cases in short, decided with the shipped policy."""

import numpy as np
import pytest

from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.case_signals import signals_of
from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.facts import Moment
from screening.alerts.worked_cases import WorkedCase
from screening.followup.calendar import SCHOOL_ZONE

AT = "2026-11-10T09:30:00+08:00"


def case_of(sheets=(), at=AT, family=None, history=None, people=None, **signals):
    told = {"at": at, "signals": {"sheets": [sheet_of(sheet) for sheet in sheets], **signals}}
    told |= {name: part for name, part in (("family", family), ("history", history), ("people", people)) if part}
    return WorkedCase.model_validate(told)


def sheet_of(sheet):
    return {"validity": ["OK"], "total": "B0", "subscales": []} | sheet


@pytest.fixture(scope="session")
def policy():
    return load_policy()


@pytest.fixture(scope="session")
def mapping():
    return load_band_mapping()


@pytest.fixture(scope="session")
def judge(policy, mapping):
    """Decision on one case; the moment is an ordinary school morning unless told otherwise."""

    def decided(*sheets, moment=Moment(in_term=True, can_fetch=True), **rest):  # noqa: B008  # frozen
        signals = signals_of(case_of(sheets, **rest), policy.windows, SCHOOL_ZONE)
        return decisions(decide(signals), moment, policy, mapping, lines=np.zeros(1, np.int64))[0]

    return decided
