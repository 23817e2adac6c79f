"""Follow-up dates of the templates FU-S4 … FU-CP and of the revisit after closing, ALERT_POLICY §8 and CL5."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan

PSYCH, HEAD, CLASS = Role.PSYCH_TEACHER, Role.MORAL_EDUCATION_HEAD, Role.HOMEROOM_TEACHER
DEPUTY = {PSYCH: Role.PSYCH_DEPUTY, HEAD: Role.PRINCIPAL, CLASS: Role.HOMEROOM_DEPUTY}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of task on several days after the start. Days are calendar days; unless ``any_day`` they move to a work day."""

    task: str
    owner: Role
    days: tuple[int, ...] = ()
    school_days: tuple[int, ...] = ()
    any_day: bool = False


FIRST_WEEK = (1, 2, 3, 4, 5, 6, 7)
TWICE_A_WEEK = (10, 14, 17, 21, 24, 28)  # weeks 2 to 4
TO_WEEK_8 = (35, 42, 49, 56)

TEMPLATES: dict[str, tuple[Line, ...]] = {
    "FU-S4": (
        Line(task="follow_up", owner=PSYCH, days=FIRST_WEEK, any_day=True),  # daily contact, weekend included
        Line(task="follow_up", owner=PSYCH, days=TWICE_A_WEEK + TO_WEEK_8),
        Line(task="guardian", owner=HEAD, days=FIRST_WEEK, any_day=True),
        Line(task="guardian", owner=HEAD, days=(14, 21, 28, *TO_WEEK_8)),
        Line(task="conference", owner=HEAD, days=(7, 14, 21, 28, *TO_WEEK_8)),  # weekly review of the leading group
        Line(task="referral", owner=PSYCH, days=(0, 3, 7)),  # the letter the same day, its reply chased
    ),
    "FU-S3": (
        Line(task="follow_up", owner=PSYCH, days=(1, 3, 7, 14, 21, 28, 42)),
        Line(task="guardian", owner=PSYCH, days=(7, 14, 21, 28)),
        Line(task="judgment", owner=HEAD, days=(56,)),  # looked at afresh in week 8
    ),
    "FU-S2": (
        Line(task="follow_up", owner=PSYCH, days=(14, 28, 42)),
        Line(task="guardian", owner=CLASS, days=(7, 37)),
        Line(task="retest", owner=PSYCH, days=(49,)),  # measured again in weeks 6 to 8
    ),
    "FU-S1": (
        Line(task="observation", owner=CLASS, days=(14,)),
        Line(task="follow_up", owner=PSYCH, days=(30,)),
    ),
    "FU-TR": (
        Line(task="make_up", owner=PSYCH, school_days=(10,)),
        Line(task="follow_up", owner=PSYCH, days=(30, 90)),
    ),
    "FU-RTN": (Line(task="follow_up", owner=PSYCH, days=(1, 3, 7, 14, 21, 28, 42, 56, 90)),),
    "FU-GRP": (
        Line(task="home_visit", owner=CLASS, days=(30, 60, 90, 120)),  # once a month of the term
        Line(task="evaluation", owner=HEAD, days=(120,)),  # in full, once a term
    ),
    "FU-CP": (Line(task="follow_up", owner=PSYCH, days=FIRST_WEEK, any_day=True),),  # the safe person, daily
    "REVISIT": (Line(task="revisit", owner=PSYCH, days=(30, 90)),),  # after closing S3 and S4
}


def follow_ups(template: str, start: datetime, calendar: SchoolCalendar) -> list[TaskPlan]:
    """The tasks of one template in order of due time, each due at the end of school hours, UTC; none for other templates.

    Daily contacts keep their day, weekend or not; all others move to the next work day.
    """
    day = calendar.local(start).date()
    plans = [
        _plan(
            line, template, calendar.at(_moved(day + timedelta(days=offset), line, calendar), calendar.school_hours[1]), calendar
        )
        for line in TEMPLATES.get(template, ())
        for offset in line.days
    ]
    plans += [
        _plan(line, template, calendar.add_school_days(day, count), calendar)
        for line in TEMPLATES.get(template, ())
        for count in line.school_days
    ]
    return sorted(plans, key=lambda plan: (plan.due_at, plan.kind))


def _moved(day: date, line: Line, calendar: SchoolCalendar) -> date:
    return day if line.any_day else calendar.move_to_work_day(day)


def _plan(line: Line, template: str, at: datetime, calendar: SchoolCalendar) -> TaskPlan:
    return TaskPlan(
        kind=line.task,
        owner=str(line.owner),
        deputy=str(DEPUTY[line.owner]),
        due_at=at.astimezone(UTC),
        rule=template,
        calendar_loaded=calendar.is_loaded(at.date()),
    )
