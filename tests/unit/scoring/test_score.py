"""Scores are what the published rule says, and a blank is never read as a low answer."""

import numpy as np
import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.scoring.interface import NO_BAND
from screening.scoring.score import score
from tests.unit.instruments.drafts import OURS, PRINTED, draft

NAN = np.nan


def of(instrument, code, answers):
    """Value and band of one scale of one sheet."""
    column = instrument.scale_codes.index(code)
    scores = score(np.array([answers], np.float32), instrument)
    return scores.values[0, column], scores.bands[0, column]


def sheet(code, answers=None, *, fill=0):
    """A sheet of a shipped instrument: one answer throughout, and some items (from 1) that differ."""
    codes = np.full(load_instrument(code).items.count, fill, np.float32)
    for item, answer in (answers or {}).items():
        codes[item - 1] = answer
    return codes


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        pytest.param([3, 3, 3, 0, 0], 6, 1, id="reversed item counts the other way: exactly on the cut"),
        pytest.param([3, 3, 0, 0, 0], 9, 1, id="lowest answer to a reversed item is its highest value"),
        pytest.param([0, 0, 0, 0, 0], 3, 0, id="all lowest answers still count the reversed item"),
        pytest.param([NAN, 3, 3, 1, 0], 5, 0, id="one gap is prorated: 4 x 5 / 4"),
        pytest.param([NAN, 3, NAN, 1, 0], NAN, NO_BAND, id="two gaps leave no score, not a low one"),
        pytest.param([3, 3, 0, 3, NAN], NAN, NO_BAND, id="a blank safety item is never prorated away"),
        pytest.param([NAN] * 5, NAN, NO_BAND, id="an empty sheet has no score"),
    ],
)
def test_a_scale_is_scored_as_its_definition_says(answers, value, band):
    np.testing.assert_equal(of(draft(), "total", answers), (value, band))


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        pytest.param({3: 2, 8: 1, 13: 1, 16: NAN, 24: NAN}, 7, id="4 on three items is 6.67, so 7 (PMHC scoring guide)"),
        pytest.param({3: 1, 8: 1, 24: NAN}, 3, id="2 on four items is 2.5: half up, not to even"),
        pytest.param({3: 2, 8: 2, 13: 2, 16: NAN}, 8, id="6 on four items is 7.5: half up"),
        pytest.param({3: 2, 8: 2, 13: NAN, 16: NAN, 24: NAN}, NAN, id="two answers of five leave no score"),
    ],
)
def test_sdq_subscales_follow_their_published_missing_rule(answers, value):
    np.testing.assert_equal(of(load_instrument("sdq_self"), "emotional", sheet("sdq_self", answers))[0], value)


def test_sdq_published_rule_goes_before_ours():
    """Ten of twenty-five items blank, two a scale: far more than a tenth, and still scored (ALERT_POLICY V1)."""
    blanks = dict.fromkeys((3, 8, 5, 12, 2, 10, 6, 19, 1, 4), NAN)
    scores = score(np.array([sheet("sdq_self", blanks, fill=1)], np.float32), load_instrument("sdq_self"))
    assert scores.values[0].tolist() == [20, 5, 5, 5, 5, 5, 10, 10]


def test_sdq_total_is_missing_if_one_of_its_four_scales_is():
    sdq = load_instrument("sdq_self")
    answers = sheet("sdq_self", {6: NAN, 11: NAN, 14: NAN}, fill=1)
    np.testing.assert_equal([of(sdq, code, answers)[0] for code in ("peer", "total", "conduct")], [NAN, NAN, 5])


