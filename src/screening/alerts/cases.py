"""New results and cases that are open or were closed: M1, DD1, DD2, R208, CL5. One open case per pupil."""

from enum import StrEnum

from screening.alerts.facts import Facts
from screening.core.severity import Critical, Severity


class CaseMove(StrEnum):
    """What happens to the pupil's case."""

    NEW = "new"
    REOPENED = "reopened"
    STEP_UP = "step_up"
    ATTACHED = "attached"
    NONE = "none"


class Alarm(StrEnum):
    """How loud the result is."""

    FULL = "full"  # routes and clocks of its severity
    CHECK = "check"  # a safety answer inside a grave open case: no notice, but the counselor checks by K1
    FEED = "feed"  # attached quietly: the counselor's list only
    NONE = "none"


def case_move(facts: Facts) -> CaseMove:
    """Where the result goes: one case per pupil, and a file closed inside the window is opened again."""
    if facts.open_case:
        return CaseMove.STEP_UP if facts.new > facts.open_case else CaseMove.ATTACHED
    if facts.new >= Severity.S1:
        return CaseMove.REOPENED if facts.recently_closed else CaseMove.NEW
    return CaseMove.NONE


def alarm(facts: Facts) -> Alarm:
    """DD1: CI-2 and above, O3 and protection never merge. DD2: what is not graver than the open case makes no new noise."""
    if not facts.open_case:
        return Alarm.FULL if facts.new > Severity.S0 else Alarm.NONE
    if facts.new > facts.open_case or never_merges(facts):
        return Alarm.FULL
    if facts.critical == Critical.CI_1 and facts.open_case >= Severity.S3:
        return Alarm.CHECK
    return Alarm.FEED


def never_merges(facts: Facts) -> bool:
    """Each of these makes a new safety check, whatever case is open."""
    return facts.critical >= Critical.CI_2 or facts.safety_seen or facts.happening or facts.protection > 0


def brings_forward(facts: Facts) -> bool:
    """DD2: a result attached to an open case brings the next follow-up forward if an S1…S4 rule fired."""
    return case_move(facts) is CaseMove.ATTACHED and facts.new >= Severity.S1
