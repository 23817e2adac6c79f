"""Whether a sheet's answers follow the order of the items that all the others follow: the coefficient Ht."""

from typing import Final

import numpy as np

from screening.instruments.definition import Instrument
from screening.scoring.key import Bools, Float64
from screening.scoring.quality import FEWEST_ITEMS, FEWEST_SHEETS, main_answers
from screening.scoring.score import Codes

LOWEST_SHARE: Final = 0.05
"""Ht has no cut that fits every scale: the published .22 (Karabatsos 2003, Appl Meas Educ 16:277-298) belongs to ability tests
and flags nine symptom sheets in ten. Flagged are the lowest five in a hundred of the wave."""


def fit_of(codes: Codes, instrument: Instrument) -> Float64:
    """Ht of each complete sheet over the items of the total, float64 (sheets,); NaN elsewhere, below 20 items or 500 sheets.

    ``codes``: (sheets, items) as for ``score``; all sheets are the reference, so the figure belongs to this wave.
    """
    answers = main_answers(codes, instrument)
    complete = ~np.isnan(answers).any(axis=1)
    fit = np.full(len(codes), np.nan)
    if answers.shape[1] >= FEWEST_ITEMS and np.count_nonzero(complete) >= FEWEST_SHEETS:
        fit[complete] = ht(answers[complete])
    return fit


def ht(answers: Float64) -> Float64:
    """Sum of a sheet's covariances with all other sheets over the largest they could be with the same answers in other places.

    ``answers``: (sheets, items), complete, turned. 1 = the order of the items of everybody else, 0 = none; NaN where all
    answers are the same. Two answers: ``PerFit::Ht`` of R; more: the same ratio with sorted answers, as ``mokken`` has it.
    Source: Sijtsma & Meijer 1992, Appl Psychol Meas 16:149-157. Covariances add up, so two passes do for all pairs.
    """
    found, most = _with_the_others(answers), _with_the_others(np.sort(answers, axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(most > 0, found / most, np.nan), np.float64)


def worst(fit: Float64) -> Bools:
    """The lowest five in a hundred of those that have a figure, bool (sheets,)."""
    told = fit[~np.isnan(fit)]
    if not len(told):
        return np.zeros(len(fit), np.bool_)
    return np.asarray(fit < np.quantile(told, LOWEST_SHARE), np.bool_)


def _with_the_others(answers: Float64) -> Float64:
    """Covariance of each row with the sum of all other rows."""
    others = answers.sum(axis=0) - answers
    own = answers - answers.mean(axis=1, keepdims=True)
    covariance: Float64 = (own * others).mean(axis=1)
    return covariance
