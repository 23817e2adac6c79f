"""Learn an order from confirmed outcomes and try it on later ones: logistic regression, calibrated, explained, or refused."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.calibration import CalibratedClassifierCV  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]

from screening.alerts.learned_order import Floats, Learned
from screening.core.errors import PolicyFault
from screening.core.language import Text

Mask = npt.NDArray[np.bool_]

FEWEST, FEWEST_OF_EACH = 200, 50
"""Outcomes below which nothing is learned; ours. Ten events a column is the usual floor (Peduzzi et al. 1996); 50 of the rarer
kind against eleven columns want the penalty that the fit has."""
LEARN_FROM = 0.7  # the earlier share of the outcomes, by time; the later rest is what the order is tried on


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """Confirmed alerts, one line each, in any order."""

    columns: Floats  # (alerts, COLUMNS)
    held: Mask  # the counselor confirmed the provisional level
    severity: npt.NDArray[np.int8]  # the provisional one
    at: npt.NDArray[np.datetime64]  # of the confirmation
    plain: Floats  # weight of the signs in the plain order, followup.queue

    def __len__(self) -> int:
        """Number of outcomes."""
        return len(self.held)

    def part(self, lines: npt.NDArray[np.int64]) -> "Outcomes":
        """These lines only."""
        return Outcomes(columns=self.columns[lines], held=self.held[lines], severity=self.severity[lines],
                        at=self.at[lines], plain=self.plain[lines])  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """How an order learned from the earlier outcomes did on the later ones. AUC counts pairs of one severity only."""

    learned_from: int
    tried_on: int
    brier: float
    brier_of_share: float  # of always telling the share that held before: what has to be beaten
    calibration_slope: float  # 1: right; below: too sure
    auc: float
    auc_plain: float

    @property
    def better(self) -> bool:
        """Whether it put held alerts first more often than the plain order does, and tells chances better than a constant."""
        return self.auc > self.auc_plain and self.brier < self.brier_of_share


def learn(outcomes: Outcomes) -> Learned:
    """The model from all outcomes. Raises PolicyFault where there are too few, or where they tell nothing about the order."""
    _check(outcomes)
    return _fitted(outcomes)


def evaluate(outcomes: Outcomes) -> Evaluation:
    """Learn from the earlier 70 % and try on the later 30 %: no look into the future. Raises PolicyFault as ``learn``."""
    _check(outcomes)
    order = np.argsort(outcomes.at, kind="stable")
    cut = int(len(order) * LEARN_FROM)
    earlier, later = outcomes.part(order[:cut]), outcomes.part(order[cut:])
    model = _fitted(earlier)
    chance = model.chance(later.columns)
    share = float(earlier.held.mean())
    return Evaluation(
        learned_from=len(earlier),
        tried_on=len(later),
        brier=float(np.mean((chance - later.held) ** 2)),
        brier_of_share=float(np.mean((share - later.held) ** 2)),
        calibration_slope=_slope(chance, later.held),
        auc=auc_inside(chance, later.held, later.severity),
        auc_plain=auc_inside(later.plain, later.held, later.severity),
    )


def auc_inside(score: Floats, held: Mask, severity: npt.NDArray[np.int8]) -> float:
    """Share of pairs of one severity, one held and one not, in which the held one has the greater score; ties count half.

    NaN without such a pair. Within one severity this is the Mann-Whitney U over its pairs (Hanley & McNeil 1982).
    """
    right = pairs = 0.0
    for level in np.unique(severity):
        one, other = score[held & (severity == level)], score[~held & (severity == level)]
        difference = one[:, None] - other[None, :]
        right += float((difference > 0).sum() + 0.5 * (difference == 0).sum())
        pairs += difference.size
    return right / pairs if pairs else float("nan")


def _check(outcomes: Outcomes) -> None:
    held = int(outcomes.held.sum())
    if len(outcomes) < FEWEST or min(held, len(outcomes) - held) < FEWEST_OF_EACH:
        raise PolicyFault(
            Text(
                f"核定过的预警还太少：共 {len(outcomes)} 条，维持初判 {held} 条，下调或未证实 {len(outcomes) - held} 条",
                f"too few confirmed alerts: {len(outcomes)}, of which {held} held and {len(outcomes) - held} did not",
            ),
            hint=Text(
                f"至少要 {FEWEST} 条，两种结果各 {FEWEST_OF_EACH} 条；在此之前按原来的顺序",
                f"at least {FEWEST}, {FEWEST_OF_EACH} of each; until then the plain order holds",
            ),
        )


def _fitted(outcomes: Outcomes) -> Learned:
    """Ridge-penalised logistic regression; the sigmoid is fitted on predictions for folds that were left out."""
    middle, spread = outcomes.columns.mean(axis=0), outcomes.columns.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)  # a column that never varies has no weight
    calibrated: Any = CalibratedClassifierCV(LogisticRegression(), method="sigmoid", cv=StratifiedKFold(5), ensemble=False)
    calibrated.fit((outcomes.columns - middle) / spread, outcomes.held)
    fitted = calibrated.calibrated_classifiers_[0]
    sigmoid = fitted.calibrators[0]
    if sigmoid.a_ >= 0:  # what the model calls likely is not: an order turned round would be no order
        raise PolicyFault(
            Text("从已核定的预警里学不出可靠的顺序", "the confirmed alerts tell nothing reliable about the order"),
            hint=Text("继续按原来的顺序", "keep the plain order"),
        )
    return Learned(
        middle=tuple(middle.tolist()),
        spread=tuple(spread.tolist()),
        weight=tuple(fitted.estimator.coef_[0].tolist()),
        start=float(fitted.estimator.intercept_[0]),
        slope=float(sigmoid.a_),
        shift=float(sigmoid.b_),
        outcomes=len(outcomes),
    )


def _slope(chance: Floats, held: Mask) -> float:
    """Logistic regression of the outcome on the logit of the chance told, without penalty (Cox 1958); NaN if all are alike."""
    if held.all() or not held.any():
        return float("nan")
    clipped = np.clip(chance, 1e-6, 1 - 1e-6)
    logit = np.log(clipped / (1 - clipped))[:, None]
    return float(LogisticRegression(C=np.inf).fit(logit, held).coef_[0, 0])
