"""How urgent (severity), how high on a scale (band), what a safety answer says (critical grade), how readable (validity)."""

from enum import IntEnum, IntFlag

from screening.core.language import Text


class Severity(IntEnum):
    """ALERT_POLICY §1. Ordered: the gravest is the greatest, U yields to S1…S4. Never mixed with tiers."""

    S0 = 0
    U = 1
    S1 = 2
    S2 = 3
    S3 = 4
    S4 = 5


SEVERITY_LABELS: dict[Severity, Text] = {
    Severity.S0: Text("绿 平稳", "green, steady"),
    Severity.U: Text("灰 待核实", "grey, to be checked"),
    Severity.S1: Text("蓝 关注", "blue, attention"),
    Severity.S2: Text("黄 一般预警", "yellow, talk soon"),
    Severity.S3: Text("橙 较重预警", "orange, talk today or tomorrow"),
    Severity.S4: Text("红 危机", "red, act now"),
}
"""Colour and word, never a number alone: sources number levels in opposite directions (rule L1)."""


class Band(IntEnum):
    """Policy band of a scale; NA is 'not readable' and goes to a person, it is never B0."""

    NA = -1
    B0 = 0
    B1 = 1
    B2 = 2
    B3 = 3


class Critical(IntEnum):
    """Grade of a safety answer by content and recency, ALERT_POLICY §2.2. CI-SKIP is a flag of its own beside it."""

    CI_0 = 0
    CI_1 = 1
    CI_2 = 2
    CI_3 = 3


class Validity(IntFlag):
    """Flags of one sheet, ALERT_POLICY §2.3. All but the last two make the sheet's bands NA; none mutes a safety item."""

    OK = 0
    LIE = 1
    FAST = 2
    STRAIGHT = 4
    INCONS = 8
    MISSING = 16
    PRORATED = 32
    DOUBTFUL = 64  # by statistical indices: lowers confidence and nothing else (V2, V4); not among the words of a result


TOLD = ~Validity.DOUBTFUL
"""The flags that a table of results names."""
UNREADABLE = Validity.LIE | Validity.FAST | Validity.STRAIGHT | Validity.INCONS | Validity.MISSING
