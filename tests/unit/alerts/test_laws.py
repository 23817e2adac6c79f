"""The laws of deciding: the gravest wins, more signals never mean less, tags and company never matter."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.alerts.decide import decide
from screening.alerts.decisions import decisions, needs_somebody
from screening.alerts.facts import Moment
from screening.alerts.rules import RULES
from screening.alerts.signals import Signals
from screening.core.severity import Band, Severity

FLAGS = ("marked", "safety_seen", "happening", "asks", "bullying", "diagnosed_outside", "attempt", "returned", "recently_closed")
UNREADABLE = ("garbled", "incomplete", "raw_raised", "skipped", "hasty", "retest", "twice")


@st.composite
def columns(draw, rows=1):
    """Signals as a sheet could give them."""
    small = {
        "total": st.integers(-1, 3),
        "raised": st.integers(0, 4),
        "critical": st.integers(0, 3),
        "slight": st.integers(0, 3),
        "mood": st.integers(0, 2),
        "by_hand": st.sampled_from([0, 2, 3, 4, 5]),
        "protection": st.integers(0, 2),
        "open_case": st.sampled_from([0, 2, 3, 4, 5]),
        "not_tested": st.integers(0, 3),
    }
    told = {name: np.array(draw(st.lists(each, min_size=rows, max_size=rows)), np.int8) for name, each in small.items()}
    for name in (*FLAGS, *UNREADABLE, "undated", "sheets", "groups", "hold", "injured", "staff_harm"):
        told[name] = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), np.bool_)
    told["readable"] = told["sheets"] & ~(told["garbled"] | told["incomplete"])
    told["total"] = np.where(told["readable"], told["total"], np.int8(Band.NA)).astype(np.int8)
    told["severe"] = np.minimum(
        told["raised"], np.array(draw(st.lists(st.integers(0, 4), min_size=rows, max_size=rows)), np.int8)
    )
    return told


def severity_of(told):
    rows = len(told["total"])
    return decide(Signals.quiet(np.arange(rows, dtype=np.int32), **told)).severity


WORSE = {
    **{name: np.array([True]) for name in FLAGS},
    "critical": np.array([3], np.int8),
    "protection": np.array([2], np.int8),
    "mood": np.array([2], np.int8),
    "by_hand": np.array([5], np.int8),
    "open_case": np.array([5], np.int8),
    "skipped": np.array([True]),
}


@given(told=columns(), name=st.sampled_from(sorted(WORSE)))
def test_one_more_signal_never_lowers_the_severity(told, name):
    assert severity_of(told | {name: WORSE[name]})[0] >= severity_of(told)[0]


@given(told=columns(), name=st.sampled_from(["total", "raised", "severe", "slight", "critical", "mood", "protection"]))
def test_one_step_more_of_a_signal_never_lowers_the_severity(told, name):
    more = {name: np.minimum(told[name] + 1, 3 if name != "mood" else 2).astype(np.int8)}
    if name == "severe":
        more["raised"] = np.maximum(told["raised"], more["severe"])
    assume(name != "total" or told["readable"][0])
    if name == "protection":
        more = {name: np.minimum(more[name], 2).astype(np.int8)}
    assert severity_of(told | more)[0] >= severity_of(told)[0]


@given(told=columns(), flags=st.sets(st.sampled_from(UNREADABLE)))
def test_no_validity_flag_lowers_a_safety_answer_an_observation_or_protection(told, flags):
    safety = {
        name: told[name]
        for name in ("critical", "safety_seen", "happening", "marked", "slight", "protection", "attempt", "returned")
    }
    alone = severity_of({"total": np.array([-1], np.int8), **safety})[0]
    flagged = told | {name: np.array([True]) for name in flags}
    assert severity_of(flagged)[0] >= alone


@given(told=columns(rows=6), order=st.permutations(range(6)))
def test_order_and_company_do_not_matter(told, order):
    whole = severity_of(told)
    assert (severity_of({name: column[order] for name, column in told.items()}) == whole[order]).all()
    for line in range(6):
        assert severity_of({name: column[[line]] for name, column in told.items()})[0] == whole[line]


@given(told=columns())
def test_group_tags_never_change_severity_or_routes(told, policy, mapping):
    made = []
    for groups in (False, True):
        decided = decide(Signals.quiet(np.zeros(1, np.int32), **told | {"groups": np.array([groups])}))
        made.append(decisions(decided, Moment(), policy, mapping, lines=np.zeros(1, np.int64))[0])
    without, with_tag = made
    assert (without.severity, without.rules, without.told, without.facts) == (
        with_tag.severity,
        with_tag.rules,
        with_tag.told,
        with_tag.facts,
    )
    assert tuple(name for name in with_tag.templates if name != "FU-GRP") == without.templates


@given(told=columns())
def test_the_gravest_rule_that_fired_wins_and_the_open_case_is_kept(told):
    decided = decide(Signals.quiet(np.zeros(1, np.int32), **told))
    fired = int(decided.fired[0])
    gravest = max((rule.severity for place, rule in enumerate(RULES) if fired >> place & 1), default=Severity.S0)
    if gravest > Severity.U:
        assert decided.new[0] == gravest
    assert decided.severity[0] == max(decided.new[0], told["open_case"][0])


@given(told=columns(rows=4))
def test_pupils_with_equal_facts_share_one_decision_and_each_has_their_own(told, policy, mapping):
    signals = Signals.quiet(np.array([40, 30, 20, 10], np.int32), **told)
    made = decisions(decide(signals), Moment(), policy, mapping, lines=np.arange(4))
    assert [decision.pupil for decision in made] == [40, 30, 20, 10]
    for line, decision in enumerate(made):
        single = Signals.quiet(np.array([1], np.int32), **{name: column[[line]] for name, column in told.items()})
        alone = decisions(decide(single), Moment(), policy, mapping, lines=np.zeros(1, np.int64))[0]
        assert (decision.severity, decision.told, decision.templates, decision.rules) == (
            alone.severity,
            alone.told,
            alone.templates,
            alone.rules,
        )


@given(told=columns(rows=5))
def test_everybody_above_s0_gets_a_decision(told, policy, mapping):
    decided = decide(Signals.quiet(np.arange(5, dtype=np.int32), **told))
    made = decisions(decided, Moment(), policy, mapping)
    assert {decision.pupil for decision in made} == set(np.flatnonzero(needs_somebody(decided)).tolist())
    assert set(np.flatnonzero(decided.severity > Severity.S0).tolist()) <= {decision.pupil for decision in made}


@pytest.mark.parametrize("support", ["transferred", "returned", "groups", "retest", "twice"])
def test_one_thing_to_do_is_enough_to_need_somebody(support):
    decided = decide(Signals.quiet(np.zeros(2, np.int32), **{support: np.array([True, False])}))
    assert needs_somebody(decided).tolist() == [True, False]


@pytest.mark.parametrize(
    ("columns", "waits"),
    [
        pytest.param({"critical": 2}, True, id="S3 safety"),
        pytest.param({"critical": 1, "open_case": 4}, True, id="a check inside a grave case"),
        pytest.param({"critical": 3}, False, id="S4 never waits"),
        pytest.param({"critical": 1}, False, id="S2 is checked by K2"),
        pytest.param({"total": 3, "severe": 2, "raised": 2}, False, id="S3 clinical has no clock at night"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_a_reason_for_waiting_is_asked_exactly_where_k1_waits_for_the_morning(policy, mapping, columns, waits):
    signals = Signals.quiet(np.zeros(1, np.int32), **{name: np.array([value], np.int8) for name, value in columns.items()})
    decided = decide(signals)
    for moment in (Moment(waits=True), Moment(waits=False)):
        made = decisions(decided, moment, policy, mapping, lines=np.zeros(1, np.int64))[0]
        assert ("WAIT-REASON" in made.templates) == (waits and moment.waits)


@pytest.mark.parametrize("rows", [0, 1])
def test_an_empty_wave_decides_nothing(policy, mapping, rows):
    decided = decide(Signals.quiet(np.arange(rows, dtype=np.int32)))
    assert decisions(decided, Moment(), policy, mapping) == []


def test_a_decision_keeps_the_versions_that_made_it(judge):
    assert judge({"total": "B2"}).policy == "alert-policy@1.0 band-mapping@1"


def test_reasons_name_edition_scale_band_and_grade(judge):
    decision = judge(
        {"total": "B2", "subscales": ["B3", "B1"], "critical": "CI-1"}, critical_reports=[{"grade": "CI-3", "by": "peer"}]
    )
    assert decision.evidence == ("case@1 total B2", "case@1 subscale 1 B3", "case@1 CI-1", "report CI-3")
    assert judge({"validity": ["LIE"], "total": "NA"}).evidence == ("case@1 unreadable",)
