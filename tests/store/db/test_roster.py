"""The roster in a real store."""

import json
from dataclasses import replace

import numpy as np
import pytest

from screening.adapters.db import register as pages
from screening.adapters.db.identities import Identity
from screening.adapters.db.wire import from_bytes
from screening.casefiles.envelope import pad
from screening.casefiles.interface import Retention
from screening.followup.records import Pupil
from screening.intake.interface import Guardian, Person, RosterPupil
from tests.store.db import made

TEACHERS = [
    Person(name="王老师", role="homeroom_teacher", school_class="701", phone="19900000001"),
    Person(name="李老师", role="psych_teacher", email="li@school.example"),
    Person(name="李老师", role="psych_deputy"),
]


def test_pupils_come_back_as_they_were_put(store):
    made.with_pupils(store, 5)
    with store() as uow:
        found = uow.roster.pupils(made.machine())
    assert sorted((one.told for one in found), key=lambda told: told.row) == [made.pupil(number) for number in range(1, 6)]


def test_ids_follow_no_order_of_the_roster(store):
    made.with_pupils(store, 60)
    with store() as uow:
        rows = [one.told.row for one in uow.roster.pupils(made.machine())]
    assert sorted(rows) == list(range(1, 61))
    assert rows != sorted(rows)  # once in 60! this fails


def test_pupils_who_come_later_get_ids_beyond_the_highest(store):
    before = made.with_pupils(store, 10)
    with store() as uow:
        uow.roster.put_pupils([made.pupil(number) for number in range(11, 14)], [], made.machine())
        uow.commit()
        after = uow.roster.register(made.machine()).pupil
    assert sorted(set(after.tolist()) - set(before.tolist())) == [11, 12, 13]


def test_the_register_finds_every_number_and_no_other(store):
    made.with_pupils(store, 30)
    with store() as uow:
        register = uow.roster.register(made.machine())
        told = {one.told.number: one.id for one in uow.roster.pupils(made.machine())}
        marks = uow.roster.marks([*told, "G990000000099999999"])
    at = np.searchsorted(register.marks, marks[:-1])
    assert register.pupil[at].tolist() == list(told.values())
    assert marks[-1] not in register.marks
    assert (np.sort(register.marks) == register.marks).all()


def test_the_register_tells_class_grade_sex_birth_and_consent_in_codes(store):
    made.with_pupils(store, 1)
    with store() as uow:
        uow.roster.put_pupils([made.pupil(2, "702", sex="male", born="", consent="withdrawn", grade=7)], [], made.machine())
        register = uow.roster.register(made.machine())
        classes = {one.name: one.id for one in uow.roster.classes()}
    lines = {
        int(pupil): (int(school_class), int(grade), int(sex), str(born), int(consent))
        for pupil, school_class, grade, sex, born, consent in zip(
            register.pupil, register.school_class, register.grade, register.sex, register.born, register.consent, strict=True
        )
    }
    assert lines == {1: (classes["701"], 7, 2, "2013-05", 1), 2: (classes["702"], 7, 1, "NaT", 2)}


def test_a_changed_pupil_keeps_the_id_and_the_older_identity_is_kept(store):
    made.with_pupils(store, 3)
    with store() as uow:
        before = uow.roster.pupils(made.machine())[0]
        classes = {one.name: one.id for one in uow.roster.classes()}
        moved = made.pupil(before.told.row, "702", number="G99000000077777777")
        uow.roster.put_pupils([], [Pupil(id=before.id, school_class=classes["702"], told=moved)], made.machine())
        uow.commit()
    with store() as uow:
        now = uow.roster.pupils(made.machine(), [before.id])[0]
        assert (now.told, now.school_class) == (moved, classes["702"])
        assert uow.roster.history(before.id, made.machine()) == [before.told]
        register = uow.roster.register(made.machine())
        marks = uow.roster.marks([moved.number, before.told.number])
        assert register.pupil[register.marks == marks[0]].tolist() == [before.id]
        assert marks[1] not in register.marks


def test_the_same_classes_again_change_nothing(store):
    made.with_pupils(store, 1)
    with store() as uow:
        before = uow.roster.classes()
        uow.roster.add_classes([("702", 7), ("701", 7)], made.machine())
        assert uow.roster.classes() == before


@pytest.mark.parametrize("text", ["701", "七年级1班", "七(1)班"])
def test_the_roll_opens_the_class_that_is_meant_and_no_other(store, text):
    made.with_pupils(store, 4)
    with store() as uow:
        uow.roster.put_pupils([made.pupil(9, "702")], [], made.machine())
        roll = uow.roster.roll(made.machine())
        assert sorted(name for _, name in roll.names(roll.class_named(text))) == [f"学生{n}" for n in range(1, 5)]
        assert roll.class_named("九年级9班") is None


