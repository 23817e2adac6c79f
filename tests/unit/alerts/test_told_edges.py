"""Each kind of report fills its own column, for its own pupil, as long as its window lasts and not a day longer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from screening.alerts.fold import fold
from screening.alerts.signals import Named, Protection
from screening.alerts.told import KeptReport, hearing
from screening.core.severity import Severity
from screening.intake.report_kinds import LIFTED, Kind, Report

SCHOOL = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
PUPILS = np.array([7, 3], np.int32)
QUIET = dict.fromkeys((
    "slight", "marked", "safety_seen", "happening", "mood", "asks", "bullying", "diagnosed_outside", "injured", "by_hand",
    "protection", "guarded", "staff_harm", "named", "hold", "attempt", "returned", "transferred", "recently_closed",
), 0)  # fmt: skip


def report(kind, grade="", days_ago=0, by="homeroom_teacher", **more):
    return Report(kind=kind, by=by, grade=grade, seen_at=NOW - timedelta(days=days_ago), **more)


def kept(*reports, pupil=7, first=1, later=0):
    entered = NOW + timedelta(minutes=later)
    return [KeptReport(number=n, pupil=pupil, id=str(n), report=one, entered_at=entered) for n, one in enumerate(reports, first)]


def heard(before, new, policy, opened=None):
    return hearing(before, new, opened or {}, PUPILS, today=NOW.date(), zone=SCHOOL, windows=policy.windows)


def columns(policy, *reports, pupil=7):
    """The columns of pupil 7, the first asked for, and of pupil 3."""
    told = heard([], kept(*reports, pupil=pupil), policy).now.columns
    return [{name: int(column[place]) for name, column in told.items()} for place in (0, 1)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(report(Kind.OBSERVATION, "O1"), {"slight": 1}, id="O1"),
        pytest.param(report(Kind.OBSERVATION, "O2"), {"marked": 1}, id="O2"),
        pytest.param(report(Kind.OBSERVATION, "O2", by="peer"), {"slight": 1}, id="a peer's O2"),
        pytest.param(report(Kind.OBSERVATION, "O2", by="peer", adult_confirmed=True), {"marked": 1}, id="confirmed"),
        pytest.param(report(Kind.OBSERVATION, "O3"), {"safety_seen": 1}, id="O3"),
        pytest.param(report(Kind.OBSERVATION, "O3I"), {"happening": 1}, id="O3I"),
        pytest.param(report(Kind.TALK, by="pupil"), {"asks": 1}, id="a wish to talk"),
        pytest.param(report(Kind.BULLYING), {"bullying": 1}, id="bullying"),
        pytest.param(report(Kind.OUTSIDE_CARE, by="guardian"), {"diagnosed_outside": 1}, id="outside care"),
        pytest.param(report(Kind.BULLYING, injured=True), {"bullying": 1, "injured": 1}, id="an injury"),
        pytest.param(report(Kind.HAND, "S3"), {"by_hand": Severity.S3}, id="a level by hand"),
        pytest.param(
            report(Kind.PROTECTION, "suspected", sources=("pupil",)),
            {"protection": Protection.SUSPECTED, "guarded": 1},
            id="protection, source known",
        ),
        pytest.param(
            report(Kind.PROTECTION, "imminent", sources=("staff",), named=("grade_head", "principal")),
            {"protection": Protection.IMMINENT, "guarded": 1, "staff_harm": 1, "named": Named.GRADE_HEAD | Named.PRINCIPAL},
            id="staff named",
        ),
        pytest.param(
            report(Kind.PROTECTION, "suspected", sources=("guardian_household",)),
            {"protection": Protection.SUSPECTED, "guarded": 1, "hold": 1},
            id="harm at home",
        ),
        pytest.param(report(Kind.BULLYING, sources=("guardian_household",)), {"bullying": 1}, id="F5 needs a protection report"),
        pytest.param(report(Kind.FAMILY, "court_order"), {"hold": 1}, id="a court order"),
        pytest.param(report(Kind.HISTORY, "attempt"), {"attempt": 1}, id="an attempt"),
        pytest.param(report(Kind.HISTORY, "returned"), {"returned": 1}, id="a return"),
        pytest.param(report(Kind.HISTORY, "transferred"), {"transferred": 1}, id="moved here"),
        pytest.param(report(Kind.HISTORY, "closed"), {"recently_closed": 1}, id="a closed case"),
        pytest.param(report(Kind.MESSAGE, by="message_box"), {}, id="words alone decide nothing"),
        pytest.param(report(Kind.CRITICAL, "CI-2", by="hospital"), {}, id="safety content is a report, no column"),
    ],
)
def test_a_report_fills_its_column_and_no_other_and_only_its_pupil_s(policy, told, expected):
    first, second = columns(policy, told)
    assert first == QUIET | {name: int(value) for name, value in expected.items()}
    assert second == QUIET
    assert columns(policy, told, pupil=99) == [QUIET, QUIET], "a pupil nobody asked for"


WINDOWS = [
    (report, (Kind.OBSERVATION, "O1"), "slight", 14),
    (report, (Kind.OBSERVATION, "O2"), "marked", 30),
    (report, (Kind.TALK,), "asks", 30),
    (report, (Kind.BULLYING,), "bullying", 30),
    (report, (Kind.OUTSIDE_CARE,), "diagnosed_outside", 30),
    (report, (Kind.HISTORY, "attempt"), "attempt", 365),
    (report, (Kind.HISTORY, "returned"), "returned", 90),
    (report, (Kind.HISTORY, "transferred"), "transferred", 140),
    (report, (Kind.HISTORY, "closed"), "recently_closed", 180),
]


@pytest.mark.parametrize(
    ("make", "told", "column", "days"), [pytest.param(*row, id=f"{row[2]}: {row[3]} days") for row in WINDOWS]
)
def test_a_report_counts_on_the_last_day_of_its_window_and_not_on_the_next(policy, make, told, column, days):
    """ALERT_POLICY §2.4 and §2.6; windows by the shipped policy."""
    found = [columns(policy, make(*told, days_ago=ago))[0][column] for ago in (0, days, days + 1)]
    assert found == [1, 1, 0]


@pytest.mark.parametrize(
    ("days", "ago", "mood"),
    [
        pytest.param(2, 0, 0, id="two days"),
        pytest.param(3, 0, 1, id="three days: S1"),
        pytest.param(6, 0, 1, id="six days"),
        pytest.param(7, 0, 2, id="a week: S2"),
        pytest.param(7, 14, 2, id="two weeks ago"),
        pytest.param(7, 15, 0, id="longer ago"),
    ],
)
def test_low_mood_counts_by_its_days_in_a_row(policy, days, ago, mood):
    assert columns(policy, report(Kind.LOW_MOOD, days_ago=ago, days=days))[0]["mood"] == mood


def test_a_day_is_a_day_on_the_school_s_clock(policy):
    """17:00 UTC is one o'clock of the next day at school: fourteen days before the tenth of November, not fifteen."""
    late = Report(kind=Kind.OBSERVATION, by="homeroom_teacher", grade="O1", seen_at=datetime(2026, 10, 26, 17, tzinfo=UTC))
    early = Report(kind=Kind.OBSERVATION, by="homeroom_teacher", grade="O1", seen_at=datetime(2026, 10, 26, 15, tzinfo=UTC))
    assert [columns(policy, one)[0]["slight"] for one in (late, early)] == [1, 0]


