"""A whole case file checked from its first entry to its last: nothing missing, moved, exchanged or cut off."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.casefiles.casework import CaseworkPrivate
from screening.casefiles.entries import unseal_entry
from screening.casefiles.entry import entry_of
from screening.casefiles.interface import GENESIS, Entry, Header, SealedEntry
from screening.casefiles.links import link
from screening.casefiles.places import unpack_header
from screening.casefiles.refused import broken_chain, broken_entry
from screening.core.errors import SealBroken


@dataclass(frozen=True, kw_only=True)
class Head:
    """How far a file has come: the number and the link of its last entry; number 0 and GENESIS before the first."""

    number: int = 0
    link: bytes = GENESIS


def check_chain(entries: Sequence[SealedEntry], *, school: bytes, file: int, head: Head) -> tuple[Header, ...]:
    """The headers of a file's entries, given in order of number, once their chain holds; needs no key.

    Numbers run from 1 without gaps, every header names this school, this file and the link before it, and the last
    entry is ``head``. Otherwise SealBroken naming the case and the first number that doesn't fit.
    """
    headers: list[Header] = []
    last = Head()
    for number, sealed in enumerate(entries, start=1):
        header = _header(sealed, file, number)
        if (header.school, header.file, header.number, header.previous) != (school, file, number, last.link):
            raise broken_chain(file, number)
        headers.append(header)
        last = Head(number=number, link=link(sealed))
    if last != head:
        raise broken_chain(file, min(last.number, head.number) + 1)
    return tuple(headers)


def read_file(
    entries: Sequence[SealedEntry], *, school: bytes, file: int, head: Head, file_key: bytes, casework: CaseworkPrivate
) -> tuple[Entry, ...]:
    """Every entry of the file, opened, in order; the chain is checked first.

    An entry must say the same compartment inside as its header does outside. Otherwise SealBroken.
    """
    check_chain(entries, school=school, file=file, head=head)
    return tuple(open_entry(sealed, file_key, casework) for sealed in entries)


def open_entry(sealed: SealedEntry, file_key: bytes, casework: CaseworkPrivate) -> Entry:
    """One entry, opened, by itself. SealBroken names its case and number."""
    header, raw = unseal_entry(sealed, file_key, casework)
    try:
        entry = entry_of(raw)
    except SealBroken:
        raise broken_entry(header.file, header.number) from None
    if entry.compartment != header.compartment:
        raise broken_entry(header.file, header.number)
    return entry


def _header(sealed: SealedEntry, file: int, number: int) -> Header:
    try:
        return unpack_header(sealed.header)
    except SealBroken:
        raise broken_chain(file, number) from None
