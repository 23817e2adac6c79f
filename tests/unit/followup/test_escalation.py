"""Who hears of a missed deadline, ALERT_POLICY §6."""

from datetime import datetime, timedelta

import pytest

from screening.core.severity import Severity
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.escalation import Missed, escalations

DUE = datetime(2026, 11, 10, 17, 30, tzinfo=SCHOOL_ZONE)  # a Tuesday


def heard(policy, year, kind, severity, late):
    calls = escalations(Missed(kind=kind, severity=Severity[severity], due_at=DUE), DUE + late, year, policy)
    return [call.to for call in calls]


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HEAD, DEPUTY, PRINCIPAL = "moral_education_head", "psych_deputy", "principal"


@pytest.mark.parametrize(
    ("kind", "severity", "late", "people"),
    [
        pytest.param("acknowledge", "S4", -MINUTE, [], id="before its time nobody hears"),
        pytest.param("acknowledge", "S4", 0 * MINUTE, [(DEPUTY, HEAD)], id="S4 unseen"),
        pytest.param("acknowledge", "S4", 15 * MINUTE, [(DEPUTY, HEAD), (PRINCIPAL,)], id="a quarter of an hour later"),
        pytest.param("contact", "S4", HOUR, [(PRINCIPAL,), ("bureau_contact",)], id="S4 not contacted for an hour"),
        pytest.param("acknowledge", "S3", MINUTE, [(DEPUTY, "grade_head", HEAD)], id="S3 unseen"),
        pytest.param("interview", "S3", MINUTE, [(HEAD, PRINCIPAL)], id="S3 not talked to"),
        pytest.param("plan", "S3", 2 * DAY, [(HEAD,), (PRINCIPAL,)], id="S3 without plan for two school days"),
        pytest.param("acknowledge", "S2", 3 * DAY, [(DEPUTY,), ("psych_teacher",), ("grade_head",), (HEAD,)], id="S2 unseen"),
        pytest.param("interview", "S2", DAY, [("psych_teacher",)], id="S2 not talked to"),
        pytest.param("observation", "S1", 9 * DAY, [], id="S1 is patient"),
        pytest.param("retest", "U", 14 * DAY, [(HEAD,)], id="U after ten school days"),
    ],
)
def test_the_table_says_who_hears(policy, year, *, kind, severity, late, people):
    assert heard(policy, year, kind, severity, late) == people


def test_only_the_gravest_level_is_called_by_phone_and_counts_carry_no_name(policy, year):
    def calls(severity, kind, late):
        return escalations(Missed(kind=kind, severity=Severity[severity], due_at=DUE), DUE + late, year, policy)

    assert all(call.by_phone for call in calls("S4", "acknowledge", DAY))
    assert not any(call.by_phone for call in calls("S3", "acknowledge", DAY))
    assert [call.asks for call in calls("S2", "acknowledge", 2 * DAY)] == ["", "reminder", "count_only"]


def test_school_days_of_lateness_leave_out_the_weekend(policy, year):
    friday = datetime(2026, 11, 13, 17, 30, tzinfo=SCHOOL_ZONE)
    missed = Missed(kind="interview", severity=Severity.S2, due_at=friday)
    assert escalations(missed, friday + 2 * DAY, year, policy) == []
    assert len(escalations(missed, friday + 3 * DAY, year, policy)) == 1


def test_a_step_once_reached_stays_reached(policy, year):
    steps = [len(heard(policy, year, "acknowledge", "S4", late * MINUTE)) for late in range(60)]
    assert steps == sorted(steps)
    assert steps[-1] == 3
