"""One table of argument per rule of ALERT_POLICY §3: what fires it, and the nearest thing that does not."""

import pytest

from screening.alerts.rules import RULES
from screening.core.severity import Severity
from screening.services.rule_conditions import CONDITIONS

NOW = "2026-11-10T09:00:00+08:00"
LAST_MONTH = "2026-10-11T09:00:00+08:00"  # 30 days before
BEFORE_THAT = "2026-10-10T09:00:00+08:00"  # 31 days before
TWO_WEEKS = "2026-10-27T23:00:00+08:00"  # 14 days before, by dates
BEFORE_TWO_WEEKS = "2026-10-26T23:00:00+08:00"


def seen(grade, by="homeroom_teacher", at=NOW, **rest):
    return {"grade": grade, "by": by, "at": at, **rest}


def sheet(total="B0", *subscales, ci="CI-0", **rest):
    return {"total": total, "subscales": list(subscales), "critical": ci, **rest}


def unreadable(flag, raw=None, **rest):
    return {"validity": [flag], "total": "NA", "raw_total": raw, **rest}


FIRES = [
    ("R401", "S4", {"sheets": [sheet(ci="CI-3")]}),
    ("R401", "S4", {"critical_reports": [{"grade": "CI-3", "by": "hospital"}]}),
    ("R402", "S4", {"observations": [seen("O3I", "peer")]}),
    ("R403", "S4", {"protection": {"status": "imminent", "source_of_harm": ["outsider"]}}),
    ("R404", "S4", {"sheets": [sheet(ci="CI-2")], "history": {"attempt_within_12_months": True}}),
    ("R404", "S4", {"observations": [seen("O3")], "history": {"open_case": "S3"}}),
    ("R404", "S4", {"observations": [seen("O3")], "history": {"returned_within_90_days": True}}),
    ("R405", "S4", {"set_by_hand": "S4"}),
    ("R301", "S3", {"sheets": [sheet(ci="CI-2")]}),
    ("R302", "S3", {"observations": [seen("O3", "pupil", at=BEFORE_THAT)]}),
    ("R303", "S3", {"protection": {"status": "suspected", "source_of_harm": ["pupil"]}}),
    ("R304", "S3", {"sheets": [sheet("B2", ci="CI-1")]}),
    ("R305", "S3", {"sheets": [sheet(ci="CI-1")], "history": {"open_case": "S2"}}),
    ("R305", "S3", {"sheets": [sheet(ci="CI-1")], "history": {"attempt_within_12_months": True}}),
    ("R305", "S3", {"sheets": [sheet(ci="CI-1")], "history": {"returned_within_90_days": True}}),
    ("R306", "S3", {"sheets": [sheet("B3")], "observations": [seen("O2", at=LAST_MONTH)]}),
    ("R307", "S3", {"sheets": [sheet("B3", "B3", "B3")]}),
    ("R308", "S3", {"observations": [seen("O2")], "history": {"returned_within_90_days": True}}),
    ("R308", "S3", {"sheets": [sheet("B2")], "history": {"returned_within_90_days": True}}),
    ("M2", "S3", {"set_by_hand": "S3"}),
    ("R201", "S2", {"sheets": [sheet("B2")]}),
    ("R202", "S2", {"sheets": [sheet("NA", "B2", "B2")]}),
    ("R202", "S2", {"sheets": [sheet("B0", "B3")]}),
    ("R203", "S2", {"sheets": [sheet(ci="CI-1")]}),
    ("R204", "S2", {"observations": [seen("O2", at=LAST_MONTH)]}),
    ("R204", "S2", {"observations": [seen("O2", "peer", adult_confirmed=True)]}),
    ("R205", "S2", {"observations": [seen("O1", at=TWO_WEEKS), seen("O1", "peer")]}),
    ("R205", "S2", {"observations": [seen("O1"), seen("O2", "pupil")]}),
    ("R206", "S2", {"mood_low_days": 7}),
    ("R207", "S2", {"bullying": True}),
    ("R208", "S2", {"asks_for_talk": True, "history": {"closed_case": {"severity": "S4", "days_ago": 180, "confirmed": True}}}),
    ("R209", "S2", {"outside_diagnosis": True}),
    ("M2", "S2", {"set_by_hand": "S2"}),
    ("R101", "S1", {"sheets": [sheet("NA", "B2", "B1")]}),
    ("R101", "S1", {"sheets": [sheet("B1", "B2")]}),
    ("R102", "S1", {"sheets": [sheet("B1")]}),
    ("R103", "S1", {"observations": [seen("O1", at=TWO_WEEKS), seen("O1")]}),
    ("R104", "S1", {"mood_low_days": 3}),
    ("R105", "S1", {"asks_for_talk": True}),
    ("M2", "S1", {"set_by_hand": "S1"}),
    ("RU1", "U", {"sheets": [unreadable("LIE", "B1")]}),
    ("RU1", "U", {"sheets": [unreadable("INCONS")]}),
    ("RU2", "U", {"sheets": [unreadable("MISSING", "B2")]}),
    ("RU3", "U", {"sheets": [sheet(ci="CI-SKIP")]}),
    ("RU4", "U", {"sheets": [unreadable("FAST", "B2")]}),
    ("RU4", "U", {"sheets": [unreadable("LIE", "B0"), unreadable("STRAIGHT", "B3")]}),
    ("RU5", "U", {"not_tested": "absent"}),
]

