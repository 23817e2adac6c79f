"""Special groups: visits and evaluations by tag alone, once each, and none to a family that must not hear."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.scheduler import tend
from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.intake.interface import GroupTag, Guardian
from screening.services.care_for_groups import AHEAD, care_for_groups, dues, term_of
from tests.flow.test_import_roster import bring, roster_of

AUTUMN = SchoolCalendar(terms=((date(2026, 9, 1), date(2027, 1, 22)),))
LEFT_BEHIND = GroupTag(kind="left_behind", source="虚构")
CARE = {"home_visit", "evaluation"}


def tagged(school, count, **told):
    """The first pupils of grade 7 with a tag on the roster."""
    numbers = {pupil.told.number for pupil in school.pupils(7)[:count]}
    roster = roster_of(school)
    pupils = tuple(replace(p, tags=(LEFT_BEHIND,), **told) if p.number in numbers else p for p in roster.pupils)
    bring(school, replace(roster, pupils=pupils))
    return school


def care(school, clock=None):
    """What a tick of the day does, and the tasks that stand afterwards."""
    there = school.at(clock) if clock else school
    opened = care_for_groups(there.work.uow(), calendar=AUTUMN, now=there.work.now())
    return opened, [task for task in there.tasks() if task.task.plan.kind in CARE]


def test_each_tagged_pupil_has_one_visit_ahead_and_nobody_else(school):
    opened, tasks = care(tagged(school, 3))
    assert opened == len(tasks) == 3
    assert {task.task.pupil for task in tasks} == {pupil.id for pupil in school.pupils(7)[:3]}
    assert {task.task.severity for task in tasks} == {int(Severity.S0)}
    assert all(task.task.plan.kind == "home_visit" and task.task.plan.rule == "FU-GRP" for task in tasks)


def test_a_second_tick_and_the_next_day_ask_for_nothing_twice(school):
    care(tagged(school, 2))
    counts = school.counts()
    assert care(school)[0] == 0
    assert school.counts() == counts
    assert care(school, datetime(2026, 11, 11, 9, 0, tzinfo=SCHOOL_ZONE))[0] == 0


def test_the_visits_of_a_term_come_month_by_month_and_the_evaluation_with_the_last(school):
    tagged(school, 1)
    days = [date(2026, 9, 2), date(2026, 10, 12), date(2026, 11, 10), date(2026, 12, 14), date(2027, 1, 10)]
    for day in days:
        care(school, datetime(day.year, day.month, day.day, 9, 0, tzinfo=SCHOOL_ZONE))
    kinds = [task.task.plan.kind for task in care(school)[1]]
    assert sorted(kinds) == ["evaluation", *["home_visit"] * 4]


def test_a_tag_that_has_ended_and_a_pupil_without_tag_ask_for_nothing(school):
    numbers = roster_of(school)
    ended = GroupTag(kind="migrant", source="虚构", until="2026-11-09")
    bring(school, replace(numbers, pupils=tuple(replace(p, tags=(ended,)) for p in numbers.pupils)))
    assert care(school) == (0, [])


def test_a_family_that_is_held_is_not_visited_and_the_counselor_evaluates(school):
    """F5."""
    held = (Guardian(name="某", relation="", standing="unverified"),)
    tagged(school, 2, guardians=held)
    _, tasks = care(school, datetime(2026, 12, 14, 9, 0, tzinfo=SCHOOL_ZONE))
    assert {task.task.plan.kind for task in tasks} == {"evaluation"}
    assert {task.task.plan.owner for task in tasks} == {Role.PSYCH_TEACHER}


def test_the_scheduler_asks_for_them(school):
    tend(tagged(school, 2).work)
    assert len([task for task in school.tasks() if task.task.plan.kind == "home_visit"]) == 2


@pytest.mark.parametrize(
    ("day", "first"),
    [
        pytest.param(date(2026, 11, 10), date(2026, 9, 1), id="autumn"),
        pytest.param(date(2027, 1, 5), date(2026, 9, 1), id="autumn, after new year"),
        pytest.param(date(2027, 3, 5), date(2027, 2, 20), id="spring"),
        pytest.param(date(2027, 7, 20), None, id="summer vacation"),
    ],
)
def test_without_told_terms_the_usual_ones_hold(day, first):
    found = term_of(SchoolCalendar(), day)
    assert (found[0] if found else None) == first


def test_nothing_is_due_after_the_last_day_of_term_or_more_than_a_month_ahead():
    short = SchoolCalendar(terms=((date(2026, 9, 1), date(2026, 12, 20)),))
    for day in (date(2026, 9, 1), date(2026, 11, 25), date(2026, 12, 19)):
        for one in dues(short, day):
            due = one.plan.due_at.astimezone(SCHOOL_ZONE).date()
            assert day <= due <= min(day + AHEAD, date(2026, 12, 20))
            assert one.plan.due_at.tzinfo is UTC
    assert dues(short, date(2026, 12, 25)) == []
