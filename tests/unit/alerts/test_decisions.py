"""From columns to decisions: who needs somebody, what each decision says of itself, and its reasons in codes."""

from dataclasses import replace

import numpy as np
import pytest

from screening.alerts.decide import decide, ids_at
from screening.alerts.decisions import decisions, needs_somebody
from screening.alerts.evidence import TOLD, evidence
from screening.alerts.facts import Moment
from screening.alerts.fold import fold
from screening.alerts.rules import RULES
from screening.alerts.signals import NotTested, Protection, Signals
from screening.core.severity import Band, Critical, Severity, Validity
from tests.unit.alerts.test_fold import reading

PUPILS = np.array([7, 3], np.int32)


def signals(**columns):
    """Signals of two pupils of whom the second is quiet."""
    quiet = Signals.quiet(PUPILS)
    return quiet.told(
        **{name: np.array([value, getattr(quiet, name)[1]], getattr(quiet, name).dtype) for name, value in columns.items()}
    )


def decided(policy, mapping, told, lines=None):
    return decisions(decide(told), Moment(), policy, mapping, lines=lines)


@pytest.mark.parametrize(
    ("columns", "needed"),
    [
        pytest.param({}, False, id="quiet"),
        pytest.param({"skipped": True}, True, id="U"),
        pytest.param({"asks": True}, True, id="S1"),
        pytest.param({"open_case": Severity.S1}, True, id="an open case"),
        pytest.param({"retest": True, "readable": True}, True, id="a second sitting"),
        pytest.param({"twice": True, "readable": True}, True, id="unreadable twice"),
        pytest.param({"transferred": True}, True, id="moved here"),
        pytest.param({"returned": True}, True, id="came back"),
        pytest.param({"groups": True}, True, id="a group with support"),
        pytest.param({"not_tested": NotTested.DECLINED_BY_PUPIL}, True, id="the pupil declined"),
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED}, False, id="the family declined"),
        pytest.param({"attempt": True}, False, id="history alone"),
    ],
)
def test_whoever_needs_somebody_has_a_decision_and_nobody_else(policy, mapping, columns, needed):
    told = signals(**columns)
    assert needs_somebody(decide(told)).tolist() == [needed, False]
    assert len(decide(told)) == len(told) == 2
    assert [one.pupil for one in decided(policy, mapping, told)] == [7] * needed


@pytest.mark.parametrize(
    ("columns", "stands"),
    [
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED}, True, id="consent refused"),
        pytest.param({"not_tested": NotTested.DECLINED_BY_PUPIL}, True, id="declined"),
        pytest.param({"not_tested": NotTested.ABSENT}, False, id="absent is U"),
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED, "asks": True}, False, id="something else is known"),
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED, "open_case": Severity.S1}, False, id="a case is open"),
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED, "sheets": True}, False, id="there is a sheet"),
        pytest.param({}, False, id="nothing told"),
    ],
)
def test_without_a_sheet_by_choice_there_is_no_level_at_all(columns, stands):
    assert decide(signals(**columns)).not_tested.tolist() == [stands, False]


@pytest.mark.parametrize(
    ("columns", "bands"),
    [
        pytest.param({}, "none", id="no sheet"),
        pytest.param({"sheets": True}, "NA", id="no readable one"),
        pytest.param({"sheets": True, "readable": True}, "used", id="readable"),
        pytest.param({"sheets": True, "readable": True, "prorated": True}, "prorated", id="prorated"),
        pytest.param({"sheets": True, "prorated": True}, "NA", id="prorated and unreadable"),
    ],
)
def test_a_decision_says_whether_bands_were_used(policy, mapping, columns, bands):
    assert decided(policy, mapping, signals(asks=True, **columns))[0].bands == bands


@pytest.mark.parametrize(("hasty", "confidence"), [(True, "low"), (False, "normal")], ids=["hasty", "not hasty"])
def test_haste_lowers_confidence_and_nothing_else(policy, mapping, hasty, confidence):
    """V4."""
    (calm,), (other,) = (
        decided(policy, mapping, signals(total=2, sheets=True, readable=True, hasty=one)) for one in (False, hasty)
    )
    assert other.confidence == confidence
    assert replace(other, confidence="normal") == calm


def test_every_decision_names_the_versions_that_made_it(policy, mapping):
    (one,) = decided(policy, mapping, signals(asks=True))
    assert one.policy == f"alert-policy@{policy.version} band-mapping@{mapping.version}"