@pytest.mark.parametrize(
    ("answers", "total", "learning"),
    [
        pytest.param(dict.fromkeys(range(82, 101, 2), 1), 0, 0, id="the ten validity items are not in the total"),
        pytest.param({1: 1, **dict.fromkeys(range(2, 5), NAN)}, 90 / 87, 15 / 12, id="three blanks of fifteen are prorated"),
        pytest.param({1: 1, **dict.fromkeys(range(2, 6), NAN)}, 90 / 86, NAN, id="four are not, but the total is"),
        pytest.param({1: 1, 85: NAN}, NAN, 1, id="item 85 blank: whole scales stay, nothing is prorated"),
        pytest.param({1: 1, 2: NAN, 97: NAN}, NAN, NAN, id="item 97 blank: a scale with another gap is missing too"),
        pytest.param({1: 1, **dict.fromkeys(range(16, 26), NAN)}, 90 / 80, 1, id="ten blanks of a hundred are the most"),
        pytest.param({1: 1, **dict.fromkeys(range(16, 27), NAN)}, NAN, 1, id="eleven are too many for any scale with a gap"),
    ],
)
def test_mht_follows_rule_v1(answers, total, learning):
    mht = load_instrument("mht")
    codes = sheet("mht", answers)
    np.testing.assert_equal((of(mht, "total", codes)[0], of(mht, "learning_anxiety", codes)[0]), (total, learning))


@pytest.mark.parametrize(
    ("code", "blank", "scored"),
    [
        pytest.param("phq9", (1,), True, id="PHQ-9: one blank"),
        pytest.param("phq9", (1, 2), False, id="PHQ-9: two blanks"),
        pytest.param("phq9", (9,), False, id="PHQ-9: item 9"),
        pytest.param("gad7", (1,), False, id="GAD-7: none may be blank"),
        pytest.param("who5", (1,), False, id="WHO-5: a tenth of five is less than one"),
        pytest.param("dsrsc", (1,), True, id="DSRSC: one blank of eighteen"),
        pytest.param("dsrsc", (1, 2), False, id="DSRSC: two are more than a tenth"),
        pytest.param("dsrsc", (10,), False, id="DSRSC: item 10"),
        pytest.param("scared", (1, 2, 3, 4), True, id="SCARED: four blanks of forty-one"),
        pytest.param("scared", (1, 2, 3, 4, 5), False, id="SCARED: five are more than a tenth"),
        pytest.param("mssmhs", (1, 2, 3, 4, 5, 6), True, id="MSSMHS: six blanks of sixty"),
        pytest.param("mssmhs", (1, 2, 3, 4, 5, 6, 7), False, id="MSSMHS: seven are more than a tenth"),
        pytest.param("mssmhs", (57,), False, id="MSSMHS: item 57"),
        pytest.param("mssmhs", (52,), False, id="MSSMHS: item 52"),
        pytest.param("phqa", (1,), True, id="PHQ-A: one blank"),
        pytest.param("phqa", (9,), False, id="PHQ-A: item 9"),
        pytest.param("phq8", (1,), False, id="PHQ-8: all eight needed (camcops)"),
        pytest.param("k10", (10,), True, id="K10: one blank (PMHC guide of 2021)"),
        pytest.param("k10", (9, 10), False, id="K10: two leave no score (PMHC guide of 2021)"),
        pytest.param("psc17", (1,), True, id="PSC-17: one blank of seventeen, prorated instead of counted 0"),
        pytest.param("psc17", (1, 2, 3), False, id="PSC-17: three blanks, though the published rule would count them 0"),
        pytest.param("mfq", (1, 2, 3), True, id="MFQ: three blanks of thirty-three"),
        pytest.param("mfq", (18,), False, id="MFQ: item 18"),
        pytest.param("mfq", (1, 2, 3, 4), False, id="MFQ: four are more than a tenth"),
        pytest.param("rcads47", (37,), False, id="RCADS-47: item 37"),
        pytest.param("cdi_printed", (9,), False, id="CDI: item 9"),
    ],
)
def test_totals_with_blanks_are_scored_or_missing_as_the_edition_says(code, blank, scored):
    value, band = of(load_instrument(code), "total", sheet(code, dict.fromkeys(blank, NAN), fill=1))
    assert (not np.isnan(value), band != NO_BAND) == (scored, scored)


