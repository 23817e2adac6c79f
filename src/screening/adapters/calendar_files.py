"""The school's calendar from a YAML file, or the published public holidays where there is none."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from screening.adapters.strict_yaml_files import as_model, as_yaml, read_yaml
from screening.alerts.policy import Hours
from screening.followup.calendar import SCHOOL_ZONE, Node, SchoolCalendar, national_calendar
from screening.intake.calendar_sheet import CalendarLine

FIRST_YEAR, LAST_YEAR = 2025, 2040  # years asked of the holiday library; only published ones are taken
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


NodeKind = Literal["entry", "graduation", "mid_term", "final", "entrance_exam", "transfer", "after_event"]


class NodeLine(BaseModel):
    """A season or event that calls for a sweep."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: NodeKind
    first: date
    last: date
    name: str = ""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """It ends no earlier than it begins."""
        if self.last < self.first:
            raise ValueError("a node ends before it begins")
        return self


class CalendarFile(BaseModel):
    """What a calendar file says. It replaces the national holidays completely."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    time_zone: str = "Asia/Shanghai"
    in_hours: tuple[time, time] | None = None
    quiet_hours: tuple[time, time] | None = None
    terms: tuple[tuple[date, date], ...] = ()
    holidays: tuple[date, ...] = ()
    make_up_days: tuple[date, ...] = ()
    nodes: tuple[NodeLine, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, given: str) -> str:
        """An IANA name or an offset such as +08:00."""
        try:
            _zone(given)
        except (ValueError, KeyError, OSError):
            raise ValueError("no such time zone; write Asia/Shanghai or +08:00") from None
        return given

    @model_validator(mode="after")
    def terms_in_order(self) -> Self:
        """Terms start before they end and follow one another."""
        days = [day for term in self.terms for day in term]
        if days != sorted(days) or len(set(days)) != len(days):
            raise ValueError("terms must follow one another, each with its first and last day")
        return self


def load_calendar(path: Path | None = None, hours: Hours | None = None) -> SchoolCalendar:
    """The calendar of ``path``; without one, China's published public holidays and make-up days, and no terms.

    School hours and quiet hours that the file doesn't tell are those of ``hours``, the policy's.
    PolicyFault or Faults for a file that contradicts itself, naming file, place and reason.
    """
    known = _published()
    if hours is not None and (known.school_hours, known.quiet_hours) != (hours.school, hours.quiet):
        known = replace(known, school_hours=hours.school, quiet_hours=hours.quiet)
    if path is None:
        return known
    told = as_model(CalendarFile, _as_told(read_yaml(path)), path.name)
    return SchoolCalendar(
        holidays=frozenset(told.holidays),
        make_up_days=frozenset(told.make_up_days),
        terms=told.terms,
        nodes=tuple(Node(**one.model_dump()) for one in sorted(told.nodes, key=lambda node: node.first)),
        school_hours=told.in_hours or known.school_hours,
        quiet_hours=told.quiet_hours or known.quiet_hours,
        zone=_zone(told.time_zone),
    )


def write_calendar(path: Path, lines: Sequence[CalendarLine]) -> SchoolCalendar:
    """The calendar a sheet tells, checked, written to ``path`` and read back; nothing is written if it contradicts itself.

    A sheet without days off gets the published holidays and make-up days of its years, so that the file is complete.
    """
    days: dict[str, list[date]] = {
        kind: [day for one in lines if one.kind == kind for day in _days(one)] for kind in ("holiday", "make_up")
    }
    if not days["holiday"]:
        years = {one.first.year for one in lines} | {one.last.year for one in lines}
        days["holiday"] = sorted(day for day in _published().holidays if day.year in years)
        days["make_up"] = days["make_up"] or sorted(day for day in _published().make_up_days if day.year in years)
    told = {
        "terms": sorted([one.first, one.last] for one in lines if one.kind == "term"),
        "holidays": days["holiday"],
        "make_up_days": days["make_up"],
        "nodes": [
            {"kind": one.kind, "first": one.first, "last": one.last, "name": one.name}
            for one in lines
            if one.kind in get_args(NodeKind)
        ],
    }
    as_model(CalendarFile, told, path.name)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(as_yaml(told), encoding="utf-8")
    fresh.replace(path)
    return load_calendar(path)


def _days(line: CalendarLine) -> list[date]:
    return [line.first + timedelta(days=at) for at in range((line.last - line.first).days + 1)]


@lru_cache(maxsize=1)
def _published() -> SchoolCalendar:
    return national_calendar(FIRST_YEAR, LAST_YEAR)


def _as_told(content: Any) -> Any:  # noqa: ANN401  # what a file says may be anything; the model judges it afterwards
    """YAML reads +08:00 without quotes as a number of minutes in base 60; text is what was meant."""
    if isinstance(content, dict) and isinstance(content.get("time_zone"), int):
        minutes = content["time_zone"]
        return {**content, "time_zone": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"}
    return content


def _zone(given: str) -> tzinfo:
    offset = _OFFSET.fullmatch(given)
    if given == "+08:00":
        return SCHOOL_ZONE
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-shift if offset[1] == "-" else shift)
    return ZoneInfo(given)
