"""Measure how steady the scales are on a wave's own valid sheets, grade by grade; attended, because answers are opened."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from screening.core.audit import Audit
from screening.core.severity import UNREADABLE
from screening.instruments.norm_tables import MIN_SHEETS
from screening.intake.interface import Register
from screening.research.reliability import alpha
from screening.scoring.interface import SheetBlock
from screening.scoring.keyed import items_of, keyed
from screening.scoring.yardsticks import Measured
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import CaseworkKey, StaffMember, UnitOfWork
from screening.services.yardsticks import keep_measured

RANGES: Final = (*((grade,) for grade in range(4, 10)), (4, 5, 6), (7, 8, 9))
"""Groups that are measured: each grade, then the grades of primary and of junior school together."""


def measure_wave(name: str, *, person: StaffMember, key: CaseworkKey, uow: UnitOfWork, now: datetime) -> tuple[Measured, ...]:
    """SD and alpha of every summed scale in each group with 200 complete valid sheets or more; kept, and handed back.

    Only this school's sheets of these grades: an alpha over several schools would hold the differences between them. Raises
    NotAllowed for anybody but the counselor, StoreFault for an unknown wave, KeyFault without the casework key.
    """
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        audit = Audit(who=person.id, what="wave.measure", target=f"wave:{wave.id}", at=now)
        register = uow.roster.register(audit)
        blocks: dict[str, list[SheetBlock]] = defaultdict(list)
        for block in uow.waves.blocks(wave.id, key, audit):
            blocks[block.answers.instrument.edition].append(block)
        found = tuple(one for edition in sorted(blocks) for one in _measured(blocks[edition], register, wave.name))
        if found:
            keep_measured(wave.name, found, uow, audit)
        uow.commit()
    return found


def _measured(blocks: Sequence[SheetBlock], register: Register, wave: str) -> Iterator[Measured]:
    """Every scale and group of one edition."""
    instrument = blocks[0].answers.instrument
    codes = np.concatenate([block.answers.codes for block in blocks])
    values = np.concatenate([block.scores.values for block in blocks])
    valid = np.concatenate([(block.validity & np.uint8(UNREADABLE)) == 0 for block in blocks])
    grades = _grades(np.concatenate([block.answers.pupil for block in blocks]), register)
    for place, (code, scale) in enumerate(instrument.scales.items()):
        if scale.role == "validity" or scale.score not in {"sum", "mean"} or len(items_of(code, instrument)) < 2:  # noqa: PLR2004  # alpha is of two items or more
            continue
        answers = keyed(codes, code, instrument)
        complete = valid & ~np.isnan(answers).any(axis=1) & ~np.isnan(values[:, place])
        for group in RANGES:
            rows = complete & np.isin(grades, group)
            if np.count_nonzero(rows) >= MIN_SHEETS:
                yield from _figures(answers[rows], values[rows, place], (instrument.edition, code, group, wave))


def _figures(
    answers: npt.NDArray[np.float64], values: npt.NDArray[np.float64], of: tuple[str, str, tuple[int, ...], str]
) -> Iterator[Measured]:
    """Nothing where all answer alike or the items don't hold together: no error can be worked out from that."""
    consistency, sd = float(alpha(answers)), float(values.std(ddof=1))
    if 0 < consistency < 1 and sd > 0:
        edition, scale, grades, wave = of
        yield Measured(
            edition=edition,
            scale=scale,
            grades=grades,
            n=len(values),
            mean=round(float(values.mean()), 4),
            sd=round(sd, 4),
            alpha=round(consistency, 4),
            wave=wave,
        )


def _grades(pupils: npt.NDArray[np.int32], register: Register) -> npt.NDArray[np.int8]:
    """Each pupil's grade on the roster; 0 for one who has left."""
    line_of = np.full(int(max(register.pupil.max(initial=0), pupils.max(initial=0))) + 1, -1, np.int64)
    line_of[register.pupil] = np.arange(len(register.pupil))
    grades: npt.NDArray[np.int8] = np.append(register.grade, np.int8(0))[line_of[pupils]]
    return grades
