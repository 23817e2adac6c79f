"""A roster workbook is understood whole, or every fault of it is told at once."""

import pytest

from screening.core.errors import Faults
from screening.intake.roster import read_roster

HEAD = [
    "姓名",
    "性别",
    "出生日期",
    "学籍号",
    "班内学号",
    "年级",
    "班级",
    "就读方式",
    "监护人知情同意",
    "成员1姓名",
    "成员1关系",
    "成员1电话",
    "成员1状态",
]
ROW = ["王小明", "男", "2013-05-17", "G990001", "7", "七年级", "1班", "住校", "已同意", "王某", "父亲", "19900000001", "已核实"]
STAFF = [
    ["姓名", "职务", "班级", "年级", "邮箱", "电话"],
    ["刘老师", "班主任", "701", "", "", ""],
    ["高老师", "心理教师", "", "", "", ""],
]


def changed(**cells):
    """ROW with some cells changed, by heading."""
    return [cells.get(name, cell) for name, cell in zip(HEAD, ROW, strict=True)]


def roster(*rows, staff=STAFF, head=HEAD, **options):
    return read_roster({"学生": [head, *rows], "教职工": staff, "学校": [["名称"], ["合成学校"]]}, "roster.xlsx", **options)


def faults(*rows, **options):
    with pytest.raises(Faults) as found:
        roster(*rows, **options)
    return found.value.said("zh")


def test_a_pupil_is_read_with_class_consent_and_family():
    pupil = roster(ROW).pupils[0]
    assert (pupil.row, pupil.number, pupil.name, pupil.school_class, pupil.grade) == (2, "G990001", "王小明", "701", 7)
    assert (pupil.seat, pupil.sex, pupil.born, pupil.consent, pupil.boarding) == (7, "male", "2013-05-17", "granted", True)
    assert (pupil.guardians[0].relation, pupil.guardians[0].standing) == ("父亲", "verified")


def test_school_staff_and_their_classes_are_read():
    whole = roster(ROW)
    assert whole.school == "合成学校"
    assert [(one.role, one.school_class) for one in whole.staff] == [("homeroom_teacher", "701"), ("psych_teacher", "")]
    assert whole.notes == ()


@pytest.mark.parametrize(
    "table",
    [
        pytest.param([["合成学校学生名册"], [], HEAD, ROW], id="titles above"),
        pytest.param([list(reversed(HEAD)), list(reversed(ROW))], id="another order"),
        pytest.param(
            [[*HEAD[:9], "成员1", "", "", ""], [*[""] * 9, "姓名", "关系", "电话", "状态"], ROW], id="headings over two rows"
        ),
        pytest.param([HEAD, ROW, [""] * 13, [" "] * 13], id="empty rows below"),
        pytest.param([[*HEAD, "备注"], [*ROW, "x"]], id="a column nobody needs"),
    ],
)
def test_the_headings_are_found_wherever_they_stand(table):
    pupils = read_roster({"学生": table}, "roster.xlsx").pupils
    assert [(one.number, one.guardians[0].phone) for one in pupils] == [("G990001", "19900000001")]


def test_a_single_table_is_the_pupils():
    assert len(read_roster({"": [HEAD, ROW]}, "roster.csv").pupils) == 1


def test_identity_card_numbers_are_never_read():
    pupil = roster([*ROW, "990000000000001234"], head=[*HEAD, "身份证件号"]).pupils[0]
    assert "990000000000001234" not in repr(pupil)


def test_every_fault_is_told_at_once_with_its_lines_and_nobodys_name():
    said = faults(
        ROW,
        ROW,
        changed(学籍号="1.10101E+17"),
        changed(学籍号="", 班级="甲班", 年级=""),
        changed(学籍号="G990009", 监护人知情同意="大概吧"),
        changed(学籍号="G990010", 成员1状态="不清楚"),
        changed(学籍号="G990011", 姓名=""),
        staff=[*STAFF, ["钱老师", "门卫", "", "", "", ""], ["孙老师", "班主任", "", "", "", ""]],
    )
    for words in (
        "重复",
        "科学计数",
        "没有学籍号",
        "班级认不出",
        "已同意",
        "成员1状态",
        "没有姓名",
        "职务认不出",
        "没有写明班级",
    ):
        assert words in said
    assert "第 2、3 行" in said
    assert "王小明" not in said
    assert "G990001" not in said


def test_missing_columns_are_named_together():
    said = faults(["x"], head=["性别"])
    assert "姓名、学籍号、班级" in said


