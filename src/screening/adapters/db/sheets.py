"""Sheets: sealed twice, kept in revisions, read again by later imports of the wave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from screening.adapters.db import sheet_records as packing
from screening.adapters.db.bulk import among, insert_rows, reserve_ids
from screening.adapters.db.sheet_places import ChunkKey, SheetPlaces
from screening.adapters.db.tables import ChunkKeyRow, ImportRow, SheetRow, WaveEditionRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.alerts.interface import Readings, Results
from screening.casefiles.envelope import new_key, seal_many, seal_to, sheet_keys, unseal_many
from screening.casefiles.interface import Retention
from screening.core.severity import Critical
from screening.core.version import __version__
from screening.scoring.interface import SheetBlock

_COLUMNS = ("id", "pupil_id", "wave_edition_id", "revision", "chunk_key_id", "answers", "result")
_KEY_ID = int(Retention.MEASUREMENT)
_NEVER_SEEN = np.uint64(0)

PupilArray = npt.NDArray[np.int32]
Lines = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Standing:
    """What stands of each line's sheet before it is written: 0 revisions if none."""

    revision: npt.NDArray[np.int32]
    fingerprint: npt.NDArray[np.uint64]
    kept: packing.Kept

    @classmethod
    def nothing(cls, count: int) -> "Standing":
        """No line has a sheet yet."""
        kept = packing.Kept(np.full(count, Critical.CI_0, np.int8), np.zeros(count, np.bool_))
        return cls(np.zeros(count, np.int32), np.full(count, _NEVER_SEEN), kept)


@dataclass(frozen=True, kw_only=True)
class _NewSheets:
    """Sheets to be written, equally long lists."""

    edition_in_wave: int
    pupils: list[int]
    revisions: list[int]
    answers: list[bytes]
    results: list[bytes]


