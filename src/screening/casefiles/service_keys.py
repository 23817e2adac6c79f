"""The keys a running service holds: its ring, the casework public key and the pipeline's signing key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from screening.casefiles.envelope import CaseworkPrivate, CaseworkPublic, SigningKey, new_key
from screening.casefiles.interface import RingKey


@dataclass(frozen=True, kw_only=True)
class ServiceKeys:
    """What the pipeline may use without a person: names, results and work, never answers or entries.

    ``ring`` holds only the keys that were asked for (an unattended scheduler has no *results*); 32 bytes each.
    ``ring_ids`` says under which key id each is known. ``casework`` seals only; it can't open.
    """

    school: bytes  # 16 bytes
    synthetic: bool
    ring: Mapping[RingKey, bytes] = field(repr=False)
    ring_ids: Mapping[RingKey, int]
    casework: CaseworkPublic
    signing: SigningKey

    @property
    def index(self) -> bytes:
        """The key of marks and keyed digests."""
        return self.ring[RingKey.INDEX]


def throw_away_keys(school: bytes, rings: Collection[RingKey] = tuple(RingKey)) -> tuple[ServiceKeys, CaseworkPrivate]:
    """Fresh keys that are kept nowhere, for synthetic schools in tests: the service's, and the one that reads."""
    private = CaseworkPrivate.new(key_id=1)
    keys = ServiceKeys(
        school=school,
        synthetic=True,
        ring={ring: new_key() for ring in rings},
        ring_ids=dict.fromkeys(rings, 1),
        casework=private.public,
        signing=SigningKey.new(key_id=1),
    )
    return keys, private