def test_lines_that_are_asked_for_are_decided_in_their_order_whoever_needs_somebody(policy, mapping):
    found = decided(policy, mapping, signals(asks=True), lines=np.array([1, 0]))
    assert [(one.pupil, one.severity) for one in found] == [(3, Severity.S0), (7, Severity.S1)]
    assert [one.rules for one in found] == [(), ("R105",)]


def test_the_open_case_wins_with_its_own_rule_only_where_it_is_graver(policy, mapping):
    rules = [decided(policy, mapping, signals(asks=True, open_case=level))[0].rules for level in (Severity.S1, Severity.S2)]
    assert rules == [("R105",), ("M1",)]


def test_ids_are_those_at_one_level_in_order():
    fired = sum(1 << place for place, rule in enumerate(RULES) if rule.id in {"R204", "R201", "R105", "RU3"})
    assert ids_at(fired, Severity.S2) == ("R201", "R204")
    assert ids_at(fired, Severity.S1) == ("R105",)
    assert ids_at(fired, Severity.U) == ("RU3",)
    assert ids_at(fired, Severity.S4) == ()


@pytest.mark.parametrize(
    ("readable", "severity"), [(False, Severity.U), (True, Severity.S0)], ids=["nothing is readable", "another is"]
)
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"garbled": True}, id="RU1"),
        pytest.param({"incomplete": True}, id="RU2"),
        pytest.param({"garbled": True, "raw_raised": True}, id="RU4"),
    ],
)
def test_an_unreadable_instrument_gives_u_only_where_no_other_is_readable(columns, readable, severity):
    found = decide(signals(readable=readable, **columns))
    assert found.severity[0] == severity
    assert found.fired[0], "that it fired stays known"


@pytest.mark.parametrize("columns", [{"skipped": True}, {"not_tested": NotTested.ABSENT}], ids=["RU3", "RU5"])
def test_a_blank_safety_item_and_absence_give_u_whatever_is_readable(columns):
    assert decide(signals(readable=True, **columns)).severity[0] == Severity.U


@pytest.mark.parametrize(("code", "column"), [pytest.param(*pair, id=pair[0]) for pair in TOLD.items()])
def test_what_people_told_is_among_the_reasons(mapping, code, column):
    value = Protection.SUSPECTED if column == "protection" else 2
    codes = evidence(signals(**{column: value}), np.arange(2), mapping)
    assert codes == [(f"told {code}",), ()]


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        pytest.param((Band.B0, [0, 0]), (), id="calm"),
        pytest.param((Band.B1, [1, 1]), ("i@1 total B1",), id="B1 of a subscale is no reason"),
        pytest.param((Band.B3, [2, 3]), ("i@1 total B3", "i@1 subscale 1 B2", "i@1 subscale 2 B3"), id="raised"),
        pytest.param((Band.B0, [0, 0], {"critical": 1}), ("i@1 CI-1",), id="a safety answer"),
        pytest.param((Band.B0, [0, 0], {"skipped": True}), ("i@1 CI-SKIP",), id="a blank one"),
        pytest.param((Band.NA, [-1, -1], {"validity": Validity.LIE}), ("i@1 unreadable",), id="unreadable"),
    ],
)
def test_a_sheet_gives_its_bands_and_answers_as_reasons(mapping, sheet, codes):
    folded = fold([reading("i@1", (7, *sheet))], PUPILS)
    assert evidence(folded, np.arange(2), mapping) == [codes, ()]


def test_a_grade_that_no_sheet_explains_was_reported(mapping):
    sheet = fold([reading("i@1", (7, Band.B0, [], {"critical": 2}))], PUPILS)
    for grade, codes in ((Critical.CI_2, ("i@1 CI-2",)), (Critical.CI_3, ("i@1 CI-2", "report CI-3"))):
        told = sheet.told(critical=np.array([grade, Critical.CI_1], np.int8))
        assert evidence(told, np.arange(2), mapping) == [codes, ("report CI-1",)]


def test_reasons_stand_in_the_order_of_instruments_then_people_then_reports(mapping):
    folded = fold([reading("b@1", (7, Band.B2, [])), reading("a@1", (7, Band.B2, []))], PUPILS)
    told = folded.told(asks=np.array([True, False]), critical=np.array([1, 0], np.int8))
    assert evidence(told, np.array([0]), mapping) == [("a@1 total B2", "b@1 total B2", "told talk", "report CI-1")]
