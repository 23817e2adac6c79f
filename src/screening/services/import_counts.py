"""What an import tells beside its sheets: how old the answers were, which sheets were corrected, and how. Counts only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.core.language import Text
from screening.core.severity import UNREADABLE, Band
from screening.followup.calendar import SchoolCalendar
from screening.intake.interface import AnswerBlock, Why
from screening.services.school_view import SchoolView

LATE_AFTER = 1  # school days between answering and importing; an answer waits no longer than until the next school day


@dataclass(frozen=True, kw_only=True)
class Revised:
    """Sheets that took the place of earlier ones. Which answers differ is not known: the pipeline can't read them again."""

    sheets: int = 0
    up: int = 0  # whose band of the total rose, or became readable at all
    down: int = 0
    critical: int = 0  # that hold a graver safety answer than before


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """One refusal of a file as its report lists it."""

    row: int
    why: Why
    edition: str  # empty: the whole row
    hint: Text


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How many pupils of one class have a sheet of their own in the file."""

    school_class: str
    pupils: int  # on the roster
    reached: int


@dataclass(frozen=True, kw_only=True)
class Late:
    """Sheets imported later than the next school day after they were answered. Counted, never blocked."""

    sheets: int = 0
    days: int = 0  # the longest wait, in days


def revised(new: Sequence[Readings], standing: Sequence[Readings]) -> Revised:
    """What became of corrected sheets; ``standing`` are the readings they replaced."""
    sheets = up = down = critical = 0
    for read in new:
        for old in (one for one in standing if one.edition == read.edition):
            pupils, mine, theirs = np.intersect1d(read.pupil, old.pupil, return_indices=True)
            sheets += len(pupils)
            up += int((read.total[mine] > old.total[theirs]).sum())
            down += int(((read.total[mine] < old.total[theirs]) & (read.total[mine] > Band.NA)).sum())
            critical += int((read.critical[mine] > old.critical[theirs]).sum())
    return Revised(sheets=sheets, up=up, down=down, critical=critical)


def late(blocks: Iterable[AnswerBlock], now: datetime, calendar: SchoolCalendar) -> Late:
    """Sheets of which the export tells when they were answered, and that waited beyond the next school day."""
    times = [block.answered_at[~np.isnat(block.answered_at)].astype("datetime64[s]") for block in blocks]
    told = np.concatenate(times) if times else np.empty(0, "datetime64[s]")
    days, counts = np.unique(told.astype("datetime64[h]"), return_counts=True)
    waited = Counter[int]()
    today = calendar.local(now).date()
    for hour, count in zip(days.tolist(), counts.tolist(), strict=True):
        day = calendar.local(hour.replace(tzinfo=UTC)).date()
        if calendar.add_work_days(day, LATE_AFTER) < today:
            waited[(today - day).days] += count
    return Late(sheets=waited.total(), days=max(waited, default=0))


def own_pupils(blocks: Iterable[AnswerBlock]) -> npt.NDArray[np.int32]:
    """Pupils who answered for themselves, ascending."""
    own = [block.pupil for block in blocks if block.instrument.eligible.respondent == "self"]
    return np.unique(np.concatenate(own)) if own else np.empty(0, np.int32)


def reached(pupils: Sequence[npt.NDArray[np.int32]], school: SchoolView) -> tuple[Reached, ...]:
    """The classes from which the file has a sheet, by name."""
    here = np.unique(np.concatenate(pupils)) if pupils else np.empty(0, np.int32)
    lines = school.lines(here)
    classes, counts = np.unique(school.register.school_class[lines[lines >= 0]], return_counts=True)
    enrolled = dict(zip(*(part.tolist() for part in np.unique(school.register.school_class, return_counts=True)), strict=True))
    found = [
        Reached(school_class=school.classes[number].name, pupils=enrolled[number], reached=count)
        for number, count in zip(classes.tolist(), counts.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.school_class))


def doubtful(readings: Iterable[Readings]) -> Counter[str]:
    """Edition → sheets whose bands do not count, because of how they were filled in (V2)."""
    return Counter({read.edition: int(((read.validity & np.uint8(UNREADABLE)) != 0).sum()) for read in readings})


def sum_revised(parts: Sequence[Revised]) -> Revised:
    """All parts together."""
    return Revised(
        sheets=sum(one.sheets for one in parts),
        up=sum(one.up for one in parts),
        down=sum(one.down for one in parts),
        critical=sum(one.critical for one in parts),
    )


def sum_late(parts: Sequence[Late]) -> Late:
    """All parts together."""
    return Late(sheets=sum(one.sheets for one in parts), days=max((one.days for one in parts), default=0))
