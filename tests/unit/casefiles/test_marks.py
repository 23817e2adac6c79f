"""Marks: found again by number, readable by nobody, and safe with the zero bytes NumPy hides."""

import hashlib
import hmac

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.envelope import keyed_digest, mark, mark_bytes, marks

KEY = bytes(range(32))
SCHOOL = b"school-number-01"
NUMBERS = [f"G{n:06d}" for n in range(2000)]  # enough for several marks that end in a zero byte


def marked(texts):
    return marks(texts, KEY, purpose="pupil.number", school=SCHOOL)


def test_a_mark_is_the_hmac_written_out():
    message = b"\x00\x09screening\x00\x02\x01\x01\x00\x04mark\x00\x0cpupil.number\x00\x10" + SCHOOL + b"20250101"
    expected = hmac.new(KEY, message, hashlib.sha256).digest()[:16]
    assert mark("20250101", KEY, purpose="pupil.number", school=SCHOOL) == expected


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("\uff27\uff12\uff10\uff12\uff15", id="full width"),
        pytest.param(" g2025 ", id="space and small letter"),
        pytest.param("G2025\u3000", id="ideographic space"),
    ],
)
def test_spellings_of_one_number_have_one_mark(spelling):
    assert mark(spelling, KEY, purpose="pupil.number", school=SCHOOL) == mark("G2025", KEY, purpose="pupil.number", school=SCHOOL)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"purpose": "staff.number"}, id="another purpose"),
        pytest.param({"school": b"school-number-02"}, id="another school"),
        pytest.param({"index_key": bytes(32)}, id="another index key"),
        pytest.param({"text": "G2026"}, id="another number"),
    ],
)
def test_a_mark_holds_for_its_number_purpose_school_and_key_only(other):
    told = {"text": "G2025", "index_key": KEY, "purpose": "pupil.number", "school": SCHOOL}
    assert mark(**{**told, **other}) != mark(**told)


@given(st.lists(st.text(max_size=12), max_size=12))
def test_marks_are_the_single_marks_in_order(texts):
    assert mark_bytes(marked(texts)) == [mark(text, KEY, purpose="pupil.number", school=SCHOOL) for text in texts]


def test_no_marks_are_an_empty_array_of_the_same_type():
    assert marked([]).dtype == np.dtype("S16")
    assert marked([]).shape == (0,)


def test_marks_that_end_in_zero_are_kept_whole_equal_and_found():
    found = marked(NUMBERS)
    raw = mark_bytes(found)
    ending = [i for i, one in enumerate(raw) if one.endswith(b"\x00")]
    assert ending  # the case this test is about does occur
    assert {len(one) for one in raw} == {16}
    assert any(len(found[i]) < 16 for i in ending)  # what an element taken out looks like: the trap
    order = np.sort(found)
    assert mark_bytes(order) == sorted(raw)
    assert np.array_equal(order[np.searchsorted(order, found)], found)


def test_two_marks_are_equal_exactly_if_their_bytes_are():
    a, b = (np.frombuffer(raw, "S16") for raw in (b"\x01" + bytes(15), b"\x01" + bytes(14) + b"\x01"))
    assert not np.array_equal(a, b)
    assert np.array_equal(a, np.frombuffer(b"\x01" + bytes(15), "S16"))


def test_taking_bytes_from_anything_but_marks_is_a_bug():
    with pytest.raises(ValueError, match="S16"):
        mark_bytes(np.array([b"abc"]))


def test_a_keyed_digest_is_the_hmac_written_out():
    message = b"\x00\x09screening" + b"\x00\x02\x01\x01" + b"\x00\x06digest" + b"\x00\x0bimport.file" + b"the whole file"
    assert keyed_digest(b"the whole file", KEY, "import.file") == hmac.new(KEY, message, hashlib.sha256).digest()


def test_a_keyed_digest_is_no_plain_hash_and_changes_with_key_and_purpose():
    content = b"the whole file"
    found = keyed_digest(content, KEY, "import.file")
    others = {
        keyed_digest(content, bytes(32), "import.file"),
        keyed_digest(content, KEY, "import.mapping"),
        hashlib.sha256(content).digest(),
    }
    assert found not in others
    assert len(others) == 3


def test_a_school_id_of_another_length_is_a_bug():
    with pytest.raises(ValueError, match="16 bytes"):
        mark("G1", KEY, purpose="pupil.number", school=b"short")
