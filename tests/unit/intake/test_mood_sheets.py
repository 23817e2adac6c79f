"""Mood sheets: which runs of days are told, and what ends a run."""

from datetime import UTC, date, datetime, timedelta

import pytest

from screening.intake.mood_sheets import MoodLimits, is_mood_table, read_mood_table
from screening.intake.report_kinds import Kind
from screening.intake.reports import LineFault

NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
LIMITS = MoodLimits(low_days=3, flat_days=15, still_counts=14)
TODAY = date(2026, 11, 10)


def columns(moods, last=TODAY):
    days = [last - timedelta(days=len(moods) - 1 - place) for place in range(len(moods))]
    return [["学号", *(day.isoformat() for day in days)], ["G991", *moods]]


def runs(table):
    return [(line.report.kind, line.report.days) for line in read_mood_table(table, NOW, LIMITS)]


@pytest.mark.parametrize(
    ("moods", "found"),
    [
        pytest.param(["雨"] * 2, [], id="two low days"),
        pytest.param(["雨"] * 3, [(Kind.LOW_MOOD, 3)], id="three low days"),
        pytest.param(["晴", "阴", "雨", "雷雨"], [(Kind.LOW_MOOD, 3)], id="different words for low"),
        pytest.param(["雨", "雨", "晴", "雨"], [], id="a bright day ends a run"),
        pytest.param(["雨", "", "雨", "雨"], [(Kind.LOW_MOOD, 3)], id="a blank neither adds nor ends"),
        pytest.param(["雨"] * 8 + ["晴"], [(Kind.LOW_MOOD, 8)], id="a run that ended yesterday"),
        pytest.param(["多云"] * 14, [], id="fourteen calm days"),
        pytest.param(["多云"] * 15, [(Kind.FLAT_MOOD, 15)], id="fifteen flat days are looked at"),
        pytest.param(["晴"] * 30, [], id="bright days are nothing"),
    ],
)
def test_runs_of_days_are_told(moods, found):
    assert runs(columns(moods)) == found


def test_a_week_without_an_entry_ends_a_run():
    assert runs([["学号", "2026-11-01", "2026-11-02", "2026-11-09", "2026-11-10"], ["G991", "雨", "雨", "雨", "雨"]]) == []


def test_a_run_of_long_ago_is_not_told():
    assert runs(columns(["雨"] * 9, last=TODAY - timedelta(days=15))) == []


def test_one_line_a_day_is_read_too():
    table = [["学号", "日期", "心情"], *(["G991", f"11月{day}日", "低落"] for day in (8, 9, 10))]
    assert is_mood_table(table, NOW)
    assert runs(table) == [(Kind.LOW_MOOD, 3)]


@pytest.mark.parametrize("mood", ["3", "啊"])
def test_a_mood_that_may_mean_either_is_refused(mood):
    [fault] = read_mood_table(columns([mood, "雨", "雨"]), NOW, LIMITS)
    assert isinstance(fault, LineFault)


def test_the_same_run_is_known_again_and_a_longer_one_is_new():
    ids = [read_mood_table(columns(["雨"] * days), NOW, LIMITS)[0].given_id for days in (3, 3, 4)]
    assert ids[0] == ids[1] != ids[2]
