"""Which classes sit on which day, so that every safety check of a day fits the adults who can do it (ALERT_POLICY §10 Q1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from screening.alerts.policy import Workload
from screening.followup.calendar import DAY, SchoolCalendar

LAST_PRIMARY_GRADE = 6


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One class, or a part of one that is too large for a day."""

    school_class: str
    grade: int
    pupils: int
    part: int  # 1, 2, …
    parts: int  # 1 if the class sits whole


@dataclass(kw_only=True)
class SittingDay:
    """One school day of the wave."""

    day: date
    before_break: bool  # no school on the next day: sittings end by 14:00 (N3)
    sittings: list[Sitting] = field(default_factory=list)
    checks: float = 0.0  # expected same-day safety checks

    @property
    def pupils(self) -> int:
        """Pupils who sit on this day."""
        return sum(sitting.pupils for sitting in self.sittings)


def expected_checks(grade: int, pupils: int, workload: Workload) -> float:
    """Same-day checks to be expected of that many pupils of the grade, by the planning rates."""
    share = workload.critical_share
    return pupils * (share.grades_4_to_6 if grade <= LAST_PRIMARY_GRADE else share.grades_7_to_9)


def plan_sittings(
    classes: Sequence[tuple[str, int, int]], adults: int, workload: Workload, calendar: SchoolCalendar, first: date
) -> list[SittingDay]:
    """Days from ``first`` on, each filled in the order of grade and class until the checks would not fit any more.

    ``classes`` are (name, grade, pupils). A class that is too large for a whole day is split into equal parts. ValueError
    without an adult: then nobody may be screened at all.
    """
    if adults < 1:
        raise ValueError("nobody is there to do the checks of the day")
    room = adults * workload.checks_a_day
    days = [_day(calendar.move_to_work_day(first), calendar)]
    for sitting in _sittings(classes, room, workload):
        checks = expected_checks(sitting.grade, sitting.pupils, workload)
        if days[-1].sittings and days[-1].checks + checks > room:
            days.append(_day(calendar.next_work_day(days[-1].day), calendar))
        days[-1].sittings.append(sitting)
        days[-1].checks += checks
    return days if days[0].sittings else []


def _sittings(classes: Sequence[tuple[str, int, int]], room: int, workload: Workload) -> list[Sitting]:
    found = []
    for name, grade, pupils in sorted(classes, key=lambda one: (one[1], one[0])):
        for parts in range(max(1, ceil(expected_checks(grade, pupils, workload) / room)), pupils + 1):
            if expected_checks(grade, ceil(pupils / parts), workload) <= room or parts == pupils:
                sizes = [pupils // parts + (place < pupils % parts) for place in range(parts)]
                found += [
                    Sitting(school_class=name, grade=grade, pupils=size, part=place, parts=parts)
                    for place, size in enumerate(sizes, start=1)
                ]
                break
    return found


def _day(day: date, calendar: SchoolCalendar) -> SittingDay:
    return SittingDay(day=day, before_break=calendar.next_work_day(day) - day > DAY)
