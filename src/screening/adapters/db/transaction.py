"""What the stores of one unit of work share: the session, the keys, the acts, and what must happen before a commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from screening.adapters.db.acts import Acts
from screening.adapters.db.pupil_keys import PupilKeys
from screening.adapters.db.sealing import RingSealing
from screening.casefiles.envelope import abouts, seal_many, unseal_many
from screening.casefiles.interface import Retention, RingKey
from screening.casefiles.service_keys import ServiceKeys

Closing = Callable[[], None]


@dataclass(eq=False)
class Transaction:
    """One transaction's belongings. Forgotten together when it ends."""

    session: Session
    ring: RingSealing
    pupil_keys: PupilKeys
    writing: bool
    acts: Acts = field(default_factory=Acts)
    before_commit: list[Closing] = field(default_factory=list)
    at_hand: dict[str, Any] = field(default_factory=dict)  # per-transaction things such as the open chunk key

    @property
    def keys(self) -> ServiceKeys:
        """The service keys of the store."""
        return self.ring.keys

    def connection(self) -> Connection:
        """The connection, inside the transaction."""
        return self.session.connection()

    def writer(self) -> Connection:
        """The connection, for something that writes. A unit of work opened for reading has none: RuntimeError."""
        if not self.writing:
            raise RuntimeError("this unit of work was opened for reading")
        return self.session.connection()

    def forget(self) -> None:
        """Drop what belongs to the transaction that has ended."""
        self.pupil_keys.forget()
        self.before_commit.clear()
        self.at_hand.clear()
        self.session.expunge_all()

    def seal_for(self, pupils: Sequence[int | None], plains: Sequence[bytes], purpose: str, rows: Sequence[int]) -> list[bytes]:
        """Each plain text under its pupil's FILE key, or under the ring key *work* where there is no pupil."""
        known = sorted({pupil for pupil in pupils if pupil is not None})
        keys = dict(zip(known, self.pupil_keys.made_for(Retention.FILE, known), strict=True)) if known else {}
        return seal_many(plains, *self._under(keys, pupils, purpose, rows), int(Retention.FILE))

    def open_for(self, pupils: Sequence[int | None], sealed: Sequence[bytes], purpose: str, rows: Sequence[int]) -> list[bytes]:
        """What ``seal_for`` sealed, in order; one that can't be opened stops all."""
        known = sorted({pupil for pupil in pupils if pupil is not None})
        keys = dict(zip(known, self.pupil_keys.of(Retention.FILE, known), strict=True)) if known else {}
        return unseal_many(sealed, *self._under(keys, pupils, purpose, rows))

    def _under(
        self, keys: dict[int, bytes], pupils: Sequence[int | None], purpose: str, rows: Sequence[int]
    ) -> tuple[list[bytes], list[bytes]]:
        """Key and place of each row."""
        work = self.ring.key(RingKey.WORK)
        school, key_id = self.keys.school, int(Retention.FILE)
        under = [work if pupil is None else keys[pupil] for pupil in pupils]
        subjects = [0 if pupil is None else pupil for pupil in pupils]
        places = abouts(purpose, school=school, places=zip(subjects, rows, repeat(0, len(rows)), strict=True), key_id=key_id)
        return under, places
