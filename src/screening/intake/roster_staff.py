"""One row of the staff sheet: who holds which role, for which class or grade."""

from collections.abc import Mapping

from screening.core.language import Text
from screening.core.tiers import Role
from screening.intake.classes import is_other_grade, parse_class, parse_grade
from screening.intake.interface import Person
from screening.intake.text import compact

STAFF_NAMES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name"),
    "role": ("职务", "角色", "role"),
    "class": ("班级", "class"),
    "grade": ("年级", "grade"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "email"),
    "phone": ("电话", "手机", "手机号", "联系电话", "phone"),
}

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("班主任",), Role.HOMEROOM_TEACHER),
    **dict.fromkeys(("副班主任", "班主任(副)", "代理班主任"), Role.HOMEROOM_DEPUTY),
    **dict.fromkeys(("年级组长", "年级主任", "年级长"), Role.GRADE_HEAD),
    **dict.fromkeys(("心理教师", "心理老师", "专职心理教师", "心理健康教师"), Role.PSYCH_TEACHER),
    **dict.fromkeys(("副心理教师", "心理教师(副)", "心理教师(代)", "兼职心理教师"), Role.PSYCH_DEPUTY),
    **dict.fromkeys(("德育主任", "政教主任", "德育处主任", "德育副校长"), Role.MORAL_EDUCATION_HEAD),
    **dict.fromkeys(("校长",), Role.PRINCIPAL),
    **dict.fromkeys(("领导小组成员", "领导小组"), Role.LEADING_GROUP),
    **dict.fromkeys(("校医", "卫生老师"), Role.SCHOOL_DOCTOR),
    **dict.fromkeys(("教育局联系人", "主管部门联系人"), Role.BUREAU_CONTACT),
    **dict.fromkeys(("未成年人心理辅导中心", "区心理辅导中心", "心理辅导中心"), Role.DISTRICT_TUTORING_CENTRE),
    **dict.fromkeys(("值班班主任", "值日班主任"), Role.DUTY_HOMEROOM_TEACHER),
    **dict.fromkeys(("宿管", "宿舍管理员", "生活老师", "宿管老师"), Role.DORMITORY_STAFF),
    **dict.fromkeys(("夜间值班", "夜班值班", "值夜老师"), Role.NIGHT_DUTY),
    **dict.fromkeys(("研究人员",), Role.RESEARCHER),
} | {role.value: role for role in Role if role is not Role.PIPELINE}

_ROLES_ZH = "班主任、副班主任、年级组长、心理教师、副心理教师、德育主任、校长、校医、领导小组成员"
_OF_CLASS = {Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY}


def role_called(text: str) -> Role | None:
    """The post of that name, None for a word that is none of ours."""
    return _ROLES.get(compact(text))


def read_person(cells: Mapping[str, str], school_year: int | None) -> tuple[Person | None, list[Text]]:
    """The person of one row with one role, or None and the faults of the row; None alone for a class of another grade."""
    role = role_called(cells["role"])
    found = parse_class(cells.get("class", ""), school_year=school_year, grade_text=cells.get("grade", ""))
    grade = parse_grade(cells.get("grade", ""), school_year=school_year)
    if role in {*_OF_CLASS, Role.GRADE_HEAD} and found is None and grade is None and _of_other_grade(cells):
        return None, []
    faults = [] if cells["name"] else [Text("教职工没有姓名", "a member of staff has no name")]
    if role is None:
        faults.append(Text(f"职务认不出，可以写：{_ROLES_ZH}", "the role is not known"))
    if role in _OF_CLASS and found is None:
        faults.append(Text("班主任没有写明班级", "a homeroom teacher's class is missing or can't be read"))
    if role is Role.GRADE_HEAD and grade is None:
        faults.append(Text("年级组长没有写明年级", "a grade head's grade is missing or can't be read"))
    if faults or role is None:
        return None, faults
    person = Person(
        name=cells["name"],
        role=role.value,
        school_class=found.name if found and role in _OF_CLASS else "",
        grade=grade if role is Role.GRADE_HEAD else None,
        email=cells.get("email", ""),
        phone=cells.get("phone", ""),
    )
    return person, []


def _of_other_grade(cells: Mapping[str, str]) -> bool:
    return is_other_grade(cells.get("class", ""), cells.get("grade", ""))
