"""A OneRoster set becomes a roster by what it says, and says what it lacks."""

from datetime import date

import pytest

from screening.core.errors import Faults
from screening.intake.oneroster import read_oneroster

TODAY = date(2026, 11, 10)
ORGS = [["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
        ["s1", "", "", "虚构学校", "school", "001", ""]]  # fmt: skip
CLASSES = [
    ["sourcedId", "status", "dateLastModified", "title", "grades", "classCode", "classType", "schoolSourcedId"],
    ["c1", "", "", "七年级1班", "07", "", "homeroom", "s1"],
    ["c2", "", "", "七年级2班", "07", "", "homeroom", "s1"],
    ["m1", "", "", "七年级1班数学", "07", "", "scheduled", "s1"],
    ["p2", "", "", "二年级1班", "02", "", "homeroom", "s1"],
]
USER_HEAD = [
    *("sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName"),
    *("familyName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades"),
]


def user(key, role, family, given, identifier="", **more):
    row = dict.fromkeys(USER_HEAD, "") | {"sourcedId": key, "enabledUser": "true", "orgSourcedIds": "s1", "role": role}
    row |= {"familyName": family, "givenName": given, "identifier": identifier} | more
    return [row[name] for name in USER_HEAD]


USERS = [
    USER_HEAD,
    user("u1", "student", "王", "小明", "G990001", agentSourcedIds="g1", grades="07"),
    user("u2", "student", "李", "静", "G990002", grades="07"),
    user("u3", "student", "赵", "小小", "G990003", grades="02"),
    user("g1", "parent", "王", "某", phone="19900000001"),
    user("t1", "teacher", "刘", "老师", email="liu@school.example"),
    user("t2", "teacher", "钱", "老师"),
]
ENROL = [
    [
        *("sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId"),
        *("role", "primary", "beginDate", "endDate"),
    ],
    ["e1", "", "", "c1", "s1", "u1", "student", "false", "", ""],
    ["e2", "", "", "c2", "s1", "u2", "student", "false", "2026-09-01", "2027-07-31"],
    ["e3", "", "", "p2", "s1", "u3", "student", "false", "", ""],
    ["e4", "", "", "m1", "s1", "u1", "student", "false", "", ""],
    ["e5", "", "", "c1", "s1", "t1", "teacher", "true", "", ""],
    ["e6", "", "", "m1", "s1", "t2", "teacher", "true", "", ""],
    ["e7", "", "", "c1", "s1", "t2", "teacher", "false", "", ""],
]  # fmt: skip
DEMO = [["sourcedId", "status", "dateLastModified", "birthDate", "sex"], ["u1", "", "", "2013-05-17", "male"]]
SET = {"orgs": ORGS, "users": USERS, "classes": CLASSES, "enrollments": ENROL, "demographics": DEMO}


def roster(*sets, **options):
    return read_oneroster(sets or (SET,), "set.zip", school_year=2026, today=TODAY, **options)


def classes(found):
    return {pupil.number: pupil.school_class for pupil in found.pupils}


def said(*sets, **options):
    with pytest.raises(Faults) as found:
        roster(*sets, **options)
    return found.value.said("zh")


def rows_of(table, *rows):
    return [table[0], *rows]


def test_pupils_have_the_class_of_type_homeroom_and_what_the_set_tells_of_them():
    found = roster()
    first = found.pupils[0]
    assert classes(found) == {"G990001": "701", "G990002": "702"}
    assert (first.name, first.sex, first.born, first.grade) == ("王小明", "male", "2013-05-17", 7)
    assert [(one.name, one.relation, one.phone) for one in first.guardians] == [("王某", "家长", "19900000001")]
    assert found.school == "虚构学校"
    assert any("1 名学生不在本校四至九年级" in note.zh for note in found.notes)


def test_a_primary_teacher_of_a_homeroom_class_is_its_homeroom_teacher_and_nobody_else_is_given_a_post():
    found = roster()
    assert [(one.name, one.role, one.school_class) for one in found.staff] == [("刘老师", "homeroom_teacher", "701")]
    assert found.staff_roles == ("homeroom_teacher",)
    assert any("702" in note.zh for note in found.notes)
    assert any("心理教师、德育主任、校长、年级组长" in note.zh for note in found.notes)


def test_version_1_2_tells_roles_in_a_table_of_their_own():
    head = [name for name in USER_HEAD if name not in ("role", "orgSourcedIds", "identifier")] + ["userMasterIdentifier"]
    cut = [dict(zip(USER_HEAD, row, strict=True)) for row in USERS[1:]]
    users = [head, *([one.get(name, one["identifier"]) for name in head] for one in cut)]
    roles = [
        ["sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"]
    ]
    roles += [[f"r{n}", "", "", key, "primary", role, "", end, "s1"] for n, (key, role, end) in enumerate([
        ("u1", "student", ""), ("u2", "student", ""), ("t1", "teacher", ""), ("t2", "ext:心理教师", ""),
        ("t2", "principal", "2026-07-31"),
    ])]  # fmt: skip
    found = roster(SET | {"users": users, "roles": roles})
    assert classes(found) == {"G990001": "701", "G990002": "702"}
    assert [(one.name, one.role) for one in found.staff] == [("刘老师", "homeroom_teacher"), ("钱老师", "psych_teacher")]


def test_vendors_spellings_and_another_order_of_columns_are_understood():
    rename = {"userIds": "userId", "agentSourcedIds": "agents", "grades": "grade"}
    order = sorted(range(len(USER_HEAD)), key=lambda place: USER_HEAD[place])
    users = [[rename.get(row[place], row[place]) if row is USERS[0] else row[place] for place in order] for row in USERS]
    demo = [
        ["userSourcedId", "status", "dateLastModified", "birthdate", "sex", "ext_x"],
        ["u1", "", "", "2013-05-17", "male", "y"],
    ]
    assert roster(SET | {"users": users, "demographics": demo}).pupils == roster().pupils


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        pytest.param({"userIds": "{学籍号:G990001}"}, "G990001", id="userIds"),
        pytest.param({"userIds": "G990001"}, "G990001", id="a vendor's userId without braces"),
    ],
)
def test_the_number_may_stand_in_user_ids(cells, number):
    users = [USER_HEAD, user("u1", "student", "王", "小明", **cells)]
    assert roster(SET | {"users": users}).pupils[0].number == number


