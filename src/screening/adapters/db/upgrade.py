"""Making a store and bringing it to the present schema: Alembic, run from code on one connection."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import OperationalError

from screening.adapters.db.engine import open_engine
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
        with _reached(engine) as connection, connection.begin():
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
        with _reached(engine) as connection, connection.begin():
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
        with _reached(engine) as connection, connection.begin():
            command.downgrade(_config(connection), to)
    finally:
        engine.dispose()


def current_revision(connection: Connection) -> str | None:
    """The schema the database has, None if it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The schema this program needs."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise RuntimeError("the program has no migrations")
    return head


def check_store(engine: Engine, school: bytes) -> bool:
    """Whether the store is synthetic, once it has the present schema and belongs to ``school``.

    Raises StoreFault if it is missing, of another version, or another school's.
    """
    with _reached(engine) as connection:
        found = current_revision(connection)
        if found is None:
            raise no_store()
        if found != newest_revision():
            raise StoreFault(
                Text("数据库由另一版本的程序建立", "the store was made by another version of the program"),
                hint=Text("请先运行 screening upgrade(会先备份)", "run `screening upgrade` first; it makes a backup"),
            )
        row = connection.execute(select(WorkspaceRow.school, WorkspaceRow.synthetic)).one()
    if row[0] != school:
        raise StoreFault(
            Text("这个数据库属于另一所学校", "this store belongs to another school"),
            hint=Text(
                "检查工作区和 SCREENING_DATABASE_URL 是否对应", "check that workspace and SCREENING_DATABASE_URL belong together"
            ),
        )
    return bool(row[1])


def no_store() -> StoreFault:
    """There is no store where one was expected."""
    return StoreFault(
        Text("这里还没有数据库", "there is no store here"),
        hint=Text("请先运行 screening init", "run `screening init` first"),
    )


def _reached(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError:
        raise StoreFault(
            Text("连不上数据库", "the database can't be reached"),
            hint=Text(
                "检查数据库是否在运行,文件夹是否存在、可写", "check that it is running, or that the folder exists and is writable"
            ),
        ) from None


def _config(connection: Connection | None) -> Config:
    """Alembic's settings, without an ini file; migrations run on our connection and its transaction."""
    config = Config()
    config.set_main_option("script_location", str(packaged("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
