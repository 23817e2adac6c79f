"""What people told, as signals: nothing told lowers anything, in whatever order it came."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.decide import decide
from screening.alerts.fold import fold
from screening.alerts.told import KeptReport, hearing
from screening.core.severity import Severity
from screening.intake.report_kinds import GRADES, LIFTED, Kind, Report

NOW = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
PUPIL = np.array([7], dtype=np.int32)
TELLING = [kind for kind in Kind if kind not in {Kind.MESSAGE, Kind.FLAT_MOOD, Kind.CONFIRMED}]


@st.composite
def told(draw):
    kind = draw(st.sampled_from(TELLING))
    grades = [grade for grade in GRADES.get(kind, {"": ()}) if grade != LIFTED]
    return Report(
        kind=kind,
        by=draw(st.sampled_from(["homeroom_teacher", "subject_teacher", "peer", "pupil", "guardian"])),
        grade=draw(st.sampled_from(grades)),
        seen_at=NOW - timedelta(days=draw(st.integers(0, 40))),
        adult_confirmed=draw(st.booleans()),
        days=draw(st.integers(3, 9)) if kind is Kind.LOW_MOOD else 0,
    )


def kept(reports):
    return [KeptReport(number=n, pupil=7, id=str(n), report=one, entered_at=NOW) for n, one in enumerate(reports, start=1)]


def heard(before, new, policy, opened=Severity.S4):
    return hearing(before, new, {7: int(opened)}, PUPIL, today=NOW.date(), zone=UTC, windows=policy.windows)


def severity(part):
    return Severity(int(decide(part.beside(fold([], PUPIL, part.reports))).severity[0]))


@given(reports=st.lists(told(), min_size=1, max_size=5), data=st.data())
def test_the_order_of_reports_changes_no_column(reports, data, policy):
    shuffled = data.draw(st.permutations(reports))
    one, other = heard([], kept(reports), policy).now, heard([], kept(shuffled), policy).now
    assert all((one.columns[name] == other.columns[name]).all() for name in one.columns)


@given(reports=st.lists(told(), min_size=0, max_size=4), more=told())
def test_one_more_report_never_lowers_the_severity(reports, more, policy):
    assert severity(heard([], kept([*reports, more]), policy).now) >= severity(heard([], kept(reports), policy).now)


@given(reports=st.lists(told(), min_size=1, max_size=4), cut=st.integers(0, 4))
def test_what_stands_and_what_is_new_together_are_no_less_than_either(reports, cut, policy):
    all_kept = kept(reports)
    parts = heard(all_kept[:cut], all_kept[cut:], policy)
    assert severity(parts.together) >= max(severity(parts.now), severity(parts.before))


def observation(grade, days=0, by="homeroom_teacher"):
    return Report(kind=Kind.OBSERVATION, by=by, grade=grade, seen_at=NOW - timedelta(days=days))


def test_a_safety_report_stands_while_its_alert_is_open_and_is_handled_afterwards(policy):
    before = kept([observation("O3", 3)])
    assert severity(heard(before, [], policy, Severity.S3).before) is Severity.S3
    assert severity(heard(before, [], policy, Severity.S2).before) is Severity.S0  # lowered by a person since
    assert severity(heard(before, [], policy, Severity.S0).before) is Severity.S0


def test_a_wish_to_talk_asks_for_one_appointment(policy):
    before = kept([Report(kind=Kind.TALK, by="pupil", seen_at=NOW)])
    assert not heard(before, [], policy).together.columns["asks"][0]


def protection(number, grade, by="psych_teacher", later=0):
    report = Report(kind=Kind.PROTECTION, by=by, grade=grade, seen_at=NOW, sources=("guardian_household",))
    return KeptReport(number=number, pupil=7, id=str(number), report=report, entered_at=NOW + timedelta(minutes=later))


@pytest.mark.parametrize(
    ("lifts", "held"),
    [
        pytest.param([], True, id="nobody lifted it"),
        pytest.param([protection(2, LIFTED, later=1)], True, id="the counselor alone"),
        pytest.param([protection(2, LIFTED, "psych_deputy", 1), protection(3, LIFTED, later=2)], True, id="two counselors"),
        pytest.param([protection(2, LIFTED, later=1), protection(3, LIFTED, "moral_education_head", 2)], False, id="both"),
        pytest.param(
            [protection(2, LIFTED, later=-1), protection(3, LIFTED, "principal", 2)], True, id="one of them before it came"
        ),
    ],
)
def test_a_hold_stands_until_both_sides_lift_it(policy, lifts, held):  # F7
    columns = heard([protection(1, "suspected"), *lifts], [], policy).now.columns
    assert (bool(columns["hold"][0]), bool(columns["guarded"][0])) == (held, held)
