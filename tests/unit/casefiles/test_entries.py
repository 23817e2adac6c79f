"""One entry, sealed: bound to its place, opened by readers only, rewrapped without touching the chain."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.entry import entry_bytes
from screening.casefiles.envelope import (
    CaseworkPrivate,
    link,
    new_key,
    pack_header,
    rewrap,
    seal_entry,
    unpack_header,
    unseal_entry,
)
from screening.casefiles.interface import GENESIS, Compartment, Entry, EntryKind, Header, SealedEntry
from screening.core.errors import SealBroken

PRIVATE = CaseworkPrivate.new(key_id=1)
FILE_KEY = bytes(range(32))
HEADER = Header(
    school=b"school-number-01", file=12, compartment=Compartment.CASEWORK, number=4, previous=bytes(range(32)), key_id=1
)
SEALED = seal_entry(b"one entry", HEADER, FILE_KEY, PRIVATE.public)


@given(st.binary(max_size=3000))
def test_what_was_added_comes_back_with_its_header(entry):
    sealed = seal_entry(entry, HEADER, FILE_KEY, PRIVATE.public)
    assert unseal_entry(sealed, FILE_KEY, PRIVATE) == (HEADER, entry)


@pytest.mark.parametrize("part", ["header", "body", "slot"])
def test_every_byte_flipped_in_turn_breaks_the_entry(part):
    raw = getattr(SEALED, part)
    for at in range(len(raw)):
        flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(SealBroken):
            unseal_entry(replace(SEALED, **{part: flipped}), FILE_KEY, PRIVATE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"file": 13}, id="moved to another pupil"),
        pytest.param({"number": 3}, id="put at another number"),
        pytest.param({"previous": GENESIS}, id="put after another entry"),
        pytest.param({"compartment": Compartment.NOTES}, id="moved to another compartment"),
        pytest.param({"school": b"school-number-02"}, id="moved to another school"),
    ],
)
def test_an_entry_opens_under_its_own_header_only(elsewhere):
    moved = replace(SEALED, header=pack_header(replace(HEADER, **elsewhere)))
    with pytest.raises(SealBroken):
        unseal_entry(moved, FILE_KEY, PRIVATE)


def test_another_pupils_file_key_opens_nothing():
    with pytest.raises(SealBroken):
        unseal_entry(SEALED, new_key(), PRIVATE)


def test_another_schools_casework_key_opens_nothing():
    with pytest.raises(SealBroken):
        unseal_entry(SEALED, FILE_KEY, CaseworkPrivate.new(key_id=1))


@pytest.mark.parametrize("part", ["body", "slot"])
def test_parts_of_two_entries_with_one_header_never_fit_together(part):
    other = seal_entry(b"another", HEADER, FILE_KEY, PRIVATE.public)
    with pytest.raises(SealBroken):
        unseal_entry(replace(SEALED, **{part: getattr(other, part)}), FILE_KEY, PRIVATE)


def test_the_error_names_case_and_number_and_never_which_check_failed():
    said = set()
    for broken in (replace(SEALED, body=SEALED.body[:-1]), replace(SEALED, slot=SEALED.slot[:-1] + b"\x00\x00")):
        with pytest.raises(SealBroken) as fault:
            unseal_entry(broken, FILE_KEY, PRIVATE)
        said.add(fault.value.said("en"))
    assert len(said) == 1
    assert "case 12, entry 4" in said.pop()


def decision(severity, rules, evidence, deadlines):
    """An entry much as the pipeline writes it."""
    due = dict.fromkeys(deadlines, "2026-11-23T01:30:00+00:00")
    body = {"severity": severity, "track": "safety", "rules": rules, "evidence": evidence, "deadlines": due, "provisional": True}
    return entry_bytes(Entry(kind=EntryKind.SCREENING, author=0, at=datetime(2026, 11, 20, tzinfo=UTC), body=body))


def test_a_calm_decision_and_a_critical_one_have_one_length():
    calm = decision("S1", ["R102"], ["mht@1 total B1"], ["contact"])
    critical = decision(
        "S4",
        ["R401", "R403", "R302", "R201"],
        ["mht@1 q85", "mht@1 total B3", "phq9@1 q9 CI-2", "phq9@1 total B3", "gad7@1 total B3", "dsrsc@1 q10 CI-3"],
        ["acknowledge", "contact", "interview", "guardian", "conference", "referral", "review", "close"],
    )
    assert len(calm) < 508 < len(critical)  # steps of 512 alone would tell them apart
    sealed = [seal_entry(entry, HEADER, FILE_KEY, PRIVATE.public) for entry in (b"", calm, critical)]
    assert {(len(one.header), len(one.body), len(one.slot)) for one in sealed} == {(63, 2048 + 34, 1174)}


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        pytest.param(2044, 2048, id="just fits"),
        pytest.param(2045, 2560, id="one byte more"),
        pytest.param(4000, 4096, id="a long note"),
    ],
)
def test_a_longer_entry_grows_in_steps_of_512(length, padded):
    assert len(seal_entry(b"x" * length, HEADER, FILE_KEY, PRIVATE.public).body) == padded + 34


def test_whoever_adds_the_same_entry_twice_leaves_nothing_in_common():
    other = seal_entry(b"one entry", HEADER, FILE_KEY, PRIVATE.public)
    assert other.body[18:] != SEALED.body[18:]
    assert other.slot[6:] != SEALED.slot[6:]


def test_a_header_that_names_another_casework_key_is_a_bug():
    with pytest.raises(ValueError, match="another casework key"):
        seal_entry(b"one entry", replace(HEADER, key_id=9), FILE_KEY, PRIVATE.public)


def test_rotation_replaces_the_slot_and_changes_no_link():
    new = CaseworkPrivate.new(key_id=2)
    rotated = replace(SEALED, slot=rewrap(SEALED.slot, HEADER, PRIVATE, new.public))
    assert link(rotated) == link(SEALED)
    assert unseal_entry(rotated, FILE_KEY, new) == (replace(HEADER, key_id=2), b"one entry")
    with pytest.raises(SealBroken):
        unseal_entry(rotated, FILE_KEY, PRIVATE)


def test_rotation_works_from_the_stored_header_alone_and_over_several_keys():
    stored, slot, old = unpack_header(SEALED.header), SEALED.slot, PRIVATE
    for key_id in (2, 3):
        new = CaseworkPrivate.new(key_id=key_id)
        slot, old = rewrap(slot, stored, old, new.public), new
    assert unseal_entry(replace(SEALED, slot=slot), FILE_KEY, old)[1] == b"one entry"


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"number": 5}, id="another number"),
        pytest.param({"previous": GENESIS}, id="after another entry"),
        pytest.param({"compartment": Compartment.NOTES}, id="another compartment"),
    ],
)
def test_a_slot_of_another_place_is_never_rewrapped(elsewhere):
    with pytest.raises(SealBroken, match="entry of a case file"):
        rewrap(SEALED.slot, replace(HEADER, **elsewhere), PRIVATE, CaseworkPrivate.new(key_id=2).public)


def test_a_stranger_slot_without_our_prefix_is_refused():
    with pytest.raises(SealBroken):
        unseal_entry(SealedEntry(header=SEALED.header, body=SEALED.body, slot=b""), FILE_KEY, PRIVATE)
