"""One transaction with all its stores. Left without ``commit()`` it rolls back; what was read is audited all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from screening.adapters.db.acts import Event
from screening.adapters.db.alerts import SqlAlertStore
from screening.adapters.db.audit_trail import SqlAuditTrail
from screening.adapters.db.case_files import SqlCaseFileStore
from screening.adapters.db.engine import READING
from screening.adapters.db.outbox import SqlOutboxStore
from screening.adapters.db.pupil_keys import PupilKeys
from screening.adapters.db.records import SqlRecordStore
from screening.adapters.db.roster import SqlRosterStore
from screening.adapters.db.sealing import RingSealing
from screening.adapters.db.tasks import SqlTaskStore
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.waves import SqlWaveStore
from screening.casefiles.service_keys import ServiceKeys
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.instruments.definition import Instrument

InstrumentOf = Callable[[str], Instrument]


class SqlUnitOfWork:
    """One transaction over one school's store; may be entered again after it was left.

    ``reading``: shares the database with a writer and refuses every write.
    """

    roster: SqlRosterStore
    waves: SqlWaveStore
    alerts: SqlAlertStore
    tasks: SqlTaskStore
    records: SqlRecordStore
    case_files: SqlCaseFileStore
    outbox: SqlOutboxStore
    audit: SqlAuditTrail

    def __init__(self, engine: Engine, keys: ServiceKeys, *, reading: bool, instrument_of: InstrumentOf) -> None:
        """Nothing is opened before the ``with``."""
        self._engine, self._reading = engine, reading
        self._ring = RingSealing(keys)
        self._instrument_of = instrument_of

    def __enter__(self) -> Self:
        """Connect. The transaction begins with the first question or write."""
        with _faults_for_people():
            self._connection: Connection = self._engine.connect().execution_options(**{READING: self._reading})
        session = Session(self._connection, expire_on_commit=False)
        own = Transaction(session, self._ring, PupilKeys(session, self._ring), writing=not self._reading)
        self._own = own
        self.roster, self.waves = SqlRosterStore(own), SqlWaveStore(own, self._instrument_of)
        self.alerts, self.tasks, self.outbox = SqlAlertStore(own), SqlTaskStore(own), SqlOutboxStore(own)
        self.records = SqlRecordStore(own)
        self.case_files, self.audit = SqlCaseFileStore(own), SqlAuditTrail(session, self._ring)
        return self

    def commit(self) -> None:
        """Everything since the last commit, its signatures and its audit events together, or nothing of it.

        Raises StoreFault if the database is in use, full or gone; then nothing was written.
        """
        if self._reading:
            self._write_reads_apart()
            return
        with _faults_for_people():
            for closing in self._own.before_commit:
                closing()
            self._own.pupil_keys.write_new()
            self.audit.write(self._own.acts.all())
            self._own.session.commit()
        self._own.acts.forget()
        self._own.forget()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Roll back what was not committed, and write down what was read meanwhile."""
        try:
            self._write_reads_apart()
        finally:
            self._own.session.close()
            self._connection.close()
        if isinstance(error, OperationalError):
            raise _in_use() from None

    def _write_reads_apart(self) -> None:
        """What a person has seen stays seen: its events get a transaction of their own."""
        with _faults_for_people():
            self._own.session.rollback()
            events = self._own.acts.only_reads()
            if events:
                self._write_alone(events)
        self._own.acts.forget()
        self._own.forget()

    def _write_alone(self, events: list[Event]) -> None:
        with Session(self._engine) as session:
            SqlAuditTrail(session, self._ring).write(events)
            session.commit()


@contextmanager
def _faults_for_people() -> Iterator[None]:
    """A database that is locked, full or gone is told to people; a broken rule of a table stays a bug."""
    try:
        yield
    except OperationalError:
        raise _in_use() from None


def _in_use() -> StoreFault:
    return StoreFault(
        Text("数据库暂时无法写入或读取", "the database can't be written or read at the moment"),
        hint=Text(
            "可能有另一个导入正在进行,或磁盘已满;稍后重试,没有写入一半的数据",
            "another import may be running, or the disk is full; try again later: nothing was written by half",
        ),
    )
