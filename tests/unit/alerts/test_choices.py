"""Where sources conflict a school chooses a reading by name; nothing else of the mapping moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.policy_files import load_band_mapping
from screening.alerts.choices import chosen, offered

OFFERED = [(code, name) for code in load_band_mapping().instruments for name in offered(load_band_mapping(), code)]
choices = st.lists(st.sampled_from(OFFERED), unique_by=lambda pair: pair[0]).map(dict)


def test_no_choice_is_the_mapping_itself(mapping):
    assert chosen(mapping, {}) is mapping


def test_the_manual_s_cuts_of_the_mht_can_be_had_as_they_stand(mapping):
    told = chosen(mapping, {"mht": "manual_literal"}).of("mht@1")
    assert told.total.bands == {"B0": 0, "B2": 65}
    assert {tuple(bands.bands.items()) for bands in told.subscales.values()} == {(("B0", 0), ("B2", 8))}


def test_what_a_reading_does_not_name_stays(mapping):
    told = chosen(mapping, {"sdq_self": "uk_4band"}).of("sdq_self")
    assert told.total.bands["B3"] == 20
    assert told.subscales == mapping.of("sdq_self").subscales


@given(told=choices)
def test_no_choice_touches_a_safety_answer_or_another_instrument(told):
    mapping = load_band_mapping()
    read = chosen(mapping, told)
    assert {code: one.critical for code, one in read.instruments.items()} == {
        code: one.critical for code, one in mapping.instruments.items()
    }
    assert all(read.of(code) == mapping.of(code) for code in mapping.instruments if code not in told)


@given(told=choices, other=choices)
def test_the_version_tells_choices_apart_and_fits_a_result(told, other):
    mapping = load_band_mapping()
    versions = [chosen(mapping, one).version for one in (told, other)]
    assert (versions[0] == versions[1]) is (told == other)
    assert max(map(len, versions)) <= 18
    assert all(version.isascii() and " " not in version for version in versions)


@pytest.mark.parametrize(("code", "name"), [pytest.param(code, name, id=f"{code} {name}") for code, name in OFFERED])
def test_every_reading_says_what_to_know_before_choosing_it(code, name, mapping):
    told = mapping.of(code).alternatives[name]
    assert told.warning.zh
    assert told.warning.en
    assert told.total != mapping.of(code).total
