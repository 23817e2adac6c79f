"""Sheets, revisions, readings and refusals in a real store."""

from dataclasses import replace

import numpy as np
import pytest

from screening.adapters.db import open_store
from screening.adapters.db.tables import SheetRow
from screening.casefiles.interface import RingKey
from screening.core.errors import IllegalMove, KeyFault, SealBroken, StoreFault
from screening.core.language import Text
from screening.core.severity import Validity
from screening.followup.records import StoredRefusal
from screening.intake.interface import Refusal, Why
from tests.store.db import made

FIELDS = ("total", "raw_total", "subscales", "skipped", "dated", "validity", "fingerprint", "answered_at", "critical")


def put(store, block, readings, wave, imported):
    """Add one block and commit."""
    with store() as uow:
        uow.waves.add(block, readings, wave, imported, made.machine())
        uow.commit()


def stands(store, wave, pupils):
    """The one Readings of these pupils."""
    with store() as uow:
        (found,) = uow.waves.readings(wave, np.asarray(pupils, np.int32), made.machine())
    return found


def sheet_count(store):
    with store.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM sheet").scalar_one()


def test_readings_come_back_as_they_were_written(store):
    pupils = made.with_pupils(store, 40)
    wave, imported = made.with_wave(store)
    block, readings = made.sheets(pupils, critical=np.arange(40) % 4)
    put(store, block, readings, wave, imported)
    found = stands(store, wave, pupils)
    assert (found.edition, found.mapping) == ("phq9@1", "band-mapping@1")
    assert found.pupil.tolist() == pupils.tolist()
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(found, name), getattr(readings, name), err_msg=name)


@pytest.mark.parametrize("respondent", ["self", "parent", "teacher"])
def test_who_filled_in_a_sheet_comes_back_with_its_reading(store, respondent):
    pupils = made.with_pupils(store, 3)
    wave, imported = made.with_wave(store)
    block, readings = made.sheets(pupils)
    put(store, block, replace(readings, respondent=respondent), wave, imported)
    assert stands(store, wave, pupils).respondent == respondent


def test_blocks_come_back_as_they_were_written_for_who_holds_the_key(store, casework):
    pupils = made.with_pupils(store, 25)
    wave, imported = made.with_wave(store)
    block, readings = made.sheets(pupils)
    values = block.scores.values.copy()
    values[0] = np.nan
    block = replace(block, scores=replace(block.scores, values=values))
    put(store, block, readings, wave, imported)
    with store() as uow:
        (found,) = uow.waves.blocks(wave, casework, made.machine())
    assert found.answers.instrument == block.answers.instrument
    for part, names in (
        ("answers", ("row", "pupil", "codes", "seconds_per_item", "answered_at")),
        ("scores", ("values", "answered", "bands")),
    ):
        for name in names:
            np.testing.assert_array_equal(getattr(getattr(found, part), name), getattr(getattr(block, part), name), err_msg=name)
    np.testing.assert_array_equal(found.validity, block.validity)
    np.testing.assert_array_equal(found.answers.inattentive, block.validity & Validity.INCONS != 0)
    np.testing.assert_array_equal(found.safety, block.safety)


def test_answers_stay_closed_without_the_casework_key(store, school_keys):
    pupils = made.with_pupils(store, 2)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils), wave, imported)
    with store() as uow, pytest.raises(KeyFault):
        list(uow.waves.blocks(wave, school_keys[0].casework, made.machine()))


def test_the_same_answers_again_change_nothing(store):
    pupils = made.with_pupils(store, 30)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils), wave, imported)
    put(store, *made.sheets(pupils), wave, imported)
    assert sheet_count(store) == 30


def test_other_answers_are_a_new_revision_and_the_old_one_stays(store, casework):
    pupils = made.with_pupils(store, 30)
    wave, imported = made.with_wave(store)
    first, first_readings = made.sheets(pupils, seed=1)
    put(store, first, first_readings, wave, imported)
    second, second_readings = made.sheets(pupils[10:20], seed=2)
    put(store, second, second_readings, wave, imported)
    assert sheet_count(store) == 40
    found = stands(store, wave, pupils)
    np.testing.assert_array_equal(found.fingerprint[10:20], second_readings.fingerprint)
    np.testing.assert_array_equal(found.fingerprint[:10], first_readings.fingerprint[:10])
    with store() as uow:
        blocks = list(uow.waves.blocks(wave, casework, made.machine()))
    codes = {int(p): line for block in blocks for p, line in zip(block.answers.pupil, block.answers.codes, strict=True)}
    assert len(codes) == sum(len(block) for block in blocks) == 30
    np.testing.assert_array_equal(codes[int(pupils[10])], second.answers.codes[0])
    np.testing.assert_array_equal(codes[int(pupils[9])], first.answers.codes[9])


