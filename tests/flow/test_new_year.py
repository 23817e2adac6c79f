"""A new school year and pupils who leave: one step, history kept, nobody asked for who has left, nobody lost who has an alert."""

from dataclasses import replace

import numpy as np
import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import RosterFault
from screening.core.tiers import Role
from screening.services.close_wave import close_wave
from screening.services.list_classes import list_classes
from screening.services.open_case import find_pupil
from screening.services.permissions import COUNSELORS, roles_of
from tests.flow.test_import_roster import bring, roster_of

WAVE = "测试批次"


def next_year(roster):
    """Everybody one grade up, grade 9 gone, a new class of grade 4; teachers go with their classes."""
    up = tuple(
        replace(p, grade=p.grade + 1, school_class=f"{p.grade + 1}{p.school_class[1:]}") for p in roster.pupils if p.grade < 9
    )
    born = tuple(
        replace(p, number=f"G9920260000008{n:04d}", name=f"新生{n}", row=9000 + n)
        for n, p in enumerate(p for p in roster.pupils if p.grade == 4)
    )
    staff = tuple(
        replace(p, school_class=f"{int(p.school_class[0]) + 1}{p.school_class[1:]}") if p.school_class else p
        for p in roster.staff
        if p.school_class[:1] != "9"
    )
    return replace(roster, pupils=(*up, *born), staff=staff)


def owners(school, role):
    return {t.task.owner for t in school.tasks() if t.task.plan.owner == role}


def register(school):
    with school.work.uow() as uow:
        found = uow.roster.register(school.audit())
        uow.commit()
    return found


def test_a_new_year_moves_every_class_up_and_marks_who_finished_school(school):
    roster = roster_of(school)
    finished = [p for p in roster.pupils if p.grade == 9]
    report = bring(school, next_year(roster), turn_year=True)
    year = report.year
    assert (year.promoted, year.repeating, year.graduated) == (len(roster.pupils) - len(finished), 0, len(finished))
    assert (report.leaving, report.absent) == (len(finished), 0)
    moves = {move.before: (move.after, move.elsewhere, move.left) for move in year.moves}
    assert moves["701"] == ("801", 0, 0)
    assert moves["901"][::2] == ("", sum(p.school_class == "901" for p in finished))
    assert all(before == after for move in year.moves if move.after for before, after in [move.teachers])


def test_the_dry_run_of_a_new_year_says_the_same_and_writes_nothing(school):
    before, roster = school.counts(), roster_of(school)
    told = bring(school, next_year(roster), turn_year=True, dry_run=True)
    assert school.counts() == before
    assert bring(school, next_year(roster), turn_year=True) == told


def test_the_same_new_year_twice_changes_nothing(school):
    new = next_year(roster_of(school))
    bring(school, new, turn_year=True)
    before = school.counts()
    again = bring(school, new)
    assert (again.new, again.changed, again.leaving, again.absent) == (0, 0, 0, 0)
    assert school.counts() == before


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        pytest.param(lambda roster: roster, "年级没有变", id="the file of this year"),
        pytest.param(
            lambda roster: replace(next_year(roster), pupils=tuple(p for p in next_year(roster).pupils if p.grade == 8)),
            "可能不全",
            id="one grade only",
        ),
    ],
)
def test_a_file_that_cannot_be_the_new_years_is_refused(school, shape, words):
    roster = roster_of(school)
    with pytest.raises(RosterFault) as refused:
        bring(school, shape(roster), turn_year=True)
    assert words in refused.value.said("zh")
    assert roster_of(school) == roster


def test_a_new_years_file_brought_as_an_ordinary_one_is_noticed(school):
    report = bring(school, next_year(roster_of(school)), dry_run=True)
    assert any("--new-year" in note.zh for note in report.notes)
    assert report.leaving == 0


def test_pupils_missing_from_the_file_leave_only_when_a_person_confirms(school):
    roster = roster_of(school)
    fewer = replace(roster, pupils=roster.pupils[:-3])
    told = bring(school, fewer)
    assert (told.absent, told.leaving, len(register(school).pupil)) == (3, 0, len(roster.pupils))
    assert any("--leavers" in note.zh for note in told.notes)
    told = bring(school, fewer, leavers=True)
    assert (told.absent, told.leaving, len(register(school).pupil)) == (0, 3, len(roster.pupils) - 3)
    assert bring(school, fewer).absent == 0


def test_an_update_that_names_a_few_makes_nobody_absent_and_takes_away_whom_it_says(school):
    roster = roster_of(school)
    report = bring(school, replace(roster, pupils=(), staff=(), whole=False, leaving=(roster.pupils[0].number,)), leavers=True)
    assert (report.absent, report.leaving) == (0, 1)


