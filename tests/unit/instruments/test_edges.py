"""The two sides of a cut-off are values that a complete sheet can have."""

import pytest

from screening.core.errors import InstrumentFault
from screening.instruments.edges import edges, untried
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


def test_each_side_of_a_cut_is_told_with_its_scale_table_and_band():
    assert list(edges(draft())) == [("total", "made", 5, "low"), ("total", "made", 6, "high")]


@pytest.mark.parametrize(
    "untriable",
    [
        pytest.param({"scales__total__bands": [tabled("made", 0, 6) | {"meant_for": {"sex": "male"}}]}, id="a table of a group"),
        pytest.param({"scales__total__score": "triage"}, id="outcomes of a triage"),
        pytest.param({"scales__total__of": ["gone"]}, id="a scale that cannot be worked out"),
        pytest.param({"scales__total__bands": [tabled("made", 0)]}, id="one band for everybody"),
    ],
)
def test_what_answers_alone_cannot_try_has_no_edges(untriable):
    assert list(edges(draft(**untriable))) == []


def stands(**example):
    """Which edges are left to try by one example that has the value and band of the upper one, with something changed."""
    told = {"answers": "2x3 3 2x0", "scores": {"total": 6}, "bands": {"total": "b1"}} | example
    tables = [tabled("made", 0, 6), tabled("other", 0, 6)]
    return [(edge.table, edge.value) for edge in untried(draft(scales__total__bands=tables, examples=[told]))]


@pytest.mark.parametrize(
    ("example", "tried"),
    [
        pytest.param({}, [("made", 6)], id="the default table"),
        pytest.param({"table": "made"}, [("made", 6)], id="the default table by name"),
        pytest.param({"table": "other"}, [("other", 6)], id="a named table"),
        pytest.param({"scores": {"total": 6.0001}}, [], id="nearly on the edge"),
        pytest.param({"scores": {"total": 6 + 1e-13}}, [("made", 6)], id="on it but for rounding"),
        pytest.param({"scores": {"total": None}}, [], id="no score"),
        pytest.param({"scores": {}}, [], id="no word of the score"),
        pytest.param({"bands": {"total": "b0"}}, [], id="another band"),
        pytest.param({"bands": {}}, [], id="no word of the band"),
    ],
)
def test_an_example_tries_the_edge_it_stands_on_by_value_band_and_table(example, tried):
    every = [("made", 5), ("made", 6), ("other", 5), ("other", 6)]
    assert stands(**example) == [edge for edge in every if edge not in tried]


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
    assert (caught.value.hint.zh, caught.value.hint.en) == ("可选：ours、foreign", "choose from: ours, foreign")


def test_only_tables_that_are_no_scale_s_default_are_alternatives(several):
    assert (list(alternatives(several)), table_names(several)) == ([], ("ours", "foreign"))
    only = draft(scales__total__bands=[tabled("ours", 0, 6), tabled("foreign", 0, 8)])
    assert list(alternatives(only)) == ["foreign"]


def test_an_alternative_is_shown_as_its_first_scale_has_it():
    other = {"title": {"zh": "另", "en": "other"}, "items": "1-5", "min_answered": 5, "missing_rule": OURS}
    tables = [[tabled("ours", 0, 6), tabled("foreign", 0, edge)] for edge in (8, 9)]
    both = draft(scales__total__bands=tables[0], scales__part=other | {"bands": tables[1]}, scales__bare=other)
    assert alternatives(both)["foreign"].cuts[1].start == 8
    assert table_names(both) == ("ours", "foreign")


def test_an_edition_without_tables_says_so_where_one_is_asked_for():
    with pytest.raises(InstrumentFault) as caught:
        under_table(draft(scales__total__bands=[]), "ours")
    assert (caught.value.hint.zh, caught.value.hint.en) == ("可选：–", "choose from: –")
