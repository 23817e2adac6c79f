"""Which schema a store has, and whether it is the one this program needs; without Alembic, which takes long to import."""

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import OperationalError

from screening.adapters.db.engine import READING
from screening.adapters.db.tables import WorkspaceRow
from screening.core.errors import StoreFault
from screening.core.language import Text

SCHEMA = "0002"  # the newest file in migrations/versions; a test keeps it so


def current_revision(connection: Connection) -> str | None:
    """The schema the database has, None if it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def check_store(engine: Engine, school: bytes) -> bool:
    """Whether the store is synthetic, once it has the present schema and belongs to ``school``.

    Raises StoreFault if it is missing, of another version, or another school's.
    """
    with reached(engine).execution_options(**{READING: True}) as connection:
        found = current_revision(connection)
        if found is None:
            raise no_store()
        if found != SCHEMA:
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


def reached(engine: Engine) -> Connection:
    """A connection, or StoreFault if the database can't be reached."""
    try:
        return engine.connect()
    except OperationalError:
        raise StoreFault(
            Text("连不上数据库", "the database can't be reached"),
            hint=Text(
                "检查数据库是否在运行,文件夹是否存在、可写", "check that it is running, or that the folder exists and is writable"
            ),
        ) from None