def test_who_left_keeps_file_and_history_and_comes_back_as_the_same_pupil(school):
    roster, pupil = roster_of(school), school.pupils(7)[0]
    gone = replace(roster, pupils=tuple(p for p in roster.pupils if p.number != pupil.told.number))
    bring(school, gone, leavers=True)
    with school.work.uow() as uow:
        found = find_pupil(pupil.told.number, uow, school.audit())
        history = uow.roster.history(pupil.id, school.audit())
        uow.commit()
    assert (found.id, found.told.left_on, history) == (pupil.id, "2026-11-10", [pupil.told])
    assert bring(school, roster).back == 1
    assert pupil.id in register(school).pupil
    assert not len(register(school).left.pupil)


def test_the_tasks_of_a_leavers_class_are_the_counselors_and_the_alert_stays(school):
    pupil = school.pupils(9)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    teachers = owners(school, Role.HOMEROOM_TEACHER)
    report = bring(school, next_year(roster_of(school)), turn_year=True)
    with school.work.uow() as uow:
        counselors = {m.id for m in uow.roster.staff(school.audit()) if roles_of(m) & COUNSELORS}
        uow.commit()
    assert report.leaving_with_alert == 1
    assert report.reassigned > 0
    assert owners(school, Role.HOMEROOM_TEACHER) <= counselors
    assert teachers.isdisjoint(counselors)
    assert set(school.alerts()) == {pupil.id}


def test_who_left_is_not_asked_for_when_the_wave_closes_nor_counted_in_a_class(school):
    pupils = school.pupils(9)
    school.take(school.write("a.csv", 9, [(pupils[0].told.number, {}, 0)]), "phq9")
    roster = roster_of(school)
    gone = {p.told.number for p in pupils[1:]}
    bring(school, replace(roster, pupils=tuple(p for p in roster.pupils if p.number not in gone)), leavers=True)
    work = school.work
    reached = close_wave(WAVE, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())
    assert not {t.task.pupil for t in school.tasks()} & {p.id for p in pupils[1:]}
    assert reached.pupils == len(roster.pupils) - len(gone)
    sizes = list_classes(work.uow(), person=work.person, now=work.now())
    assert sum(line.pupils for line in sizes) == len(roster.pupils) - len(gone)


@pytest.mark.parametrize(
    ("answers", "tasks"),
    [pytest.param({9: 3}, 1, id="a safety answer asks a person at once"), pytest.param({}, 0, id="a calm one is only refused")],
)
def test_an_answer_of_who_left_is_refused_with_that_reason_and_still_read_for_safety(school, answers, tasks):
    roster, pupil = roster_of(school), school.pupils(7)[0]
    bring(school, replace(roster, pupils=tuple(p for p in roster.pupils if p.number != pupil.told.number)), leavers=True)
    report = school.take(school.write("a.csv", 9, [(pupil.told.number, answers, 0)]), "phq9")
    assert report.refusals == {"left_school": 1}
    assert report.unidentified == tasks
    assert school.alerts() == {}


def test_a_new_number_keeps_file_and_history_where_the_roster_names_the_former_one(school):
    roster = roster_of(school)
    pupil, number = school.pupils(7)[0], "G99202600000077777"

    def renumbered(**told):
        return replace(roster, pupils=tuple(
            replace(p, number=number, **told) if p.number == pupil.told.number else p for p in roster.pupils))  # fmt: skip

    told = bring(school, renumbered(), dry_run=True)
    assert (told.new, told.absent) == (1, 1)
    assert any("原学籍号" in note.zh for note in told.notes)
    told = bring(school, renumbered(former=pupil.told.number))
    assert (told.new, told.changed, told.absent) == (0, 1, 0)
    with school.work.uow() as uow:
        assert find_pupil(number, uow, school.audit()).id == pupil.id
        uow.commit()


def test_what_a_file_has_no_column_for_stays_on_record(school):
    roster = roster_of(school)
    bare = replace(roster, untold=("guardians", "born"), pupils=tuple(replace(p, guardians=(), born="") for p in roster.pupils))
    assert bring(school, bare).changed == 0


def test_a_file_that_speaks_of_homeroom_teachers_alone_leaves_all_other_posts(school):
    roster = roster_of(school)
    first = next(p for p in roster.staff if p.role == Role.HOMEROOM_TEACHER)
    successor = replace(first, name="接班人", email="next@school.example", phone="")
    teachers = tuple(successor if p == first else p for p in roster.staff if p.role == Role.HOMEROOM_TEACHER)
    bring(school, replace(roster, staff=teachers, staff_roles=(Role.HOMEROOM_TEACHER.value,)))
    kept = [p for p in roster.staff if p.role != Role.HOMEROOM_TEACHER]
    now = roster_of(school).staff
    assert all(post in now for post in kept)
    assert successor in now
    assert first not in now


def test_register_lines_of_leavers_hold_no_more_than_mark_and_id(school):
    roster = roster_of(school)
    bring(school, replace(roster, pupils=roster.pupils[1:]), leavers=True)
    left = register(school).left
    with school.work.uow() as uow:
        assert np.array_equal(left.marks, uow.roster.marks([roster.pupils[0].number]))
        names = [name for _, name in uow.roster.roll(school.audit()).everybody()]
        uow.commit()
    assert len(names) == len(roster.pupils) - 1
    assert PIPELINE not in left.pupil
