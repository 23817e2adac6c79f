"""From a file, a stream or one line of options to report lines: forms, mood sheets and JSON alike."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from screening.adapters.survey_files.workbook import open_workbook
from screening.alerts.policy import Windows
from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.mood_sheets import MoodLimits, is_mood_table, read_mood_table
from screening.intake.reports import Line, LineFault, is_report_table, read_report_objects, read_report_table

FLAT_DAYS = 15  # ALERT_POLICY §2.4: also look at 15 flat-calm days
_JSON = frozenset({".json", ".jsonl", ".ndjson"})


def read_report_file(path: Path, windows: Windows, now: datetime) -> tuple[Line, ...]:
    """Every line of the file's sheets, those of mood sheets as runs of days. Raises MappingFault if no sheet is understood."""
    if path.suffix.lower() in _JSON:
        return read_report_stream(path.read_text(encoding="utf-8-sig", errors="replace"), now)
    local = now.astimezone(SCHOOL_ZONE)
    limits = MoodLimits(low_days=windows.low_mood_days.s1, flat_days=FLAT_DAYS, still_counts=windows.slight_observation_days)
    lines: list[Line] = []
    understood = False
    for table in open_workbook(path).values():
        if is_report_table(table):
            understood = True
            lines += read_report_table(table, now)
        elif is_mood_table(table, local):
            understood = True
            lines += read_mood_table(table, local, limits)
    if not understood:
        raise MappingFault(
            Text("认不出这是报告表还是晴雨表", "this is neither a report form nor a mood sheet"),
            where=plain(path.name),
            hint=Text(
                "报告表要有 学号（或姓名、班级）、报告类型、等级、报告人身份；空表：screening report --template 报告.xlsx。"
                "晴雨表要有 学号 和 日期、心情 两列，或每天一列",
                "an empty form: screening report --template FORM.xlsx; a mood sheet names pupils and days",
            ),
        )
    return tuple(lines)


def read_report_stream(text: str, now: datetime) -> tuple[Line, ...]:
    """One JSON object, a list of them, or one object a line. A line that is no JSON is a fault of its own."""
    try:
        told = json.loads(text)
    except ValueError:
        return _by_line(text, now)
    return read_report_objects(told if isinstance(told, list) else [told], now)


def read_report_options(told: Mapping[str, object], now: datetime) -> tuple[Line, ...]:
    """The one report that a command's options tell."""
    return read_report_objects([{key: value for key, value in told.items() if value}], now)


def _by_line(text: str, now: datetime) -> tuple[Line, ...]:
    lines: list[Line] = []
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except ValueError:
            what, hint = Text("这一行不是 JSON", "this line is no JSON"), Text("每行一个对象", "one object a line")
            lines.append(LineFault(row=row, what=what, hint=hint))
            continue
        lines += [replace(one, row=row) for one in read_report_objects([told], now)]
    return tuple(lines)
