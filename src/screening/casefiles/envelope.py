"""The envelope: everything by which things are sealed, opened, found, linked and signed, under one name."""

from screening.casefiles.casework import CaseworkPrivate, CaseworkPublic, open_with, seal_to
from screening.casefiles.entries import ENTRY_BLOCK, rewrap, seal_entry, unseal_entry
from screening.casefiles.links import SigningKey, VerifyKey, chained, link, sign, verify
from screening.casefiles.marks import MARK_BYTES, keyed_digest, mark, mark_bytes, marks
from screening.casefiles.places import about, abouts, key_id_of, listed, pack_header, pad, unpack_header, unpad
from screening.casefiles.records import derive, new_key, seal, seal_many, sheet_keys, unseal, unseal_many

__all__ = [
    "ENTRY_BLOCK",
    "MARK_BYTES",
    "CaseworkPrivate",
    "CaseworkPublic",
    "SigningKey",
    "VerifyKey",
    "about",
    "abouts",
    "chained",
    "derive",
    "key_id_of",
    "keyed_digest",
    "link",
    "listed",
    "mark",
    "mark_bytes",
    "marks",
    "new_key",
    "open_with",
    "pack_header",
    "pad",
    "rewrap",
    "seal",
    "seal_entry",
    "seal_many",
    "seal_to",
    "sheet_keys",
    "sign",
    "unpack_header",
    "unpad",
    "unseal",
    "unseal_entry",
    "unseal_many",
    "verify",
]
