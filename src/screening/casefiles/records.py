"""Sealing of single records: AES-256-GCM under a 32-byte key, bound to the record's place."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from screening.casefiles.places import PREFIX, key_id_of, prefix
from screening.casefiles.refused import broken

KEY_BYTES = 32
_NONCE = 12  # 96 random bits: far fewer than 2^32 records are ever sealed under one key (NIST SP 800-38D §8.3)
_START = PREFIX.size + _NONCE
_SHORTEST = _START + 16  # nothing but the tag
_SHA256 = SHA256()


def new_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def seal(plain: bytes, key: bytes, about: bytes, key_id: int) -> bytes:
    """Format, suite, key id (uint32), random 96-bit nonce, AES-256-GCM of ``plain`` with its tag: 34 bytes more.

    Bound to ``about`` and to its own first six bytes. ``key``: 32 bytes.
    """
    return seal_many([plain], [key], [about], key_id)[0]


def seal_many(plains: Sequence[bytes], keys: Sequence[bytes], abouts: Sequence[bytes], key_id: int) -> list[bytes]:
    """``seal`` for equally long sequences, in order; one call to the system's random source for all nonces.

    Records under one key: pass the same key object again and again, its schedule is then computed once.
    """
    start = prefix(key_id)
    nonces = os.urandom(_NONCE * len(plains))
    sealed: list[bytes] = []
    last, cipher = b"", None
    at = 0
    for plain, key, place in zip(plains, keys, abouts, strict=True):
        if cipher is None or key is not last:
            last, cipher = key, AESGCM(_checked(key))
        nonce = nonces[at : at + _NONCE]
        sealed.append(start + nonce + cipher.encrypt(nonce, plain, start + place))
        at += _NONCE
    return sealed


def unseal(sealed: bytes, key: bytes, about: bytes) -> bytes:
    """What was sealed, or SealBroken: never part of it, never which check failed."""
    return unseal_many([sealed], [key], [about])[0]


def unseal_many(sealed: Sequence[bytes], keys: Sequence[bytes], abouts: Sequence[bytes]) -> list[bytes]:
    """``unseal`` for equally long sequences, in order. One that can't be opened stops all: SealBroken."""
    opened: list[bytes] = []
    last, cipher = b"", None
    for one, key, place in zip(sealed, keys, abouts, strict=True):
        if cipher is None or key is not last:
            last, cipher = key, AESGCM(_checked(key))
        opened.append(_opened(one, cipher, place))
    return opened


def _opened(sealed: bytes, cipher: AESGCM, about: bytes) -> bytes:
    key_id_of(sealed)
    if len(sealed) < _SHORTEST:
        raise broken()
    bound = sealed[: PREFIX.size] + about
    try:
        return cipher.decrypt(sealed[PREFIX.size : _START], sealed[_START:], bound)
    except InvalidTag:
        raise broken() from None


def _checked(key: bytes) -> bytes:
    """The key, if it has 32 bytes; the library would silently take 16 for AES-128."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of ``secret``: 32 bytes that need the secret, the salt and the same ``info``.

    About 4 µs; two HMACs of the standard library take the same within a tenth, so there is no version of our own.
    """
    return HKDF(algorithm=_SHA256, length=KEY_BYTES, salt=salt, info=info).derive(secret)


def sheet_keys(chunk_key: bytes, measurement_keys: Sequence[bytes], info: Sequence[bytes]) -> list[bytes]:
    """One 32-byte key per sheet: HKDF-SHA256(chunk key, salt = the pupil's measurement key, info).

    Needs both the chunk key (casework only, once the import has forgotten it) and the pupil's own (erasable).
    """
    return [derive(chunk_key, salt, place) for salt, place in zip(measurement_keys, info, strict=True)]
