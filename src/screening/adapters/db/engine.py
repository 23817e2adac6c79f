"""How a database is opened: SQLite in its most careful mode, PostgreSQL as it comes."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError

from screening.core.errors import StoreFault
from screening.core.language import Text, plain

READING = "screening_reading"  # execution option: this connection only reads, so it may share the database

_PRAGMAS = (
    "busy_timeout = 10000",  # first: the others may already meet a writer
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "secure_delete = ON",  # what is erased is overwritten
    "wal_autocheckpoint = 8000",  # 32 MB: pages that several chunks change are copied once
    "cache_size = -32000",  # 32 MB: the index of a region's sheets stays in memory
)


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///…`` or ``postgresql+psycopg://…``; its errors never quote values.

    Raises StoreFault for any other address. Nothing is connected yet.
    """
    address = _address(url)
    engine = create_engine(address, hide_parameters=True)
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection speaks to SQLite; everything else is PostgreSQL."""
    return connection.dialect.name == "sqlite"


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = make_url("unknown://")
    if address.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise StoreFault(
            Text("数据库地址无法识别", "the database address isn't understood"),
            where=plain("SCREENING_DATABASE_URL"),  # the address may hold a password, so it isn't repeated
            hint=Text("应为 sqlite:///… 或 postgresql+psycopg://…", "use sqlite:///… or postgresql+psycopg://…"),
        )
    return address


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions behind our back
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock before it reads, so that what it read still holds when it writes."""
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN" if options.get(READING) else "BEGIN IMMEDIATE")


def take_turns(connection: Connection, over: str) -> None:
    """Wait until no other transaction holds this turn; ours ends with the transaction. SQLite has one writer anyway."""
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"screening.{over}"))))