def test_a_class_without_a_homeroom_teacher_is_a_note_not_a_fault():
    notes = roster(ROW, changed(学籍号="G990002", 班级="2班")).notes
    assert "702" in notes[0].zh
    assert "701" not in notes[0].zh


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2013/5/7", "2013-05-07"), ("20130507", "2013-05-07"), ("2013年5月", "2013-05"), ("2013-13-01", ""), ("不详", "")],
)
def test_birth_dates_are_read_in_every_usual_spelling(written, meant):
    assert roster(changed(出生日期=written)).pupils[0].born == meant


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"年级": "", "班级": "101"}, id="101"),
        pytest.param({"年级": "", "班级": "三年级2班"}, id="third grade"),
        pytest.param({"年级": "一年级", "班级": "2班"}, id="grade in its own column"),
        pytest.param({"年级": "高一", "班级": "3班"}, id="senior school"),
    ],
)
def test_pupils_of_other_grades_are_left_out_with_a_note_and_stop_nothing(cells):
    whole = roster(ROW, changed(学籍号="G990002", **cells), staff=[*STAFF, ["王老师", "班主任", "201", "", "", ""]])
    assert [pupil.number for pupil in whole.pupils] == ["G990001"]
    assert [person.role for person in whole.staff] == ["homeroom_teacher", "psych_teacher"]
    assert whole.notes[0].zh == "1 名学生不在四至九年级，没有读入"


def test_a_roster_of_other_grades_only_is_a_fault():
    assert "没有四至九年级的学生" in faults(changed(年级="", 班级="101"))


def test_a_roster_without_consent_says_that_nobody_counts_as_consented():
    notes = roster([cell for name, cell in zip(HEAD, ROW, strict=True) if name != "监护人知情同意"],
                   head=[name for name in HEAD if name != "监护人知情同意"]).notes  # fmt: skip
    assert "监护人知情同意" in notes[0].zh


def test_two_homeroom_teachers_of_one_class_are_noted():
    notes = roster(ROW, staff=[*STAFF, ["赵老师", "班主任", "七年级1班", "", "", ""]]).notes
    assert notes[0].zh == "这些班有不止一位班主任：701"


def test_a_heading_that_stands_twice_is_a_fault():
    assert "不止一列叫 学籍号" in faults([*ROW, "G990002"], head=[*HEAD, "学籍号"])


def test_a_fault_names_the_sheet_the_lines_and_what_to_do():
    said = faults(ROW, changed(学籍号="G990011", 姓名=""), staff=[*STAFF, ["钱老师", "门卫", "", "", "", ""]])
    assert "roster.xlsx，学生表第 3 行" in said
    assert "roster.xlsx，教职工表第 4 行" in said
    assert said.count("建议：") == 2


def test_a_year_of_entry_is_a_grade_when_the_school_year_is_known():
    assert roster(changed(年级="", 班级="2025级8班"), school_year=2026).pupils[0].school_class == "808"
    assert "班级认不出" in faults(changed(年级="", 班级="2025级8班"))


def test_groups_and_an_unverified_contact_are_read_from_the_workbook():
    head, row = [*HEAD, "特殊群体", "特殊群体来源", "特殊群体截止"], [*changed(成员1状态="未核实"), "留守", "村委会", "2027-07"]
    pupil = roster(row, head=head).pupils[0]
    assert [(one.kind, one.source, one.until) for one in pupil.tags] == [("left_behind", "村委会", "2027-07-31")]
    assert pupil.guardians[0].standing == "unverified"


def test_a_file_says_of_which_fields_it_has_no_column():
    bare = roster(["王小明", "G990001", "701"], head=["姓名", "学号", "班级"])
    assert set(bare.untold) == {"seat", "sex", "born", "boarding", "guardians", "tags", "former"}
    assert roster(ROW).untold == ("tags", "former")


def test_a_pupil_whose_row_says_transferred_out_is_leaving_and_one_on_leave_is_not():
    head = [*HEAD, "学籍状态"]
    whole = roster([*ROW, "在籍"], [*changed(学籍号="G990002"), "转出"], [*changed(学籍号="G990003"), "休学"], head=head)
    assert [one.number for one in whole.pupils] == ["G990001", "G990003"]
    assert whole.leaving == ("G990002",)


def test_a_workbook_with_a_staff_sheet_alone_changes_staff_alone():
    whole = read_roster({"教职工": STAFF}, "staff.xlsx")
    assert (whole.pupils, len(whole.staff), whole.whole) == ((), 2, False)


@pytest.mark.parametrize(
    ("numbers", "refused"),
    [
        pytest.param(["99010120130517" + "0000", "99010120130518" + "0000"], True, id="every long number ends in zeros"),
        pytest.param(["99010120130517" + "0000", "99010120130518" + "1234"], False, id="a single one may be so by chance"),
        pytest.param(["2027", "2028"], False, id="short numbers are exact"),
    ],
)
def test_numbers_rounded_before_they_became_text_are_refused_with_the_remedy(numbers, refused):
    rows = [changed(学籍号=number) for number in numbers]
    if refused:
        assert "重新导出" in faults(*rows)
    else:
        assert len(roster(*rows).pupils) == 2
