"""A school's few numbers: laid over the policy deeply, never beside it."""

import pytest

from screening.alerts.overrides import overridden, unknown_places
from screening.alerts.policy import AlertPolicy


@pytest.fixture
def base(policy):
    return policy.model_dump(by_alias=True, mode="json", exclude_none=True)


def over(**parts):
    return {"schema": "alert_policy_overrides/1", "version": "ours", **parts}


def test_one_number_changes_and_everything_else_stays(base, policy):
    changed = AlertPolicy.model_validate(overridden(base, over(windows={"closed_case_days": 90})))
    assert changed.windows.closed_case_days == 90
    assert changed.model_copy(update={"windows": policy.windows, "version": policy.version}) == policy


def test_neither_file_is_changed(base):
    before = overridden(base, over())
    overridden(base, over(labels={"S1": {"zh": "蓝 关心"}}))
    assert overridden(base, over()) == before


def test_the_version_tells_both(base):
    assert overridden(base, over())["version"] == "1.0+ours"


@pytest.mark.parametrize(
    ("deadline", "fields"),
    [
        pytest.param({"hours": 1}, {"hours": 1}, id="another way of counting takes the place of minutes"),
        pytest.param({"minutes": 20}, {"minutes": 20, "out_of_hours": 60}, id="the same way keeps what goes with it"),
        pytest.param({"at": "09:00"}, {"minutes": 30, "out_of_hours": 60, "at": "09:00"}, id="no way of counting named"),
    ],
)
def test_ways_of_counting_exclude_each_other(base, deadline, fields):
    changed = overridden(base, over(clocks={"S4": {"contact": deadline}}))["clocks"]["S4"]["contact"]
    assert {key: value for key, value in changed.items() if key != "freezes"} == fields


def test_a_list_takes_the_place_of_the_whole_list(base):
    step = {"severity": "S4", "missed": ["acknowledge"], "after": {"minutes": 5}, "to": ["principal"]}
    assert overridden(base, over(escalation=[step]))["escalation"] == [step]


@pytest.mark.parametrize(
    ("parts", "lost"),
    [
        pytest.param({"clocks": {"S2": {"intervew": {"school_days": 4}}}}, ["clocks.S2.intervew"], id="a misspelt deadline"),
        pytest.param({"tasks": {"visit": {"owner": "principal"}}}, ["tasks.visit"], id="a task nobody knows"),
        pytest.param({"rules": {"R401": False}}, ["rules"], id="a rule can't be switched off"),
        pytest.param({"windos": {}, "hours": {"scool": []}}, ["windos", "hours.scool"], id="all at once"),
        pytest.param({"clocks": {"S2": {"interview": {"hour": 4}}}}, ["clocks.S2.interview.hour"], id="no such way of counting"),
        pytest.param({"clocks": {"S2": {"interview": {"hours": 4, "at": "09:00"}}}}, [], id="what a deadline may have"),
    ],
)
def test_places_the_policy_does_not_have_are_named(base, parts, lost):
    assert unknown_places(base, over(**parts)) == lost
