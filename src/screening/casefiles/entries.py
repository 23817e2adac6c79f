"""One entry of a case file, sealed: a body for the chain, a slot for the readers."""

from dataclasses import replace

from screening.casefiles.casework import CaseworkPrivate, CaseworkPublic, open_with, seal_to
from screening.casefiles.interface import Header, SealedEntry
from screening.casefiles.places import about, key_id_of, listed, pack_header, pad, unpack_header, unpad
from screening.casefiles.records import derive, new_key, seal, unseal
from screening.casefiles.refused import broken_entry
from screening.core.errors import SealBroken

ENTRY_BLOCK = 512  # entries are padded to multiples of it,
LEAST_ENTRY = 2048  # and to no less than this: a decision with one reason and one with every reason are of one length
_OWN_KEY = 0  # key id of a body: no ring key, but the entry's own


def seal_entry(entry: bytes, header: Header, file_key: bytes, casework: CaseworkPublic) -> SealedEntry:
    """Header, body and slot. Whoever adds an entry keeps nothing with which the file could be read.

    Body: AES-256-GCM under HKDF(fresh entry key, salt = ``file_key``, info = header), padded to 2,048 bytes or, if longer, to
    multiples of 512.
    Slot: the entry key sealed to ``casework``. ``header.key_id`` must be the casework key's, otherwise ValueError.
    """
    if header.key_id != casework.key_id:
        raise ValueError("the header names another casework key")
    packed = pack_header(header)
    entry_key = new_key()
    body = seal(_padded(entry), derive(entry_key, file_key, packed), _bound("entry.body", header, packed), _OWN_KEY)
    return SealedEntry(header=packed, body=body, slot=seal_to(casework, entry_key, _bound("entry.slot", header, packed)))


def unseal_entry(sealed: SealedEntry, file_key: bytes, casework: CaseworkPrivate) -> tuple[Header, bytes]:
    """The header and the whole entry, or SealBroken: never part of it, never which check failed."""
    header = replace(unpack_header(sealed.header), key_id=key_id_of(sealed.slot))
    try:
        entry_key = open_with(casework, sealed.slot, _bound("entry.slot", header, sealed.header))
        key = derive(entry_key, file_key, sealed.header)
        return header, unpad(unseal(sealed.body, key, _bound("entry.body", header, sealed.header)))
    except SealBroken:
        raise broken_entry(header.file, header.number) from None


def rewrap(slot: bytes, header: Header, old: CaseworkPrivate, new: CaseworkPublic) -> bytes:
    """The slot for another casework key. Header, body and so every link of the chain stay as they are."""
    packed = pack_header(header)
    try:
        entry_key = open_with(old, slot, _bound("entry.slot", replace(header, key_id=old.key_id), packed))
    except SealBroken:
        raise broken_entry(header.file, header.number) from None
    return seal_to(new, entry_key, _bound("entry.slot", replace(header, key_id=new.key_id), packed))


def _padded(entry: bytes) -> bytes:
    short = pad(entry, LEAST_ENTRY)
    return short if len(short) == LEAST_ENTRY else pad(entry, ENTRY_BLOCK)


def _bound(purpose: str, header: Header, packed: bytes) -> bytes:
    """The list an entry's parts are bound to, with the ``packed`` header (and in it the previous link) as last part.

    A body outlives the casework key, so only the slot is bound to a key id.
    """
    key_id = header.key_id if purpose == "entry.slot" else _OWN_KEY
    place = about(purpose, school=header.school, subject=header.file, row=header.number, key_id=key_id)
    return place + listed(packed)
