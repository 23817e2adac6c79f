"""Follow-up dates of ALERT_POLICY §8."""

from datetime import UTC, datetime

import pytest

from screening.followup.calendar import SCHOOL_ZONE
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
