"""An edition says who can read it, what high means, and tries every cut-off from both sides; its figures are possible."""

import pytest

from screening.instruments.checks import contradictions
from screening.instruments.completeness import unsaid
from screening.instruments.gaps import gaps
from tests.unit.instruments.drafts import DRAFT, OURS, PRINTED, draft, places, scale, table

READING = {"grade": 7, "age": 12, "source": OURS}
HIGH = {"zh": "担心多", "en": "much worry"}
EXAMPLES = [
    *DRAFT["examples"],
    {"answers": "2 1 1 0 0", "scores": {"total": 5}, "bands": {"total": "low"}, "why": "3 + 2: one below"},
]
SHARE = {"low": 4, "high": 6, "sample": "made up", "source": PRINTED}
ALPHA = {"scale": "total", "coefficient": "alpha", "low": 0.8, "high": 0.8, "sample": "made up", "source": PRINTED}


def complete(**changes):
    return draft(**{"high_means": HIGH, "reading_age": READING, "examples": EXAMPLES} | changes)


def test_an_edition_that_says_everything_leaves_nothing_unsaid():
    assert (list(unsaid(complete())), contradictions(complete())) == ([], [])


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"high_means": {"zh": "", "en": "much worry"}}, "high_means", id="what high means is said in English only"),
        pytest.param({"high_means": {"zh": "担心多", "en": ""}}, "high_means", id="what high means is said in Chinese only"),
        pytest.param({"examples": DRAFT["examples"]}, "examples: total, made 5", id="nothing stands below the cut"),
        pytest.param({"examples": [*EXAMPLES[:1], *EXAMPLES[2:]]}, "examples: total, made 6", id="nothing stands on the cut"),
        pytest.param({"examples__3__bands": {}}, "examples: total, made 5", id="an example that names no band tries none"),
    ],
)
def test_what_is_not_said_is_found(changes, place):
    assert [told.place for told in unsaid(complete(**changes))] == [place]


def test_a_form_for_adults_needs_no_reading_age_and_a_pupil_s_does():
    pupil, parent = draft(), draft(eligible={"grades": [7, 8], "respondent": "parent"})
    assert [any(told.place == "reading_age" for told in unsaid(one)) for one in (pupil, parent)] == [True, False]


def test_a_table_that_is_not_the_default_says_what_to_know_first():
    table = DRAFT["scales"]["total"]["bands"][0]
    other = complete(scales__total__bands=[table, table | {"name": "foreign"}])
    warned = complete(scales__total__bands=[table, table | {"name": "foreign", "warning": HIGH}])
    assert [any(told.place == "bands: foreign" for told in unsaid(one)) for one in (other, warned)] == [True, False]


def test_nothing_said_of_a_high_score_is_found():
    assert [told.place for told in unsaid(draft(reading_age=READING, examples=EXAMPLES))] == ["high_means"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"reliability": [ALPHA | {"scale": "part"}]}, "reliability.1", id="reliability of an unknown scale"),
        pytest.param({"reliability": [ALPHA | {"low": 0.9}]}, "reliability.1", id="a range that runs backwards"),
        pytest.param({"reliability": [ALPHA | {"high": 1.2}]}, "reliability.1", id="a coefficient above one"),
        pytest.param({"reliability": [ALPHA | {"retest_days": 14}]}, "reliability.1", id="days between sittings for alpha"),
        pytest.param({"reliability": [ALPHA | {"sample": ""}]}, "reliability, expected", id="a figure without its sample"),
        pytest.param({"expected": [SHARE]}, "expected.1", id="a share of nothing"),
        pytest.param(
            {"expected": [SHARE | {"scale": "total", "value": 16}]}, "expected.1", id="a share at a value nobody reaches"
        ),
        pytest.param({"expected": [SHARE | {"scale": "total", "value": 6, "raised": 1}]}, "expected.1", id="two things at once"),
        pytest.param({"expected": [SHARE | {"raised": 1}]}, "expected.1", id="raised subscales where there are none"),
        pytest.param(
            {"expected": [SHARE | {"scale": "total", "value": 6, "low": 7}]}, "expected.1", id="a share that runs backwards"
        ),
    ],
)
def test_figures_that_cannot_be_are_contradictions(changes, place):
    assert [fault.where.en.partition(": ")[2] for fault in contradictions(complete(**changes))] == [place]


