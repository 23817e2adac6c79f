"""A definition tests itself: every shipped example comes out, and a wrong one is named."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.scoring.selftest import failed_examples
from tests.unit.instruments.drafts import draft


@pytest.mark.parametrize("edition", list_editions())
def test_every_shipped_example_comes_out(edition):
    assert [fault.said("en") for fault in failed_examples(load_instrument(edition))] == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"examples__0__scores__total": 4}, "examples.1.scores.total", id="another score"),
        pytest.param({"examples__1__bands__total": "low"}, "examples.2.bands.total", id="another band"),
        pytest.param({"examples__2__safety": []}, "examples.3.safety", id="a safety item not told"),
        pytest.param({"examples__2__bands": {"total": "high"}}, "examples.3.bands.total", id="a band the score does not reach"),
    ],
)
def test_an_example_that_comes_out_otherwise_is_named(changes, place):
    assert [fault.where.en for fault in failed_examples(draft(**changes))] == [f"worry@1: {place}"]


def test_a_score_said_to_be_missing_must_be_missing():
    wrong = draft(examples=[{"answers": "5x0", "scores": {"total": None}}])
    right = draft(examples=[{"answers": "3x- 2x0", "scores": {"total": None}, "bands": {"total": None}}])
    assert [len(failed_examples(one)) for one in (wrong, right)] == [1, 0]
