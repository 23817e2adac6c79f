"""Short ways of writing mean exactly what a person would count by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.instruments.shorthand import answer_runs, item_numbers, written_short


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("7", (7,), id="one"),
        pytest.param("1-3", (1, 2, 3), id="a range"),
        pytest.param("1-3, 8", (1, 2, 3, 8), id="a range and one"),
        pytest.param("81-87 odd", (81, 83, 85, 87), id="odd numbers"),
        pytest.param("81-87 even", (82, 84, 86), id="even numbers"),
        pytest.param("82-87 odd", (83, 85, 87), id="odd numbers from an even start"),
        pytest.param("82-88 even", (82, 84, 86, 88), id="even numbers from an even start"),
    ],
)
def test_item_numbers_are_what_the_range_says(text, numbers):
    assert item_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "1-", "a", "1;2", "1-3 prime"])
def test_a_range_nobody_can_read_is_refused(text):
    with pytest.raises(ValueError, match="item numbers"):
        item_numbers(text)


def test_answers_are_runs_and_blanks():
    assert answer_runs("2x1 0 - 2x-") == (1, 1, 0, None, None, None)


@pytest.mark.parametrize("text", ["2x", "x3", "?", "1,2"])
def test_an_answer_nobody_can_read_is_refused(text):
    with pytest.raises(ValueError, match="answers"):
        answer_runs(text)


@given(st.lists(st.integers(1, 120), unique=True).map(sorted))
def test_item_numbers_for_people_can_be_read_back(numbers):
    assert not numbers or item_numbers(written_short(tuple(numbers))) == tuple(numbers)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        pytest.param((3,), "3", id="one"),
        pytest.param((3, 4), "3, 4", id="two in a row save nothing"),
        pytest.param((3, 4, 5), "3-5", id="three in a row"),
        pytest.param((1, 2, 3, 8, 10, 11, 12), "1-3, 8, 10-12", id="runs and one between"),
        pytest.param((), "", id="none"),
    ],
)
def test_runs_are_drawn_together_for_people(numbers, text):
    assert written_short(numbers) == text
