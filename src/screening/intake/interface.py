"""What intake hands on: chunks of text columns in, answer blocks and refusals out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from screening.core.language import Text
from screening.instruments.definition import Instrument
from screening.intake.layout import Layout, Question, Sign, Why

__all__ = ["Layout", "Question", "Sign", "Why"]  # what stands in layout.py is asked for here as well

NO_ANSWER = -1  # code of a blank, skipped or unreadable answer in every answer matrix


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a chunk: the text of row ``i`` is ``values[indices[i]]``; an empty cell is ``""``."""

    indices: npt.NDArray[np.int32]
    values: tuple[str, ...]

    def texts(self) -> list[str]:
        """The cells as text, one per row."""
        return [self.values[i] for i in self.indices.tolist()]


class Chunk(Protocol):
    """About 10,000 consecutive data rows of one file."""

    first_row: int  # 1-based data row of the chunk's first line
    rows: int

    def column(self, index: int) -> Column:
        """Column ``index`` of the file, dictionary-encoded."""
        ...


class Export(Protocol):
    """One opened survey file. The same bytes give the same chunks, always."""

    name: str  # as the counselor knows it, without folders
    headings: tuple[str, ...]  # of the (first) header row, as found
    header_row: int  # 1-based line of the sheet on which the headings stand
    sample: tuple[tuple[str, ...], ...]  # the first data rows, up to 200
    notes: tuple[Text, ...]  # hidden rows, re-saved by hand, … for the counselor
    layout: Layout | None  # where finding the rows took understanding the headings; None: nobody has looked yet

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows from first to last; may be called again. With ``columns`` only these need be there, which is quicker."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class InstrumentPlan:
    """Which column answers which item of one instrument, and why."""

    instrument: Instrument
    columns: tuple[int, ...]  # one per item, 0-based; every item has one
    codes: dict[str, int]  # cell text (NFKC, stripped) -> our code
    why: tuple[Text, ...]  # one per item, for the person who checks


@dataclass(frozen=True, kw_only=True, eq=False)
class ColumnPlan:
    """Everything needed to read the rows of one file. Made once; nothing in it was guessed."""

    layout: Layout
    instruments: tuple[InstrumentPlan, ...]
    number: int | None = None  # column of the student number
    name: int | None = None
    school_class: int | None = None
    grade: int | None = None  # column of the grade, where classes are only ``1班``
    consent: int | None = None  # column of the consent question
    code: int | None = None  # column that holds the codes of slips, by whatever way they came
    attention: tuple[tuple[int, str], ...] = ()  # attention checks: column, text that shows attention
    unused: tuple[int, ...] = ()
    school_year: int | None = None  # the year in which it began; only with it ``2025级8班`` is a class


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that could not become a sheet. Names the row and the reason, never the pupil."""

    row: int
    why: Why
    edition: str = ""  # empty: the whole row, every instrument of the file
    detail: Text = field(default=Text("", ""))
    hint: Text = field(default=Text("", ""))


@dataclass(frozen=True, kw_only=True, eq=False)
class RowBatch:
    """One chunk, read: texts for identity, integer codes for answers. Every array has one line per row of the chunk."""

    first_row: int
    answers: dict[str, npt.NDArray[np.int8]]  # edition -> (rows, items); NO_ANSWER = none
    unreadable: dict[str, npt.NDArray[np.bool_]]  # edition -> (rows,): some cell was neither code nor blank
    numbers: list[str]  # normalised student numbers, "" if none
    names: list[str]
    classes: list[str]
    declined: npt.NDArray[np.bool_]  # said no to the consent question
    inattentive: npt.NDArray[np.bool_]  # failed an attention check
    blank: npt.NDArray[np.bool_]  # nothing in the whole row but metadata
    seconds: npt.NDArray[np.float32]  # NaN if not told
    answered_at: npt.NDArray[np.datetime64]  # UTC, NaT if not told
    codes: list[str] = field(default_factory=list)  # of slips, "" if none; empty: the file has no column of them
    signed: npt.NDArray[np.object_] | None = None  # Why or None: what the platform itself says against the row; None: nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class Register:
    """The roster as import needs it: packed columns, one line per pupil on the roster, sorted by ``marks``.

    Holds no name and no number: ``marks`` are HMACs of numbers under the index key.
    """

    marks: npt.NDArray[np.bytes_]  # S16, sorted
    pupil: npt.NDArray[np.int32]
    school_class: npt.NDArray[np.int16]  # class id
    grade: npt.NDArray[np.int8]
    sex: npt.NDArray[np.int8]  # 0 unknown, 1 male, 2 female
    born: npt.NDArray[np.datetime64]  # month, NaT if unknown
    consent: npt.NDArray[np.int8]  # 0 not told, 1 granted, 2 refused or withdrawn
    held: npt.NDArray[np.bool_] | None = None  # no contact of the family may be told (F5); None: the roster says nothing of it
    left: "Leavers | None" = None  # who was on the roster and has left; on no other line


@dataclass(frozen=True, kw_only=True, eq=False)
class Leavers:
    """Pupils who have left the school: their answers are refused with that reason and still read for safety."""

    marks: npt.NDArray[np.bytes_]  # S16, sorted
    pupil: npt.NDArray[np.int32]


class Roll(Protocol):
    """Pupils by name, for rows without a usable number. Opened class by class, and only when needed."""

    def class_named(self, text: str) -> int | None:
        """The class id for ``701``, ``七年级1班``, ``七(1)班`` …; None if no class is meant."""
        ...

    def names(self, school_class: int) -> Sequence[tuple[int, str]]:
        """(pupil, name) of everybody in the class."""
        ...

    def everybody(self) -> Sequence[tuple[int, str]]:
        """(pupil, name) of the whole school."""
        ...

    def sounding(self, name: str) -> Sequence[int]:
        """Pupils of the whole school whose name is this one or sounds like it, for rows that name no class or the wrong one."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Matches:
    """Which pupil each row is. ``pupil`` is NOBODY where ``why`` says so."""

    pupil: npt.NDArray[np.int32]
    why: list[Why | None]
    candidates: dict[int, tuple[int, ...]]  # line in the batch -> pupils it might be, nearest first


