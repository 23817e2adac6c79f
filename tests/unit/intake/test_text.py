"""Cell text is compared as people mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.intake.text import clean, compact, is_damaged, option, person_name, student_number, without_letter


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("\uff08空\uff09", "(空)", id="full-width brackets"),
        pytest.param("( 跳过)", "(跳过)", id="a space inside brackets"),
        pytest.param(" 是\t", "是", id="space before, TAB after"),
        pytest.param("\uff17\u3000", "7", id="full-width digit and space"),
        pytest.param("2.0", "2", id="a whole number as a spreadsheet stores it"),
        pytest.param("-2.00", "-2", id="a blank's code as a spreadsheet stores it"),
        pytest.param("+3", "+3", id="a sign stays where there is no decimal"),
        pytest.param("2.5", "2.5", id="half a point is no code and stays one"),
        pytest.param("Not at all", "notatall", id="capitals and spaces of English options"),
    ],
)
def test_answers_are_compared_without_spaces_widths_and_decimals(written, meant):
    assert compact(written) == meant


def test_what_was_filled_in_beside_an_option_is_not_part_of_it():
    assert option("其他〖自己写的〗") == "其他"


def test_the_letter_an_author_put_before_an_option_is_not_part_of_it():
    assert without_letter(option("A. 完全不会")) == "完全不会"
    assert without_letter("a") == "a"


@pytest.mark.parametrize(
    "written",
    ["'G9900", '="G9900"', "g9900", "G9900\t", "\uff279900", " G 9900 "],
    ids=["apostrophe", "formula", "small", "tab", "wide", "spaces"],
)
def test_a_student_number_is_the_same_however_a_spreadsheet_kept_it(written):
    assert student_number(written) == "G9900"


def test_a_number_kept_as_a_quantity_loses_its_decimal_and_keeps_leading_zeros_of_text():
    assert student_number("20251234.0") == "20251234"
    assert student_number('="0123"') == "0123"


@pytest.mark.parametrize(
    ("number", "damaged"),
    [("1.10101E+17", True), ("9E+18", True), ("G990000000000000001", False), ("990000000000001234", False), ("", False)],
)
def test_a_number_turned_into_a_quantity_is_known_by_its_spelling(number, damaged):
    assert is_damaged(number) is damaged


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_dots_and_spaces_in_names_do_not_matter():
    assert person_name("阿依·古丽 ") == person_name("阿依古丽")
