"""The tables of `wave quality` and of `score --psychometrics`."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.instruments.definition import Instrument
    from screening.research.answering import IndexFigures
    from screening.research.psychometrics import ScaleFigures
    from screening.services.wave_quality import ClassToRepeat

_NONE = "–"


def show_scales(instrument: "Instrument", sheets: int, scales: "Sequence[ScaleFigures]") -> None:
    """Consistency and missing answers of each scale, then what looks wrong."""
    table(
        Text(
            f"{instrument.title.zh}（{instrument.edition}）：{sheets} 份答卷",
            f"{instrument.title.en} ({instrument.edition}): {sheets} sheets",
        ),
        [
            Text("量表/因子", "scale"),
            Text("题数", "items"),
            Text("答全", "complete"),
            Text("α", "α"),
            Text("ω", "ω"),
            Text("题目与其余题目的相关", "item-rest r"),
            Text("漏答", "missing"),
            Text("已发表的 α", "published α"),
            Text("提示", "remark"),
        ],
        [_line(instrument, one) for one in scales],
    )
    for one in scales:
        _often_blank(instrument, one)
        if one.looks_mis_keyed:
            say(_mis_keyed(instrument, one))


def show_indices(instrument: "Instrument", figures: "Sequence[IndexFigures]") -> None:
    """Whom each index flags and what it catches; why the others are not shown."""
    from screening.entrypoints.cli.quality_words import CATCHES, LOW_NOT_INVALID, NAMES, WHY_NOT
    from screening.research.answering import Standing

    shown = [one for one in figures if one.standing is Standing.SHOWN]
    rows = [
        [
            NAMES[one.index].said(language()),
            str(one.sheets),
            *(_share(share) for share in (one.flagged, one.among_low, one.among_high)),
            CATCHES[one.index].said(language()),
        ]
        for one in shown
    ]
    rows += [
        [NAMES[one.index].said(language()), _NONE, _NONE, _NONE, _NONE, WHY_NOT[one.standing].said(language())]
        for one in figures
        if one.standing not in {Standing.SHOWN, Standing.UNTOLD}
    ]
    heads = [
        Text("指标", "index"),
        Text("可算", "sheets"),
        Text("标记", "flagged"),
        Text("B0 中", "of B0"),
        Text("B3 中", "of B3"),
    ]
    title = Text(f"作答质量：{instrument.title.zh}", f"quality of answering: {instrument.title.en}")
    table(title, [*heads, Text("说明", "what it says")], rows)
    untold = [NAMES[one.index] for one in figures if one.standing is Standing.UNTOLD]
    if untold:
        why, names = WHY_NOT[Standing.UNTOLD], (", ".join(name.en for name in untold))
        say(Text(f"{'、'.join(name.zh for name in untold)}：{why.zh}", f"{names}: {why.en}"))
    say(LOW_NOT_INVALID)


def show_classes(classes: "Iterable[ClassToRepeat]", *, patterns_judged: bool) -> None:
    """Classes that should sit again (Q4), never pupils."""
    listed = list(classes)
    if listed:
        table(
            Text("建议整班重测（只看班级，不找个人）", "classes to sit again (the class, no pupil)"),
            [Text("班级", "class"), Text("人数", "pupils"), Text("原因", "why")],
            [[one.name, str(one.sheets), "；".join(_why(one))] for one in listed],
        )
    else:
        say(Text("没有班级需要整班重测。", "No class needs to sit again."))
    if not patterns_judged:
        say(
            Text(
                "本批全部量表合计不足 20 题，答卷相同不说明抄袭，只比较了用时。",
                "All instruments of the wave have fewer than 20 items: equal sheets tell nothing, only times were compared.",
            )
        )


def too_few(instrument: "Instrument") -> None:
    """Below ten sheets every figure would speak of pupils."""
    say(
        Text(
            f"{instrument.title.zh}（{instrument.edition}）：不足 10 份答卷，不显示任何统计。",
            f"{instrument.title.en} ({instrument.edition}): fewer than 10 sheets; nothing is shown.",
        )
    )


def _line(instrument: "Instrument", one: "ScaleFigures") -> list[str]:
    title = instrument.scales[one.scale].title
    published = _NONE
    if one.published is not None:
        low, high = one.published
        published = f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}"
    return [
        Text(title.zh, title.en).said(language()),
        str(one.items),
        str(one.complete),
        _figure(one.alpha),
        _figure(one.omega),
        _NONE if math.isnan(one.rest[0]) else f"{one.rest[0]:.2f} … {one.rest[1]:.2f}",
        _NONE if math.isnan(one.missing) else f"{one.missing:.1%}",
        published,
        words("请核对编码", "check the codes") if one.looks_mis_keyed else "",
    ]


def _often_blank(instrument: "Instrument", one: "ScaleFigures") -> None:
    if one.often_blank and one.scale == (instrument.total or one.scale):
        items = ", ".join(f"{item} {share:.0%}" for item, share in one.often_blank)
        title = instrument.scales[one.scale].title
        say(Text(f"{title.zh}：经常漏答的题目 {items}", f"{title.en}: items often left blank {items}"))


def _mis_keyed(instrument: "Instrument", one: "ScaleFigures") -> Text:
    """What looks wrong with one scale, and where to look first."""
    title = instrument.scales[one.scale].title
    turned = {f"q{item}" for scale in instrument.scales.values() for item in scale.reversed}
    zh, en = f"{title.zh}：数据看起来编码或计分方向有误。", f"{title.en}: the answers look mis-coded or mis-keyed. "
    if one.collapsed:
        zh, en = (
            zh + f"α 只有 {one.alpha:.2f}，远低于应有的水平。",
            en + f"alpha is only {one.alpha:.2f}, far below what it should be. ",
        )
    if one.against:
        items = ", ".join(one.against)
        zh, en = zh + f"与其余题目方向相反：{items}。", en + f"These run against the others: {items}. "
    if one.against and turned & set(one.against):
        zh += "其中有反向计分题：平台可能已经反向过一次，请看导出设置。"
        en += "Reversed items are among them: the platform may have turned them already; see its export settings. "
    return Text(
        zh + "请先核对列名对照和选项编码，再使用得分。", en + "Check the columns and the option codes before the scores are used."
    )


def _why(one: "ClassToRepeat") -> list[str]:
    why = []
    if one.alike is not None:
        why.append(words(f"{one.alike:.0%} 的答卷完全相同", f"{one.alike:.0%} of the sheets are identical"))
    if one.pace is not None:
        why.append(words(f"用时只有全校中位数的 {one.pace:.0%}", f"{one.pace:.0%} of the wave's median time"))
    return why


def _share(share: float | None) -> str:
    return words("不足 5 份", "under 5") if share is None else f"{share:.0%}"


def _figure(value: float) -> str:
    return _NONE if math.isnan(value) else f"{value:.2f}"
