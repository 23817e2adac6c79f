"""Real stores for tests: a fresh SQLite file, or a PostgreSQL database emptied before each test."""

import shutil
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from screening.adapters.db import create_store, open_store
from screening.adapters.db.tables import Base
from screening.casefiles.service_keys import throw_away_keys
from tests.store.private_postgres import PrivatePostgres, Unavailable

SCHOOL = bytes(range(16))
_numbers = count()


@pytest.fixture(scope="session")
def school_keys():
    """Service keys and the casework key of one synthetic school."""
    return throw_away_keys(SCHOOL)


@pytest.fixture(scope="session")
def postgres():
    """One private server for this worker; the tests that need it skip, with the reason, where none can run."""
    try:
        server = PrivatePostgres()
    except Unavailable as why:
        pytest.skip(f"no private PostgreSQL here: {why}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory):
    """An empty migrated store to copy."""
    file = tmp_path_factory.mktemp("template") / "store.db"
    create_store(f"sqlite:///{file}", school=SCHOOL, synthetic=True)
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres):
    """The address of this worker's migrated database."""
    url = postgres.database("worker")
    create_store(url, school=SCHOOL, synthetic=True)
    return url


@pytest.fixture
def sqlite_url(tmp_path, migrated_sqlite):
    """The address of a fresh SQLite store."""
    file = tmp_path / "store.db"
    shutil.copyfile(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(migrated_postgres):
    """The address of the worker's PostgreSQL store, emptied: making a database for each test costs ten times as much."""
    engine = create_engine(migrated_postgres)
    with engine.begin() as connection:
        tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name != "workspace")
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    engine.dispose()
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request):
    """The address of an empty migrated store, once on each database."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def own_store_url(request, tmp_path):
    """The address of a store that a test may take apart."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        url = request.getfixturevalue("postgres").database(f"own_{next(_numbers)}")
    create_store(url, school=SCHOOL, synthetic=True)
    return url


@pytest.fixture
def store(store_url, school_keys):
    """A fresh store, once on each database; calling it gives a unit of work."""
    opened = open_store(store_url, school_keys[0])
    yield opened
    opened.close()


@pytest.fixture
def casework(school_keys):
    """The key that reads what is sealed to casework."""
    return school_keys[1]


def pytest_terminal_summary(terminalreporter):
    """Say in the last lines why PostgreSQL was left out: a skip must not pass for a success."""
    reasons = {
        str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)
    }
    for reason in sorted(one for one in reasons if "no private PostgreSQL" in one):
        terminalreporter.write_line(f"PostgreSQL tests were skipped: {reason}")
