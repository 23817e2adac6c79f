"""A whole file: nothing missing, moved, exchanged or cut off; and entries as bytes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.casefiles.chain import Head, check_chain, open_entry, read_file
from screening.casefiles.entry import entry_bytes, entry_of
from screening.casefiles.envelope import CaseworkPrivate, link, new_key, seal_entry
from screening.casefiles.interface import GENESIS, Compartment, Entry, EntryKind, Header
from screening.core.errors import SealBroken

SCHOOL = b"school-number-01"
PRIVATE = CaseworkPrivate.new(key_id=1)
FILE_KEY = new_key()
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def entry(text="说好下周再谈", **other):
    return Entry(**{"kind": EntryKind.NOTE, "author": 3, "at": NOON, "body": {"text": text}, **other})


def filed(entries, file=12, school=SCHOOL, file_key=FILE_KEY):
    sealed, previous = [], GENESIS
    for number, one in enumerate(entries, start=1):
        header = Header(school=school, file=file, compartment=one.compartment, number=number, previous=previous, key_id=1)
        sealed.append(seal_entry(entry_bytes(one), header, file_key, PRIVATE.public))
        previous = link(sealed[-1])
    return sealed, Head(number=len(sealed), link=previous)


ENTRIES = (entry("一"), entry("二", compartment=Compartment.PROTECTION), entry("三"))
FILED, HEAD = filed(ENTRIES)
PLACE = {"school": SCHOOL, "file": 12}


def test_a_whole_file_reads_back_in_order():
    assert read_file(FILED, **PLACE, head=HEAD, file_key=FILE_KEY, casework=PRIVATE) == ENTRIES


def test_the_chain_is_checked_without_any_key():
    assert [header.number for header in check_chain(FILED, **PLACE, head=HEAD)] == [1, 2, 3]


def test_a_file_without_entries_is_whole():
    assert check_chain([], **PLACE, head=Head()) == ()


OTHER_FILE, _ = filed(ENTRIES, file=13)
OTHER_SCHOOL, _ = filed(ENTRIES, school=b"school-number-02")
AGAIN, _ = filed(ENTRIES)


@pytest.mark.parametrize(
    ("entries", "number"),
    [
        pytest.param(FILED[:2], 3, id="the last one cut off"),
        pytest.param(FILED[1:], 1, id="the first one gone"),
        pytest.param([FILED[0], FILED[2]], 2, id="one in the middle gone"),
        pytest.param([FILED[1], FILED[0], FILED[2]], 1, id="two exchanged"),
        pytest.param([*FILED, FILED[2]], 4, id="the last one twice"),
        pytest.param([], 1, id="all gone"),
        pytest.param([FILED[0], OTHER_FILE[1], FILED[2]], 2, id="one from another pupil's file"),
        pytest.param(OTHER_SCHOOL, 1, id="another school's file"),
        pytest.param([FILED[0], AGAIN[1], FILED[2]], 2, id="an older entry of the same number put back"),
        pytest.param([*FILED[:2], AGAIN[2]], 3, id="the last one exchanged"),
        pytest.param([FILED[0], replace(FILED[1], body=FILED[1].body[:-1] + b"\x00"), FILED[2]], 3, id="a body changed"),
        pytest.param([FILED[0], replace(FILED[1], header=b"?"), FILED[2]], 2, id="a header changed"),
    ],
)
def test_a_file_that_was_touched_is_refused_naming_case_and_entry_only(entries, number):
    with pytest.raises(SealBroken) as fault:
        read_file(entries, **PLACE, head=HEAD, file_key=FILE_KEY, casework=PRIVATE)
    assert f"档案 12，第 {number} 条" in fault.value.said("zh")
    assert f"case 12, entry {number}" in fault.value.said("en")


def test_rotated_slots_leave_the_chain_whole():
    rotated = [replace(one, slot=b"another") for one in FILED]
    assert len(check_chain(rotated, **PLACE, head=HEAD)) == 3


def test_a_last_entry_changed_is_caught_by_the_head():
    touched = [*FILED[:2], replace(FILED[2], body=FILED[2].body[:-1] + bytes([FILED[2].body[-1] ^ 1]))]
    with pytest.raises(SealBroken):
        check_chain(touched, **PLACE, head=HEAD)


def test_an_entry_filed_under_another_compartment_than_its_own_is_refused():
    header = Header(school=SCHOOL, file=12, compartment=Compartment.CASEWORK, number=1, previous=GENESIS, key_id=1)
    sealed = seal_entry(entry_bytes(entry(compartment=Compartment.NOTES)), header, FILE_KEY, PRIVATE.public)
    with pytest.raises(SealBroken, match="entry of a case file"):
        open_entry(sealed, FILE_KEY, PRIVATE)


def test_a_sealed_thing_that_is_no_entry_is_refused_with_its_place():
    header = Header(school=SCHOOL, file=12, compartment=Compartment.CASEWORK, number=1, previous=GENESIS, key_id=1)
    with pytest.raises(SealBroken) as fault:
        open_entry(seal_entry(b"\x01[]", header, FILE_KEY, PRIVATE.public), FILE_KEY, PRIVATE)
    assert "case 12, entry 1" in fault.value.said("en")


def test_an_entry_has_one_spelling():
    told = Entry(kind=EntryKind.SCREENING, author=0, at=NOON, body={"b": ["R401"], "a": None})
    assert entry_bytes(told) == (
        b'\x01{"at":"2026-11-20T04:00:00+00:00","author":0,"body":{"a":null,"b":["R401"]},"compartment":1,"kind":"screening"}'
    )


def test_the_same_instant_in_another_zone_is_the_same_entry():
    there = NOON.astimezone(timezone(timedelta(hours=8)))
    assert entry_bytes(entry(at=there)) == entry_bytes(entry())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.builds(
        Entry,
        kind=st.sampled_from(EntryKind),
        author=st.integers(0, 10**6),
        at=st.datetimes(timezones=st.just(UTC)),
        body=st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=4),
        compartment=st.sampled_from(Compartment),
    )
)
def test_any_entry_comes_back_from_its_bytes(told):
    assert entry_of(entry_bytes(told)) == told


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"at": NOON.replace(tzinfo=None)}, id="a time without zone"),
        pytest.param({"body": {"x": float("nan")}}, id="not a number"),
    ],
)
def test_an_entry_that_could_be_misread_is_never_written(wrong):
    with pytest.raises(ValueError, match=r"zone|JSON"):
        entry_bytes(entry(**wrong))


@pytest.mark.parametrize("raw", [b"", b"\x02{}", b"\x01{}", b"\x01\xff", b'\x01{"kind":"diary"}'])
def test_bytes_that_are_no_entry_are_refused_without_quoting_them(raw):
    with pytest.raises(SealBroken) as fault:
        entry_of(raw)
    assert "diary" not in fault.value.said("zh")
    assert fault.value.__suppress_context__ or fault.value.__context__ is None
