"""One row of the pupils' sheet: identity, class, consent and family contacts, as the national school register names them."""

import re
from collections.abc import Mapping

from screening.core.language import Text
from screening.intake.classes import is_other_grade, parse_class
from screening.intake.interface import Guardian, RosterPupil
from screening.intake.tags import TAG_NAMES, read_tags
from screening.intake.text import compact, is_damaged, student_number

_CONTACTS = 4
_MONTHS = 12
_PARTS = {"name": ("姓名",), "relation": ("关系",), "phone": ("电话", "联系电话", "手机", "手机号"), "standing": ("状态",)}

PUPIL_NAMES: dict[str, tuple[str, ...]] = (
    {
        "name": ("姓名", "学生姓名", "name"),
        "number": ("学籍号", "全国学籍号", "学号", "student"),
        "former": ("原学籍号", "原学号", "旧学籍号"),
        "class": ("班级", "班级名称", "所在班级", "class"),
        "grade": ("年级", "所在年级", "grade"),
        "seat": ("班内学号", "座号", "seat"),
        "sex": ("性别", "sex"),
        "born": ("出生日期", "出生年月", "born"),
        "boarding": ("就读方式", "是否住校"),
        "consent": ("监护人知情同意", "知情同意", "监护人同意", "consent"),
        "enrolment": ("学籍状态", "在校状态", "学生状态"),
    }
    | TAG_NAMES
    | {f"{part}{n}": tuple(f"成员{n}{word}" for word in words) for n in range(1, _CONTACTS + 1) for part, words in _PARTS.items()}
)
"""Headings by key. 身份证件号 stands in the register too and is left out on purpose (PRIVACY P6)."""

_SEXES = {**dict.fromkeys(("男", "男性", "male", "m"), "male"), **dict.fromkeys(("女", "女性", "female", "f"), "female")}
_CONSENTS = {
    **dict.fromkeys(("已同意", "同意", "是", "granted", "yes"), "granted"),
    **dict.fromkeys(("不同意", "拒绝", "否", "refused", "no"), "refused"),
    **dict.fromkeys(("已撤回", "撤回", "withdrawn"), "withdrawn"),
    **dict.fromkeys(("", "未回复", "待确认", "未签"), ""),
}
_STANDINGS = {
    **dict.fromkeys(("已核实", "verified"), "verified"),
    **dict.fromkeys(("受委托", "委托", "委托照护", "delegated"), "delegated"),
    **dict.fromkeys(("未核实", "待核实", "身份未核实", "unverified"), "unverified"),
    **dict.fromkeys(("不联系", "不可联系", "勿联系", "停用", "donotuse"), "do not use"),
    "": "",
}
_GONE = frozenset({"转出", "已转出", "转学", "离校", "已离校", "毕业", "已毕业", "退学", "死亡", "left", "inactive"})
_BORN = re.compile(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D?")


DAMAGED = Text(
    "学籍号被表格软件改成了科学计数，末几位已丢失，不能补回；请从学籍系统重新导出，打开前先把这一列设为“文本”",
    "a spreadsheet made the number a quantity: its last digits are lost for good; export it again and keep the column as text",
)


def read_pupil(line: int, cells: Mapping[str, str], school_year: int | None) -> tuple[RosterPupil | None, list[Text]]:
    """The pupil of one row, or None and every fault of the row; None without a fault for a pupil of another grade than 4-9.

    Faults name no pupil.
    """
    number = student_number(cells["number"])
    school_class = parse_class(cells["class"], school_year=school_year, grade_text=cells.get("grade", ""))
    if school_class is None and is_other_grade(cells["class"], cells.get("grade", "")):
        return None, []
    consent = _CONSENTS.get(compact(cells.get("consent", "")))
    faults = [*_number_faults(number), *_word_faults(cells, school_class is None, consent is None)]
    guardians, unknown = _guardians(cells)
    tags, odd = read_tags(cells)
    faults += [*unknown, *odd]
    if faults or school_class is None or consent is None:
        return None, faults
    pupil = RosterPupil(
        row=line,
        number=number,
        name="".join(cells["name"].split()) if not cells["name"].isascii() else cells["name"],
        school_class=school_class.name,
        grade=school_class.grade,
        seat=_whole(cells.get("seat", "")),
        sex=_SEXES.get(compact(cells.get("sex", "")), ""),
        born=_born(cells.get("born", "")),
        consent=consent,
        boarding=compact(cells.get("boarding", "")) in ("住校", "寄宿", "是"),
        guardians=guardians,
        tags=tags,
        former=student_number(cells.get("former", "")),
    )
    return pupil, []


def has_left(cells: Mapping[str, str]) -> bool:
    """Whether the row itself says that the pupil is no longer at the school; one on leave (休学) is."""
    return compact(cells.get("enrolment", "")) in _GONE


def _number_faults(number: str) -> list[Text]:
    if not number:
        return [Text("没有学籍号（学号）", "there is no student number")]
    if is_damaged(number):
        return [DAMAGED]
    return []


def _word_faults(cells: Mapping[str, str], no_class: bool, no_consent: bool) -> list[Text]:
    faults = [] if cells["name"] else [Text("没有姓名", "there is no name")]
    if no_class:
        faults.append(Text("班级认不出，或不在四至九年级", "the class can't be read, or is not of grades 4-9"))
    if no_consent:
        faults.append(Text("监护人知情同意只能填 已同意、不同意、已撤回 或留空", "consent is 已同意, 不同意, 已撤回 or empty"))
    return faults


def _guardians(cells: Mapping[str, str]) -> tuple[tuple[Guardian, ...], list[Text]]:
    """Family contacts in the order of the register. A standing we don't know could hide a warning, so it is a fault."""
    found, faults = [], []
    for n in range(1, _CONTACTS + 1):
        name, relation, phone = (cells.get(f"{part}{n}", "") for part in ("name", "relation", "phone"))
        standing = _STANDINGS.get(compact(cells.get(f"standing{n}", "")))
        if standing is None:
            faults.append(
                Text(
                    f"成员{n}状态只能填 已核实、受委托、未核实、不联系 或留空",
                    f"成员{n}状态 is 已核实, 受委托, 未核实, 不联系 or empty",
                )
            )
        elif name or phone:
            found.append(Guardian(name=name, relation=relation, phone=phone, standing=standing))
    return tuple(found), faults


def _whole(text: str) -> int | None:
    bare = student_number(text)
    return int(bare) if bare.isdecimal() else None


def _born(text: str) -> str:
    """``2013-05`` or ``2013-05-17`` of ``2013/5/17``, ``20130517``, ``2013年5月``; empty if it is no date."""
    compacted = compact(text)
    packed = re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", compacted)
    found = packed or _BORN.fullmatch(compacted)
    if not found or not 1 <= int(found[2]) <= _MONTHS:
        return ""
    return "-".join(part.zfill(2) for part in found.groups() if part)
