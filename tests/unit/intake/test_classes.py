"""Every spelling of a class means one grade and one number, or nothing."""

import pytest

from screening.intake.classes import parse_class, parse_grade


@pytest.mark.parametrize(
    ("text", "grade", "number"),
    [
        pytest.param("701", 7, 1, id="three digits"),
        pytest.param("712班", 7, 12, id="three digits and 班"),
        pytest.param("七年级1班", 7, 1, id="Chinese grade"),
        pytest.param("七年级\uff081\uff09班", 7, 1, id="full-width brackets"),
        pytest.param("七(1)班", 7, 1, id="short with brackets"),
        pytest.param("七(十二)班", 7, 12, id="Chinese number over ten"),
        pytest.param("初一(3)班", 7, 3, id="first year of junior school"),
        pytest.param("初三3班", 9, 3, id="third year of junior school"),
        pytest.param("7.1", 7, 1, id="point"),
        pytest.param("7-2", 7, 2, id="dash"),
        pytest.param("四年级二班", 4, 2, id="primary school in Chinese numbers"),
        pytest.param("小学六年级 10 班", 6, 10, id="primary school in full"),
        pytest.param("2025级8班", 8, 8, id="entered junior school the year before"),
        pytest.param("2026级1班", 7, 1, id="entered junior school this year"),
        pytest.param("2022级3班", 5, 3, id="entered primary school four years ago"),
    ],
)
def test_a_class_is_read_in_every_usual_spelling(text, grade, number):
    assert parse_class(text, school_year=2026) == (grade, number)


@pytest.mark.parametrize("text", ["", "教师", "三年级1班", "1001", "一班", "2024届1班", "70", "2019级1班"])
def test_what_names_no_class_of_grades_four_to_nine_is_none(text):
    assert parse_class(text, school_year=2026) is None


def test_a_year_of_entry_means_nothing_without_the_school_year():
    assert parse_class("2025级8班") is None


def test_a_bare_class_number_takes_its_grade_from_the_grade_column():
    assert parse_class("3班", grade_text="八年级").name == "803"
    assert parse_class("3班") is None


@pytest.mark.parametrize(("text", "grade"), [("七年级", 7), ("7", 7), ("初二", 8), ("小五", 5), ("2026级", 7), ("高一", None)])
def test_a_grade_is_read_in_every_usual_spelling(text, grade):
    assert parse_grade(text, school_year=2026) == grade
