"""Sealing single records: what comes back, and everything that must not."""

import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.envelope import about, derive, key_id_of, new_key, pad, seal, seal_many, sheet_keys, unseal, unseal_many
from screening.core.errors import SealBroken

SCHOOL = b"school-number-01"
KEY = bytes(range(32))
PLACE = about("sheet.result", school=SCHOOL, subject=7, row=3, revision=2, key_id=5)


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_what_was_sealed_comes_back(plain, key_id):
    sealed = seal(plain, KEY, PLACE, key_id)
    assert unseal(sealed, KEY, PLACE) == plain
    assert key_id_of(sealed) == key_id
    assert len(sealed) == len(plain) + 34


def test_the_layout_is_prefix_nonce_and_plain_aes_gcm():
    sealed = seal(b"plain", KEY, PLACE, 5)
    assert sealed[:6] == b"\x01\x01\x00\x00\x00\x05"
    assert AESGCM(KEY).decrypt(sealed[6:18], sealed[18:], sealed[:6] + PLACE) == b"plain"


def test_every_byte_flipped_in_turn_breaks_the_seal():
    sealed = seal(b"a calm answer", KEY, PLACE, 5)
    for at in range(len(sealed)):
        for bit in (1, 0x80):
            flipped = bytearray(sealed)
            flipped[at] ^= bit
            with pytest.raises(SealBroken):
                unseal(bytes(flipped), KEY, PLACE)


def test_every_shorter_record_breaks_the_seal():
    sealed = seal(b"a calm answer", KEY, PLACE, 5)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            unseal(sealed[:length], KEY, PLACE)
    with pytest.raises(SealBroken):
        unseal(sealed + b"\x00", KEY, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"subject": 8}, id="moved to another pupil"),
        pytest.param({"row": 4}, id="moved to another row"),
        pytest.param({"revision": 1}, id="an older one put back"),
        pytest.param({"school": b"school-number-02"}, id="another school"),
        pytest.param({"key_id": 6}, id="another key's number"),
    ],
)
def test_a_record_opens_in_its_own_place_only(elsewhere):
    sealed = seal(b"plain", KEY, PLACE, 5)
    place = {"school": SCHOOL, "subject": 7, "row": 3, "revision": 2, "key_id": 5, **elsewhere}
    with pytest.raises(SealBroken):
        unseal(sealed, KEY, about("sheet.result", **place))


def test_a_record_opens_for_its_own_purpose_only():
    sealed = seal(b"plain", KEY, PLACE, 5)
    with pytest.raises(SealBroken):
        unseal(sealed, KEY, about("sheet.answers", school=SCHOOL, subject=7, row=3, revision=2, key_id=5))


def test_another_key_opens_nothing_and_the_error_is_the_same_as_for_a_broken_byte():
    sealed = seal(b"plain", KEY, PLACE, 5)
    with pytest.raises(SealBroken) as wrong_key:
        unseal(sealed, new_key(), PLACE)
    with pytest.raises(SealBroken) as cut_off:
        unseal(sealed[:20], KEY, PLACE)
    assert wrong_key.value.said("zh") == cut_off.value.said("zh")
    assert wrong_key.value.__cause__ is None


def test_a_sheet_that_is_calm_and_one_that_is_critical_have_one_length():
    calm = seal(pad(b"0" * 20, 256), KEY, PLACE, 5)
    critical = seal(pad(b"3" * 200, 256), KEY, PLACE, 5)
    assert len(calm) == len(critical)


def test_the_same_plain_text_never_looks_the_same_twice():
    sealed = seal_many([b"same"] * 200, [KEY] * 200, [PLACE] * 200, 5)
    assert len({one[6:18] for one in sealed}) == 200
    assert len(set(sealed)) == 200


@given(st.lists(st.tuples(st.binary(max_size=40), st.binary(min_size=32, max_size=32), st.integers(0, 99)), max_size=8))
def test_many_sealed_together_open_one_by_one_and_together(rows):
    places = [about("task.sealed", school=SCHOOL, subject=subject, row=i) for i, (_, _, subject) in enumerate(rows)]
    plains, keys = [plain for plain, _, _ in rows], [key for _, key, _ in rows]
    sealed = seal_many(plains, keys, places, 9)
    assert [unseal(*one) for one in zip(sealed, keys, places, strict=True)] == plains
    assert unseal_many(sealed, keys, places) == plains


def test_sequences_of_different_length_are_a_bug_not_a_silent_loss():
    with pytest.raises(ValueError, match="shorter"):
        seal_many([b"a", b"b"], [KEY], [PLACE, PLACE], 1)


def test_one_broken_record_stops_the_whole_lot():
    sealed = seal_many([b"a", b"b"], [KEY, KEY], [PLACE, PLACE], 1)
    with pytest.raises(SealBroken):
        unseal_many([sealed[0], sealed[1][:-1] + bytes([sealed[1][-1] ^ 1])], [KEY, KEY], [PLACE, PLACE])


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_of_another_length_is_a_bug_even_where_aes_would_take_it(length):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"plain", bytes(length), PLACE, 1)


def test_new_keys_are_32_bytes_and_never_the_same():
    assert {len(new_key()) for _ in range(50)} == {32}
    assert len({new_key() for _ in range(50)}) == 50


def test_derive_is_hkdf_of_rfc_5869_appendix_a1():
    secret, salt = b"\x0b" * 22, bytes(range(13))
    okm = bytes.fromhex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    assert derive(secret, salt, bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")) == okm[:32]


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_derive_equals_two_hmacs_of_the_standard_library(secret, salt, info):
    extracted = hmac.digest(salt, secret, "sha256")
    assert derive(secret, salt, info) == hmac.digest(extracted, info + b"\x01", "sha256")


def test_sheet_keys_need_chunk_key_pupil_key_and_place():
    chunk, pupils, places = new_key(), [new_key(), new_key()], [b"sheet 1", b"sheet 2"]
    keys = sheet_keys(chunk, pupils, places)
    assert keys == [derive(chunk, pupils[0], b"sheet 1"), derive(chunk, pupils[1], b"sheet 2")]
    others = (
        sheet_keys(new_key(), pupils, places) + sheet_keys(chunk, pupils[::-1], places) + sheet_keys(chunk, pupils, places[::-1])
    )
    assert not set(keys) & set(others)