STAYS_SILENT = [
    ("R401", {"sheets": [sheet(ci="CI-2")]}, "CI-2 is not CI-3"),
    ("R301", {"sheets": [sheet(ci="CI-3")]}, "a rule names its exact grade"),
    ("R404", {"sheets": [sheet(ci="CI-2")], "history": {"open_case": "S2"}}, "only a grave open case counts"),
    ("R404", {"sheets": [sheet(ci="CI-1")], "history": {"attempt_within_12_months": True}}, "CI-1 is R305"),
    ("R304", {"sheets": [sheet("B1", ci="CI-1")]}, "a total at B1 is not raised"),
    ("R304", {"sheets": [unreadable("LIE", "B3", critical="CI-1")]}, "an unreadable total is not a raised one"),
    ("R305", {"sheets": [sheet(ci="CI-1")], "history": {"open_case": "S1"}}, "an open S1 is not enough"),
    ("R306", {"sheets": [sheet("B3")], "observations": [seen("O2", at=BEFORE_THAT)]}, "31 days are too long ago"),
    ("R306", {"sheets": [sheet("B2")], "observations": [seen("O2")]}, "a total at B2 is not enough"),
    ("R307", {"sheets": [sheet("B3", "B3", "B2")]}, "one subscale at B3 is not enough"),
    ("R308", {"sheets": [sheet("B1")], "history": {"returned_within_90_days": True}}, "a return alone raises nothing"),
    ("R202", {"sheets": [sheet("B0", "B2", "B1")]}, "one subscale at B2 is R101"),
    ("R204", {"observations": [seen("O2", "peer")]}, "a peer's O2 counts as O1 until an adult confirms it"),
    ("R205", {"observations": [seen("O1"), seen("O1")]}, "one observer twice is one observer"),
    ("R205", {"observations": [seen("O1"), seen("O2", "guardian")]}, "an adult's O2 is no O1"),
    ("R205", {"observations": [seen("O1", at=BEFORE_TWO_WEEKS), seen("O1", "peer")]}, "15 days are too long ago"),
    ("R206", {"mood_low_days": 6}, "six days are S1"),
    (
        "R208",
        {"mood_low_days": 3, "history": {"closed_case": {"severity": "S3", "days_ago": 181, "confirmed": True}}},
        "181 days",
    ),
    (
        "R208",
        {"mood_low_days": 3, "history": {"closed_case": {"severity": "S3", "days_ago": 1, "confirmed": False}}},
        "unconfirmed",
    ),
    ("R208", {"mood_low_days": 3, "history": {"closed_case": {"severity": "S2", "days_ago": 1, "confirmed": True}}}, "was S2"),
    ("R208", {"history": {"closed_case": {"severity": "S4", "days_ago": 1, "confirmed": True}}}, "no sign at all"),
    ("R104", {"mood_low_days": 2}, "two days are a talk, no level"),
    ("RU1", {"sheets": [unreadable("LIE", "B0"), sheet()]}, "one readable sitting is enough"),
    ("RU3", {"sheets": [sheet(ci="CI-SKIP"), sheet()]}, "the other sitting answered"),
    ("RU4", {"sheets": [unreadable("MISSING", "B3")]}, "too much missing is RU2 whatever the rest says"),
]


@pytest.mark.parametrize(("rule", "severity", "signals"), [pytest.param(*row, id=f"{row[0]} {n}") for n, row in enumerate(FIRES)])
def test_rule_fires_at_its_severity(judge, rule, severity, signals):
    decision = judge(*signals.get("sheets", ()), **{k: v for k, v in signals.items() if k != "sheets"})
    assert decision.severity is Severity[severity]
    assert rule in (decision.unreadable if severity == "U" else decision.rules)


@pytest.mark.parametrize(
    ("rule", "signals"), [pytest.param(rule, signals, id=f"{rule}: {why}") for rule, signals, why in STAYS_SILENT]
)
def test_rule_stays_silent_at_its_nearest_neighbour(judge, rule, signals):
    decision = judge(*signals.get("sheets", ()), **{k: v for k, v in signals.items() if k != "sheets"})
    assert rule not in decision.rules + decision.unreadable


def test_every_rule_has_a_row_in_the_table_of_arguments():
    assert {(rule.id, rule.severity.name) for rule in RULES} == {(rule, severity) for rule, severity, _ in FIRES}


def test_every_reason_is_told_in_both_languages_without_a_labelling_word():
    forbidden = ("抑郁", "患者", "疾病", "诊断", "自杀", "障碍", "depress", "patient", "diagnos", "suicid", "disorder")
    words = [word for rule in RULES for word in rule.because]
    assert all(words)
    assert not [word for word in words if any(label in word.lower() for label in forbidden)]


def test_rules_fit_into_one_mask():
    assert len(RULES) <= 63


def test_every_rule_has_its_condition_in_words():
    assert list(CONDITIONS) == [(rule.id, rule.severity.name) for rule in RULES]
    assert all(said.zh and said.en for said in CONDITIONS.values())


def test_rules_of_one_id_have_one_reason():
    """The reason card and the policy page name a rule by its id."""
    reasons = {}
    for rule in RULES:
        assert reasons.setdefault(rule.id, rule.because) == rule.because
