"""New rows held against what already stands in the wave: the same sheet again, a corrected one, or a second sitting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from screening.alerts.answers_tell import answers_tell
from screening.alerts.interface import Readings
from screening.alerts.mapping import BandMapping
from screening.alerts.reading import critical_of
from screening.core.audit import Audit
from screening.core.ids import WaveId
from screening.core.severity import UNREADABLE
from screening.intake.fingerprint import fingerprints, sitting_mark
from screening.intake.interface import AnswerBlock, Refusal, Why
from screening.intake.sheets import words_for
from screening.services.ports import PupilArray, UnitOfWork
from screening.services.split_chunk import Part, Refused

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """The part as it may be written, and the earlier sittings with which its sheets are folded."""

    part: Part
    replaced: tuple[Readings, ...] = ()  # what stood of the sheets that are corrected
    earlier: tuple[Readings, ...] = ()  # unreadable sittings that a new sheet replaces still count as sittings (N1)


def against_standing(part: Part, wave: WaveId, mapping: BandMapping, uow: UnitOfWork, audit: Audit) -> Held:
    """Compare each sheet with the one that stands for its pupil, wave and edition.

    Same answers: left out, nothing changes (law 2). Other answers given at the same time, or at a time the file doesn't tell:
    a correction, the next revision. Given at another time: a retest if what stands is unreadable, else a second sitting,
    which is refused and read for its safety items (DD4).
    """
    pupils = [block.pupil for block in part.blocks]
    if not pupils:
        return Held(part=part)
    standing = uow.waves.readings(wave, np.unique(np.concatenate(pupils)), audit)
    kept, second, earlier, replaced = [], list[Refused](), [], []
    for block in part.blocks:
        left = block
        for stands in (read for read in standing if read.edition == block.instrument.edition):  # one for each shape
            same, again, retest = _compared(left, stands)
            second += _second_sittings(_lines(left, again), mapping)
            earlier.append(of_pupils(stands, left.pupil[retest]))
            left = _lines(left, ~same & ~again)
            replaced.append(of_pupils(stands, left.pupil))
        kept.append(left)
    return Held(part=_with_refused(part, kept, second), earlier=tuple(earlier), replaced=tuple(replaced))


def standing_now(held: Held, wave: WaveId, pupils: PupilArray, uow: UnitOfWork, audit: Audit) -> Sequence[Readings]:
    """Everything that stands in the wave of these pupils once the part is written, earlier sittings first."""
    return [*held.earlier, *uow.waves.readings(wave, pupils, audit)]


def _compared(block: AnswerBlock, stands: Readings) -> tuple[Mask, Mask, Mask]:
    """(same answers, second sitting, retest of an unreadable sheet), one line per sheet of the block."""
    if not len(stands.pupil):
        nothing = np.zeros(len(block.pupil), dtype=np.bool_)
        return nothing, nothing, nothing
    at = np.minimum(np.searchsorted(stands.pupil, block.pupil), len(stands.pupil) - 1)
    known = stands.pupil[at] == block.pupil
    same = known & (stands.fingerprint[at] == fingerprints(block.codes))
    told = ~np.isnat(stands.answered_at[at]) & ~np.isnat(block.answered_at)
    other_time = known & ~same & told & (stands.answered_at[at] != block.answered_at)
    unreadable = (stands.validity[at] & np.uint8(UNREADABLE)) != 0
    return same, other_time & ~unreadable, other_time & unreadable


def _lines(block: AnswerBlock, which: Mask) -> AnswerBlock:
    return replace(
        block,
        row=block.row[which],
        pupil=block.pupil[which],
        codes=block.codes[which],
        seconds_per_item=block.seconds_per_item[which],
        answered_at=block.answered_at[which],
        inattentive=None if block.inattentive is None else block.inattentive[which],
    )


def of_pupils(read: Readings, pupils: PupilArray) -> Readings:
    """The readings of these pupils alone."""
    which = np.isin(read.pupil, pupils)
    columns = {
        name: getattr(read, name)[which] for name in Readings.__dataclass_fields__ if isinstance(getattr(read, name), np.ndarray)
    }
    return replace(read, **columns)


def _second_sittings(block: AnswerBlock, mapping: BandMapping) -> list[Refused]:
    grade, _skipped, dated = critical_of(block.codes, block.instrument, mapping)
    told = answers_tell(block.codes, block.instrument, mapping)
    detail, hint = words_for(Why.SECOND_SITTING)
    return [
        Refused(
            refusal=Refusal(row=row, why=Why.SECOND_SITTING, edition=block.instrument.edition, detail=detail, hint=hint),
            pupil=pupil,
            candidates=(),
            critical=int(grade[at]),
            dated=bool(dated[at]),
            told=int(told[at]),
            answered_at=block.answered_at[at],
            mark=sitting_mark(str(pupil), block.instrument.edition, block.answered_at[at], block.codes[at].tobytes()),
        )
        for at, (row, pupil) in enumerate(zip(block.row.tolist(), block.pupil.tolist(), strict=True))
    ]


def _with_refused(part: Part, blocks: list[AnswerBlock], second: list[Refused]) -> Part:
    """The part with second sittings counted as refusals: law 1 holds after this as before."""
    more = {tally.edition: sum(one.refusal.edition == tally.edition for one in second) for tally in part.tallies}
    return replace(
        part,
        blocks=tuple(block for block in blocks if len(block.pupil)),
        refused=(*part.refused, *second),
        tallies=tuple(
            replace(tally, sheets=tally.sheets - more[tally.edition], refusals=tally.refusals + more[tally.edition])
            for tally in part.tallies
        ),
    )
