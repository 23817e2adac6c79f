"""Where sources conflict a school chooses a reading by name; nothing else of the mapping moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.policy_files import load_band_mapping
from screening.alerts.choices import chosen, offered
from screening.alerts.mapping import BandMapping

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


@pytest.fixture
def named():
    """Mappings of instruments with codes of any length, each with one reading of any name; and their versions."""

    def version(*choices):
        reading = {"warning": {"zh": "慎用", "en": "with care"}}
        told = {code: {"alternatives": {name: reading}} for code, name in choices}
        mapping = BandMapping.model_validate({"schema": "band_mapping/1", "version": "1", "instruments": told})
        return chosen(mapping, dict(choices)).version

    return version


@pytest.mark.parametrize(
    ("choices", "starts"),
    [
        pytest.param([("phq9", "teen_11")], "1+phq9:teen_11", id="a short one is told in full"),
        pytest.param([("phq9", "ten_letter")], "1+phq9:ten_letter", id="fifteen characters are short"),
        pytest.param([("phq9", "eleven_lett")], "1+phq9-", id="sixteen are long: the instrument and a checksum"),
        pytest.param([("phqsix", "a_long_reading")], "1+phqsix-", id="a code of six letters fits before its checksum"),
        pytest.param([("phqseve", "a_long_reading")], "1+1-", id="one of seven does not"),
        pytest.param([("mht", "manual_literal"), ("phq9", "teen_11")], "1+2-", id="several: their number and a checksum"),
    ],
)
def test_the_version_names_what_was_chosen_as_far_as_it_has_room(named, choices, starts):
    told = named(*choices)
    assert told.startswith(starts)
    assert len(told) <= 2 + 15
    assert len(told) == len(starts) if ":" in starts else len(told) == len(starts) + 8


def test_the_order_of_choices_is_no_other_choice(named):
    one, other = ("mht", "manual_literal"), ("phq9", "teen_11")
    assert named(one, other) == named(other, one)


def test_readings_are_offered_by_code_and_by_edition(mapping):
    assert "manual_literal" in offered(mapping, "mht") == offered(mapping, "mht@1")
    assert offered(mapping, "nothing") == ()
