"""Which task templates and clock facts follow from the facts of one decision, ALERT_POLICY §4 and §8."""

from screening.alerts.cases import Alarm, alarm, brings_forward
from screening.alerts.facts import Facts, Moment
from screening.alerts.signals import Named
from screening.core.severity import Band, Critical, Severity

FOLLOW_UP = {Severity.S4: "FU-S4", Severity.S3: "FU-S3", Severity.S2: "FU-S2", Severity.S1: "FU-S1"}


def templates(facts: Facts, moment: Moment, unreadable: tuple[str, ...]) -> tuple[str, ...]:
    """Task templates in the order of the decision schema. Those that follow from history are listed whatever the severity."""
    listed = {
        FOLLOW_UP.get(facts.severity, ""): facts.severity >= Severity.S1,
        "FU-TR": facts.transferred,
        "FU-RTN": facts.returned,
        "FU-GRP": facts.groups,
        "FU-CP": facts.protection > 0,
        "MANDATORY-REPORT": facts.protection > 0,
        "BULLYING": facts.bullying,
        "RETEST": facts.retest,
        "TALK": facts.twice,
        "PRIVATE-CHECK": "RU3" in unreadable,
        "MAKE-UP": "RU5" in unreadable,
        "WAIT-REASON": checked_by_k1(facts) and moment.waits,
    }
    return tuple(name for name, wanted in listed.items() if wanted)


def checked_by_k1(facts: Facts) -> bool:
    """S3-safety and a safety answer inside a grave open case: the contact follows K1 by day and night."""
    loud = alarm(facts)
    return loud is Alarm.CHECK or (loud is Alarm.FULL and facts.severity == Severity.S3 and facts.safety)


def track(facts: Facts) -> str | None:
    """safety, clinical, or None where nothing sounds."""
    loud = alarm(facts)
    if loud is Alarm.CHECK:
        return "safety"
    if loud is not Alarm.FULL or facts.severity < Severity.S3:
        return None
    return "safety" if facts.safety else "clinical"


def clock_facts(facts: Facts, rules: tuple[str, ...], unreadable: tuple[str, ...]) -> frozenset[str]:
    """What the clocks depend on beside severity, track and templates, as words."""
    loud = alarm(facts)
    grave = loud is Alarm.FULL and facts.severity >= Severity.S3
    words = {
        str(loud): True,
        "ci1": facts.critical == Critical.CI_1,
        "undated_mild": undated_and_mild(facts),
        "total_b3": facts.total == Band.B3,
        "asks": facts.asks and not grave,
        "diagnosed_outside": "R209" in rules and loud is Alarm.FULL and facts.severity == Severity.S2,
        "protection": facts.protection > 0,
        "brings_forward": brings_forward(facts),
        "retest_soon": "RU4" in unreadable,
        "not_tested": facts.not_tested_by_choice,
        f"fired:{facts.new.name}": facts.open_case > Severity.S0 and facts.new >= Severity.S1,
        **{f"named:{role.name}".lower(): bool(facts.named & role) for role in Named if role.name},
    }
    return frozenset(word for word, true in words.items() if true)


def undated_and_mild(facts: Facts) -> bool:
    """§2.2: an undated CI-1 with a readable total at B1 or below and no history. An unreadable total is not a low one."""
    history = facts.attempt or facts.returned or facts.recently_closed or facts.open_case > Severity.S0
    return facts.critical == Critical.CI_1 and facts.undated and facts.total in (Band.B0, Band.B1) and not history
