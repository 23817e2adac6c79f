"""The two sides of a cut-off are values that a complete sheet can have."""

import pytest

from screening.core.errors import InstrumentFault
from screening.instruments.edges import edges
from screening.instruments.tables import alternatives, table_names, under_table
from tests.unit.instruments.drafts import DRAFT, OURS, PRINTED, draft


def cuts(*starts):
    return [{"code": f"b{n}", "title": {"zh": "级", "en": "band"}, "start": start} for n, start in enumerate(starts)]


def tabled(name, *starts):
    return {"name": name, "cuts": cuts(*starts), "source": PRINTED, "warning": {"zh": "注意", "en": "know"}}


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        pytest.param({}, [5, 6], id="a sum moves by one"),
        pytest.param({"scales__total__multiply": 2}, [4, 6], id="a doubled sum by two"),
        pytest.param(
            {"scales__total__score": "mean", "scales__total__bands": [tabled("made", 0, 2)]}, [1.8, 2], id="a mean by a fifth"
        ),
        pytest.param({"scales__total__bands": [tabled("made", 0, 5.5)]}, [5, 6], id="a cut between two values"),
        pytest.param({"scales__total__bands": [tabled("made", 0, 5, 6)]}, [4, 5, 5, 6], id="a band of one value"),
    ],
)
def test_the_edges_of_a_cut(changes, values):
    assert [edge.value for edge in edges(draft(**changes))] == values


def test_a_sum_of_scales_moves_as_its_parts_do():
    whole = {"title": {"zh": "和", "en": "sum"}, "of": ["total"], "bands": [tabled("sum", 0, 7)]}
    doubled = draft(scales__total__multiply=2, scales__total__min_answered=5, scales__whole=whole)
    assert [edge.value for edge in edges(doubled) if edge.scale == "whole"] == [6, 8]


@pytest.fixture
def several():
    """A total with two tables and a part with the second table only."""
    part = {"title": {"zh": "另", "en": "other"}, "items": "1-5", "min_answered": 5, "missing_rule": OURS}
    scales = DRAFT["scales"] | {"part": part | {"bands": [tabled("foreign", 0, 9)]}}
    scales["total"] = scales["total"] | {"bands": [tabled("ours", 0, 6), tabled("foreign", 0, 8)]}
    return draft(scales=scales)


def test_a_named_table_takes_the_place_of_the_default_everywhere(several):
    read = under_table(several, "foreign")
    assert [read.scales[code].bands[0].cuts[1].start for code in ("total", "part")] == [8, 9]


def test_a_scale_that_a_table_does_not_cover_gets_no_band_of_another(several):
    assert under_table(several, "ours").scales["part"].bands == ()


def test_an_unknown_table_is_refused_with_the_names_there_are(several):
    with pytest.raises(InstrumentFault) as caught:
        under_table(several, "elsewhere")
    assert all(name in caught.value.hint.en for name in table_names(several))


def test_only_tables_that_are_no_scale_s_default_are_alternatives(several):
    assert (list(alternatives(several)), table_names(several)) == ([], ("ours", "foreign"))
    only = draft(scales__total__bands=[tabled("ours", 0, 6), tabled("foreign", 0, 8)])
    assert list(alternatives(only)) == ["foreign"]
