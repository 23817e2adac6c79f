"""What the indices of answering catch and miss, and which of them may be shown."""

import numpy as np
import pytest
from scipy.stats import rankdata

from screening.adapters.instrument_files import load_instrument
from screening.core.severity import Band
from screening.research.answering import Index, Standing, answering
from screening.research.synthetic import answer_model, people, plan_school
from screening.research.synthetic.answers import answer, distress
from screening.research.synthetic.careless import Way, fill_carelessly
from screening.scoring.person_fit import fit_of
from screening.scoring.quality import even_odd, irv, long_string, mahalanobis

MHT, MSSMHS, PHQ9 = load_instrument("mht@1"), load_instrument("mssmhs@1"), load_instrument("phq9@1")
SHEETS, EACH = 3000, 60
NO_TIME = np.full(SHEETS, np.nan, np.float32)


def sheets(instrument):
    """Careful sheets, then sixty of each way of not reading."""
    school, rng = plan_school(SHEETS, seed=11), np.random.default_rng(11)
    codes = answer(answer_model(instrument), distress(school, 0, 1, people(school, 0).sex), rng)
    ways = np.full(SHEETS, -1)
    for place, way in enumerate(Way):
        rows = np.arange(SHEETS - (place + 1) * EACH, SHEETS - place * EACH)
        fill_carelessly(codes, rows, way, (instrument.items.low, instrument.items.high), rng)
        ways[rows] = place
    return codes, ways


@pytest.fixture(scope="module")
def mht():
    return sheets(MHT)


def area(values, ways, way):
    """How often a sheet of this way looks worse than a careful one; .5 is guessing."""
    suspect = ways == list(Way).index(way)
    among = (suspect | (ways == -1)) & ~np.isnan(values)
    ranks, bad = rankdata(values[among]), suspect[among]
    return (ranks[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / (bad.sum() * (~bad).sum())


@pytest.mark.parametrize(
    ("index", "catches", "misses"),
    [
        pytest.param(long_string, {Way.STRAIGHT, Way.HALF_STRAIGHT}, {Way.RANDOM, Way.TURNS}, id="long string"),
        pytest.param(lambda codes: -irv(codes), {Way.STRAIGHT}, {Way.RANDOM, Way.TURNS, Way.HALF_RANDOM}, id="IRV"),
        pytest.param(lambda codes: -even_odd(codes, MHT), {Way.TURNS}, {Way.HALF_STRAIGHT}, id="even-odd"),
        pytest.param(lambda codes: mahalanobis(codes, MHT), {Way.RANDOM}, {Way.STRAIGHT, Way.TURNS}, id="Mahalanobis"),
        pytest.param(lambda codes: -fit_of(codes, MHT), {Way.RANDOM, Way.TURNS}, set(), id="person fit"),
    ],
)
def test_each_index_catches_and_misses_what_the_page_says(mht, index, catches, misses):
    """docs/quality.md, MHT on synthetic sheets; an upper bound, real data are harder."""
    codes, ways = mht
    values = index(codes).astype(float)
    assert all(area(values, ways, way) > 0.9 for way in catches)
    assert all(area(values, ways, way) < 0.6 for way in misses)


def standings(codes, bands, instrument, seconds=NO_TIME):
    seconds = seconds[: len(codes)]
    return {one.index: one for one in answering(codes, seconds, bands, instrument)}


def test_an_index_that_doubts_those_in_distress_is_not_shown():
    """Mahalanobis takes many true symptoms for carelessness: on the MSSMHS it flags B3 many times as often as B0."""
    codes, ways = sheets(MSSMHS)
    codes = codes[ways == -1]
    place = codes.sum(axis=1).argsort().argsort() / len(codes)
    bands = np.select([place > 0.95, place < 0.8], [Band.B3, Band.B0], Band.B1).astype(np.int8)
    found = standings(codes, bands, MSSMHS)
    assert found[Index.MAHALANOBIS].standing is Standing.UNFAIR
    assert found[Index.MAHALANOBIS].among_high > 2 * (found[Index.MAHALANOBIS].among_low or 0)
    assert found[Index.HT].standing is Standing.SHOWN


@pytest.mark.parametrize(
    ("low", "high", "standing"),
    [
        pytest.param(10, 20, Standing.SHOWN, id="twice as often is still shown"),
        pytest.param(10, 21, Standing.UNFAIR, id="more than twice is not"),
        pytest.param(10, 0, Standing.SHOWN, id="flagging B0 alone is not unfair to B3"),
        pytest.param(0, 1, Standing.UNFAIR, id="B3 alone is"),
    ],
)
def test_the_ratio_of_flags_decides_what_is_shown(low, high, standing):
    seconds, bands = np.full(400, 5, np.float32), np.repeat([Band.B0, Band.B3], 200).astype(np.int8)
    seconds[:low] = seconds[200 : 200 + high] = 1
    found = standings(np.zeros((400, 9), np.int8), bands, PHQ9, seconds)[Index.SECONDS]
    assert found.standing is standing
    assert found.sheets == 400


def test_without_ten_in_b3_those_in_b2_stand_for_it():
    seconds = np.full(100, 5, np.float32)
    seconds[80:86] = 1
    bands = np.repeat([Band.B0, Band.B2], [80, 20]).astype(np.int8)
    codes = np.zeros((100, 9), np.int8)
    assert standings(codes, bands, PHQ9, seconds)[Index.SECONDS].standing is Standing.UNFAIR
    bands[:75] = Band.NA
    assert standings(codes, bands, PHQ9, seconds)[Index.SECONDS].standing is Standing.UNJUDGED


def test_an_index_that_flags_more_than_a_fifth_of_all_is_not_shown():
    seconds = np.where(np.arange(100) % 4 == 0, 1, 5).astype(np.float32)
    bands = np.repeat([Band.B0, Band.B3], 50).astype(np.int8)
    found = standings(np.zeros((100, 9), np.int8), bands, PHQ9, seconds)[Index.SECONDS]
    assert found.standing is Standing.TOO_MANY


def test_on_nine_items_only_the_time_says_anything():
    found = standings(np.zeros((700, 9), np.int8), np.zeros(700, np.int8), PHQ9, np.full(700, 5, np.float32))
    assert {index for index, one in found.items() if one.standing is not Standing.UNTOLD} == {Index.SECONDS}


@pytest.mark.parametrize("quick", [4, 46], ids=["four flagged", "four not flagged"])
def test_a_share_that_tells_of_fewer_than_five_is_hidden(quick):
    seconds = np.where(np.arange(50) < quick, 1, 5).astype(np.float32)
    found = standings(np.zeros((50, 9), np.int8), np.zeros(50, np.int8), PHQ9, seconds)[Index.SECONDS]
    assert found.flagged is None
    assert found.among_low is None
