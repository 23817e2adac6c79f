"""Case files in a real store: appended blindly, read with the key, never forked."""

import pytest

from screening.casefiles.interface import Compartment, Retention
from screening.core.errors import KeyFault, SealBroken
from tests.store.db import made


def append(store, *entries):
    with store() as uow:
        uow.case_files.append(list(entries), made.machine("case.add"))
        uow.commit()


def read(store, pupil, casework):
    with store() as uow:
        return list(uow.case_files.read(int(pupil), casework, made.person("case.read")))


def change(store, statement):
    with store.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_entries_come_back_in_the_order_in_which_they_were_added(store, casework):
    pupils = made.with_pupils(store, 2).tolist()
    first, second, third = (made.entry(text) for text in ("一", "二", "三"))
    append(store, (pupils[0], first), (pupils[1], second), (pupils[0], third))
    append(store, (pupils[0], second))
    assert read(store, pupils[0], casework) == [first, third, second]
    assert read(store, pupils[1], casework) == [second]


def test_a_pupil_without_an_entry_has_an_empty_file(store, casework):
    pupils = made.with_pupils(store, 1)
    assert read(store, pupils[0], casework) == []


def test_an_entry_of_the_protection_compartment_has_a_key_of_its_own(store, casework):
    pupils = made.with_pupils(store, 1).tolist()
    guarded = made.entry("保护", compartment=Compartment.PROTECTION)
    append(store, (pupils[0], made.entry("一")), (pupils[0], guarded))
    assert read(store, pupils[0], casework)[1] == guarded
    with store.engine.connect() as connection:
        kept = set(connection.exec_driver_sql("SELECT retention FROM pupil_key").scalars())
    assert kept == {Retention.IDENTITY, Retention.MEASUREMENT, Retention.FILE, Retention.PROTECTION}


def test_who_appends_can_not_read(store, school_keys):
    pupils = made.with_pupils(store, 1).tolist()
    append(store, (pupils[0], made.entry()))
    with store() as uow, pytest.raises(KeyFault):
        uow.case_files.read(pupils[0], school_keys[0].casework, made.person())


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE entry SET body = (SELECT body FROM entry WHERE number = 1) WHERE number = 2", id="a body exchanged"),
        pytest.param("UPDATE entry SET slot = (SELECT slot FROM entry WHERE number = 1) WHERE number = 2", id="a slot exchanged"),
        pytest.param("DELETE FROM entry WHERE number = 3", id="the last entry taken away"),
        pytest.param("DELETE FROM entry WHERE number = 2", id="an entry in the middle taken away"),
        pytest.param("UPDATE case_file SET head_number = 2", id="the head set back"),
        pytest.param("UPDATE entry_signature SET links = signature", id="links that were never signed"),
    ],
)
def test_a_file_that_was_changed_does_not_open(store, casework, statement):
    pupils = made.with_pupils(store, 1).tolist()
    append(store, *[(pupils[0], made.entry(text)) for text in ("一", "二", "三")])
    change(store, statement)
    with pytest.raises(SealBroken):
        read(store, pupils[0], casework)


def test_one_transaction_has_one_signature_however_many_appends(store, casework):
    pupils = made.with_pupils(store, 2).tolist()
    with store() as uow:
        uow.case_files.append([(pupils[0], made.entry("一"))], made.machine())
        uow.case_files.append([(pupils[1], made.entry("二")), (pupils[0], made.entry("三"))], made.machine())
        uow.commit()
        uow.case_files.append([(pupils[0], made.entry("四"))], made.machine())
        uow.commit()
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entry_signature").scalar_one() == 2
    assert [one.body["note"] for one in read(store, pupils[0], casework)] == ["一", "三", "四"]


def test_hundreds_of_entries_go_in_together(store, casework):
    pupils = made.with_pupils(store, 300).tolist()
    append(store, *[(pupil, made.entry(f"{pupil}")) for pupil in pupils])
    assert read(store, pupils[150], casework)[0].body == {"note": f"{pupils[150]}"}


def test_entries_left_without_commit_leave_no_trace(store, casework):
    pupils = made.with_pupils(store, 1).tolist()
    with store() as uow:
        uow.case_files.append([(pupils[0], made.entry())], made.machine())
    append(store, (pupils[0], made.entry("一")))
    assert [one.body["note"] for one in read(store, pupils[0], casework)] == ["一"]
