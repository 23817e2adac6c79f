"""The impact form of a wave: empty fields are no assessment (PRIVACY P12)."""

import tomllib

import pytest

from screening.core.errors import FileFault
from screening.intake.impact_form import FIELDS, empty_form, read_impact

FULL = dict.fromkeys(FIELDS, "已填")


def test_the_empty_form_asks_for_every_field_and_is_not_taken():
    table = tomllib.loads(empty_form())
    assert set(table) == set(FIELDS)
    with pytest.raises(FileFault):
        read_impact(table, "影响评估.toml")


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_to_be_filled_in(field):
    with pytest.raises(FileFault) as fault:
        read_impact({**FULL, field: "  "}, "影响评估.toml")
    assert field in fault.value.where.zh


def test_a_field_we_do_not_know_is_told_and_a_full_form_is_kept():
    with pytest.raises(FileFault):
        read_impact({**FULL, "risk": "写错了"}, "影响评估.toml")
    assert read_impact(FULL, "影响评估.toml") == FULL
