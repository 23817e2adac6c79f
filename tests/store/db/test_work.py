"""Alerts, tasks and the outbox in a real store."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from screening.adapters.db import open_store
from screening.adapters.db.tables import AlertRow, TaskRow
from screening.core.errors import StoreFault
from screening.core.severity import Severity
from tests.store.db import made

SECRET = ("学生1", "R304", "phq9@1:q9=1", "interview", "psych_teacher", "G990000000")


def sizes(store, row):
    with store.engine.connect() as connection:
        return set(connection.execute(select(func.length(row.sealed))).scalars())


def test_alerts_come_back_as_they_were_written(store):
    pupils = made.with_pupils(store, 3)
    wave, _ = made.with_wave(store)
    written = [made.alert(pupil, wave) for pupil in pupils[:2]]
    with store() as uow:
        uow.alerts.add(written, made.machine())
        uow.commit()
    with store() as uow:
        found = uow.alerts.open_of(pupils, made.machine())
        assert list(found.values()) == list(uow.alerts.all_open(made.machine()))
    assert set(found) == set(pupils[:2].tolist())
    for alert in written:
        kept = found[alert.pupil]
        assert (kept.decision, kept.opened_at, kept.answered_at, kept.deadlines, kept.wave) == (
            alert.decision, alert.opened_at, alert.answered_at, alert.deadlines, wave,
        )  # fmt: skip


def test_an_alert_that_replaces_another_leaves_one_open(store):
    pupils = made.with_pupils(store, 1)
    wave, _ = made.with_wave(store)
    with store() as uow:
        uow.alerts.add([made.alert(pupils[0], wave, severity=Severity.S2)], made.machine())
        (old,) = uow.alerts.all_open(made.machine())
        uow.alerts.add([made.alert(pupils[0], wave, severity=Severity.S4, replaces=old.id)], made.machine())
        uow.commit()
    with store() as uow:
        (kept,) = uow.alerts.all_open(made.machine())
    assert kept.decision.severity is Severity.S4
    assert kept.id != old.id


def test_the_database_itself_refuses_a_second_open_alert(store):
    pupils = made.with_pupils(store, 1)
    wave, _ = made.with_wave(store)
    with store() as uow:
        uow.alerts.add([made.alert(pupils[0], wave)], made.machine())
        with pytest.raises(IntegrityError):
            uow.alerts.add([made.alert(pupils[0], wave)], made.machine())


def test_a_crisis_with_every_reason_is_as_long_as_a_calm_alert(store):
    pupils = made.with_pupils(store, 2)
    wave, _ = made.with_wave(store)
    calm = made.alert(pupils[0], wave, severity=Severity.S1, rules=("R101",), evidence=(), facts=frozenset())
    grave = made.alert(
        pupils[1],
        wave,
        severity=Severity.S4,
        rules=tuple(f"R4{n:02d}" for n in range(8)),
        evidence=tuple(f"mht@1:learning_anxiety=B{n}" for n in range(16)),
        facts=frozenset({"ci1", "total_b3", "undated_mild", "protection"}),
        templates=("FU-S4", "FU-PROTECT", "RETEST"),
    )
    with store() as uow:
        uow.alerts.add([calm, grave], made.machine())
        uow.commit()
    assert len(sizes(store, AlertRow)) == 1


def test_tasks_come_back_the_earliest_due_first(store):
    pupils = made.with_pupils(store, 2)
    later, sooner = made.NOW + timedelta(days=2), made.NOW - timedelta(hours=1)
    written = [made.task(pupils[0], due_at=later), made.task(None, due_at=sooner, note="import 3, row 17"), made.task(pupils[1])]
    with store() as uow:
        uow.tasks.add(written, made.machine())
        uow.commit()
    with store() as uow:
        found = uow.tasks.open(made.machine())
        assert [one.task for one in found] == [written[1], written[2], written[0]]
        assert [one.id for one in uow.tasks.overdue(made.NOW, made.machine())] == [found[0].id]
        assert uow.tasks.get(found[2].id, made.person()) == found[2]
    assert len(sizes(store, TaskRow)) == 1


def test_a_task_that_is_done_is_neither_open_nor_overdue(store):
    pupils = made.with_pupils(store, 1)
    with store() as uow:
        uow.tasks.add([made.task(pupils[0], due_at=made.NOW - timedelta(days=1))], made.machine())
        (task,) = uow.tasks.open(made.machine())
        uow.tasks.set_state(task.id, "done", made.person())
        uow.commit()
    with store() as uow:
        assert uow.tasks.open(made.machine()) == uow.tasks.overdue(made.NOW, made.machine()) == []
        assert uow.tasks.get(task.id, made.person()).state == "done"


def test_a_task_that_is_not_there_is_told_to_people(store):
    with store() as uow:
        with pytest.raises(StoreFault, match="no task 99"):
            uow.tasks.get(99, made.person())
        with pytest.raises(StoreFault, match="no task 99"):
            uow.tasks.set_state(99, "done", made.person())


def test_a_message_is_written_once_per_key(store):
    pupils = made.with_pupils(store, 1)
    with store() as uow:
        uow.outbox.add([made.message("a", pupil_id=pupils[0]), made.message("a"), made.message("b")], made.machine())
        uow.commit()
    with store() as uow:
        uow.outbox.add([made.message("b"), made.message("c")], made.machine())
        uow.commit()
        assert sorted(one.message.key for one in uow.outbox.waiting(made.machine())) == ["a", "b", "c"]
    with store() as uow:
        assert uow.outbox.waiting(made.machine())[0].message == made.message("a", pupil_id=pupils[0])


def test_a_claimed_message_is_free_again_after_fifteen_minutes_and_never_before(store):
    with store() as uow:
        uow.outbox.add([made.message("a"), made.message("later", due_at=made.NOW + timedelta(hours=1))], made.machine())
        uow.commit()
    claims = []
    for minutes in (0, 1, 14, 16):
        with store() as uow:
            claims.append([one.attempts for one in uow.outbox.claim_due(made.NOW + timedelta(minutes=minutes), made.machine())])
            uow.commit()
    assert claims == [[1], [], [], [2]]


def test_a_claim_left_without_commit_claims_nothing(store):
    with store() as uow:
        uow.outbox.add([made.message("a")], made.machine())
        uow.commit()
    with store() as uow:
        assert len(uow.outbox.claim_due(made.NOW, made.machine())) == 1
    with store() as uow:
        assert len(uow.outbox.claim_due(made.NOW, made.machine())) == 1


def test_the_oldest_due_messages_are_claimed_first(store):
    with store() as uow:
        uow.outbox.add([made.message(f"{n}", due_at=made.NOW - timedelta(minutes=n)) for n in range(5)], made.machine())
        uow.commit()
    with store() as uow:
        assert [one.message.key for one in uow.outbox.claim_due(made.NOW, made.machine(), limit=2)] == ["4", "3"]


def test_a_sent_message_is_never_claimed_again(store):
    with store() as uow:
        uow.outbox.add([made.message("a")], made.machine())
        (claimed,) = uow.outbox.claim_due(made.NOW, made.machine())
        uow.outbox.sent([claimed.id], made.machine())
        uow.commit()
    with store() as uow:
        assert uow.outbox.claim_due(made.NOW + timedelta(days=1), made.machine()) == []
        assert uow.outbox.waiting(made.machine()) == []


def test_a_failed_message_waits_until_its_retry_and_shows_what_the_channel_said(store):
    pupils = made.with_pupils(store, 1)
    with store() as uow:
        uow.outbox.add([made.message("a", pupil_id=pupils[0])], made.machine())
        (claimed,) = uow.outbox.claim_due(made.NOW, made.machine())
        uow.outbox.failed(claimed.id, "连接被拒绝 " * 60, made.NOW + timedelta(minutes=5), made.machine())
        uow.commit()
    with store() as uow:
        (waiting,) = uow.outbox.waiting(made.machine())
        assert waiting.error.startswith("连接被拒绝")
        assert uow.outbox.claim_due(made.NOW + timedelta(minutes=4), made.machine()) == []
        (again,) = uow.outbox.claim_due(made.NOW + timedelta(minutes=5), made.machine())
    assert again.attempts == 2


def test_two_workers_never_claim_the_same_message(postgres_url, school_keys):
    store = open_store(postgres_url, school_keys[0])
    with store() as uow:
        uow.outbox.add([made.message(f"{n}") for n in range(10)], made.machine())
        uow.commit()
    with store() as one, store() as other:
        first = one.outbox.claim_due(made.NOW, made.machine(), limit=6)
        second = other.outbox.claim_due(made.NOW, made.machine(), limit=6)
        one.commit()
        other.commit()
    assert len({message.id for message in (*first, *second)}) == 10
    store.close()


def test_nothing_that_says_anything_stands_in_the_clear(sqlite_url, school_keys):
    store = open_store(sqlite_url, school_keys[0])
    pupils = made.with_pupils(store, 3)
    wave, _ = made.with_wave(store)
    with store() as uow:
        uow.alerts.add([made.alert(pupil, wave) for pupil in pupils], made.machine())
        uow.tasks.add([made.task(pupil) for pupil in pupils], made.machine())
        uow.outbox.add([made.message("R304 学生1", pupil_id=pupils[0])], made.machine())
        uow.case_files.append([(int(pupils[0]), made.entry("R304 学生1"))], made.person("case.add"))
        uow.commit()
    store.close()
    path = sqlite_url.removeprefix("sqlite:///")
    stored = b"".join(file.read_bytes() for file in Path(path).parent.glob("store.db*"))
    assert [secret for secret in SECRET if secret.encode() in stored] == []
