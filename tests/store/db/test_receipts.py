"""Every stored result says what it rests on: mapping, norms, code version, and the row of a file known by its keyed mark."""

from dataclasses import replace

import numpy as np
import pytest

from screening.adapters.db import sheet_records as packing
from screening.alerts.interface import Receipt
from screening.casefiles.envelope import keyed_digest
from screening.core.severity import Critical
from screening.core.version import __version__
from tests.store.db import made

VERSION_1 = bytes.fromhex(  # as the first format wrote it: one scale, no subscale, prorated, B1 at 6.5, 9 answered
    "0101000020010100000062616e642d6d617070696e67403100000000000000000000000000000000000000000000000000002a00000000000000"
    "00000000000000800109000000000000001a40"
)


def origin(source=b"file-mark-of-16b"):
    return packing.Origin("0.1.0", source)


def kept(count):
    return packing.Kept(np.full(count, Critical.CI_0, np.int8), np.zeros(count, np.bool_))


def stored(store, pupils, **changes):
    wave, imported = made.with_wave(store)
    block, readings = made.sheets(pupils)
    with store() as uow:
        uow.waves.add(block, replace(readings, **changes), wave, imported, made.machine())
        uow.commit()
    with store() as uow:
        (found,) = uow.waves.results(wave, pupils, made.machine())
        uow.commit()
    return block, found


def receipts(found):
    return [found.receipts.of(line) for line in range(len(found.revision))]


def test_scores_and_bands_come_back_with_their_receipts(store):
    pupils = made.with_pupils(store, 12)
    block, found = stored(store, pupils, mapping="band-mapping@1+norms@3")
    np.testing.assert_array_equal(found.scores.values, block.scores.values)
    np.testing.assert_array_equal(found.scores.bands, block.scores.bands)
    assert [one.row for one in receipts(found)] == block.answers.row.tolist()
    assert {(one.mapping, one.norms, one.code) for one in receipts(found)} == {("band-mapping@1+norms@3", "norms@3", __version__)}
    assert found.revision.tolist() == [1] * 12


def test_the_source_is_the_files_mark_under_the_index_key(store, school_keys):
    pupils = made.with_pupils(store, 2)
    _, found = stored(store, pupils)
    marks = {one.source for one in receipts(found)}
    assert marks == {keyed_digest("2026秋".encode(), school_keys[0].index, "import.identity")[:16]}


def test_without_norms_a_receipt_names_none():
    assert not Receipt(mapping="band-mapping@1", code="0.1.0", source=b"", row=3).norms


def test_results_of_all_pupils_are_equally_long_whatever_they_pin(store):
    block, readings = made.sheets(made.with_pupils(store, 5))
    lines = np.arange(5)
    short = packing.pack_results(block, readings, lines, kept(5), packing.Origin("0.1.0", b""))
    long = packing.pack_results(block, replace(readings, mapping="m" * 60), lines, kept(5), packing.Origin("9" * 40, b"s" * 32))
    assert {len(one) for one in short} == {len(one) for one in long}


def test_results_of_the_first_format_still_open_and_say_that_they_pin_less():
    records = packing.open_results([VERSION_1])
    receipt = packing.as_receipts(records).of(0)
    assert receipt == Receipt(mapping="band-mapping@1", code="", source=b"", row=None)
    readings = packing.as_readings("x@1", np.array([1], np.int32), records)
    assert (readings.total.tolist(), readings.validity.tolist(), readings.fingerprint.tolist()) == ([1], [32], [42])
    assert packing.as_scores(records).values.tolist() == [[6.5]]


def test_old_and_new_results_never_stand_in_one_array(store):
    block, readings = made.sheets(made.with_pupils(store, 1))
    (new,) = packing.pack_results(block, readings, np.arange(1), kept(1), origin())
    assert packing.shape_of(new) != packing.shape_of(VERSION_1)
    receipt = packing.as_receipts(packing.open_results([new])).of(0)
    assert (receipt.source, receipt.code) == (b"file-mark-of-16b", "0.1.0")


def test_one_pupils_sheets_are_opened_without_the_others(store, casework):
    pupils = made.with_pupils(store, 6)
    wave, imported = made.with_wave(store)
    block, readings = made.sheets(pupils)
    with store() as uow:
        uow.waves.add(block, readings, wave, imported, made.machine())
        uow.commit()
    with store() as uow:
        (found,) = uow.waves.blocks(wave, casework, made.machine(), int(pupils[2]))
        uow.commit()
    assert found.answers.pupil.tolist() == [int(pupils[2])]
    np.testing.assert_array_equal(found.answers.codes[0], block.answers.codes[2])


@pytest.mark.parametrize("version", [pytest.param(0, id="before all"), pytest.param(3, id="of tomorrow")])
def test_results_of_an_unknown_format_are_refused_not_guessed(version):
    with pytest.raises(packing.SealBroken):
        packing.open_results([bytes([version]) + VERSION_1[1:]])
