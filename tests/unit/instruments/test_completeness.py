"""An edition says who can read it, what high means, and tries every cut-off from both sides; its figures are possible."""

import pytest

from screening.instruments.checks import contradictions
from screening.instruments.completeness import unsaid
from screening.instruments.gaps import gaps
from tests.unit.instruments.drafts import DRAFT, OURS, PRINTED, draft

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
        pytest.param({"high_means": {"zh": "", "en": "much worry"}}, "high_means", id="what high means is said in one language"),
        pytest.param({"examples": DRAFT["examples"]}, "examples: total, made 5", id="nothing stands below the cut"),
        pytest.param({"examples": [*EXAMPLES[:1], *EXAMPLES[2:]]}, "examples: total, made 6", id="nothing stands on the cut"),
        pytest.param({"examples__3__bands": {}}, "examples: total, made 5", id="an example that names no band tries none"),
    ],
)
def test_what_is_not_said_is_found(changes, place):
    assert place in [told.place for told in unsaid(complete(**changes))]


def test_a_form_for_adults_needs_no_reading_age_and_a_pupil_s_does():
    pupil, parent = draft(), draft(eligible={"grades": [7, 8], "respondent": "parent"})
    assert [any(told.place == "reading_age" for told in unsaid(one)) for one in (pupil, parent)] == [True, False]


def test_a_table_that_is_not_the_default_says_what_to_know_first():
    table = DRAFT["scales"]["total"]["bands"][0]
    other = complete(scales__total__bands=[table, table | {"name": "foreign"}])
    warned = complete(scales__total__bands=[table, table | {"name": "foreign", "warning": HIGH}])
    assert [any(told.place == "bands: foreign" for told in unsaid(one)) for one in (other, warned)] == [True, False]


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
    assert place in [fault.where.en.partition(": ")[2] for fault in contradictions(complete(**changes))]


def test_gaps_are_those_written_and_those_that_show():
    bare = complete(missing=[["另一处", "another"]])
    told = complete(
        reliability=[ALPHA], expected=[SHARE | {"scale": "total", "value": 6}], reading_age=READING | {"source": PRINTED}
    )
    assert [gap.en.partition(" (")[0].partition(":")[0] for gap in gaps(bare)] == [
        "another", "a published reading level", "reliability", "the share of a sample of pupils at the cuts of the total"
    ]  # fmt: skip
    assert gaps(told) == []


def test_an_edition_with_several_subscales_lacks_their_shares_until_told():
    table = [{"name": "part", "cuts": DRAFT["scales"]["total"]["bands"][0]["cuts"], "source": PRINTED}]
    part = {"title": {"zh": "另", "en": "other"}, "items": "1-5", "min_answered": 5, "missing_rule": OURS, "bands": table}
    scales = DRAFT["scales"] | {"a": part, "b": part}
    said = [gap.en for gap in gaps(complete(scales=scales, expected=[SHARE | {"raised": 2}]))]
    assert ("the share with at least one raised subscale" in said, "the share with at least two raised subscales" in said) == (
        True,
        False,
    )
