"""Which tasks and clock facts follow from a decision, each at its nearest neighbours too."""

import pytest

from screening.alerts.facts import Moment
from screening.core.severity import Severity

CI1, CI2 = {"critical": "CI-1"}, {"critical": "CI-2"}
UNDATED = {"critical": "CI-1", "dated": False}
CLINICAL = {"total": "B3", "subscales": ["B3", "B3"]}


def protection(status):
    return {"status": status, "source_of_harm": ["pupil"]}


@pytest.mark.parametrize(
    ("status", "duties"),
    [
        pytest.param("none", set(), id="no report"),
        pytest.param("suspected", {"FU-CP", "MANDATORY-REPORT"}, id="suspected is enough"),
        pytest.param("imminent", {"FU-CP", "MANDATORY-REPORT"}, id="imminent"),
    ],
)
def test_whoever_suspects_harm_must_report_it(judge, status, duties):
    decision = judge(protection=protection(status))
    assert {"FU-CP", "MANDATORY-REPORT"} & set(decision.templates) == duties
    assert ("protection" in decision.facts) is bool(duties)


@pytest.mark.parametrize(
    ("sheet", "more", "mild"),
    [
        pytest.param(UNDATED, {}, True, id="undated, total at B0"),
        pytest.param(UNDATED | {"total": "B1"}, {}, True, id="total at B1"),
        pytest.param(UNDATED | {"total": "B2"}, {}, False, id="a raised total"),
        pytest.param(UNDATED | {"validity": ["LIE"], "total": "NA"}, {}, False, id="an unreadable total is not a low one"),
        pytest.param(CI1, {}, False, id="a dated answer"),
        pytest.param({"critical": "CI-2", "dated": False}, {}, False, id="a graver answer"),
        pytest.param({}, {}, False, id="no safety answer"),
        pytest.param(UNDATED, {"attempt_within_12_months": True}, False, id="an attempt"),
        pytest.param(UNDATED, {"returned_within_90_days": True}, False, id="a return"),
        pytest.param(UNDATED, {"open_case": "S1"}, False, id="an open case"),
        pytest.param(
            UNDATED, {"closed_case": {"severity": "S3", "days_ago": 3, "confirmed": True}}, False, id="a case closed lately"
        ),
    ],
)
def test_an_undated_answer_is_mild_only_where_everything_else_is_known_and_calm(judge, sheet, more, mild):
    """ALERT_POLICY §2.2."""
    assert ("undated_mild" in judge(sheet, history=more).facts) is mild


@pytest.mark.parametrize(
    ("sheet", "more", "words"),
    [
        pytest.param(CI1, {}, {"ci1"}, id="CI-1"),
        pytest.param(CI2, {}, set(), id="CI-2 is no CI-1"),
        pytest.param({"total": "B3"}, {}, {"total_b3"}, id="a total at B3"),
        pytest.param({"total": "B2"}, {}, set(), id="a total at B2"),
        pytest.param({"validity": ["LIE"], "total": "NA", "raw_total": "B2"}, {}, {"retest_soon"}, id="RU4"),
        pytest.param({"validity": ["LIE"], "total": "NA"}, {}, set(), id="RU1"),
        pytest.param({}, {"outside_diagnosis": True}, {"diagnosed_outside"}, id="outside care wins at S2"),
        pytest.param(CI2, {"outside_diagnosis": True}, set(), id="outside care beside something graver"),
        pytest.param({}, {"outside_diagnosis": True, "history": {"open_case": "S2"}}, set(), id="outside care of an open case"),
        pytest.param({}, {"asks_for_talk": True}, {"asks"}, id="a wish to talk"),
        pytest.param(CLINICAL, {"asks_for_talk": True}, {"total_b3"}, id="S3 is a talk already"),
    ],
)
def test_clock_facts_say_what_a_deadline_depends_on(judge, sheet, more, words):
    told = {"ci1", "total_b3", "retest_soon", "diagnosed_outside", "asks", "not_tested"}
    assert judge(sheet, **more).facts & told == words


