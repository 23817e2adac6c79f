"""Answers become codes by the edition's spellings; numbers only where one reading is left."""

from collections import Counter

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import MappingFault
from screening.intake.coding import decide_codes

MANY = 100


def decided(code, answers, *, coding=None, sheets=MANY, named=False):
    counted = answers if isinstance(answers, Counter) else Counter(dict.fromkeys(answers, 10))
    return decide_codes(load_instrument(code), counted, coding=coding, sheets=sheets, named=named)


def test_option_texts_of_every_known_printing_have_their_code():
    codes = decided("phq9", ["完全不会", "有几天", "notatall"])
    assert (codes["完全不会"], codes["有几天"], codes["notatall"], codes["几乎每天"]) == (0, 1, 0, 3)


@pytest.mark.parametrize(
    ("code", "values", "coding", "expected"),
    [
        pytest.param("phq9", "0123", None, {"0": 0, "3": 3}, id="a zero shows our own codes"),
        pytest.param("phq9", "0123", "number", {"0": 0, "3": 3}, id="values go before the declaration"),
        pytest.param("phq9", "1234", None, {"1": 0, "4": 3}, id="a four shows codes shifted by one"),
        pytest.param("phq9", "123", "number", {"1": 0, "3": 2}, id="by option number where declared"),
        pytest.param("phq9", "123", "score", {"1": 1, "3": 3}, id="by score where declared"),
        pytest.param("mht", "12", None, {"1": 1, "2": 0}, id="MHT by option number: yes is printed first"),
        pytest.param("mht", "01", None, {"0": 0, "1": 1}, id="MHT by score"),
        pytest.param("who5", "123456", "number", {"1": 5, "6": 0}, id="WHO-5 is printed from most to least"),
    ],
)
def test_numbers_are_read_in_the_one_way_that_fits(code, values, coding, expected):
    codes = decided(code, values, coding=coding)
    assert {value: codes[value] for value in expected} == expected


@pytest.mark.parametrize(
    ("code", "values"),
    [
        pytest.param("phq9", "123", id="scores from one up, or option numbers without the last"),
        pytest.param("mssmhs", "1234", id="1-5 without a 5, or 0-4 without a 0"),
        pytest.param("who5", "12345", id="printed from most to least, or scores without a zero"),
    ],
)
def test_numbers_that_fit_two_readings_are_asked_about(code, values):
    with pytest.raises(MappingFault) as fault:
        decided(code, values)
    assert fault.value.exit_code == 11
    assert "[codes]" in fault.value.hint.zh


def test_readings_that_agree_on_everything_seen_need_no_question():
    assert decided("mht", "1")["1"] == 1  # yes by option number and by score


def test_a_value_outside_is_never_given_a_code_by_the_values_that_were_seen():
    codes = decided("phq9", "0123")
    assert "4" not in codes
    assert "-2" not in codes


@pytest.mark.parametrize("values", ["0129", "45", "1234"], ids=["one wrong", "all wrong", "looks shifted"])
def test_columns_named_by_our_item_ids_hold_our_codes_as_they_are(values):
    codes = decided("phq9", values, named=True, sheets=3)
    assert {number: codes[number] for number in "0123"} == {"0": 0, "1": 1, "2": 2, "3": 3}
    assert not codes.keys() & {"4", "5", "9"}


def test_a_whole_named_table_that_fits_only_a_shifted_coding_is_asked_about():
    with pytest.raises(MappingFault):
        decided("phq9", "1234", named=True)


def test_spellings_nobody_knows_are_asked_about_when_they_are_most_of_the_file():
    with pytest.raises(MappingFault):
        decided("phq9", Counter({"從來沒有": 900, "完全不会": 10}))
    assert "從來沒有" not in decided("phq9", Counter({"從來沒有": 1, "完全不会": 900}))


def test_no_answer_of_a_pupil_stands_in_the_message():
    with pytest.raises(MappingFault) as fault:
        decided("phq9", Counter({"我的秘密": 900}))
    assert "秘密" not in fault.value.said("zh") + fault.value.said("en")
