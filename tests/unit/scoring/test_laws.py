"""Laws 3 and 5, for every shipped edition: exact to the last bit in any order and batch, and silence is not health."""

from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.interface import NO_BAND
from screening.scoring.score import BLOCK, score

EDITIONS = list_editions()
by_edition = pytest.mark.parametrize("edition", EDITIONS)


few = settings(max_examples=max(settings().max_examples // 4, 1))  # of many sheets each: an example costs more than a sheet


def sheets(edition, *, blanks=True):
    """One to eighty sheets of legal codes, few, some or many cells blank: whole, prorated and missing scores all occur."""
    items = load_instrument(edition).items

    def make(seed, lines):
        random = np.random.default_rng(seed)
        codes = random.choice(np.array(items.codes, np.int8), (lines, items.count))
        share = random.choice([0, 0.02, 0.1, 0.3], (lines, 1)) if blanks else 0
        codes[random.random(codes.shape) < share] = NO_ANSWER
        return codes

    return st.builds(make, st.integers(0, 2**32 - 1), st.integers(1, 80))


def exact(instrument, answers, code):
    """The published rule in exact arithmetic, written without looking at the matrices: a Fraction, or None for no score."""
    scale = instrument.scales[code]
    if scale.of:
        parts = [exact(instrument, answers, part) for part in scale.of]
        return None if None in parts else sum(parts)
    if scale.score == "triage":
        return None  # an outcome among its bands; test_branches judges it
    if scale.when:
        gate = {item: answers[int(item[1:]) - 1] for item in scale.when.any_of}
        if not any(gate[item] >= code for item, code in scale.when.any_of.items()):
            return None if NO_ANSWER in gate.values() else Fraction(scale.when.otherwise)
    turned = instrument.items.low + instrument.items.high
    given = {item: answers[item - 1] for item in scale.items if answers[item - 1] != NO_ANSWER}
    if not may_be_scored(instrument, answers, scale, len(given)):
        return None
    keyed = [turned - answer if item in scale.reversed else scale.recode.get(answer, answer) for item, answer in given.items()]
    if scale.score == "max":
        return Fraction(max(keyed) * scale.multiply)
    total = sum(keyed)
    value = Fraction(total * scale.multiply, len(given)) * (1 if scale.score == "mean" else len(scale.items))
    return Fraction(floor(value + Fraction(1, 2))) if scale.rounding == "half_up" else value


def may_be_scored(instrument, answers, scale, given):
    if given == len(scale.items):
        return True
    if given < scale.min_answered:
        return False
    if scale.missing_rule.confidence != "ours":
        return True
    blanks = sum(answer == NO_ANSWER for answer in answers)
    safe = all(answers[column] != NO_ANSWER for column in instrument.safety_columns)
    return blanks <= instrument.blanks_allowed and safe


def exact_band(instrument, code, value):
    tables = instrument.scales[code].bands
    if value is None or not tables:
        return NO_BAND
    return sum(value >= Fraction(cut.start) for cut in tables[0].cuts) - 1


@by_edition
def test_every_score_and_band_is_the_exact_one(edition):
    instrument = load_instrument(edition)

    @few
    @given(sheets(edition))
    def check(codes):
        scores = score(codes, instrument)
        for line, answers in enumerate(codes.tolist()):
            for column, code in enumerate(instrument.scale_codes):
                value = exact(instrument, answers, code)
                np.testing.assert_equal(scores.values[line, column], np.nan if value is None else float(value))
                if instrument.scales[code].score != "triage":
                    assert scores.bands[line, column] == exact_band(instrument, code, value)

    check()


@by_edition
def test_every_band_edge_is_exact_whatever_is_blank(edition):
    """Every reachable raw sum with every allowed number of blanks: at, just below and just above each cut."""
    instrument = load_instrument(edition)
    for code, scale in instrument.scales.items():
        if scale.bands and not scale.of and scale.score != "triage":
            codes = staircase(instrument, scale)
            scores = score(codes, instrument)
            column = instrument.scale_codes.index(code)
            for line, answers in enumerate(codes.tolist()):
                value = exact(instrument, answers, code)
                assert scores.bands[line, column] == exact_band(instrument, code, value)


def staircase(instrument, scale):
    """Sheets that climb one code at a time through a scale, for every number of blanks it could bear."""
    printed = instrument.items.codes
    lines = []
    for blanks in range(len(scale.items) - scale.min_answered + 1):
        free = [item - 1 for item in scale.items if item - 1 not in instrument.safety_columns]
        left = [item - 1 for item in scale.items if item - 1 not in free[:blanks]]
        for climbed in range(len(left) * (len(printed) - 1) + 1):
            answers = np.full(instrument.items.count, printed[0], np.int8)
            answers[free[:blanks]] = NO_ANSWER
            full, rest = divmod(climbed, len(printed) - 1)
            answers[left[:full]] = printed[-1]
            if rest:
                answers[left[full]] = printed[rest]
            lines.append(answers)
    return np.array(lines)


@by_edition
def test_order_batch_and_dtype_change_no_bit(edition):
    instrument = load_instrument(edition)

    @few
    @given(sheets(edition), st.randoms(use_true_random=False))
    def check(codes, random):
        whole = score(codes, instrument)
        order = list(range(len(codes)))
        random.shuffle(order)
        shuffled = score(codes[order], instrument)
        alone = [score(codes[line : line + 1], instrument) for line in range(len(codes))]
        floats = score(np.where(codes == NO_ANSWER, np.nan, codes).astype(np.float32), instrument)
        for field in ("values", "answered", "bands"):
            together = getattr(whole, field)
            assert getattr(shuffled, field).tobytes() == together[order].tobytes()
            assert np.concatenate([getattr(one, field) for one in alone]).tobytes() == together.tobytes()
            assert getattr(floats, field).tobytes() == together.tobytes()

    check()


def test_sheets_beyond_one_block_get_the_same_bits():
    mht = load_instrument("mht")
    random = np.random.default_rng(7)
    codes = np.where(random.random((BLOCK + 37, 100)) < 0.02, NO_ANSWER, random.integers(0, 2, (BLOCK + 37, 100))).astype(np.int8)
    whole, tail = score(codes, mht), score(codes[BLOCK - 5 :], mht)
    assert whole.values[BLOCK - 5 :].tobytes() == tail.values.tobytes()


@by_edition
def test_a_blank_is_never_as_good_as_the_healthiest_answer(edition):
    """Law 3. A scored sheet with blanks is at least as grave as the same sheet with every blank answered the healthiest way."""
    instrument = load_instrument(edition)

    @few
    @given(sheets(edition))
    def check(codes):
        scores = score(codes, instrument)
        for column, code in enumerate(instrument.scale_codes):
            better = instrument.scales[code].higher_is == "better"
            filled = score(healthiest(codes, instrument, code), instrument).values[:, column]
            scored = ~np.isnan(scores.values[:, column])
            gain = (filled - scores.values[:, column])[scored]
            assert ((gain >= 0) if better else (gain <= 0)).all()

    check()


def healthiest(codes, instrument, code):
    """The sheets with blanks replaced by the answer that speaks for the best state on one scale."""
    low, high = instrument.items.low, instrument.items.high
    best = np.full(instrument.items.count, high if instrument.scales[code].higher_is == "better" else low, np.int8)
    turned = {item for part in (code, *instrument.scales[code].of) for item in instrument.scales[part].reversed}
    best[[item - 1 for item in turned]] = low if instrument.scales[code].higher_is == "better" else high
    return np.where(codes == NO_ANSWER, best, codes)


@by_edition
def test_more_blanks_never_make_an_unscorable_scale_scorable(edition):
    instrument = load_instrument(edition)

    @few
    @given(sheets(edition), st.integers(0, 10**6))
    def check(codes, which):
        before = np.isnan(score(codes, instrument).values)
        fewer = codes.copy()
        fewer[:, which % instrument.items.count] = NO_ANSWER
        after = score(fewer, instrument)
        assert not (before & ~np.isnan(after.values)).any()
        valued = [scale.score != "triage" for scale in instrument.scales.values()]
        assert (after.bands[:, valued][np.isnan(after.values[:, valued])] == NO_BAND).all()

    check()


@by_edition
def test_a_graver_answer_never_gives_a_healthier_score(edition):
    """The direction of every item, reversed ones too: one code up on one item moves each scale the way its key says."""
    instrument = load_instrument(edition)

    @few
    @given(sheets(edition, blanks=False), st.integers(0, 10**6))
    def check(codes, which):
        item = which % instrument.items.count
        up = codes.copy()
        printed = np.array(instrument.items.codes, np.int8)
        up[:, item] = printed[np.minimum(np.searchsorted(printed, up[:, item]) + 1, len(printed) - 1)]
        change = score(up, instrument).values - score(codes, instrument).values
        for column, code in enumerate(instrument.scale_codes):
            sign = sum(direction(instrument.scales[part], item + 1) for part in (code, *instrument.scales[code].of))
            if answer_by_answer(instrument.scales[code]):
                assert not (change[:, column] < 0).any()
                continue
            assert (np.sign(change[:, column]) == sign * (up[:, item] > codes[:, item])).all()

    check()


def answer_by_answer(scale):
    """Recoded, conditional, highest or triage: a graver answer may change nothing, but never to the better."""
    return bool(scale.recode or scale.when or scale.score in {"max", "triage"})


def direction(scale, item):
    return 0 if item not in scale.items else -1 if item in scale.reversed else 1


@by_edition
def test_our_own_rule_asks_for_four_fifths_of_every_scale(edition):
    """ALERT_POLICY V1; GAD-7, WHO-5 and PHQ-9 are stricter or bear one blank, and say so."""
    instrument = load_instrument(edition)
    for scale in instrument.scales.values():
        if scale.items and scale.score != "triage" and scale.missing_rule.confidence == "ours":
            assert scale.min_answered >= ceil(Fraction(4, 5) * len(scale.items))