def test_a_safety_answer_seen_in_any_revision_stays_the_gravest(store):
    pupils = made.with_pupils(store, 3)
    wave, imported = made.with_wave(store)
    for seed, grade in ((1, 3), (2, 0), (3, 1)):
        block, readings = made.sheets(pupils, seed=seed, critical=grade)
        put(store, block, replace(readings, dated=np.full(3, seed == 1)), wave, imported)
    found = stands(store, wave, pupils)
    assert found.critical.tolist() == [3, 3, 3]
    assert found.dated.all()  # the date goes with the answer it dates


def test_a_pupil_twice_in_one_block_is_two_revisions_the_last_one_stands(store):
    pupils = made.with_pupils(store, 5)
    wave, imported = made.with_wave(store)
    twice = np.sort(np.concatenate([pupils, pupils[2:3]]))
    block, readings = made.sheets(twice, critical=[0, 0, 2, 0, 0, 0])
    put(store, block, readings, wave, imported)
    found = stands(store, wave, pupils)
    assert sheet_count(store) == 6
    assert found.fingerprint[2] == readings.fingerprint[3]
    assert found.critical.tolist() == [0, 0, 2, 0, 0]


def test_editions_and_waves_are_kept_apart(store):
    pupils = made.with_pupils(store, 4)
    wave, imported = made.with_wave(store)
    other, other_import = made.with_wave(store, "2027春")
    put(store, *made.sheets(pupils), wave, imported)
    put(store, *made.sheets(pupils, code="gad7"), wave, imported)
    with store() as uow:
        assert [one.edition for one in uow.waves.readings(wave, pupils, made.machine())] == ["gad7@1", "phq9@1"]
        assert uow.waves.readings(other, pupils, made.machine()) == []
        assert uow.waves.known(wave, "phq9@1")
        assert not uow.waves.known(other, "phq9@1")
    put(store, *made.sheets(pupils), other, other_import)
    assert sheet_count(store) == 12


def test_readings_in_the_same_transaction_see_what_was_just_added(store):
    pupils = made.with_pupils(store, 4)
    wave, imported = made.with_wave(store)
    with store() as uow:
        uow.waves.add(*made.sheets(pupils), wave, imported, made.machine())
        (found,) = uow.waves.readings(wave, pupils[:2], made.machine())
    assert found.pupil.tolist() == pupils[:2].tolist()
    assert sheet_count(store) == 0  # it was left without commit


def test_a_calm_sheet_is_as_long_as_a_grave_one(store):
    pupils = made.with_pupils(store, 20)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils, critical=np.arange(20) % 4), wave, imported)
    with store.engine.connect() as connection:
        sizes = connection.exec_driver_sql("SELECT DISTINCT length(answers), length(result) FROM sheet").all()
    assert len(sizes) == 1


@pytest.mark.parametrize(
    "moved",
    [
        pytest.param("UPDATE sheet SET pupil_id = 3 WHERE pupil_id = 1", id="to another pupil"),
        pytest.param("UPDATE sheet SET revision = 5 WHERE pupil_id = 1", id="to another revision"),
        pytest.param("UPDATE sheet SET result = (SELECT result FROM sheet WHERE id = 2) WHERE id = 1", id="to another row"),
        pytest.param("UPDATE wave_edition SET edition = 'gad7@1' WHERE edition = 'phq9@1'", id="to another edition"),
    ],
)
def test_a_result_moved_to_another_place_does_not_open(store, moved):
    pupils = made.with_pupils(store, 3)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils[:2]), wave, imported)
    put(store, *made.sheets(pupils[2:], code="who5"), wave, imported)  # so that every pupil has a key
    with store.engine.begin() as connection:
        connection.exec_driver_sql(moved)
    with store() as uow, pytest.raises(SealBroken):
        uow.waves.readings(wave, pupils, made.machine())


