"""Severity of every pupil of a wave: all rules as masks, the gravest wins, an open case is never lowered."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.alerts.rules import RULES
from screening.alerts.signals import Mask, NotTested, Signals, Small
from screening.core.severity import Severity

Bits = npt.NDArray[np.uint64]

RETEST_RULES = ("RU1", "RU2", "RU4")  # unreadable instruments; they give U only where no instrument is readable


@dataclass(frozen=True, kw_only=True, eq=False)
class Decisions:
    """Columns, one line per pupil in the order of the signals. Provisional, always: only a person confirms (L2)."""

    signals: Signals
    severity: Small  # Severity after M1: the graver of the open case and the new result
    new: Small  # Severity of the new signals alone
    fired: Bits  # every rule that fired; bit i is RULES[i]
    not_tested: Mask  # no sheet by choice, and nothing else known: no severity at all

    def __len__(self) -> int:
        """Number of pupils."""
        return len(self.severity)


def decide(signals: Signals) -> Decisions:
    """The highest severity among the rules that fired, per pupil; U yields to S1…S4, an open case is kept (M1).

    Pure and element-wise: the order and the company of pupils don't matter.
    """
    fired = np.zeros(len(signals), np.uint64)
    new = np.zeros(len(signals), np.int8)
    for place, rule in enumerate(RULES):
        fires = rule.fires(signals)
        fired |= fires.astype(np.uint64) << np.uint64(place)
        counts = fires & ~signals.readable if rule.id in RETEST_RULES else fires
        np.maximum(new, np.where(counts, np.int8(rule.severity), np.int8(Severity.S0)), out=new)
    severity = np.maximum(new, signals.open_case)
    by_choice = (signals.not_tested == NotTested.CONSENT_REFUSED) | (signals.not_tested == NotTested.DECLINED_BY_PUPIL)
    return Decisions(
        signals=signals,
        severity=severity,
        new=new,
        fired=fired,
        not_tested=by_choice & (severity == Severity.S0) & ~signals.sheets,
    )


def ids_at(fired: int, severity: Severity) -> tuple[str, ...]:
    """Ids of the rules that fired at one severity, sorted."""
    return tuple(sorted(rule.id for place, rule in enumerate(RULES) if fired >> place & 1 and rule.severity == severity))
