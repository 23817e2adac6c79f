"""The set of tiers is the school's; whatever it is, somebody hears of everything that is loud."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.facts import Moment
from screening.alerts.policy import AlertPolicy
from screening.alerts.signals import Named, Protection, Signals
from screening.alerts.tier_set import TierLine, faults_of_tiers
from screening.core.severity import Critical, Severity

POLICY, MAPPING = load_policy(), load_band_mapping()
DISTRICT = {
    "tier": "district",
    "holder": "bureau_contact",
    "deputy": "district_tutoring_centre",
    "duty": {"zh": "区级", "en": "district"},
}
DORMITORY = {"tier": "dormitory", "holder": "dormitory_staff", "deputy": "night_duty", "duty": {"zh": "宿舍", "en": "dormitory"}}


def lines(*left_out, further=()):
    kept = [line.model_dump() for line in POLICY.tiers if line.tier not in left_out]
    return [TierLine(**one) for one in [*kept, *further]]


def with_tiers(*left_out, further=()):
    content = POLICY.model_dump(by_alias=True)
    return AlertPolicy(**{**content, "tiers": [line.model_dump() for line in lines(*left_out, further=further)]})


def told(policy, **columns):
    pupil = np.array([1], np.int32)
    signals = Signals.quiet(pupil, **{name: np.array([value]) for name, value in columns.items()})
    (decision,) = decisions(decide(signals), Moment(), policy, MAPPING)
    return decision


@pytest.mark.parametrize(
    ("tiers", "fault"),
    [
        pytest.param(lines("grade"), "", id="three tiers: class, school, family"),
        pytest.param(lines("family"), "", id="three tiers: class, grade, school"),
        pytest.param(lines(further=[DISTRICT]), "", id="five tiers"),
        pytest.param(lines(further=[DISTRICT, DORMITORY]), "", id="five tiers and a dormitory beside the class"),
        pytest.param(lines("grade", "family"), "3 to 5", id="two tiers"),
        pytest.param(lines("class"), "class is missing", id="no class"),
        pytest.param(lines("school", further=[DISTRICT]), "school is missing", id="no school"),
        pytest.param(lines(further=[lines()[0].model_dump()]), "twice", id="one named twice"),
        pytest.param(
            [*lines("grade"), TierLine(**{**DISTRICT, "deputy": "bureau_contact"})], "same holder", id="one deputises for oneself"
        ),
    ],
)
def test_three_to_five_tiers_with_class_and_school_and_a_deputy_each(tiers, fault):
    found = "; ".join(faults_of_tiers(tiers))
    assert fault in found if fault else not found


def test_a_policy_with_impossible_tiers_is_refused():
    with pytest.raises(ValidationError, match="class is missing"):
        with_tiers("class")


def test_without_a_grade_tier_the_school_is_told_and_the_grade_is_not():
    three = told(with_tiers("grade"), critical=np.int8(Critical.CI_2))
    assert three.told.grade == "none"
    assert {"psych_teacher", "moral_education_head"} <= set(three.told.school)


def test_without_a_family_tier_the_family_is_spoken_to_all_the_same():
    """F2: the duty to tell guardians doesn't hang on how a school counts its tiers."""
    assert told(with_tiers("family"), critical=np.int8(Critical.CI_2)).told.family == "by_person"


@pytest.mark.parametrize(
    ("critical", "hears"),
    [pytest.param(Critical.CI_3, True, id="S4"), pytest.param(Critical.CI_2, False, id="S3: counts only")],
)
def test_a_district_tier_hears_of_s4_alone(critical, hears):
    assert ("bureau_contact" in told(with_tiers(further=[DISTRICT]), critical=np.int8(critical)).told.school) is hears


def test_dormitory_staff_hear_of_s3_and_s4_but_not_of_s2_nor_under_protection():
    boarding = with_tiers(further=[DORMITORY])
    both = {"dormitory_staff", "night_duty"}
    assert both <= set(told(boarding, critical=np.int8(Critical.CI_2)).told.school)
    assert not both & set(told(boarding, marked=True).told.school)
    assert not both & set(told(boarding, protection=np.int8(Protection.SUSPECTED)).told.school)


def test_dormitory_staff_named_as_a_source_of_harm_are_told_nothing():
    """X1."""
    found = told(with_tiers(further=[DORMITORY]), critical=np.int8(Critical.CI_2), named=np.uint16(Named.DORMITORY_STAFF))
    assert "dormitory_staff" not in found.told.school
    assert "night_duty" in found.told.school


@given(
    st.sampled_from([(), ("grade",), ("family",)]),
    st.sampled_from([(), (DORMITORY,), (DISTRICT,), (DISTRICT, DORMITORY)]),
    st.sampled_from([Critical.CI_2, Critical.CI_3]),
    st.integers(0, 2**14 - 1),
    st.integers(0, 63),
)
def test_whatever_the_tiers_and_whoever_is_away_or_named_somebody_at_school_hears(left_out, further, critical, named, away):
    columns = {"critical": np.int8(critical), "named": np.uint16(named & ~Named.BUREAU_CONTACT), "away": np.uint8(away)}
    decision = told(with_tiers(*left_out, further=further), **columns)
    assert decision.severity >= Severity.S3
    assert decision.told.school
