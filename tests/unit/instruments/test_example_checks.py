"""The self-tests of a definition cannot be too few, too tame or about something else."""

import pytest

from tests.unit.instruments.drafts import CUTS, DRAFT, PRINTED, draft, places, scale, table

OTHER = {
    "name": "other",
    "cuts": [CUTS[0], {"code": "raised", "title": {"zh": "高", "en": "raised"}, "start": 9}],
    "source": PRINTED,
}


def with_two_tables(**example):
    """The total has a second table; the second example is changed."""
    first = DRAFT["scales"]["total"]["bands"][0]
    told = {f"examples__1__{name}": value for name, value in example.items()}
    return draft(scales__total__bands=[first, OTHER], **told)


@pytest.mark.parametrize(
    ("instrument", "place"),
    [
        pytest.param(with_two_tables(table="other", bands={"total": "raised"}), "", id="a band of the table it names"),
        pytest.param(with_two_tables(table="made"), "", id="the default table by its name"),
        pytest.param(with_two_tables(bands={"total": None}), "", id="no band is an answer too"),
        pytest.param(with_two_tables(bands={"total": "raised"}), "examples.2.bands.total", id="a band of another table"),
        pytest.param(with_two_tables(table="other"), "examples.2.bands.total", id="a band the named table lacks"),
        pytest.param(
            with_two_tables(table="elsewhere"), "examples.2.table; examples.2.bands.total", id="a table that isn't there"
        ),
        pytest.param(draft(examples__0__scores={}), "examples.1.scores", id="an example that says nothing"),
        pytest.param(draft(examples__0__scores={"part": 1}), "examples.1", id="a score of no scale"),
        pytest.param(
            draft(examples__0__bands={"part": "low"}), "examples.1; examples.1.bands.part", id="a band of no scale"
        ),
        pytest.param(draft(examples__0__safety=["q4"]), "examples.1", id="an item that is no safety item"),
        pytest.param(draft(examples__0__answers="5x-"), "", id="an empty sheet"),
        pytest.param(draft(examples__0__answers="6x0"), "examples.1.answers", id="one answer too many"),
    ],
)  # fmt: skip
def test_an_example_speaks_of_what_is_there(instrument, place):
    assert places(instrument) == place


def test_an_example_on_the_first_cut_of_all_tries_nothing():
    lowest = [example | {"scores": {"total": 0}, "bands": {}} for example in DRAFT["examples"]]
    assert places(draft(examples=lowest)) == "examples"


def test_only_a_default_table_is_to_be_tried():
    second = table(0, 5, name="second")
    bands = [table(0, 6), second]
    assert places(draft(scales__total__bands=bands, examples__1__scores={"total": 5}, examples__1__bands={})) == "examples"


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param({"scales__total__bands": [], "examples__1__bands": {}, "examples__1__scores": {"total": 5}}, id="no bands"),
        pytest.param({"safety": {}, "examples__2__safety": []}, id="no safety items"),
    ],
)
def test_what_an_edition_does_not_have_needs_no_example(plain):
    assert places(draft(**plain)) == ""


def test_every_scale_may_hold_the_example_on_a_cut():
    other = draft(scales__part=scale(bands=[table(0, 2)]), examples__1__scores={"part": 2}, examples__1__bands={})
    assert places(other) == ""
