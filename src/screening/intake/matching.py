"""Which pupil each row is: by number, by a slip's code, then by name and class exactly; a near miss goes to a person."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from screening.core.ids import NOBODY
from screening.intake.fingerprint import row_mark, written_of
from screening.intake.interface import Matches, Register, Roll, RowBatch, Why
from screening.intake.kit.codes import CodeBook
from screening.intake.names import alike, called, nearest, same
from screening.intake.text import is_damaged, is_test

_MOST_CANDIDATES = 5


def match(
    batch: RowBatch,
    register: Register,
    marks: npt.NDArray[np.bytes_],
    roll: Roll,
    slips: CodeBook | None = None,
    *,
    confirmed: Mapping[int, int] = MappingProxyType({}),
) -> Matches:
    """The pupil of each row, or why there is none; ``marks`` (S16) are the marks of ``batch.numbers``, line by line.

    A number on the roster decides, or else a slip's code (``slips``), unless the other of the two or the name beside it is
    clearly another's. Without either, the name must be exactly one pupil's in the class named; a code that is nobody's is
    UNKNOWN_CODE even so. Anything nearly right, in the class or else in the school, is NEAR_MISS with candidates, nearest first,
    until a person has said who it is (``confirmed``: mark of the row, or of how the pupil is written → pupil).
    """
    lines = lines_of(register, marks)
    lines[np.array([not number for number in batch.numbers], dtype=bool)] = -1
    by_slip = _by_slip(batch, slips)
    lost = {row for row, found in by_slip.items() if not found and lines[row] < 0}
    doubted = {row for row, found in by_slip.items() if len(found) > 1 or (found and lines[row] not in (-1, found[0]))}
    for row, found in by_slip.items():
        lines[row] = found[0] if found and lines[row] < 0 else lines[row]
    pupils = np.where(lines >= 0, _taken(register.pupil, lines), NOBODY).astype(np.int32)
    why: list[Why | None] = [None] * len(batch.numbers)
    candidates: dict[int, tuple[int, ...]] = {}
    classes = _Classes(roll)
    left = _left(register, marks)
    here = set(register.pupil.tolist()) if confirmed else set()
    for row in np.flatnonzero(~batch.blank).tolist():
        if row in doubted:
            told = dict.fromkeys((int(pupils[row]), *(int(register.pupil[line]) for line in by_slip[row])))
            why[row], candidates[row] = Why.NEAR_MISS, tuple(told)[:_MOST_CANDIDATES]
        elif row in lost:
            meant, _, near = _by_name(batch, row, classes)
            why[row], candidates[row] = Why.UNKNOWN_CODE, near or ((meant,) if meant != NOBODY else ())
        elif lines[row] >= 0:
            why[row], candidates[row] = _confirmed(batch, row, int(pupils[row]), int(register.school_class[lines[row]]), classes)
        elif left[row] != NOBODY:
            why[row], candidates[row] = Why.LEFT, (int(left[row]),)
        else:
            pupils[row], why[row], candidates[row] = _by_name(batch, row, classes)
        if confirmed and why[row] is not None and (said := _said(batch, row, confirmed)) in here:
            pupils[row], why[row] = said, None
    pupils[np.array([reason is not None for reason in why], dtype=bool)] = NOBODY
    return Matches(pupil=pupils, why=why, candidates={row: found for row, found in candidates.items() if found})


def _said(batch: RowBatch, row: int, confirmed: Mapping[int, int]) -> int:
    """The pupil whom a person named for this very row, or for whoever is written like this; NOBODY if none was named."""
    marks = (row_mark(batch, row, pupil=NOBODY, edition=""), written_of(batch, row))
    return next((confirmed[mark] for mark in marks if mark and mark in confirmed), NOBODY)


def _left(register: Register, marks: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int32]:
    """The pupil of each mark among those who have left the school, NOBODY for all others."""
    gone = register.left
    if gone is None or not len(gone.marks):
        return np.full(len(marks), NOBODY, dtype=np.int32)
    places = np.minimum(np.searchsorted(gone.marks, marks), len(gone.marks) - 1)
    return np.where(gone.marks[places] == marks, gone.pupil[places], NOBODY).astype(np.int32)


def _by_slip(batch: RowBatch, slips: CodeBook | None) -> dict[int, tuple[int, ...]]:
    """Register lines by the slip's code, for the rows that hold one; empty lines for a code that is nobody's."""
    if slips is None:
        return {}
    return {row: slips.lines_of(code) for row, code in enumerate(batch.codes) if code}


def lines_of(register: Register, marks: npt.NDArray[np.bytes_]) -> npt.NDArray[np.intp]:
    """The register's line of each mark, −1 where it is not on the roster."""
    if not len(register.marks):
        return np.full(len(marks), -1, dtype=np.intp)
    places = np.minimum(np.searchsorted(register.marks, marks), len(register.marks) - 1)
    return np.where(register.marks[places] == marks, places, -1)


