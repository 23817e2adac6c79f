"""Each index of answering against its definition; what it flags and what it must leave alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from screening.adapters.instrument_files import load_instrument
from screening.research.synthetic import answer_model, people, plan_school
from screening.research.synthetic.answers import answer, distress
from screening.scoring.keyed import items_of, keyed
from screening.scoring.quality import doubtful, even_odd, farthest, irv, long_string, mahalanobis, main_answers
from tests.unit.instruments.drafts import draft, scale

MHT, SDQ, PHQ9 = load_instrument("mht@1"), load_instrument("sdq_self@1"), load_instrument("phq9@1")
SLOW = np.float32(5)


def careful(instrument, sheets=700):
    school = plan_school(sheets, seed=5)
    folk = people(school, 0)
    return answer(answer_model(instrument), distress(school, 0, 1, folk.sex), np.random.default_rng(5))


def subscales_of(each, count, *, low=0, high=3, **further):
    """A made-up questionnaire of ``count`` subscales of ``each`` items, with validity rules and without a total."""
    parts = {f"s{n}": scale(items=list(range(n * each + 1, (n + 1) * each + 1)), min_answered=each) for n in range(count)}
    ends = {"items__low": low, "items__high": high, "validity": {"straight": True}}
    return draft(items__count=each * count, scales=parts | further, safety={}, examples=[], **ends)


def matrix(*rows):
    return np.array(rows, np.int8)


@pytest.mark.parametrize(
    ("answers", "longest"),
    [
        pytest.param([0, 1, 0, 1, 0], 1, id="alternating"),
        pytest.param([2, 2, 2, 2, 2], 5, id="one answer throughout"),
        pytest.param([0, 1, 1, 1, 0], 3, id="a run inside"),
        pytest.param([1, 1, -1, 1, 1], 2, id="a blank ends a run"),
        pytest.param([-1, -1, -1, -1, -1], 0, id="a blank sheet has no run"),
    ],
)
def test_the_longest_run_is_counted(answers, longest):
    assert long_string(matrix(answers)).tolist() == [longest]


def test_runs_of_ten_to_ninety_of_a_hundred_are_told():
    """The sheets with which R's careless tests longstring: so many ones, then zero and one in turn; last, tens in turn."""
    sheets = np.tile(np.array([0, 1], np.int8), (10, 50))
    for row in range(9):
        sheets[row, : 10 * (row + 1)] = 1
    sheets[9] = (np.arange(100) // 10 + 1) % 2
    assert long_string(sheets).tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 10]


def test_variability_is_the_standard_deviation_of_the_answers_given():
    codes = np.random.default_rng(1).integers(-1, 4, (50, 30)).astype(np.int8)
    expected = [np.std(row[row >= 0], ddof=1) if (row >= 0).sum() >= 20 else np.nan for row in codes]
    assert irv(codes) == pytest.approx(np.array(expected), nan_ok=True)


def test_below_twenty_answers_nothing_is_said_about_a_pattern():
    nine = np.ones((600, 9), np.int8)
    assert np.isnan(irv(nine)).all()
    assert np.isnan(even_odd(nine, PHQ9)).all()
    assert np.isnan(mahalanobis(nine, PHQ9)).all()
    assert not doubtful(nine, np.full(600, SLOW), PHQ9).any()


@pytest.mark.parametrize(
    "instrument",
    [
        pytest.param(SDQ, id="five subscales of five"),
        pytest.param(MHT, id="eight subscales, a total of the same items and a validity scale"),
        pytest.param(subscales_of(7, 3), id="three subscales are enough"),
        pytest.param(subscales_of(2, 10), id="ten subscales of two items, twenty in all"),
    ],
)
def test_even_and_odd_halves_are_compared_over_the_subscales(instrument):
    """The definition, row by row: half means, their correlation, corrected to full length (Spearman-Brown)."""
    codes = np.random.default_rng(3).integers(instrument.items.low, instrument.items.high + 1, (40, instrument.items.count))
    subscales = [code for code, told in instrument.scales.items() if told.role == "subscale"]
    if len(subscales) > 3:
        gone = instrument.scales[subscales[1]].items[1::2]
        codes[:20, [item - 1 for item in gone]] = -1  # a half without an answer leaves its subscale out
    if instrument.items.count > 20:
        codes[::7, 3] = -1
    full = (codes >= 0).sum(axis=1) >= 20
    assert even_odd(codes.astype(np.int8), instrument) == pytest.approx(
        [halves_agree(row, subscales, instrument) if told else np.nan for row, told in zip(codes, full, strict=True)], nan_ok=True
    )