@pytest.mark.parametrize(
    ("code", "lowest", "highest"),
    [
        pytest.param("mht", 0, 90, id="mht"),
        pytest.param("sdq_self", 10, 30, id="sdq_self: five of twenty items turn"),
        pytest.param("phq9", 0, 27, id="phq9"),
        pytest.param("gad7", 0, 21, id="gad7"),
        pytest.param("scared", 0, 82, id="scared"),
        pytest.param("dsrsc", 20, 16, id="dsrsc: ten of eighteen items turn"),
        pytest.param("who5", 0, 100, id="who5: raw sum x 4"),
        pytest.param("mssmhs", 1, 5, id="mssmhs: a mean"),
        pytest.param("sdq_parent", 10, 30, id="sdq_parent: the key of the self form (PMHC document)"),
        pytest.param("sdq_teacher", 10, 30, id="sdq_teacher: the key of the self form (PMHC document)"),
        pytest.param("phq8", 0, 24, id="phq8: Kroenke 2009, 0-24"),
        pytest.param("phq2", 0, 6, id="phq2: Kroenke 2003, 0-6"),
        pytest.param("gad2", 0, 6, id="gad2: Kroenke 2007, 0-6"),
        pytest.param("phqa", 0, 27, id="phqa: nine items, the further two outside (NIMH copy)"),
        pytest.param("cesd", 12, 48, id="cesd: four of twenty items turn (Radloff 1977)"),
        pytest.param("cesdc", 12, 48, id="cesdc: four of twenty items turn (Weissman 1980)"),
        pytest.param("k6", 0, 24, id="k6: coded 0-4 (Prochaska 2012)"),
        pytest.param("k10", 10, 50, id="k10: coded 1-5 (PMHC guide)"),
        pytest.param("smfq", 0, 26, id="smfq: Angold 1995, 0-26"),
        pytest.param("mfq", 0, 66, id="mfq: 33 items, 0-66"),
        pytest.param("psc17", 0, 34, id="psc17: 0-34"),
        pytest.param("psc17_grouped", 0, 34, id="psc17_grouped: 0-34"),
        pytest.param("psc35", 0, 70, id="psc35: 0-70 (MGH)"),
        pytest.param("ypsc35", 0, 70, id="ypsc35: 0-70 (MGH)"),
        pytest.param("rses_a", 15, 15, id="rses_a: five of ten items turn (Rosenberg 1965)"),
        pytest.param("rses_b", 15, 15, id="rses_b: five of ten items turn (Rosenberg 1965)"),
        pytest.param("dassy", 0, 63, id="dassy: not doubled, 0-63 (Szabo & Lovibond 2022)"),
        pytest.param("isi", 0, 28, id="isi: 0-28 (Morin 2011)"),
        pytest.param("rcads25", 0, 75, id="rcads25: 0-75 (PROsetta Stone)"),
        pytest.param("rcads47", 0, 141, id="rcads47: 0-141 (Chorpita 2000)"),
        pytest.param("kads6", 0, 18, id="kads6: 0-18 (Kutcher sheet)"),
        pytest.param("swemwbs", 7, 35, id="swemwbs: raw 7-35 (Stewart-Brown 2009)"),
        pytest.param("kidscreen10", 18, 42, id="kidscreen10: two of ten items turn (manual excerpts)"),
        pytest.param("cyrm12", 12, 60, id="cyrm12: 12-60 (Liebenberg 2013)"),
        pytest.param("cdi_scored", 0, 54, id="cdi_scored: 0-54 (Kovacs 1992)"),
        pytest.param("cdi_printed", 26, 28, id="cdi_printed: thirteen of twenty-seven items turn"),
        pytest.param("scared_parent", 0, 82, id="scared_parent: 0-82 (Birmaher 1999)"),
        pytest.param("iat", 20, 100, id="iat: 20-100 (Young 1998)"),
        pytest.param("ydq", 0, 8, id="ydq: number of yes (Young 1998)"),
        pytest.param(
            "cdi_printed_b", 26, 28, id="cdi_printed_b: thirteen of twenty-seven items turn, others than in cdi_printed"
        ),
        pytest.param("cries8", 0, 40, id="cries8: codes 0, 1, 3, 5, so 0-40"),
        pytest.param("cries13", 0, 65, id="cries13: codes 0, 1, 3, 5, so 0-65"),
        pytest.param("scas", 0, 114, id="scas: 38 of 44 items, 0-114"),
        pytest.param("scas_parent", 0, 114, id="scas_parent: 38 items, 0-114"),
        pytest.param("scl90", 90, 450, id="scl90: the Chinese form is coded 1-5"),
        pytest.param("aslec", 0, 135, id="aslec: an event that did not occur counts 0"),
        pytest.param("sdq_impact_self", 0, 10, id="sdq_impact_self: five items count 0, 0, 1, 2"),
        pytest.param("sdq_impact_parent", 0, 10, id="sdq_impact_parent: five items count 0, 0, 1, 2"),
        pytest.param("sdq_impact_teacher", 0, 6, id="sdq_impact_teacher: three items count 0, 0, 1, 2"),
    ],
)
def test_lowest_and_highest_sheets_give_the_published_range(code, lowest, highest):
    instrument = load_instrument(code)
    ends = [of(instrument, instrument.total, sheet(code, fill=end))[0] for end in (instrument.items.low, instrument.items.high)]
    assert ends == [lowest, highest]


