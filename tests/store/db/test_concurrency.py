"""Several processes at one store: files don't fork, chains don't fork, and a killed import leaves all or nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from screening.adapters.db import open_store
from screening.adapters.keys import create_keys, load_service_keys, unlock_casework
from screening.core.errors import StoreFault
from tests.store.conftest import SCHOOL
from tests.store.db import made
from tests.store.db.worker import write_chunk

WORKER = Path(__file__).with_name("worker.py")
ROUNDS = 8


@pytest.fixture
def workspace(tmp_path):
    """Keys on disk, so that other processes open the same store."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    create_keys(folder, key_file=tmp_path / "elsewhere" / "key", passphrase=None, synthetic=True, school=SCHOOL)
    return folder


@pytest.fixture
def shared(store_url, workspace):
    """The store as this process opens it."""
    opened = open_store(store_url, load_service_keys(workspace))
    yield opened
    opened.close()


def started(what, store_url, workspace, *arguments):
    """Another process at the same store; it says "ready" and then does its work."""
    command = [sys.executable, str(WORKER), what, store_url, str(workspace), *map(str, arguments)]
    root = str(WORKER.parents[3])
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    )


def test_two_processes_append_to_one_file_and_it_does_not_fork(shared, store_url, workspace):
    pupils = made.with_pupils(shared, 2).tolist()
    other = started("append", store_url, workspace, pupils[0], ROUNDS)
    assert other.stdout.readline() == "ready\n"
    for number in range(ROUNDS):
        with shared() as uow:
            uow.case_files.append([(pupils[0], made.entry(f"here {number}"))], made.machine("case.add"))
            uow.commit()
    other.communicate(timeout=50)
    assert other.returncode == 0
    with shared() as uow:
        entries = uow.case_files.read(pupils[0], unlock_casework(workspace), made.machine())
        assert len(entries) == 2 * ROUNDS  # numbers without gaps, every link in place: read checks the chain
        assert uow.audit.verify() >= 2 * ROUNDS


def test_a_killed_import_keeps_what_was_committed_and_nothing_else(sqlite_url, workspace):
    store = open_store(sqlite_url, load_service_keys(workspace))
    made.with_pupils(store, 400)
    wave, imported = made.with_wave(store)
    other = started("chunks", sqlite_url, workspace, wave, imported)
    assert [other.stdout.readline() for _ in range(3)] == ["added\n", "committed\n", "added\n"]
    other.send_signal(signal.SIGKILL)  # the second chunk is written, but not committed
    other.communicate(timeout=20)
    first = {"sheet": 200, "alert": 20, "entry": 20}
    assert counted(store) == first
    with store() as uow:
        events = uow.audit.verify()
        write_chunk(uow, wave, imported, 1)
        uow.commit()
        assert uow.audit.verify() == events + 1
    assert counted(store) == {name: 2 * count for name, count in first.items()}
    store.close()


def test_writers_on_sqlite_wait_for_each_other(sqlite_url, school_keys):
    store = open_store(sqlite_url, school_keys[0])
    made.with_pupils(store, 3)
    waited = []

    def write_meanwhile():
        begun = time.perf_counter()
        with store() as uow:
            uow.tasks.add([made.task(None)], made.machine())
            waited.append(time.perf_counter() - begun)
            uow.commit()

    with store() as uow:
        uow.tasks.add([made.task(None)], made.machine())
        other = threading.Thread(target=write_meanwhile)
        other.start()
        time.sleep(0.3)
        uow.commit()
    other.join(timeout=10)
    with store() as uow:
        assert len(uow.tasks.open(made.machine())) == 2
    assert waited[0] > 0.25
    store.close()


def test_a_reader_on_sqlite_does_not_wait_for_a_writer(sqlite_url, school_keys):
    store = open_store(sqlite_url, school_keys[0])
    made.with_pupils(store, 3)
    with store() as writer:
        writer.tasks.add([made.task(None)], made.machine())
        with store(reading=True) as reader:
            assert len(reader.roster.classes()) == 2
            assert reader.tasks.open(made.machine()) == []
        writer.commit()
    store.close()


def test_a_database_in_use_is_told_to_people_and_nothing_is_written(sqlite_url, school_keys):
    store = open_store(sqlite_url, school_keys[0])
    with store() as writer:
        writer.tasks.add([made.task(None)], made.machine())
        impatient = open_store(sqlite_url, school_keys[0])  # opening doesn't wait
        impatient.close()
        event.listen(impatient.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
        with pytest.raises(StoreFault, match="at the moment"):
            add_task(impatient)
        impatient.close()
        writer.commit()
    with store() as uow:
        assert len(uow.tasks.open(made.machine())) == 1
    store.close()


def add_task(store):
    with store() as uow:
        uow.tasks.add([made.task(None)], made.machine())
        uow.commit()


def counted(store):
    questions = {name: f"SELECT count(*) FROM {name}" for name in ("sheet", "alert", "entry")}  # noqa: S608  # our own table names
    with store.engine.connect() as connection:
        return {name: connection.exec_driver_sql(question).scalar_one() for name, question in questions.items()}
