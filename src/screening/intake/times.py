"""Durations and submission times as platforms write them, read into seconds and UTC."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

BEIJING = "Asia/Shanghai"  # 问卷星 writes local times without a zone
_SPOKEN = re.compile(r"(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|min|m))?(?:(\d+(?:\.\d+)?)(?:秒|s)?)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})")
_STAMP = re.compile(
    r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?"
)
_LONGEST = 366 * 86_400.0  # seconds; more is a number that slipped into the column
_UNKNOWN = np.datetime64("NaT", "s")


def seconds(text: str) -> float:
    """``136秒``, ``2分3秒``, ``1小时2分``, ``0:02:03`` or ``136`` in seconds; NaN if the text tells no duration."""
    bare = "".join(text.split())
    clock = _CLOCK.fullmatch(bare)
    if clock:
        return float(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3]))
    spoken = _SPOKEN.fullmatch(bare)
    if not bare or not spoken:
        return float("nan")
    hours, minutes, rest = (float(part or 0) for part in spoken.groups())
    total = hours * 3600 + minutes * 60 + rest
    return total if total <= _LONGEST else float("nan")


def utc_times(texts: Sequence[str], zone: str = BEIJING) -> npt.NDArray[np.datetime64]:
    """``2025/3/6 0:13:26`` as UTC ``datetime64[s]``, NaT where the text tells no time; shape (texts,).

    A time with an offset (``2025-03-06T00:13:26Z``, ``…+08:00``) is read by it, any other as local time of ``zone``.
    """
    places: dict[tuple[str, ...], int | None] = {}
    here = ZoneInfo(zone)
    told = [_epoch(_STAMP.match(text), here, places) for text in texts]
    return np.array([_UNKNOWN if t is None else np.datetime64(t, "s") for t in told], dtype="datetime64[s]")


def _epoch(stamp: re.Match[str] | None, zone: ZoneInfo, hours: dict[tuple[str, ...], int | None]) -> int | None:
    """Seconds since 1970 UTC. An hour's distance to UTC is looked up once: a hundred thousand rows share a few hours."""
    if stamp is None:
        return None
    year, month, day, hour, minute, second, offset = (part or "" for part in stamp.groups())
    key = (year, month, day, hour, offset)
    if key not in hours:
        hours[key] = _full_hour(int(year), int(month), int(day), int(hour or 0), UTC if offset else zone)
    start = hours[key]
    return None if start is None else start + int(minute or 0) * 60 + int(second or 0) - _seconds_east(offset)


def _full_hour(year: int, month: int, day: int, hour: int, zone: tzinfo) -> int | None:
    """The beginning of the hour in seconds since 1970 UTC; None if there is no such day or hour."""
    try:
        return int(datetime(year, month, day, hour, tzinfo=zone).timestamp())
    except (ValueError, OverflowError):
        return None


def _seconds_east(offset: str) -> int:
    """``+08:00`` as 28800; 0 for ``Z`` and nothing."""
    if len(offset) <= 1:
        return 0
    digits = offset[1:].replace(":", "")
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if offset[0] == "-" else 1)