def with_subscales(**changes):
    """The total and two subscales of all its items."""
    return complete(scales=DRAFT["scales"] | {"a": scale(), "b": scale()}, **changes)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"reliability": [ALPHA | {"low": -1, "high": 1}]}, id="a coefficient may be anything from -1 to 1"),
        pytest.param({"reliability": [ALPHA | {"scale": "subscales", "low": 0.6}]}, id="a range over the subscales"),
        pytest.param(
            {"reliability": [ALPHA | {"coefficient": "retest", "retest_days": 14}]}, id="days between sittings of a retest"
        ),
        pytest.param({"expected": [SHARE | {"scale": "total", "value": 15}]}, id="a share at the highest value"),
        pytest.param({"expected": [SHARE | {"scale": "total", "value": 0.5, "low": 0, "high": 0}]}, id="nobody at a cut"),
        pytest.param({"expected": [SHARE | {"scale": "total", "value": 6, "low": 100, "high": 100}]}, id="everybody at a cut"),
        pytest.param({"expected": [SHARE | {"scale": "total", "value": 6, "low": 100, "high": None}]}, id="at least everybody"),
        pytest.param({"expected": [SHARE | {"raised": 1}]}, id="one subscale raised"),
        pytest.param({"expected": [SHARE | {"raised": 2}]}, id="every subscale raised"),
    ],
)
def test_possible_figures_are_no_contradiction(told):
    assert contradictions(with_subscales(**told)) == []


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"reliability": [ALPHA, ALPHA | {"low": -1.5}]}, id="a coefficient below -1"),
        pytest.param({"reliability": [ALPHA, ALPHA | {"low": 1.1, "high": 1.5}]}, id="a coefficient above 1"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 0}]}, id="no subscale raised"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 3}]}, id="more raised than there are"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 1, "scale": "total"}]}, id="raised, of one scale"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 1, "value": 6}]}, id="raised, at a cut"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"scale": "total"}]}, id="a scale without its cut"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"scale": "c", "value": 6}]}, id="a cut of no scale"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"scale": "a", "value": 0}]}, id="a cut at the lowest value"),
        pytest.param({"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 1, "low": -1}]}, id="less than nobody"),
        pytest.param(
            {"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 1, "high": 100.5}]}, id="more than everybody, as told"
        ),
        pytest.param(
            {"expected": [SHARE | {"raised": 1}, SHARE | {"raised": 1, "low": 100.5, "high": None}]},
            id="more than everybody, at least",
        ),
    ],
)
def test_an_impossible_figure_is_told_by_its_number(told):
    assert places(with_subscales(**told)) == f"{next(iter(told))}.2"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"reliability": [ALPHA | {"source": PRINTED | {"cite": ""}}]}, id="reliability from nowhere"),
        pytest.param({"expected": [SHARE | {"raised": 1, "source": PRINTED | {"cite": ""}}]}, id="a share from nowhere"),
        pytest.param({"expected": [SHARE | {"raised": 1, "sample": ""}]}, id="a share of nobody knows whom"),
    ],
)
def test_every_figure_has_its_source_and_its_sample(told):
    assert places(with_subscales(**told)) == "reliability, expected"


def test_a_share_of_a_scale_that_cannot_be_worked_out_is_no_figure():
    sums = {"title": {"zh": "和", "en": "sum"}, "of": ["gone"]}
    told = complete(scales=DRAFT["scales"] | {"sum": sums}, expected=[SHARE | {"scale": "sum", "value": 6}])
    assert places(told) == "scales.sum.of; expected.1"


def test_gaps_are_those_written_and_those_that_show():
    bare = complete(missing=[["另一处", "another"]])
    told = complete(
        reliability=[ALPHA], expected=[SHARE | {"scale": "total", "value": 6}], reading_age=READING | {"source": PRINTED}
    )
    assert [gap.en.partition(" (")[0].partition(":")[0] for gap in gaps(bare)] == [
        "another", "a published reading level", "reliability", "the share of a sample of pupils at the cuts of the total"
    ]  # fmt: skip
    assert gaps(told) == []


@pytest.mark.parametrize(
    ("subscales", "expected", "lacking"),
    [
        pytest.param("ab", [], [1, 2], id="nothing told"),
        pytest.param("ab", [SHARE | {"raised": 2}], [1], id="two raised are told, one is not"),
        pytest.param("ab", [SHARE | {"raised": 1}, SHARE | {"raised": 2}], [], id="both told"),
        pytest.param("a", [], [], id="one subscale has no such shares"),
    ],
)
def test_an_edition_with_several_subscales_lacks_their_shares_until_told(subscales, expected, lacking):
    parts = {code: scale(bands=[table(0, 6)]) for code in subscales}
    said = [gap.en for gap in gaps(complete(scales=DRAFT["scales"] | parts | {"plain": scale()}, expected=expected))]
    shares = {"the share with at least one raised subscale": 1, "the share with at least two raised subscales": 2}
    assert [shares[gap] for gap in said if gap in shares] == lacking


def test_a_total_without_bands_has_no_share_at_its_cuts():
    bare = complete(scales__total__bands=[], examples=[{"answers": "5x0", "scores": {"total": 3}}])
    without = complete(scales={"part": scale()}, examples=[{"answers": "5x0", "scores": {"part": 0}}])
    for instrument in (bare, without):
        assert "the share of a sample of pupils at the cuts of the total" not in [gap.en for gap in gaps(instrument)]


def test_a_reading_age_of_our_own_is_a_gap_and_none_at_all_is_for_others_to_tell():
    first = [gaps(one)[0].en.partition(" ")[0] for one in (draft(), complete())]
    assert first == ["reliability", "a"]
