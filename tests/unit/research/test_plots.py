"""Charts say what they show, in the chosen language, and draw nothing that must stay hidden."""

import json

import pytest

from screening.core.language import Text
from screening.research.codebook import describe
from screening.research.plots import SEX_COLOURS, STEPS, band_chart, change_chart, coverage_chart, share_chart
from screening.research.trends import change


@pytest.fixture(scope="module")
def titles(release, sheets):
    told = describe(release, {one.instrument.edition: one.instrument for one in sheets}.values(), ["w1"], month="2026-11")
    phq = told["instruments"]["phq9@1"]["scales"]["total"]["bands"]
    scales = told["instruments"]["mht@1"]["scales"]
    return {band["code"]: band["title"]["zh"] for band in phq}, {code: scale["title"]["zh"] for code, scale in scales.items()}


def of_phq(frame):
    return frame[(frame["instrument"] == "phq9@1") & (frame["scale"] == "total")]


def drawn(chart):
    """Every value in the chart's data sets, and its whole description."""
    spec = chart.to_dict()
    return [row for rows in spec["datasets"].values() for row in rows], json.dumps(spec, ensure_ascii=False)


def test_bands_fill_every_bar_and_hidden_ones_are_one_piece(shares, titles):
    rows, said = drawn(band_chart(of_phq(shares), titles[0], title=Text("总分", "total")))
    bars = {}
    for row in rows:
        bars[row["wave"], row["grade"]] = bars.get((row["wave"], row["grade"]), 0) + row["share"]
    assert list(bars.values()) == pytest.approx([1.0] * len(bars))
    assert "未显示(人数过少)" in {row["words"] for row in rows}
    assert "学生占比" in said


def test_a_hidden_share_is_not_even_in_the_data_of_a_chart(shares_by_sex):
    phq = of_phq(shares_by_sex)
    severe = phq[phq["rank"] == phq["rank"].max()]
    assert severe["share"].isna().any()
    rows, _ = drawn(share_chart(severe, title=Text("重度", "severe")))
    assert len(rows) == severe["share"].notna().sum()


def test_sexes_differ_in_colour_and_shape(shares_by_sex):
    phq = of_phq(shares_by_sex)
    _, said = drawn(share_chart(phq[phq["rank"] == 0], title=Text("很轻微", "minimal")))
    assert SEX_COLOURS["male"] in said
    assert SEX_COLOURS["female"] in said
    assert '"shape"' in said


def test_change_has_a_panel_a_scale_in_the_order_of_the_codebook(release, titles):
    changes = change(release.scales, "w1", "w2")
    rows, said = drawn(change_chart(changes[changes["instrument"] == "mht@1"], titles[1]))
    assert {row["words"] for row in rows if "words" in row} == set(titles[1].values())
    assert json.dumps(list(titles[1].values()), ensure_ascii=False) in said


@pytest.mark.parametrize(("language", "words"), [("zh", "占名册人数"), ("en", "share of the roster")])
def test_a_chart_speaks_the_readers_language(release, language, words):
    coverage = release.coverage[release.coverage["instrument"] == "mht@1"]
    rows, said = drawn(coverage_chart(coverage, language=language))
    assert words in said
    assert all(0 < row["share"] <= 1.05 for row in rows)


def test_steps_of_colour_grow_darker():
    light = [sum(int(colour[i : i + 2], 16) * part for i, part in ((1, 0.299), (3, 0.587), (5, 0.114))) for colour in STEPS]
    assert light[0] > light[1] > light[2]
    assert light[3] > light[4]
