"""Follow-up dates of ALERT_POLICY §8."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.templates import TEMPLATES, follow_ups

TUESDAY = datetime(2026, 11, 10, 14, 0, tzinfo=SCHOOL_ZONE)


def days(year, template, kind, start=TUESDAY):
    return [
        plan.due_at.astimezone(SCHOOL_ZONE).strftime("%m-%d") for plan in follow_ups(template, start, year) if plan.kind == kind
    ]


def test_s3_is_seen_on_day_1_and_3_weekly_then_every_two_weeks(year):
    assert days(year, "FU-S3", "follow_up") == ["11-11", "11-13", "11-17", "11-24", "12-01", "12-08", "12-22"]
    assert days(year, "FU-S3", "judgment") == ["01-05"], "looked at afresh in week 8"


def test_s2_is_seen_every_two_weeks_three_times_and_measured_again_in_weeks_6_to_8(year):
    assert days(year, "FU-S2", "follow_up") == ["11-24", "12-08", "12-22"]
    assert days(year, "FU-S2", "retest") == ["12-29"]


def test_s4_is_contacted_daily_for_a_week_weekend_included(year):
    assert days(year, "FU-S4", "follow_up")[:7] == ["11-11", "11-12", "11-13", "11-14", "11-15", "11-16", "11-17"]
    assert len(days(year, "FU-S4", "follow_up")) == 7 + 6 + 4, "daily, twice a week in weeks 2 to 4, weekly to week 8"


def test_other_dates_move_from_a_day_off_to_the_next_work_day(year):
    friday = datetime(2026, 9, 24, 9, 0, tzinfo=SCHOOL_ZONE)  # day 1 is the holiday of 25 September, day 7 the first of October
    assert days(year, "FU-S3", "follow_up", friday)[:3] == ["09-28", "09-28", "10-08"]


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_template_gives_dated_tasks_with_owner_and_deputy(year, template):
    plans = follow_ups(template, TUESDAY, year)
    assert plans
    assert [plan.due_at for plan in plans] == sorted(plan.due_at for plan in plans)
    for plan in plans:
        assert plan.owner
        assert plan.deputy
        assert plan.rule == template
        assert plan.due_at.tzinfo is UTC


@pytest.mark.parametrize("template", ["MANDATORY-REPORT", "WAIT-REASON", "RETEST"])
def test_templates_with_a_deadline_of_their_own_have_no_follow_up_dates(year, template):
    assert follow_ups(template, TUESDAY, year) == []


EVERY_DAY_OPEN = SchoolCalendar(make_up_days=frozenset(date(2026, 11, 10) + timedelta(days=day) for day in range(140)))
WEEK, TO_WEEK_8 = [*range(1, 8)], [35, 42, 49, 56]
LADDER = [1, 3, 7, 14, 21, 28, 42]  # day 1, day 3, weekly four times, every two weeks twice


@pytest.mark.parametrize(
    ("template", "kind", "owner", "offsets"),
    [
        pytest.param("FU-S4", "follow_up", "psych_teacher", [*WEEK, 10, 14, 17, 21, 24, 28, *TO_WEEK_8], id="S4, the pupil"),
        pytest.param("FU-S4", "guardian", "moral_education_head", [*WEEK, 14, 21, 28, *TO_WEEK_8], id="S4, the guardian"),
        pytest.param("FU-S4", "conference", "moral_education_head", [7, 14, 21, 28, *TO_WEEK_8], id="S4, weekly review"),
        pytest.param("FU-S4", "referral", "psych_teacher", [0, 3, 7], id="S4, the letter the same day, chased on days 3 and 7"),
        pytest.param("FU-S3", "follow_up", "psych_teacher", LADDER, id="S3, the pupil"),
        pytest.param("FU-S3", "guardian", "psych_teacher", [7, 14, 21, 28], id="S3, the guardian weekly four times"),
        pytest.param("FU-S3", "judgment", "moral_education_head", [56], id="S3, looked at afresh in week 8"),
        pytest.param("FU-S2", "follow_up", "psych_teacher", [14, 28, 42], id="S2, every two weeks three times"),
        pytest.param("FU-S2", "guardian", "homeroom_teacher", [7, 37], id="S2, the guardian once and a month later"),
        pytest.param("FU-S2", "retest", "psych_teacher", [49], id="S2, measured again between weeks 6 and 8"),
        pytest.param("FU-S1", "observation", "homeroom_teacher", [14], id="S1, observed for two weeks"),
        pytest.param("FU-S1", "follow_up", "psych_teacher", [30], id="S1, one look after a month"),
        pytest.param("FU-TR", "make_up", "psych_teacher", [10], id="transfer, screened within ten school days"),
        pytest.param("FU-TR", "follow_up", "psych_teacher", [30, 90], id="transfer, after one month and three"),
        pytest.param("FU-RTN", "follow_up", "psych_teacher", [*LADDER, 56, 90], id="back at school"),
        pytest.param("FU-GRP", "home_visit", "homeroom_teacher", [30, 60, 90, 120], id="special group, visited monthly"),
        pytest.param("FU-GRP", "evaluation", "moral_education_head", [120], id="special group, evaluated once a term"),
        pytest.param("FU-CP", "follow_up", "psych_teacher", WEEK, id="protection, the safe person daily"),
        pytest.param("REVISIT", "revisit", "psych_teacher", [30, 90], id="CL5, after closing"),
    ],
)  # fmt: skip
def test_every_template_has_the_days_and_owners_of_the_policy(template, kind, owner, offsets):
    """ALERT_POLICY §8 and CL5, on a calendar on which no day is off."""
    plans = [plan for plan in follow_ups(template, TUESDAY, EVERY_DAY_OPEN) if plan.kind == kind]
    assert [(EVERY_DAY_OPEN.local(plan.due_at).date() - TUESDAY.date()).days for plan in plans] == offsets
    assert {plan.owner for plan in plans} == {owner}
    assert {EVERY_DAY_OPEN.local(plan.due_at).time() for plan in plans} == {time(17, 30)}


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_only_daily_contacts_fall_on_a_day_off(year, template):
    off = {plan.kind for plan in follow_ups(template, TUESDAY, year) if not year.is_work_day(year.local(plan.due_at).date())}
    assert off == {"FU-S4": {"follow_up", "guardian"}, "FU-CP": {"follow_up"}}.get(template, set())


def test_whoever_stands_in_is_another_person_and_dates_beyond_the_calendar_are_marked():
    short_year = SchoolCalendar(years=frozenset({2026}))
    plans = follow_ups("FU-S3", TUESDAY, short_year)
    assert {(plan.owner, plan.deputy) for plan in plans} == {
        ("psych_teacher", "psych_deputy"),
        ("moral_education_head", "principal"),
    }
    assert {plan.due_at.year: plan.calendar_loaded for plan in plans} == {2026: True, 2027: False}