def halves_agree(row, subscales, instrument):
    parts = [keyed(row[None, :], code, instrument)[0] for code in subscales]
    halves = [[half[~np.isnan(half)] for half in (part[0::2], part[1::2])] for part in parts]
    means = np.array([(odd.mean(), even.mean()) for odd, even in halves if len(odd) and len(even)])
    if min(np.ptp(means, axis=0)) < 1e-12:
        return np.nan  # a half that does not vary agrees with nothing
    r = np.corrcoef(means.T)[0, 1]
    return max(2 * r / (1 + r), -1) if r > -1 else -1


def test_halves_that_contradict_each_other_wholly_are_never_taken_for_agreement():
    """Over three subscales a correlation of -1 is common, and rounding leaves some of them a little beyond."""
    codes = np.random.default_rng(0).integers(0, 4, (5000, 21)).astype(np.int8)
    found = even_odd(codes, subscales_of(7, 3))
    assert np.nanmin(found) == -1
    assert np.nanmax(found) <= 1


@pytest.mark.parametrize(
    ("instrument", "blank", "told"),
    [
        pytest.param(SDQ, 5, True, id="twenty answers of twenty-five"),
        pytest.param(SDQ, 6, False, id="nineteen answers"),
        pytest.param(subscales_of(12, 2), 0, False, id="two subscales"),
        pytest.param(subscales_of(1, 24), 0, False, id="subscales of one item have no halves"),
    ],
)
def test_consistency_is_told_from_twenty_answers_and_three_subscales(instrument, blank, told):
    codes = np.random.default_rng(4).integers(0, 3, (1, instrument.items.count)).astype(np.int8)
    codes[0, :blank] = -1
    assert np.isnan(even_odd(codes, instrument)).tolist() == [not told]


def test_a_half_that_does_not_vary_gives_no_consistency():
    assert np.isnan(even_odd(np.zeros((3, 100), np.int8), MHT)).all()


def test_distances_are_those_of_the_textbook():
    codes = careful(MHT)
    codes[0, 10] = -1
    answers = keyed(codes[1:], "total", MHT)
    away = answers - answers.mean(axis=0)
    expected = (away @ np.linalg.inv(np.cov(answers.T)) * away).sum(axis=1)
    found = mahalanobis(codes, MHT)
    assert np.isnan(found[0]), "a sheet with a gap has no distance"
    assert found[1:] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("sheets", "instrument", "told"),
    [
        pytest.param(500, subscales_of(5, 4), True, id="five hundred sheets of twenty items"),
        pytest.param(499, subscales_of(5, 4), False, id="one sheet less"),
        pytest.param(500, subscales_of(19, 1), False, id="one item less"),
    ],
)
def test_a_distance_needs_five_hundred_sheets_and_twenty_items(sheets, instrument, told):
    codes = np.random.default_rng(6).integers(0, 4, (sheets, instrument.items.count)).astype(np.int8)
    assert np.isnan(mahalanobis(codes, instrument)).any() == (not told)


def test_the_answers_compared_are_those_of_the_total_or_of_all_subscales():
    codes = np.arange(12, dtype=np.int8)[None, :] % 4
    total = scale(items=[3, 1], min_answered=2, role="total")
    validity = scale(items=[4, 7], min_answered=2, role="validity")
    assert main_answers(codes, subscales_of(6, 2, total=total)).tolist() == [[2, 0]]
    assert main_answers(codes, subscales_of(6, 2, lie=validity)).tolist() == codes.tolist()
    alone = draft(items__count=12, scales={"lie": validity}, safety={}, examples=[])
    assert main_answers(codes, alone).shape == (1, 0)


