"""The tables. They hold no behaviour and no secret: whatever says something about a pupil stands in a sealed column."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, SmallInteger, String, Table, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from screening.adapters.db.columns import UtcTime

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, the same on both databases, so that a migration can speak of it."""

Id = Annotated[int, mapped_column(primary_key=True)]
OfPupil = Annotated[int, mapped_column(ForeignKey("pupil.id"))]
OfWave = Annotated[int, mapped_column(ForeignKey("wave.id"))]
OfImport = Annotated[int, mapped_column(ForeignKey("import.id"))]
Small = Annotated[int, mapped_column(SmallInteger)]
When = Annotated[datetime, mapped_column(UtcTime)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]

_NEVER_AGAIN = {"sqlite_autoincrement": True}  # a number once given is never given again: audit events speak of it


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMING)


class WorkspaceRow(Base):
    """The one school of this store. ``synthetic`` is set when the store is made and never taken back."""

    __tablename__ = "workspace"

    id: Mapped[Id]
    school: Mapped[bytes] = mapped_column(LargeBinary(16))
    synthetic: Mapped[bool]
    format: Mapped[Small]


class ClassRow(Base):
    """One class of the school."""

    __tablename__ = "school_class"
    __table_args__ = (UniqueConstraint("name", "grade"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(64))
    grade: Mapped[Small]


class StaffRow(Base):
    """One member of staff."""

    __tablename__ = "staff"

    id: Mapped[Id]
    revision: Mapped[int]
    sealed: Mapped[Sealed]  # name, roles, addresses


class PupilRow(Base):
    """One pupil. Ids are a random permutation of the roster, so neither id nor row order names anybody."""

    __tablename__ = "pupil"

    id: Mapped[Id] = mapped_column(autoincrement=False)
    number_mark: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)  # keyed, of the student number
    revision: Mapped[int]
    identity: Mapped[Sealed]  # the roster's line and the class


class PupilHistoryRow(Base):
    """An earlier identity of a pupil, sealed as it was."""

    __tablename__ = "pupil_history"

    pupil_id: Mapped[OfPupil] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    identity: Mapped[Sealed]


class RegisterRow(Base):
    """The roster as import needs it: marks and codes, and names by class, one sealed blob each, so that an import opens two."""

    __tablename__ = "register"

    id: Mapped[Id]
    revision: Mapped[int]
    sealed: Mapped[Sealed]


class PupilKeyRow(Base):
    """One pupil's key of one retention class, wrapped. Destroying the row erases what was sealed under it."""

    __tablename__ = "pupil_key"
    __table_args__ = ({"sqlite_with_rowid": False},)  # a chunk's keys lie side by side

    retention: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    pupil_id: Mapped[OfPupil] = mapped_column(primary_key=True, autoincrement=False)
    ring_key_id: Mapped[int]
    wrapped: Mapped[Sealed]


class WaveRow(Base):
    """One screening round."""

    __tablename__ = "wave"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(128), unique=True)
    opened_at: Mapped[When]
    closed_at: Mapped[When | None]


class WaveEditionRow(Base):
    """An instrument edition that has sheets in a wave."""

    __tablename__ = "wave_edition"
    __table_args__ = (UniqueConstraint("wave_id", "edition"),)

    id: Mapped[Id]
    wave_id: Mapped[OfWave]
    edition: Mapped[str] = mapped_column(String(64))


class ImportRow(Base):
    """One imported file, known again by a keyed digest, and how many of its chunks are committed."""

    __tablename__ = "import"
    __table_args__ = (UniqueConstraint("wave_id", "identity_mark"),)

    id: Mapped[Id]
    wave_id: Mapped[OfWave]
    identity_mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    steps_done: Mapped[int]
    finished: Mapped[bool]


class ChunkKeyRow(Base):
    """The key of one chunk's answers, sealed to casework: whoever imports can't read it again."""

    __tablename__ = "chunk_key"

    id: Mapped[Id]
    import_id: Mapped[OfImport] = mapped_column(index=True)
    casework_key_id: Mapped[int]
    sealed: Mapped[Sealed]


