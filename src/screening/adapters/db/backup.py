"""A copy of a SQLite store beside itself, taken while others may be writing."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url


def backup_store(url: str, now: datetime) -> Path | None:
    """The path of the copy, named by the time; None for PostgreSQL, whose own tools make backups. Sealed things stay sealed."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    store = Path(address.database)
    copy = store.with_name(f"{store.stem}-{now:%Y%m%d-%H%M%S}.backup.db")
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
