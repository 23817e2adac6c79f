"""A task recorded as done: by whom, once, with its note sealed and its follow-ups started once."""

import pytest

from screening.casefiles.interface import EntryKind
from screening.core.errors import IllegalMove, NotAllowed
from screening.core.tiers import Role
from screening.services.complete_task import complete_task

CI_2, CI_1 = {9: 2}, {9: 1}


def staff_with(school, role):
    with school.work.uow() as uow:
        found = [m for m in uow.roster.staff(school.audit()) if any(r.role == role for r in m.roles)]
        uow.commit()
    return found


def flagged(school, answers=CI_2, other=0):
    """A pupil of grade 8 with an alert."""
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, answers, other)]), "phq9")
    return pupil


def open_task(school, kind):
    return next(t for t in school.tasks() if t.task.plan.kind == kind)


def finish(school, one, *, person=None, note="已谈，当前安全"):
    who = person or school.work.working_member()
    return complete_task(one.id, note, person=who, uow=school.work.uow(), calendar=school.work.calendar, now=school.work.now())


def entries_of(school, pupil):
    with school.work.uow() as uow:
        entries = uow.case_files.read(pupil.id, school.work.unlock(None), school.audit())
        uow.commit()
    return entries


def test_the_note_is_sealed_in_the_case_file_and_stands_in_no_task(school):
    pupil = flagged(school)
    finish(school, open_task(school, "acknowledge"))
    last = entries_of(school, pupil)[-1]
    assert (last.kind, last.body["note"], last.author) == (EntryKind.TASK_DONE, "已谈，当前安全", school.work.person)
    assert not [t for t in school.tasks() if "已谈" in t.task.note]


def test_the_owner_finishes_the_own_task_and_nobody_else_s(school):
    flagged(school)
    theirs, mine = open_task(school, "contact"), open_task(school, "accompany")
    teacher = next(m for m in staff_with(school, Role.HOMEROOM_TEACHER) if m.id == mine.task.owner)
    before = school.counts()
    with pytest.raises(NotAllowed):
        finish(school, theirs, person=teacher)
    assert school.counts() == before
    finish(school, mine, person=teacher)
    assert mine.id not in {t.id for t in school.tasks()}


def test_the_counselor_finishes_anybody_s_task(school):
    flagged(school)
    mine = open_task(school, "accompany")
    finish(school, mine)
    assert mine.id not in {t.id for t in school.tasks()}


def test_a_task_is_done_once(school):
    pupil = flagged(school)
    one = open_task(school, "contact")
    finish(school, one)
    before = school.counts()
    with pytest.raises(IllegalMove):
        finish(school, one)
    assert school.counts() == before
    assert len(entries_of(school, pupil)) == 2


def test_safe_contact_starts_the_follow_ups_of_s3_once(school):
    flagged(school)
    coming = finish(school, open_task(school, "contact"))
    assert {t.plan.rule for t in coming} == {"FU-S3"}
    assert [t.plan.kind for t in coming].count("follow_up") == 7  # ALERT_POLICY §8: day 1, 3, four weeks, two fortnights
    assert all(t.owner is not None for t in coming)
    assert finish(school, open_task(school, "judgment")) == []


def test_contact_and_interview_of_one_s2_start_one_series(school):
    flagged(school, CI_1)
    assert {t.plan.rule for t in finish(school, open_task(school, "contact"))} == {"FU-S2"}
    assert finish(school, open_task(school, "interview")) == []


def test_a_follow_up_brought_forward_does_not_take_the_place_of_the_series(school):
    pupil = flagged(school, {9: 0}, 2)  # a total at B2: S2
    school.take(school.write("b.csv", 7, [(pupil.told.number, {}, 3)]), "gad7")  # attached: the next follow-up by a week (DD2)
    assert open_task(school, "follow_up").task.plan.rule == "R201"
    assert {t.plan.rule for t in finish(school, open_task(school, "interview"))} == {"FU-S2"}


def test_a_step_up_starts_the_graver_series_beside_the_milder_one(school):
    pupil = flagged(school, {9: 0}, 2)
    assert {t.plan.rule for t in finish(school, open_task(school, "interview"))} == {"FU-S2"}
    school.take(school.write("b.csv", 100, [(pupil.told.number, {85: 1, 97: 1}, 0)]), "mht")
    assert {t.plan.rule for t in finish(school, open_task(school, "contact"))} == {"FU-S3"}  # C35


def test_a_note_on_a_task_about_nobody_known_is_refused_rather_than_lost(school):
    school.take(school.write("a.csv", 9, [("G990000000000000000", CI_2, 0)]), "phq9")
    one = open_task(school, "unidentified_safety")
    with pytest.raises(IllegalMove):
        finish(school, one)
    assert finish(school, one, note=" ") == []
    assert [t.task.plan.kind for t in school.tasks()] == ["platform_cleanup"]  # the wave's, nobody's own


def test_somebody_reads_only_the_tasks_of_the_pupil_to_start_follow_ups(school):
    for pupil in school.pupils(8)[:4]:
        school.take(school.write("a.csv", 9, [(pupil.told.number, CI_2, 0)]), "phq9")
    one = open_task(school, "contact")
    others = {f"task:{t.id}" for t in school.tasks() if t.task.pupil != one.task.pupil}
    finish(school, one)
    with school.work.uow() as uow:
        acts = uow.audit.last(40)
    assert others.isdisjoint({act.target for act in acts if act.what == "task.follow_up"})
