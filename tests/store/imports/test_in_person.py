"""Instruments with rules of their own through a whole import: asked in person, printed gravest first, not for pupils."""

import pytest

from screening.core.severity import Severity

from .conftest import School  # type: ignore[import-not-found]

ITEMS = {"asq": 5, "cssrs": 7}


@pytest.mark.parametrize(
    ("code", "answers", "expected"),
    [
        pytest.param("asq", {3: 1, 5: 1}, (Severity.S4, "asq@1 CI-3", "R401"), id="ASQ acute positive"),
        pytest.param("asq", {3: 1, 5: 2}, (Severity.S4, "asq@1 CI-3", "R401"), id="ASQ: the fifth refused"),
        pytest.param("asq", {3: 1, 5: 0}, (Severity.S3, "asq@1 CI-2", "R301"), id="ASQ: thoughts this week, not now"),
        pytest.param("asq", {3: "拒绝回答", 5: 0}, (Severity.S3, "asq@1 CI-2", "R301"), id="ASQ: a refusal in words"),
        pytest.param("asq", {1: 1, 5: 0}, (Severity.S2, "asq@1 CI-1", "R203"), id="ASQ non-acute positive"),
        pytest.param("asq", {1: 1, 5: ""}, (Severity.S2, "asq@1 CI-1", "R203"), id="ASQ: the fifth not asked still rings"),
        pytest.param("cssrs", {2: 1, 4: 1}, (Severity.S4, "cssrs@1 CI-3", "R401"), id="C-SSRS: intent"),
        pytest.param("cssrs", {6: 1, 7: 1}, (Severity.S4, "cssrs@1 CI-3", "R401"), id="C-SSRS: behaviour within three months"),
        pytest.param("cssrs", {2: 1, 3: 1}, (Severity.S3, "cssrs@1 CI-2", "R301"), id="C-SSRS: a method"),
        pytest.param("cssrs", {6: 1, 7: 0}, (Severity.S2, "cssrs@1 CI-1", "R203"), id="C-SSRS: behaviour longer ago"),
    ],
)
def test_answers_given_in_person_get_the_grade_of_the_band_mapping(
    school: School, code: str, answers: dict[int, object], expected: tuple[Severity, str, str]
):
    severity, evidence, rule = expected
    pupil = school.pupils(7)[0]
    school.take(school.write("asked.csv", ITEMS[code], [(pupil.told.number, answers, 0)]), code)
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, rule in decision.rules, evidence in decision.evidence) == (severity, True, True)


@pytest.mark.parametrize(
    ("code", "items", "unasked"),
    [
        pytest.param("asq", 5, {5: ""}, id="ASQ: four times no, the fifth rightly not asked"),
        pytest.param("cssrs", 7, dict.fromkeys((3, 4, 5, 7), ""), id="C-SSRS: three times no"),
    ],
)
def test_a_question_that_was_rightly_not_asked_rings_for_nobody(
    school: School, code: str, items: int, unasked: dict[int, object]
):
    pupil = school.pupils(7)[0]
    school.take(school.write("asked.csv", items, [(pupil.told.number, unasked, 0)]), code)
    assert pupil.id not in school.alerts()


@pytest.mark.parametrize(("code", "items", "blank"), [("asq", 5, 2), ("cssrs", 7, 6)])
def test_a_question_that_was_left_out_goes_to_a_person(school: School, code: str, items: int, blank: int):
    pupil = school.pupils(7)[0]
    left_out = {blank: "", **({7: ""} if code == "cssrs" else {5: ""})}
    school.take(school.write("asked.csv", items, [(pupil.told.number, left_out, 0)]), code)
    alert = school.alerts()[pupil.id]
    assert alert.decision.severity is Severity.U
    assert "RU3" in alert.decision.unreadable


def test_item_9_printed_gravest_first_fires_at_its_first_statement(school: School):
    first, last = school.pupils(7)[:2]
    rows = [(first.told.number, {9: 0}, 1), (last.told.number, {9: 2}, 1)]
    school.take(school.write("cdi.csv", 27, rows), "cdi_printed_b")
    assert school.alerts()[first.id].decision.severity is Severity.S4  # intent
    assert school.alerts()[last.id].decision.rules == ("R201",)  # the lightest statement: only the total speaks
    assert "cdi_printed_b@1 CI-3" in school.alerts()[first.id].decision.evidence


def test_an_instrument_for_sixteen_and_over_is_refused_and_its_safety_items_are_read_all_the_same(school: School):
    calm, thinking = school.pupils(7)[:2]
    rows = [(calm.told.number, {}, 1), (thinking.told.number, {15: 3}, 1)]
    report = school.take(school.write("scl.csv", 90, rows, ["2026-11-09 10:00:00"] * 2), "scl90")
    (tally,) = report.tallies
    assert (tally.rows, tally.sheets, tally.refusals) == (2, 0, 2)
    assert calm.id not in school.alerts()
    assert school.alerts()[thinking.id].decision.severity is Severity.S3
