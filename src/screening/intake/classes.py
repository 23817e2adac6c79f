"""Class names as schools write them: 701, 七年级1班, 七(1)班, 2025级8班, 初一(3)班, 7.1 are grade and number."""

import re
from datetime import date
from typing import NamedTuple

from screening.intake.text import compact

FIRST_GRADE, LAST_GRADE = 4, 9
_MARCH = 3  # nobody turns the year over earlier; in January and February it is done late
_AUGUST = 8  # rosters of the new school year are made before it begins on 1 September
_JUNIOR = 7  # 初一
_DIGITS = {sign: n for n, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMBER = r"(\d{1,2}|[一二三四五六七八九十〇零两]{1,3})"

_JUNIOR_CLASS = re.compile(rf"初([一二三123])(?:年级)?\(?{_NUMBER}\)?班?")
_GRADE_CLASS = re.compile(rf"(?:小学|初中|小)?([四五六七八九4-9])(?:年级|年|级)?[\s.\-_]?\(?{_NUMBER}\)?班?")
_NUMBERED = re.compile(r"([4-9])(\d{2,3})班?")  # a bureau numbers on beyond 99
_ENTRY_CLASS = re.compile(rf"(20\d\d)级\(?{_NUMBER}\)?班?")
_GRADE_ALONE = re.compile(r"(?:小学|初中|小)?([四五六七八九4-9])(?:年级|年|级)?")
_JUNIOR_ALONE = re.compile(r"初([一二三123])(?:年级)?")
_ENTRY_ALONE = re.compile(r"(20\d\d)级")
_OTHER_GRADE = r"(?:小学|小)?(?:[一二三123]|十[一二]?|1[0-2])年级?|高[一二三123](?:年级)?|(?:幼儿园|学前).*|[大中小]班.*"
_OTHER_CLASS = re.compile(rf"(?:{_OTHER_GRADE})[\s.\-_]?\(?(?:{_NUMBER})?\)?班?|(?:[1-3]|1[0-2])\d{{2}}班?")
_OTHER_ALONE = re.compile(rf"{_OTHER_GRADE}|[123]|1[0-2]")
_CLASS_ALONE = re.compile(rf"\(?{_NUMBER}\)?班?")


class ClassName(NamedTuple):
    """One class of a school."""

    grade: int
    number: int

    @property
    def name(self) -> str:
        """``701``: the one spelling under which the class is known inside."""
        return f"{self.grade}{self.number:02d}"


def school_year_of(day: date) -> int:
    """The year in which the school year of this day began; August belongs to the coming one."""
    return day.year if day.month >= _AUGUST else day.year - 1


def coming_school_year(day: date) -> int:
    """The school year a roster of the new year is for: from March on the one that begins in this year."""
    return day.year if day.month >= _MARCH else school_year_of(day)


def parse_class(text: str, *, school_year: int | None = None, grade_text: str = "") -> ClassName | None:
    """The class that is meant, or None if the text names no class of grades 4-9.

    ``school_year`` is the year in which the school year began; only with it ``2025级8班`` means a grade.
    ``grade_text`` is what a separate grade column says, for class columns that hold only ``1班``.
    """
    bare = compact(text).replace("第", "")
    numbered = _NUMBERED.fullmatch(bare)
    if numbered:
        return _class(int(numbered[1]), int(numbered[2]))
    junior = _JUNIOR_CLASS.fullmatch(bare)
    if junior:
        return _class(_JUNIOR - 1 + _value(junior[1]), _value(junior[2]))
    entry = _ENTRY_CLASS.fullmatch(bare)
    if entry:
        return _class(_grade_of_entry(int(entry[1]), school_year), _value(entry[2]))
    alone = _CLASS_ALONE.fullmatch(bare)
    if alone and grade_text:
        return _class(parse_grade(grade_text, school_year=school_year), _value(alone[1]))
    graded = _GRADE_CLASS.fullmatch(bare)
    return _class(_value(graded[1]), _value(graded[2])) if graded and not bare.isdecimal() else None


def is_other_grade(text: str, grade_text: str = "") -> bool:
    """True for a class that is surely of another grade than 4-9: 101, 三年级2班, 高一(3)班. What can't be read is not."""
    return bool(_OTHER_CLASS.fullmatch(compact(text).replace("第", "")) or _OTHER_ALONE.fullmatch(compact(grade_text)))


def parse_grade(text: str, *, school_year: int | None = None) -> int | None:
    """Grade 4-9 of ``七年级``, ``7``, ``初一``, ``2025级``; None if the text names none."""
    bare = compact(text)
    junior = _JUNIOR_ALONE.fullmatch(bare)
    if junior:
        return _JUNIOR - 1 + _value(junior[1])
    entry = _ENTRY_ALONE.fullmatch(bare)
    if entry:
        return _grade_of_entry(int(entry[1]), school_year)
    grade = _GRADE_ALONE.fullmatch(bare)
    return _value(grade[1]) if grade else None


def _grade_of_entry(year: int, school_year: int | None) -> int | None:
    """Entering primary school five to three years ago is grade 6 to 4; entering junior school this year to two ago, 7 to 9."""
    if school_year is None:
        return None
    years = school_year - year
    grade = _JUNIOR + years if years < 3 else 1 + years  # noqa: PLR2004  # junior school lasts three years
    return grade if years >= 0 and FIRST_GRADE <= grade <= LAST_GRADE and (years < 3 or grade < _JUNIOR) else None  # noqa: PLR2004


def _class(grade: int | None, number: int) -> ClassName | None:
    return ClassName(grade, number) if grade and number else None


def _value(text: str) -> int:
    """``12`` or ``十二`` as a number."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