def test_a_login_is_no_student_number():
    users = [USER_HEAD, user("u1", "student", "王", "小明", username="xiaoming")]
    assert "没有学籍号" in said(SET | {"users": users})


@pytest.mark.parametrize(
    ("enrolments", "words"),
    [
        pytest.param([], "不在任何一个班", id="in no class"),
        pytest.param(
            [["e1", "", "", "c1", "s1", "u1", "student", "", "", ""], ["e2", "", "", "c2", "s1", "u1", "student", "", "", ""]],
            "同时在两个班",
            id="in two",
        ),
        pytest.param([["e1", "", "", "c1", "s1", "u1", "student", "", "2025-09-01", "2026-07-31"]], "不在任何一个班", id="ended"),
    ],
)
def test_a_pupil_whose_class_is_open_is_a_fault_with_the_line(enrolments, words):
    users = rows_of(USERS, user("u1", "student", "王", "小明", "G990001"))
    found = said(SET | {"users": users, "enrollments": rows_of(ENROL, *enrolments)})
    assert words in found
    assert "users.csv 第 2 行" in found
    assert "王小明" not in found


def test_without_the_type_homeroom_the_class_is_the_one_whose_title_is_a_class_name():
    plain = [CLASSES[0], *([*row[:6], "scheduled", row[7]] for row in CLASSES[1:])]
    found = roster(SET | {"classes": plain})
    assert classes(found) == {"G990001": "701", "G990002": "702"}
    assert found.staff == ()


def test_updates_are_laid_over_the_full_set_in_order():
    moved = {
        "manifest": [["propertyName", "value"], ["file.enrollments", "delta"], ["file.users", "delta"]],
        "enrollments": rows_of(
            ENROL,
            ["e1", "tobedeleted", "2026-11-01", "", "", "", "", "", "", ""],
            ["e9", "active", "2026-11-01", "c2", "s1", "u1", "student", "", "", ""],
        ),
        "users": rows_of(USERS, ["u2", "tobedeleted", "2026-11-01", *[""] * (len(USER_HEAD) - 3)]),
    }
    found = roster(SET, moved)
    assert classes(found) == {"G990001": "702"}
    assert (found.leaving, found.whole) == (("G990002",), True)


def test_an_older_update_changes_nothing():
    newer = SET | {"users": rows_of(USERS, user("u1", "student", "王", "晓明", "G990001", dateLastModified="2026-11-02"))}
    older = {"users": rows_of(USERS, user("u1", "student", "王", "小明", "G990001", dateLastModified="2026-10-01"))}
    assert roster(newer, older).pupils[0].name == "王晓明"


def test_an_update_alone_changes_only_whom_it_names():
    update = {
        "manifest": [["propertyName", "value"], ["file.users", "delta"]],
        "users": rows_of(USERS, user("u2", "student", "李", "静", "G990002", status="tobedeleted")),
    }
    found = roster(update)
    assert (found.pupils, found.leaving, found.whole) == ((), ("G990002",), False)


def test_an_update_alone_that_does_not_say_enough_asks_for_the_full_set():
    update = {
        "manifest": [["propertyName", "value"], ["file.users", "delta"]],
        "users": rows_of(USERS, user("u9", "student", "新", "生", "G990009")),
    }
    assert "把全量文件放在前面" in said(update)


def test_several_schools_are_told_apart_and_one_must_be_chosen():
    two = SET | {
        "orgs": [*ORGS, ["s2", "", "", "另一所学校", "school", "002", ""]],
        "classes": [*CLASSES, ["x1", "", "", "七年级1班", "07", "", "homeroom", "s2"]],
        "users": [*USERS, user("u8", "student", "孙", "悦", "G990008")],
        "enrollments": [*ENROL, ["e8", "", "", "x1", "s2", "u8", "student", "", "", ""]],
    }
    assert "虚构学校、另一所学校" in said(two)
    assert classes(roster(two, school="另一所学校")) == {"G990008": "701"}
    assert set(classes(roster(two, school="001"))) == {"G990001", "G990002"}


def test_tables_that_are_missing_are_named():
    assert "classes.csv、enrollments.csv" in said({"users": USERS})


def test_a_full_set_without_a_pupil_of_ours_is_a_fault_and_not_a_school_that_everybody_left():
    users = rows_of(USERS, user("u3", "student", "赵", "小小", "G990003", grades="02"))
    assert "没有本校四至九年级的学生" in said(SET | {"users": users})
