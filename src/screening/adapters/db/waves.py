"""Waves, imports, sheets and refusals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import select, update

from screening.adapters.db.blocks import stored_blocks
from screening.adapters.db.engine import take_turns
from screening.adapters.db.imports import Imports
from screening.adapters.db.locked import locked_pupils, without_scores
from screening.adapters.db.refusals import Refusals
from screening.adapters.db.sheets import Sheets
from screening.adapters.db.tables import ImportRow, WaveEditionRow, WaveRow
from screening.adapters.db.transaction import Transaction
from screening.alerts.interface import Readings, Results
from screening.casefiles.envelope import keyed_digest
from screening.core.audit import Audit
from screening.core.errors import IllegalMove, StoreFault
from screening.core.ids import ImportId, PupilId, WaveId
from screening.core.language import Text
from screening.followup.records import ImportState, StoredRefusal, TakenBack, Wave
from screening.instruments.definition import Instrument
from screening.scoring.interface import SheetBlock


@dataclass(frozen=True)
class SqlWaveStore:
    """The waves of one school."""

    own: Transaction
    instrument_of: Callable[[str], Instrument]

    def open(self, name: str, audit: Audit) -> Wave:
        """The open wave of this name, made if there is none. A name whose wave was closed raises IllegalMove."""
        self.own.writer()
        row = self.own.session.execute(select(WaveRow).where(WaveRow.name == name)).scalar_one_or_none()
        if row is None:
            row = WaveRow(name=name, opened_at=audit.at)
            self.own.session.add(row)
            self.own.session.flush()
            self.own.acts.wrote(audit, "wave", [row.id])
        if row.closed_at is not None:
            raise _closed()
        return _wave(row)

    def close(self, wave: WaveId, audit: Audit) -> None:
        """Close the wave; the time is the audit's. A wave that isn't open raises IllegalMove."""
        self.own.writer()
        closing = update(WaveRow).where(WaveRow.id == wave, WaveRow.closed_at.is_(None)).values(closed_at=audit.at)
        if self.own.session.execute(closing.returning(WaveRow.id)).first() is None:
            raise _closed()
        self.own.acts.wrote(audit, "wave", [wave])

    def waves(self) -> Sequence[Wave]:
        """Every wave, the oldest first."""
        return [_wave(row) for row in self.own.session.execute(select(WaveRow).order_by(WaveRow.id)).scalars()]

    def begin_import(self, wave: WaveId, identity: bytes, audit: Audit) -> ImportState:
        """How far the import of this content has come; begun now if it never was.

        ``identity`` is whatever makes two imports the same (bytes of the file, editions, mapping); only its HMAC under the
        index key is kept. A closed wave raises IllegalMove, unless the import is finished.
        """
        mark = keyed_digest(identity, self.own.keys.index, "import.identity")
        question = select(ImportRow).where(ImportRow.wave_id == wave, ImportRow.identity_mark == mark)
        row = self.own.session.execute(question).scalar_one_or_none()
        if row is None or not row.finished:
            self._check_open(wave)
        if row is None:
            self.own.writer()
            row = ImportRow(wave_id=wave, identity_mark=mark, steps_done=0, finished=False)
            self.own.session.add(row)
            self.own.session.flush()
            self.own.acts.wrote(audit, "import", [row.id])
        return ImportState(id=ImportId(row.id), steps_done=row.steps_done, finished=row.finished)

    def imports(self, wave: WaveId) -> Sequence[ImportState]:
        """Every import of the wave, the oldest first; those taken back too."""
        return Imports(self.own).of(wave)

    def import_of(self, imported: ImportId) -> tuple[ImportState, WaveId] | None:
        """The import and its wave; None if there is none of that number."""
        return Imports(self.own).one(imported)

    def pupils_of(self, imported: ImportId, audit: Audit) -> npt.NDArray[np.int32]:
        """Pupils of whom the import brought a sheet, ascending."""
        found = Imports(self.own).pupils(imported)
        self.own.acts.read(audit, "pupil", found.tolist())
        return found

    def take_back(self, imported: ImportId, audit: Audit) -> TakenBack:
        """Remove what the import brought: see ``Imports.take_back``."""
        take_turns(self.own.writer(), "sheets")
        self.own.acts.wrote(audit, "import", [imported])
        return Imports(self.own).take_back(imported)

    def step_done(self, imported: ImportId, steps: int, finished: bool, audit: Audit) -> None:
        """``steps`` steps are committed with this transaction. Somebody else having come as far raises StoreFault."""
        self.own.writer()
        onwards = update(ImportRow).where(ImportRow.id == imported, ImportRow.finished.is_(False))
        onwards = onwards.where(ImportRow.steps_done <= steps if finished else ImportRow.steps_done < steps)
        moved = onwards.values(steps_done=steps, finished=finished).returning(ImportRow.id)
        if self.own.session.execute(moved.execution_options(synchronize_session=False)).first() is None:
            raise _imported_elsewhere()
        self.own.acts.wrote(audit, "import", [imported])

    def add(self, block: SheetBlock, readings: Readings, wave: WaveId, imported: ImportId, audit: Audit) -> None:
        """Write the block's sheets: see ``Sheets.add``. Line ``i`` of ``readings`` reads line ``i`` of ``block``."""
        take_turns(self.own.writer(), "sheets")
        self.own.acts.wrote(audit, "sheet", Sheets(self.own).add(block, readings, wave, imported))

    def readings(self, wave: WaveId, pupils: npt.NDArray[np.int32], audit: Audit) -> Sequence[Readings]:
        """What stands in this wave of these pupils: the latest revision per edition, in order of pupil.

        The critical grade is the gravest of all revisions: a safety item seen in any of them stays seen. Of a pupil whose
        consent was refused or withdrawn nothing else is read.
        """
        sheets, found = Sheets(self.own), list[Readings]()
        editions = select(WaveEditionRow.id, WaveEditionRow.edition).where(WaveEditionRow.wave_id == wave)
        for number, edition in self.own.session.execute(editions.order_by(WaveEditionRow.edition)).all():
            found.extend(sheets.latest(number, edition, wave, pupils))
        found = without_scores(found, locked_pupils(self.own)) if found else found
        self.own.acts.read(audit, "pupil", [pupil for one in found for pupil in one.pupil.tolist()])
        return found

    def results(self, wave: WaveId, pupils: npt.NDArray[np.int32], audit: Audit) -> Sequence[Results]:
        """The latest results of these pupils in this wave with scores and receipts, by edition; answers stay closed.

        Those of a pupil whose consent was refused or withdrawn stay closed too.
        """
        sheets, found = Sheets(self.own), list[Results]()
        pupils = pupils[~np.isin(pupils, locked_pupils(self.own))]
        editions = select(WaveEditionRow.id, WaveEditionRow.edition).where(WaveEditionRow.wave_id == wave)
        for number, edition in self.own.session.execute(editions.order_by(WaveEditionRow.edition)).all():
            found.extend(sheets.results(number, edition, wave, pupils))
        self.own.acts.read(audit, "pupil", sorted({pupil for one in found for pupil in one.readings.pupil.tolist()}))
        return found

    def add_refusals(self, refusals: Sequence[StoredRefusal], audit: Audit) -> None:
        """Write the refusals, sealed."""
        self.own.acts.wrote(audit, "refusal", Refusals(self.own).add(refusals))

    def refusals(self, wave: WaveId, audit: Audit) -> Sequence[StoredRefusal]:
        """Every refusal of the wave, import by import, in the order written."""
        ids, found = Refusals(self.own).of(wave)
        self.own.acts.read(audit, "refusal", ids)
        return found

    def blocks(self, wave: WaveId, casework: object, audit: Audit, pupil: PupilId | None = None) -> Iterable[SheetBlock]:
        """The latest sheets of the wave with their answers, chunk by chunk, for an attended export or re-scoring.

        ``casework`` is the unlocked key of somebody who may read; anything else raises KeyFault. ``pupil``: only this pupil's.
        """
        for ids, block in stored_blocks(self.own, wave, casework, self.instrument_of, pupil):
            self.own.acts.read(audit, "sheet", ids)
            yield block

    def known(self, wave: WaveId, edition: str) -> bool:
        """Whether the wave has any sheet of this edition."""
        return Sheets(self.own).edition_in_wave(wave, edition) is not None

    def has_sheets(self, wave: WaveId) -> bool:
        """Whether anything stands in the wave yet that a new sheet would have to be folded with."""
        found = select(WaveEditionRow.id).where(WaveEditionRow.wave_id == wave).limit(1)
        return self.own.session.execute(found).first() is not None

    def others_import(self, wave: WaveId, imported: ImportId) -> bool:
        """Whether any other import into this wave was begun, finished or not."""
        found = select(ImportRow.id).where(ImportRow.wave_id == wave, ImportRow.id != imported).limit(1)
        return self.own.session.execute(found).first() is not None

    def _check_open(self, wave: WaveId) -> None:
        row = self.own.session.execute(select(WaveRow.closed_at).where(WaveRow.id == wave)).one()
        if row[0] is not None:
            raise _closed()


def _wave(row: WaveRow) -> Wave:
    return Wave(id=WaveId(row.id), name=row.name, opened_at=row.opened_at, closed_at=row.closed_at)


def _closed() -> IllegalMove:
    return IllegalMove(
        Text("这个测评批次已经关闭", "this wave is closed"),
        hint=Text("用 screening wave open 新开一个批次", "`screening wave open` opens a new one"),
    )


def _imported_elsewhere() -> StoreFault:
    return StoreFault(
        Text("同一个文件正在另一处导入", "the same file is being imported elsewhere"),
        hint=Text("等那一处完成后再看结果", "wait until that one has finished"),
    )
