"""A policy band is held against its ceiling by cited figures only; another cut bounds a share from one side."""

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.alerts.ceilings import band_shares
from screening.alerts.mapping import BandMapping
from tests.unit.instruments.drafts import PRINTED, draft


def mapped(**bands):
    total = {"bands": bands, "basis": "operational", "source": "made up"}
    return BandMapping.model_validate({"schema": "band_mapping/1", "version": "1", "instruments": {"worry": {"total": total}}})


def share(value, low, high):
    return {"scale": "total", "value": value, "low": low, "high": high, "sample": "made up", "source": PRINTED}


def verdicts(expected, **bands):
    return {told.band: told.verdict for told in band_shares(draft(expected=expected), mapped(**bands))}


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        pytest.param([share(6, 10, 12)], "within", id="at most the ceiling"),
        pytest.param([share(6, 10, 14)], "perhaps", id="one sample above it"),
        pytest.param([share(6, 10, None)], "perhaps", id="a source that says only: at least"),
        pytest.param([share(6, 13, 14)], "exceeded", id="every sample above it"),
        pytest.param([share(6, 13, 14), share(6, 2, 2)], "perhaps", id="samples that disagree"),
        pytest.param([], "unknown", id="no figure at all"),
        pytest.param([share(5, 8, 11)], "within", id="a looser cut already has fewer"),
        pytest.param([share(5, 8, 20)], "unknown", id="a looser cut with more says nothing"),
        pytest.param([share(8, 13, 14)], "exceeded", id="a stricter cut already has more"),
        pytest.param([share(8, 2, 3)], "unknown", id="a stricter cut with fewer says nothing"),
    ],
)
def test_twelve_percent_may_reach_b2_of_a_total(expected, verdict):
    assert verdicts(expected, B0=0, B2=6) == {"B2": verdict}


def test_where_a_high_score_is_good_the_band_lies_below_its_cut():
    told = {one.band: one.start for one in band_shares(draft(), mapped(B2=0, B1=4, B0=9))}
    assert told == {"B2": 4, "B1": 9}
    assert verdicts([share(4, 20, 20)], B2=0, B1=4, B0=9)["B2"] == "exceeded"
    assert verdicts([share(9, 5, 5)], B2=0, B1=4, B0=9)["B2"] == "within", "fewer lie below the lower cut"


def test_scores_that_are_information_only_have_no_share():
    silent = mapped(B0=0).model_copy(update={"instruments": {}})
    assert list(band_shares(draft(), silent)) == []


def test_b1_of_a_subscale_informs_and_has_no_ceiling(mapping):
    told = {(one.scale, one.band): one.verdict for one in band_shares(load_instrument("mht@1"), mapping)}
    assert (told["learning_anxiety", "B1"], told["learning_anxiety", "B2"]) == ("free", "exceeded"), "7-12 % against 6 %"
    assert told["total", "B2"] == "within", "2.0 to 10.3 % in five cited samples against 12 %"


@pytest.mark.parametrize(
    ("band", "ceiling"), [pytest.param("B1", 25, id="B1"), pytest.param("B2", 12, id="B2"), pytest.param("B3", 3, id="B3")]
)
def test_a_total_may_reach_each_band_as_often_as_the_head_of_the_band_mapping_says(band, ceiling):
    bands = {"B0": 0, band: 6}
    assert verdicts([share(6, 0, ceiling)], **bands) == {band: "within"}
    assert verdicts([share(6, ceiling + 0.1, 90)], **bands) == {band: "exceeded"}
    assert verdicts([share(6, ceiling, ceiling + 0.1)], **bands) == {band: "perhaps"}, "at the ceiling is not above it"


@pytest.mark.parametrize(("band", "ceiling"), [pytest.param("B2", 6, id="B2"), pytest.param("B3", 2, id="B3")])
def test_a_subscale_may_reach_each_band_half_as_often(band, ceiling):
    told = {"part": {"bands": {"B0": 0, band: 2}, "basis": "operational", "source": "made up"}}
    mapping = BandMapping.model_validate(
        {"schema": "band_mapping/1", "version": "1", "instruments": {"worry": {"subscales": told}}}
    )
    (found,) = band_shares(draft(), mapping)
    assert (found.scale, found.band, found.ceiling, found.verdict) == ("part", band, ceiling, "unknown")


def test_the_least_and_the_most_of_several_samples_bound_a_share():
    (found,) = band_shares(draft(expected=[share(6, 4, 9), share(6, 2, 5)]), mapped(B0=0, B2=6))
    assert (found.low, found.high, len(found.cited)) == (2, 9, 2)
    (bounded,) = band_shares(
        draft(expected=[share(8, 4, 5), share(9, 2, 3), share(4, 20, 30), share(5, 10, 15)]), mapped(B0=0, B2=6)
    )
    assert (bounded.low, bounded.high, bounded.cited) == (4, 15, ()), "the nearest on either side"


def test_a_figure_for_another_scale_or_without_a_value_says_nothing_of_this_one():
    other = share(6, 50, 60) | {"scale": "part"}
    assert verdicts([other], B0=0, B2=6) == {"B2": "unknown"}
