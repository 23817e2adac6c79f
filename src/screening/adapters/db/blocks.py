"""Stored sheets opened again, answers and all: only with an unlocked casework key."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from screening.adapters.db import sheet_records as packing
from screening.adapters.db.locked import locked_pupils
from screening.adapters.db.sheet_places import ChunkKey, SheetPlaces
from screening.adapters.db.tables import ChunkKeyRow, SheetRow, WaveEditionRow
from screening.adapters.db.transaction import Transaction
from screening.casefiles.envelope import CaseworkPrivate, open_with, sheet_keys, unseal_many
from screening.casefiles.interface import Retention
from screening.core.errors import KeyFault
from screening.core.language import Text
from screening.core.severity import Validity
from screening.instruments.definition import Instrument
from screening.intake.interface import AnswerBlock
from screening.scoring.interface import Scores, SheetBlock

_KEY_ID = int(Retention.MEASUREMENT)
Row = tuple[int, int, int, bytes, bytes]  # id, pupil, revision, answers, result


def stored_blocks(
    own: Transaction, wave: int, casework: object, instrument_of: Callable[[str], Instrument], pupil: int | None = None
) -> Iterator[tuple[list[int], SheetBlock]]:
    """(ids, block) of the latest revisions of the wave's sheets, by edition and chunk, each in order of pupil.

    With ``pupil`` only that pupil's sheets. Those of pupils whose consent was refused or withdrawn stay closed.

    Raises KeyFault without the casework key, SealBroken for anything that was changed.
    """
    if not isinstance(casework, CaseworkPrivate):
        raise KeyFault(
            Text("没有解锁个案密钥,答卷打不开", "the casework key isn't unlocked, so the answers stay closed"),
            hint=Text("请心理老师输入口令", "a counselor's passphrase unlocks it"),
        )
    locked = frozenset(locked_pupils(own).tolist())
    editions = select(WaveEditionRow.id, WaveEditionRow.edition).where(WaveEditionRow.wave_id == wave)
    for number, edition in own.session.execute(editions.order_by(WaveEditionRow.edition)).all():
        places = SheetPlaces(school=own.keys.school, wave=wave, edition=edition)
        for chunk in _chunks(own, number, casework, pupil):
            latest = [row for row in _latest_rows(own, number, chunk.id, pupil) if row[1] not in locked]
            for rows, answers, results in _opened(own, places, chunk, latest):
                yield [row[0] for row in rows], _block(instrument_of(edition), rows, answers, results)


def _chunks(own: Transaction, edition_in_wave: int, casework: CaseworkPrivate, pupil: int | None) -> Iterator[ChunkKey]:
    """The chunk keys of this edition's sheets, opened one after the other."""
    used = select(SheetRow.chunk_key_id).where(SheetRow.wave_edition_id == edition_in_wave, *_only(pupil)).distinct()
    rows = own.session.execute(
        select(ChunkKeyRow.id, ChunkKeyRow.import_id, ChunkKeyRow.casework_key_id, ChunkKeyRow.sealed)
        .where(ChunkKeyRow.id.in_(used))
        .order_by(ChunkKeyRow.id)
    ).all()
    for number, imported, key_id, sealed in rows:
        place = ChunkKey(number, b"").about(own.keys.school, imported, key_id)
        yield ChunkKey(number, open_with(casework, sealed, place))


def _only(pupil: int | None) -> list[ColumnElement[bool]]:
    return [] if pupil is None else [SheetRow.pupil_id == pupil]


def _latest_rows(own: Transaction, edition_in_wave: int, chunk: int, pupil: int | None) -> list[Row]:
    """The chunk's sheets that no later revision has replaced."""
    later = aliased(SheetRow)
    newest = (
        select(func.max(later.revision))
        .where(later.wave_edition_id == SheetRow.wave_edition_id, later.pupil_id == SheetRow.pupil_id)
        .scalar_subquery()
    )
    question = select(SheetRow.id, SheetRow.pupil_id, SheetRow.revision, SheetRow.answers, SheetRow.result).where(
        SheetRow.chunk_key_id == chunk, SheetRow.wave_edition_id == edition_in_wave, SheetRow.revision == newest
    )
    return list(own.session.execute(question.where(*_only(pupil)).order_by(SheetRow.pupil_id)))


def _opened(
    own: Transaction, places: SheetPlaces, chunk: ChunkKey, rows: Sequence[Row]
) -> Iterator[tuple[list[Row], packing.Records, packing.Records]]:
    """The rows with both records opened, those of one shape together."""
    ids, pupils, revisions = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    keys = own.pupil_keys.of(Retention.MEASUREMENT, pupils)
    of_answers = places.of("sheet.answers", pupils, ids, revisions, _KEY_ID)
    of_results = places.of("sheet.result", pupils, ids, revisions, _KEY_ID)
    answers = unseal_many([row[3] for row in rows], sheet_keys(chunk.key, keys, of_answers), of_answers)
    results = unseal_many([row[4] for row in rows], keys, of_results)
    shapes = [packing.shape_of(one) + packing.shape_of(other) for one, other in zip(answers, results, strict=True)]
    for shape in sorted(set(shapes)):
        same = [at for at, one in enumerate(shapes) if one == shape]
        yield (
            [rows[at] for at in same],
            packing.open_answers([answers[at] for at in same]),
            packing.open_results([results[at] for at in same]),
        )


def _block(instrument: Instrument, rows: Sequence[Row], answers: packing.Records, results: packing.Records) -> SheetBlock:
    return SheetBlock(
        answers=AnswerBlock(
            instrument=instrument,
            row=answers["row"].astype(np.int32),
            pupil=np.array([row[1] for row in rows], dtype=np.int32),
            codes=answers["codes"].copy(),
            seconds_per_item=answers["seconds"].astype(np.float32),
            answered_at=answers["answered_at"].view("<M8[s]").copy(),
            inattentive=(results["validity"] & Validity.INCONS) != 0,  # so that scoring again finds the same flags
        ),
        scores=Scores(
            values=results["values"].astype(np.float64),
            answered=results["answered"].astype(np.int16),
            bands=results["bands"].copy(),
        ),
        validity=results["validity"].copy(),
        safety=answers["safety"].copy(),
    )
