"""Sealing to people: whoever seals can't open, and only the right key in the right place opens."""

import pickle

import pytest

from screening.casefiles.envelope import CaseworkPrivate, CaseworkPublic, about, key_id_of, open_with, seal_to
from screening.core.errors import SealBroken

PRIVATE = CaseworkPrivate.new(key_id=2)
INFO = about("chunk.key", school=b"school-number-01", subject=0, row=5, key_id=2)


def test_what_was_sealed_to_a_key_opens_with_its_other_half():
    sealed = seal_to(PRIVATE.public, b"chunk key", INFO)
    assert open_with(PRIVATE, sealed, INFO) == b"chunk key"
    assert key_id_of(sealed) == 2
    assert len(sealed) == len(b"chunk key") + 1142


def test_every_byte_flipped_in_turn_breaks_the_seal():
    sealed = seal_to(PRIVATE.public, b"chunk key", INFO)
    for at in range(len(sealed)):
        flipped = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            open_with(PRIVATE, flipped, INFO)


@pytest.mark.parametrize("length", [0, 5, 6, 7, 1125, 1150])
def test_a_shorter_one_breaks_the_seal(length):
    with pytest.raises(SealBroken):
        open_with(PRIVATE, seal_to(PRIVATE.public, b"chunk key", INFO)[:length], INFO)


def test_a_key_share_no_honest_sender_makes_is_refused():
    sealed = seal_to(PRIVATE.public, b"chunk key", INFO)
    with pytest.raises(SealBroken):
        open_with(PRIVATE, sealed[: 6 + 1088] + bytes(32) + sealed[6 + 1088 + 32 :], INFO)  # X25519 share of small order


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(CaseworkPrivate.new(key_id=2), id="another key"),
        pytest.param(CaseworkPrivate.from_bytes(PRIVATE.to_bytes(), 3), id="the key under another number"),
    ],
)
def test_another_key_opens_nothing(other):
    with pytest.raises(SealBroken):
        open_with(other, seal_to(PRIVATE.public, b"chunk key", INFO), INFO)


def test_another_place_opens_nothing():
    elsewhere = about("chunk.key", school=b"school-number-01", subject=0, row=6, key_id=2)
    with pytest.raises(SealBroken):
        open_with(PRIVATE, seal_to(PRIVATE.public, b"chunk key", INFO), elsewhere)


def test_both_halves_of_the_hybrid_are_needed():
    other = CaseworkPrivate.new(key_id=2)
    sealed = seal_to(PRIVATE.public, b"chunk key", INFO)
    for raw in (PRIVATE.to_bytes()[:64] + other.to_bytes()[64:], other.to_bytes()[:64] + PRIVATE.to_bytes()[64:]):
        with pytest.raises(SealBroken):
            open_with(CaseworkPrivate.from_bytes(raw, 2), sealed, INFO)


def test_keys_are_kept_as_their_parts_and_compared_by_bytes():
    again = CaseworkPrivate.from_bytes(PRIVATE.to_bytes(), 2)
    assert len(PRIVATE.to_bytes()) == 96
    assert len(PRIVATE.public.to_bytes()) == 1216
    assert again == PRIVATE
    assert again.public == CaseworkPublic.from_bytes(PRIVATE.public.to_bytes(), 2)
    assert open_with(again, seal_to(again.public, b"x", INFO), INFO) == b"x"


@pytest.mark.parametrize("kind", [CaseworkPublic, CaseworkPrivate])
def test_parts_of_another_length_are_a_bug(kind):
    with pytest.raises(ValueError, match="bytes"):
        kind.from_bytes(bytes(95), 1)


def test_a_public_key_travels_to_other_processes_also_after_use():
    seal_to(PRIVATE.public, b"x", INFO)
    assert open_with(PRIVATE, seal_to(pickle.loads(pickle.dumps(PRIVATE.public)), b"y", INFO), INFO) == b"y"  # noqa: S301  # our own


def test_printing_a_key_shows_its_number_only():
    assert repr(PRIVATE) == "CaseworkPrivate(key_id=2)"