def test_a_session_without_the_results_key_reads_no_result(store, store_url, school_keys):
    pupils = made.with_pupils(store, 2)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils), wave, imported)
    ring = {name: key for name, key in school_keys[0].ring.items() if name is not RingKey.RESULTS}
    unattended = open_store(store_url, replace(school_keys[0], ring=ring))
    with unattended() as uow, pytest.raises(KeyFault):
        uow.waves.readings(wave, pupils, made.machine())
    unattended.close()


def test_an_import_begins_once_and_tells_how_far_it_came(store):
    wave, imported = made.with_wave(store)
    with store() as uow:
        uow.waves.step_done(imported, 1, finished=False, audit=made.machine())
        uow.waves.step_done(imported, 2, finished=False, audit=made.machine())
        uow.commit()
    with store() as uow:
        again = uow.waves.begin_import(wave, "2026秋".encode(), made.machine())
        other = uow.waves.begin_import(wave, b"another file", made.machine())
    assert (again.id, again.steps_done, again.finished) == (imported, 2, False)
    assert (other.steps_done, other.id == imported) == (0, False)


@pytest.mark.parametrize("steps", [pytest.param(1, id="a step again"), pytest.param(2, id="the same step")])
def test_a_step_that_somebody_else_has_done_is_not_done_again(store, steps):
    _, imported = made.with_wave(store)
    with store() as uow:
        uow.waves.step_done(imported, 2, finished=False, audit=made.machine())
        uow.commit()
    with store() as uow, pytest.raises(StoreFault):
        uow.waves.step_done(imported, steps, finished=False, audit=made.machine())


def test_a_closed_wave_takes_no_new_import_but_a_finished_one_may_be_seen_again(store):
    wave, imported = made.with_wave(store)
    with store() as uow:
        uow.waves.step_done(imported, 1, finished=True, audit=made.machine())
        uow.waves.close(wave, made.machine())
        assert uow.waves.begin_import(wave, "2026秋".encode(), made.machine()).finished
        with pytest.raises(IllegalMove):
            uow.waves.begin_import(wave, b"another file", made.machine())
        with pytest.raises(IllegalMove):
            uow.waves.open("2026秋", made.machine())
        with pytest.raises(IllegalMove):
            uow.waves.close(wave, made.machine())


def test_opening_an_open_wave_again_gives_the_same_one(store):
    wave, _ = made.with_wave(store)
    with store() as uow:
        again = uow.waves.open("2026秋", made.machine())
        assert again.id == wave
        assert again.opened_at == made.NOW
        assert uow.waves.waves() == [again]


def test_refusals_come_back_as_they_were_written(store):
    pupils = made.with_pupils(store, 2)
    wave, imported = made.with_wave(store)
    refusals = [
        StoredRefusal(
            imported=imported,
            refusal=Refusal(
                row=17, why=Why.NEAR_MISS, edition="phq9@1", detail=Text("差一位", "one digit off"), hint=Text("", "")
            ),
            critical=2,
            pupil=None,
            candidates=(int(pupils[0]), int(pupils[1])),
        ),
        StoredRefusal(imported=imported, refusal=Refusal(row=18, why=Why.NO_CONSENT), critical=0, pupil=int(pupils[1])),
    ]
    with store() as uow:
        uow.waves.add_refusals(refusals, made.machine())
        uow.commit()
    with store() as uow:
        assert uow.waves.refusals(wave, made.machine()) == refusals
    with store.engine.connect() as connection:
        assert len(set(connection.exec_driver_sql("SELECT length(sealed) FROM refusal").scalars())) == 1


def test_sheet_ids_are_given_once_even_after_the_last_row_is_gone(store):
    pupils = made.with_pupils(store, 3)
    wave, imported = made.with_wave(store)
    put(store, *made.sheets(pupils), wave, imported)
    with store.engine.begin() as connection:
        connection.execute(SheetRow.__table__.delete())
    put(store, *made.sheets(pupils), wave, imported)
    with store.engine.connect() as connection:
        assert sorted(connection.exec_driver_sql("SELECT id FROM sheet").scalars()) == [4, 5, 6]
