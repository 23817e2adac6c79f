"""What an import promises, on real files and a real store: the laws of conservation, idempotence, silence, validity, gravity."""

import random
from collections.abc import Callable

from screening.core.severity import Severity
from screening.intake.interface import Why

from .conftest import School  # type: ignore[import-not-found]

LOW = 0
MHT_ITEMS, PHQ_ITEMS, GAD_ITEMS = 100, 9, 7


def test_every_row_is_a_sheet_a_refusal_or_a_blank_for_every_instrument(school: School):
    report = school.take(school.export, "mht", "phq9", "gad7")
    assert {t.edition for t in report.tallies} == {"mht@1", "phq9@1", "gad7@1"}
    for tally in report.tallies:
        assert tally.rows == report.rows == tally.sheets + tally.refusals + tally.blanks
    assert report.rows > 150


def test_instruments_are_found_in_the_file_without_being_named(school: School):
    report = school.take(school.export)
    assert {t.edition for t in report.tallies} == {"mht@1", "phq9@1", "gad7@1"}


def test_the_same_file_again_changes_nothing(school: School):
    school.take(school.export, "mht", "phq9", "gad7")
    before = school.counts()
    again = school.take(school.export, "mht", "phq9", "gad7")
    assert again.already
    assert school.counts() == before


def test_the_same_answers_in_another_file_make_no_sheet_and_no_alert_twice(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 1}, LOW)]), "phq9")
    sheets, alerts = school.counts()["sheet"], school.alerts()
    school.take(school.write("b.csv", PHQ_ITEMS, [(pupil.told.number, {9: 1}, LOW), ("G990000000000000000", {}, LOW)]), "phq9")
    assert school.counts()["sheet"] == sheets
    assert school.alerts().keys() == alerts.keys()


def test_a_corrected_sheet_is_a_new_revision_and_its_old_safety_answer_stays_an_alert(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 2}, LOW)]), "phq9")
    school.take(school.write("b.csv", PHQ_ITEMS, [(pupil.told.number, {}, LOW)]), "phq9")
    assert school.counts()["sheet"] == 2
    assert school.alerts()[pupil.id].decision.severity is Severity.S3
    with school.work.uow() as uow:
        stands = uow.waves.readings(1, uow.roster.register(school.audit()).pupil, school.audit())
        uow.commit()
    assert [int(grade) for read in stands for grade in read.critical] == [2]


def test_a_safety_answer_of_an_unknown_pupil_opens_a_task_before_everything_else(school: School):
    known = school.pupils(8)[0]
    rows = [(known.told.number, {9: 3}, 3), ("G990000000000000000", {9: 2}, LOW)]
    report = school.take(school.write("a.csv", PHQ_ITEMS, rows), "phq9")
    assert report.refusals == {Why.UNKNOWN_PUPIL: 1}
    assert report.unidentified == 1
    first = school.tasks()[0]
    assert first.task.plan.kind == "unidentified_safety"
    assert first.task.pupil is None
    assert first.task.note == "import 1, row 2"


def test_a_safety_answer_without_consent_still_alerts_and_nothing_is_scored(school: School):
    pupil = next(p for consent in ("", "refused") for p in school.pupils_of_any_grade(consent))
    report = school.take(school.write("a.csv", MHT_ITEMS, [(pupil.told.number, {85: 1, 97: 1}, LOW)]), "mht")
    assert report.refusals == {Why.NO_CONSENT: 1}
    assert school.counts()["sheet"] == 0
    assert school.alerts()[pupil.id].decision.rules == ("R301",)


def test_a_safety_answer_in_an_instrument_outside_the_grade_still_alerts(school: School):
    pupil = school.pupils(5)[0]
    report = school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 3}, LOW)]), "phq9")
    assert report.refusals == {Why.WRONG_GRADE: 1}
    assert school.alerts()[pupil.id].decision.severity is Severity.S3


def test_a_second_sitting_is_refused_and_its_safety_answer_counts(school: School):
    pupil = school.pupils(9)[0]
    rows = [(pupil.told.number, {}, LOW), (pupil.told.number, {9: 1}, LOW)]
    report = school.take(school.write("a.csv", PHQ_ITEMS, rows), "phq9")
    assert report.refusals == {Why.SECOND_SITTING: 1}
    assert school.alerts()[pupil.id].decision.rules == ("R203",)


