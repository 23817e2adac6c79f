"""Signals start quiet, in small columns; every flag has a bit of its own."""

import numpy as np
import pytest

from screening.alerts.decide import decide
from screening.alerts.signals import Named, NotTested, Protection, Signals, StandIn
from screening.core.severity import Band, Severity

PUPILS = np.arange(3, dtype=np.int32)
QUIET = Signals.quiet(PUPILS)
COUNTS = {"raised", "severe", "critical", "not_tested", "slight", "mood", "by_hand", "protection", "open_case"}


@pytest.mark.parametrize(
    ("flags", "column"), [pytest.param(Named, "named", id="named people"), pytest.param(StandIn, "away", id="who is away")]
)
def test_every_flag_has_its_own_bit_and_fits_its_column(flags, column):
    quiet, *bits = (flag.value for flag in flags.__members__.values())
    assert quiet == 0
    assert bits == [1 << place for place in range(len(bits))]
    assert max(bits) <= np.iinfo(getattr(QUIET, column).dtype).max


def test_protection_gets_graver_with_its_number():
    assert sorted(Protection) == [Protection.NONE, Protection.SUSPECTED, Protection.IMMINENT]
    assert QUIET.protection.tolist() == [Protection.NONE] * 3


def test_reasons_for_no_sheet_are_told_apart_and_none_is_the_quiet_one():
    assert len(set(NotTested)) == 4
    assert QUIET.not_tested.tolist() == [NotTested.TESTED_OR_NOT_TOLD] * 3


def test_whatever_is_not_told_is_quiet():
    assert (QUIET.total == Band.NA).all(), "no score is no low score"
    assert not any(getattr(QUIET, name).any() for name in vars(QUIET) if name not in {"pupil", "total", "sittings"})
    assert decide(QUIET).severity.tolist() == [Severity.S0] * 3
    assert QUIET.sittings == ()


def test_columns_are_small_and_as_long_as_the_pupils():
    kinds = {"pupil": np.int32, "total": np.int8, "named": np.uint16, "away": np.uint8} | dict.fromkeys(COUNTS, np.int8)
    columns = {name: column for name, column in vars(QUIET).items() if name != "sittings"}
    assert {name: column.dtype for name, column in columns.items()} == {
        name: np.dtype(kinds.get(name, np.bool_)) for name in columns
    }
    assert {len(column) for column in columns.values()} == {len(QUIET)} == {3}


def test_what_is_told_stands_in_its_column_and_nowhere_else():
    told = QUIET.told(asks=np.array([False, True, False]))
    assert told.asks.tolist() == [False, True, False]
    assert not QUIET.asks.any()
    assert Signals.quiet([4, 5], asks=told.asks[:2]).pupil.dtype == np.int32
    changed = {name for name in vars(QUIET) if getattr(told, name) is not getattr(QUIET, name)}
    assert changed == {"asks"}
