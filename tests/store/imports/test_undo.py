"""Taking an import back: as if the file had never come, but for what people have acted on."""

import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import IllegalMove, NotAllowed, StoreFault
from screening.core.ids import ImportId
from screening.core.severity import Severity
from screening.entrypoints.importing import prepare, rehearse_file
from screening.services.complete_task import complete_task
from screening.services.list_imports import list_imports
from screening.services.undo_import import undo_import

from .conftest import WAVE, School  # type: ignore[import-not-found]

UNKNOWN = "G990000000000000000"


def undo(school: School, number: int, reason: str = "导错了文件"):
    work = school.work
    rules = work.rules
    return undo_import(ImportId(number), reason, person=work.working_member(), uow=work.uow(), rules=rules, now=work.now())


def phq(school: School, name: str, number: str, answers: dict, other: object = 0):
    return school.take(school.write(name, 9, [(number, answers, other)]), "phq9")


def test_an_import_taken_back_leaves_no_sheet_no_refusal_and_no_open_alert_and_may_come_again(school: School):
    first = school.take(school.export, "mht", "phq9", "gad7")
    alerts = {pupil: alert.decision.severity for pupil, alert in school.alerts().items()}
    done = undo(school, first.imported)
    left = school.counts()
    assert (left["sheet"], left["refusal"], left["chunk_key"]) == (0, 0, 0)
    assert done.ended == len(alerts) > 0
    assert done.kept == 0
    assert not school.alerts()
    assert {task.task.plan.kind for task in school.tasks()} <= {"platform_cleanup"}
    again = school.take(school.export, "mht", "phq9", "gad7")
    assert not again.already
    assert again.alerts == first.alerts
    assert {pupil: alert.decision.severity for pupil, alert in school.alerts().items()} == alerts


def test_an_alert_somebody_acted_on_stays_with_its_tasks(school: School):
    pupil = school.pupils(8)[0]
    report = phq(school, "a.csv", pupil.told.number, {9: 1}, 2)
    task = next(t for t in school.tasks() if t.task.pupil == pupil.id and t.task.plan.kind == "contact")
    work = school.work
    complete_task(task.id, "", person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now())
    before = sum(t.task.pupil == pupil.id for t in school.tasks())
    done = undo(school, report.imported)
    assert (done.ended, done.kept, done.sheets) == (0, 1, 1)
    assert pupil.id in school.alerts()
    assert sum(t.task.pupil == pupil.id for t in school.tasks()) == before


def test_the_earlier_revision_and_the_alert_it_had_raised_count_again(school: School):
    pupil = school.pupils(8)[0]
    phq(school, "a.csv", pupil.told.number, {9: 0}, 2)
    milder = school.alerts()[pupil.id]
    graver = phq(school, "b.csv", pupil.told.number, {9: 1}, 2)
    assert school.alerts()[pupil.id].decision.severity > milder.decision.severity
    done = undo(school, graver.imported)
    assert done.restored == 1
    assert school.alerts()[pupil.id].id == milder.id
    assert school.counts()["sheet"] == 1


def test_what_still_stands_is_weighed_anew_where_the_only_alert_goes(school: School):
    """The second file said nothing new while the first one's alert was open; alone it would have raised one."""
    pupil = school.pupils(8)[0]
    first = phq(school, "a.csv", pupil.told.number, {9: 1}, 2)
    gad = school.take(school.write("g.csv", 7, [(pupil.told.number, {}, 3)]), "gad7")
    assert gad.tallies[0].sheets == 1
    undo(school, first.imported)
    assert school.alerts()[pupil.id].decision.severity >= Severity.S1
    assert school.counts()["sheet"] == 1


def test_a_later_file_with_the_same_sheets_is_asked_for_again_and_brings_them_back(school: School):
    pupils = school.pupils(8)[:2]
    rows = [(p.told.number, {9: 0}, 1) for p in pupils]
    first = school.take(school.write("one.csv", 9, rows[:1]), "phq9")
    grown = school.write("two.csv", 9, rows)
    second = school.take(grown, "phq9")
    done = undo(school, first.imported)
    assert done.again == (second.imported,)
    assert school.counts()["sheet"] == 1
    assert not school.take(grown, "phq9").already
    assert school.counts()["sheet"] == 2


