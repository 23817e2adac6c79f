"""Ht against its definition, pair of sheets by pair of sheets."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.scoring.person_fit import fit_of, ht, worst

GUTTMAN = np.tril(np.ones((6, 5)), -1)[1:5]  # each sheet says yes to the easier items of the next one


def covariance(first, second):
    return float(np.mean((first - first.mean()) * (second - second.mean())))


def by_pairs(answers):
    """Sijtsma & Meijer 1992: sum of covariances with the others over the sum of the largest they could be."""
    fit = []
    for n, own in enumerate(answers):
        others = [answers[m] for m in range(len(answers)) if m != n]
        most = sum(covariance(np.sort(own), np.sort(other)) for other in others)
        fit.append(sum(covariance(own, other) for other in others) / most if most > 0 else np.nan)
    return np.array(fit)


@pytest.mark.parametrize("codes", [2, 4, 6], ids=["yes or no", "four answers", "six answers"])
def test_fit_is_the_ratio_of_covariances(codes):
    answers = np.random.default_rng(codes).integers(0, codes, (40, 12)).astype(float)
    answers[3] = 1  # the same answer throughout
    assert ht(answers) == pytest.approx(by_pairs(answers), nan_ok=True)


def test_for_yes_or_no_the_largest_covariance_is_that_of_perfit():
    """PerFit's Ht (R): smaller share of yes times larger share of no, over every other sheet."""
    answers = np.random.default_rng(9).integers(0, 2, (25, 10)).astype(float)
    shares = answers.mean(axis=1)
    for n, fit in enumerate(ht(answers)):
        others = np.delete(np.arange(25), n)
        most = sum(min(shares[n], shares[m]) * (1 - max(shares[n], shares[m])) for m in others)
        assert fit == pytest.approx(sum(covariance(answers[n], answers[m]) for m in others) / most)


def test_sheets_in_perfect_order_fit_perfectly():
    assert ht(GUTTMAN) == pytest.approx(np.ones(4))


def test_the_other_way_round_fits_worst():
    fit = ht(np.vstack([np.repeat(GUTTMAN, 20, axis=0), GUTTMAN[1, ::-1]]))
    assert fit[-1] < 0 < fit[:-1].min()


def test_fit_is_told_from_twenty_items():
    twenty = load_instrument("cesd@1")
    codes = np.random.default_rng(1).integers(0, 4, (500, twenty.items.count)).astype(np.int8)
    assert not np.isnan(fit_of(codes, twenty)).any()


def test_a_sheet_that_fits_as_the_border_does_is_not_flagged():
    assert not worst(np.full(40, 0.5)).any()


def test_fit_needs_five_hundred_complete_sheets_and_twenty_items():
    rng = np.random.default_rng(0)
    mht, phq9 = load_instrument("mht@1"), load_instrument("phq9@1")
    codes = rng.integers(0, 2, (501, 100)).astype(np.int8)
    codes[0, 0] = -1
    fit = fit_of(codes, mht)
    assert np.isnan(fit[0]), "a sheet with a gap has no figure"
    assert not np.isnan(fit[1:]).any()
    assert np.isnan(fit_of(codes[:-1], mht)).all()
    assert np.isnan(fit_of(rng.integers(0, 4, (600, 9)).astype(np.int8), phq9)).all()


def test_the_lowest_five_in_a_hundred_are_flagged():
    fit = np.concatenate([np.arange(100.0), [np.nan] * 20])
    assert np.flatnonzero(worst(fit)).tolist() == [0, 1, 2, 3, 4]
    assert not worst(np.full(3, np.nan)).any()
