"""Where a sealed thing belongs, byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.envelope import about, abouts, key_id_of, listed, pack_header, pad, unpack_header, unpad
from screening.casefiles.interface import GENESIS, Compartment, Header
from screening.core.errors import SealBroken

SCHOOL = bytes(range(16))
HEADER = Header(school=SCHOOL, file=258, compartment=Compartment.PROTECTION, number=3, previous=bytes(range(100, 132)), key_id=7)


def test_about_is_a_length_prefixed_list_in_the_order_of_the_design():
    found = about("identity.name", school=SCHOOL, subject=-1, row=2, revision=3, key_id=4)
    written_out = (
        b"\x00\x09screening" + b"\x00\x01\x01" + b"\x00\x01\x01" + b"\x00\x0didentity.name" + b"\x00\x10" + SCHOOL
        + b"\x00\x08" + b"\xff" * 8 + b"\x00\x08\x00\x00\x00\x00\x00\x00\x00\x02" + b"\x00\x04\x00\x00\x00\x03"
        + b"\x00\x04\x00\x00\x00\x04"
    )  # fmt: skip
    assert found == written_out


PLACE = {"purpose": "sheet.result", "school": SCHOOL, "subject": 1, "row": 2, "revision": 3, "key_id": 4}


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param({"purpose": "sheet.answers"}, id="another purpose"),
        pytest.param({"school": bytes(16)}, id="another school"),
        pytest.param({"subject": 2}, id="another pupil"),
        pytest.param({"row": 1}, id="another row"),
        pytest.param({"revision": 2}, id="an older revision"),
        pytest.param({"key_id": 5}, id="another key"),
        pytest.param({"subject": 2, "row": 1}, id="pupil and row exchanged"),
    ],
)
def test_every_part_of_a_place_counts(moved):
    told = {**PLACE, **moved}
    assert about(told.pop("purpose"), **told) != about("sheet.result", **{k: v for k, v in PLACE.items() if k != "purpose"})


def test_many_places_are_the_same_bytes_as_one_by_one():
    places = [(1, 2, 3), (-1, 2**63 - 1, 2**32 - 1), (0, 0, 0)]
    one_by_one = [about("sheet.result", school=SCHOOL, subject=s, row=r, revision=v, key_id=4) + b"x" for s, r, v in places]
    assert abouts("sheet.result", school=SCHOOL, places=places, key_id=4, within=b"x") == one_by_one


@given(st.lists(st.binary(max_size=6), max_size=6), st.lists(st.binary(max_size=6), max_size=6))
def test_two_different_lists_never_give_the_same_bytes(one, other):
    assert (listed(*one) == listed(*other)) == (one == other)


@pytest.mark.parametrize("school", [b"", bytes(15), bytes(17)])
def test_a_school_id_of_another_length_is_a_bug(school):
    with pytest.raises(ValueError, match="16 bytes"):
        about("identity.name", school=school, subject=1)


def test_header_layout_is_the_one_written_down():
    written_out = (
        b"\x01\x01" + SCHOOL + b"\x00\x00\x00\x00\x00\x00\x01\x02" + b"\x02" + b"\x00\x00\x00\x03" + bytes(range(100, 132))
    )
    assert pack_header(HEADER) == written_out
    assert len(written_out) == 63


def test_a_header_comes_back_and_its_key_id_is_the_slots():
    assert unpack_header(pack_header(HEADER), key_id=7) == HEADER
    assert unpack_header(pack_header(HEADER)).key_id == 0


@pytest.mark.parametrize(
    ("at", "byte"),
    [
        pytest.param(0, 2, id="another format"),
        pytest.param(1, 9, id="another suite"),
        pytest.param(26, 0, id="no compartment"),
        pytest.param(26, 4, id="a compartment we don't have"),
    ],
)
def test_a_header_we_dont_know_is_refused(at, byte):
    raw = bytearray(pack_header(HEADER))
    raw[at] = byte
    with pytest.raises(SealBroken):
        unpack_header(bytes(raw))


@pytest.mark.parametrize("length", [0, 62, 64])
def test_a_header_of_another_length_is_refused(length):
    with pytest.raises(SealBroken):
        unpack_header((pack_header(HEADER) + b"\x00")[:length])


@pytest.mark.parametrize("wrong", [{"school": b"short"}, {"previous": GENESIS[:31]}])
def test_a_header_of_wrong_parts_is_never_packed(wrong):
    parts = {"school": SCHOOL, "file": 1, "compartment": Compartment.NOTES, "number": 1, "previous": GENESIS, "key_id": 1}
    with pytest.raises(ValueError, match="needs"):
        pack_header(Header(**{**parts, **wrong}))


@given(st.binary(max_size=600), st.integers(1, 512))
def test_padding_comes_off_again_and_fills_whole_blocks(plain, block):
    padded = pad(plain, block)
    assert len(padded) % block == 0
    assert len(padded) - len(plain) - 4 < block
    assert unpad(padded) == plain


def test_padding_is_length_then_plain_then_zeros():
    assert pad(b"ab", 8) == b"\x00\x00\x00\x02ab\x00\x00"
    assert pad(b"abcd", 8) == b"\x00\x00\x00\x04abcd"
    assert len(pad(b"abcde", 8)) == 16


@pytest.mark.parametrize(
    "padded",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\x00\x00", id="no whole length"),
        pytest.param(b"\x00\x00\x00\x05ab\x00\x00", id="longer than there is"),
        pytest.param(b"\x00\x00\x00\x02ab\x00\x01", id="filling that isn't zeros"),
    ],
)
def test_wrong_padding_is_refused(padded):
    with pytest.raises(SealBroken):
        unpad(padded)


@pytest.mark.parametrize("start", [b"", b"\x01\x01\x00\x00\x00", b"\x02\x01\x00\x00\x00\x01", b"\x01\x02\x00\x00\x00\x01"])
def test_something_that_starts_like_nothing_of_ours_has_no_key_id(start):
    with pytest.raises(SealBroken):
        key_id_of(start)
