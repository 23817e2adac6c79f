"""Consents as guardians and pupils gave them: read from a list or a parents' survey, and what holds when several spoke."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.intake.identity import find_identity
from screening.intake.interface import Chunk, ColumnPlan, Export, Layout, RowBatch
from screening.intake.rows import read_rows, says_no
from screening.intake.text import clean, compact
from screening.intake.times import utc_times

GRANTED, REFUSED, WITHDRAWN, SILENT = "granted", "refused", "withdrawn", ""
GUARDIAN, PUPIL = "guardian", "pupil"
_STAGES = (1, 4, 7)  # consent is renewed at the start of grades 4 and 7 (PRIVACY §2)
_WITHDRAWN = re.compile(r"撤回|withdrawn")
_REFUSED = re.compile(r"不(?:太)?(?:同意|愿|参加|想|希望)|拒绝|refuse|disagree|not agree|don'tagree")
_GRANTED = re.compile(r"同意|愿意|agree|granted")
_YES = frozenset({"是", "yes", "y", "true", "已签", "已签字"})
_SILENT = frozenset({"", "未回复", "待确认", "未签", "未填"})
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (  # what is not the answer itself, the surest first
    ("version", re.compile(r"版本|version")),
    ("day", re.compile(r"日期|时间|^date$|^time$")),
    ("channel", re.compile(r"方式|渠道|channel")),
    ("checked", re.compile(r"核对|核实|查验|checked")),
    ("assent", re.compile(r"(?:学生|孩子)?本人(?:意愿|同意|愿意)|学生(?:意愿|同意|愿意)|assent")),
    ("who", re.compile(r"关系|您是|你是(?:学生|孩子)的|relation|^guardian$|^监护人$")),
)
_ANSWER = re.compile(r"同意|知情|愿意|consent")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one person said once."""

    party: str  # guardian | pupil
    answer: str  # granted | refused | withdrawn
    at: datetime  # when it was given, else when it was entered
    who: str = ""  # relation of the guardian; empty: speaks for the family as a whole
    version: str = ""  # of the consent text
    channel: str = ""  # paper, survey, by telephone …
    checked: bool | None = None  # whether somebody made sure that it was the guardian; None: nothing is told
    grade: int = 0  # of the pupil when it was given


@dataclass(frozen=True, kw_only=True, eq=False)
class ConsentRows:
    """Rows of one chunk: who is meant, and what each row says; ``answers`` has one text a row and party."""

    batch: RowBatch
    answers: dict[str, list[str]]  # party -> granted | refused | withdrawn | "" | "?" for an answer nobody can be sure of
    cells: dict[str, list[str]]  # version, channel, checked, who as written; "" where there is no such column
    given_at: list[datetime | None]


def read_consents(export: Export, layout: Layout, *, school_year: int | None = None) -> Iterable[ConsentRows]:
    """The rows of a consent list or of a survey that parents answered, chunk by chunk.

    An empty answer is silence and says nothing; an option number never counts as yes. Raises MappingFault where no column tells
    whose consent it is, or none holds the answer.
    """
    places = _places(export, layout)
    identity = find_identity(layout, export.sample, frozenset())
    if (identity.number is None and identity.name is None) or not {"answer", "assent"} & set(places):
        raise MappingFault(
            Text("没有找到学号（或姓名）列，或没有同意与否的列", "no column for number or name, or none for the answer"),
            where=plain(export.name),
            hint=Text("表头请写：学号、姓名、班级、是否同意", "headings: number, name, class, consent"),
        )
    plan = ColumnPlan(
        layout=layout,
        instruments=(),
        number=identity.number,
        name=identity.name,
        school_class=identity.school_class,
        grade=identity.grade,
        school_year=school_year,
    )
    return (_rows(chunk, plan, places) for chunk in export.chunks())


def standing(told: Sequence[Statement], grade: int) -> str:
    """What holds for a pupil of ``grade``: granted, refused, withdrawn, or "" while nobody has agreed (PRIVACY §2).

    Later statements of the same guardian replace earlier ones; one that names nobody speaks for the family and replaces all.
    Any guardian's no wins, and so does the pupil's. A yes holds for its stage only (grades 4–6, 7–9), and not at all where
    somebody noted that the guardian could not be made sure of.
    """
    guardians: dict[str, Statement] = {}
    pupil: Statement | None = None
    for one in sorted(told, key=lambda statement: statement.at):
        if one.party == PUPIL:
            pupil = one
        else:
            guardians = {one.who: one} if not one.who else {**guardians, one.who: one}
    against = [one.answer for one in (*guardians.values(), *([pupil] if pupil else [])) if one.answer != GRANTED]
    if against:
        return WITHDRAWN if WITHDRAWN in against else REFUSED
    agreed = any(one.checked is not False and stage(one.grade) == stage(grade) for one in guardians.values())
    return GRANTED if agreed else SILENT


def stage(grade: int) -> int:
    """The grade with which the stage began at which consent is renewed: 7, 4, or 1 before."""
    return max(first for first in _STAGES if first <= max(grade, 1))


def answer_of(cell: str) -> str:
    """granted, refused, withdrawn, "" for silence, "?" for anything else: consent is never guessed."""
    said = compact(cell)
    if said in _SILENT:
        return SILENT
    if _WITHDRAWN.search(said):
        return WITHDRAWN
    if says_no(cell) or _REFUSED.search(said):
        return REFUSED
    return GRANTED if said in _YES or _GRANTED.search(said) else "?"


def _places(export: Export, layout: Layout) -> dict[str, int]:
    """The column of each thing a row tells, 0-based."""
    found: dict[str, int] = {}
    asked = [(question.column, compact(question.stem)) for question in layout.questions]
    for key, words in _COLUMNS:
        place = next((column for column, stem in asked if column not in found.values() and words.search(stem)), None)
        if place is not None:
            found[key] = place
    left = [(column, stem) for column, stem in asked if column not in found.values() and _ANSWER.search(stem)]
    told = [column for column, _ in left if any(answer_of(row[column]) not in ("", "?") for row in export.sample)]
    nobody_answered = [column for column, _ in left if not any(compact(row[column]) for row in export.sample)]
    if told or nobody_answered:
        found["answer"] = (told or nobody_answered)[0]
    return found


def _rows(chunk: Chunk, plan: ColumnPlan, places: dict[str, int]) -> ConsentRows:
    def cells(key: str) -> list[str]:
        blanks = plan.layout.blanks
        texts = chunk.column(places[key]).texts() if key in places else [""] * chunk.rows
        return ["" if compact(text) in blanks else clean(text) for text in texts]

    batch = read_rows(chunk, plan)
    times = utc_times(cells("day"), plan.layout.zone) if "day" in places else batch.answered_at
    parties = {GUARDIAN: "answer", PUPIL: "assent"}
    return ConsentRows(
        batch=batch,
        answers={party: [answer_of(cell) for cell in cells(key)] for party, key in parties.items() if key in places},
        cells={key: cells(key) for key in ("version", "channel", "checked", "who")},
        given_at=[_moment(at) for at in times],
    )


def checked_of(cell: str) -> bool | None:
    """Whether somebody made sure of the guardian; None where nothing is told."""
    said = compact(cell)
    return None if not said else not (says_no(cell) or said.startswith("未"))


def _moment(at: np.datetime64) -> datetime | None:
    return None if np.isnat(at) else datetime.fromtimestamp(int(at.astype("datetime64[s]").astype(int)), UTC)