@dataclass(frozen=True, kw_only=True, eq=False)
class AnswerBlock:
    """Answers of one instrument edition from one chunk, one line per sheet, sorted by pupil."""

    instrument: Instrument
    row: npt.NDArray[np.int32]  # 1-based data row in the file
    pupil: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int8]  # (sheets, items), NO_ANSWER = none
    seconds_per_item: npt.NDArray[np.float32]  # whole duration over all items of the survey, NaN if not told
    answered_at: npt.NDArray[np.datetime64]
    inattentive: npt.NDArray[np.bool_] | None = None  # failed an attention check of the survey; None: it had none


@dataclass(frozen=True, kw_only=True)
class Person:
    """Staff or guardian as the roster names them. Lives in memory and sealed records only."""

    name: str
    role: str
    school_class: str = ""  # class name, for homeroom teachers and deputies
    grade: int | None = None  # for grade heads
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """One contact of a pupil's family."""

    name: str
    relation: str
    phone: str = ""
    standing: str = ""  # 'verified', 'delegated', 'unverified', 'do not use', or empty: nothing was said


@dataclass(frozen=True, kw_only=True)
class GroupTag:
    """A special group a pupil belongs to. Brings support, never severity (ALERT_POLICY H1)."""

    kind: str  # "left_behind", "migrant", "single_parent", "orphan", "disabled", "hardship", "other"
    source: str = ""  # who or what says so
    until: str = ""  # YYYY-MM-DD, the last day it holds; empty: until somebody says otherwise


@dataclass(frozen=True, kw_only=True)
class RosterPupil:
    """One pupil as the roster workbook tells it."""

    row: int
    number: str  # normalised student number
    name: str
    school_class: str
    grade: int
    seat: int | None = None  # 班内学号: the order of every list
    sex: str = ""  # "male", "female", ""
    born: str = ""  # YYYY-MM or YYYY-MM-DD
    consent: str = ""  # "granted", "refused", "withdrawn", ""
    boarding: bool = False
    guardians: tuple[Guardian, ...] = ()
    tags: tuple[GroupTag, ...] = ()
    former: str = ""  # the student number before this one, where the roster tells it
    left_on: str = ""  # YYYY-MM-DD from which the pupil is no longer at the school; empty: is here


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A whole roster workbook, understood. Faults are raised all at once, so a Roster is always usable."""

    school: str
    pupils: tuple[RosterPupil, ...]
    staff: tuple[Person, ...]
    notes: tuple[Text, ...] = ()
    leaving: tuple[str, ...] = ()  # numbers of pupils of whom the file says that they have left
    whole: bool = True  # False: an update; who is not named in it stays as is
    staff_roles: tuple[str, ...] = ()  # the only roles of which ``staff`` speaks; empty: of all
    untold: tuple[str, ...] = ()  # fields of RosterPupil for which the file has no column: what is on record stays


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Law 1 for one instrument of one file: rows = sheets + refusals + blanks."""

    edition: str
    rows: int
    sheets: int
    refusals: int
    blanks: int
