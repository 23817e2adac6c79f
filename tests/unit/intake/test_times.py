"""Durations are seconds, submission times are UTC, and what can't be read is unknown."""

import math

import numpy as np
import pytest

from screening.intake.times import seconds, utc_times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("136秒", 136),
        ("2分3秒", 123),
        ("1小时2分", 3720),
        ("412", 412),
        ("0:02:03", 123),
        ("2:03", 123),
        ("12 分钟", 720),
        ("90s", 90),
    ],
)
def test_durations_are_read_as_platforms_write_them(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "(空)", "很快", "136秒左右"])
def test_a_duration_that_can_not_be_read_is_unknown_not_zero(text):
    assert math.isnan(seconds(text))


def test_a_time_in_beijing_is_eight_hours_before_in_utc():
    read = utc_times(["2025/3/6 0:13:26", "2021-04-26 19:50", "2025年3月6日", "2025-03-06T08:00:00"])
    expected = ["2025-03-05T16:13:26", "2021-04-26T11:50:00", "2025-03-05T16:00:00", "2025-03-06T00:00:00"]
    assert read.tolist() == np.array(expected, dtype="datetime64[s]").tolist()


@pytest.mark.parametrize("text", ["", "昨天", "2025/2/30 10:00:00", "13:00"])
def test_a_time_that_can_not_be_read_is_unknown(text):
    assert np.isnat(utc_times([text]))[0]
