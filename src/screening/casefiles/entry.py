"""An entry as bytes and back: a version byte and canonical JSON, so that one entry has one spelling."""

import json
from datetime import UTC, datetime

from screening.casefiles.interface import Compartment, Entry, EntryKind
from screening.casefiles.refused import broken

VERSION = b"\x01"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_bytes(entry: Entry) -> bytes:
    """Version byte, then JSON in UTF-8 with sorted keys and no spaces.

    Raises ValueError for a time without zone, TypeError or ValueError for a body that JSON can't hold (NaN included).
    A tuple in the body comes back as a list.
    """
    if entry.at.tzinfo is None:
        raise ValueError("the time of an entry has a zone")
    told = {
        "kind": entry.kind.value,
        "author": entry.author,
        "at": entry.at.astimezone(UTC).isoformat(),
        "body": entry.body,
        "compartment": entry.compartment.value,
    }
    return VERSION + _CANONICAL.encode(told).encode()


def entry_of(raw: bytes) -> Entry:
    """The entry behind the bytes. Raises SealBroken for another version or anything that isn't an entry."""
    if raw[:1] != VERSION:
        raise broken()
    try:
        told = json.loads(raw[1:])
        return Entry(
            kind=EntryKind(told["kind"]),
            author=told["author"],
            at=datetime.fromisoformat(told["at"]),
            body=told["body"],
            compartment=Compartment(told["compartment"]),
        )
    except (ValueError, KeyError, TypeError):  # its message would quote what stands in the file
        raise broken() from None
