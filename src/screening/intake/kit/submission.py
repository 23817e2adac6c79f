"""A test export as the check sees it: which row is which submission, which column the id block, which the questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.intake.attention import is_attention_check
from screening.intake.coding import option_texts
from screening.intake.identity import Identity, find_consent, find_identity
from screening.intake.interface import Export, Layout, Question
from screening.intake.kit.codes import code_text
from screening.intake.kit.contents import Kit
from screening.intake.kit.trial import Trial
from screening.intake.rows import says_no
from screening.intake.text import compact, student_number

MOST_ROWS = 10
"""A test export holds two or three rows; what has more is real and is not for looking at."""


class State(StrEnum):
    """What the check found at one place."""

    AS_KIT = "as_kit"
    WRONG = "wrong"
    UNTRIED = "untried"  # no submission shows it; not as good as right
    NOTE = "note"  # good to know, nothing to mend


@dataclass(frozen=True)
class Finding:
    """One line of the check: the place, how it is, and why. Speaks of test submissions only."""

    place: Text
    state: State
    what: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Submission:
    """The file, sorted into what the kit speaks of. Columns are 0-based."""

    export: Export
    layout: Layout
    rows: dict[Trial, tuple[str, ...]]
    place: dict[Trial, int]  # 0-based data row of each submission
    others: int  # rows that are none of the submissions
    identity: Identity
    consent: int | None
    slip: int | None  # where the code of the test link arrived
    checks: tuple[Question, ...]  # attention checks
    questions: tuple[Question, ...]  # everything else, in file order

    def blank(self, cell: str) -> bool:
        """Not answered, or skipped by the platform's logic."""
        return compact(cell) in self.layout.blanks


def sort_submission(export: Export, layout: Layout, kit: Kit, trial_code: str) -> Submission:
    """The test export sorted. Raises FileFault for one with more than ten rows: that is real answers, not a test."""
    if len(export.sample) > MOST_ROWS:
        raise FileFault(
            Text(f"这个文件有超过 {MOST_ROWS} 行，不像试填的数据", f"more than {MOST_ROWS} rows: this is no test export"),
            where=plain(export.name),
            hint=Text("请只导出试填的那两三份", "export the two or three test submissions only"),
        )
    options = option_texts([sheet.instrument for sheet in kit.sheets])
    identity = find_identity(layout, export.sample, options)
    taken = {column for column in identity if column is not None}
    consent = find_consent(layout, export.sample, taken)
    slip = next((column for row in export.sample for column, cell in enumerate(row) if code_text(cell) == trial_code), None)
    left = [q for q in layout.questions if q.column not in taken | {consent, slip}]
    checks = [q for q in left if is_attention_check(q, options)]
    place = _places(export.sample, identity.number, consent)
    return Submission(
        export=export,
        layout=layout,
        rows={trial: tuple(export.sample[row]) for trial, row in place.items()},
        place=place,
        others=len(export.sample) - len(place),
        identity=identity,
        consent=consent,
        slip=slip,
        checks=tuple(checks),
        questions=tuple(q for q in left if q not in checks),
    )


def _places(rows: Sequence[Sequence[str]], number: int | None, consent: int | None) -> dict[Trial, int]:
    """Row of each submission: by the last digit of its number, else by whether it declines, else in order; the latest counts."""
    known: dict[Trial, int] = {}
    unnamed = []
    for at, row in enumerate(rows):
        digits = student_number(row[number]).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if number is not None else ""
        if digits.isdecimal() and int(digits) in set(Trial):
            known[Trial(int(digits))] = at
        else:
            unnamed.append(at)
    for at in unnamed:
        declines = consent is not None and says_no(rows[at][consent])
        free = [Trial.DECLINED] if declines else [Trial.FIRST, Trial.SECOND]
        trial = next((one for one in free if one not in known), None)
        if trial is not None:
            known[trial] = at
    return known
