"""Records of what people told and decided: a pupil's under the pupil's file key, the school's under the ring key *work*."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from screening.adapters.db.bulk import among, insert_rows, reserve_ids
from screening.adapters.db.tables import RecordRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import RECORD_BLOCK, from_bytes, to_bytes
from screening.core.audit import Audit
from screening.core.ids import PupilId, RecordId, WaveId
from screening.followup.records import NewRecord, Record

_COLUMNS = ("id", "shelf", "pupil_id", "wave_id", "sealed")
_PURPOSE = "record.told"
_WHOLE = (RecordRow.id, RecordRow.pupil_id, RecordRow.sealed)
_PUPIL = "pupil"


@dataclass(frozen=True)
class SqlRecordStore:
    """The records of one school, oldest first."""

    own: Transaction

    def add(self, records: Sequence[NewRecord], audit: Audit) -> Sequence[RecordId]:
        """Write the records and return their numbers, in order."""
        connection = self.own.writer()
        ids = reserve_ids(connection, table_of(RecordRow), len(records))
        pupils = [one.pupil for one in records]
        sealed = self.own.seal_for(pupils, [to_bytes(one, NewRecord, RECORD_BLOCK) for one in records], _PURPOSE, ids)
        rows = [(number, one.shelf, one.pupil, one.wave, blob) for number, one, blob in zip(ids, records, sealed, strict=True)]
        insert_rows(connection, table_of(RecordRow), _COLUMNS, rows)
        self.own.acts.wrote(audit, "record", ids)
        return [RecordId(number) for number in ids]

    def of(self, pupils: Sequence[PupilId] | None, audit: Audit) -> Sequence[Record]:
        """What was told of these pupils, or of all (None)."""
        question = select(*_WHOLE).where(RecordRow.shelf == _PUPIL)
        if not self.own.session.execute(question.limit(1)).first():
            return []  # the many imports of a school that tells nothing need not look for ten thousand pupils a chunk
        if pupils is not None:
            question = question.where(among(self.own.connection(), RecordRow.pupil_id, pupils))
        return self._opened(question, audit)

    def on(self, shelf: str, audit: Audit, wave: WaveId | None = None) -> Sequence[Record]:
        """What stands on one of the school's shelves; with ``wave`` only what belongs to that wave."""
        question = select(*_WHOLE).where(RecordRow.shelf == shelf)
        return self._opened(question if wave is None else question.where(RecordRow.wave_id == wave), audit)

    def _opened(self, question: Select[*tuple[Any, ...]], audit: Audit) -> list[Record]:
        rows = self.own.session.execute(question.order_by(RecordRow.id)).all()
        ids = [row[0] for row in rows]
        plains = self.own.open_for([row[1] for row in rows], [row[2] for row in rows], _PURPOSE, ids)
        self.own.acts.read(audit, "record", ids)
        return [
            Record(id=RecordId(number), record=from_bytes(plain, NewRecord)) for number, plain in zip(ids, plains, strict=True)
        ]
