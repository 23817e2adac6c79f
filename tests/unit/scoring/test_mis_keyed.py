"""A scale whose items run against each other or agree far less than published is shown to a person."""

import numpy as np
import pytest

from screening.intake.interface import NO_ANSWER
from screening.research.reliability import alpha
from screening.scoring.keyed import keyed
from screening.scoring.mis_keyed import against, lowest_expected, published_alpha, suspects
from tests.unit.instruments.drafts import OURS, PRINTED, draft, scale

ALPHA = {"scale": "total", "coefficient": "alpha", "low": 0.8, "high": 0.85, "sample": "made up", "source": PRINTED}


def eight(**changes):
    """A made-up total of eight items with codes 0 to 3."""
    total = {"title": {"zh": "总分", "en": "total"}, "role": "total", "items": "1-8", "min_answered": 8, "missing_rule": OURS}
    return draft(**{"items__count": 8, "scales": {"total": total}, "safety": {}, "examples": []} | changes)


def answers(sheets=300, *, turned=(), own=1.0):
    """Eight items that share one trait, each with as much of its own; those named run the other way."""
    rng = np.random.default_rng(5)
    trait = rng.normal(size=(sheets, 1)) * np.where(np.isin(np.arange(1, 9), list(turned)), -1, 1)
    return np.clip(np.rint(1.5 + trait + rng.normal(0, own, (sheets, 8))), 0, 3).astype(np.int8)


def test_a_scale_that_holds_together_is_not_suspected():
    assert suspects(answers(), eight()) == ()


def test_an_item_that_runs_against_the_others_is_named():
    (found,) = suspects(answers(turned=(3, 6)), eight())
    assert (found.scale, found.against) == ("total", ("q3", "q6"))


def test_items_that_the_key_turns_are_named_before_those_it_does_not():
    """Three items turned by the key though nobody printed them the other way: they are the side to look at."""
    codes, instrument = answers(), eight(scales__total__reversed=[1, 2, 3, 4, 5])
    (found,) = suspects(codes, instrument)
    assert found.against == ("q1", "q2", "q3", "q4", "q5")


def test_a_total_of_answers_at_random_has_collapsed_and_nothing_runs_against_it():
    codes = np.random.default_rng(1).integers(0, 4, (300, 8)).astype(np.int8)
    (found,) = suspects(codes, eight())
    assert (found.collapsed, found.against) == (True, ())
    assert found.alpha == pytest.approx(alpha(keyed(codes, "total", eight())))


@pytest.mark.parametrize(("sheets", "found"), [pytest.param(10, 1, id="ten"), pytest.param(9, 0, id="nine")])
def test_a_scale_is_judged_from_ten_complete_sheets(sheets, found):
    codes = np.tile(np.array([[0, 3] * 4, [3, 0] * 4], np.int8), (10, 1))
    codes[sheets:, 0] = NO_ANSWER
    assert len(suspects(codes, eight())) == found


def test_an_item_that_does_not_vary_leaves_no_direction():
    codes = answers(turned=(3,))
    codes[:, 7] = 1
    assert against(codes.astype(float), "total", eight()) == ()


def test_sums_that_do_not_vary_have_no_alpha_and_no_suspicion():
    assert suspects(np.ones((20, 8), np.int8), eight()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"role": "validity"}, id="a validity scale"),
        pytest.param({"score": "max"}, id="a highest answer"),
        pytest.param({"items": "1", "min_answered": 1}, id="a scale of one item"),
    ],
)
def test_only_sums_of_two_items_and_more_are_judged(changes):
    codes = np.random.default_rng(1).integers(0, 4, (300, 8)).astype(np.int8)
    part = scale(items="1-8", min_answered=8) | changes
    told = [ALPHA | {"scale": "part"}]
    assert suspects(codes, eight(scales={"part": part}, reliability=told)) == ()
    assert len(suspects(codes, eight(scales={"part": scale(items="1-2", min_answered=2)}, reliability=told))) == 1


def test_what_is_published_of_alpha_is_its_whole_range():
    told = [ALPHA, ALPHA | {"low": 0.7, "high": 0.75}, ALPHA | {"coefficient": "retest", "low": 0.1, "high": 0.99}]
    assert published_alpha("total", eight(reliability=told)) == (0.7, 0.85)
    assert published_alpha("total", eight()) is None


@pytest.mark.parametrize(
    ("told", "scale_code", "least"),
    [
        pytest.param([ALPHA], "total", 0.6, id="a fifth below the lowest published"),
        pytest.param([], "total", 0.5, id="a total nobody published anything of"),
        pytest.param([], "part", -np.inf, id="a subscale nobody published anything of is not judged"),
        pytest.param([ALPHA | {"scale": "subscales"}], "part", 0.6, id="figures of every subscale count for one"),
    ],
)
def test_alpha_looks_wrong_far_below_what_is_published(told, scale_code, least):
    parts = {"scales__part": scale(items="1-4", min_answered=4)}
    assert lowest_expected(scale_code, eight(**parts, reliability=told)) == pytest.approx(least)