def test_a_safety_answer_of_a_second_sitting_meets_the_bands_of_the_first(school: School):
    pupil = school.pupils(9)[0]
    rows = [(pupil.told.number, {9: 0}, 2), (pupil.told.number, {9: 1}, LOW)]
    school.take(school.write("a.csv", PHQ_ITEMS, rows), "phq9")
    assert school.alerts()[pupil.id].decision.rules == ("R304",)  # CI-1 and a total at B2, however the rows are taken


def test_an_unreadable_sheet_never_mutes_its_safety_answer(school: School):
    pupil = school.pupils(6)[0]
    lies = dict.fromkeys((82, 84, 86, 88, 90, 92, 94, 96, 98, 100), 1)
    school.take(school.write("a.csv", MHT_ITEMS, [(pupil.told.number, {**lies, 85: 1, 97: 1}, LOW)]), "mht")
    decision = school.alerts()[pupil.id].decision
    assert decision.severity is Severity.S3
    assert decision.unreadable == ("RU1",)


def test_an_unanswered_sheet_goes_to_a_person_and_is_never_calm(school: School):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {1: 0, 2: 0, 3: 0, 4: 0}, "")]), "phq9")
    assert school.alerts()[pupil.id].decision.severity is Severity.U


def test_instruments_of_two_files_are_folded_and_the_graver_whole_steps_up(school: School):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 1}, LOW)]), "phq9")
    assert school.alerts()[pupil.id].decision.severity is Severity.S2
    school.take(school.write("b.csv", GAD_ITEMS, [(pupil.told.number, {}, 3)]), "gad7")
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules, decision.case) == (Severity.S3, ("R304",), "step_up")


def test_a_calm_later_file_never_lowers_an_open_alert(school: School):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 2}, 3)]), "phq9")
    messages, tasks = school.counts()["outbox"], school.counts()["task"]
    school.take(school.write("b.csv", GAD_ITEMS, [(pupil.told.number, {}, LOW)]), "gad7")
    assert school.alerts()[pupil.id].decision.severity is Severity.S3
    assert school.counts()["outbox"] == messages
    assert school.counts()["task"] == tasks


def test_order_of_rows_does_not_change_a_decision(another: Callable[[str], School]):
    rows, shuffled = [], random.Random(5)
    first, second = another("one"), another("two")
    for at, pupil in enumerate(first.pupils(7) + first.pupils(8)):
        rows.append((pupil.told.number, {9: at % 4 if at % 3 == 0 else 0, 3: ""}, at % 4))
    first.take(first.write("a.csv", PHQ_ITEMS, rows), "phq9")
    shuffled.shuffle(rows)
    second.take(second.write("b.csv", PHQ_ITEMS, rows), "phq9")

    def decided(school: School) -> dict:
        return {pupil: (a.decision.severity, a.decision.rules, a.decision.evidence) for pupil, a in school.alerts().items()}

    assert decided(first) == decided(second)
    assert len(decided(first)) > 20


def test_alerts_resting_on_safety_answers_are_committed_before_ordinary_results(school: School):
    calm, urgent = school.pupils(8)[:2]
    rows = [(calm.told.number, {9: 0}, 2), (urgent.told.number, {9: 2}, LOW)]
    school.take(school.write("a.csv", PHQ_ITEMS, rows), "phq9")
    ids = {alert.pupil: alert.id for alert in school.alerts().values()}
    assert ids[urgent.id] < ids[calm.id]


def test_an_instrument_whose_scores_raise_nothing_is_named_in_the_report(school: School):
    pupil = school.pupils(8)[0]
    report = school.take(school.write("a.csv", 8, [(pupil.told.number, {}, 3)]), "phq8")
    assert report.information_only == ("phq8@1",)
    assert school.take(school.write("b.csv", GAD_ITEMS, [(pupil.told.number, {}, LOW)]), "gad7").information_only == ()


def test_everything_of_an_alert_is_there_together(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("a.csv", PHQ_ITEMS, [(pupil.told.number, {9: 2}, LOW)]), "phq9")
    alert = school.alerts()[pupil.id]
    kinds = {t.task.plan.kind for t in school.tasks() if t.task.pupil == pupil.id}
    assert {"acknowledge", "contact", "guardian", "judgment", "plan", "accompany"} <= kinds
    key = school.work.unlock(None)
    with school.work.uow() as uow:
        entries = uow.case_files.read(pupil.id, key, school.audit())
        uow.commit()
    assert [entry.body["rules"] for entry in entries] == [["R301"]]
    assert alert.decision.policy
    assert alert.opened_at == school.work.now()
    assert school.counts()["outbox"] >= 4  # counselor, moral-education head, homeroom teacher, grade head
