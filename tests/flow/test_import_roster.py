"""A roster brought again: what is new, what changed, what stays, and who has the open tasks afterwards."""

from dataclasses import replace

import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import NotAllowed, RosterFault
from screening.core.tiers import Role
from screening.intake.interface import Roster
from screening.services.import_roster import import_roster


def roster_of(school):
    """The workbook as it would read if nothing had changed."""
    with school.work.uow() as uow:
        pupils = tuple(p.told for p in uow.roster.pupils(school.audit()))
        staff = tuple(role for member in uow.roster.staff(school.audit()) for role in member.roles)
        uow.commit()
    return Roster(school="虚构学校", pupils=pupils, staff=staff)


def bring(school, roster, *, person=None, **told):
    who = school.work.person if person is None else person
    return import_roster(roster, school.work.uow(), person=who, now=school.work.now(), synthetic=True, **told)


def changed(roster, number, /, **fields):
    return replace(roster, pupils=tuple(replace(p, **fields) if p.number == number else p for p in roster.pupils))


def test_the_same_roster_again_changes_nothing(school):
    before = school.counts()
    report = bring(school, roster_of(school))
    assert (report.new, report.changed, report.unchanged, report.absent, report.reassigned) == (0, 0, report.pupils, 0, 0)
    assert school.counts() == before


def test_rows_in_another_order_change_nothing(school):
    roster = roster_of(school)
    turned = replace(roster, pupils=tuple(replace(p, row=9000 - p.row) for p in reversed(roster.pupils)))
    assert bring(school, turned).changed == 0


def test_a_new_pupil_joins_and_can_be_imported(school):
    roster, number = roster_of(school), "G99202600000000999"
    joined = replace(roster, pupils=(*roster.pupils, replace(roster.pupils[0], number=number, name="新来", grade=8,
                                                             school_class=school.pupils(8)[0].told.school_class,
                                                             consent="granted")))  # fmt: skip
    assert bring(school, joined).new == 1
    report = school.take(school.write("a.csv", 9, [(number, {9: 2}, 0)]), "phq9")
    assert report.refusals == {}
    assert len(school.alerts()) == 1


def test_a_pupil_who_moved_keeps_history_and_file_and_the_new_teacher_has_the_open_tasks(school):
    pupil = school.pupils(7)[0]
    elsewhere = school.pupils(8)[0].told
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    before = [t for t in school.tasks() if t.task.plan.owner == Role.HOMEROOM_TEACHER]
    report = bring(school, changed(roster_of(school), pupil.told.number, school_class=elsewhere.school_class, grade=8))
    after = [t for t in school.tasks() if t.task.plan.owner == Role.HOMEROOM_TEACHER]
    assert (report.changed, report.moved, report.reassigned) == (1, 1, len(before))
    assert {t.task.owner for t in after}.isdisjoint({t.task.owner for t in before})
    assert [replace(t.task, owner=None) for t in after] == [replace(t.task, owner=None) for t in before]
    with school.work.uow() as uow:
        (earlier,) = uow.roster.history(pupil.id, school.audit())
        (now,) = uow.roster.pupils(school.audit(), [pupil.id])
        entries = uow.case_files.read(pupil.id, school.work.unlock(None), school.audit())
        uow.commit()
    assert (earlier.school_class, now.told.school_class) == (pupil.told.school_class, elsewhere.school_class)
    assert len(entries) == 1


def test_the_tasks_of_a_colleague_who_left_go_to_whoever_holds_the_post(school):
    pupil = school.pupils(7)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    roster = roster_of(school)
    head = next(p for p in roster.staff if p.role == Role.MORAL_EDUCATION_HEAD)
    theirs = {t.task.owner for t in school.tasks() if t.task.plan.owner == Role.MORAL_EDUCATION_HEAD}
    successor = replace(head, name="接任者", email="successor@school.example")
    report = bring(school, replace(roster, staff=tuple(successor if p == head else p for p in roster.staff)))
    now = {t.task.owner for t in school.tasks() if t.task.plan.owner == Role.MORAL_EDUCATION_HEAD}
    assert report.reassigned > 0
    assert len(now) == 1
    assert now.isdisjoint(theirs)


def test_whoever_is_not_in_the_workbook_any_more_is_kept_and_counted(school):
    roster = roster_of(school)
    report = bring(school, replace(roster, pupils=roster.pupils[:-3]))
    assert report.absent == 3
    assert len(roster_of(school).pupils) == len(roster.pupils)


def test_a_dry_run_says_what_would_happen_and_writes_nothing(school):
    roster = roster_of(school)
    before = school.counts()
    report = bring(school, changed(roster, roster.pupils[0].number, name="改名"), dry_run=True)
    assert report.changed == 1
    assert school.counts() == before
    assert roster_of(school) == roster


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param("", "granted", id="an empty cell or no column withdraws nothing"),
        pytest.param("withdrawn", "withdrawn", id="a withdrawal counts at once"),
    ],
)
def test_consent_on_record_ends_only_by_saying_so(school, told, kept):
    roster = roster_of(school)
    pupil = next(p for p in roster.pupils if p.consent == "granted")
    bring(school, changed(roster, pupil.number, consent=told))
    assert next(p.consent for p in roster_of(school).pupils if p.number == pupil.number) == kept


def test_a_synthetic_store_takes_no_real_number_and_does_not_repeat_it(school):
    roster, number = roster_of(school), "G98" + "1" * 16  # not made up by us: another prefix
    real = changed(roster, roster.pupils[0].number, number=number)
    with pytest.raises(RosterFault) as refused:
        bring(school, real)
    assert number not in refused.value.said("zh")
    assert roster_of(school) == roster


@pytest.mark.parametrize("role", [Role.HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.PRINCIPAL])
def test_once_there_is_a_counselor_nobody_else_replaces_the_roster(school, role):
    with school.work.uow() as uow:
        somebody = next(m for m in uow.roster.staff(school.audit()) if {r.role for r in m.roles} == {role})
        uow.commit()
    for person in (somebody.id, PIPELINE):
        with pytest.raises(NotAllowed):
            bring(school, roster_of(school), person=person)
