"""The database: SQLite or PostgreSQL behind SQLAlchemy."""

from screening.adapters.db.store import Store, open_store
from screening.adapters.db.upgrade import create_store, upgrade_store

__all__ = ["Store", "create_store", "open_store", "upgrade_store"]
