"""Imports of a wave: which there are, whose sheets they brought, and taking one back as a whole."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import CursorResult, Delete, delete, select, update

from screening.adapters.db.tables import ChunkKeyRow, ImportRow, RefusalRow, SheetRow, WaveEditionRow
from screening.adapters.db.transaction import Transaction
from screening.casefiles.envelope import keyed_digest
from screening.core.ids import ImportId, WaveId
from screening.followup.records import ImportState, TakenBack

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class Imports:
    """The imports of one school."""

    own: Transaction

    def of(self, wave: int) -> list[ImportState]:
        """Every import of the wave, the oldest first; those taken back too."""
        rows = self.own.session.execute(select(ImportRow).where(ImportRow.wave_id == wave).order_by(ImportRow.id)).scalars()
        return [_state(row) for row in rows]

    def one(self, imported: int) -> tuple[ImportState, WaveId] | None:
        """The import and its wave; None if there is none of that number."""
        row = self.own.session.get(ImportRow, imported)
        return None if row is None else (_state(row), WaveId(row.wave_id))

    def pupils(self, imported: int) -> npt.NDArray[np.int32]:
        """Pupils of whom the import brought a sheet, ascending."""
        own = select(SheetRow.pupil_id).join(ChunkKeyRow, ChunkKeyRow.id == SheetRow.chunk_key_id)
        rows = self.own.session.execute(own.where(ChunkKeyRow.import_id == imported).distinct().order_by(SheetRow.pupil_id))
        return np.array([row[0] for row in rows], dtype=np.int32)

    def take_back(self, imported: int) -> TakenBack:
        """Remove the import's sheets with their keys, and its refusals; earlier revisions count again.

        Its file may be imported anew, and so may the files of later imports of the wave: what both held stood only here. Somebody
        who is still importing it can't go on.
        """
        row = self.own.session.get_one(ImportRow, imported)
        self.own.writer()
        keys = select(ChunkKeyRow.id).where(ChunkKeyRow.import_id == imported)
        sheets = self._gone(delete(SheetRow).where(SheetRow.chunk_key_id.in_(keys)))
        self._gone(delete(ChunkKeyRow).where(ChunkKeyRow.import_id == imported))
        refusals = self._gone(delete(RefusalRow).where(RefusalRow.import_id == imported))
        used = select(SheetRow.wave_edition_id)
        self._gone(delete(WaveEditionRow).where(WaveEditionRow.wave_id == row.wave_id, WaveEditionRow.id.not_in(used)))
        later = [state.id for state in self.of(row.wave_id) if state.id > imported]
        for number in (imported, *later):
            self._forget(number)
        self.own.session.execute(
            update(ImportRow).where(ImportRow.id == imported).values(finished=True).execution_options(**_QUIET)
        )
        self.own.session.expire_all()
        return TakenBack(sheets=sheets, refusals=refusals, later=tuple(later))

    def _forget(self, imported: int) -> None:
        """Its file is not known again; the row stays, since audit events speak of its number."""
        old: bytes = self.own.session.execute(select(ImportRow.identity_mark).where(ImportRow.id == imported)).scalar_one()
        mark = keyed_digest(b"forgotten %d " % imported + old, self.own.keys.index, "import.identity")
        change = update(ImportRow).where(ImportRow.id == imported).values(identity_mark=mark)
        self.own.session.execute(change.execution_options(**_QUIET))

    def _gone(self, statement: Delete) -> int:
        done = self.own.session.execute(statement.execution_options(**_QUIET))
        if not isinstance(done, CursorResult):  # a DELETE always gives one
            raise TypeError("no rows were counted")
        return done.rowcount


def _state(row: ImportRow) -> ImportState:
    return ImportState(id=ImportId(row.id), steps_done=row.steps_done, finished=row.finished)
