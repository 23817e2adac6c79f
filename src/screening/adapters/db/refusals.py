"""Refusals: rows that became no sheet, sealed under the ring key *results*, since they tell what a safety item said."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from screening.adapters.db.bulk import insert_rows, reserve_ids
from screening.adapters.db.sealing import Place
from screening.adapters.db.tables import ImportRow, RefusalRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import REFUSAL_BLOCK, from_bytes, to_bytes
from screening.casefiles.interface import RingKey
from screening.followup.records import StoredRefusal

_COLUMNS = ("id", "import_id", "sealed")


@dataclass(frozen=True)
class Refusals:
    """The refusals of one school."""

    own: Transaction

    def add(self, refusals: Sequence[StoredRefusal]) -> list[int]:
        """Write them; their ids."""
        connection = self.own.writer()
        ids = list(reserve_ids(connection, table_of(RefusalRow), len(refusals)))
        places = [_place(one.imported, number) for number, one in zip(ids, refusals, strict=True)]
        plains = [to_bytes(one, StoredRefusal, REFUSAL_BLOCK) for one in refusals]
        sealed = self.own.ring.seal_many(plains, RingKey.RESULTS, places)
        rows = [(number, one.imported, seal) for number, one, seal in zip(ids, refusals, sealed, strict=True)]
        insert_rows(connection, table_of(RefusalRow), _COLUMNS, rows)
        return ids

    def of(self, wave: int) -> tuple[list[int], list[StoredRefusal]]:
        """Ids and refusals of the wave's imports, in the order written."""
        question = select(RefusalRow.id, RefusalRow.import_id, RefusalRow.sealed).join(
            ImportRow, ImportRow.id == RefusalRow.import_id
        )
        rows = self.own.session.execute(question.where(ImportRow.wave_id == wave).order_by(RefusalRow.id)).all()
        places = [_place(row[1], row[0]) for row in rows]
        plains = self.own.ring.unseal_many([row[2] for row in rows], RingKey.RESULTS, places)
        return [row[0] for row in rows], [from_bytes(plain, StoredRefusal) for plain in plains]


def _place(imported: int, number: int) -> Place:
    return Place(purpose="refusal.row", subject=imported, row=number)