class _Classes:
    """Names of a class, opened when first needed."""

    def __init__(self, roll: Roll) -> None:
        self._roll = roll
        self._ids: dict[str, int | None] = {}
        self._people: dict[int, Sequence[tuple[int, str]]] = {}
        self._names: dict[int, dict[int, str]] = {}

    def named(self, text: str) -> int | None:
        if text not in self._ids:
            self._ids[text] = self._roll.class_named(text) if text else None
        return self._ids[text]

    def people(self, school_class: int) -> Sequence[tuple[int, str]]:
        if school_class not in self._people:
            self._people[school_class] = self._roll.names(school_class)
        return self._people[school_class]

    def sounding(self, name: str) -> tuple[int, ...]:
        return tuple(self._roll.sounding(name))

    def name_of(self, pupil: int, school_class: int) -> str | None:
        if school_class not in self._names:
            self._names[school_class] = dict(self.people(school_class))
        return self._names[school_class].get(pupil)


def _confirmed(batch: RowBatch, row: int, pupil: int, school_class: int, classes: _Classes) -> tuple[Why | None, tuple[int, ...]]:
    """A number that is on the roster, against the name in the row: a slip is forgiven, another person's name is not."""
    name = batch.names[row]
    if not name:
        return None, ()
    registered = classes.name_of(pupil, school_class)
    if registered is None or name == registered or same(name, registered):
        return None, ()
    people = classes.people(school_class)
    stated = classes.named(batch.classes[row])
    others = called(name, people) or (called(name, classes.people(stated)) if stated is not None else ())
    if not others and alike(name, registered):
        return None, ()
    return Why.NEAR_MISS, (pupil, *others)[:_MOST_CANDIDATES]


def _by_name(batch: RowBatch, row: int, classes: _Classes) -> tuple[int, Why | None, tuple[int, ...]]:
    """No usable number: exactly one pupil of that name in that class, or a reason; a name alone is never enough."""
    number, name = batch.numbers[row], batch.names[row]
    if is_test(number, name):
        return NOBODY, Why.TEST, ()
    unknown = Why.DAMAGED_NUMBER if is_damaged(number) else Why.UNKNOWN_PUPIL
    if not name:
        return NOBODY, unknown if number else Why.NO_IDENTITY, ()
    school_class = classes.named(batch.classes[row])
    people = classes.people(school_class) if school_class is not None else ()
    exact = called(name, people)
    if len(exact) == 1:
        return exact[0], None, ()
    near = exact or nearest(name, people) or classes.sounding(name)
    return NOBODY, Why.NEAR_MISS if near else unknown, near[:_MOST_CANDIDATES]


def _taken(column: npt.NDArray[np.int32], lines: npt.NDArray[np.intp]) -> npt.NDArray[np.int32]:
    """``column`` at these lines; anything for line −1, even of an empty register."""
    return column[lines] if len(column) else np.full(len(lines), NOBODY, dtype=np.int32)