def test_the_gravest_of_several_reports_counts(policy):
    found = columns(policy, report(Kind.HAND, "S4"), report(Kind.HAND, "S2"), report(Kind.PROTECTION, "imminent"),
                    report(Kind.PROTECTION, "suspected"))[0]  # fmt: skip
    assert (found["by_hand"], found["protection"]) == (Severity.S4, Protection.IMMINENT)


def test_observers_are_told_apart_by_their_mark_and_without_one_by_their_role(policy):
    mild = [("homeroom_teacher", "a"), ("homeroom_teacher", "b"), ("subject_teacher", "a"), ("peer", ""), ("peer", "")]
    told = [report(Kind.OBSERVATION, "O1", by=by, observer=observer) for by, observer in mild]
    assert columns(policy, *told)[0]["slight"] == 3, "a, b and a peer"


def test_a_crowd_of_observers_is_a_hundred(policy):
    told = [report(Kind.OBSERVATION, "O1", observer=str(n)) for n in range(140)]
    assert columns(policy, *told)[0]["slight"] == 100


def test_observers_of_forms_and_of_sheets_count_together(policy):
    part = heard([], kept(report(Kind.OBSERVATION, "O1")), policy).now
    signals = fold([], PUPILS).told(slight=np.array([1, 1], np.int8))
    beside = part.beside(signals)
    assert beside.slight.tolist() == [2, 1]
    assert beside.slight.dtype == np.int8


