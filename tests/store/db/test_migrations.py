"""Migrations and the tables of the program agree, on both databases."""

import ast
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from screening.adapters.db import create_store, open_store, upgrade_store
from screening.adapters.db.engine import open_engine
from screening.adapters.db.schema import SCHEMA
from screening.adapters.db.tables import Base
from screening.adapters.db.upgrade import downgrade_store, newest_revision
from screening.adapters.packaged_files import packaged
from screening.core.errors import StoreFault
from tests.store.conftest import SCHOOL


def test_migrations_build_exactly_the_tables_the_orm_expects(own_store_url):
    engine = open_engine(own_store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()
    downgrade_store(own_store_url, to="base")
    engine = create_engine(own_store_url)
    with engine.connect() as connection:
        left = set(inspect(connection).get_table_names())
    engine.dispose()
    assert left <= {"alembic_version", "sqlite_sequence"}


def test_the_partial_index_of_open_alerts_stands_in_both(own_store_url):
    engine = create_engine(own_store_url)
    with engine.connect() as connection:
        (index,) = [one for one in inspect(connection).get_indexes("alert") if one["name"] == "uq_alert_open_pupil_id"]
        catalogue = "SELECT sql FROM sqlite_master WHERE name = 'uq_alert_open_pupil_id'"
        if "postgresql" in own_store_url:
            catalogue = "SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_alert_open_pupil_id'"
        assert "WHERE" in connection.execute(text(catalogue)).scalar_one()
    engine.dispose()
    assert index["unique"]


def test_a_migration_never_imports_the_program():
    for file in packaged("migrations").rglob("*.py"):
        names = [
            name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        ]
        assert not [name for name in names if name.startswith("screening")], file.name


def test_a_store_is_never_made_over_another(own_store_url):
    with pytest.raises(StoreFault, match="already"):
        create_store(own_store_url, school=SCHOOL, synthetic=True)


def test_the_program_needs_the_newest_migration():
    assert newest_revision() == SCHEMA


def test_upgrading_a_store_of_today_changes_nothing(own_store_url):
    assert upgrade_store(own_store_url) == newest_revision()


def test_a_store_of_another_version_asks_for_the_upgrade(own_store_url, school_keys):
    engine = create_engine(own_store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()
    with pytest.raises(StoreFault, match="another version"):
        open_store(own_store_url, school_keys[0])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"school": bytes(16)}, "another school", id="keys of another school"),
        pytest.param({"synthetic": False}, "demonstration", id="real keys for a synthetic store"),
    ],
)
def test_keys_and_store_must_belong_together(sqlite_url, school_keys, changed, said):
    with pytest.raises(StoreFault, match=said):
        open_store(sqlite_url, replace(school_keys[0], **changed))


def test_where_there_is_no_store_none_is_made_by_opening(tmp_path, school_keys):
    with pytest.raises(StoreFault, match="no store"):
        open_store(f"sqlite:///{tmp_path / 'none.db'}", school_keys[0])
    with pytest.raises(StoreFault, match="reached"):
        open_store(f"sqlite:///{tmp_path / 'no' / 'folder.db'}", school_keys[0])
    with pytest.raises(StoreFault) as fault:
        open_store("mysql://root:secret@host/x", school_keys[0])
    assert "secret" not in fault.value.said("en") + fault.value.said("zh")


def test_sqlite_runs_in_its_most_careful_mode(sqlite_url):
    engine = open_engine(sqlite_url)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10000,
        "temp_store": 2,
        "secure_delete": 1,
    }
    with engine.connect() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted} == wanted
    engine.dispose()
    assert engine.hide_parameters
