"""One chunk as two parts: rows in which a safety item fires, which go first, and all others."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from screening.alerts.answers_tell import answers_tell
from screening.alerts.mapping import BandMapping
from screening.alerts.reading import critical_of
from screening.core.ids import NOBODY
from screening.core.severity import Critical
from screening.instruments.firing import fires
from screening.intake.admission import Admission, admit
from screening.intake.fingerprint import row_mark, written_of
from screening.intake.interface import AnswerBlock, Chunk, ColumnPlan, Matches, Refusal, RowBatch, Tally
from screening.intake.matching import match
from screening.intake.rows import read_rows
from screening.intake.sheets import refusals, to_blocks
from screening.services.ports import UnitOfWork
from screening.services.school_view import SchoolView

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Refused:
    """A refused row (of one instrument, or whole) with what its safety answers say; law 3 reads them all the same."""

    refusal: Refusal
    pupil: int  # NOBODY where the row's pupil is not known
    candidates: tuple[int, ...]
    critical: int  # Critical
    dated: bool
    answered_at: np.datetime64
    row_mark: int = 0  # of the whole row, and
    written: int = 0  # of how its pupil is written, where nobody is known: by these a person's word is found again
    told: int = 0  # alerts.answers_tell.Told: what the row's answers tell beside grades
    mark: int = 0  # knows the same row again in a later export; 0 without a safety answer, or where it can't be known


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Some rows of one chunk, ready to be scored and written in one transaction."""

    rows: int
    blocks: tuple[AnswerBlock, ...]
    refused: tuple[Refused, ...]
    tallies: tuple[Tally, ...]


def split_chunk(chunk: Chunk, plan: ColumnPlan, school: SchoolView, mapping: BandMapping, uow: UnitOfWork) -> tuple[Part, Part]:
    """(urgent, others): every row of the chunk stands in exactly one part, as sheets, as a refusal or as a blank."""
    batch = read_rows(chunk, plan)
    matches = match(
        batch, school.register, uow.roster.marks(batch.numbers), school.roll, school.codes, confirmed=school.confirmed
    )
    admission = admit(batch, matches, school.register, plan, school.seen, in_scope=school.in_scope)
    urgent = fired_rows(batch, plan)
    read = _Read(batch, matches, plan)
    return (
        _part(read, _only(admission, urgent), urgent, mapping),
        _part(read, _only(admission, ~urgent), ~urgent, mapping),
    )


def fired_rows(batch: RowBatch, plan: ColumnPlan) -> Mask:
    """Rows in which a safety item of any instrument holds a code from which it fires, whatever becomes of the row."""
    fired = np.zeros(len(batch.numbers), dtype=np.bool_)
    for planned in plan.instruments:
        answers, columns = batch.answers[planned.instrument.edition], planned.instrument.safety_columns
        if columns:
            fired |= fires(answers[:, columns], planned.instrument).any(axis=1)
    return fired


def _only(admission: Admission, rows: Mask) -> Admission:
    """The admission of these rows; of all others nothing is said."""

    def kept(reasons: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        these = reasons.copy()
        these[~rows] = None
        return these

    return Admission(
        whole=kept(admission.whole),
        refused={edition: kept(reasons) for edition, reasons in admission.refused.items()},
        blanks={edition: mask & rows for edition, mask in admission.blanks.items()},
        sheets={edition: mask & rows for edition, mask in admission.sheets.items()},
    )


class _Read(NamedTuple):
    """One chunk as read and matched."""

    batch: RowBatch
    matches: Matches
    plan: ColumnPlan


def _part(read: _Read, admission: Admission, rows: Mask, mapping: BandMapping) -> Part:
    count = int(np.count_nonzero(rows))
    return Part(
        rows=count,
        blocks=tuple(block for block in to_blocks(read.batch, read.plan, read.matches, admission) if len(block.pupil)),
        refused=tuple(_refused(read, admission, mapping)),
        tallies=tuple(replace(admission.tally(planned.instrument.edition), rows=count) for planned in read.plan.instruments),
    )


def _refused(read: _Read, admission: Admission, mapping: BandMapping) -> list[Refused]:
    found = refusals(read.batch, admission)
    if not found:
        return []
    lines = np.array([refusal.row - read.batch.first_row for refusal in found])
    grades, dated, told = _critical(read, found, lines, mapping)
    open_rows = {line for line in lines.tolist() if read.matches.pupil[line] == NOBODY}
    return [
        Refused(
            refusal=refusal,
            pupil=int(read.matches.pupil[line]),
            candidates=read.matches.candidates.get(int(line), ()),
            critical=int(grades[at]),
            dated=bool(dated[at]),
            told=int(told[at]),
            answered_at=read.batch.answered_at[line],
            row_mark=row_mark(read.batch, line, pupil=NOBODY, edition="") if line in open_rows else 0,
            written=written_of(read.batch, line) if line in open_rows else 0,
            mark=row_mark(read.batch, line, pupil=int(read.matches.pupil[line]), edition=refusal.edition) if grades[at] else 0,
        )
        for at, (refusal, line) in enumerate(zip(found, lines.tolist(), strict=True))
    ]


def _critical(
    read: _Read, found: list[Refusal], lines: npt.NDArray[np.intp], mapping: BandMapping
) -> tuple[npt.NDArray[np.int8], Mask, npt.NDArray[np.uint8]]:
    """Of each refusal's own instrument, or of all where the whole row is refused: gravest grade, if dated, what else was told."""
    grades, told = np.zeros(len(found), dtype=np.int8), np.zeros(len(found), dtype=np.uint8)
    dated = np.zeros(len(found), dtype=np.bool_)
    for planned in read.plan.instruments:
        edition = planned.instrument.edition
        mine = np.array([refusal.edition in ("", edition) for refusal in found])
        answers = read.batch.answers[edition][lines[mine]]
        grade, _skipped, has_window = critical_of(answers, planned.instrument, mapping)
        told[mine] |= answers_tell(answers, planned.instrument, mapping)
        dated[mine] |= has_window & (grade > Critical.CI_0)
        grades[mine] = np.maximum(grades[mine], grade)
    return grades, dated, told