def test_the_roll_knows_a_pupil_by_the_present_name_and_class(store):
    made.with_pupils(store, 3)
    with store() as uow:
        pupil = uow.roster.pupils(made.machine())[0]
        classes = {one.name: one.id for one in uow.roster.classes()}
        moved = made.pupil(pupil.told.row, "702", name="新名字")
        uow.roster.put_pupils([], [Pupil(id=pupil.id, school_class=classes["702"], told=moved)], made.machine())
        uow.commit()
        roll = uow.roster.roll(made.person("roll.read"))
        assert roll.names(classes["702"]) == [(pupil.id, "新名字")]
        assert len(roll.names(classes["701"])) == 2
        assert roll.names(99) == []
        uow.commit()
        assert [(one.what, one.target) for one in uow.audit.last(1)] == [("roll.read", "register:2")]


def test_one_person_with_two_roles_is_one_member_of_staff(store):
    with store() as uow:
        uow.roster.put_staff(TEACHERS, made.machine())
        found = {one.name: [role.role for role in one.roles] for one in uow.roster.staff(made.machine())}
    assert found == {"王老师": ["homeroom_teacher"], "李老师": ["psych_teacher", "psych_deputy"]}


def test_two_teachers_of_one_name_stay_two(store):
    namesake = Person(name="王老师", role="homeroom_teacher", school_class="702", phone="19900000002")
    with store() as uow:
        uow.roster.put_staff([TEACHERS[0], namesake], made.machine())
        assert [one.phone for one in uow.roster.staff(made.machine())] == ["19900000001", "19900000002"]
        uow.roster.put_staff([namesake, TEACHERS[0]], made.machine())
        assert [one.phone for one in uow.roster.staff(made.machine())] == ["19900000001", "19900000002"]


def test_a_teacher_with_a_new_telephone_is_the_same_person(store):
    with store() as uow:
        uow.roster.put_staff(TEACHERS, made.machine())
        again = Person(name="王老师", role="homeroom_teacher", school_class="701", phone="19900000009")
        uow.roster.put_staff([again, *TEACHERS[1:]], made.machine())
        assert [(one.id, one.phone) for one in uow.roster.staff(made.machine())] == [(1, "19900000009"), (2, "")]


def test_who_left_keeps_the_record_and_loses_every_role(store):
    with store() as uow:
        uow.roster.put_staff(TEACHERS, made.machine())
        uow.roster.put_staff(TEACHERS[1:], made.machine())
        assert [(one.name, len(one.roles)) for one in uow.roster.staff(made.machine())] == [("王老师", 0), ("李老师", 2)]
        uow.roster.put_staff([], made.machine())  # a workbook without a staff sheet
        assert [len(one.roles) for one in uow.roster.staff(made.machine())] == [0, 2]


def test_who_was_screened_or_has_a_file_can_not_be_told_from_the_keys(store):
    made.with_pupils(store, 4)
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT retention, count(*) FROM pupil_key GROUP BY retention ORDER BY retention")
        kept = [tuple(row) for row in rows]
    assert kept == [(Retention.IDENTITY, 4), (Retention.MEASUREMENT, 4), (Retention.FILE, 4)]


def test_who_left_is_known_by_mark_alone_and_comes_back(store):
    made.with_pupils(store, 3)
    with store() as uow:
        before = uow.roster.pupils(made.machine())[0]
        gone = replace(before, told=replace(before.told, left_on="2026-11-23"))
        uow.roster.put_pupils([], [gone], made.machine())
        uow.commit()
        register = uow.roster.register(made.machine())
        assert before.id not in register.pupil
        assert register.left.pupil.tolist() == [before.id]
        assert register.left.marks.tolist() == uow.roster.marks([before.told.number]).tolist()
        assert before.id not in [pupil for pupil, _ in uow.roster.roll(made.machine()).everybody()]
        uow.roster.put_pupils([], [before], made.machine())
        register = uow.roster.register(made.machine())
        assert before.id in register.pupil
        assert not len(register.left.pupil)


def test_the_register_knows_whose_family_must_not_be_told(store):
    made.with_pupils(store, 1)
    unverified = (Guardian(name="某", relation="父亲", standing="unverified"),)
    with store() as uow:
        uow.roster.put_pupils([made.pupil(2, guardians=unverified)], [], made.machine())
        register = uow.roster.register(made.machine())
    assert dict(zip(register.pupil.tolist(), register.held.tolist(), strict=True)) == {1: False, 2: True}


def test_a_register_of_the_first_version_is_still_read():
    told = made.pupil(1)
    lines = pages.lines_of([(7, 3, told)], np.array([b"m" * 16], dtype="S16"))
    first = b"\x01" + b"".join(line.tobytes()[:-1] for line in lines)
    found = pages.as_register(pages.unpacked(first), pages.empty())
    assert (found.pupil.tolist(), found.school_class.tolist(), found.grade.tolist(), found.consent.tolist()) == (
        [7],
        [3],
        [7],
        [1],
    )
    assert found.held.tolist() == [False]


def test_an_identity_sealed_before_tags_were_known_still_opens():
    told = {"row": 1, "number": "G99", "name": "某", "school_class": "701", "grade": 7, "guardians": []}
    sealed = pad(b"\x01" + json.dumps({"school_class": 3, "told": told}).encode(), 512)
    assert from_bytes(sealed, Identity).told == RosterPupil(row=1, number="G99", name="某", school_class="701", grade=7)
