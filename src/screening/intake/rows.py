"""Reads a chunk by its plan: integer codes for answers, texts for identity, each different cell looked at once."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from screening.instruments.firing import fires
from screening.intake import times
from screening.intake.classes import parse_class
from screening.intake.interface import NO_ANSWER, Chunk, Column, ColumnPlan, InstrumentPlan, RowBatch
from screening.intake.kit.codes import code_text
from screening.intake.text import clean, compact, option, student_number, without_letter

UNREADABLE = -2  # neither code nor blank; inside this module only, handed on as NO_ANSWER with a flag

Mask = npt.NDArray[np.bool_]
_NO = ("不", "否", "拒绝", "no", "false", "disagree")


def read_rows(chunk: Chunk, plan: ColumnPlan) -> RowBatch:
    """The chunk as one RowBatch, one line per row, nothing left out.

    A cell that is neither a code nor a blank becomes NO_ANSWER and marks the sheet of its instrument unreadable: it is
    never counted as an answer, low or high. A row is blank if nothing in it is filled in but the platform's own columns.
    """
    answers, unreadable = {}, {}
    for each in plan.instruments:
        codes = _codes(chunk, plan, each, each.columns)
        unreadable[each.instrument.edition] = (codes == UNREADABLE).any(axis=1)
        answers[each.instrument.edition] = np.maximum(codes, NO_ANSWER)
    numbers = _texts(chunk, plan, plan.number, student_number)
    names = _texts(chunk, plan, plan.name, clean)
    classes = _classes(chunk, plan)
    slips = [] if plan.code is None else _texts(chunk, plan, plan.code, code_text)
    empty = np.all([(matrix == NO_ANSWER).all(axis=1) for matrix in answers.values()], axis=0)
    empty &= ~np.any(list(unreadable.values()), axis=0)
    empty &= np.array([not (number or name) for number, name in zip(numbers, names, strict=True)], dtype=bool)
    if slips:
        empty &= np.array([not slip for slip in slips], dtype=bool)
    return RowBatch(
        first_row=chunk.first_row,
        answers=answers,
        unreadable=unreadable,
        numbers=numbers,
        names=names,
        classes=classes,
        codes=slips,
        declined=_declined(chunk, plan),
        inattentive=_inattentive(chunk, plan),
        blank=_blank(chunk, plan, empty),
        seconds=_seconds(chunk, plan),
        answered_at=_answered_at(chunk, plan),
        signed=_signed(chunk, plan),
    )


def safety_only(chunk: Chunk, plan: ColumnPlan) -> Mask:
    """Rows in which a safety item of any instrument has a code from which it fires; shape (rows,).

    Only safety columns are read. Who the row belongs to, and whether it can become a sheet, does not matter here.
    """
    fired = np.zeros(chunk.rows, dtype=bool)
    for each in plan.instruments:
        items = each.instrument.safety_columns
        if items:
            fired |= fires(_codes(chunk, plan, each, [each.columns[item] for item in items]), each.instrument).any(axis=1)
    return fired


def codes_of(
    chunk: Chunk, plan: ColumnPlan, planned: InstrumentPlan, columns: Sequence[int] | None = None
) -> npt.NDArray[np.int8]:
    """Codes (rows, items) of one instrument, or of these columns of it; NO_ANSWER for whatever is no code."""
    return np.maximum(_codes(chunk, plan, planned, planned.columns if columns is None else columns), NO_ANSWER)


def safety_columns(plan: ColumnPlan) -> tuple[int, ...]:
    """Columns of the file that ``safety_only`` reads."""
    return tuple(sorted({each.columns[item] for each in plan.instruments for item in each.instrument.safety_columns}))


def _codes(chunk: Chunk, plan: ColumnPlan, each: InstrumentPlan, columns: Sequence[int]) -> npt.NDArray[np.int8]:
    """Codes (rows, columns), NO_ANSWER for blanks, UNREADABLE for anything else."""
    code_of = _coder(each.codes, plan.layout.blanks)
    codes = np.empty((chunk.rows, len(columns)), dtype=np.int8)
    for place, column in enumerate(columns):
        told = chunk.column(column)
        table = np.fromiter((code_of(value) for value in told.values), dtype=np.int8, count=len(told.values))
        codes[:, place] = table[told.indices] if len(table) else NO_ANSWER
    return codes


def _coder(codes: Mapping[str, int], blanks: frozenset[str]) -> Callable[[str], int]:
    """Cell text → code, each spelling worked out once."""
    known: dict[str, int] = {}

    def code_of(value: str) -> int:
        if value not in known:
            known[value] = _code(value, codes, blanks)
        return known[value]

    return code_of


def _code(value: str, codes: Mapping[str, int], blanks: frozenset[str]) -> int:
    answer = option(value)
    if answer in codes:
        return codes[answer]
    if answer in blanks:
        return NO_ANSWER
    return codes.get(without_letter(answer), UNREADABLE)


def _filled(chunk: Chunk, plan: ColumnPlan, column: int) -> Mask:
    """Rows in which the column holds more than a blank."""
    told = chunk.column(column)
    return _mask(told, lambda value: compact(value) not in plan.layout.blanks)


def _mask(told: Column, holds: Callable[[str], bool]) -> Mask:
    table = np.fromiter((holds(value) for value in told.values), dtype=bool, count=len(told.values))
    return table[told.indices] if len(table) else np.zeros(len(told.indices), dtype=bool)


def _texts(chunk: Chunk, plan: ColumnPlan, column: int | None, turn: Callable[[str], str]) -> list[str]:
    if column is None:
        return [""] * chunk.rows
    told = chunk.column(column)
    blanks = plan.layout.blanks
    starts = {sign for blank in blanks if blank for sign in (blank[0], blank[0].upper())}  # most cells are told by one letter
    turned = [turn(value) for value in told.values]
    kept = ["" if text[:1] in starts and compact(text) in blanks else text for text in turned]
    return [kept[index] for index in told.indices.tolist()]


def _classes(chunk: Chunk, plan: ColumnPlan) -> list[str]:
    """The class as written; after the grade, where the class column holds only ``1班``."""
    classes = _texts(chunk, plan, plan.school_class, clean)
    if plan.grade is not None:
        grades = _texts(chunk, plan, plan.grade, clean)
        classes = [_joined(grade, name) for grade, name in zip(grades, classes, strict=True)]
    if plan.school_year is None:
        return classes
    spelled = {text: _this_year(text, plan.school_year) for text in set(classes)}
    return [spelled[text] for text in classes]


def _this_year(text: str, school_year: int) -> str:
    """``2025级8班`` as ``808``: which grade that is depends on the year; every other spelling stays as it is."""
    found = parse_class(text, school_year=school_year) if "级" in text and "年级" not in text else None
    return found.name if found else text


def _joined(grade: str, name: str) -> str:
    short = len(name.removesuffix("班").strip("()第")) <= 2  # noqa: PLR2004  # a class number, no grade before it
    return f"{_as_grade(grade)}{name}" if grade and name and short else name


def _as_grade(text: str) -> str:
    return text if not text.isdecimal() else f"{text}年级"


def _declined(chunk: Chunk, plan: ColumnPlan) -> Mask:
    """Said no; a blank is no no. By option number (按序号) the first option is taken for yes, the second for no."""
    if plan.consent is None:
        return np.zeros(chunk.rows, dtype=bool)
    return _mask(chunk.column(plan.consent), says_no)


def says_no(cell: str) -> bool:
    """Whether an answer to the consent question declines."""
    return compact(cell).startswith(_NO) or compact(cell) in ("0", "2")


def _inattentive(chunk: Chunk, plan: ColumnPlan) -> Mask:
    """Chose something else than an attention check asked for; not having answered it is no failure."""
    failed = np.zeros(chunk.rows, dtype=bool)
    for column, wanted in plan.attention:
        right = {wanted} | set(plan.layout.blanks)
        failed |= _mask(chunk.column(column), lambda value, right=right: option(value) not in right)  # type: ignore[misc]  # bound now
    return failed


def _signed(chunk: Chunk, plan: ColumnPlan) -> npt.NDArray[np.object_] | None:
    """What the platform's own columns say against each row, the first sign counts; None where it has no such column."""
    if not plan.layout.signs:
        return None
    reasons = np.full(chunk.rows, None, dtype=object)
    for sign in reversed(plan.layout.signs):
        reasons[_mask(chunk.column(sign.column), lambda value, cells=sign.cells: compact(value) in cells)] = sign.why  # type: ignore[misc]  # bound now
    return reasons


def _blank(chunk: Chunk, plan: ColumnPlan, empty: Mask) -> Mask:
    """Of the rows without item or identity, those in which no other question is answered either."""
    for question in plan.layout.questions:
        if not empty.any():
            break
        empty = empty & ~_filled(chunk, plan, question.column)
    return empty


def _seconds(chunk: Chunk, plan: ColumnPlan) -> npt.NDArray[np.float32]:
    if plan.layout.seconds is None:
        return np.full(chunk.rows, np.nan, dtype=np.float32)
    told = chunk.column(plan.layout.seconds)
    return np.array([times.seconds(value) for value in told.values], dtype=np.float32)[told.indices]


def _answered_at(chunk: Chunk, plan: ColumnPlan) -> npt.NDArray[np.datetime64]:
    if plan.layout.submitted is None:
        return np.full(chunk.rows, np.datetime64("NaT"), dtype="datetime64[s]")
    told = chunk.column(plan.layout.submitted)
    return times.utc_times(told.values, plan.layout.zone)[told.indices]
