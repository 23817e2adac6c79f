"""The dated safety page and the item on being hit at home, on real files and a real store: what a child told there is kept."""

import csv
from datetime import timedelta

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import MappingFault
from screening.core.severity import Severity
from screening.entrypoints import importing
from screening.instruments.parts import Title
from screening.intake.report_kinds import Kind
from screening.services.report_records import kept_reports

from .conftest import WAVE, School  # type: ignore[import-not-found]

PAGE = load_instrument("dated_safety")
WORDS = [PAGE.items.wording[item].zh for item in PAGE.item_ids]
ASLEC_ITEMS = 27
ANYBODY = {1, 2}  # one answer throughout could not be read
NOT_SHOWN, CALM = [""] * 6, ["没有"] * 6


def survey(school, name, *rows):
    """A table of MHT (no to all but a few items) with the page behind it; the page is nowhere named."""
    path = school.folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["学号", *(f"mht.q{n}" for n in range(1, 101)), *WORDS, "提交时间"])
        for pupil, yes, page in rows:
            answers = [int(n in yes or n in ANYBODY) for n in range(1, 101)]
            writer.writerow([pupil.told.number, *answers, *page, "2026/11/10 9:00:00"])
    return path


def taken(school, yes, page, name="mht.csv"):
    """The decision for one pupil who answered so; None without an alert."""
    pupil = school.pupils(7)[0]
    report = school.take(survey(school, name, (pupil, yes, page)), "mht")
    alert = school.alerts().get(pupil.id)
    return report, None if alert is None else alert.decision


def answered(**items):
    texts = {"q1": ["没有", "有过一两次", "有一半以上的日子", "几乎每天"]}
    return [texts.get(item, ["没有", "有"])[items.get(item, 0)] for item in PAGE.item_ids]


@pytest.mark.parametrize(
    ("page", "level", "rules"),
    [
        pytest.param(NOT_SHOWN, Severity.S2, ("R203",), id="not shown: the parent's grade stands"),
        pytest.param(CALM, Severity.S2, ("R203",), id="no to everything lowers nothing"),
        pytest.param(answered(q6=1), Severity.S3, ("R305",), id="an attempt within a year is history: R305"),
        pytest.param(answered(q1=1), Severity.S2, ("R203",), id="a passing thought stays at CI-1"),
        pytest.param(answered(q1=3), Severity.S3, ("R301",), id="nearly every day is current"),
        pytest.param(answered(q3=1), Severity.S3, ("R301",), id="self-harm in 30 days"),
        pytest.param(answered(q3=1, q6=1), Severity.S4, ("R404",), id="self-harm in 30 days after an attempt"),
        pytest.param(answered(q2=1), Severity.S4, ("R401",), id="preparation"),
        pytest.param(answered(q5=1), Severity.S4, ("R401",), id="an attempt in 30 days"),
        pytest.param(["", "", "", "", "", "有"], Severity.S3, ("R305",), id="partly filled: what was answered counts"),
    ],
)
def test_the_page_raises_the_grade_of_its_parent_and_never_lowers_it(school: School, page, level, rules):
    _, decision = taken(school, {85}, page)
    assert (decision.severity, decision.rules) == (level, rules)
    assert not {"RETEST", "PRIVATE-CHECK"} & set(decision.templates)


def test_a_page_that_was_not_shown_is_a_blank_row_of_it_and_no_sheet(school: School):
    report, decision = taken(school, set(), NOT_SHOWN)
    page = next(tally for tally in report.tallies if tally.edition == PAGE.edition)
    assert (page.rows, page.sheets, page.refusals, page.blanks) == (1, 0, 0, 1)
    assert decision is None


def test_a_dated_answer_beside_an_undated_one_makes_the_check_due_the_same_day(school: School):
    _, undated = taken(school, {85}, CALM)
    assert "undated_mild" in undated.facts
    other = school.pupils(7)[1]
    school.take(survey(school, "dated.csv", (other, {85}, answered(q4=1))), "mht")
    assert "undated_mild" not in school.alerts()[other.id].decision.facts


