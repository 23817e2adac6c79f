"""The shared words keep their order and their two languages."""

import pytest

from screening.core.language import Text, plain
from screening.core.severity import SEVERITY_LABELS, UNREADABLE, Band, Critical, Severity, Validity
from screening.core.tiers import Role, Tier


def test_the_gravest_severity_is_the_greatest():
    assert sorted(Severity) == [Severity.S0, Severity.U, Severity.S1, Severity.S2, Severity.S3, Severity.S4]


def test_an_unreadable_band_is_below_every_band_and_never_b0():
    assert min(Band) is Band.NA
    assert Band.NA != Band.B0


def test_the_gravest_safety_grade_is_the_greatest():
    assert max(Critical) is Critical.CI_3


def test_a_prorated_or_doubtful_sheet_is_still_readable():
    assert Validity.PRORATED not in UNREADABLE
    assert all(flag in UNREADABLE for flag in Validity if flag not in {Validity.OK, Validity.PRORATED, Validity.DOUBTFUL})


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_is_said_with_a_word_never_a_bare_number(severity):
    assert not any(said.strip().isdigit() for said in SEVERITY_LABELS[severity])


def test_there_are_four_tiers():
    assert [tier.value for tier in Tier] == ["class", "grade", "school", "family"]


def test_the_machine_is_a_role_of_its_own():
    assert Role("pipeline") is Role.PIPELINE


def test_a_text_is_chinese_unless_english_is_asked_for():
    assert [Text("批次", "wave").said("zh"), Text("批次", "wave").said("en"), *plain("x")] == ["批次", "wave", "x", "x"]
