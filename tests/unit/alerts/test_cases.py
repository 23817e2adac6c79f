"""Open and closed cases: M1, M3, DD1, DD2, R208 with the readings A10 to A15 and A51 to A53."""

import pytest

from screening.alerts.facts import Moment
from screening.core.severity import Severity

QUIET = {"total": "B0"}
CI1, CI2, CI3 = ({"critical": grade} for grade in ("CI-1", "CI-2", "CI-3"))
LIE = {"validity": ["LIE"], "total": "NA", "raw_total": "B0"}


def open_case(severity, **rest):
    return {"open_case": severity, **rest}


@pytest.mark.parametrize(
    ("sheet", "opened", "severity", "case", "rules"),
    [
        pytest.param({"total": "B2"}, None, "S2", "new", ("R201",), id="no case: a new one"),
        pytest.param({"total": "B2"}, "S1", "S2", "step_up", ("R201",), id="graver than the open case: step up"),
        pytest.param({"total": "B2"}, "S2", "S2", "attached", ("R201",), id="equal: attached, the rules that fired"),
        pytest.param({"total": "B2"}, "S3", "S3", "attached", ("M1",), id="milder: the open case stays (M1)"),
        pytest.param(QUIET, "S2", "S2", "attached", ("M1",), id="all quiet lowers nothing"),
        pytest.param(LIE, "S2", "S2", "attached", ("M1",), id="an unreadable sheet lowers nothing"),
        pytest.param(LIE, None, "U", "none", ("RU1",), id="an unreadable sheet opens no case"),
    ],
)
def test_an_open_case_is_never_lowered(judge, *, sheet, opened, severity, case, rules):
    decision = judge(sheet, history=open_case(opened))
    assert (decision.severity, decision.case, decision.rules) == (Severity[severity], case, rules)


@pytest.mark.parametrize("days", [pytest.param(180, id="inside"), pytest.param(181, id="outside")])
def test_a_new_result_reopens_a_file_closed_inside_the_window(judge, days):
    decision = judge({"total": "B2"}, history={"closed_case": {"severity": "S3", "days_ago": days, "confirmed": True}})
    assert decision.case == ("reopened" if days == 180 else "new")
    assert decision.rules == ("R201",), "R208 is listed only if an S1 rule fired"


@pytest.mark.parametrize(
    "signals",
    [
        pytest.param({"sheets": [CI2]}, id="CI-2"),
        pytest.param({"sheets": [CI3]}, id="CI-3"),
        pytest.param({"observations": [{"grade": "O3", "by": "peer", "at": "2026-11-10T09:00:00+08:00"}]}, id="O3"),
        pytest.param({"observations": [{"grade": "O3I", "by": "peer", "at": "2026-11-10T09:00:00+08:00"}]}, id="O3I"),
        pytest.param({"protection": {"status": "suspected", "source_of_harm": ["pupil"]}}, id="protection"),
    ],
)
def test_a_grave_signal_never_merges_into_an_open_case(judge, signals):
    decision = judge(*signals.get("sheets", ()), history=open_case("S4"), **{k: v for k, v in signals.items() if k != "sheets"})
    assert decision.case == "attached"
    assert decision.track == "safety"
    assert {"psych_teacher", "moral_education_head", "principal"} <= set(decision.told.school)
    assert {"full", "brings_forward"} <= decision.facts


def test_what_is_not_graver_reaches_the_counselor_only(judge):
    decision = judge({"total": "B3", "subscales": ["B3", "B3"]}, history=open_case("S3"))
    assert (decision.told.class_, decision.told.grade, decision.told.family) == ("none", "none", "none")
    assert decision.told.school == ("psych_teacher",)
    assert decision.track is None
    assert "brings_forward" in decision.facts


def test_a_quiet_or_unreadable_result_brings_no_follow_up_forward(judge):
    assert "brings_forward" not in judge(QUIET, history=open_case("S3")).facts
    unread = judge(LIE, history=open_case("S3"))
    assert "brings_forward" not in unread.facts
    assert (unread.told.class_, unread.templates) == ("makeup", ("FU-S3", "RETEST"))


