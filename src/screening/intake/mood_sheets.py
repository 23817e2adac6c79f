"""Reads mood sheets (晴雨表): words of weather by pupil and day, and the runs of low or unchanging days in them."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from screening.core.language import Text
from screening.intake.report_kinds import Kind, Report
from screening.intake.reports import LineFault, ReportLine
from screening.intake.roster_tables import Table, find_table
from screening.intake.text import clean, compact, is_damaged, student_number
from screening.intake.times import utc_times

LOW = (
    "阴",
    "雨",
    "小雨",
    "中雨",
    "大雨",
    "暴雨",
    "雷",
    "雷雨",
    "雷阵雨",
    "雪",
    "低落",
    "难过",
    "伤心",
    "不开心",
    "很差",
    "差",
    "low",
    "sad",
)
CALM = ("多云", "平静", "一般", "还行", "平", "calm", "neutral")
BRIGHT = ("晴", "晴天", "开心", "高兴", "好", "很好", "good", "sunny")
"""The words a sheet may use. Numbers are refused: schools count in both directions."""

_WHO: dict[str, tuple[str, ...]] = {
    "number": ("学号", "学籍号", "学生学号", "number", "student"),
    "name": ("姓名", "学生姓名", "name"),
    "class": ("班级", "class"),
    "day": ("日期", "时间", "date", "day"),
    "mood": ("心情", "天气", "情绪", "晴雨", "mood"),
}
_GAP = timedelta(days=7)  # a week without an entry ends a run; weekends and single blanks don't
_FEW = 3
_DECEMBER = 12
_MONTH_AND_DAY = re.compile(r"(\d{1,2})[月./-](\d{1,2})日?(?:\(?(?:周|星期).\)?)?")


@dataclass(frozen=True, kw_only=True)
class MoodLimits:
    """From how many days a run is told of, and for how many days after its last one."""

    low_days: int
    flat_days: int
    still_counts: int


@dataclass(frozen=True, kw_only=True)
class _Entry:
    row: int
    who: tuple[str, str, str]  # number, name, class
    day: date
    mood: str  # low, calm, bright


def is_mood_table(table: Table, now: datetime) -> bool:
    """Whether the headings name a pupil, and either a day and a mood or at least three dates."""
    found = find_table(table, _WHO)
    columns = found.columns.keys()
    return bool({"number", "name"} & columns) and ({"day", "mood"} <= columns or len(_days(found.headings, now)) >= _FEW)


def read_mood_table(table: Table, now: datetime, limits: MoodLimits) -> tuple[ReportLine | LineFault, ...]:
    """A report for each run that is long enough and recent enough, and a fault for each line that can't be read.

    Days in a row are entries one after the other with less than a week between; an empty cell neither adds to a run nor ends it.
    """
    found = find_table(table, _WHO)
    entries: list[_Entry] = []
    faults: list[LineFault] = []
    dates = {} if {"day", "mood"} <= found.columns.keys() else _days(found.headings, now)
    for row, cells in found:
        raw = found.rows[row - found.first_line]
        told: dict[date | None, str] = {day: raw[place] for place, day in dates.items() if place < len(raw)}
        told = told if dates else {_day(cells["day"], now): cells["mood"]}
        fault = _read_line(row, cells, told, entries)
        if fault is not None:
            faults.append(LineFault(row=row, what=fault[0], hint=fault[1]))
    return (*faults, *_runs(entries, now, limits))


def _read_line(
    row: int, cells: Mapping[str, str], told: Mapping[date | None, str], entries: list[_Entry]
) -> tuple[Text, Text] | None:
    """Adds the line's entries, or says what is wrong with it; a line with one bad cell adds nothing."""
    who = (student_number(cells.get("number", "")), cells.get("name", ""), cells.get("class", ""))
    if is_damaged(who[0]) or not (who[0] or (who[1] and who[2])):
        return Text("没有写明是哪位学生", "the line names no pupil"), Text(
            "填学号，或者姓名和班级都填", "give the number, or both"
        )
    mine = []
    for day, text in told.items():
        mood = _mood(text)
        if day is None:
            return Text("日期读不懂", "the date can't be read"), Text("例如 2026-11-10", "for example 2026-11-10")
        if mood is None:
            words = "、".join((*BRIGHT[:1], *CALM[:1], *LOW[:2]))
            return Text("心情读不懂", "a mood can't be read"), Text(
                f"请用词语，例如 {words}；数字不知道哪头是好", f"use words such as {words}; numbers may count either way"
            )
        if mood:
            mine.append(_Entry(row=row, who=who, day=day, mood=mood))
    entries += mine
    return None


def _days(headings: Sequence[str], now: datetime) -> dict[int, date]:
    """Column → the day its heading names."""
    found = {place: _day(heading, now) for place, heading in enumerate(headings)}
    return {place: day for place, day in found.items() if day is not None}


def _day(text: str, now: datetime) -> date | None:
    """The day that is named; without a year the last one of that month and day that has begun."""
    short = _MONTH_AND_DAY.fullmatch(compact(text))
    if short is None:
        found = utc_times([clean(text)], "UTC")[0]
        return None if np.isnat(found) else found.astype(datetime).date()
    month, number = int(short[1]), int(short[2])
    for year in (now.year, now.year - 1):
        if 1 <= month <= _DECEMBER and 1 <= number <= monthrange(year, month)[1]:
            day = date(year, month, number)
            if day <= now.date() + timedelta(days=1):
                return day
    return None


def _mood(text: str) -> str | None:
    """low, calm, bright, empty for nothing told, None for a word that is not known."""
    word = compact(text)
    if not word:
        return ""
    return next((name for name, known in (("low", LOW), ("calm", CALM), ("bright", BRIGHT)) if word in known), None)


def _runs(entries: Sequence[_Entry], now: datetime, limits: MoodLimits) -> list[ReportLine]:
    """The longest low run of each pupil that still counts, and a flat calm one that lasts."""
    by_pupil: dict[tuple[str, str, str], dict[date, _Entry]] = {}
    for entry in entries:
        days = by_pupil.setdefault(entry.who, {})
        if entry.day not in days or entry.mood == "low":  # two entries of one day: the lower counts
            days[entry.day] = entry
    found = []
    for days in by_pupil.values():
        runs = [run for run in _split(days) if (now.date() - run[-1].day).days <= limits.still_counts]
        low = max((run for run in runs if run[0].mood == "low"), key=len, default=[])
        if len(low) >= limits.low_days:
            found.append(_line_of(Kind.LOW_MOOD, low))
        if runs and runs[-1][0].mood == "calm" and len(runs[-1]) >= limits.flat_days:
            found.append(_line_of(Kind.FLAT_MOOD, runs[-1]))
    return sorted(found, key=lambda line: line.row)


def _split(days: Mapping[date, _Entry]) -> list[list[_Entry]]:
    """The entries in order of days, cut where the mood changes or a week lies between two of them."""
    runs: list[list[_Entry]] = []
    for day in sorted(days):
        entry = days[day]
        if runs and runs[-1][-1].mood == entry.mood and day - runs[-1][-1].day < _GAP:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _line_of(kind: Kind, run: Sequence[_Entry]) -> ReportLine:
    number, name, school_class = run[-1].who
    last = datetime(run[-1].day.year, run[-1].day.month, run[-1].day.day, tzinfo=UTC)
    return ReportLine(
        row=run[-1].row,
        report=Report(kind=kind, by="pupil", seen_at=last, days=len(run)),
        number=number,
        name=name,
        school_class=school_class,
        given_id=f"{kind}:{run[0].day.isoformat()}:{len(run)}",
    )
