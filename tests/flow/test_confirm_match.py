"""A near miss is confirmed by a person, remembered for the wave, and taken in when the file is imported again."""

import csv

import pytest

from screening.core.errors import FileFault, IllegalMove, NotAllowed
from screening.core.tiers import Role
from screening.services.confirm_match import RowPlace, confirm_match
from screening.services.list_refusals import list_refusals
from tests.flow.test_import_roster import bring, changed, roster_of

WAVE = "测试批次"


def export(school, rows, name="a.csv"):
    """(number, name, class, answer of item 9, minute) of each row, for PHQ-9."""
    path = school.folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["学号", "姓名", "班级", *(f"q{n}" for n in range(1, 10)), "提交时间"])
        for number, person, school_class, last, minute in rows:
            writer.writerow([number, person, school_class, *[0] * 8, last, f"2026-11-10 08:{minute:02d}:00"])
    return path


def confirm(school, row, number, **told):
    return confirm_match(RowPlace(row=row, **told), number, WAVE, person=school.work.working_member(), uow=school.work.uow(),
                         now=school.work.now())  # fmt: skip


def lines(school):
    return list_refusals(WAVE, person=school.work.working_member(), uow=school.work.uow(), now=school.work.now())


def told(school, at=0):
    return school.pupils(7)[at].told


def test_a_confirmed_row_becomes_a_sheet_with_the_next_import_of_the_same_file(school):
    pupil = school.pupils(7)[0]
    path = export(school, [("", pupil.told.name, "", 2, 1), (told(school, 1).number, "", "", 0, 2)])
    first = school.take(path, "phq9")
    assert (first.refusals, first.unidentified) == ({"near_miss": 1}, 1)
    assert confirm(school, 1, pupil.told.number).critical
    again = school.take(path, "phq9")
    assert (again.already, again.refusals, again.unidentified) == (False, {}, 0)
    assert set(school.alerts()) == {pupil.id}
    assert school.take(path, "phq9").already


def test_what_was_confirmed_once_holds_for_later_files_of_the_wave(school):
    pupil = school.pupils(7)[0]
    school.take(export(school, [("", pupil.told.name, "", 0, 1)]), "phq9")
    confirm(school, 1, pupil.told.number)
    later = school.take(
        export(school, [("", pupil.told.name, "", 0, 1), (told(school, 1).number, "", "", 0, 5)], "b.csv"), "phq9"
    )
    assert later.refusals == {}


def test_the_list_shows_class_name_and_number_of_candidates_and_who_was_confirmed(school):
    one = told(school)
    school.take(export(school, [("", one.name, "", 0, 1)]), "phq9")
    (line,) = lines(school)
    assert f"{one.school_class} {one.name} {one.number}" in line.candidates
    assert line.confirmed == ""
    confirm(school, 1, one.number)
    assert lines(school)[0].confirmed == f"{one.school_class} {one.name} {one.number}"


def test_of_two_pupils_with_one_name_in_a_class_a_confirmation_holds_for_its_row_alone(school):
    one = told(school)
    other = next(p.told for p in school.pupils(7)[1:] if p.told.school_class == one.school_class)
    bring(school, changed(roster_of(school), other.number, name=one.name))
    path = export(school, [("", one.name, one.school_class, 0, 1), ("", one.name, one.school_class, 3, 2)])
    assert school.take(path, "phq9").refusals == {"near_miss": 2}
    assert confirm(school, 1, one.number).alone
    again = school.take(path, "phq9")
    assert again.refusals == {"near_miss": 1}
    assert school.alerts() == {}


def test_what_was_said_last_holds(school):
    one, other = told(school), told(school, 1)
    school.take(export(school, [("", one.name, "", 0, 1)]), "phq9")
    confirm(school, 1, other.number)
    confirm(school, 1, one.number)
    assert one.number in lines(school)[0].confirmed


def test_a_test_submission_is_refused_as_such_and_its_safety_answer_asks_a_person(school):
    report = school.take(export(school, [("0", "测试", "701", 3, 1), ("000", "", "", 0, 2)]), "phq9")
    assert (report.refusals, report.unidentified) == ({"test_submission": 2}, 1)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        pytest.param(9, FileFault, id="no such refused row"),
        pytest.param(2, FileFault, id="a row whose pupil is known"),
        pytest.param(3, IllegalMove, id="a row that names nobody and tells no time"),
    ],
)
def test_only_a_row_refused_for_its_identity_can_be_confirmed(school, row, error):
    refused = next(p for p in roster_of(school).pupils if p.consent != "granted")
    path = export(school, [("", told(school).name, "", 0, 1), (refused.number, "", "", 0, 2), ("", "", "", 1, 3)])
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-10 08:03:00", ""), encoding="utf-8")
    school.take(path, "phq9")
    with pytest.raises(error):
        confirm(school, row, told(school).number)


def test_a_row_number_that_two_imports_refused_asks_for_the_import(school):
    one, other = told(school), told(school, 1)
    school.take(export(school, [("", one.name, "", 0, 1)]), "phq9")
    school.take(export(school, [("", other.name, "", 0, 2)], "b.csv"), "phq9")
    with pytest.raises(FileFault) as refused:
        confirm(school, 1, one.number)
    assert "1:1、2:1" in refused.value.said("zh")
    assert confirm(school, 1, other.number, imported=2).place.imported == 2


def test_nobody_is_confirmed_who_has_left(school):
    one, roster = told(school), roster_of(school)
    school.take(export(school, [("", one.name, "", 0, 1)]), "phq9")
    bring(school, type(roster)(school="", pupils=(), staff=(), whole=False, leaving=(one.number,)))
    with pytest.raises(IllegalMove):
        confirm(school, 1, one.number)


def test_only_the_counselor_confirms(school):
    school.take(export(school, [("", told(school).name, "", 0, 1)]), "phq9")
    with school.work.uow() as uow:
        teacher = next(m for m in uow.roster.staff(school.audit()) if {r.role for r in m.roles} == {Role.HOMEROOM_TEACHER})
        uow.commit()
    with pytest.raises(NotAllowed):
        confirm_match(RowPlace(row=1), told(school).number, WAVE, person=teacher, uow=school.work.uow(), now=school.work.now())
