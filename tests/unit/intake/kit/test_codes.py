"""A code stands for one pupil, holds no sign that is read wrongly, and a slip of the finger never gives another code."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.core.ids import NOBODY
from screening.intake.interface import RowBatch, Why
from screening.intake.kit.codes import LENGTH, SIGNS, code_book, code_text, codes_of, find_codes, is_code, shown
from screening.intake.matching import match
from tests.unit.intake.made_up import MadeUpRoll, marks, register

PEOPLE = [(11, "G01", "王小明", "701"), (12, "G02", "李静", "701"), (13, "G03", "张伟", "702")]
ROLL = MadeUpRoll([(pupil, name, school_class) for pupil, _, name, school_class in PEOPLE])
REGISTER = register([(pupil, number, ROLL.ids[school_class], 7) for pupil, number, _, school_class in PEOPLE])


def slip_marks(pupils):
    return np.array([hashlib.sha256(str(pupil).encode()).digest()[:16] for pupil in pupils], dtype="S16")


BOOK = code_book(slip_marks(REGISTER.pupil), REGISTER)
CODES = {int(p): code.decode() for p, code in zip(REGISTER.pupil, codes_of(slip_marks(REGISTER.pupil)).tolist(), strict=True)}
OTHER_WAVE = codes_of(slip_marks(["another wave"]))[0].decode()


def found(number, code, name="", school_class=""):
    nothing = np.zeros(1, bool)
    batch = RowBatch(
        first_row=1, answers={}, unreadable={}, numbers=[number], names=[name], classes=[school_class], declined=nothing,
        inattentive=nothing, blank=nothing, seconds=np.zeros(1, np.float32), answered_at=np.zeros(1, "datetime64[s]"),
        codes=[code_text(code)],
    )  # fmt: skip
    matches = match(batch, REGISTER, marks([number]), ROLL, BOOK)
    return int(matches.pupil[0]), matches.why[0], matches.candidates.get(0, ())


@given(st.binary(min_size=16, max_size=16))
def test_a_code_has_ten_signs_of_ours_a_letter_first_and_a_right_check_sign(mark):
    code = codes_of(np.array([mark], dtype="S16"))[0].decode()
    assert len(code) == LENGTH
    assert set(code) <= set(SIGNS)
    assert code[0].isalpha()
    assert is_code(code)
    assert code_text(shown(code).lower()) == code


@given(st.binary(min_size=16, max_size=16), st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_never_gives_a_code(mark, place, sign):
    code = codes_of(np.array([mark], dtype="S16"))[0].decode()
    assert is_code(code[:place] + sign + code[place + 1 :]) == (code[place] == sign)


@given(st.binary(min_size=16, max_size=16), st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_swapped_signs_never_give_a_code(mark, one, other):
    code = codes_of(np.array([mark], dtype="S16"))[0].decode()
    swapped = list(code)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert is_code("".join(swapped)) == (code[one] == code[other])


@pytest.mark.parametrize("pair", ["0O", "1I", "1L", "2Z", "5S", "8B", "6G", "UV"])
def test_of_two_signs_that_look_alike_there_is_at_most_one(pair):
    assert len(set(pair) & set(SIGNS)) <= 1


def test_no_word_can_come_about():
    assert not set("AEIOU4") & set(SIGNS)


@pytest.mark.parametrize("cell", ["直接访问", "N/A", "https://example.org/C2356789CD", "(空)", "12345678901234567", "微信", ""])
def test_what_platforms_write_themselves_is_not_meant_as_a_code(cell):
    assert code_text(cell) == ""


def test_the_column_of_codes_is_found_and_a_column_of_other_numbers_is_not():
    code, wrong = CODES[11], "CCCCCCCCC3"
    rows = [["1", "N/A", "H123456789"], ["2", code, "H223456789"], ["3", wrong, "H323456789"], ["4", CODES[12], "H3"]]
    assert not is_code(wrong)
    assert find_codes(rows, [0, 1, 2]) == 1
    assert find_codes(rows, [0, 2]) is None
    assert find_codes([["x"] * 3] * 3, [0, 1, 2]) is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(("", CODES[11]), (11, None, ()), id="the code alone"),
        pytest.param(("", shown(CODES[11]).lower(), "王小明", "701"), (11, None, ()), id="typed in groups and small letters"),
        pytest.param(("G9", CODES[12], "李静", "701"), (12, None, ()), id="a mistyped number beside a right code"),
        pytest.param(("G01", CODES[11]), (11, None, ()), id="number and code agree"),
        pytest.param(("G01", "CCCCCCCCC3", "王小明", "701"), (11, None, ()), id="a right number beside a mistyped code"),
        pytest.param(("", "", "李静", "701"), (12, None, ()), id="no code: name and class"),
        pytest.param(("G01", CODES[12]), (NOBODY, Why.NEAR_MISS, (11, 12)), id="number and code are two pupils'"),
        pytest.param(("", CODES[11], "李静", "701"), (NOBODY, Why.NEAR_MISS, (11, 12)), id="somebody else's slip"),
        pytest.param(("", "CCCCCCCCC3"), (NOBODY, Why.UNKNOWN_CODE, ()), id="a mistyped code"),
        pytest.param(("", OTHER_WAVE), (NOBODY, Why.UNKNOWN_CODE, ()), id="a slip of another wave"),
        pytest.param(("", OTHER_WAVE, "李静", "701"), (NOBODY, Why.UNKNOWN_CODE, (12,)), id="a wrong code, but name and class"),
    ],
)
def test_a_code_decides_unless_something_else_says_another_pupil(row, expected):
    assert found(*row) == expected


def test_two_pupils_with_one_code_are_never_told_apart_by_guessing():
    twins = code_book(np.array([b"x" * 16] * 3, dtype="S16"), REGISTER)
    assert len(twins.lines_of(codes_of(np.array([b"x" * 16], dtype="S16"))[0].decode())) == 3