def test_a_safety_answer_of_an_unknown_pupil_keeps_its_task_while_another_import_has_such_a_row(school: School):
    first = phq(school, "a.csv", UNKNOWN, {9: 3})
    phq(school, "b.csv", UNKNOWN, {9: 3, 1: 1})
    undo(school, first.imported)
    assert [t.task.plan.kind for t in school.tasks() if t.task.pupil is None].count("unidentified_safety") == 2


def test_taking_back_is_recorded_needs_a_reason_and_happens_once(school: School):
    report = phq(school, "a.csv", school.pupils(8)[0].told.number, {9: 0}, 1)
    with pytest.raises(IllegalMove):
        undo(school, report.imported, "  ")
    with pytest.raises(StoreFault):
        undo(school, 999)
    undo(school, report.imported)
    with pytest.raises(IllegalMove):
        undo(school, report.imported)
    with school.work.uow() as uow:
        acts = [one for one in uow.audit.last(30) if one.what == "import.undo"]
    assert acts
    assert all(act.who == school.work.person != PIPELINE for act in acts)


def test_only_the_counselor_takes_an_import_back(school: School):
    report = phq(school, "a.csv", school.pupils(8)[0].told.number, {9: 0}, 1)
    work = school.work
    with work.uow() as uow:
        teacher = next(m for m in uow.roster.staff(school.audit()) if {r.role for r in m.roles} == {"homeroom_teacher"})
        uow.commit()
    rules = work.rules
    with pytest.raises(NotAllowed):
        undo_import(ImportId(report.imported), "x", person=teacher, uow=work.uow(), rules=rules, now=work.now())
    assert school.counts()["sheet"] == 1


def test_a_rehearsal_reports_what_the_import_does_and_keeps_nothing(school: School):
    ready = prepare(school.export, ["mht", "phq9", "gad7"], None)
    before = school.counts()
    rehearsed, hour = rehearse_file(school.work, ready, WAVE, lambda _done, _total: None)
    assert school.counts() == before
    real = school.take(school.export, "mht", "phq9", "gad7")
    assert (rehearsed.rows, rehearsed.tallies, rehearsed.refusals) == (real.rows, real.tallies, real.refusals)
    assert (rehearsed.alerts, rehearsed.tasks, rehearsed.told) == (real.alerts, real.tasks, real.told)
    contacts = [t for t in school.tasks() if t.task.plan.kind == "contact"]
    assert hour.due_today["contact"] + hour.due_later["contact"] == len(contacts)
    assert hour.minutes_left == 8 * 60  # half past nine until half past five
    assert hour.counselors >= 1


def test_one_task_a_wave_asks_to_delete_what_lies_on_the_platform_and_moves_with_later_imports(school: School):
    pupil = school.pupils(8)[0]
    phq(school, "a.csv", pupil.told.number, {9: 0}, 1)
    first = [t for t in school.tasks() if t.task.plan.kind == "platform_cleanup"]
    later = school.at(school.work.now().replace(day=12))
    phq(later, "b.csv", school.pupils(8)[1].told.number, {9: 0}, 1)
    moved = [t for t in later.tasks() if t.task.plan.kind == "platform_cleanup"]
    assert [t.id for t in first] == [t.id for t in moved]
    due = [school.work.calendar.local(t.task.plan.due_at).date() for t in (*first, *moved)]
    assert [(d.month, d.day) for d in due] == [(11, 24), (11, 26)]  # ten school days after Tuesday 10 and Thursday 12 November


def test_imports_are_listed_with_their_file_and_whether_they_stand(school: School):
    one = phq(school, "a.csv", school.pupils(8)[0].told.number, {9: 0}, 1)
    phq(school, "b.csv", school.pupils(8)[1].told.number, {9: 0}, 1)
    undo(school, one.imported)
    work = school.work
    lines = list_imports(WAVE, person=work.working_member(), uow=work.uow(), now=work.now())
    assert [(line.file, line.sheets, line.undone) for line in lines] == [("a.csv", 1, True), ("b.csv", 1, False)]


def test_a_corrected_file_tells_what_changed_in_counts(school: School):
    pupil = school.pupils(8)[0]
    phq(school, "a.csv", pupil.told.number, {9: 0}, 0)
    report = phq(school, "b.csv", pupil.told.number, {9: 1}, 2)
    assert (report.revised.sheets, report.revised.up, report.revised.down, report.revised.critical) == (1, 1, 0, 1)
