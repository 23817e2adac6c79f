"""What services need of the outside world: small Protocols, implemented in adapters and joined in wiring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Decision, Readings
from screening.casefiles.interface import Entry
from screening.core.audit import Audit
from screening.core.ids import AlertId, ClassId, ImportId, MessageId, PupilId, StaffId, TaskId, WaveId
from screening.followup.interface import TaskPlan
from screening.intake.interface import Person, Refusal, Register, Roll, RosterPupil
from screening.scoring.interface import SheetBlock

PupilArray = npt.NDArray[np.int32]
MarkArray = npt.NDArray[np.bytes_]  # S16


class CaseworkKey(Protocol):
    """An unlocked casework key: proof that a person with the right to read is present. Opaque to services."""

    key_id: int


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
class StoredRefusal:
    """A refusal as kept: which import, whether a safety item fired, and whether a task was opened for it."""

    imported: ImportId
    refusal: Refusal
    critical: int  # Critical grade read from the row
    pupil: PupilId | None  # known for a second sitting, a wrong grade, a missing consent
    candidates: tuple[PupilId, ...] = ()


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


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to be written. ``pupil`` is None for 'safety answer, pupil not identified'."""

    pupil: PupilId | None
    plan: TaskPlan
    owner: StaffId | None  # None: nobody holds the role, which is itself shown
    severity: int
    created_at: datetime
    note: str = ""  # e.g. "import 3, row 17": never a name


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
    attempts: int


class RosterStore(Protocol):
    """Pupils, classes and staff. Identity is sealed; the register holds marks and codes only."""

    def classes(self) -> Sequence[SchoolClass]: ...
    def add_classes(self, classes: Iterable[tuple[str, int]], audit: Audit) -> None: ...
    def pupils(self, audit: Audit, ids: Sequence[PupilId] | None = None) -> Sequence[Pupil]: ...
    def put_pupils(self, new: Sequence[RosterPupil], changed: Sequence[Pupil], audit: Audit) -> None: ...
    def history(self, pupil: PupilId, audit: Audit) -> Sequence[RosterPupil]: ...
    def staff(self, audit: Audit) -> Sequence[StaffMember]: ...
    def put_staff(self, staff: Sequence[Person], audit: Audit) -> None: ...
    def register(self, audit: Audit) -> Register: ...
    def roll(self, audit: Audit) -> Roll: ...
    def marks(self, numbers: Sequence[str]) -> MarkArray: ...


class WaveStore(Protocol):
    """Waves, imports, sheets and refusals."""

    def open(self, name: str, audit: Audit) -> Wave: ...
    def close(self, wave: WaveId, audit: Audit) -> None: ...
    def waves(self) -> Sequence[Wave]: ...
    def begin_import(self, wave: WaveId, identity: bytes, audit: Audit) -> ImportState: ...
    def step_done(self, imported: ImportId, steps: int, finished: bool, audit: Audit) -> None: ...
    def add(self, block: SheetBlock, readings: Readings, wave: WaveId, imported: ImportId, audit: Audit) -> None: ...
    def readings(self, wave: WaveId, pupils: PupilArray, audit: Audit) -> Sequence[Readings]: ...
    def add_refusals(self, refusals: Sequence[StoredRefusal], audit: Audit) -> None: ...
    def refusals(self, wave: WaveId, audit: Audit) -> Sequence[StoredRefusal]: ...
    def blocks(self, wave: WaveId, casework: CaseworkKey, audit: Audit) -> Iterable[SheetBlock]: ...
    def known(self, wave: WaveId, edition: str) -> bool: ...


class AlertStore(Protocol):
    """One open alert per pupil."""

    def open_of(self, pupils: PupilArray, audit: Audit) -> dict[PupilId, Alert]: ...
    def all_open(self, audit: Audit) -> Sequence[Alert]: ...
    def add(self, alerts: Sequence[NewAlert], audit: Audit) -> None: ...


class TaskStore(Protocol):
    """Tasks; the clock and the state in the clear, all else sealed."""

    def add(self, tasks: Sequence[NewTask], audit: Audit) -> None: ...
    def open(self, audit: Audit) -> Sequence[Task]: ...
    def get(self, task: TaskId, audit: Audit) -> Task: ...
    def set_state(self, task: TaskId, state: str, audit: Audit) -> None: ...
    def overdue(self, now: datetime, audit: Audit) -> Sequence[Task]: ...


class CaseFileStore(Protocol):
    """Append-only sealed files. Whoever appends can't read."""

    def append(self, entries: Sequence[tuple[PupilId, Entry]], audit: Audit) -> None: ...
    def read(self, pupil: PupilId, casework: CaseworkKey, audit: Audit) -> Sequence[Entry]: ...


class OutboxStore(Protocol):
    """Messages written with the decision and sent later by lease."""

    def add(self, messages: Sequence[NewMessage], audit: Audit) -> None: ...
    def claim_due(self, now: datetime, audit: Audit, limit: int = 200) -> Sequence[Message]: ...
    def sent(self, messages: Sequence[MessageId], audit: Audit) -> None: ...
    def failed(self, message: MessageId, error: str, retry_at: datetime, audit: Audit) -> None: ...
    def waiting(self, audit: Audit) -> Sequence[Message]: ...


class AuditTrail(Protocol):
    """The hash chain of acts."""

    def verify(self) -> int: ...
    def last(self, count: int) -> Sequence[Audit]: ...


class UnitOfWork(Protocol):
    """One transaction. Left without ``commit()`` it rolls back; nothing of it remains."""

    roster: RosterStore
    waves: WaveStore
    alerts: AlertStore
    tasks: TaskStore
    case_files: CaseFileStore
    outbox: OutboxStore
    audit: AuditTrail

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
    def commit(self) -> None: ...
