"""What `screening instruments show` prints of one edition, part by part."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table

if TYPE_CHECKING:
    from screening.alerts.mapping import BandMapping, Bands
    from screening.instruments.definition import BandTable, Instrument, Scale
    from screening.instruments.parts import Title
    from screening.instruments.telling import ExpectedShare, Reliability

CONFIDENCE = {
    "confirmed": Text("多方证实", "confirmed"),
    "single-source": Text("单一出处", "single source"),
    "conflicting": Text("出处不一", "conflicting"),
    "ours": Text("自定", "ours"),
    "unverified": Text("未证实", "unverified"),
}
_COEFFICIENT = {
    "alpha": plain("α"),
    "omega": plain("ω"),
    "split_half": Text("分半", "split half"),
    "retest": Text("重测", "retest"),
}
_EVERY = Text("各分量表", "each subscale")


def show_telling(one: "Instrument") -> None:
    """Who can read it, what a high score speaks of, and what it cannot see."""
    grades = list(map(str, one.eligible.grades))
    say(Text(f"适用年级：{'、'.join(grades)}", f"Grades: {', '.join(grades)}"))
    say(reading(one))
    if one.high_means:
        say(Text(f"高分的意思：{one.high_means.zh}", f"High means: {one.high_means.en}"))
    say(Text(f"看不到的：{one.cannot_see.zh}", f"Cannot see: {one.cannot_see.en}"))
    for told in _how_it_is_taken(one):
        say(told)


def _how_it_is_taken(one: "Instrument") -> list[Text]:
    """What a school has to know before it takes the edition at all."""
    told = []
    if one.look_for:
        told.append(Text(f"先看纸质问卷：{one.look_for.zh}", f"Look at the printed form: {one.look_for.en}"))
    if one.in_person:
        told.append(Text("由受过训练的成人当面询问，不放进网上问卷", "Asked by a trained adult face to face, no online form"))
    if one.eligible.not_under is not None:
        age = one.eligible.not_under
        told.append(Text(f"未满 {age} 岁或年龄不明的，导入时退回", f"An import refuses pupils not known to be {age} or over"))
    if one.never_imported:
        told.append(Text(f"只能计分，不能导入：{one.never_imported.zh}", f"Scored, never imported: {one.never_imported.en}"))
    return told


def reading(one: "Instrument") -> Text:
    """From which age and grade it can be read alone, and who says so."""
    told = one.reading_age
    if told is None:
        return Text("阅读：由成人填写", "Reading: filled in by an adult")
    source = told.source
    if source.confidence == "ours":
        return Text(
            f"阅读：没有发表的阅读水平；按适用的最低年级，{told.grade} 年级（约 {told.age} 岁）起，{CONFIDENCE['ours'].zh}",
            f"Reading: no level is published; from its lowest grade, {told.grade} (about age {told.age}), ours",
        )
    how = CONFIDENCE[source.confidence]
    return Text(
        f"阅读：约 {told.age} 岁、{told.grade} 年级起（{how.zh}：{_cited(source.cite, source.note)}）",
        f"Reading: from about age {told.age}, grade {told.grade} ({how.en}: {_cited(source.cite, source.note)})",
    )


def show_scales(one: "Instrument") -> None:
    """Every scale with its items, prorating and default bands."""
    columns = [
        Text("代码", "code"),
        Text("名称", "name"),
        Text("题目", "items"),
        Text("反向计分", "reversed"),
        Text("至少作答", "least answered"),
        Text("默认分级", "default bands"),
    ]
    table(Text("因子", "Scales"), columns, [_scale_row(code, scale) for code, scale in one.scales.items()])


def show_safety(one: "Instrument") -> None:
    """Items that call for action whatever the total."""
    if one.safety:
        rows = [
            [item, _topic(one, item), f"≥ {safety.starts}", str(safety.window_days or "–")] for item, safety in one.safety.items()
        ]
        columns = [Text("条目", "item"), Text("主题", "topic"), Text("触发", "fires"), Text("时间范围（天）", "window, days")]
        table(Text("危机条目", "Safety items"), columns, rows)


def show_choices(one: "Instrument", mapping: "BandMapping") -> None:
    """Where sources conflict: other published tables, and other readings by the policy, each with what to know first."""
    from screening.instruments.tables import alternatives

    columns = [Text("名称", "name"), Text("界值", "cut-offs"), Text("注意", "know first")]
    tables = [[name, _cuts(told), _said(told.warning)] for name, told in alternatives(one).items()]
    if tables:
        choose = Text("计分时选用：screening score … --table 名称", "choose when scoring: screening score … --table NAME")
        table(Text("其他已发表的分级表", "Other published band tables"), columns, tables, note=choose)
    read = mapping.of(one.edition)
    readings = [[name, _policy_cuts(told.total), _said(told.warning)] for name, told in read.alternatives.items()]
    if read.total and read.total.bands:
        readings = [[Text("默认", "default").said(language()), _policy_cuts(read.total), "–"], *readings]
        table(Text("预警规则怎样读总分", "How the policy reads the total"), columns, readings)
    if read.alternatives:
        say(
            Text(
                f"在学校的改动表里选用：mappings: {{{one.code}: 名称}}",
                f"choose in the school's overrides: mappings: {{{one.code}: NAME}}",
            )
        )


def show_figures(one: "Instrument") -> None:
    """Published reliability, and how many pupils of a cited sample reach a cut-off."""
    if one.reliability:
        columns = [Text("量表", "scale"), Text("系数", "coefficient"), Text("数值", "value"), Text("样本", "sample"), *_SOURCE]
        table(Text("信度", "Reliability"), columns, [_reliability_row(told) for told in one.reliability])
    if one.expected:
        columns = [Text("达到", "reaching"), Text("比例", "share"), Text("样本", "sample"), *_SOURCE]
        table(Text("预计比例", "Shares to expect"), columns, [_share_row(told) for told in one.expected])


def show_sources(one: "Instrument") -> None:
    """Where the key and the bands come from, and what nobody could confirm."""
    from screening.instruments.gaps import gaps

    rows = [[name, source.cite, _sure(source.confidence)] for name, source in one.sources.items()]
    table(Text("出处", "Sources"), [Text("内容", "of"), *_SOURCE], rows)
    for gap in gaps(one):
        say(Text(f"尚缺：{gap.zh}", f"Missing: {gap.en}"))


_SOURCE = (Text("出处", "source"), Text("可信度", "confidence"))


def percent(low: float, high: float | None) -> Text:
    """``2 %``, ``2–10 %``, or from ``low`` on where the source says only that."""
    if high is None:
        return Text(f"≥ {low:g}%", f"{low:g} % or more")
    return Text(f"{low:g}%", f"{low:g} %") if low == high else Text(f"{low:g}–{high:g}%", f"{low:g}-{high:g} %")


def _reliability_row(told: "Reliability") -> list[str]:
    from screening.instruments.telling import EACH_SUBSCALE

    scale = _EVERY.said(language()) if told.scale == EACH_SUBSCALE else told.scale
    days = Text(f"（{told.retest_days} 天）", f" ({told.retest_days} days)").said(language()) if told.retest_days else ""
    value = f"{told.low:.2f}" if told.low == told.high else f"{told.low:.2f}–{told.high:.2f}"
    said = _COEFFICIENT[told.coefficient].said(language())
    return [scale, said + days, value, told.sample, _cited(told.source.cite, told.source.note), _sure(told.source.confidence)]


def _share_row(told: "ExpectedShare") -> list[str]:
    what = (
        Text(f"至少 {told.raised} 个分量表升高", f"at least {told.raised} raised subscales")
        if told.raised
        else plain(f"{told.scale} {told.value:g}")
    )
    share = percent(told.low, told.high).said(language())
    return [what.said(language()), share, told.sample, _cited(told.source.cite, told.source.note), _sure(told.source.confidence)]


def _scale_row(code: str, scale: "Scale") -> list[str]:
    from screening.instruments.shorthand import written_short

    title = Text(scale.title.zh, scale.title.en).said(language())
    items = " + ".join(scale.of) if scale.of else written_short(scale.items)
    bands = _cuts(scale.bands[0]) if scale.bands else "–"
    return [code, title, items, written_short(scale.reversed) or "–", str(scale.min_answered or "–"), bands]


def _cuts(told: "BandTable") -> str:
    return "; ".join(f"{_said(cut.title)} ≥ {cut.start:g}" for cut in told.cuts[1:]) or "–"


def _policy_cuts(bands: "Bands | None") -> str:
    starts: Sequence[tuple[str, float]] = list((bands.bands or {}).items()) if bands else []
    return "; ".join(f"{name} ≥ {start:g}" for name, start in starts) or "–"


def _cited(cite: str, note: str) -> str:
    return f"{cite} ({note})" if note else cite


def _sure(confidence: str) -> str:
    return CONFIDENCE[confidence].said(language())


def _said(title: "Title | None") -> str:
    return Text(title.zh, title.en).said(language()) if title else "–"


def _topic(one: "Instrument", item: str) -> str:
    return Text(one.items.topics[item], one.items.topics_en[item]).said(language())
