"""What a survey platform's headings tell: questions, the platform's own columns, and signs against a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Why a row became no sheet."""

    UNKNOWN_PUPIL = "unknown_pupil"
    UNKNOWN_CODE = "unknown_code"  # a slip's code that is nobody's: mistyped, or of another wave
    NEAR_MISS = "near_miss"  # a person must say whether it is the pupil we think
    SECOND_SITTING = "second_sitting"
    WRONG_GRADE = "wrong_grade"
    TOO_YOUNG = "too_young"  # or not known to be old enough for an instrument with a lowest age
    NO_CONSENT = "no_consent"
    OUT_OF_SCOPE = "out_of_scope"  # the wave is for other grades, classes or pupils
    DECLINED = "declined_by_pupil"
    UNREADABLE = "unreadable"  # an answer outside the instrument's codes
    NO_IDENTITY = "no_identity"  # neither number nor name
    DAMAGED_NUMBER = "damaged_number"  # Excel ate the last digits
    LEFT = "left_school"  # the number is of a pupil who has left the school
    TEST = "test_submission"  # filled in to try the form out: name 测试, number 0
    TRIAL = "trial"  # the platform says: a preview or a test, no pupil's sheet
    UNFINISHED = "unfinished"  # the platform says: begun and never handed in


@dataclass(frozen=True, kw_only=True)
class Question:
    """One column that holds answers to something, as the platform's headings tell it."""

    column: int  # 0-based column of the file
    number: int | None  # the platform's question number, if printed
    stem: str  # question text without number; for a matrix the stem of its first row
    row: str = ""  # matrix row or option text
    matrix: bool = False


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a platform module understood of the headings. Column numbers are 0-based."""

    platform: str  # "wjx", "plain", …
    coding: str | None  # "text", "number", "score", or None if it doesn't tell
    questions: tuple[Question, ...]
    submitted: int | None = None  # column of the submission time
    seconds: int | None = None  # column of the time used
    serial: int | None = None  # the platform's running number
    ignored: tuple[int, ...] = ()  # IP addresses and other things we never read
    blanks: frozenset[str] = frozenset({""})  # cell texts that mean: not answered, or skipped
    headings: tuple[str, ...] = ()  # what the columns are called, where several header rows tell it together
    header_rows: int = 1  # from the first header row to the first data row
    names: tuple[str, ...] | None = None  # one per column, read for item names like phq9_q7; None: the headings
    own_codes: bool = True  # numbers under named columns are the instrument's own codes
    zone: str = "Asia/Shanghai"  # of submission times that don't tell their own
    signs: tuple["Sign", ...] = ()  # by which the platform says that a row is no finished sheet
    option_numbers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # column -> answer (text.option) -> its number
    many_rows: tuple[int, ...] = ()  # columns of events and repeats that differ: a pupil may have many rows


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What a cell of one column says about its row: a preview, or begun and never handed in."""

    column: int
    cells: frozenset[str]  # as compared (``text.compact``)
    why: Why