@pytest.mark.parametrize("can_fetch", [True, False], ids=["school is on", "school is over"])
def test_a_safety_answer_inside_a_grave_case_is_checked_without_a_notice(judge, can_fetch):
    decision = judge(
        CI1, history=open_case("S3", attempt_within_12_months=False), moment=Moment(in_term=True, can_fetch=can_fetch)
    )
    assert decision.case == "attached"
    assert decision.track == "safety"
    assert "check" in decision.facts
    assert decision.told.class_ == ("fetch" if can_fetch else "none")
    assert decision.told.grade == "none"


def test_an_appointment_stays_beside_everything_but_a_full_grave_alert(judge):
    assert "asks" in judge({"total": "B2"}, asks_for_talk=True).facts
    assert "asks" in judge(CI1, asks_for_talk=True, history=open_case("S4")).facts
    assert "asks" not in judge(CI2, asks_for_talk=True).facts


def test_without_a_sheet_by_choice_there_is_no_severity_unless_a_signal_or_case_speaks(judge):
    assert "not_tested" in judge(not_tested="consent_refused").facts
    declined = judge(not_tested="declined_by_pupil")
    assert "not_tested" in declined.facts
    assert declined.told.school == ("psych_teacher",)
    assert "not_tested" not in judge(not_tested="declined_by_pupil", bullying=True).facts
    assert judge(not_tested="consent_refused", history=open_case("S2")).severity is Severity.S2


def test_two_unreadable_sittings_are_a_talk_and_no_third_test(judge):
    assert judge(LIE).templates == ("RETEST",)
    assert judge(LIE, {"validity": ["MISSING"], "total": "NA"}).templates == ("TALK",)


def test_support_tasks_follow_from_history_whatever_the_severity(judge):
    history = {"transferred_in": True, "returned_within_90_days": True, "groups": ["left_behind"]}
    assert judge(QUIET, history=history).templates == ("FU-TR", "FU-RTN", "FU-GRP")


@pytest.mark.parametrize("severity", ["S1", "S2", "S3", "S4"])
def test_every_level_from_s1_on_opens_a_case_or_opens_one_again(judge, severity):
    assert judge(set_by_hand=severity).case == "new"
    closed = {"closed_case": {"severity": "S3", "days_ago": 1, "confirmed": True}}
    assert judge(set_by_hand=severity, history=closed).case == "reopened"


@pytest.mark.parametrize("opened", ["S1", "S2", "S3", "S4"])
@pytest.mark.parametrize("level", ["S1", "S2", "S3", "S4"])
def test_a_level_steps_up_only_what_is_milder(judge, opened, level):
    decision = judge(set_by_hand=level, history=open_case(opened))
    assert decision.case == ("step_up" if level > opened else "attached")
    assert decision.severity is Severity[max(level, opened)]
    assert ("full" in decision.facts) is (level > opened)


@pytest.mark.parametrize(
    ("opened", "checked"),
    [pytest.param("S4", True, id="S4"), pytest.param("S3", True, id="S3"), pytest.param("S2", False, id="S2")],
)
def test_a_mild_safety_answer_is_checked_inside_a_grave_case_only(judge, opened, checked):
    """Inside an open S2 the same answer is graver than the case (R305), so it sounds in full."""
    decision = judge(CI1, history=open_case(opened))
    assert ("check" in decision.facts) is checked
    assert ("full" in decision.facts) is not checked


@pytest.mark.parametrize("sheet", [QUIET, LIE, {"total": "B1"}], ids=["calm", "unreadable", "slight"])
def test_whatever_is_milder_than_the_open_case_only_feeds_it(judge, sheet):
    assert {"feed", "full", "check", "none"} & judge(sheet, history=open_case("S3")).facts == {"feed"}


def test_without_a_case_or_a_sign_nothing_sounds(judge):
    assert "none" in judge(QUIET).facts
    assert "full" in judge(LIE).facts, "U is told too"