def test_safety_content_is_heard_with_its_grade_and_is_dated(policy):
    told = [
        report(Kind.CRITICAL, "CI-2", by="hospital"),
        report(Kind.OBSERVATION, "O3"),
        report(Kind.CRITICAL, "CI-1", by="peer"),
    ]
    found = heard([], kept(*told), policy).now.reports
    assert (found.pupil.tolist(), found.critical.tolist(), found.dated.tolist()) == ([7, 7], [2, 1], [True, True])


@pytest.mark.parametrize(
    ("told", "needs"),
    [
        pytest.param(report(Kind.OBSERVATION, "O3"), Severity.S3, id="O3"),
        pytest.param(report(Kind.OBSERVATION, "O3I"), Severity.S4, id="O3I"),
        pytest.param(report(Kind.CRITICAL, "CI-1", by="hospital"), Severity.S2, id="CI-1"),
        pytest.param(report(Kind.CRITICAL, "CI-2", by="hospital"), Severity.S3, id="CI-2"),
        pytest.param(report(Kind.CRITICAL, "CI-3", by="hospital"), Severity.S4, id="CI-3"),
        pytest.param(report(Kind.PROTECTION, "suspected"), Severity.S3, id="suspected harm"),
        pytest.param(report(Kind.PROTECTION, "imminent"), Severity.S4, id="imminent harm"),
        *(pytest.param(report(Kind.HAND, level), Severity[level], id=f"by hand {level}") for level in ("S1", "S2", "S3", "S4")),
    ],
)
def test_a_safety_report_told_before_counts_while_an_alert_of_its_severity_is_open(policy, told, needs):
    lower = Severity(needs - 1)
    standing, handled = (heard(kept(told), [], policy, {7: int(level)}) for level in (needs, lower))
    assert standing.unhandled.tolist() == [True, False]
    assert handled.unhandled.tolist() == [False, False]
    assert not heard(kept(told), [], policy).unhandled.any(), "no alert is open: somebody dealt with it"


def test_what_is_no_safety_report_is_never_unhandled_and_stands_by_its_window(policy):
    parts = heard(kept(report(Kind.OBSERVATION, "O2")), [], policy, {7: int(Severity.S4)})
    assert not parts.unhandled.any()
    assert parts.before.columns["marked"].tolist() == [True, False]


def test_what_is_new_is_told_apart_from_what_stands_and_both_are_together(policy):
    parts = heard(kept(report(Kind.OBSERVATION, "O2")), kept(report(Kind.BULLYING), first=2), policy)
    told = {name: [bool(part.columns[name][0]) for part in (parts.before, parts.now, parts.together)] for name in QUIET}
    assert told["marked"] == [True, False, True]
    assert told["bullying"] == [False, True, True]


