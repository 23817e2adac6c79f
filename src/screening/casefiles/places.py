"""Where a sealed thing belongs, as bytes: the list it is bound to, the header of an entry, and padding."""

import struct
from collections.abc import Iterable
from functools import lru_cache

from screening.casefiles.interface import Compartment, Header
from screening.casefiles.refused import broken

FORMAT = 1
SUITE = 1  # AES-256-GCM, HKDF-SHA256, HPKE with MLKEM768-X25519, Ed25519: one number for the whole family

PREFIX = struct.Struct(">BBI")  # format, suite, key id: how every sealed thing starts
SCHOOL_BYTES = 16

_NUMBERS = struct.Struct(">HqHqHIHI")  # subject, row, revision, key id, each after its length
_HEADER = struct.Struct(">BB16sqBI32s")  # format, suite, school, file, compartment, number, previous link
_LENGTH = struct.Struct(">I")
_COMPARTMENTS = frozenset(Compartment)


def listed(*parts: bytes) -> bytes:
    """The parts, each after its length (2 bytes, big-endian), so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


@lru_cache(maxsize=256)  # an import asks for the same few purposes half a million times
def _opening(purpose: str, school: bytes) -> bytes:
    """The part of the list that is the same for every record of one kind in one school."""
    if len(school) != SCHOOL_BYTES or not purpose:
        raise ValueError("a purpose code and a school id of 16 bytes are needed")
    return listed(b"screening", bytes([FORMAT]), bytes([SUITE]), purpose.encode("ascii"), school)


def about(purpose: str, *, school: bytes, subject: int, row: int = 0, revision: int = 0, key_id: int = 0) -> bytes:
    """What a sealed thing is bound to; it opens only if the same list is given again.

    A length-prefixed list: "screening", format, suite, ``purpose`` (a stable code such as ``identity.name``, never a
    table or column), ``school`` (16 bytes), subject and row (int64), revision and key id (uint32), all big-endian.
    Raises ValueError for a school id of another length, struct.error for a number out of range.
    """
    return _opening(purpose, school) + _NUMBERS.pack(8, subject, 8, row, 4, revision, 4, key_id)


def abouts(
    purpose: str, *, school: bytes, places: Iterable[tuple[int, int, int]], key_id: int = 0, within: bytes = b""
) -> list[bytes]:
    """``about`` for many (subject, row, revision) in order, each followed by ``within``, at half the price of single calls."""
    opening, pack = _opening(purpose, school), _NUMBERS.pack
    return [opening + pack(8, subject, 8, row, 4, revision, 4, key_id) + within for subject, row, revision in places]


def prefix(key_id: int) -> bytes:
    """Format byte, suite byte, key id (uint32): 6 bytes."""
    return PREFIX.pack(FORMAT, SUITE, key_id)


def key_id_of(sealed: bytes) -> int:
    """The id of the key something was sealed under. Raises SealBroken if it starts like nothing of ours."""
    if len(sealed) < PREFIX.size:
        raise broken()
    found_format, suite, key_id = PREFIX.unpack_from(sealed)
    if (found_format, suite) != (FORMAT, SUITE):
        raise broken()
    return int(key_id)


def pad(plain: bytes, block: int) -> bytes:
    """Length (4 bytes), ``plain`` and zeros up to the next multiple of ``block``, so that the size says nothing.

    For one fixed size choose ``block`` at least ``len(plain) + 4``.
    """
    if block < 1:
        raise ValueError("a block has at least one byte")
    used = _LENGTH.size + len(plain)
    return _LENGTH.pack(len(plain)) + plain + bytes(-used % block)


def unpad(padded: bytes) -> bytes:
    """What ``pad`` was given. Raises SealBroken if the length doesn't fit or the filling isn't zeros."""
    if len(padded) < _LENGTH.size:
        raise broken()
    end = _LENGTH.size + int.from_bytes(padded[: _LENGTH.size], "big")
    if end > len(padded) or any(padded[end:]):
        raise broken()
    return padded[_LENGTH.size : end]


def pack_header(header: Header) -> bytes:
    """63 bytes: format, suite, school 16, file int64, compartment, number uint32, previous link 32; big-endian.

    The key id is left out: it belongs to the slot, which is replaced when keys rotate, and the header never changes.
    """
    if len(header.school) != SCHOOL_BYTES or len(header.previous) != 32:  # noqa: PLR2004  # a SHA-256 link
        raise ValueError("a header needs a school id of 16 bytes and a previous link of 32")
    place = (header.file, header.compartment, header.number, header.previous)
    return _HEADER.pack(FORMAT, SUITE, header.school, *place)


def unpack_header(raw: bytes, key_id: int = 0) -> Header:
    """The header; ``key_id`` is the slot's and isn't part of it. Raises SealBroken for anything but format 1, suite 1."""
    if len(raw) != _HEADER.size:
        raise broken()
    found_format, suite, school, file, compartment, number, previous = _HEADER.unpack(raw)
    if (found_format, suite) != (FORMAT, SUITE) or compartment not in _COMPARTMENTS:
        raise broken()
    place = Compartment(compartment)
    return Header(school=school, file=file, compartment=place, number=number, previous=previous, key_id=key_id)
