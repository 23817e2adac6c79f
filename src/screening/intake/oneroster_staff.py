"""The posts that a OneRoster set itself names, and which ones a school must still add."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from screening.core.language import Text
from screening.core.tiers import Role
from screening.intake.interface import Person, RosterPupil
from screening.intake.oneroster_reading import PupilClass, Reading, enrolled_of, name_of, roles_of
from screening.intake.roster_staff import role_called
from screening.intake.text import compact

_NEEDED = (Role.PSYCH_TEACHER, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL, Role.GRADE_HEAD)
_NEEDED_ZH = {
    Role.PSYCH_TEACHER: "心理教师",
    Role.MORAL_EDUCATION_HEAD: "德育主任",
    Role.PRINCIPAL: "校长",
    Role.GRADE_HEAD: "年级组长",
}
_OF_A_CLASS = frozenset({Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.GRADE_HEAD})


def staff_of(reading: Reading, classes: Mapping[str, PupilClass]) -> list[Person]:
    """Holders of posts the set itself names: primary teachers of homeroom classes, and roles in the school's own words."""
    roles, teaching = roles_of(reading), enrolled_of(reading, ("teacher", "primaryteacher", "教师"))
    staff = []
    for row in reading.tables.standing("users"):
        held = {role for role in (role_called(word.removeprefix("ext:")) for word in roles[row["id"]]) if role is not None}
        person = Person(name=name_of(row), role="", email=row.get("email", ""), phone=row.get("phone", "") or row.get("sms", ""))
        for enrolment in teaching.get(row["id"], ()):
            of = classes.get(enrolment.get("class", ""))
            primary = compact(enrolment.get("primary", "")) in ("true", "1", "yes", "是")
            if of and of.name and ((of.homeroom and primary) or Role.HOMEROOM_TEACHER in held):
                staff.append(replace(person, role=Role.HOMEROOM_TEACHER.value, school_class=of.name.name))
        staff += [replace(person, role=role.value) for role in sorted(held - _OF_A_CLASS)]
    return staff


def staff_notes(staff: Sequence[Person], pupils: Sequence[RosterPupil]) -> Iterable[Text]:
    """Classes without a homeroom teacher and posts nobody holds, with what to do about them."""
    led = {person.school_class for person in staff if person.role == Role.HOMEROOM_TEACHER}
    without = sorted({pupil.school_class for pupil in pupils} - led)
    if without:
        names = "、".join(without)
        yield Text(f"OneRoster 没有写明这些班的班主任：{names}", f"no homeroom teacher is named for these classes: {names}")
    lacking = [role for role in _NEEDED if role not in {person.role for person in staff}]
    if lacking:
        words = "、".join(_NEEDED_ZH[role] for role in lacking)
        yield Text(
            f"OneRoster 里没有这些职务：{words}。已登记的保持不变；还没有登记的，请另做一个只有“教职工”一张表的工作簿导入",
            f"these posts are not in OneRoster: {', '.join(lacking)}; who holds one keeps it; "
            "add others with a workbook that has only the sheet 教职工",
        )
