"""What a rule is: an id, a severity, a reason for people, and a mask over the whole wave."""

from collections.abc import Callable
from dataclasses import dataclass

from screening.alerts.signals import Mask, Signals
from screening.core.language import Text
from screening.core.severity import Severity

Judge = Callable[[Signals], Mask]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of ALERT_POLICY §3. Rules are code and can't be switched off."""

    id: str
    severity: Severity
    because: Text
    fires: Judge


RULES: list[Rule] = []
"""Every rule in the order of the policy document; bit ``i`` of a rule mask is ``RULES[i]``."""


def rule(id_: str, severity: Severity, *, because: Text) -> Callable[[Judge], Judge]:
    """Enter the function as the rule ``id_``; the function itself stays as it is."""

    def enter(fires: Judge) -> Judge:
        RULES.append(Rule(id=id_, severity=severity, because=because, fires=fires))
        return fires

    return enter