@pytest.mark.parametrize(
    ("sheet", "more", "fired"),
    [
        pytest.param({"total": "B1"}, {}, set(), id="no open case"),
        pytest.param({"total": "B1"}, {"open_case": "S1"}, {"fired:S1"}, id="S1 in an open S1"),
        pytest.param({"total": "B2"}, {"open_case": "S1"}, {"fired:S2"}, id="S2 in an open S1"),
        pytest.param({"total": "B2"}, {"open_case": "S4"}, {"fired:S2"}, id="S2 in an open S4"),
        pytest.param({}, {"open_case": "S4"}, set(), id="nothing new"),
        pytest.param({"validity": ["LIE"], "total": "NA"}, {"open_case": "S4"}, set(), id="U is no sign"),
    ],
)
def test_what_fired_in_an_open_case_is_told_to_its_clocks(judge, sheet, more, fired):
    decision = judge(sheet, history=more)
    assert {fact for fact in decision.facts if fact.startswith("fired")} == fired
    assert ("brings_forward" in decision.facts) is (bool(fired) and decision.case == "attached")


@pytest.mark.parametrize("opened", ["S1", "S2", "S3", "S4"])
def test_a_slight_sign_brings_the_next_follow_up_of_any_open_case_forward(judge, opened):
    """DD2: S1 is the mildest that does."""
    assert "brings_forward" in judge({"total": "B1"}, history={"open_case": opened}).facts


@pytest.mark.parametrize(
    ("sheet", "more", "track"),
    [
        pytest.param({"total": "B2"}, {}, None, id="S2"),
        pytest.param(CLINICAL, {}, "clinical", id="S3 by scores"),
        pytest.param(CI2, {}, "safety", id="S3 by a safety answer"),
        pytest.param(CLINICAL | CI1, {}, "safety", id="S3 by scores with a safety answer"),
        pytest.param({"critical": "CI-3"}, {}, "safety", id="S4"),
        pytest.param({}, {"set_by_hand": "S4"}, "safety", id="S4 by hand"),
        pytest.param({}, {"set_by_hand": "S3"}, "clinical", id="S3 by hand"),
        pytest.param(CI1, {"history": {"open_case": "S3"}}, "safety", id="checked inside a grave case"),
        pytest.param(CI1, {"history": {"open_case": "S2"}}, "safety", id="steps up to S3"),
        pytest.param(CLINICAL, {"history": {"open_case": "S3"}}, None, id="attached quietly"),
    ],
)
def test_clocks_run_day_and_night_where_safety_is_meant(judge, sheet, more, track):
    assert judge(sheet, **more).track == track


@pytest.mark.parametrize(
    ("sheet", "history", "waits", "asked"),
    [
        pytest.param(CI2, {}, True, True, id="S3 safety, contact falls on the morning"),
        pytest.param(CI2, {}, False, False, id="S3 safety, contact today"),
        pytest.param(CI1, {"open_case": "S3"}, True, True, id="a check inside a grave case"),
        pytest.param({"critical": "CI-3"}, {}, True, False, id="S4 never waits"),
        pytest.param(CLINICAL, {}, True, False, id="S3 clinical has no such contact"),
        pytest.param(CI1, {}, True, False, id="S2 has K2"),
    ],
)
def test_whoever_waits_until_the_morning_writes_why_that_is_safe(judge, sheet, history, waits, asked):
    moment = Moment(in_term=True, can_fetch=False, waits=waits)
    assert ("WAIT-REASON" in judge(sheet, history=history, moment=moment).templates) is asked


@pytest.mark.parametrize(
    ("sheet", "more", "template"),
    [
        pytest.param({"total": "B1"}, {}, "FU-S1", id="S1"),
        pytest.param({"total": "B2"}, {}, "FU-S2", id="S2"),
        pytest.param(CI2, {}, "FU-S3", id="S3"),
        pytest.param({"critical": "CI-3"}, {}, "FU-S4", id="S4"),
        pytest.param({"critical": "CI-SKIP"}, {}, "PRIVATE-CHECK", id="a blank safety item"),
        pytest.param(None, {"not_tested": "absent"}, "MAKE-UP", id="absent"),
    ],
)
def test_each_severity_has_its_follow_up_and_each_gap_its_task(judge, sheet, more, template):
    assert judge(*([sheet] if sheet is not None else []), **more).templates == (template,)


def test_people_named_are_told_to_the_clocks_by_their_role(judge):
    told = judge(CI2, protection={"named_people": ["principal"]})
    assert {fact for fact in told.facts if fact.startswith("named")} == {"named:principal"}


def test_bullying_has_its_own_task_and_the_level_of_its_rule(judge):
    decision = judge(bullying=True)
    assert decision.templates == ("FU-S2", "BULLYING")
    assert decision.severity is Severity.S2
