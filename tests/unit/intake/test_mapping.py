"""A mapping file says what it means or is refused."""

import pytest

from screening.core.errors import MappingFault
from screening.intake.mapping import parse_mapping

RIGHT = {"instrument": "phq9", "student": "ID", "items": {"q1": "D1"}, "codes": {"Not at all": 0, "3.0": 3}}


def test_codes_are_compared_as_answers_are():
    mapping = parse_mapping(RIGHT, "m.toml")
    assert mapping.codes == {"notatall": 0, "3": 3}
    assert (mapping.student, mapping.items) == ("ID", {"q1": "D1"})


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"instrument": None}, id="no instrument"),
        pytest.param({"scale": "phq9"}, id="unknown key"),
        pytest.param({"student": 3}, id="a heading that is no text"),
        pytest.param({"items": {"item1": "D1"}}, id="wrong item name"),
        pytest.param({"items": {"q0": "D1"}}, id="items count from one"),
        pytest.param({"items": ["D1"]}, id="items are no table"),
        pytest.param({"codes": {"often": 1.5}}, id="half a point"),
        pytest.param({"codes": {"often": True}}, id="true is no code"),
        pytest.param({"codes": {"often": 1, "Often ": 2}}, id="one answer twice"),
    ],
)
def test_what_can_not_be_meant_is_refused(wrong):
    table = {key: value for key, value in {**RIGHT, **wrong}.items() if value is not None}
    with pytest.raises(MappingFault) as fault:
        parse_mapping(table, "m.toml")
    assert fault.value.where.zh == "m.toml"
