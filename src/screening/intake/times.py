"""Durations and submission times as platforms write them, read into seconds and UTC."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

_BEIJING = ZoneInfo("Asia/Shanghai")  # 问卷星 writes local times without a zone
_SPOKEN = re.compile(r"(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|min|m))?(?:(\d+(?:\.\d+)?)(?:秒|s)?)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_STAMP = re.compile(r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?")
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
    return hours * 3600 + minutes * 60 + rest


def utc_times(texts: Sequence[str]) -> npt.NDArray[np.datetime64]:
    """``2025/3/6 0:13:26`` in Beijing time as UTC ``datetime64[s]``, NaT where the text tells no time; shape (texts,).

    A day's distance to UTC is looked up once: a hundred thousand rows share a few days.
    """
    days: dict[tuple[str, str, str], int | None] = {}
    told = [_epoch(_STAMP.match(text), days) for text in texts]
    return np.array([_UNKNOWN if t is None else np.datetime64(t, "s") for t in told], dtype="datetime64[s]")


def _epoch(stamp: re.Match[str] | None, days: dict[tuple[str, str, str], int | None]) -> int | None:
    """Seconds since 1970 UTC."""
    if stamp is None:
        return None
    year, month, day, hour, minute, second = stamp.groups()
    key = (year, month, day)
    if key not in days:
        days[key] = _midnight(int(year), int(month), int(day))
    midnight = days[key]
    return None if midnight is None else midnight + int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0)


def _midnight(year: int, month: int, day: int) -> int | None:
    """Beijing midnight in seconds since 1970 UTC; None if there is no such day."""
    try:
        return int(datetime(year, month, day, tzinfo=_BEIJING).timestamp())
    except ValueError:
        return None