def test_mssmhs_bands_are_half_open_on_the_unrounded_mean():
    """2.9833 prints as 2.98 and stays below 3; rounding to one place would lift it."""
    mssmhs = load_instrument("mssmhs")
    assert of(mssmhs, "total", sheet("mssmhs", {1: 2}, fill=3)) == (179 / 60, 1)
    assert of(mssmhs, "total", sheet("mssmhs", fill=3)) == (3, 2)


def test_every_edition_with_a_total_has_its_published_range_above():
    mark = next(one for one in test_lowest_and_highest_sheets_give_the_published_range.pytestmark if one.name == "parametrize")
    told = {param.values[0] for param in mark.args[1]}
    editions = map(load_instrument, list_editions())
    valued = {each.code for each in editions if each.total and each.scales[each.total].score != "triage"}
    assert told == valued


def test_dass21_is_doubled_and_dassy_is_not():
    """Lovibond & Lovibond 1995: seven items at 1 are 14. Szabo & Lovibond 2022: they are 7."""
    doubled, plain = (of(load_instrument(code), "stress", sheet(code, fill=1))[0] for code in ("dass21", "dassy"))
    assert (doubled, plain) == (14, 7)


@pytest.mark.parametrize(
    ("short", "places", "long"),
    [
        pytest.param("smfq", (1, 2, 5, 7, 8, 14, 21, 23, 24, 27, 28, 30, 31), "mfq", id="SMFQ in the MFQ (two public maps)"),
        pytest.param("k6", (2, 4, 5, 8, 9, 10), "k10", id="K6 in the K10 (PMHC guide)"),
        pytest.param("phq8", range(1, 9), "phq9", id="PHQ-8 in the PHQ-9"),
        pytest.param("phq2", (1, 2), "phq9", id="PHQ-2 in the PHQ-9"),
        pytest.param("gad2", (1, 2), "gad7", id="GAD-2 in the GAD-7"),
    ],
)
def test_a_short_form_asks_what_the_long_form_asks_at_its_places(short, places, long):
    topics = load_instrument(long).items.topics
    assert list(load_instrument(short).items.topics.values()) == [topics[f"q{place}"] for place in places]


@pytest.mark.parametrize(
    ("one", "other", "scales"),
    [
        pytest.param("rses_a", "rses_b", ("total",), id="two printed orders of the RSES"),
        pytest.param("psc17", "psc17_grouped", ("attention", "internalising", "externalising"), id="two orders of the PSC-17"),
        pytest.param("sdq_parent", "sdq_self", ("conduct", "hyperactivity", "peer"), id="parent's and pupil's SDQ"),
        pytest.param("scared_parent", "scared", ("school", "separation"), id="parent's and pupil's SCARED"),
    ],
)
def test_two_printed_forms_count_the_same_topics_the_same_way(one, other, scales):
    for scale in scales:
        assert counted(one, scale) == counted(other, scale)


