"""What keeps a level from leaving by confirmation: who told it, and whether a second source says the same."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from screening.alerts.support import SUPPORTS, supports
from screening.alerts.told import KeptReport
from screening.core.severity import Severity
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.report_kinds import Kind, Report

T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)


def decision(*rules, evidence=(), facts=(), severity=Severity.S3):
    return SimpleNamespace(rules=rules, evidence=evidence, facts=frozenset(facts), severity=severity)


def told(kind=Kind.OBSERVATION, grade="O2", by="homeroom_teacher", days_ago=0, number=1, **more):
    seen = T0 - timedelta(days=days_ago)
    report = Report(kind=kind, by=by, seen_at=seen, grade=grade, **more)
    return KeptReport(number=number, pupil=5, id=str(number), report=report, entered_at=seen)


def written(grade, by):
    return told(kind=Kind.CRITICAL, grade=grade, by=by)


def found(one, *reports):
    return set(supports(one, reports, T0, marked_days=30))


CONFIRMED = told(kind=Kind.CONFIRMED, grade="", number=2, confirms=1)
SHEET = decision("R301", evidence=("phq9@1 CI-2",))


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([], set(), id="one sheet alone may leave"),
        pytest.param([told()], {"adult_observation"}, id="an adult's O2"),
        pytest.param([told(days_ago=31)], set(), id="an O2 too long ago"),
        pytest.param([told(days_ago=30 + 9 / 24)], {"adult_observation"}, id="an O2 early on the last day that counts"),
        pytest.param([told(grade="O3", days_ago=90)], {"adult_observation"}, id="an O3 always"),
        pytest.param([told(by="peer")], set(), id="a peer's O2 counts as O1"),
        pytest.param([told(grade="O3", by="peer")], set(), id="a peer's O3 that no adult shares"),
        pytest.param([told(grade="O3", by="peer"), CONFIRMED], {"adult_observation"}, id="a peer's O3 that an adult confirmed"),
        pytest.param([told(grade="O1")], set(), id="a mild change"),
        pytest.param([written("CI-2", "hospital")], {"adult_observation", "second_source"}, id="a hospital"),
        pytest.param([written("CI-2", "message_box")], {"second_source"}, id="the message box says the same"),
        pytest.param([written("CI-1", "message_box")], set(), id="the message box says less"),
        pytest.param([told(kind=Kind.PROTECTION, grade="suspected")], {"protection"}, id="protection"),
    ],
)  # fmt: skip
def test_a_level_is_supported_by_what_others_told(reports, expected):
    assert found(SHEET, *reports) == expected


@pytest.mark.parametrize(
    ("lifted_by", "stands"),
    [
        pytest.param(["psych_teacher"], True, id="one side alone"),
        pytest.param(["psych_teacher", "moral_education_head"], False, id="both sides"),
    ],
)
def test_protection_supports_until_both_sides_took_it_back(lifted_by, stands):
    lifts = [told(kind=Kind.PROTECTION, grade="lifted", by=by, number=number) for number, by in enumerate(lifted_by, start=2)]
    before = told(kind=Kind.PROTECTION, grade="suspected", days_ago=1)
    assert ("protection" in found(SHEET, before, *lifts)) == stands


def test_ci_3_two_observers_and_a_new_signal_in_a_case_are_support():
    assert found(decision("R401", evidence=("phq9@1 CI-3",))) == {"ci3"}
    assert found(decision("R205", evidence=("told O1",))) == {"second_source"}
    assert found(decision("R306", evidence=("mht@1 total B3", "told O2"))) == {"second_source"}
    assert found(decision("R404", evidence=("report CI-2",))) == {"second_source"}


def test_every_support_has_words():
    assert all(words.zh and words.en for words in SUPPORTS.values())


def report_of(kind, grade, by="homeroom_teacher", minutes=0):
    one = told(kind=kind, grade=grade, by=by)
    return KeptReport(number=1, pupil=5, id="1", report=one.report, entered_at=T0 + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "stands"),
    [
        pytest.param(1, False, id="after the report came"),
        pytest.param(0, True, id="at the very minute it came"),
        pytest.param(-1, True, id="before it came"),
    ],
)
def test_protection_is_taken_back_only_after_it_came(minutes, stands):
    """F7."""
    lifts = [report_of(Kind.PROTECTION, "lifted", by, minutes) for by in ("psych_deputy", "principal")]
    assert ("protection" in found(SHEET, report_of(Kind.PROTECTION, "suspected"), *lifts)) is stands


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(decision("R403", facts=["protection"]), {"protection"}, id="the decision rests on it"),
        pytest.param(decision("R301", evidence=("told protection",)), {"protection"}, id="it was told"),
        pytest.param(decision("R301", evidence=("told O2",)), set(), id="something else was told"),
    ],
)
def test_protection_among_the_reasons_supports(one, expected):
    assert found(one) == expected


def test_an_o2_counts_on_its_last_day():
    assert found(SHEET, told(days_ago=30)) == {"adult_observation"}


@pytest.mark.parametrize(
    ("kind", "grade", "expected"),
    [
        pytest.param(Kind.CRITICAL, "CI-3", {"ci3"}, id="told elsewhere"),
        pytest.param(Kind.CRITICAL, "CI-2", set(), id="milder"),
        pytest.param(Kind.TALK, "CI-3", set(), id="another kind of report"),
    ],
)
def test_ci_3_supports_wherever_it_was_told(kind, grade, expected):
    assert found(decision("R405", severity=Severity.S4), report_of(kind, grade, "message_box")) == expected


@pytest.mark.parametrize(
    ("one", "second"),
    [
        pytest.param(decision("R301", "R302", evidence=("phq9@1 CI-2", "told O3")), True, id="a sheet and people"),
        pytest.param(decision("R302", evidence=("phq9@1 CI-1", "told O3")), False, id="people: no rule of the sheet won"),
        pytest.param(
            decision("R301", "R302", evidence=("report CI-2", "told O3")), False, id="no sheet: the answer was reported"
        ),
        pytest.param(decision("R404", evidence=("mht@1 CI-2",)), False, id="a case and one sheet"),
        pytest.param(decision("R305", evidence=("mht@1 CI-1", "told O1")), True, id="a case and people"),
        pytest.param(decision("M1", evidence=("mht@1 CI-1", "told O1")), False, id="the open case alone"),
    ],
)
def test_a_second_source_is_another_one_for_the_rules_that_won(one, second):
    assert ("second_source" in found(one)) is second


@pytest.mark.parametrize(
    ("kind", "grade", "second"),
    [
        pytest.param(Kind.CRITICAL, "CI-2", True, id="the same level"),
        pytest.param(Kind.CRITICAL, "CI-3", True, id="graver"),
        pytest.param(Kind.CRITICAL, "CI-1", False, id="milder"),
        pytest.param(Kind.OBSERVATION, "O3", False, id="an observation is counted by its rule"),
    ],
)
def test_reported_content_is_a_second_source_at_the_level_of_the_alert(kind, grade, second):
    assert ("second_source" in found(SHEET, report_of(kind, grade, "message_box"))) is second


def test_only_the_report_that_an_adult_confirmed_is_confirmed():
    other = told(grade="O3", by="peer", number=5)
    assert found(SHEET, other, CONFIRMED) == set()


def test_supports_come_in_the_order_of_the_policy():
    reports = (report_of(Kind.PROTECTION, "suspected"), report_of(Kind.CRITICAL, "CI-3", "hospital"))
    assert supports(SHEET, reports, T0, marked_days=30) == tuple(SUPPORTS)
