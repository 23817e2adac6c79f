"""Policy and mapping files that contradict themselves are refused, each for its reason."""

import pytest
from pydantic import ValidationError

from screening.alerts.mapping import BandMapping, Bands
from screening.alerts.policy import AlertPolicy, Due, Escalation, Label


@pytest.mark.parametrize(
    "bands",
    [
        pytest.param({"B0": 0, "B2": 10, "B1": 20}, id="both directions"),
        pytest.param({"B1": 1, "B2": 2}, id="no B0"),
        pytest.param({"B0": 0, "B1": 0}, id="two bands at one value"),
        pytest.param({}, id="no band"),
        pytest.param({"B0": 0, "B4": 9}, id="no such band"),
    ],
)
def test_bands_run_in_one_direction_from_b0(bands):
    with pytest.raises(ValidationError):
        Bands.model_validate({"bands": bands, "basis": "published", "source": "x"})


def test_a_combination_speaks_of_safety_items_only(mapping):
    told = mapping.model_dump(by_alias=True)
    told["instruments"]["mht"]["critical"]["combined"] = [{"when": {"q85": 1, "q80": 1}, "grade": "CI-2"}]
    with pytest.raises(ValidationError, match="combination"):
        BandMapping.model_validate(told)


@pytest.mark.parametrize(
    "due",
    [
        pytest.param({}, id="no way of counting"),
        pytest.param({"hours": 2, "school_days": 1}, id="two ways"),
        pytest.param({"hours": -1}, id="before T0"),
    ],
)
def test_a_deadline_is_counted_in_exactly_one_way(due):
    with pytest.raises(ValidationError):
        Due.model_validate(due)


@pytest.mark.parametrize("zh", ["一级", "橙 二级预警", "3"])
def test_a_label_is_never_a_number(zh):
    with pytest.raises(ValidationError, match="L1"):
        Label.model_validate({"zh": zh, "en": "x"})


def changed(policy, path, value):
    told = policy.model_dump(by_alias=True)
    *parents, last = path
    part = told
    for key in parents:
        part = part[key]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("labels", "S3"), None, id="a severity without label"),
        pytest.param(("tasks", "contact"), None, id="a deadline that nobody owns"),
        pytest.param(("clocks", "S2", "acknowledge"), {"with": "contact"}, id="a reference to a deadline that isn't there"),
        pytest.param(("rules",), {"R401": False}, id="a rule can't be switched off"),
        pytest.param(("recipients", "S2", "family"), "at_once", id="a route that doesn't exist"),
        pytest.param(("clocks", "S4", "contact", "minutes"), "soon", id="words for a number"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(policy, path, value):
    with pytest.raises(ValidationError) as caught:
        AlertPolicy.model_validate(changed(policy, path, value))
    assert "soon" not in str(caught.value), "an error never quotes the value"


def test_a_policy_without_planning_figures_gets_the_shipped_ones(policy):
    without = changed(policy, ("workload",), None)
    told = AlertPolicy.model_validate(without).workload
    assert told.model_copy(update={"minutes": policy.workload.minutes}) == policy.workload


def test_a_step_of_escalation_is_a_message_unless_a_call_is_asked_for():
    step = {"severity": "S2", "missed": ["interview"], "after": {"hours": 1}, "to": ["principal"]}
    assert Escalation.model_validate(step).call is False
    assert Escalation.model_validate(step | {"call": True}).call is True


def test_a_changed_number_is_taken(policy):
    told = changed(policy, ("clocks", "S4", "contact", "minutes"), 20)
    assert AlertPolicy.model_validate(told).clocks.s4["contact"].minutes == 20
