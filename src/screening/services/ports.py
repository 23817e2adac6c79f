"""What services need of the outside world: small Protocols, implemented in adapters and joined in wiring."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.casefiles.interface import Entry
from screening.core.audit import Audit
from screening.core.ids import ImportId, MessageId, PupilId, TaskId, WaveId
from screening.followup.records import (
    Alert,
    ImportState,
    Message,
    NewAlert,
    NewMessage,
    NewTask,
    Pupil,
    SchoolClass,
    StaffMember,
    StoredRefusal,
    Task,
    Wave,
)
from screening.intake.interface import Person, Register, Roll, RosterPupil
from screening.scoring.interface import SheetBlock

__all__ = [
    "Alert",
    "AlertStore",
    "AuditTrail",
    "CaseFileStore",
    "CaseworkKey",
    "ImportState",
    "MarkArray",
    "Message",
    "NewAlert",
    "NewMessage",
    "NewTask",
    "OutboxStore",
    "Pupil",
    "PupilArray",
    "RosterStore",
    "SchoolClass",
    "StaffMember",
    "StoredRefusal",
    "Task",
    "TaskStore",
    "UnitOfWork",
    "Wave",
    "WaveStore",
]

PupilArray = npt.NDArray[np.int32]
MarkArray = npt.NDArray[np.bytes_]  # S16


class CaseworkKey(Protocol):
    """An unlocked casework key: proof that a person with the right to read is present. Opaque to services."""

    key_id: int


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
    def has_sheets(self, wave: WaveId) -> bool: ...


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
