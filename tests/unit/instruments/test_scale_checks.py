"""Scales that contradict their items or each other, one thing wrong at a time."""

import pytest

from tests.unit.instruments.drafts import DRAFT, PRINTED, draft, places, scale, table

TOTAL = DRAFT["scales"]["total"]


def summed(*parts, **changes):
    """A scale made of others."""
    return {"title": {"zh": "和", "en": "sum"}, "of": list(parts)} | changes


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(draft(scales__part=scale(items="1", min_answered=1)), id="a scale of one item"),
        pytest.param(draft(items__unscored=[5], scales__total__items="1-4"), id="a printed item that belongs to no scale"),
        pytest.param(draft(items__unscored=[1], scales__total__items="2-5"), id="the first item may be the one"),
        pytest.param(draft(scales__total__multiply=2), id="a doubled sum"),
        pytest.param(draft(scales__total__rounding="half_up"), id="a rounded sum"),
        pytest.param(draft(scales__total__min_answered=1), id="one answer is enough where the rule says so"),
        pytest.param(draft(scales__total__min_answered=5), id="every answer is needed"),
        pytest.param(draft(scales__part=scale(score="mean")), id="a mean that is not rounded"),
        pytest.param(draft(scales__part=scale(), scales__sum=summed("part")), id="a sum of what is never prorated"),
        pytest.param(
            draft(scales__part=scale(min_answered=4, rounding="half_up"), scales__sum=summed("part")), id="a sum of whole values"
        ),
        pytest.param(draft(scales__part=scale(), scales__sum=summed("part"), scales__all=summed("sum")), id="a sum of a sum"),
    ],
)
def test_scales_may_be_made_so(sound):
    assert places(sound) == ""


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"scales__total__items": "2-5"}, "scales: q1", id="the first item in no scale"),
        pytest.param({"items__unscored": [6]}, "items.unscored", id="an unscored item that isn't there"),
        pytest.param({"items__unscored": [0]}, "items.unscored", id="items are counted from one"),
        pytest.param({"scales__part": scale(items=[0, 1], min_answered=2)}, "scales.part.items", id="an item numbered 0"),
        pytest.param({"scales__part": scale(multiply=0)}, "scales.part", id="a scale multiplied away"),
        pytest.param(
            {"scales__part": scale(min_answered=4), "scales__sum": summed("part")}, "scales.sum.of", id="a sum of prorated sums"
        ),
        pytest.param({"scales__part": scale(score="mean"), "scales__sum": summed("part")}, "scales.sum.of", id="a sum of means"),
        pytest.param({"scales__sum": summed("part", "none"), "scales__part": scale()}, "scales.sum.of", id="one part unknown"),
    ],
)
def test_scales_that_contradict_their_items_are_told_where(changes, place):
    assert places(draft(**changes)) == place


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"items": "1-2"}, id="items"),
        pytest.param({"reversed": [1]}, id="reversed items"),
        pytest.param({"min_answered": 1}, id="a least number of answers"),
        pytest.param({"multiply": 2}, id="a factor"),
        pytest.param({"score": "mean"}, id="a mean"),
        pytest.param({"rounding": "half_up"}, id="rounding"),
        pytest.param({"recode": {0: 0, 1: 1, 2: 2, 3: 3}}, id="a recoding"),
    ],
)
def test_a_sum_of_scales_has_nothing_of_its_own(own):
    found = places(draft(scales__part=scale(), scales__sum=summed("part", **own)))
    assert found.split("; ")[0] == "scales.sum"


