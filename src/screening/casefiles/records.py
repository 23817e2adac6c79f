"""Sealing of single records: AES-256-GCM under a 32-byte key, bound to the record's place."""

import os
from collections.abc import Iterable, Iterator, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from screening.casefiles.places import FORMAT, PREFIX, SUITE, prefix
from screening.casefiles.refused import broken

KEY_BYTES = 32
_NONCE = 12  # 96 random bits: far fewer than 2^32 records are ever sealed under one key (NIST SP 800-38D §8.3)
_NONCE_AT = PREFIX.size
_START = _NONCE_AT + _NONCE
_OURS = bytes([FORMAT, SUITE])  # how everything starts that these functions may open
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
    start, drawn = prefix(key_id), os.urandom(_NONCE * len(plains))
    nonces = [drawn[at : at + _NONCE] for at in range(0, len(drawn), _NONCE)]
    return [
        start + nonce + cipher.encrypt(nonce, plain, start + place)
        for nonce, plain, cipher, place in zip(nonces, plains, _ciphers(keys), abouts, strict=True)
    ]


def unseal(sealed: bytes, key: bytes, about: bytes) -> bytes:
    """What was sealed, or SealBroken: never part of it, never which check failed."""
    return unseal_many([sealed], [key], [about])[0]


def unseal_many(sealed: Sequence[bytes], keys: Sequence[bytes], abouts: Sequence[bytes]) -> list[bytes]:
    """``unseal`` for equally long sequences, in order. One that can't be opened stops all: SealBroken."""
    if not all(one.startswith(_OURS) and len(one) >= _SHORTEST for one in sealed):
        raise broken()
    try:
        return [
            cipher.decrypt(one[_NONCE_AT:_START], one[_START:], one[:_NONCE_AT] + place)
            for one, cipher, place in zip(sealed, _ciphers(keys), abouts, strict=True)
        ]
    except InvalidTag:
        raise broken() from None


def _ciphers(keys: Iterable[bytes]) -> Iterator[AESGCM]:
    """A cipher for each key; the same key object again and again costs its schedule once."""
    last, cipher = None, None
    for key in keys:
        if cipher is None or key is not last:
            last, cipher = key, AESGCM(_checked(key))
        yield cipher


def _checked(key: bytes) -> bytes:
    """The key, if it has 32 bytes; the library would silently take 16 for AES-128."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return key


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of ``secret``: 32 bytes that need the secret, the salt and the same ``info``.

    About 4 µs; two HMACs of the standard library take the same within a tenth, so there is no version of our own.
    """
    return HKDF(_SHA256, KEY_BYTES, salt, info).derive(secret)


def sheet_keys(chunk_key: bytes, measurement_keys: Sequence[bytes], info: Sequence[bytes]) -> list[bytes]:
    """One 32-byte key per sheet: HKDF-SHA256(chunk key, salt = the pupil's measurement key, info).

    Needs both the chunk key (casework only, once the import has forgotten it) and the pupil's own (erasable).
    """
    return [derive(chunk_key, salt, place) for salt, place in zip(measurement_keys, info, strict=True)]
