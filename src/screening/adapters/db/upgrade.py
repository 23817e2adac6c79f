"""Making a store and bringing it to the present schema: Alembic, run from code on one connection."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert

from screening.adapters.db.engine import open_engine
from screening.adapters.db.schema import current_revision, no_store, reached
from screening.adapters.db.tables import WorkspaceRow
from screening.adapters.packaged_files import packaged
from screening.core.errors import StoreFault
from screening.core.language import Text

STORE_FORMAT = 1


def create_store(url: str, *, school: bytes, synthetic: bool) -> None:
    """An empty store for one school at ``url``. Raises StoreFault if there is a store already.

    ``school``: 16 random bytes. ``synthetic`` stands for ever: such a store takes no real pupils.
    """
    engine = open_engine(url)
    try:
        with reached(engine) as connection, connection.begin():
            if current_revision(connection) is not None:
                raise StoreFault(
                    Text("这里已经有一个数据库,不会被覆盖", "there is a store already; it is not overwritten"),
                    hint=Text("换一个文件夹,或直接使用它", "choose another folder, or use the one that is there"),
                )
            command.upgrade(_config(connection), "head")
            row = {"id": 1, "school": school, "synthetic": synthetic, "format": STORE_FORMAT}
            connection.execute(insert(WorkspaceRow), [row])
    finally:
        engine.dispose()


def upgrade_store(url: str, *, to: str = "head") -> str:
    """Bring the store to the schema ``to`` in one transaction; the schema it had before. Sealed bytes never change."""
    engine = open_engine(url)
    try:
        with reached(engine) as connection, connection.begin():
            before = current_revision(connection)
            if before is None:
                raise no_store()
            command.upgrade(_config(connection), to)
            return before
    finally:
        engine.dispose()


def downgrade_store(url: str, *, to: str) -> None:
    """Take the schema back to ``to`` ("base": no table left). For tests and mended upgrades; a backup comes first."""
    engine = open_engine(url)
    try:
        with reached(engine) as connection, connection.begin():
            command.downgrade(_config(connection), to)
    finally:
        engine.dispose()


def newest_revision() -> str:
    """The schema this program needs."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise RuntimeError("the program has no migrations")
    return head


def _config(connection: Connection | None) -> Config:
    """Alembic's settings, without an ini file; migrations run on our connection and its transaction."""
    config = Config()
    config.set_main_option("script_location", str(packaged("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