class SheetRow(Base):
    """One sheet. ``answers`` can only be written; ``result`` is read again by later imports of the wave."""

    __tablename__ = "sheet"
    __table_args__ = (Index(None, "wave_edition_id", "pupil_id", "revision", unique=True), _NEVER_AGAIN)

    id: Mapped[Id]
    pupil_id: Mapped[OfPupil]
    wave_edition_id: Mapped[int] = mapped_column(ForeignKey("wave_edition.id"))
    revision: Mapped[int]
    chunk_key_id: Mapped[int] = mapped_column(ForeignKey("chunk_key.id"))
    answers: Mapped[Sealed]  # codes, row, seconds, safety answers
    result: Mapped[Sealed]  # bands, critical grade, validity, scores


class RefusalRow(Base):
    """A row of an export that became no sheet."""

    __tablename__ = "refusal"

    id: Mapped[Id]
    import_id: Mapped[OfImport] = mapped_column(index=True)
    sealed: Mapped[Sealed]


class AlertRow(Base):
    """An alert. At most one open alert per pupil: the database itself refuses a second."""

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open_pupil_id",
            "pupil_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        _NEVER_AGAIN,
    )

    id: Mapped[Id]
    pupil_id: Mapped[OfPupil]
    wave_id: Mapped[OfWave]
    state: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[Sealed]  # decision, times, deadlines


class TaskRow(Base):
    """One follow-up task. Clear: only what the scheduler must sort by."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "state", "due_at"), _NEVER_AGAIN)

    id: Mapped[Id]
    pupil_id: Mapped[OfPupil | None] = mapped_column(index=True)
    due_at: Mapped[When]
    state: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[Sealed]  # kind, owner, severity, rule, when it was made


class RecordRow(Base):
    """Something a person told or decided. The shelf says no more than "about a pupil" or "the rota"; the kind is sealed."""

    __tablename__ = "record"
    __table_args__ = (Index(None, "shelf", "wave_id"), _NEVER_AGAIN)

    id: Mapped[Id]
    shelf: Mapped[str] = mapped_column(String(32))
    pupil_id: Mapped[OfPupil | None] = mapped_column(index=True)
    wave_id: Mapped[OfWave | None]
    sealed: Mapped[Sealed]  # kind, body, author, time


class CaseFileRow(Base):
    """Head of one pupil's file. Every pupil on the roster has one, so its being there says nothing."""

    __tablename__ = "case_file"

    pupil_id: Mapped[OfPupil] = mapped_column(primary_key=True, autoincrement=False)  # also the file's number
    head_number: Mapped[int]
    head_link: Mapped[bytes] = mapped_column(LargeBinary(32))


class EntrySignatureRow(Base):
    """The pipeline's signature over the links of all entries of one transaction, in the order of their ids."""

    __tablename__ = "entry_signature"

    id: Mapped[Id]
    links: Mapped[bytes]  # 32 bytes each: what was signed, so that one entry can be checked without the others
    signature: Mapped[bytes]


class EntryRow(Base):
    """One entry: its sealed body in the chain, and the slot for those who may read. Two unique rules forbid a fork."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("file_id", "number"), UniqueConstraint("file_id", "previous"), _NEVER_AGAIN)

    id: Mapped[Id]
    file_id: Mapped[int] = mapped_column(ForeignKey("case_file.pupil_id"))
    number: Mapped[int]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    header: Mapped[bytes]
    body: Mapped[Sealed]
    slot: Mapped[Sealed]
    signature_id: Mapped[int] = mapped_column(ForeignKey("entry_signature.id"), index=True)


class MessageRow(Base):
    """One outgoing message: written with the decision, sent later by lease."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "sent_at", "due_at"), _NEVER_AGAIN)

    id: Mapped[Id]
    key_mark: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    pupil_id: Mapped[OfPupil | None]
    due_at: Mapped[When]
    claimed_at: Mapped[When | None]
    sent_at: Mapped[When | None]
    attempts: Mapped[Small]
    sealed: Mapped[Sealed]  # key, recipient, kind
    failure: Mapped[Sealed | None]  # what the channel said last


class AuditRow(Base):
    """One audit event in its hash chain."""

    __tablename__ = "audit"

    id: Mapped[Id] = mapped_column(autoincrement=False)
    sealed: Mapped[Sealed]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


def table_of(row: type[Base]) -> Table:
    """The table behind a row class, for the bulk door."""
    table = row.__table__
    if not isinstance(table, Table):  # a join or a subquery can't be written to
        raise TypeError(f"{row.__name__} is not a plain table")
    return table