def test_the_page_is_no_second_instrument(school: School):
    """A raised total with one raised subscale is R201; beside a further instrument the total would count again (R202)."""
    scales = {code: scale for code, scale in load_instrument("mht").scales.items() if scale.role == "subscale"}
    raised = {"learning_anxiety": 12, "somatic": 10, "self_blame": 9}
    yes = {n for code, scale in scales.items() for n in [*scale.items][: raised.get(code, 7)]} - {85, 97}
    _, decision = taken(school, yes, CALM)
    assert (decision.severity, decision.rules) == (Severity.S2, ("R201",))


def test_what_a_later_import_reads_again_says_which_sheet_is_a_page(school: School):
    pupil = school.pupils(7)[0]
    school.take(survey(school, "mht.csv", (pupil, {85}, CALM)), "mht")
    with school.work.uow() as uow:
        wave = next(one for one in uow.waves.waves() if one.name == WAVE)
        read = uow.waves.readings(wave.id, np.array([pupil.id], np.int32), school.audit())
    assert {one.edition: one.follow_up for one in read} == {"mht@1": False, "dated_safety@1": True}


def test_an_edition_that_says_so_may_be_scored_and_not_imported(school: School, monkeypatch):
    refusing = load_instrument("gad7").model_copy(update={"never_imported": Title(zh="只计分", en="for scoring only")})
    monkeypatch.setattr(importing, "load_instrument", lambda _name: refusing)
    with pytest.raises(MappingFault) as caught:
        school.take(school.write("gad7.csv", 7, [(school.pupils(7)[0].told.number, {}, 0)]), "gad7")
    assert "只计分" in caught.value.said("zh")


def test_an_attempt_told_on_the_page_is_known_to_later_waves_and_kept_once(school: School):
    pupil = school.pupils(7)[0]
    path = survey(school, "mht.csv", (pupil, {85}, answered(q6=1)))
    school.take(path, "mht")
    school.take(path, "mht")
    school.take(survey(school, "again.csv", (pupil, {85}, answered(q6=1)), (school.pupils(7)[1], set(), NOT_SHOWN)), "mht")
    with school.work.uow() as uow:
        kept = kept_reports([pupil.id], uow, school.audit())
    assert [(one.report.kind, one.report.grade, one.report.by) for one in kept] == [(Kind.HISTORY, "attempt", "pupil")]


def test_an_attempt_told_on_a_refused_row_is_history_all_the_same(school: School):
    pupil = school.pupils_of_any_grade("refused")[0]
    school.take(survey(school, "mht.csv", (pupil, {85}, answered(q6=1))), "mht")
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules) == (Severity.S3, ("R305",))


def test_being_hit_at_home_asks_for_a_private_talk_and_the_family_hears_nothing(school: School):
    pupil, calm = school.pupils(7)[:2]
    path = school.write("events.csv", ASLEC_ITEMS, [(pupil.told.number, {24: 3}, 0), (calm.told.number, {24: 2}, 0)])
    school.take(path, "aslec")
    tasks = [task for task in school.tasks() if task.task.plan.kind == "private_talk"]
    assert [task.task.pupil for task in tasks] == [pupil.id]
    due = tasks[0].task.plan.due_at.astimezone(school.work.now().tzinfo)
    assert (due.date() - school.work.now().date(), due.hour) == (timedelta(days=1), 17)
    assert pupil.id not in school.alerts()
    school.take(survey(school, "mht.csv", (pupil, {85, 97}, NOT_SHOWN), (calm, {85, 97}, NOT_SHOWN)), "mht")
    told = {one: school.alerts()[one.id].decision for one in (pupil, calm)}
    assert [told[one].severity for one in (pupil, calm)] == [Severity.S3, Severity.S3]
    assert (told[pupil].family_hold, told[pupil].told.family) == (True, "blocked")
    assert not told[calm].family_hold
    assert "protection" not in told[pupil].facts


def test_the_same_answer_asks_for_one_private_talk(school: School):
    pupil, other = school.pupils(7)[:2]
    rows = [(pupil.told.number, {24: 4}, 0)]
    school.take(school.write("one.csv", ASLEC_ITEMS, rows, ["2026/11/10 9:00:00"]), "aslec")
    both = school.write("two.csv", ASLEC_ITEMS, [*rows, (other.told.number, {}, 0)], ["2026/11/10 9:00:00"] * 2)
    school.take(both, "aslec")
    assert sum(task.task.plan.kind == "private_talk" for task in school.tasks()) == 1
