"""What people told and decided, in a real store."""

import pytest
from sqlalchemy import select

from screening.adapters.db.tables import RecordRow
from screening.followup.records import NewRecord
from tests.store.db import made


def told(pupil=None, **more):
    standard = {"kind": "observation", "body": {"grade": "O2", "说": "字"}, "at": made.NOW, "by": made.COUNSELOR, "pupil": pupil}
    return NewRecord(**(standard | ({} if pupil is not None else {"shelf": "rota"}) | more))


def test_records_come_back_as_they_were_written_and_in_their_order(store):
    pupils = made.with_pupils(store, 3).tolist()
    wave, _ = made.with_wave(store)
    written = [told(pupils[1]), told(), told(pupils[0]), told(wave=wave, kind="terms"), told(pupils[1], kind="history")]
    with store() as uow:
        ids = uow.records.add(written, made.person())
        uow.commit()
    with store() as uow:
        assert [one.record for one in uow.records.of(None, made.machine())] == [written[0], written[2], written[4]]
        assert [one.record for one in uow.records.of([pupils[1]], made.machine())] == [written[0], written[4]]
        assert [one.record for one in uow.records.on("rota", made.machine())] == [written[1], written[3]]
        assert [(one.id, one.record) for one in uow.records.on("rota", made.machine(), wave)] == [(ids[3], written[3])]
        assert list(uow.records.of([], made.machine())) == []


def test_the_clear_columns_do_not_tell_what_was_told(store):
    pupils = made.with_pupils(store, 2).tolist()
    with store() as uow:
        uow.records.add([told(pupils[0], kind="protection"), told(pupils[1], kind="talk", body={})], made.person())
        uow.commit()
    with store.engine.connect() as connection:
        rows = connection.execute(select(RecordRow.shelf, RecordRow.sealed)).all()
    assert {row[0] for row in rows} == {"pupil"}
    assert len({len(row[1]) for row in rows}) == 1
    assert not [row for row in rows if b"protection" in row[1]]


def test_every_record_read_by_a_person_is_an_event(store):
    pupils = made.with_pupils(store, 2).tolist()
    with store() as uow:
        uow.records.add([told(one) for one in pupils], made.machine())
        uow.commit()
        before = uow.audit.verify()
        uow.records.of(None, made.person("record.read"))
        uow.commit()
    with store() as uow:
        assert uow.audit.verify() == before + len(pupils)


def test_a_record_about_a_pupil_has_no_shelf_of_its_own():
    with pytest.raises(ValueError, match="shelf"):
        NewRecord(kind="x", body={}, at=made.NOW, by=1, pupil=1, shelf="rota")
    with pytest.raises(ValueError, match="shelf"):
        NewRecord(kind="x", body={}, at=made.NOW, by=1)
