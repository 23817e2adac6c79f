"""The bulk door on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from screening.adapters.db.bulk import among, insert_rows, replace_rows, reserve_ids
from screening.adapters.db.tables import PupilRow, TaskRow, table_of
from tests.store.db import made

COLUMNS = ("id", "pupil_id", "due_at", "state", "sealed")
TASK = table_of(TaskRow)


def tasks(ids, due_at=made.NOW):
    return [(number, None, due_at, "open", bytes([number % 256, 0, 255])) for number in ids]


def test_rows_come_back_as_they_went_in(store):
    with store.engine.begin() as connection:
        insert_rows(connection, TASK, COLUMNS, tasks(range(1, 501)))
        found = connection.execute(select(TASK).order_by(TASK.c.id)).all()
    assert [tuple(row) for row in found] == tasks(range(1, 501))


def test_a_moment_in_any_zone_comes_back_in_utc(store):
    shanghai = made.NOW.astimezone(timezone(timedelta(hours=8)))
    with store.engine.begin() as connection:
        insert_rows(connection, TASK, COLUMNS, tasks([1], shanghai))
        (found,) = connection.execute(select(TASK.c.due_at)).scalars()
    assert (found, found.tzinfo) == (made.NOW, UTC)


def test_a_moment_without_zone_is_a_bug(store):
    with store.engine.begin() as connection, pytest.raises(ValueError, match="zone"):
        insert_rows(connection, TASK, COLUMNS, tasks([1], datetime(2026, 11, 23)))  # noqa: DTZ001  # the bug itself


def test_a_broken_rule_says_nothing_of_the_rows(store):
    with store.engine.begin() as connection:
        insert_rows(connection, TASK, COLUMNS, tasks([1]))
    with store.engine.connect() as connection, pytest.raises(IntegrityError) as fault:
        insert_rows(connection, TASK, COLUMNS, [(1, None, made.NOW, "open", b"secret")])
    assert "secret" not in str(fault.value)
    assert b"secret".hex() not in str(fault.value)


def test_columns_out_of_order_are_refused_before_anything_is_written(sqlite_url, school_keys):
    from screening.adapters.db import open_store  # noqa: PLC0415  # SQLite names columns by place, PostgreSQL by name

    store = open_store(sqlite_url, school_keys[0])
    with store.engine.connect() as connection, pytest.raises(ValueError, match="order"):
        insert_rows(connection, TASK, ("pupil_id", "id", "due_at", "state", "sealed"), tasks([1]))
    store.close()


def test_reserved_numbers_ascend_and_are_given_once(store):
    with store.engine.begin() as connection:
        first = list(reserve_ids(connection, TASK, 5))
        insert_rows(connection, TASK, COLUMNS, tasks(first))
        second = list(reserve_ids(connection, TASK, 3))
        assert list(reserve_ids(connection, TASK, 0)) == []
    assert first == sorted(first)
    assert second == sorted(second)
    assert not set(first) & set(second)


def test_among_takes_more_ids_than_a_statement_takes_variables(store):
    made.with_pupils(store, 30)
    with store.engine.connect() as connection:
        wanted = range(5, 70_000)  # SQLite stops at 32,766 variables, PostgreSQL at 65,535
        question = select(PupilRow.id).where(among(connection, PupilRow.id, wanted)).order_by(PupilRow.id)
        assert list(connection.execute(question).scalars()) == list(range(5, 31))
        assert connection.execute(select(PupilRow.id).where(among(connection, PupilRow.id, []))).all() == []


def test_replacing_rows_changes_the_named_columns_of_the_named_rows_only(store):
    with store.engine.begin() as connection:
        insert_rows(connection, TASK, COLUMNS, tasks([1, 2, 3]))
        replace_rows(connection, TASK, ("id", "state", "sealed"), [(2, "done", b"new"), (9, "done", b"nobody")])
        found = connection.execute(select(TASK).order_by(TASK.c.id)).all()
    assert [tuple(row) for row in found] == [tasks([1])[0], (2, None, made.NOW, "done", b"new"), tasks([3])[0]]