@pytest.mark.parametrize("items", [20, 41, 90])
def test_the_farthest_usual_distance_is_a_chi_square_point(items):
    assert farthest(items) == pytest.approx(chi2.ppf(0.999, items), rel=0.01)


def test_answers_count_as_their_scale_says():
    codes = matrix(np.arange(25) % 3)
    for code, told in SDQ.scales.items():
        turned = keyed(codes, code, SDQ)[0]
        numbers = items_of(code, SDQ)
        reversed_items = {item for part in [told, *(SDQ.scales[one] for one in told.of)] for item in part.reversed}
        expected = [2 - codes[0, n - 1] if n in reversed_items else codes[0, n - 1] for n in numbers]
        assert turned.tolist() == expected


@pytest.mark.parametrize(
    ("sheet", "seconds", "low"),
    [
        pytest.param(np.tile([0, 1], 50), 5, False, id="attentive"),
        pytest.param(np.tile([0, 1], 50), 1.9, True, id="under two seconds an item"),
        pytest.param(np.tile([0, 1], 50), 2, False, id="two seconds an item"),
        pytest.param(np.tile([0, 1], 50), np.nan, False, id="no time told says nothing"),
        pytest.param(np.r_[np.zeros(50), np.tile([1, 0], 25)], 5, True, id="half of it in one run"),
        pytest.param(np.r_[np.zeros(48), np.tile([1, 0], 26)], 5, False, id="a run of less than half"),
        pytest.param(np.r_[np.tile([0] * 49 + [1], 2)], 5, True, id="hardly any variation"),
    ],
)
def test_confidence_is_low_where_the_sheet_itself_shows_it(sheet, seconds, low):
    assert doubtful(matrix(sheet), np.array([seconds], np.float32), MHT).tolist() == [low]


@pytest.mark.parametrize(
    ("low", "apart", "flat"),
    [
        pytest.param(0, 1, False, id="a fifth of the codes from 0 to 5 is enough"),
        pytest.param(1, 1, False, id="the codes may begin at one"),
        pytest.param(0, 0, True, id="less is hardly any variation"),
    ],
)
def test_variation_is_held_against_the_range_of_codes(low, apart, flat):
    """Ten answers at 1, ten at 3 and one at 2: SD 1 by hand, a fifth of 5; the same around one answer twice: less."""
    ends = np.tile([1, 3], 10) if apart else np.tile([1, 2], 10)
    sheet = matrix(np.r_[ends, 2]) + low
    instrument = subscales_of(7, 3, low=low, high=low + 5)
    assert doubtful(sheet.astype(np.int8), np.array([SLOW]), instrument).tolist() == [flat]


@pytest.mark.parametrize(("each", "low"), [pytest.param(5, True, id="twenty"), pytest.param(4, False, id="sixteen")])
def test_one_answer_throughout_is_doubted_from_twenty_items(each, low):
    instrument = subscales_of(each, 4)
    assert doubtful(np.ones((1, instrument.items.count), np.int8), np.array([SLOW]), instrument).tolist() == [low]


def test_all_lowest_on_a_symptom_list_is_no_doubt():
    scared = load_instrument("scared@1")
    assert not doubtful(np.zeros((1, 41), np.int8), np.array([SLOW]), scared).any()


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_order_and_batch_do_not_matter(seed, sheets):
    rng = np.random.default_rng(seed)
    codes = rng.integers(-1, 3, (sheets, 25)).astype(np.int8)
    order = rng.permutation(sheets)
    for index in (long_string, irv, lambda some: even_odd(some, SDQ)):
        together = index(codes)
        np.testing.assert_array_equal(together[order], index(codes[order]))
        np.testing.assert_array_equal(together, np.concatenate([index(codes[row : row + 1]) for row in range(sheets)]))
