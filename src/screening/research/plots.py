"""Charts of coverage, bands and change: Chinese labels, intervals, and colours that colour-blind readers can tell apart."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from screening.core.language import Language, Text

FONT = "Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"  # first the one that adapters/fonts.py brings along
STEPS = ("#DCE6EF", "#9CC3DD", "#5A9BC8", "#E9A13B", "#B5521B")  # light blue to dark orange: order shows in grey print too
NOT_SHOWN = "#C4C4C4"
SEX_COLOURS = {"male": "#0072B2", "female": "#D55E00", "": "#555555"}  # Okabe & Ito 2008
SEXES = {"male": Text("男", "boys"), "female": Text("女", "girls"), "": Text("全体", "all")}
HIDDEN = Text("未显示(人数过少)", "not shown (too few)")
_WIDTH, _ROW = 420, 26
_DARK, _PALE = "#333333", "#E5E5E5"


def coverage_chart(coverage: pd.DataFrame, *, language: Language = "zh", font: str = FONT) -> alt.FacetChart:
    """Sheets and readable sheets as shares of the roster, one bar a grade, one panel a wave. ``coverage``: of one instrument."""
    shown = coverage.dropna(subset=["enrolled"])
    said = {"sheets": Text("已作答", "answered"), "readable": Text("其中可解释", "of these readable")}
    parts = [shown.assign(what=words.said(language), share=shown[name] / shown["enrolled"]) for name, words in said.items()]
    names = [words.said(language) for words in said.values()]
    chart = (
        alt.Chart(_plain(pd.concat(parts)))
        .mark_bar(height=9)
        .encode(
            x=_share_axis(Text("占名册人数", "share of the roster"), language, 1.0),
            y=alt.Y("grade:N", title=Text("年级", "grade").said(language), scale=alt.Scale(paddingInner=0.25)),
            yOffset=alt.YOffset("what:N", sort=names),
            color=_colours("what", names, (STEPS[1], "#2F6E9E")),
            tooltip=["grade:N", "what:N", "enrolled:Q", alt.Tooltip("share:Q", format=".0%")],
        )
        .properties(width=_WIDTH / 2, height=alt.Step(_ROW / 2))
    )
    return _styled(
        _by_wave(chart, _waves(coverage)), Text("作答覆盖率(人数四舍五入到 5)", "Coverage (counts rounded to 5)"), language, font
    )


def band_chart(
    shares: pd.DataFrame, titles: Mapping[str, str], *, title: Text, language: Language = "zh", font: str = FONT
) -> alt.FacetChart:
    """How one scale spreads over its bands: one stacked bar a grade, one panel a wave. ``titles``: band code → words.

    ``shares``: lines of ``band_shares`` for one instrument and scale, by grade. What is hidden is one pale piece at the end.
    """
    named = _named_bands(shares, titles, HIDDEN.said(language))
    order = [titles.get(code, code) for code in shares.sort_values("rank")["band"].unique()]
    colours = [*_steps(len(order)), NOT_SHOWN]
    chart = (
        alt.Chart(_plain(named))
        .mark_bar(stroke="white")
        .encode(
            x=_share_axis(Text("学生占比", "share of pupils"), language, 1.0),
            y=alt.Y("grade:N", title=Text("年级", "grade").said(language)),
            color=_colours("words", [*order, HIDDEN.said(language)], colours),
            order=alt.Order("rank:Q"),
            tooltip=["grade:N", "words:N", alt.Tooltip("share:Q", format=".1%")],
        )
        .properties(width=_WIDTH / 2, height=alt.Step(_ROW))
    )
    return _styled(_by_wave(chart, _waves(shares)), title, language, font)


def share_chart(shares: pd.DataFrame, *, title: Text, language: Language = "zh", font: str = FONT) -> alt.FacetChart:
    """One band's share with its 95 % interval: a point a grade, coloured and shaped by sex if the lines tell it.

    ``shares``: lines of ``band_shares`` for one instrument, scale and band. Hidden shares are left out.
    """
    shown = shares.dropna(subset=["share"])
    shown = shown if "sex" in shown else shown.assign(sex="")
    codes = [code for code in SEXES if code in set(shown["sex"])]
    shown = shown.assign(who=[SEXES[code].said(language) for code in shown["sex"]])
    names = [SEXES[code].said(language) for code in codes]
    base = alt.Chart(_plain(shown)).encode(
        y=alt.Y("grade:N", title=Text("年级", "grade").said(language)),
        yOffset=alt.YOffset("who:N", sort=names),
        color=_colours("who", names, [SEX_COLOURS[code] for code in codes]),
    )
    axis = _share_axis(Text("学生占比(95% 区间)", "share of pupils (95% interval)"), language, None, "low")
    whiskers = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x=axis, x2="high:Q")
    points = base.mark_point(filled=True, size=64, opacity=1).encode(
        x="share:Q", shape=alt.Shape("who:N", sort=names, legend=None)
    )
    both = alt.layer(whiskers, points, data=base.data).properties(width=_WIDTH / 2, height=alt.Step(_ROW / 1.6))
    return _styled(_by_wave(both, _waves(shares)), title, language, font)


def change_chart(
    changes: pd.DataFrame, titles: Mapping[str, str], *, language: Language = "zh", font: str = FONT
) -> alt.FacetChart:
    """Change between two waves in standard deviations with its 95 % interval: a point a grade, one panel a scale.

    ``changes``: lines of ``change``; ``titles``: scale code → words. Left of the line scores have fallen.
    """
    shown = changes.dropna(subset=["effect"]).assign(words=lambda frame: frame["scale"].map(lambda code: titles.get(code, code)))
    base = alt.Chart(_plain(shown)).encode(y=alt.Y("grade:N", title=Text("年级", "grade").said(language)))
    label = Text("前后变化(单位:标准差,95% 区间)", "change in SD (95% interval)").said(language)
    whiskers = base.mark_rule(strokeWidth=2, color=_DARK, opacity=0.5).encode(
        x=alt.X("effect_low:Q", title=label), x2="effect_high:Q"
    )
    points = base.mark_point(filled=True, size=64, color=SEX_COLOURS["male"], opacity=1).encode(
        x="effect:Q", tooltip=["grade:N", "pupils:Q", alt.Tooltip("change:Q", format=".2f")]
    )
    zero = alt.Chart(base.data).mark_rule(color=_DARK, strokeDash=[3, 3]).encode(x=alt.datum(0))
    layers = alt.layer(zero, whiskers, points, data=base.data).properties(width=_WIDTH / 2, height=alt.Step(_ROW / 1.3))
    order = [words for words in titles.values() if words in set(shown["words"])]
    panels = layers.facet(facet=alt.Facet("words:N", title=None, sort=order), columns=3)
    return _styled(panels, Text("同一批学生两次测评之间的变化", "Change in the same pupils between two waves"), language, font)


def _named_bands(shares: pd.DataFrame, titles: Mapping[str, str], hidden: str) -> pd.DataFrame:
    """Shares with words for bands, and one more line per bar for what is hidden."""
    named = shares.assign(words=shares["band"].map(lambda code: titles.get(code, code)))
    bars = named.groupby(["wave", "grade"], as_index=False)
    rest = bars["share"].sum().assign(words=hidden, rank=99)
    rest["share"] = 1 - rest["share"]
    shown = named.dropna(subset=["share"])[["wave", "grade", "words", "rank", "share"]]
    whole: pd.DataFrame = pd.concat([shown, rest[rest["share"].round(9) > 0]], ignore_index=True)
    return whole


def _steps(bands: int) -> Sequence[str]:
    """So many colours from the scale, the lightest and the darkest always among them."""
    last = len(STEPS) - 1
    return [STEPS[round(place * last / max(bands - 1, 1))] for place in range(bands)]


def _share_axis(title: Text, language: Language, top: float | None, field: str = "share") -> alt.X:
    scale = alt.Scale(domain=[0, top]) if top else alt.Scale(zero=True)
    return alt.X(f"{field}:Q", title=title.said(language), axis=alt.Axis(format="%", tickCount=5), scale=scale)


def _colours(field: str, names: Sequence[str], colours: Sequence[str]) -> alt.Color:
    return alt.Color(f"{field}:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names), range=list(colours)))


def _by_wave(chart: alt.Chart | alt.LayerChart | alt.FacetChart, waves: Sequence[str]) -> alt.FacetChart:
    panels: alt.FacetChart = chart.facet(column=alt.Column("wave:N", title=None, sort=list(waves)))
    return panels


def _waves(frame: pd.DataFrame) -> Sequence[str]:
    """The waves in the order of the frame, which is that of their months."""
    return list(dict.fromkeys(frame["wave"]))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Ordinary floats and texts: a chart draws nothing that is NA."""
    numbers = frame.select_dtypes("number").columns
    plain: pd.DataFrame = frame.astype(dict.fromkeys(numbers, "float64")).reset_index(drop=True)
    return plain


def _styled(chart: alt.FacetChart, title: Text, language: Language, font: str) -> alt.FacetChart:
    styled: alt.FacetChart = (
        chart.properties(title=alt.TitleParams(title.said(language), anchor="start", fontSize=15, offset=12))
        .configure(font=font, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=_PALE, domain=False, tickColor=_PALE, labelColor=_DARK, titleColor=_DARK, titleFontWeight="normal"
        )
        .configure_header(labelFontSize=12, labelColor=_DARK, labelFontWeight="bold")
        .configure_legend(orient="bottom", labelColor=_DARK, symbolType="square")
    )
    return styled
