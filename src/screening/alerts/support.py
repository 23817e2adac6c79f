"""What keeps a level from leaving by confirmation: an adult's O2 or O3, protection, CI-3, a second source (ALERT_POLICY §3)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from screening.alerts.interface import Decision
from screening.alerts.told import SAFETY_GRADES, KeptReport, confirmed, in_force
from screening.core.language import Text
from screening.core.severity import Severity
from screening.intake.report_kinds import LIFTED, PEOPLE, Kind

SUPPORTS: dict[str, Text] = {
    "adult_observation": Text("成年人观察到明显变化或安全担忧", "an adult saw a marked change or a safety concern (O2, O3)"),
    "protection": Text("有儿童保护报告", "a protection report stands"),
    "ci3": Text("危机条目为 CI-3", "a safety answer of CI-3"),
    "second_source": Text("另一个来源也给出这一等级", "a second source gives this level too"),
}  # fmt: skip
"""Why a level can't leave by confirmation, in the order of the policy. Such a level is confirmed, and lowered by CL1 and CL2."""

OF_THE_SHEET = frozenset({"R301", "R304", "R307", "R401", "R201", "R202", "R203", "R101", "R102"})
OF_PEOPLE = frozenset({"R302", "R303", "R402", "R403", "R204", "R205", "R206", "R207", "R209", "R103", "R104"})
NOT_BY_AN_ADULT = frozenset({*PEOPLE, "saved_page", "message_box"})
RESTS_ON_A_CASE = frozenset({"R404", "R305"})
"""A new safety signal in a case that something else had opened."""

TWO_BY_THEMSELVES = frozenset({"R205", "R306"})
"""Two observers; a total and an adult's observation."""


def supports(decision: Decision, told: Sequence[KeptReport], opened_at: datetime, *, marked_days: int) -> tuple[str, ...]:
    """The codes of ``SUPPORTS`` that hold for the decision, in their order; empty: it rests on one source and may leave.

    ``told``: every report of the pupil. An O2 counts as long as the rules count it (``marked_days`` before the alert, by dates on
    the school's clock, on which ``opened_at`` is told), an O3 and what was told later always. ``decision`` is the one the system
    made, before any person changed its level.
    """
    reports, since = confirmed(told, told), opened_at.date() - timedelta(days=marked_days)
    stands = any(kept.report.kind is Kind.PROTECTION for kept in in_force(reports, reports))
    holds = {
        "adult_observation": any(_seen_by_adult(one, since, opened_at.tzinfo) for one in reports),
        "protection": "protection" in decision.facts or "told protection" in decision.evidence or stands,
        "ci3": any(code.endswith(" CI-3") for code in decision.evidence) or _reported(reports, "CI-3"),
        "second_source": _two_sources(decision, reports),
    }
    return tuple(code for code in SUPPORTS if holds[code])


def _seen_by_adult(kept: KeptReport, since: date, zone: tzinfo | None) -> bool:
    """An O2 or O3, or safety content told by an adult, which is no less."""
    report = kept.report
    if report.kind is Kind.CRITICAL:
        return report.by not in NOT_BY_AN_ADULT
    if report.kind is not Kind.OBSERVATION or (report.by in PEOPLE and not report.adult_confirmed):
        return False
    return report.counts_as in {"O3", "O3I"} or (report.counts_as == "O2" and report.seen_at.astimezone(zone).date() >= since)


def _reported(reports: Sequence[KeptReport], grade: str) -> bool:
    return any(kept.report.kind is Kind.CRITICAL and kept.report.grade == grade for kept in reports)


def _two_sources(decision: Decision, reports: Sequence[KeptReport]) -> bool:
    """Whether the winning rules rest on a sheet and on people, on two people, or on a sheet and reported content of its level."""
    fired = set(decision.rules)
    by_sheet = bool(fired & OF_THE_SHEET) and any("@" in code for code in decision.evidence)
    by_people = bool(fired & OF_PEOPLE) or _told_as_grave(reports, decision.severity)
    in_a_case = bool(fired & RESTS_ON_A_CASE) and any(code.startswith(("told", "report")) for code in decision.evidence)
    return bool(fired & TWO_BY_THEMSELVES) or (by_sheet and by_people) or in_a_case


def _told_as_grave(reports: Sequence[KeptReport], level: Severity) -> bool:
    told = [kept.report for kept in reports if kept.report.kind is Kind.CRITICAL]
    return any(SAFETY_GRADES[report.grade] >= level for report in told if report.grade != LIFTED)
