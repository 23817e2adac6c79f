"""Links and signatures: what the chain runs over, and who vouches for it."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.envelope import SigningKey, VerifyKey, chained, link, sign, verify
from screening.casefiles.interface import GENESIS, SealedEntry

KEY = SigningKey.from_bytes(bytes(range(32)), key_id=3)
LINKS = [hashlib.sha256(bytes([n])).digest() for n in range(3)]


def test_a_link_is_the_hash_of_label_header_and_body_and_never_of_the_slot():
    entry = SealedEntry(header=b"h" * 63, body=b"body", slot=b"slot")
    expected = hashlib.sha256(b"screening entry link, format 1\n" + b"h" * 63 + b"body").digest()
    assert link(entry) == expected
    assert link(SealedEntry(header=entry.header, body=entry.body, slot=b"rewrapped")) == expected


def test_the_audit_chain_is_the_hash_of_label_previous_and_event():
    expected = hashlib.sha256(b"screening audit chain, format 1\n" + GENESIS + b"sealed event").digest()
    assert chained(GENESIS, b"sealed event") == expected


def test_a_previous_hash_of_another_length_is_a_bug():
    with pytest.raises(ValueError, match="32 bytes"):
        chained(b"", b"event")


def test_an_entry_link_is_never_an_audit_hash():
    entry = SealedEntry(header=GENESIS, body=b"same", slot=b"")
    assert link(entry) != chained(GENESIS, b"same")


def test_the_signature_is_plain_ed25519_over_the_list_written_out():
    signature = sign(LINKS[:1], KEY)
    statement = b"\x00\x09screening" + b"\x00\x06\x01\x01\x00\x00\x00\x03" + b"\x00\x0bentry.links" + b"\x00\x20" + LINKS[0]
    assert signature[:6] == b"\x01\x01\x00\x00\x00\x03"
    Ed25519PublicKey.from_public_bytes(KEY.verify_key.to_bytes()).verify(signature[6:], statement)
    assert len(signature) == 70


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_who_signed_can_be_checked(links):
    assert verify(links, sign(links, KEY), KEY.verify_key)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(LINKS[:2], id="one link left out"),
        pytest.param([LINKS[1], LINKS[0], LINKS[2]], id="another order"),
        pytest.param([*LINKS, LINKS[0]], id="one more"),
        pytest.param([], id="none"),
        pytest.param([b"".join(LINKS)], id="run together"),
    ],
)
def test_a_signature_holds_for_exactly_these_links(others):
    assert not verify(others, sign(LINKS, KEY), KEY.verify_key)


def test_every_byte_of_a_signature_counts():
    signature = sign(LINKS, KEY)
    for at in range(len(signature)):
        flipped = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not verify(LINKS, flipped, KEY.verify_key)
    assert not verify(LINKS, signature[:-1], KEY.verify_key)


def test_another_key_or_key_number_vouches_for_nothing():
    signature = sign(LINKS, KEY)
    assert not verify(LINKS, signature, SigningKey.new(key_id=3).verify_key)
    assert not verify(LINKS, signature, VerifyKey.from_bytes(KEY.verify_key.to_bytes(), key_id=4))


def test_a_signing_key_never_shows_its_bytes():
    assert repr(KEY) == "SigningKey(key_id=3)"
    assert SigningKey.from_bytes(KEY.to_bytes(), 3) == KEY
