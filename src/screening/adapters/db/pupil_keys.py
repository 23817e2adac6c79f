"""The pupils' own keys: one per retention class, made when first needed, wrapped under the service ring."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.adapters.db.bulk import among, fetch_rows, insert_rows
from screening.adapters.db.sealing import RingSealing
from screening.adapters.db.tables import PupilKeyRow, table_of
from screening.casefiles.envelope import abouts, new_key, seal_many, unseal_many
from screening.casefiles.interface import RING_OF, Retention
from screening.core.errors import SealBroken
from screening.core.language import Text

_COLUMNS = ("retention", "pupil_id", "ring_key_id", "wrapped")


class PupilKeys:
    """Keys of the pupils one transaction works on. Forgotten with the transaction: a key that was rolled back never sealed."""

    def __init__(self, session: Session, ring: RingSealing) -> None:
        """Nothing is opened yet."""
        self._session = session
        self._ring = ring
        self._opened: dict[Retention, dict[int, bytes]] = {}
        self._new: list[tuple[int, int, int, bytes]] = []

    def of(self, retention: Retention, pupils: Sequence[int]) -> list[bytes]:
        """The 32-byte keys of the pupils, in order. A key that was never made, or was destroyed, raises SealBroken."""
        known = self._known(retention, pupils)
        if any(pupil not in known for pupil in pupils):
            raise SealBroken(
                Text("这份记录的密钥已销毁", "the key of this record was destroyed"),
                hint=Text("记录已按保存期限删除", "the record was erased when its term ended"),
            )
        return [known[pupil] for pupil in pupils]

    def made_for(self, retention: Retention, pupils: Sequence[int]) -> list[bytes]:
        """The 32-byte keys of the pupils, in order, those missing made now and stored by ``write_new``."""
        known = self._known(retention, pupils)
        missing = sorted({pupil for pupil in pupils if pupil not in known})
        if missing:
            self._make(retention, missing)
        return [known[pupil] for pupil in pupils]

    def write_new(self) -> None:
        """Store the keys made since; part of every commit. Last, since a key belongs to a pupil that is there."""
        insert_rows(self._session.connection(), table_of(PupilKeyRow), _COLUMNS, sorted(self._new))
        self._new.clear()

    def forget(self) -> None:
        """Drop every key: the transaction has ended."""
        self._opened.clear()
        self._new.clear()

    def _known(self, retention: Retention, pupils: Sequence[int]) -> dict[int, bytes]:
        known = self._opened.setdefault(retention, {})
        wanted = {pupil for pupil in pupils if pupil not in known}
        if wanted:
            known.update(self._unwrapped(retention, sorted(wanted)))
        return known

    def _unwrapped(self, retention: Retention, pupils: Sequence[int]) -> dict[int, bytes]:
        ring_key = self._ring.key(RING_OF[retention])
        connection = self._session.connection()
        theirs = among(connection, PupilKeyRow.pupil_id, pupils)
        question = select(PupilKeyRow.ring_key_id, PupilKeyRow.pupil_id, PupilKeyRow.wrapped)
        rows = fetch_rows(connection, question.where(PupilKeyRow.retention == int(retention), theirs))
        opened: dict[int, bytes] = {}
        for key_id in {row[0] for row in rows}:
            found, wrapped = [row[1] for row in rows if row[0] == key_id], [row[2] for row in rows if row[0] == key_id]
            keys = unseal_many(wrapped, [ring_key] * len(found), self._places(retention, found, key_id))
            opened.update(zip(found, keys, strict=True))
        return opened

    def _make(self, retention: Retention, pupils: Sequence[int]) -> None:
        ring = RING_OF[retention]
        key_id = self._ring.key_id(ring)
        keys = [new_key() for _ in pupils]
        wrapped = seal_many(keys, [self._ring.key(ring)] * len(keys), self._places(retention, pupils, key_id), key_id)
        self._new += [(int(retention), pupil, key_id, one) for pupil, one in zip(pupils, wrapped, strict=True)]
        self._opened[retention].update(zip(pupils, keys, strict=True))

    def _places(self, retention: Retention, pupils: Sequence[int], key_id: int) -> list[bytes]:
        places = ((pupil, int(retention), 0) for pupil in pupils)
        return abouts("pupil.key", school=self._ring.keys.school, places=places, key_id=key_id)
