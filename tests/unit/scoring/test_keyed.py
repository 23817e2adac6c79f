"""Answers as they count in a scale: turned, recoded, and never a number for a blank."""

import numpy as np
import pytest

from screening.intake.interface import NO_ANSWER
from screening.scoring.key import has_published_rule
from screening.scoring.keyed import items_of, keyed
from tests.unit.instruments.drafts import OURS, PRINTED, draft, scale

SUM = {"title": {"zh": "和", "en": "sum"}, "of": ["total", "part"]}
SUMMED = draft(scales__part=scale(items=[2, 1], min_answered=2), scales__sum=SUM)


@pytest.mark.parametrize(
    ("instrument", "counted"),
    [
        pytest.param(draft(), [0, 1, 3 - 2, 3], id="the third item turns"),
        pytest.param(draft(items__low=1, items__high=5), [0, 1, 6 - 2, 3], id="about the middle of the codes"),
        pytest.param(
            draft(scales__total__recode={0: 5, 1: 0, 2: 7, 3: 9}, scales__total__reversed=[]), [5, 0, 7, 9], id="recoded"
        ),
    ],
)
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_an_answer_counts_as_the_scale_says_and_a_blank_counts_nothing(instrument, counted, dtype):
    codes = np.array([[0, 1, 2, 3, NO_ANSWER]], dtype)
    assert keyed(codes, "total", instrument)[0].tolist() == pytest.approx([*counted, np.nan], nan_ok=True)


def test_a_blank_in_a_table_of_floats_counts_nothing_either():
    assert np.isnan(keyed(np.full((2, 5), np.nan), "total", draft())).all()


def test_a_sum_of_scales_counts_every_item_as_its_part_does():
    assert items_of("sum", SUMMED) == (1, 2, 3, 4, 5, 2, 1)
    assert keyed(np.array([[0, 1, 2, 3, 1]], np.int8), "sum", SUMMED)[0].tolist() == [0, 1, 1, 3, 1, 1, 0]


def test_a_scale_of_nothing_has_no_columns():
    nothing = draft(scales__none=scale(items=[], min_answered=0))
    assert keyed(np.zeros((3, 5), np.int8), "none", nothing).shape == (3, 0)


@pytest.mark.parametrize(
    ("rule", "published"),
    [
        pytest.param({"missing_rule": PRINTED}, True, id="printed"),
        pytest.param({"missing_rule": OURS}, False, id="ours"),
        pytest.param({"missing_rule": None}, False, id="nobody's"),
    ],
)
def test_a_rule_for_blanks_is_published_only_if_somebody_else_says_so(rule, published):
    assert has_published_rule(draft(scales__part=scale(**rule)).scales["part"]) is published
