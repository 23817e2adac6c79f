"""Chains and who vouches for them: links over sealed bytes, and Ed25519 signatures over links."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from screening.casefiles.interface import SealedEntry
from screening.casefiles.places import PREFIX, listed, prefix

LINK_BYTES = 32
_ENTRY_LABEL = b"screening entry link, format 1\n"
_AUDIT_LABEL = b"screening audit chain, format 1\n"


def link(sealed: SealedEntry) -> bytes:
    """SHA-256(label ‖ header ‖ body), 32 bytes: the chain runs over bodies, never over slots, so rotation changes no link."""
    return hashlib.sha256(_ENTRY_LABEL + sealed.header + sealed.body).digest()


def chained(previous: bytes, event: bytes) -> bytes:
    """SHA-256(label ‖ previous ‖ event), 32 bytes: the audit chain. ``event`` is the sealed event, never its plain text.

    The first event follows 32 zero bytes. Raises ValueError for a previous hash of another length.
    """
    if len(previous) != LINK_BYTES:
        raise ValueError("the previous hash has 32 bytes")
    return hashlib.sha256(_AUDIT_LABEL + previous + event).digest()


@dataclass(frozen=True)
class VerifyKey:
    """The public half of a signing key, 32 bytes; may lie open."""

    raw: bytes
    key_id: int

    @classmethod
    def from_bytes(cls, raw: bytes, key_id: int) -> "VerifyKey":
        """The key from its 32 bytes."""
        return cls(raw, key_id)

    def to_bytes(self) -> bytes:
        """32 bytes."""
        return self.raw


@dataclass(frozen=True)
class SigningKey:
    """An Ed25519 private key, 32 bytes: the pipeline's, or an author's. Shows its id only."""

    raw: bytes = field(repr=False)
    key_id: int

    @classmethod
    def new(cls, key_id: int) -> "SigningKey":
        """A fresh random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), key_id)

    @classmethod
    def from_bytes(cls, raw: bytes, key_id: int) -> "SigningKey":
        """The key from its 32 bytes."""
        return cls(raw, key_id)

    def to_bytes(self) -> bytes:
        """32 bytes; only ever kept sealed."""
        return self.raw

    @property
    def verify_key(self) -> VerifyKey:
        """The public half, with the same id."""
        return VerifyKey(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw(), self.key_id)


def sign(links: Sequence[bytes], key: SigningKey) -> bytes:
    """Format, suite, key id, then one Ed25519 signature over all links of a transaction, in order: 70 bytes."""
    start = prefix(key.key_id)
    return start + Ed25519PrivateKey.from_private_bytes(key.raw).sign(_statement(start, links))


def verify(links: Sequence[bytes], signature: bytes, key: VerifyKey) -> bool:
    """Whether ``key`` signed exactly these links in this order."""
    start = prefix(key.key_id)
    if signature[: PREFIX.size] != start:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature[PREFIX.size :], _statement(start, links))
    except InvalidSignature:
        return False
    return True


def _statement(start: bytes, links: Sequence[bytes]) -> bytes:
    return listed(b"screening", start, b"entry.links", *links)
