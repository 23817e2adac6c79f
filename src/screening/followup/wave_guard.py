"""N3: when pupils should not be asked questions that may call for somebody at once."""

from collections.abc import Sequence
from datetime import datetime, time

from screening.core.language import Text
from screening.followup.calendar import DAY, SchoolCalendar
from screening.followup.presence import Slot, gaps

FRIDAY = 4
LATEST_BEFORE_A_BREAK = time(14)  # ALERT_POLICY N3


def guard(sittings: Sequence[datetime], *, at_home: bool, slots: Sequence[Slot], calendar: SchoolCalendar) -> list[Text]:
    """What N3 warns of, sitting by sitting; empty if every one is well placed.

    From 14:00 on a Friday or on the last school day before a break, at home once school hours are over, or where the on-call
    rota has no slot or a hole in the 72 hours after the sitting. 14:00 itself counts as after.
    """
    found = [warning for sitting in sittings for warning in _of_sitting(calendar.local(sitting), at_home, calendar)]
    if not slots:
        found.append(Text("没有值班表，校外时间无人接应", "there is no on-call rota: nobody answers outside school hours"))
    elif any(gaps(slots, sitting, calendar) for sitting in sittings):
        found.append(Text("施测后三天内的值班表有空档", "the on-call rota has a hole in the three days after a sitting"))
    return found


def _of_sitting(sitting: datetime, at_home: bool, calendar: SchoolCalendar) -> list[Text]:
    day, hour, when = sitting.date(), sitting.time(), f"{sitting:%Y-%m-%d %H:%M}"
    found = []
    if hour >= LATEST_BEFORE_A_BREAK and (day.weekday() == FRIDAY or not calendar.is_school_day(day + DAY)):
        found.append(
            Text(
                f"{when} 在周五或放假前最后一个上学日的 14:00 以后",
                f"{when} is after 14:00 on a Friday or the last school day before a break",
            )
        )
    if at_home and not calendar.in_hours(sitting):
        found.append(Text(f"{when} 在家里、校外时间作答", f"{when} is at home outside school hours"))
    return found
