"""Writes the roster workbook of the synthetic school in the layout of the national school register: 学生, 教职工, 学校."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the library carries no types

from screening.adapters.export_writers.wjx import Tick
from screening.core.tiers import Role
from screening.research.synthetic import People, School, people, staff
from screening.research.synthetic.people import MALE
from screening.research.synthetic.school import NAME, SCHOOL_YEAR

PUPIL_HEADINGS = (
    *("姓名", "性别", "出生日期", "学籍号", "班内学号", "年级", "班级", "就读方式", "监护人知情同意"),
    *("成员1姓名", "成员1关系", "成员1电话", "成员1状态", "成员2姓名", "成员2关系", "成员2电话", "成员2状态"),
)
STAFF_HEADINGS = ("姓名", "职务", "班级", "年级", "邮箱", "电话")
GRADE_WORDS = {4: "四年级", 5: "五年级", 6: "六年级", 7: "七年级", 8: "八年级", 9: "九年级"}
CONSENT_WORDS = ("", "已同意", "不同意")  # by code: not told, granted, refused
ROLE_WORDS = {
    Role.HOMEROOM_TEACHER: "班主任",
    Role.HOMEROOM_DEPUTY: "副班主任",
    Role.GRADE_HEAD: "年级组长",
    Role.PSYCH_TEACHER: "心理教师",
    Role.PSYCH_DEPUTY: "副心理教师",
    Role.MORAL_EDUCATION_HEAD: "德育主任",
    Role.PRINCIPAL: "校长",
}
_CREATED = datetime(SCHOOL_YEAR, 9, 1)  # noqa: DTZ001 - a label inside the file, in no zone

Row = Sequence[str | int]


def write_roster(path: Path, school: School, tick: Tick = lambda _done, _total: None) -> None:
    """The workbook a school would bring: every pupil, every teacher, the school's name. Student numbers and telephones are text.

    Rows are written as they are made (``constant_memory``), so a large school needs no more memory than a small one.
    """
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": _CREATED})  # not the clock: the same seed gives the same bytes
        _sheet(book, "学生", PUPIL_HEADINGS, _pupil_rows(school, tick))
        _sheet(book, "教职工", STAFF_HEADINGS, _staff_rows(school))
        _sheet(book, "学校", ("名称",), [(NAME,)])


def _sheet(book: Any, name: str, headings: Row, rows: Iterator[Row] | Sequence[Row]) -> None:  # noqa: ANN401 - untyped library
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 12)
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "bg_color": "#E8EEF4"}))
    for place, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(place, column, cell)
            else:
                sheet.write_string(place, column, cell)


def _pupil_rows(school: School, tick: Tick) -> Iterator[Row]:
    for chunk in range(school.chunks):
        yield from _rows_of(school, people(school, chunk))
        tick(int(school.members(chunk)[-1]) + 1, school.pupils)


def _rows_of(school: School, folk: People) -> Iterator[Row]:
    first, second = folk.first, folk.second
    return zip(
        folk.name,
        ["男" if sex == MALE else "女" for sex in folk.sex.tolist()],
        folk.born.astype("datetime64[M]").astype(str).tolist(),
        folk.number,
        folk.seat.tolist(),
        [GRADE_WORDS[grade] for grade in folk.grade.tolist()],
        [school.class_names[place] for place in folk.school_class.tolist()],
        ["住校" if boards else "走读" for boards in folk.boarding.tolist()],
        [CONSENT_WORDS[code] for code in folk.consent.tolist()],
        *(first.name, first.relation, first.phone, first.standing),
        *(second.name, second.relation, second.phone, second.standing),
        strict=True,
    )


def _staff_rows(school: School) -> Iterator[Row]:
    for one in staff(school):
        grade = GRADE_WORDS[one.grade] if one.grade else ""
        yield (one.name, ROLE_WORDS[Role(one.role)], one.school_class, grade, one.email, one.phone)
