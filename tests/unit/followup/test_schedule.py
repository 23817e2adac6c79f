"""The clocks of ALERT_POLICY §4, one table per severity, with the readings A3 to A7, A33 to A37."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.policy_files import load_policy
from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.followup.clocks import k1, k2, k3, start, waits_for_morning
from screening.followup.schedule import schedule

CI1, CI2, CI3 = ({"critical": grade} for grade in ("CI-1", "CI-2", "CI-3"))
CLINICAL = {"total": "B3", "subscales": ["B3", "B3"]}
LIE = {"validity": ["LIE"], "total": "NA", "raw_total": "B0"}


def local(text):
    return datetime.fromisoformat(text if text.count("-") == 2 else f"2026-{text}").replace(tzinfo=SCHOOL_ZONE)


@pytest.mark.parametrize(
    ("at", "contact", "waits"),
    [
        pytest.param("11-10 09:30", "11-10 13:30", False, id="in the morning: four hours"),
        pytest.param("11-10 15:00", "11-10 17:30", False, id="before the pupil leaves"),
        pytest.param("11-10 17:00", "11-10 17:30", False, id="half an hour left"),
        pytest.param("11-10 17:01", "11-10 21:01", False, id="too late for school: by phone"),
        pytest.param("11-10 18:00", "11-10 22:00", False, id="22:00 is quiet, so 22:00 itself is the last limit"),
        pytest.param("11-10 20:00", "11-10 22:00", False, id="20:00 still moves to the evening"),
        pytest.param("11-10 20:01", "11-11 08:00", True, id="after 20:00 it waits, with a reason"),
        pytest.param("11-10 23:59", "11-11 08:00", True, id="before midnight"),
        pytest.param("11-11 00:30", "11-11 08:00", True, id="after midnight: the same morning"),
        pytest.param("11-11 02:59", "11-11 08:00", True, id="06:59 is still quiet"),
        pytest.param("11-11 03:00", "11-11 07:00", False, id="07:00 is not"),
        pytest.param("11-14 10:00", "11-14 14:00", False, id="on a Saturday: four hours"),
        pytest.param("08-05 15:00", "08-05 17:30", False, id="work hours of the vacation"),
    ],
)
def test_k1_contact_before_the_pupil_leaves_and_never_in_the_night(year, policy, at, contact, waits):
    begun = start(local(at), year, policy)
    assert k1(begun) == local(contact)
    assert waits_for_morning(begun) == waits


@pytest.mark.parametrize(
    ("at", "contact"),
    [
        pytest.param("11-10 09:30", "11-10 13:30", id="in school hours as K1"),
        pytest.param("11-10 17:20", "11-10 21:20", id="A7: in hours, too late for school"),
        pytest.param("11-10 17:31", "11-11 17:31", id="after school: by phone within a day"),
        pytest.param("11-14 10:00", "11-15 10:00", id="on a Saturday"),
    ],
)
def test_k2_checks_a_ci1_the_same_day_or_by_phone(year, policy, at, contact):
    assert k2(start(local(at), year, policy)) == local(contact)


@pytest.mark.parametrize(
    ("at", "check"),
    [
        pytest.param("09-30 16:00", "10-02 16:00", id="eight days to the next school day"),
        pytest.param("10-04 10:00", "10-06 10:00", id="four days"),
        pytest.param("10-05 10:00", None, id="three days are not more than three"),
        pytest.param("11-13 10:00", None, id="a weekend"),
        pytest.param("08-07 10:00", None, id="the vacation has work days"),
    ],
)
def test_k3_a_phone_check_before_a_long_holiday(year, policy, at, check):
    assert k3(start(local(at), year, policy)) == (check and local(check))


DEADLINES = [
    pytest.param(
        "11-10 09:30",
        [CI3],
        {
            "acknowledge": "11-10 09:45",
            "contact": "11-10 10:00",
            "guardian": "11-10 11:30",
            "leading_group": "11-10 11:30",
            "first_record": "11-11 09:30",
            "consultation": "11-12 09:30",
            "case_report": "11-13 09:30",
        },
        id="S4 in school hours",
    ),
    pytest.param(
        "08-08 03:00",
        [CI3],
        {
            "acknowledge": "08-08 03:30",
            "contact": "08-08 04:00",
            "guardian": "08-08 05:00",
            "leading_group": "08-08 05:00",
            "first_record": "08-09 03:00",
            "consultation": "08-10 03:00",
            "case_report": "08-11 03:00",
        },
        id="S4 on a Saturday night in the vacation",
    ),
    pytest.param(
        "11-10 16:30",
        [CI2],
        {
            "acknowledge": "11-10 17:30",
            "contact": "11-10 17:30",
            "guardian": "11-11 16:30",
            "judgment": "11-13 17:30",
            "plan": "11-17 17:30",
        },
        id="S3 safety: acknowledged no later than the contact",
    ),
    pytest.param(
        "09-30 16:30",
        [CI2],
        {
            "acknowledge": "09-30 17:30",
            "contact": "09-30 17:30",
            "guardian": "10-01 16:30",
            "judgment": "10-05 17:30",
            "plan": "10-07 17:30",
        },
        id="S3 safety before the holiday: at most five and seven calendar days",
    ),
    pytest.param(
        "11-10 14:59",
        [CLINICAL],
        {
            "acknowledge": "11-10 17:30",
            "interview": "11-11 17:30",
            "guardian": "11-13 17:30",
            "judgment": "11-13 17:30",
            "plan": "11-17 17:30",
        },
        id="S3 clinical before 15:00: the same day",
    ),
    pytest.param(
        "09-30 15:00",
        [CLINICAL],
        {
            "acknowledge": "10-08 12:00",
            "interview": "10-08 17:30",
            "guardian": "10-10 17:30",
            "judgment": "10-10 17:30",
            "plan": "10-13 17:30",
            "phone_check": "10-02 15:00",
        },
        id="S3 clinical from 15:00 before the holiday: next school day noon, and a phone check",
    ),
    pytest.param("11-10 09:30", [{"total": "B2"}], {"acknowledge": "11-11 17:30", "interview": "11-17 17:30"}, id="S2"),
    pytest.param("11-10 09:30", [{"total": "B3"}], {"acknowledge": "11-11 17:30", "interview": "11-13 17:30"}, id="S2, total B3"),
    pytest.param(
        "08-07 10:00", [{"total": "B2"}], {"acknowledge": "08-10 17:30", "interview": "08-14 17:30"}, id="S2 in the vacation"
    ),
    pytest.param(
        "09-30 16:00",
        [CI1],
        {"contact": "09-30 17:30", "acknowledge": "09-30 17:30", "interview": "10-13 17:30", "phone_check": "10-02 16:00"},
        id="S2 with a safety answer before the holiday",
    ),
    pytest.param(
        "11-10 20:00",
        [CI1],
        {"contact": "11-11 20:00", "acknowledge": "11-11 20:00", "interview": "11-17 17:30"},
        id="S2 with a safety answer: acknowledged by the time of contact, even after school",
    ),
    pytest.param(
        "11-10 09:30",
        [CI1 | {"dated": False}],
        {"contact": "11-11 17:30", "acknowledge": "11-11 17:30", "interview": "11-17 17:30"},
        id="S2, undated, total not raised: by the end of the next school day",
    ),
    pytest.param(
        "11-10 09:30",
        [CI1 | LIE | {"dated": False}],
        {"contact": "11-10 13:30", "acknowledge": "11-10 13:30", "interview": "11-17 17:30", "retest": "11-24 17:30"},
        id="S2, undated, total unreadable: no low total, no more time",
    ),
    pytest.param("11-10 09:30", [{"total": "B1"}], {"acknowledge": "11-17 17:30", "observation": "11-24 17:30"}, id="S1"),
    pytest.param(
        "2027-01-15 09:30",
        [{"total": "B1"}],
        {"acknowledge": "01-22 17:30", "observation": "03-05 17:30"},
        id="S1 into the vacation",
    ),
    pytest.param(
        "08-07 10:00", [{"total": "B1"}], {"acknowledge": "09-11 17:30", "observation": "09-11 17:30"}, id="S1 in the vacation"
    ),
    pytest.param("11-10 09:30", [LIE], {"retest": "11-24 17:30"}, id="U"),
    pytest.param("11-10 09:30", [LIE | {"raw_total": "B2"}], {"retest": "11-17 17:30"}, id="U with a raised raw total"),
    pytest.param("11-10 09:30", [LIE, LIE], {"talk": "11-17 17:30"}, id="U twice"),
    pytest.param("08-07 10:00", [LIE], {"retest": "09-11 17:30"}, id="U in the vacation waits for the term"),
    pytest.param(
        "08-07 10:00", [{"critical": "CI-SKIP"}], {"private_check": "08-11 17:30"}, id="a blank safety item never waits"
    ),
    pytest.param("11-10 09:30", [{"total": "B0"}], {}, id="S0"),
]


@pytest.mark.parametrize(("at", "sheets", "expected"), DEADLINES)
def test_every_severity_has_its_clock(due, at, sheets, expected):
    assert due(at, *sheets) == expected


def test_a_wish_to_talk_runs_on_work_days_also_in_the_vacation(due):
    assert due("08-07 10:00", asks_for_talk=True) == {"appointment": "08-12 17:30", "acknowledge": "09-11 17:30"}


def test_absence_is_made_up_within_ten_school_days(due):
    assert due("11-10 09:30", not_tested="absent") == {"make_up": "11-24 17:30"}


def test_under_a_hold_the_family_has_no_deadline(due):
    hold = {"court_order": True}
    assert "guardian" not in due("11-10 09:30", CI3, family=hold)
    assert "guardian" not in due("11-10 09:30", CLINICAL, family=hold)
    assert "family_meeting" in due("11-10 09:30", outside_diagnosis=True)
    assert "family_meeting" not in due("11-10 09:30", outside_diagnosis=True, family=hold)


def test_a_mandatory_report_is_due_in_an_hour_whatever_the_status(due):
    for status in ("suspected", "imminent"):
        told = {"status": status, "source_of_harm": ["outsider"]}
        assert due("11-10 23:10", protection=told)["mandatory_report"] == "11-11 00:10"


def test_what_is_attached_brings_the_follow_up_forward_to_a_week(due):
    assert due("11-10 09:30", {"total": "B2"}, history={"open_case": "S3"}) == {"follow_up": "11-17 17:30"}


def test_a_safety_answer_inside_a_grave_case_runs_by_k1(due):
    expected = {"acknowledge": "11-10 22:30", "contact": "11-11 08:00", "follow_up": "11-17 17:30"}
    assert due("11-10 20:30", CI1, history={"open_case": "S4"}) == expected


@pytest.mark.parametrize(
    ("at", "sheets", "notices"),
    [
        pytest.param("11-10 23:00", [CI3], ("11-10 23:00", "11-10 23:00", "11-10 23:00"), id="S4 rings everybody at once"),
        pytest.param("11-10 23:00", [CI2], ("11-11 07:00", "11-11 07:00", "11-10 23:00"), id="S3 safety rings the counselor"),
        pytest.param("11-11 06:00", [CLINICAL], ("11-11 07:00", "11-11 07:00", "11-11 07:00"), id="S3 clinical waits for seven"),
        pytest.param("11-10 20:00", [CLINICAL], ("11-10 20:00", "11-10 20:00", "11-10 20:00"), id="the evening is not quiet"),
        pytest.param("11-10 23:00", [CI1], (None, None, "11-11 07:00"), id="S2 with a safety answer rings the counselor"),
        pytest.param("11-10 09:30", [CI1], ("11-10 09:30", None, "11-10 09:30"), id="and the class while school is on"),
        pytest.param("11-10 09:30", [{"total": "B2"}], (None, None, None), id="S2 is silent"),
        pytest.param("11-10 09:30", [LIE], (None, None, None), id="U is silent"),
    ],
)
def test_notices_sound_when_they_may(plan, at, sheets, notices):
    told = plan(at, *sheets)[1].notice_at
    expected = [text and local(text) for text in notices]
    assert [told["class"], told["grade"], told["school"]] == expected


ON_ARRIVAL = "accompany_on_arrival"  # at T0 outside school hours the class can do nothing before the next school day
MOMENTS = st.datetimes(datetime(2026, 8, 1), datetime(2027, 6, 30))  # noqa: DTZ001  # given its zone below
SHEETS = st.sampled_from(
    [CI1, CI2, CI3, CLINICAL, {"total": "B1"}, {"total": "B2"}, {"total": "B3"}, LIE, {"critical": "CI-SKIP"}]
)
BY_HOURS = {
    "contact",
    "guardian",
    "leading_group",
    "first_record",
    "consultation",
    "case_report",
    "phone_check",
    "mandatory_report",
}


@given(
    moment=MOMENTS,
    sheet=SHEETS,
    opened=st.sampled_from([None, "S1", "S2", "S3", "S4"]),
    status=st.sampled_from(["none", "suspected", "imminent"]),
    asks=st.booleans(),
)
def test_nothing_is_due_before_t0_and_school_day_clocks_never_end_on_a_day_off(
    plan, year, *, moment, sheet, opened, status, asks
):
    at = moment.replace(second=0, microsecond=0, tzinfo=SCHOOL_ZONE)
    decision, told = plan(
        at.isoformat(" ", "minutes")[:16], sheet, history={"open_case": opened}, protection={"status": status}, asks_for_talk=asks
    )
    assert all(when >= at for when in told.deadlines.values())
    assert all(when is None or when >= at for when in told.notice_at.values())
    by_days = {"interview", "observation", "appointment", "retest", "talk", "private_check", "make_up", "family_meeting"}
    assert all(year.is_work_day(told.deadlines[name].date()) for name in by_days & set(told.deadlines))
    assert list(told.deadlines.values()) == sorted(told.deadlines.values())
    assert {task.due_at for task in told.tasks if task.kind != ON_ARRIVAL} <= set(told.deadlines.values())
    assert all(
        at < task.due_at and year.is_work_day(year.local(task.due_at).date()) for task in told.tasks if task.kind == ON_ARRIVAL
    )
    assert decision.severity >= 0


def test_deadlines_beyond_the_loaded_calendar_are_marked(plan):
    calendar = SchoolCalendar(years=frozenset({2026}))
    assert plan("11-10 09:30", {"total": "B2"}, calendar=calendar)[1].calendar_loaded
    beyond = plan("12-30 09:30", {"total": "B2"}, calendar=calendar)[1]
    assert not beyond.calendar_loaded
    assert {task.kind: task.calendar_loaded for task in beyond.tasks} == {"acknowledge": True, "interview": False}


def test_a_vacation_without_a_next_term_falls_back_on_work_days(plan):
    calendar = SchoolCalendar(terms=((date(2026, 9, 1), date(2026, 11, 6)),))
    told = plan("11-10 09:30", {"total": "B1"}, calendar=calendar)[1]
    assert told.deadlines["acknowledge"] == local("11-17 17:30")
    assert not told.calendar_loaded


def test_t0_needs_a_zone_and_may_come_in_any(plan, year, policy):
    decision, told = plan("11-10 09:30", CI2)
    assert schedule(decision, local("11-10 09:30").astimezone(UTC), year, policy).deadlines == told.deadlines
    with pytest.raises(ValueError, match="zone"):
        start(datetime(2026, 11, 10, 9, 30), year, policy)  # noqa: DTZ001  # that is what is tested


def test_a_school_may_change_a_number(plan, year):
    told = load_policy().model_dump(by_alias=True)
    told["clocks"]["S2"]["interview"] = {"school_days": 2}
    changed = type(load_policy()).model_validate(told | {"version": "school"})
    decision, _ = plan("11-10 09:30", {"total": "B2"})
    assert schedule(decision, local("11-10 09:30"), year, changed).deadlines["interview"] == local("11-12 17:30")
    assert schedule(decision, local("11-10 09:30"), year, load_policy()).deadlines["interview"] - local(
        "11-10 09:30"
    ) > timedelta(days=6)


@pytest.mark.parametrize(
    ("sheet", "phoned"),
    [
        pytest.param({"total": "B1"}, False, id="S1"),
        pytest.param({"total": "B2"}, False, id="S2 by its total at B2"),
        pytest.param({"total": "B3"}, True, id="S2 with a total at B3"),
        pytest.param(CI1, True, id="S2 with a safety answer"),
        pytest.param(CLINICAL, True, id="S3 clinical"),
        pytest.param(CI2, False, id="S3 safety is contacted anyway"),
        pytest.param(CLINICAL | CI2, False, id="S3 safety with grave totals, too"),
        pytest.param(CI3, False, id="S4"),
        pytest.param(LIE, False, id="U"),
    ],
)
def test_whom_a_long_holiday_would_leave_alone_is_phoned(due, sheet, phoned):
    """K3, saved on the last school day before the National Day holiday."""
    assert ("phone_check" in due("09-30 16:00", sheet)) == phoned


def test_what_a_grave_alert_adds_to_a_grave_case_stands_in_nobody_s_phone_list(due):
    assert "phone_check" not in due("09-30 16:00", {"total": "B3"}, history={"open_case": "S4"})


def test_a_schedule_is_marked_where_even_its_first_moment_lies_beyond_the_calendar(plan):
    calendar = SchoolCalendar(years=frozenset({2027}))
    told = plan("12-31 20:00", CI3, calendar=calendar)[1]
    assert not told.calendar_loaded, "T0 itself is of 2026"


@pytest.mark.parametrize("at", ["11-10 23:00", "11-10 10:00"], ids=["by night", "by day"])
def test_a_safety_answer_inside_a_grave_case_rings_the_counselor_at_any_hour(plan, at):
    assert plan(at, CI1, history={"open_case": "S4"})[1].notice_at["school"] == local(at)