def test_history_and_who_must_not_hear_hold_for_everything(policy):
    circumstances = report(Kind.HISTORY, "attempt")
    parts = heard(kept(circumstances), kept(report(Kind.BULLYING), first=2), policy)
    assert [bool(part.columns["attempt"][0]) for part in (parts.before, parts.now, parts.together)] == [True] * 3
    named = heard(kept(report(Kind.BULLYING)), kept(report(Kind.PROTECTION, "suspected", named=("principal",)), first=2), policy)
    assert [int(part.columns["named"][0]) for part in (named.before, named.now)] == [Named.PRINCIPAL] * 2


def test_a_peer_s_report_becomes_news_once_an_adult_confirms_it(policy):
    before = kept(report(Kind.OBSERVATION, "O2", by="peer"), report(Kind.OBSERVATION, "O2", by="pupil"))
    confirmation = kept(report(Kind.CONFIRMED, confirms=1), first=3)
    parts = heard(before, confirmation, policy)
    assert parts.now.columns["marked"].tolist() == [True, False]
    assert parts.now.columns["slight"].tolist() == [0, 0], "the report that nobody confirmed is no news"
    again = heard([*before, *confirmation], [], policy)
    assert again.before.columns["marked"].tolist() == [True, False]
    assert again.now.columns["marked"].tolist() == [False, False], "confirmed before: no news"


def test_taking_back_concerns_its_own_pupil_and_its_own_kind(policy):
    hold = report(Kind.FAMILY, "court_order")

    def lifts(kind, pupil):
        both = [report(kind, LIFTED, by=by) for by in ("psych_deputy", "principal")]
        return kept(*both, pupil=pupil, first=2, later=1)

    def held(kind=Kind.FAMILY, pupil=7):
        return bool(heard([*kept(hold), *lifts(kind, pupil)], [], policy).before.columns["hold"][0])

    assert not held()
    assert held(pupil=3), "another pupil's"
    assert held(kind=Kind.PROTECTION), "another kind"


def test_what_can_not_be_taken_back_stands(policy):
    told = kept(report(Kind.OBSERVATION, "O2"))
    lifts = kept(*(report(Kind.OBSERVATION, LIFTED, by=by) for by in ("psych_teacher", "principal")), first=2, later=1)
    assert heard([*told, *lifts], [], policy).before.columns["marked"].tolist() == [True, False]


def test_taken_back_at_the_very_second_it_came_is_not_taken_back_after_it_came(policy):
    """F7: both sides say so after the report came."""
    both = kept(*(report(Kind.FAMILY, LIFTED, by=by) for by in ("psych_teacher", "moral_education_head")), first=2)
    assert heard([*kept(report(Kind.FAMILY, "court_order")), *both], [], policy).before.columns["hold"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("told", "held"),
    [
        pytest.param({"sources": ("unknown",), "fears_home": True}, True, id="unknown source and fear of home"),
        pytest.param({"sources": (), "fears_home": True}, True, id="no source told and fear of home"),
        pytest.param({"sources": ("unknown",)}, False, id="unknown source, no fear of home"),
        pytest.param({"sources": ("outsider",), "fears_home": True}, False, id="a known source elsewhere"),
        pytest.param({"sources": ("outsider", "guardian_household")}, True, id="home among the sources"),
    ],
)
def test_a_hold_follows_from_where_the_harm_comes_from(policy, told, held):
    """F5."""
    assert bool(columns(policy, report(Kind.PROTECTION, "suspected", **told))[0]["hold"]) is held


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(("homeroom_teacher", "grade_head"), id="neither side"),
        pytest.param(("psych_teacher", "homeroom_teacher"), id="one side and somebody else"),
        pytest.param(("principal", "moral_education_head"), id="two of one side"),
    ],
)
def test_only_a_counselor_and_a_head_together_take_something_back(policy, by):
    """F7."""
    lifts = kept(*(report(Kind.FAMILY, LIFTED, by=one) for one in by), first=2, later=1)
    assert heard([*kept(report(Kind.FAMILY, "court_order")), *lifts], [], policy).before.columns["hold"].tolist() == [True, False]
