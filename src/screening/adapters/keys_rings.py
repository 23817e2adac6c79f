"""The service ring as kept in ``keys.json``: wrapped for an opener, and opened again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.adapters.keys_file import KeysFile, Opener, RingSet, Wrapped, keys_differ, verify
from screening.casefiles.envelope import key_id_of, seal, unseal
from screening.casefiles.interface import RingKey
from screening.core.errors import SealBroken

UNATTENDED_RINGS = frozenset({RingKey.IDENTITY, RingKey.INDEX, RingKey.WORK})
RINGS_OF = {Opener.WORKSPACE: frozenset(RingKey), Opener.UNATTENDED: UNATTENDED_RINGS}

_OPENER_IDS = {Opener.WORKSPACE: 1, Opener.UNATTENDED: 2}  # key ids in what is wrapped; stored


@dataclass(frozen=True, kw_only=True)
class OpenRings:
    """What an opener's key gave: ring keys and the pipeline's signing key, 32 bytes each, with their ids."""

    ring: Mapping[RingKey, bytes] = field(repr=False)
    ring_ids: Mapping[RingKey, int]
    signing: bytes = field(repr=False)
    signing_id: int

    @property
    def index(self) -> bytes:
        """The index key, which every opener has."""
        return self.ring[RingKey.INDEX]


def wrap_rings(file: KeysFile, opened: OpenRings, opener: Opener, key: bytes) -> RingSet:
    """The keys this opener may have, under its key."""

    def wrapped(purpose: str, secret: bytes, key_id: int) -> Wrapped:
        sealed = seal(secret, key, file.bound(f"{opener}.{purpose}", key_id), _OPENER_IDS[opener])
        return Wrapped(key_id=key_id, sealed=sealed)

    rings = [ring for ring in RingKey if ring in RINGS_OF[opener]]
    return RingSet(
        rings={ring: wrapped(f"ring.{ring}", opened.ring[ring], opened.ring_ids[ring]) for ring in rings},
        signing=wrapped("pipeline.signing", opened.signing, opened.signing_id),
    )


def open_rings(file: KeysFile, opener: Opener, key: bytes) -> OpenRings:
    """What the opener's key opens, once the whole file is checked. KeyFault if key and file don't belong together."""
    kept = file.openers.get(opener)
    if kept is None or set(kept.rings) != RINGS_OF[opener]:
        raise keys_differ()
    opened = OpenRings(
        ring={ring: _unwrapped(file, opener, f"ring.{ring}", wrapped, key) for ring, wrapped in kept.rings.items()},
        ring_ids={ring: wrapped.key_id for ring, wrapped in kept.rings.items()},
        signing=_unwrapped(file, opener, "pipeline.signing", kept.signing, key),
        signing_id=kept.signing.key_id,
    )
    verify(file, opened.index)
    return opened


def _unwrapped(file: KeysFile, opener: Opener, purpose: str, kept: Wrapped, key: bytes) -> bytes:
    try:
        if key_id_of(kept.sealed) != _OPENER_IDS[opener]:
            raise keys_differ()
        return unseal(kept.sealed, key, file.bound(f"{opener}.{purpose}", kept.key_id))
    except SealBroken:
        raise keys_differ() from None
