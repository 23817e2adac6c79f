"""Q4: a class with too many sheets alike, or far too quick, sits again; no pupil is named."""

import numpy as np
import pytest

from screening.scoring.copying import odd_classes

CLASSES = np.repeat([1, 2, 3], 20).astype(np.int16)


def unlike():
    return np.arange(1, 61, dtype=np.uint64)[:, None]


def judged(patterns=None, telling=None, seconds=None, school_class=CLASSES):
    patterns = unlike() if patterns is None else patterns
    telling = np.ones(len(patterns), bool) if telling is None else telling
    seconds = np.full(len(patterns), 4, np.float32) if seconds is None else seconds
    return odd_classes(patterns, telling, seconds, school_class)


def alike(count):
    patterns = unlike()
    patterns[20 : 20 + count] = 7_777
    return patterns


def test_a_usual_wave_has_no_odd_class():
    assert judged() == ()


@pytest.mark.parametrize(
    ("copies", "odd"),
    [
        pytest.param(6, False, id="thirty in a hundred are not above thirty"),
        pytest.param(7, True, id="thirty-five in a hundred are"),
    ],
)
def test_a_class_with_more_than_thirty_in_a_hundred_alike_is_odd(copies, odd):
    found = judged(alike(copies))
    assert [one.school_class for one in found] == ([2] if odd else [])
    if odd:
        assert found[0].alike == pytest.approx(copies / 20)
        assert found[0].pace is None


def test_exactly_thirty_in_a_hundred_and_half_the_time_are_not_told_of_a_class_odd_otherwise():
    pace = np.full(60, 4, np.float32)
    pace[20:40] = 2
    (copied,) = judged(alike(7), seconds=pace)
    assert copied.pace is None
    pace[20:40] = 1.9
    (quick,) = judged(alike(6), seconds=pace)
    assert quick.alike is None


def test_the_same_answers_in_another_class_are_no_copies():
    patterns = unlike()
    patterns[::3] = 7_777  # twenty sheets alike, a third of the wave
    everybody_apart = np.arange(60, dtype=np.int16) % 3  # all twenty in one class
    assert [one.school_class for one in judged(patterns, school_class=everybody_apart)] == [0]
    patterns = np.tile(np.arange(1, 21, dtype=np.uint64), 3)[:, None]  # each pattern once in every class
    assert judged(patterns) == ()


def test_two_sheets_alike_are_alike():
    patterns = unlike()
    patterns[20:28] = np.repeat(np.arange(1001, 1005, dtype=np.uint64), 2)[:, None]
    (found,) = judged(patterns)
    assert found.alike == pytest.approx(8 / 20)


def test_several_instruments_are_alike_only_together():
    second = np.ones((60, 1), np.uint64)
    assert judged(np.hstack([second, unlike()])) == ()
    assert [one.school_class for one in judged(np.hstack([second, alike(10)]))] == [2]


def test_patterns_that_are_alike_by_nature_are_no_copies():
    telling = np.ones(60, bool)
    telling[20:40] = False
    assert judged(alike(20), telling) == ()


@pytest.mark.parametrize(("seconds", "odd"), [(1.9, True), (2.0, False)])
def test_a_class_in_less_than_half_the_usual_time_is_odd(seconds, odd):
    pace = np.full(60, 4, np.float32)
    pace[20:40] = seconds
    found = judged(seconds=pace)
    assert [one.school_class for one in found] == ([2] if odd else [])
    if odd:
        assert found[0].pace == pytest.approx(seconds / 4)
        assert found[0].alike is None


def test_without_times_nobody_is_quick():
    assert judged(seconds=np.full(60, np.nan, np.float32)) == ()


@pytest.mark.parametrize(("sheets", "odd"), [pytest.param(9, [], id="nine"), pytest.param(10, [3], id="ten")])
def test_a_class_is_judged_from_ten_sheets(sheets, odd):
    sizes = np.repeat([1, 2, 3], [30, 30 - sheets, sheets]).astype(np.int16)
    patterns = unlike()
    patterns[60 - sheets :] = 7_777
    assert [one.school_class for one in judged(patterns, school_class=sizes)] == odd


@pytest.mark.parametrize(("told", "odd"), [pytest.param(9, [], id="nine"), pytest.param(10, [2], id="ten")])
def test_the_pace_of_a_class_is_told_from_ten_times(told, odd):
    pace = np.full(60, 4, np.float32)
    pace[20:40] = np.nan
    pace[20 : 20 + told] = 1
    assert [one.school_class for one in judged(seconds=pace)] == odd
