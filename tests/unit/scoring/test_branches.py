"""Scales decided answer by answer: recoded and highest answers, conditions, and triage that never guesses the lighter outcome."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.branches import rightly_unasked
from screening.scoring.interface import NO_BAND
from screening.scoring.score import score
from tests.unit.instruments.drafts import OURS, draft

B = NO_ANSWER
TRIAGES = [edition for edition in list_editions() if any(scale.triage for scale in load_instrument(edition).scales.values())]


def outcome(instrument, answers):
    """The outcome of one sheet, None where there is none; a triage never has a value."""
    scores = score(np.array([answers], np.int8), instrument)
    assert np.isnan(scores.values[0, 0])
    band = int(scores.bands[0, 0])
    return None if band == NO_BAND else instrument.scales["triage"].bands[0].cuts[band].code


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([0, 0, 0, 0, B], "negative", id="four times no: the fifth is rightly not asked"),
        pytest.param([0, 0, 0, 0, 0], "negative", id="five times no"),
        pytest.param([0, 0, 1, 0, 0], "non_acute_positive", id="one yes"),
        pytest.param([0, 0, 2, 0, 0], "non_acute_positive", id="a refusal counts as positive"),
        pytest.param([0, 0, 1, 0, 1], "acute_positive", id="yes to right now"),
        pytest.param([0, 0, 1, 0, 2], "acute_positive", id="a refusal of right now counts as a yes"),
        pytest.param([0, 1, 0, 0, B], "acuity_unknown", id="positive and the fifth not asked is never called non-acute"),
        pytest.param([0, B, 0, 0, B], None, id="a blank among the four is no negative screen"),
        pytest.param([0, B, 0, 0, 0], None, id="a blank among the four may hide a yes"),
        pytest.param([1, B, B, B, 0], "non_acute_positive", id="one yes is enough whatever is blank"),
        pytest.param([B, B, B, B, 1], "acute_positive", id="right now counts alone"),
    ],
)
def test_asq_follows_its_published_rules(answers, expected):
    """NIMH toolkit: any yes or refusal on 1-4 is positive, question 5 decides whether it is acute."""
    assert outcome(load_instrument("asq"), answers) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([0, 0, B, B, B, 0, B], "none", id="no, no, and no behaviour: the rest is rightly not asked"),
        pytest.param([1, 0, B, B, B, 0, B], "low", id="a wish to be dead"),
        pytest.param([1, 1, 1, 0, 0, 0, B], "moderate", id="a method"),
        pytest.param([0, 0, B, B, B, 1, 0], "moderate", id="behaviour longer ago than three months"),
        pytest.param([0, 0, B, B, B, 1, 1], "high", id="behaviour within three months"),
        pytest.param([1, 1, 0, 1, 0, 0, B], "high", id="intent"),
        pytest.param([1, 1, B, B, 1, B, B], "high", id="a plan, whatever is blank"),
        pytest.param([1, 1, B, B, B, 0, B], None, id="thoughts and the rest blank: low would be a guess"),
        pytest.param([0, 0, B, B, B, 1, B], None, id="behaviour and nobody asked when"),
        pytest.param([0, 0, B, B, B, B, B], None, id="behaviour not asked"),
        pytest.param([0, B, B, B, B, 0, B], None, id="active thoughts not asked"),
    ],
)
def test_cssrs_takes_the_highest_category_and_never_a_sum(answers, expected):
    """Official triage sheet: low 1-2, moderate 3 or behaviour ever, high 4, 5 or behaviour within three months."""
    assert outcome(load_instrument("cssrs"), answers) == expected


def test_cssrs_states_an_outcome_exactly_where_every_way_to_fill_the_blanks_gives_it():
    """All 3^7 sheets against brute force: a blank that was rightly not asked says no, any other may say anything."""
    cssrs = load_instrument("cssrs")
    sheets = np.array(list(product((B, 0, 1), repeat=7)), np.int8)
    bands = score(sheets, cssrs).bands[:, 0]
    ranks = ["none", "low", "moderate", "high"]
    for answers, band in zip(sheets.tolist(), bands.tolist(), strict=True):
        found = {published(filled) for filled in fillings(answers)}
        assert (ranks[band] if band != NO_BAND else None) == (found.pop() if len(found) == 1 else None)


def fillings(answers):
    """Every complete interview that these answers may come from; after a no the follow-up questions say no."""
    for filled in product(*[(0, 1) if answer == B else (answer,) for answer in answers]):
        q2, q6 = filled[1], filled[5]
        skipped = [place for place, gate in ((2, q2), (3, q2), (4, q2), (6, q6)) if not gate and answers[place] == B]
        if not any(filled[place] for place in skipped):
            yield filled


def published(answers):
    q1, q2, q3, q4, q5, q6, q7 = answers
    return "high" if q4 or q5 or q7 else "moderate" if q3 or q6 else "low" if q1 or q2 else "none"


@pytest.mark.parametrize("edition", TRIAGES)
def test_a_graver_answer_never_gives_a_lighter_outcome(edition):
    instrument = load_instrument(edition)
    codes = np.array(list(product(instrument.items.codes, repeat=instrument.items.count)), np.int8)
    before = score(codes, instrument).bands[:, 0]
    for item in range(instrument.items.count):
        up = codes.copy()
        up[:, item] = instrument.items.high
        assert (score(up, instrument).bands[:, 0] >= before).all()


@pytest.mark.parametrize("edition", TRIAGES)
def test_a_blank_never_makes_an_outcome_lighter(edition):
    """Law 3: taking an answer away leaves the outcome, makes it graver, or leaves none; unless the question need not be asked.

    An outcome that says itself that something was not asked is no lighter one.
    """
    instrument = load_instrument(edition)
    items, scale = instrument.items, instrument.scales["triage"]
    codes_of = [cut.code for cut in scale.bands[0].cuts]
    unknown = {codes_of.index(rule.outcome) for rule in scale.triage if rule.blank}

    @given(
        st.lists(st.sampled_from([B, *items.codes]), min_size=items.count, max_size=items.count), st.integers(0, items.count - 1)
    )
    def check(answers, item):
        with_it = np.array([answers], np.int8)
        without = with_it.copy()
        without[0, item] = B
        if not rightly_unasked(without, instrument)[0, item]:
            before, after = (int(score(codes, instrument).bands[0, 0]) for codes in (with_it, without))
            assert after in {NO_BAND, *unknown} or after >= before

    check()


def test_an_item_is_rightly_unasked_only_after_every_answer_that_would_lead_to_it_was_no():
    asq = load_instrument("asq")
    sheets = np.array([[0, 0, 0, 0, B], [0, 0, B, 0, B], [0, 0, 1, 0, B], [0, 0, 0, 0, 0]], np.int8)
    assert rightly_unasked(sheets, asq)[:, 4].tolist() == [True, False, False, False]
    assert not rightly_unasked(np.full((2, 100), B, np.int8), load_instrument("mht")).any()


def made(**scale):
    """The made-up questionnaire of five items with codes 0-3 and another total."""
    return draft(
        scales__total={"title": {"zh": "总分", "en": "total"}, "role": "total", "items": "1-5", "missing_rule": OURS, **scale}
    )


def total(instrument, answers):
    value = float(score(np.array([answers], np.int8), instrument).values[0, 0])
    return None if np.isnan(value) else value


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([0, 1, 0, 2, 0], 2, id="the highest of five"),
        pytest.param([0, 0, 0, 0, 0], 0, id="nothing"),
        pytest.param([B, 3, 3, 3, 3], None, id="a blank might have been higher, and nobody guesses"),
        pytest.param([B, B, B, B, B], None, id="an empty sheet has no highest answer"),
    ],
)
def test_a_highest_answer_is_no_sum_and_bears_no_blank(answers, expected):
    assert total(made(score="max", min_answered=5), answers) == expected


def test_a_reversed_item_counts_the_other_way_in_a_highest_answer_too():
    turned = made(score="max", min_answered=5, reversed=[3], multiply=2)
    assert [total(turned, [0, 1, 3, 0, 0]), total(turned, [0, 1, 0, 0, 0])] == [2, 6]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([0, 1, 2, 3, 3], 5, id="0, 0, 1, 2, 2"),
        pytest.param([1, 1, 1, 1, 1], 0, id="a little counts nothing"),
        pytest.param([B, 3, 3, 3, 3], 10, id="one blank is prorated: 8 x 5 / 4"),
    ],
)
def test_recoded_answers_are_summed_as_they_count(answers, expected):
    assert total(made(recode={0: 0, 1: 0, 2: 1, 3: 2}, min_answered=4), answers) == expected


@pytest.mark.parametrize(
    ("answers", "impact"),
    [
        pytest.param([0, 3, 3, 3, 3, 3], 0, id="no difficulties: 0 whatever is ticked below"),
        pytest.param([0, B, B, B, B, B], 0, id="no difficulties: the rest is not asked"),
        pytest.param([1, 3, 2, 1, 0, 0], 3, id="2 + 1 + 0 + 0 + 0"),
        pytest.param([3, 3, 3, 3, 3, 3], 10, id="the highest"),
        pytest.param([3, 3, B, 3, 3, 3], None, id="a blank leaves no score"),
        pytest.param([B, 3, 3, 3, 3, 3], None, id="whether there are difficulties is not known"),
        pytest.param([B, 0, 0, 0, 0, 0], None, id="nor is that a zero"),
    ],
)
def test_sdq_impact_counts_only_where_difficulties_are_felt(answers, impact):
    """Official rule: screening item answered no gives 0; otherwise each item counts 0, 0, 1, 2."""
    assert total(load_instrument("sdq_impact_self"), answers) == impact


def test_a_total_of_scales_uses_the_value_a_closed_condition_states():
    scales = {
        "gated": {"title": {"zh": "甲", "en": "a"}, "items": "2-4", "when": {"any_of": {"q1": 2}, "otherwise": 0},
                  "min_answered": 3, "missing_rule": OURS},
        "plain": {"title": {"zh": "乙", "en": "b"}, "items": "1, 5", "min_answered": 2, "missing_rule": OURS},
        "total": {"title": {"zh": "总", "en": "all"}, "role": "total", "of": ["gated", "plain"]},
    }  # fmt: skip
    both = draft(scales=scales)
    values = score(np.array([[1, 3, 3, 3, 1], [2, 3, 3, 3, 1]], np.int8), both).values
    assert values.tolist() == [[0, 2, 2], [9, 3, 12]]


def test_codes_that_do_not_exist_are_refused_not_summed():
    cries = load_instrument("cries8")
    assert cries.items.codes == (0, 1, 3, 5)
    with pytest.raises(ValueError, match="NO_ANSWER"):
        score(np.array([[0, 1, 2, 3, 5, 0, 0, 0]], np.int8), cries)


def test_one_set_of_answers_may_be_read_in_several_codings():
    """ASLEC: an event that did not occur counts 0 in one reading and 1 in the other; a third scale counts events."""
    aslec = load_instrument("aslec")
    values = score(np.array([[0] * 25 + [1, 5]], np.int8), aslec).values[0]
    assert dict(zip(aslec.scale_codes, values.tolist(), strict=True)) == {"total": 6, "total_from_one": 31, "events": 2}
