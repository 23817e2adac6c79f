"""From columns to people's work: the few lines that need somebody become ``Decision`` objects."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.alerts.cases import case_move
from screening.alerts.decide import Decisions, ids_at
from screening.alerts.evidence import evidence
from screening.alerts.facts import Facts, Moment
from screening.alerts.interface import Decision
from screening.alerts.mapping import BandMapping
from screening.alerts.policy import AlertPolicy
from screening.alerts.routes import told
from screening.alerts.signals import Mask, NotTested
from screening.alerts.templates import clock_facts, templates, track
from screening.core.ids import NOBODY
from screening.core.severity import Band, Critical, Severity

FROM_SIGNALS = (
    "not_tested", "total", "critical", "undated", "sheets", "readable", "prorated", "hasty", "retest", "twice",
    "safety_seen", "happening", "asks", "bullying", "injured", "protection", "staff_harm", "named", "hold", "open_case",
    "recently_closed", "attempt", "returned", "transferred", "groups", "away", "guarded",
)  # fmt: skip
MEANING = {"total": Band, "critical": Critical, "open_case": Severity}
COUNTED = ("not_tested", "protection", "named", "away")


def needs_somebody(decided: Decisions) -> Mask:
    """Lines with something to do: above S0 (U included), an unreadable instrument, a support task, or a pupil who declined."""
    s = decided.signals
    support = s.transferred | s.returned | s.groups
    work: Mask = (decided.severity > Severity.S0) | s.retest | s.twice | support | (s.not_tested == NotTested.DECLINED_BY_PUPIL)
    return work


def decisions(
    decided: Decisions, moment: Moment, policy: AlertPolicy, mapping: BandMapping, *, lines: npt.NDArray[np.int64] | None = None
) -> list[Decision]:
    """One ``Decision`` for each of ``lines``; without them, for every line that needs somebody, in the order of the signals.

    Equal facts share one route, one template list and one fact set, so that twenty thousand cost little.
    """
    chosen = np.flatnonzero(needs_somebody(decided)) if lines is None else lines
    made: dict[bytes, Decision] = {}
    reasons = evidence(decided.signals, chosen, mapping)
    version = f"alert-policy@{policy.version} band-mapping@{mapping.version}"
    result = []
    for key, pupil, why in zip(_packed(decided, chosen), decided.signals.pupil[chosen].tolist(), reasons, strict=True):
        shared = made.get(key)
        if shared is None:
            shared = made[key] = _shared(_unpacked(key), moment, policy, version)
        result.append(_of(shared, pupil, why))
    return result


def _of(shared: Decision, pupil: int, why: tuple[str, ...]) -> Decision:
    """One pupil's own decision, its fields filled past ``__init__``: that sets those of a frozen class one by one."""
    own = object.__new__(Decision)
    vars(own).update(vars(shared), pupil=pupil, evidence=why)
    return own


def _packed(decided: Decisions, lines: npt.NDArray[np.int64]) -> list[bytes]:
    """The deciding facts of each line as bytes: equal facts, equal bytes."""
    own = (decided.severity, decided.new, decided.fired.astype(np.int64), decided.not_tested)
    columns = [column[lines].astype(np.int64) for column in (*own, *(getattr(decided.signals, name) for name in FROM_SIGNALS))]
    packed = np.ascontiguousarray(np.stack(columns, axis=1))
    return packed.view(f"V{packed.shape[1] * packed.itemsize}").ravel().tolist()


def _unpacked(key: bytes) -> Facts:
    """The facts behind the bytes."""
    severity, new, fired, by_choice, *rest = np.frombuffer(key, np.int64).tolist()
    read: dict[str, Any] = {name: _meaning(name)(value) for name, value in zip(FROM_SIGNALS, rest, strict=True)}
    return Facts(severity=Severity(severity), new=Severity(new), fired=fired, not_tested_by_choice=bool(by_choice), **read)


def _meaning(name: str) -> Callable[[int], Any]:
    """What the number in a column stands for."""
    return MEANING.get(name, int if name in COUNTED else bool)


@lru_cache(maxsize=16384)
def _shared(facts: Facts, moment: Moment, policy: AlertPolicy, version: str) -> Decision:
    """The ``Decision`` of nobody yet: pupils with equal facts differ in their reasons alone."""
    rules = winning_rules(facts)
    unreadable = ids_at(facts.fired, Severity.U)
    return Decision(
        pupil=NOBODY,
        severity=facts.severity,
        track=track(facts),
        confidence="low" if facts.hasty else "normal",
        bands=_bands(facts),
        rules=rules,
        unreadable=unreadable,
        case=str(case_move(facts)),
        family_hold=facts.hold,
        told=told(facts, moment, policy, rules),
        templates=templates(facts, moment, unreadable),
        facts=clock_facts(facts, rules, unreadable),
        policy=version,
    )


def winning_rules(facts: Facts) -> tuple[str, ...]:
    """Ids that fired at the winning severity; M1 alone if the open case is graver than the new result."""
    if facts.open_case > facts.new:
        return ("M1",)
    return ids_at(facts.fired, facts.severity) if facts.severity > Severity.S0 else ()


def _bands(facts: Facts) -> str:
    """Whether bands could be used."""
    if not facts.sheets:
        return "none"
    if not facts.readable:
        return "NA"
    return "prorated" if facts.prorated else "used"
