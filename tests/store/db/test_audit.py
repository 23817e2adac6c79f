"""Law 9 in a real store: every read of a sealed thing and every write is audited, in a chain nobody can quietly change."""

import pytest
from sqlalchemy import text

from screening.casefiles.envelope import chained
from screening.core.errors import SealBroken
from tests.store.db import made


def told(store, count=50):
    """The last events as (who, what, target, count), oldest first."""
    with store() as uow:
        return [(one.who, one.what, one.target, one.count) for one in reversed(uow.audit.last(count))]


def read_write_and_fail(store, pupils):
    with store() as uow:
        uow.roster.pupils(made.person("pupil.read"), [int(pupils[1])])
        uow.tasks.add([made.task(pupils[0])], made.person("task.add"))
        _ = 1 / 0


def verified(store):
    with store() as uow:
        return uow.audit.verify()


def test_a_machine_transaction_is_one_event_with_verbs_and_counts(store):
    pupils = made.with_pupils(store, 5)
    wave, _ = made.with_wave(store)
    before = verified(store)
    with store() as uow:
        uow.alerts.add([made.alert(pupil, wave) for pupil in pupils], made.machine("alert.add"))
        uow.tasks.add([made.task(pupil) for pupil in pupils], made.machine("task.add"))
        uow.tasks.add([made.task(None)], made.machine("task.add"))
        uow.commit()
    assert verified(store) == before + 1
    assert told(store, 1) == [(0, "alert.add 5, task.add 6", "test", 11)]


def test_a_person_leaves_one_event_per_record(store):
    pupils = made.with_pupils(store, 3)
    with store() as uow:
        uow.tasks.add([made.task(pupil) for pupil in pupils], made.machine())
        uow.commit()
    before = verified(store)
    with store() as uow:
        uow.tasks.open(made.person("task.list"))
        uow.commit()
    assert verified(store) == before + 3
    assert sorted(told(store, 3)) == [(7, "task.list", f"task:{n}", 1) for n in (1, 2, 3)]


def test_what_a_person_read_is_audited_even_without_commit(store):
    pupils = made.with_pupils(store, 2)
    before = verified(store)
    with store() as uow:
        uow.roster.pupils(made.person("pupil.read"), [int(pupils[0])])
    with pytest.raises(ZeroDivisionError):
        read_write_and_fail(store, pupils)
    assert verified(store) == before + 2
    assert [what for _, what, _, _ in told(store, 2)] == ["pupil.read", "pupil.read"]  # the rolled back write isn't told


def test_a_reading_unit_of_work_refuses_to_write_and_audits_what_it_opened(store):
    pupils = made.with_pupils(store, 1)
    with store() as uow:
        uow.tasks.add([made.task(pupils[0])], made.machine())
        uow.commit()
    before = verified(store)
    with store(reading=True) as uow:
        assert len(uow.tasks.open(made.person())) == 1
        with pytest.raises(RuntimeError, match="reading"):
            uow.tasks.set_state(1, "done", made.person())
        uow.commit()
    assert verified(store) == before + 1


def test_nothing_opened_is_no_event(store):
    before = verified(store)
    with store() as uow:
        uow.outbox.claim_due(made.NOW, made.machine())
        uow.tasks.overdue(made.NOW, made.machine())
        uow.commit()
    assert verified(store) == before


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        pytest.param(
            "UPDATE audit SET sealed = (SELECT sealed FROM audit WHERE id = 2) WHERE id = 3", 3, id="an event exchanged"
        ),
        pytest.param("DELETE FROM audit WHERE id = 2", 2, id="an event taken away"),
        pytest.param("UPDATE audit SET hash = previous WHERE id = 4", 4, id="a hash changed"),
        pytest.param("UPDATE audit SET id = 9 WHERE id = 4", 4, id="an event renumbered"),
    ],
)
def test_a_chain_that_was_changed_names_the_event(store, statement, event):
    made.with_pupils(store, 2)
    for name in ("a", "b", "c"):
        made.with_wave(store, name)
    assert verified(store) == 5
    with store.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with store() as uow, pytest.raises(SealBroken) as fault:
        uow.audit.verify()
    assert fault.value.where.en == f"audit event {event}"


def test_a_chain_rebuilt_without_the_key_does_not_open(store):
    made.with_pupils(store, 2)
    with store.engine.begin() as connection:
        forged = b"\x01" * 300
        statement = "UPDATE audit SET sealed = :sealed, hash = :hash WHERE id = 1"
        connection.execute(text(statement), {"sealed": forged, "hash": chained(bytes(32), forged)})
    with store() as uow, pytest.raises(SealBroken):
        uow.audit.verify()


def test_the_head_tells_number_and_hash_for_the_daily_anchor(store):
    made.with_pupils(store, 2)
    with store() as uow:
        number, link = uow.audit.head()
    assert (number, len(link)) == (2, 32)
