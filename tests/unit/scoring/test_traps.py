"""The mistakes that public programs and real files make with these questionnaires: each is one test here."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.safety import fired
from screening.scoring.score import score

EDITIONS = [load_instrument(name) for name in list_editions()]
SUICIDE_BLIND = ("sdq_self", "sdq_parent", "sdq_teacher", "scared", "scared_parent", "gad7", "gad2", "k10", "k6", "cesd", "cesdc",
                 "smfq", "phq8", "phq2", "psc17", "psc17_grouped", "psc35", "ypsc35")  # fmt: skip


def values(code, rows):
    """Scores of sheets by scale code."""
    instrument = load_instrument(code)
    found = score(np.array(rows, np.int8), instrument).values
    return {scale: found[:, place].tolist() for place, scale in enumerate(instrument.scale_codes)}


def one(code, changes=(), fill=None):
    """A sheet with one answer throughout and some that differ."""
    items = load_instrument(code).items
    sheet = [items.low if fill is None else fill] * items.count
    for item, answer in dict(changes).items():
        sheet[item - 1] = answer
    return sheet


def firing(code, changes):
    instrument = load_instrument(code)
    sheet = np.array([one(code, changes)], np.int8)
    return [f"q{column + 1}" for column, yes in zip(instrument.safety_columns, fired(sheet, instrument)[0], strict=True) if yes]


def test_mht_counts_yes_on_all_ten_validity_items_and_leaves_them_out_of_the_total():
    """Four of them are admissions; no source reverses them. A form of forty items is another questionnaire."""
    mht = load_instrument("mht")
    yes = one("mht", dict.fromkeys(mht.scales["lie"].items, 1))
    assert (values("mht", [yes])["lie"], values("mht", [yes])["total"]) == ([10], [0])
    assert {82, 84, 94, 96} <= set(mht.scales["lie"].items)
    assert not any(scale.reversed for scale in mht.scales.values())
    assert mht.items.count == 100
    assert not {*mht.scales["lie"].items} & {*mht.scales["total"].items}


def test_mssmhs_is_scored_from_one_to_five_and_starts_at_grade_seven():
    assert values("mssmhs", [one("mssmhs")])["total"] == [1]
    assert load_instrument("mssmhs").eligible.grades == (7, 8, 9)
    with pytest.raises(ValueError, match="NO_ANSWER"):
        values("mssmhs", [one("mssmhs", fill=0)])


def test_sdq_rounds_half_up_reverses_and_names_its_tables():
    halves = one("sdq_self", {3: 1, 8: 1, 13: 0, 16: 0, 24: NO_ANSWER})
    assert Decimal(values("sdq_self", [halves])["emotional"][0]) == Decimal("2.5").quantize(Decimal(1), ROUND_HALF_UP)
    assert values("sdq_self", [one("sdq_self", {7: 2})])["conduct"] == [0]
    with_kindness = one("sdq_self", dict.fromkeys((1, 4, 9, 17, 20), 2))
    assert values("sdq_self", [with_kindness])["total"] == values("sdq_self", [one("sdq_self")])["total"]
    names = {table.name for scale in load_instrument("sdq_self").scales.values() for table in scale.bands}
    assert {"shanghai_self", "uk_3band_self", "uk_4band_self"} <= names
    assert 4 not in load_instrument("sdq_self").eligible.grades  # the self form begins at 11


def test_cdi_is_never_scored_before_the_school_says_how_it_is_printed():
    forms = [each for each in EDITIONS if each.family == "cdi"]
    assert {each.code for each in forms} == {"cdi_printed", "cdi_printed_b", "cdi_scored"}
    assert all(each.only_named and each.look_for for each in forms)
    assert [firing(code, {9: 0}) for code in ("cdi_printed", "cdi_printed_b", "cdi_scored")] == [[], ["q9"], []]
    assert [firing(code, {9: 2}) for code in ("cdi_printed", "cdi_printed_b", "cdi_scored")] == [["q9"], [], ["q9"]]


def test_keys_are_bound_to_the_printed_order():
    """PHQ-A prints mood first; PSC-17 and RSES are printed in two orders."""
    first = [load_instrument(code).items.topics_en["q1"] for code in ("phq9", "phqa")]
    assert first[0] != first[1]
    assert load_instrument("rses_a").scales["total"].reversed != load_instrument("rses_b").scales["total"].reversed
    assert load_instrument("psc17").scales["attention"].items != load_instrument("psc17_grouped").scales["attention"].items


def test_doubled_scores_odd_codes_and_scales_on_which_high_is_good():
    assert (values("dass21", [one("dass21", fill=1)])["stress"], values("dassy", [one("dassy", fill=1)])["stress"]) == ([14], [7])
    assert load_instrument("cries8").items.codes == load_instrument("cries13").items.codes == (0, 1, 3, 5)
    good = ("who5", "kidscreen10", "rses_a", "rses_b", "swemwbs", "cyrm12")
    assert {load_instrument(code).scales["total"].higher_is for code in good} == {"better"}


def test_code_bases_other_than_ours_are_known_so_that_a_file_is_asked_about():
    other = {code: [coding.numbers for coding in load_instrument(code).items.codings] for code in ("k10", "k6", "iat", "aslec")}
    for code, first in (("k10", 0), ("k6", 5), ("iat", 0), ("aslec", 6)):
        assert any(first in numbers for numbers in other[code])


@pytest.mark.parametrize(
    ("code", "answers", "items"),
    [
        pytest.param("mht", {85: 1, 97: 1}, ["q85", "q97"], id="MHT 85, 97"),
        pytest.param("mssmhs", {57: 2}, ["q57"], id="MSSMHS 57"),
        pytest.param("cdi_scored", {9: 1}, ["q9"], id="CDI 9"),
        pytest.param("phq9", {9: 1}, ["q9"], id="PHQ-9 9"),
        pytest.param("phqa", {9: 1}, ["q9"], id="PHQ-A 9"),
        pytest.param("phqa_extra", {1: 1, 2: 1}, ["q1", "q2"], id="PHQ-A, the two further questions"),
        pytest.param("dsrsc", {10: 1}, ["q10"], id="DSRSC 10"),
        pytest.param("rcads47", {37: 2}, ["q37"], id="RCADS-47 37"),
        pytest.param("rcads25", {18: 2}, ["q18"], id="RCADS-25 18"),
        pytest.param("mfq", {16: 1, 17: 1, 18: 1, 19: 1}, ["q16", "q17", "q18", "q19"], id="MFQ 16-19"),
        pytest.param("kads6", {6: 1}, ["q6"], id="KADS 6"),
        pytest.param("asq", dict.fromkeys(range(1, 6), 1), ["q1", "q2", "q3", "q4", "q5"], id="all of ASQ"),
        pytest.param("cssrs", dict.fromkeys(range(1, 8), 1), ["q1", "q2", "q3", "q4", "q5", "q6", "q7"], id="all of C-SSRS"),
        pytest.param("aslec", {24: 3}, ["q24"], id="ASLEC 24: possible violence at home"),
    ],
)
def test_items_that_call_for_action_fire_whatever_the_total(code, answers, items):
    assert firing(code, answers) == items


@pytest.mark.parametrize("code", SUICIDE_BLIND)
def test_an_instrument_without_a_suicide_item_says_so(code):
    instrument = load_instrument(code)
    assert not instrument.safety
    assert "轻生" in instrument.cannot_see.zh
    assert any(word in instrument.cannot_see.en for word in ("suicide", "self-harm"))


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda each: each.code)
def test_a_blank_is_never_summed_as_zero(edition):
    """Of every scale of three and more items: one blank leaves no score, or more than the sum of the others."""
    sheet = np.full((1, edition.items.count), edition.items.high, np.int8)
    for place, scale in enumerate(edition.scales.values()):
        if scale.score == "sum" and len(scale.items) > 2 and not scale.reversed and not scale.when:
            blank = sheet.copy()
            blank[0, scale.items[0] - 1] = NO_ANSWER
            value, full = (score(codes, edition).values[0, place] for codes in (blank, sheet))
            assert np.isnan(value) or value == full


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda each: each.code)
def test_a_missing_rule_is_published_or_said_to_be_ours(edition):
    for scale in edition.scales.values():
        if scale.items:
            ours = scale.missing_rule.confidence == "ours"
            assert ours == ("ours" in scale.missing_rule.cite.lower())


def test_forms_of_one_family_differ_in_who_answers_or_how_they_are_printed():
    families = {}
    for each in EDITIONS:
        if each.family:
            families.setdefault(each.family, set()).add(each.code)
    assert families["sdq"] == {"sdq_self", "sdq_parent", "sdq_teacher"}
    assert families["scared"] == {"scared", "scared_parent"}
    assert families["psc"] == {"psc17", "psc17_grouped", "psc35", "ypsc35"}
    assert all(len(codes) > 1 for codes in families.values())
