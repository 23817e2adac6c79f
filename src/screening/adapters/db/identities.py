"""Pupils' identities: the roster's line and the class, sealed under the pupil's identity key."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import IDENTITY_BLOCK, from_bytes, to_bytes
from screening.casefiles.envelope import about, seal_many, unseal_many
from screening.casefiles.interface import Retention
from screening.intake.interface import RosterPupil

_KEY_ID = int(Retention.IDENTITY)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What is sealed: the class id and the roster's line."""

    school_class: int
    told: RosterPupil


@dataclass(frozen=True)
class Identities:
    """Seals and opens identities; a sealed one keeps its place when it moves to the history."""

    own: Transaction

    def sealed(self, pupils: Sequence[tuple[int, int, Identity]]) -> list[bytes]:
        """(pupil, revision, identity), sealed in order."""
        keys = self.own.pupil_keys.made_for(Retention.IDENTITY, [pupil for pupil, _, _ in pupils])
        plains = [to_bytes(identity, Identity, IDENTITY_BLOCK) for _, _, identity in pupils]
        return seal_many(plains, keys, [self._about(pupil, revision) for pupil, revision, _ in pupils], _KEY_ID)

    def opened(self, rows: Sequence[tuple[int, int, bytes]]) -> list[Identity]:
        """(pupil, revision, sealed), opened in order; one that can't be opened stops all."""
        keys = self.own.pupil_keys.of(Retention.IDENTITY, [pupil for pupil, _, _ in rows])
        places = [self._about(pupil, revision) for pupil, revision, _ in rows]
        return [from_bytes(plain, Identity) for plain in unseal_many([row[2] for row in rows], keys, places)]

    def _about(self, pupil: int, revision: int) -> bytes:
        return about("identity.roster", school=self.own.keys.school, subject=pupil, revision=revision, key_id=_KEY_ID)
