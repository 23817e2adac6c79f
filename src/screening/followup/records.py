"""What is kept and handed back: the frozen records that cross the border between services and the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from screening.alerts.interface import Decision
from screening.core.ids import AlertId, ClassId, ImportId, MessageId, PupilId, RecordId, StaffId, TaskId, WaveId
from screening.followup.interface import TaskPlan
from screening.intake.interface import Person, Refusal, RosterPupil


@dataclass(frozen=True, kw_only=True)
class SchoolClass:
    """One class; in the clear."""

    id: ClassId
    name: str
    grade: int


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """A pupil as opened for somebody who may see names."""

    id: PupilId
    school_class: ClassId
    told: RosterPupil


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """A member of staff with every role held."""

    id: StaffId
    name: str
    roles: tuple[Person, ...]  # one per role held, with its class or grade
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Wave:
    """One screening round."""

    id: WaveId
    name: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ImportState:
    """How far one import has come; ``steps_done`` chunks are committed, in a fixed order."""

    id: ImportId
    steps_done: int
    finished: bool


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What was removed with an import: sheets and refusals, and later imports that may hold what it held."""

    sheets: int
    refusals: int
    later: tuple[ImportId, ...]  # their files may be imported once more


@dataclass(frozen=True, kw_only=True)
class StoredRefusal:
    """A refusal as kept: which import, whether a safety item fired, and whether a task was opened for it."""

    imported: ImportId
    refusal: Refusal
    critical: int  # Critical grade read from the row
    pupil: PupilId | None  # known for a second sitting, a wrong grade, a missing consent
    candidates: tuple[PupilId, ...] = ()
    row_mark: int = 0  # of the whole row, and
    written: int = 0  # of how its pupil is written, where nobody is known; 0 = it names nobody
    mark: int = 0  # of whom and what a row with a safety answer tells: knows it again in a later export; 0 = can't be known


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One pupil's open alert: the decision, when it was saved (T0), when the answers were given."""

    id: AlertId
    pupil: PupilId
    wave: WaveId
    decision: Decision
    opened_at: datetime
    answered_at: datetime | None
    deadlines: dict[str, datetime]
    source: str = ""  # what brought it, "import:3"; empty: written before sources were kept
    replaces: AlertId | None = None  # the alert that it raised or added to


@dataclass(frozen=True, kw_only=True)
class NewAlert:
    """An alert to be written; ``replaces`` is the open alert of the same pupil that it raises or adds to."""

    pupil: PupilId
    wave: WaveId
    decision: Decision
    opened_at: datetime
    answered_at: datetime | None
    deadlines: dict[str, datetime]
    replaces: AlertId | None = None
    source: str = ""  # what brought it: "import:3", "wave:2", "report:17"


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to be written. ``pupil`` is None for 'safety answer, pupil not identified'."""

    pupil: PupilId | None
    plan: TaskPlan
    owner: StaffId | None  # None: nobody holds the role, which is itself shown
    severity: int
    created_at: datetime
    note: str = ""  # e.g. "import 3, row 17": never a name
    source: str = ""  # what brought it, "import:3"; empty: a person, or the clock


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as opened for its owner."""

    id: TaskId
    state: str  # open | done | ended
    task: NewTask


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    """A message to be written to the outbox; its text gives nothing away, so it holds only whom and which wording."""

    key: str  # idempotency: the same key is written once
    recipient: StaffId
    kind: str  # a key of the wording: "todo", "digest"
    due_at: datetime
    pupil: PupilId | None = None  # whose erasure takes the message along


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message claimed for sending."""

    id: MessageId
    message: NewMessage
    attempts: int  # tries so far, this one counted
    error: str = ""  # why the last attempt failed, in words that name nobody


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """Something a person told or decided: an observation, a signature, an absence, a rota, the terms of a wave.

    Records are only added; a later one of the same kind says what holds now. ``body`` is JSON: codes, ids and dates. Free
    text about a pupil belongs into the case file, which the machine can write but not read.
    """

    kind: str  # stable code, e.g. "observation"; sealed with the body, so a thief learns neither
    body: dict[str, Any]
    at: datetime  # when it was entered
    by: StaffId
    pupil: PupilId | None = None
    wave: WaveId | None = None
    shelf: str = "pupil"  # in the clear, e.g. "rota"; whatever speaks of a pupil stands on the one shelf "pupil"

    def __post_init__(self) -> None:
        """A pupil's record on a shelf of its own would say in the clear what it is about."""
        if (self.shelf == "pupil") != (self.pupil is not None):
            raise ValueError("records of pupils, and only those, stand on the shelf 'pupil'")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record as opened."""

    id: RecordId
    record: NewRecord
