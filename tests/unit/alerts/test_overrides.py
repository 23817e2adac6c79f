"""A school's few numbers: laid over the policy deeply, never beside it."""

import pytest
from pydantic import ValidationError

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


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"windows": 3}, id="a number for a table"),
        pytest.param({"learned_order": {"S2": True}}, id="a table for a value"),
    ],
)
def test_what_has_the_wrong_shape_takes_its_place_and_the_policy_refuses_it(base, parts):
    assert unknown_places(base, over(**parts)) == []
    changed = overridden(base, over(**parts))
    assert {name: changed[name] for name in parts} == parts
    with pytest.raises(ValidationError):
        AlertPolicy.model_validate(changed)


@pytest.mark.parametrize(
    ("place", "lost"),
    [
        pytest.param({"clocks": {"S2": {"at": "09:00"}}}, ["clocks.S2.at"], id="one step too high"),
        pytest.param({"recipients": {"S4": {"family": {"at": "09:00"}}}}, [], id="another table as deep: a wrong shape"),
        pytest.param({"recipients": {"S4": {"at": "09:00"}}}, ["recipients.S4.at"], id="another table"),
        pytest.param({"clocks": {"S2": {"interview": {"out_of_hours": 3}}}}, [], id="a part of a deadline that was not used"),
        pytest.param({"clocks": {"S2": {"interview": {"with": "acknowledge"}}}}, [], id="by the word of the file"),
        pytest.param({"clocks": {"S2": {"interview": {"same_as": "acknowledge"}}}}, ["clocks.S2.interview.same_as"],
                     id="not by the word of the code"),
    ],
)  # fmt: skip
def test_parts_of_a_deadline_are_known_in_deadlines_only(base, place, lost):
    assert unknown_places(base, over(**place)) == lost


def test_minutes_out_of_hours_stay_unless_the_minutes_go(base):
    by_hours = overridden(base, over(clocks={"S4": {"acknowledge": {"school_days": 1}}}))["clocks"]["S4"]["acknowledge"]
    assert {"minutes", "out_of_hours"} & by_hours.keys() == set()
    own = overridden(base, over(clocks={"S4": {"acknowledge": {"hours": 1, "out_of_hours": 5}}}))["clocks"]["S4"]["acknowledge"]
    assert own["out_of_hours"] == 5


def test_head_and_choices_of_readings_are_no_part_of_the_policy(base):
    assert unknown_places(base, over(mappings={"mht": "manual_literal"})) == []
    assert "mappings" not in overridden(base, over(mappings={"mht": "manual_literal"}))