@dataclass(frozen=True)
class Sheets:
    """The sheets of one school."""

    own: Transaction

    def add(self, block: SheetBlock, readings: Readings, wave: int, imported: int) -> list[int]:
        """Write each sheet whose answers differ from what stands; the ids of those written.

        Same pupil, wave and edition with other answers becomes the next revision, the old one stays. The same answers again
        are skipped. A pupil who stands twice in the block counts in the block's order.
        """
        self.own.writer()
        written: list[int] = []
        for lines in _one_per_pupil(block.answers.pupil):
            written += self._add(block, readings, lines, wave, imported)
        return written

    def latest(self, edition_in_wave: int, edition: str, wave: int, pupils: PupilArray) -> Iterator[Readings]:
        """Readings of the latest revisions of these pupils; one for each shape in which they were written."""
        places = SheetPlaces(school=self.own.keys.school, wave=wave, edition=edition)
        for found, records in self._latest(edition_in_wave, places, pupils):
            yield packing.as_readings(edition, found[:, 0].astype(np.int32), records)

    def results(self, edition_in_wave: int, edition: str, wave: int, pupils: PupilArray) -> Iterator[Results]:
        """Results of the latest revisions of these pupils with scores and receipts; one for each shape."""
        places = SheetPlaces(school=self.own.keys.school, wave=wave, edition=edition)
        for found, records in self._latest(edition_in_wave, places, pupils):
            yield Results(
                readings=packing.as_readings(edition, found[:, 0].astype(np.int32), records),
                scores=packing.as_scores(records),
                revision=found[:, 2].astype(np.int32),
                receipts=packing.as_receipts(records),
            )

    def edition_in_wave(self, wave: int, edition: str) -> int | None:
        """The row that says this edition has sheets in this wave; None if it has none."""
        row = select(WaveEditionRow.id).where(WaveEditionRow.wave_id == wave, WaveEditionRow.edition == edition)
        return self.own.session.execute(row).scalar_one_or_none()

    def _add(self, block: SheetBlock, readings: Readings, lines: Lines, wave: int, imported: int) -> list[int]:
        edition = block.answers.instrument.edition
        places = SheetPlaces(school=self.own.keys.school, wave=wave, edition=edition)
        known = self.edition_in_wave(wave, edition)
        pupils = block.answers.pupil[lines]
        standing = Standing.nothing(len(lines)) if known is None else self._standing(known, places, pupils)
        new = (standing.revision == 0) | (standing.fingerprint != readings.fingerprint[lines])
        if not new.any():
            return []
        kept = packing.Kept(standing.kept.critical[new], standing.kept.dated[new])
        sheets = _NewSheets(
            edition_in_wave=known or self._first_of(wave, edition),
            pupils=pupils[new].tolist(),
            revisions=(standing.revision[new] + 1).tolist(),
            answers=packing.pack_answers(block, lines[new]),
            results=packing.pack_results(block, readings, lines[new], kept, self._origin(imported)),
        )
        return self._write(sheets, places, self._chunk_key(imported))

    def _write(self, new: _NewSheets, places: SheetPlaces, chunk: ChunkKey) -> list[int]:
        """Seal and insert: the answers under keys the pipeline forgets, the result under the pupil's measurement key."""
        connection = self.own.writer()
        ids = list(reserve_ids(connection, table_of(SheetRow), len(new.pupils)))
        keys = self.own.pupil_keys.made_for(Retention.MEASUREMENT, new.pupils)
        of_answers = places.of("sheet.answers", new.pupils, ids, new.revisions, _KEY_ID)
        of_results = places.of("sheet.result", new.pupils, ids, new.revisions, _KEY_ID)
        answers = seal_many(new.answers, sheet_keys(chunk.key, keys, of_answers), of_answers, _KEY_ID)
        results = seal_many(new.results, keys, of_results, _KEY_ID)
        editions, chunks = [new.edition_in_wave] * len(ids), [chunk.id] * len(ids)
        rows = list(zip(ids, new.pupils, editions, new.revisions, chunks, answers, results, strict=True))
        insert_rows(connection, table_of(SheetRow), _COLUMNS, rows)
        return ids

    def _standing(self, edition_in_wave: int, places: SheetPlaces, pupils: PupilArray) -> Standing:
        standing = Standing.nothing(len(pupils))
        for found, records in self._latest(edition_in_wave, places, pupils):
            at = np.searchsorted(pupils, found[:, 0])
            kept = packing.kept_of(records)
            standing.revision[at], standing.fingerprint[at] = found[:, 2], records["fingerprint"]
            standing.kept.critical[at], standing.kept.dated[at] = kept.critical, kept.dated
        return standing

    def _latest(
        self, edition_in_wave: int, places: SheetPlaces, pupils: PupilArray
    ) -> Iterator[tuple[npt.NDArray[np.int64], packing.Records]]:
        """(pupil, id, revision) and the opened record of each pupil's latest revision, by shape, in order of pupil."""
        theirs = among(self.own.connection(), SheetRow.pupil_id, pupils.tolist())
        question = select(SheetRow.pupil_id, SheetRow.id, SheetRow.revision, SheetRow.result)
        question = question.where(SheetRow.wave_edition_id == edition_in_wave, theirs)
        rows = self.own.session.execute(question.order_by(SheetRow.pupil_id, SheetRow.revision))
        latest = list({row[0]: row for row in rows}.values())  # a later revision takes the earlier one's place
        opened = self._opened(places, latest)
        for shape in sorted({packing.shape_of(plain) for plain in opened}):
            same = [at for at, plain in enumerate(opened) if packing.shape_of(plain) == shape]
            found = np.array([latest[at][:3] for at in same], dtype=np.int64).reshape(-1, 3)
            yield found, packing.open_results([opened[at] for at in same])

    def _opened(self, places: SheetPlaces, rows: Sequence[tuple[int, int, int, bytes]]) -> list[bytes]:
        pupils, ids, revisions = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
        keys = self.own.pupil_keys.of(Retention.MEASUREMENT, pupils)
        return unseal_many([row[3] for row in rows], keys, places.of("sheet.result", pupils, ids, revisions, _KEY_ID))

    def _first_of(self, wave: int, edition: str) -> int:
        row = WaveEditionRow(wave_id=wave, edition=edition)
        self.own.session.add(row)
        self.own.session.flush()
        return row.id

    def _origin(self, imported: int) -> packing.Origin:
        """The import's keyed digest, asked for once per transaction."""
        name = f"origin {imported}"
        if name not in self.own.at_hand:
            mark = self.own.session.execute(select(ImportRow.identity_mark).where(ImportRow.id == imported)).scalar_one()
            self.own.at_hand[name] = packing.Origin(__version__, mark)
        origin: packing.Origin = self.own.at_hand[name]
        return origin

    def _chunk_key(self, imported: int) -> ChunkKey:
        """One random key per transaction and import, sealed to casework and forgotten when the transaction ends."""
        name = f"chunk key {imported}"
        if name not in self.own.at_hand:
            key, casework = new_key(), self.own.keys.casework
            row = ChunkKeyRow(import_id=imported, casework_key_id=casework.key_id, sealed=b"")
            self.own.session.add(row)
            self.own.session.flush()  # the row has its id from here on, and the seal is bound to it
            chunk = ChunkKey(row.id, key)
            row.sealed = seal_to(casework, key, chunk.about(self.own.keys.school, imported, casework.key_id))
            self.own.session.flush()
            self.own.at_hand[name] = chunk
        chunk_key: ChunkKey = self.own.at_hand[name]
        return chunk_key


def _one_per_pupil(pupils: PupilArray) -> Iterator[Lines]:
    """The block's lines in turns: first lines of every pupil, second lines … One turn unless somebody stands twice."""
    order = np.argsort(pupils, kind="stable")
    in_order = pupils[order]
    first = np.searchsorted(in_order, in_order)  # where each pupil's run begins
    turn = np.arange(len(pupils)) - first
    for number in range(int(turn.max(initial=-1)) + 1):
        yield order[turn == number]
