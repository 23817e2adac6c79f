"""What a school may write into its policy file: bounds of every number, and what holds where it writes nothing."""

import pytest
from pydantic import ValidationError

from screening.alerts.policy import (
    After,
    AlertPolicy,
    Ceilings,
    Contact,
    CriticalShare,
    Due,
    Escalation,
    Hours,
    Label,
    LowMood,
    Stepping,
    Windows,
    Workload,
)
from screening.core.severity import Severity

HOURS = {"school": ["08:00", "17:30"], "quiet": ["22:00", "07:00"], "fetch_minutes_left": 30}
WINDOWS = {
    "slight_observation_days": 14, "marked_observation_days": 30, "closed_case_days": 180, "low_mood_days": {"S1": 3, "S2": 7},
}  # fmt: skip
CONTACT = {
    "hours": 4, "minutes_left": 30, "day": ["07:00", "20:00"], "evening": "22:00", "morning": "08:00", "by_phone_hours": 24,
    "holiday_gap_days": 3, "holiday_phone_hours": 48,
}  # fmt: skip

AT_LEAST_ONE = [
    *((Windows, WINDOWS, name) for name in ("slight_observation_days", "marked_observation_days", "closed_case_days")),
    *((LowMood, {"S1": 3, "S2": 7}, name) for name in ("S1", "S2")),
    *((Contact, CONTACT, name) for name in ("hours", "by_phone_hours", "holiday_gap_days", "holiday_phone_hours")),
    *((Due, {}, name) for name in ("hours", "school_days", "days")),
    (Due, {"hours": 2}, "no_later_days"),
    *((After, {}, name) for name in ("hours", "school_days")),
    (Workload, {}, "checks_a_day"),
    *((Stepping, {}, name) for name in Stepping.model_fields if name != "calm_contacts"),
]
NONE_IS_POSSIBLE = [
    (Hours, HOURS, "fetch_minutes_left"),
    (Contact, CONTACT, "minutes_left"),
    (Due, {}, "minutes"),
    (Due, {"minutes": 15}, "out_of_hours"),
    (After, {}, "minutes"),
    (Workload, {}, "other_minutes"),
]
SHARES = [
    *((CriticalShare, name) for name in CriticalShare.model_fields),
    *((Ceilings, name) for name in Ceilings.model_fields),
    (Workload, "s2_share"),
]


def rows(table):
    return [pytest.param(*row, id=f"{row[0].__name__} {row[-1]}") for row in table]


def takes(model, content, name, value):
    """Whether the model is content with this value beside the others."""
    try:
        model.model_validate(content | {name: value})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(("model", "content", "name"), rows(AT_LEAST_ONE))
def test_no_window_or_deadline_is_shorter_than_one(model, content, name):
    assert (takes(model, content, name, 0), takes(model, content, name, 1)) == (False, True)


@pytest.mark.parametrize(("model", "content", "name"), rows(NONE_IS_POSSIBLE))
def test_minutes_may_be_none_and_never_less(model, content, name):
    assert (takes(model, content, name, -1), takes(model, content, name, 0)) == (False, True)


@pytest.mark.parametrize(("model", "name"), rows(SHARES))
def test_a_share_is_more_than_nothing_and_at_most_everybody(model, name):
    assert [takes(model, {}, name, share) for share in (0, 0.001, 1, 1.01)] == [False, True, True, False]


def test_a_counselor_s_day_has_some_hours_and_at_most_twenty_four():
    hours = [takes(Workload, {}, "counselor_hours_a_day", value) for value in (0, 0.5, 24, 24.5)]
    assert hours == [False, True, True, False]


def test_one_calm_contact_is_never_enough_to_step_down():
    """CL2."""
    assert (takes(Stepping, {}, "calm_contacts", 1), takes(Stepping, {}, "calm_contacts", 2)) == (False, True)


def test_a_policy_without_a_part_gets_the_shipped_numbers_of_it(policy):
    content = policy.model_dump(by_alias=True)
    del content["stepping"], content["workload"], content["learned_order"]
    told = AlertPolicy.model_validate(content)
    assert told.stepping == policy.stepping
    assert told.workload.model_copy(update={"minutes": policy.workload.minutes}) == policy.workload
    assert told.learned_order is policy.learned_order is False


def test_a_confirmed_level_is_kept_as_long_as_the_policy_says(policy):
    """CL1: S4 for 14 days after the last signal, the others for 30."""
    own = policy.stepping.model_copy(update={"s4_days": 4, "s3_days": 3, "s2_days": 2, "s1_days": 1})
    assert [policy.stepping.floor_days(level) for level in (Severity.S4, Severity.S3, Severity.S2, Severity.S1)] == [
        14,
        30,
        30,
        30,
    ]
    assert [own.floor_days(level) for level in (Severity.S4, Severity.S3, Severity.S2, Severity.S1)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "label",
    [
        pytest.param({"zh": "橙 3", "en": "orange"}, id="a digit in Chinese"),
        pytest.param({"zh": "橙", "en": "orange 3"}, id="a digit in English"),
        pytest.param({"zh": "橙 五级", "en": "orange"}, id="a Chinese number"),
    ],
)
def test_a_label_holds_no_number_in_either_language(label):
    with pytest.raises(ValidationError, match="L1"):
        Label.model_validate(label)


def test_a_label_may_speak_of_one_thing_that_is_no_level():
    assert Label(zh="黄 一般预警", en="yellow").zh == "黄 一般预警"


def test_retest_soon_needs_no_owner_since_the_retest_has_one(policy):
    assert any("retest_soon" in clock for _, clock in policy.clocks)
    assert "retest_soon" not in policy.tasks


@pytest.mark.parametrize("reference", ["with", "not_after"])
def test_a_deadline_refers_to_its_own_table_only(policy, reference):
    content = policy.model_dump(by_alias=True, exclude_none=True)
    due = {"with": "guardian"} if reference == "with" else {"hours": 1, "not_after": "guardian"}
    content["clocks"]["S4"]["contact"] = due
    assert AlertPolicy.model_validate(content).clocks.s4["contact"]
    content["clocks"]["S2"]["acknowledge"] = due  # S2 tells the guardian only once it is confirmed
    with pytest.raises(ValidationError, match="guardian"):
        AlertPolicy.model_validate(content)


def test_policies_are_the_same_by_their_numbers_and_found_by_their_version(policy):
    again = AlertPolicy.model_validate(policy.model_dump(by_alias=True))
    assert again == policy
    assert hash(again) == hash(policy) == hash(policy.version)
    assert again.model_copy(update={"learned_order": True}) != policy
    assert policy != policy.version


def test_a_step_of_escalation_counts_minutes_hours_or_school_days():
    step = {"severity": "S2", "missed": ["interview"], "to": ["principal"]}
    for after in ({"minutes": 0}, {"hours": 1}, {"school_days": 1}):
        assert Escalation.model_validate(step | {"after": after}).asks == ""


def test_in_the_vacation_a_deadline_runs_on_unless_the_file_says_that_it_freezes():
    assert Due(hours=2).freezes is False
    assert Due(school_days=3, freezes=True).freezes is True