@pytest.mark.parametrize("name", ["file", "row", "student", "validity", "safety", "refusal"])
def test_no_scale_is_named_as_another_column_of_the_results(name):
    assert places(draft(**{f"scales__{name}": scale()})) == f"scales.{name}"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"plausible": [{"scale": "total", "low": 3, "high": 9}]}, "", id="a range of the mean"),
        pytest.param({"plausible": [{"scale": "total", "low": 3, "high": 3}]}, "plausible.1", id="a range of one value"),
        pytest.param({"plausible": [{"scale": "part", "low": 3, "high": 9}]}, "plausible.1", id="a range of no scale"),
        pytest.param({"scales__part": scale(bands=[table(0, 15)])}, "", id="a band of the highest value alone"),
        pytest.param({"scales__part": scale(bands=[table(-1, 1)])}, "", id="a band that begins below the lowest value"),
        pytest.param({"scales__part": scale(bands=[table(0)])}, "", id="one band for everybody"),
        pytest.param({"scales__part": scale(bands=[table()])}, "scales.part.bands.made", id="a table without a band"),
        pytest.param(
            {"scales__part": scale(bands=[table(-1, 0)])}, "scales.part.bands.made", id="a first band below every value"
        ),
        pytest.param({"scales__part": scale(bands=[table(0, 15.5)])}, "scales.part.bands.made", id="a band above every value"),
        pytest.param(
            {"scales__part": scale(bands=[table(0, 6) | {"cuts": table(0)["cuts"] + table(6)["cuts"]}])},
            "scales.part.bands.made",
            id="two bands of one code",
        ),
        pytest.param({"scales__part": scale(bands=[table(0, 6), table(0, 7)])}, "scales.part.bands", id="two tables of one name"),
        pytest.param(
            {"scales__part": scale(bands=[table(0, 6), table(0, 7, meant_for={"sex": "male"})])},
            "",
            id="the same bands begin elsewhere for a group",
        ),
        pytest.param(
            {"scales__part": scale(bands=[table(0, 6), table(0, 6, 7, meant_for={"sex": "male"})])},
            "scales.part.bands",
            id="a group with bands of its own",
        ),
        pytest.param(
            {"scales__part": scale(bands=[table(0, 6), table(0, 6, 7, name="other", source=PRINTED)])},
            "",
            id="another table may have other bands",
        ),
        pytest.param(
            {"scales__sum": summed("none", bands=[table(7, 3)])}, "scales.sum.of", id="no table of a scale that can't be"
        ),
    ],
)
def test_bands_and_plausible_ranges_lie_within_what_a_scale_can_reach(changes, place):
    assert places(draft(**changes)) == place


@pytest.mark.parametrize(
    ("changes", "highest"),
    [
        pytest.param({}, 15, id="a sum: five times three"),
        pytest.param({"multiply": 2}, 30, id="a doubled sum"),
        pytest.param({"score": "mean"}, 3, id="a mean: the highest code"),
        pytest.param({"score": "max"}, 3, id="a highest answer: the highest code"),
        pytest.param({"recode": {0: 0, 1: 0, 2: 1, 3: 2}}, 10, id="a recoded sum: five times two"),
        pytest.param({"when": {"any_of": {"q1": 1}, "otherwise": 20}}, 20, id="a closed condition counts more than any answer"),
    ],
)
def test_a_band_may_begin_at_the_highest_value_and_not_above(changes, highest):
    reached, missed = (draft(scales__part=scale(**changes, bands=[table(0, end)])) for end in (highest, highest + 0.5))
    assert (places(reached), places(missed)) == ("", "scales.part.bands.made")


def test_a_sum_of_scales_reaches_what_its_parts_reach_together():
    parts = {"scales__a": scale(items="1-2", min_answered=2), "scales__b": scale(items="3-5", min_answered=3)}
    found = [places(draft(**parts, scales__sum=summed("a", "b", bands=[table(0, end)]))) for end in (15, 16)]
    assert found == ["", "scales.sum.bands.made"]


def test_values_below_the_lowest_band_are_told_where_the_lowest_answer_is_not_zero():
    ones = {"items__low": 1, "items__options": ["b", "c", "d"], "items__option_codes": [1, 2, 3]}
    answers = [example | {"answers": [None, 1, 1, 1, 1]} for example in DRAFT["examples"]]
    found = [
        places(draft(**ones, safety__q5__starts=2, examples=answers, scales__part=scale(bands=[table(start, 9)])))
        for start in (5, 5.5)
    ]
    assert found == ["", "scales.part.bands.made"]
