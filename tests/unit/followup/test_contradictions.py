"""A policy that can be read but makes no sense is told why, all reasons at once."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from screening.adapters.policy_files import load_policy
from screening.alerts.overrides import overridden
from screening.alerts.policy import AlertPolicy
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.contradictions import HOLIDAY, T0S, contradictions


def changed(**parts):
    base = load_policy().model_dump(by_alias=True, exclude_none=True)
    return AlertPolicy.model_validate(overridden(base, {"schema": "alert_policy_overrides/1", "version": "x", **parts}))


def places(**parts):
    return [found.en.partition(":")[0] for found in contradictions(changed(**parts))]


def escalation(**changes):
    steps = load_policy().model_dump(by_alias=True, exclude_none=True)["escalation"]
    return [{**steps[0], **changes}, *steps[1:]]


def test_the_shipped_policy_has_none():
    assert contradictions(load_policy()) == []


NO_FAMILY = {"family": "none", "family_by": []}
SOME_FAMILY = {"family": "by_person", "family_by": ["psych_teacher"]}


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        pytest.param({"clocks": {"S2": {"acknowledge": {"school_days": 6}}}}, "clocks.S2", id="S2 read after its interview"),
        pytest.param({"clocks": {"S3_clinical": {"plan": {"school_days": 2}}}}, "clocks.S3_clinical", id="plan before judgment"),
        pytest.param(
            {"clocks": {"S3_clinical": {"interview": {"school_days": 6}}}}, "clocks.S3_clinical.interview", id="S3 slower than S2"
        ),
        pytest.param({"clocks": {"S4": {"contact": {"hours": 5}}}}, "clocks.S4.contact", id="S4 slower than S3"),
        pytest.param({"clocks": {"S4": {"guardian": {"minutes": 5}}}}, "clocks.S4", id="guardian before safe contact"),
        pytest.param({"clocks": {"beside": {"retest_soon": {"school_days": 11}}}}, "clocks.beside.retest_soon", id="late"),
        pytest.param({"hours": {"quiet": ["17:00", "07:00"]}}, "hours.quiet", id="quiet over the end of school"),
        pytest.param({"hours": {"quiet": ["22:00", "08:30"]}}, "hours.quiet", id="quiet over the start of school"),
        pytest.param({"hours": {"quiet": ["01:00", "06:00"]}}, "hours.quiet", id="quiet hours begin after midnight"),
        pytest.param({"hours": {"school": ["17:30", "08:00"]}}, "hours.school", id="school ends before it begins"),
        pytest.param({"contact": {"evening": "22:30"}}, "contact.evening", id="an evening contact in quiet hours"),
        pytest.param({"contact": {"morning": "06:30"}}, "contact.morning", id="a morning contact in quiet hours"),
        pytest.param({"contact": {"day": ["20:00", "07:00"]}}, "contact.day", id="a day that ends before it begins"),
        pytest.param({"windows": {"low_mood_days": {"S1": 7}}}, "windows.low_mood_days", id="S1 needs as many days as S2"),
        pytest.param({"recipients": {"S2": {"school": ["principal"]}}}, "recipients.S2.school", id="without the counselor"),
        pytest.param({"recipients": {"S4": {"school": ["psych_teacher"]}}}, "recipients.S4.school", id="S4 without the head"),
        pytest.param({"recipients": {"S2": {"family_by": []}}}, "recipients.S2.family_by", id="nobody speaks to the family"),
        pytest.param({"recipients": {"S3_clinical": NO_FAMILY}}, "recipients.S3_clinical.family", id="S3 without guardian"),
        pytest.param({"recipients": {"S1": SOME_FAMILY}}, "recipients.S1.family", id="S1 told at home"),
        pytest.param({"recipients": {"U": {"class": "now"}}}, "recipients.U.class", id="an unreadable sheet told in class"),
        pytest.param({"tasks": {"contact": {"deputy": "psych_teacher"}}}, "tasks.contact", id="one's own deputy"),
        pytest.param({"tasks": {"contact": {"deputy": "class_person"}}}, "tasks.contact.deputy", id="a deputy nobody can be"),
        pytest.param({"escalation": escalation(to=["class_person"])}, "escalation.0.to", id="a step to a role nobody can hold"),
        pytest.param({"escalation": escalation(to=[])}, "escalation.0.to", id="a step to nobody"),
        pytest.param({"escalation": escalation(missed=["contct"])}, "escalation.0.missed", id="a step for no deadline"),
        pytest.param({"escalation": escalation(missed=[])}, "escalation.0.missed", id="a step for nothing"),
        pytest.param({"escalation": escalation()[:6]}, "escalation", id="nobody hears of a missed S3"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_its_place(parts, place):
    assert place in places(**parts)


def test_all_contradictions_are_told_at_once():
    found = places(contact={"morning": "06:30"}, tasks={"contact": {"deputy": "psych_teacher"}}, escalation=escalation(to=[]))
    assert found == ["contact.morning", "tasks.contact", "escalation.0.to"]


def test_a_quicker_policy_is_fine():
    quicker = {"S2": {"interview": {"school_days": 4}}, "S4": {"contact": {"minutes": 20, "out_of_hours": 40}}}
    assert contradictions(changed(clocks=quicker)) == []


def test_hours_of_another_school_are_fine():
    assert (
        contradictions(changed(hours={"school": ["07:30", "18:00"], "quiet": ["21:30", "06:30"]}, contact={"evening": "21:30"}))
        == []
    )
    assert changed(hours={"school": ["07:30", "18:00"]}).hours.school[0] == time(7, 30)


def test_deadlines_are_tried_at_every_hour_around_a_weekend_and_a_holiday():
    """Sixteen days, at eight hours of each by the school's clock, every other one a minute past."""
    at_school = [at.astimezone(SCHOOL_ZONE) for at in T0S]
    days = sorted({at.date() for at in at_school})
    assert at_school[0] == datetime(2026, 9, 24, tzinfo=SCHOOL_ZONE)
    assert [(day - days[0]).days for day in days] == list(range(16))
    assert Counter(at.hour for at in at_school) == dict.fromkeys(range(0, 24, 3), 16)
    assert {(at.hour, at.minute) for at in at_school} == {(hour, hour // 3 % 2) for hour in range(0, 24, 3)}
    assert {date(2026, 10, day) for day in range(1, 8)} == HOLIDAY < set(days)  # State Council notice for 2026
    assert days[-1] - max(HOLIDAY) >= timedelta(days=2), "and school days after it"


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        pytest.param({"hours": {"school": ["08:00", "08:00"]}}, "hours.school", id="school of no length"),
        pytest.param({"hours": {"quiet": ["22:00", "22:00"]}}, "hours.quiet", id="a night of no length"),
        pytest.param({"hours": {"quiet": ["17:30", "07:00"]}}, "hours.quiet", id="quiet begins as school ends"),
        pytest.param({"contact": {"day": ["20:00", "20:00"]}}, "contact.day", id="a day of no length"),
        pytest.param({"contact": {"evening": "22:01"}}, "contact.evening", id="an evening a minute too late"),
        pytest.param({"contact": {"evening": "06:59"}}, "contact.evening", id="an evening before the morning"),
        pytest.param({"contact": {"morning": "22:00"}}, "contact.morning", id="a morning as quiet begins"),
        pytest.param({"windows": {"low_mood_days": {"S1": 8}}}, "windows.low_mood_days", id="S1 needs more days than S2"),
        pytest.param({"clocks": {"beside": {"retest_soon": {"days": 20}}}}, "clocks.beside.retest_soon", id="late, in days"),
        pytest.param({"recipients": {"S1": {"family_by": ["psych_teacher"]}}}, "recipients.S1.family_by", id="a speaker only"),
        pytest.param({"recipients": {"S4": NO_FAMILY}}, "recipients.S4.family", id="S4 without guardian"),
        pytest.param({"recipients": {"U": SOME_FAMILY}}, "recipients.U.family", id="an unreadable sheet told at home"),
        pytest.param({"recipients": {"U": {"class": "digest"}}}, "recipients.U.class", id="an unreadable sheet in the digest"),
    ],
)  # fmt: skip
def test_a_limit_itself_and_what_lies_beyond_is_named(parts, place):
    assert place in places(**parts)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"hours": {"quiet": ["22:00", "08:00"]}, "contact": {"morning": "08:00"}}, id="quiet ends as school begins"),
        pytest.param({"contact": {"evening": "22:00"}}, id="an evening as quiet begins"),
        pytest.param({"contact": {"morning": "07:00"}}, id="a morning as quiet ends"),
        pytest.param({"windows": {"low_mood_days": {"S1": 6}}}, id="S1 needs a day less than S2"),
        pytest.param({"clocks": {"beside": {"retest_soon": {"school_days": 10}}}}, id="soon is as late as otherwise"),
        pytest.param({"clocks": {"beside": {"retest": {"days": 14}, "retest_soon": {"school_days": 1}}}}, id="in days"),
        pytest.param({"recipients": {"U": {"class": "none"}}}, id="nobody arranges a make-up session"),
        pytest.param({"recipients": {"S2": NO_FAMILY}}, id="the family of S2 is not told"),
    ],
)  # fmt: skip
def test_a_limit_that_may_be_reached_is_no_contradiction(parts):
    assert contradictions(changed(**parts)) == []


def test_hours_that_make_no_sense_are_told_before_clocks_are_tried_in_them():
    assert places(hours={"quiet": ["01:00", "06:00"]}, clocks={"S2": {"acknowledge": {"school_days": 6}}}) == ["hours.quiet"]


@pytest.mark.parametrize(
    ("severity", "kind"), [("S4", "acknowledge"), ("S4", "contact"), ("S4", "guardian"), ("S3", "acknowledge"), ("S3", "contact"),
                           ("S3", "interview"), ("S2", "acknowledge")],
)  # fmt: skip
def test_what_must_reach_somebody_is_missed_by_name(severity, kind):
    steps = load_policy().model_dump(by_alias=True, exclude_none=True)["escalation"]
    without = [
        step | {"missed": [one for one in step["missed"] if one != kind] or ["plan"]} if step["severity"] == severity else step
        for step in steps
    ]
    said = [one.en for one in contradictions(changed(escalation=without))]
    assert said == [f"escalation: nobody hears of a missed {severity} {kind}"]


def test_a_step_for_anything_is_heard_for_everything():
    steps = load_policy().model_dump(by_alias=True, exclude_none=True)["escalation"]
    assert contradictions(changed(escalation=[step | {"missed": ["any"]} for step in steps])) == []
