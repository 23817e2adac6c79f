"""Differential item functioning against figures that R prints, and against data made with and without it."""

from math import log

import numpy as np
import pytest

from screening.research.dif import DELTA, FEWEST_OF_A_GROUP, common_odds_ratio, item_dif, mantel

# UCBAdmissions (R datasets; Bickel, Hammel & O'Connell 1975, Science 187:398-404): by department admitted men, rejected men,
# admitted women, rejected women.
BERKELEY = [
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
]
# Job satisfaction by income and sex (Agresti 2002, Categorical Data Analysis, p. 288): women, then men; rows are incomes.
INCOMES, SATISFACTION = (3, 10, 20, 35), (1, 3, 4, 5)
SATISFIED = [
    [(1, 3, 11, 2), (2, 3, 17, 3), (0, 1, 8, 5), (0, 2, 4, 2)],
    [(1, 1, 2, 1), (0, 3, 5, 1), (0, 0, 7, 3), (0, 1, 9, 6)],
]


def berkeley():
    """(woman, admitted, department), one line a person."""
    lines = [
        (woman, yes, place)
        for place, cells in enumerate(BERKELEY)
        for (woman, yes), count in zip(((0, 1), (0, 0), (1, 1), (1, 0)), cells, strict=True)
        for _ in range(count)
    ]
    return (np.array(column) for column in zip(*lines, strict=True))


def made_up(count=2000, seed=1, *, extra=0.0, levels=2):
    """Answers to ten items by one trait; the third asks ``extra`` more of the focal group."""
    rng = np.random.default_rng(seed)
    focal = rng.random(count) < 0.5
    trait = rng.normal(0, 1, count) - 0.4 * focal  # the groups differ, which is no DIF
    pull = np.zeros((count, 10))
    pull[:, 2] = extra * focal
    latent = trait[:, None] + pull + rng.logistic(0, 0.6, (count, 10))
    cuts = np.linspace(-0.8, 0.8, levels - 1) if levels > 2 else [0.0]
    return np.sum([latent > cut for cut in cuts], axis=0).astype(float), focal


def test_the_common_odds_ratio_and_its_interval_are_rs():
    """R: mantelhaen.test(UCBAdmissions) prints 0.9046968 and 0.7719074 1.0603298."""
    woman, yes, place = berkeley()
    told = common_odds_ratio(woman == 1, yes == 1, place)
    assert told == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=5e-8)


def test_the_chi_square_is_rs():
    """R: mantelhaen.test(UCBAdmissions, correct = FALSE) prints 1.5246."""
    woman, yes, place = berkeley()
    assert mantel(woman.astype(float), yes.astype(float), place) == pytest.approx(1.5246, abs=5e-5)


def test_several_answers_give_mantels_statistic():
    """Agresti 2002, p. 297: 6.1563; R coin::cmh_test(jobsatisfaction, scores = ...) gives Z = 2.4812, its root."""
    lines = [
        (income, satisfied, stratum)
        for stratum, table in enumerate(SATISFIED)
        for income, row in zip(INCOMES, table, strict=True)
        for satisfied, count in zip(SATISFACTION, row, strict=True)
        for _ in range(count)
    ]
    income, satisfied, stratum = (np.array(column) for column in zip(*lines, strict=True))
    found = mantel(income.astype(float), satisfied.astype(float), stratum)
    assert found == pytest.approx(6.1563, abs=5e-5)
    assert found**0.5 == pytest.approx(2.4812, abs=5e-5)


@pytest.mark.parametrize("levels", [2, 4])
def test_groups_that_differ_in_the_trait_alone_show_nothing(levels):
    answers, focal = made_up(levels=levels)
    assert {one.grade for one in item_dif(answers, focal)} <= {"A", "B"}
    assert sum(one.grade != "A" for one in item_dif(answers, focal)) <= 1


@pytest.mark.parametrize("levels", [2, 4])
def test_an_item_that_asks_more_of_one_group_is_found_and_no_other(levels):
    answers, focal = made_up(extra=1.2, levels=levels)
    found = item_dif(answers, focal)
    assert [one.item for one in found if one.grade == "C"] == [2]
    assert found[2].shift > 0


def test_turning_the_groups_round_turns_the_sign_and_nothing_else():
    answers, focal = made_up(extra=1.0)
    for one, other in zip(item_dif(answers, focal), item_dif(answers, ~focal), strict=True):
        assert one.chi_square == pytest.approx(other.chi_square)
        assert one.delta == pytest.approx(-other.delta)
        assert one.grade == other.grade


def test_delta_is_the_odds_ratio_on_the_scale_of_ets():
    """Holland & Thayer 1988: -2.35 ln alpha. An odds ratio of 1 is 0; of 2, -1.63."""
    assert pytest.approx(-1.63, abs=0.005) == DELTA * log(2)


def test_too_few_of_a_group_say_nothing():
    answers, focal = made_up(count=FEWEST_OF_A_GROUP * 2 - 2)
    assert item_dif(answers, focal) == ()


def test_an_item_that_everybody_answers_alike_is_a_and_breaks_nothing():
    answers, focal = made_up()
    answers[:, 5] = 1
    assert item_dif(answers, focal)[5].grade == "A"
