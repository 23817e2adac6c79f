"""Keyed digests, by which things are found or recognised without being readable: HMAC-SHA256 under the index key."""

import hmac
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from screening.casefiles.places import FORMAT, SCHOOL_BYTES, SUITE, listed

MARK_BYTES = 16
_MARK_TYPE = np.dtype(f"S{MARK_BYTES}")


def mark(text: str, index_key: bytes, *, purpose: str, school: bytes) -> bytes:
    """The first 16 bytes of HMAC-SHA256 over purpose, school and the normalised text.

    The same text (see ``normalised``) gives the same mark, and only under this key, purpose and school.
    """
    return hmac.digest(index_key, _opening(purpose, school) + normalised(text).encode(), "sha256")[:MARK_BYTES]


def marks(texts: Sequence[str], index_key: bytes, *, purpose: str, school: bytes) -> npt.NDArray[np.bytes_]:
    """``mark`` of every text, in order, as an array of dtype S16, shape (len(texts),).

    NumPy keeps all 16 bytes but hides trailing zero bytes when one element is taken out (1 mark in 256 ends in zero).
    Compare, sort and search arrays with arrays; take elements out with ``mark_bytes``. Within S16 nothing is lost: all
    marks have 16 bytes, so two are equal exactly if their bytes are, and the order is that of the bytes.
    """
    opening, digest = _opening(purpose, school), hmac.digest
    found = [digest(index_key, opening + text.encode(), "sha256")[:MARK_BYTES] for text in map(normalised, texts)]
    return np.frombuffer(b"".join(found), dtype=_MARK_TYPE).copy()


def mark_bytes(found: npt.NDArray[np.bytes_]) -> list[bytes]:
    """The marks of an S16 array as 16 bytes each, trailing zeros included."""
    if found.dtype != _MARK_TYPE:
        raise ValueError("marks have dtype S16")
    raw = found.tobytes()
    return [raw[at : at + MARK_BYTES] for at in range(0, len(raw), MARK_BYTES)]


def normalised(text: str) -> str:
    """A number as it is compared: NFKC (full-width digits are digits), no space around it, capitals like small letters."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.strip().casefold()


def keyed_digest(content: bytes, index_key: bytes, purpose: str) -> bytes:
    """32 bytes that recognise the same content again, such as a file imported twice, and tell nobody else anything."""
    return hmac.digest(
        index_key, listed(b"screening", bytes([FORMAT, SUITE]), b"digest", purpose.encode("ascii")) + content, "sha256"
    )


def _opening(purpose: str, school: bytes) -> bytes:
    if len(school) != SCHOOL_BYTES:
        raise ValueError("a school id has 16 bytes")
    return listed(b"screening", bytes([FORMAT, SUITE]), b"mark", purpose.encode("ascii"), school)
