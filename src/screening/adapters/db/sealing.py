"""Sealing under the service ring: which key, which place, and what is said when a key isn't loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.casefiles.envelope import about, seal, seal_many, unseal, unseal_many
from screening.casefiles.interface import RingKey
from screening.casefiles.service_keys import ServiceKeys
from screening.core.errors import KeyFault
from screening.core.language import Text, plain


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a sealed thing stands; it opens there and nowhere else. ``purpose`` is a stable code, no table or column."""

    purpose: str
    subject: int = 0
    row: int = 0
    revision: int = 0


@dataclass(frozen=True)
class RingSealing:
    """Seals and opens things that belong to no pupil, under a key of the service ring."""

    keys: ServiceKeys

    def key(self, ring: RingKey) -> bytes:
        """The ring key, or KeyFault if this session runs without it (an unattended one has no *results*)."""
        if ring not in self.keys.ring:
            raise KeyFault(
                Text("这一步需要的密钥没有载入", "the key this step needs isn't loaded"),
                where=plain(ring.value),
                hint=Text("请由心理老师登录后再运行", "run it while a counselor is present"),
            )
        return self.keys.ring[ring]

    def key_id(self, ring: RingKey) -> int:
        """The id under which the ring key is known."""
        self.key(ring)
        return self.keys.ring_ids[ring]

    def about(self, place: Place, key_id: int) -> bytes:
        """The list the thing at ``place`` is bound to."""
        return about(
            place.purpose,
            school=self.keys.school,
            subject=place.subject,
            row=place.row,
            revision=place.revision,
            key_id=key_id,
        )

    def seal(self, plain_bytes: bytes, ring: RingKey, place: Place) -> bytes:
        """``plain_bytes`` sealed under the ring key, bound to its place."""
        key_id = self.key_id(ring)
        return seal(plain_bytes, self.key(ring), self.about(place, key_id), key_id)

    def unseal(self, sealed: bytes, ring: RingKey, place: Place) -> bytes:
        """What was sealed at this place, or SealBroken."""
        return unseal(sealed, self.key(ring), self.about(place, self.key_id(ring)))

    def seal_many(self, plains: Sequence[bytes], ring: RingKey, places: Sequence[Place]) -> list[bytes]:
        """``seal`` for many things under one ring key, in order."""
        key_id = self.key_id(ring)
        abouts = [self.about(place, key_id) for place in places]
        return seal_many(plains, [self.key(ring)] * len(plains), abouts, key_id)

    def unseal_many(self, sealed: Sequence[bytes], ring: RingKey, places: Sequence[Place]) -> list[bytes]:
        """``unseal`` for many things under one ring key, in order; one that can't be opened stops all."""
        key_id = self.key_id(ring)
        abouts = [self.about(place, key_id) for place in places]
        return unseal_many(sealed, [self.key(ring)] * len(sealed), abouts)