def counted(code, scale):
    """Topics of a scale, each with the direction in which it counts."""
    instrument = load_instrument(code)
    told = instrument.scales[scale]
    return {(instrument.items.topics_en[f"q{item}"], item in told.reversed) for item in told.items}


def test_rcads25_takes_its_items_from_rcads47_scale_by_scale():
    """Ebesutani et al. 2012; the map of four public scripts keeps low mood and anxiety apart."""
    short, long = ({topic for topic, _ in counted(code, "low_mood")} for code in ("rcads25", "rcads47"))
    assert short == long
    assert counted("rcads25", "total_anxiety") < counted("rcads47", "total_anxiety")


def test_who5_index_bands_follow_the_raw_sum():
    who5 = load_instrument("who5")
    raw = {n: sheet("who5", {1: min(n, 5), 2: min(max(n - 5, 0), 5), 3: max(n - 10, 0)}) for n in (7, 8, 12, 13)}
    assert [of(who5, "total", answers) for answers in raw.values()] == [(28, 0), (32, 1), (48, 1), (52, 2)]


@pytest.mark.parametrize("dtype", [np.int8, np.float32, np.float64])
def test_the_kind_of_matrix_changes_nothing(dtype):
    whole = np.array([[3, 3, -1, 0, 0], [0, 1, 2, 3, 0]])
    codes = whole.astype(np.int8) if dtype is np.int8 else np.where(whole < 0, np.nan, whole).astype(dtype)
    scores = score(codes, draft())
    assert scores.values.tolist() == [[6 * 5 / 4], [5]]
    assert scores.answered.tolist() == [[4], [5]]
    assert (scores.values.dtype, scores.answered.dtype, scores.bands.dtype) == (np.float64, np.int16, np.int8)


@pytest.mark.parametrize("wrong", [4, -2, 0.5, np.inf, -np.inf, -0.5])
def test_a_code_outside_the_range_is_a_bug_of_the_caller(wrong):
    codes = np.zeros((3, 5), np.float32)
    codes[1, 2] = wrong
    with pytest.raises(ValueError, match="no whole number from 0 to 3"):
        score(codes, draft())


def test_a_zero_in_an_instrument_that_starts_at_one_is_a_bug_of_the_caller():
    with pytest.raises(ValueError, match="no whole number from 1 to 5"):
        score(np.zeros((1, 60), np.int8), load_instrument("mssmhs"))


def test_a_matrix_of_another_width_is_a_bug_of_the_caller():
    with pytest.raises(ValueError, match=r"shape \(sheets, 5\)"):
        score(np.zeros((3, 6), np.int8), draft())


def test_no_sheets_give_no_scores():
    assert score(np.zeros((0, 5), np.int8), draft()).values.shape == (0, 1)


def test_an_item_may_be_reversed_in_one_scale_and_plain_in_another():
    other = {"title": {"zh": "另", "en": "other"}, "items": "2-3", "min_answered": 2, "missing_rule": OURS}
    turned = draft(scales__other=other)
    assert score(np.array([[0, 1, 3, 0, 0]], np.int8), turned).values.tolist() == [[1, 4]]


def test_sums_of_sums_are_worked_out_from_the_inside():
    title = {"zh": "和", "en": "sum"}
    whole = {"title": title, "min_answered": 1, "missing_rule": PRINTED, "rounding": "half_up"}
    scales = {
        "everything": {"title": title, "of": ["half", "rest"]},
        "half": {"title": title, "of": ["first", "second"]},
        "first": whole | {"items": "1"},
        "second": whole | {"items": "2-3"},
        "rest": whole | {"items": "4-5"},
    }
    scores = score(np.array([[1, 2, 3, 0, 1], [1, 2, -1, 0, 1], [1, -1, -1, 0, 1]], np.int8), draft(scales=scales))
    np.testing.assert_equal(scores.values, [[7, 6, 1, 5, 1], [6, 5, 1, 4, 1], [NAN, NAN, 1, NAN, 1]])
    assert scores.answered.tolist() == [[5, 3, 1, 2, 2], [4, 2, 1, 1, 2], [3, 1, 1, 0, 2]]
