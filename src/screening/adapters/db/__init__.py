"""The database: SQLite or PostgreSQL behind SQLAlchemy."""

from importlib import import_module
from typing import TYPE_CHECKING

from screening.adapters.db.store import Store, open_store

if TYPE_CHECKING:
    from screening.adapters.db.upgrade import create_store, upgrade_store

__all__ = ["Store", "create_store", "open_store", "upgrade_store"]


def __getattr__(name: str) -> object:
    """Making and upgrading a store need Alembic, which takes long to import and which nothing else needs."""
    if name in {"create_store", "upgrade_store"}:
        return getattr(import_module("screening.adapters.db.upgrade"), name)
    raise AttributeError(name)
