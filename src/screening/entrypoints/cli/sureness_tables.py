"""How sure a pupil's results are, in tables: bands, change between waves, informants; and the list of those just below a cut."""

from typing import TYPE_CHECKING

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.alerts.sureness import ChangeLine, InformantLine, ScaleSure
    from screening.instruments.definition import Instrument
    from screening.services.how_sure import HowSure
    from screening.services.list_near_cut import NearList

WHO = {"self": Text("学生", "pupil"), "parent": Text("家长", "parent"), "teacher": Text("教师", "teacher")}


def show_sureness(sure: "HowSure") -> None:
    """Bands of this wave, then changes and informants as far as there are any; informants stand apart and last."""
    known = [one for one in sure.scales if one.error is not None]
    if known:
        table(
            Text("有多大把握（真分数的 90% 区间）", "How sure (90 % band of the true score)"),
            [Text("量表", "instrument"), Text("得分", "score"), Text("区间", "band"), Text("依据", "rests on")],
            [_sure_line(one) for one in known],
        )
    _show_unknown([one for one in sure.scales if one.error is None])
    show_changes(sure.changes)
    if sure.informants:
        table(
            Text(
                "不同填写者怎么看（仅心理老师；分开计算，不合并，不改变等级）",
                "Informants compared (counselor only; never merged)",
            ),
            [Text("因子", "scale"), Text("填写者", "informants"), Text("相差", "difference"), Text("怎么读", "reading")],
            [_informant_line(one) for one in sure.informants],
            note=Text(
                "相差以各自参照组的标准差为单位，± 后是它的误差。看法不同很常见，是谈话的线索，不说明谁对",
                "in SD of each form's own group, with their error; differences are common and don't say who is right",
            ),
        )


def show_changes(changes: "tuple[ChangeLine, ...]") -> None:
    """From wave to wave; nothing for a pupil with one sheet of each form."""
    if not changes:
        return
    table(
        Text("两次测评之间的变化（只供参考，不引起预警，不改变等级）", "Change between waves (never an alert, changes no level)"),
        [Text("量表", "instrument"), Text("批次", "waves"), Text("变化", "change"), Text("怎么读", "reading")],
        [_change_line(one) for one in changes],
        note=Text(
            "“可靠”按 Jacobson–Truax（1991）：没有真实变化的学生中，约 5% 也会超过这个界限",
            "reliable: Jacobson & Truax 1991; about 5 % of pupils without any real change exceed the limit too",
        ),
    )


def show_near(found: "NearList") -> None:
    """Pupils just below a cut; and where nothing can be said for want of figures."""
    if found.lines:
        table(
            Text(
                "分界之下、测量误差之内（没有预警，没有等级；请在每周名单里留意）",
                "Just below a cut, within the error of measurement (no alert, no level: for the weekly list)",
            ),
            [
                Text("班级", "class"),
                Text("姓名", "name"),
                Text("批次", "wave"),
                Text("量表", "instrument"),
                Text("差距", "distance"),
            ],
            [
                [
                    one.pupil.told.school_class,
                    one.pupil.told.name,
                    one.wave,
                    _named(one.instrument, one.near.scale),
                    words(
                        f"比 B2 分界低 {one.near.distance:g}（误差 ±{one.near.error.sem:.1f}）",
                        f"{one.near.distance:g} short of B2 (error ±{one.near.error.sem:.1f})",
                    ),
                ]
                for one in found.lines
            ],
            note=Text(f"共 {len(found.lines)} 条，按班级和姓名排列", f"{len(found.lines)} in all, by class and name"),
        )
    if not found.lines:
        say(Text("其余学生里，没有人刚好在分界之下（测量误差之内）。", "Nobody without an alert stands just below a cut."))
    if found.unknown:
        zh = "，".join(f"{one.title.zh} {'、'.join(map(str, grades))} 年级" for one, grades in found.unknown)
        en = "; ".join(f"{one.title.en}, grades {', '.join(map(str, grades))}" for one, grades in found.unknown)
        say(
            Text(
                f"没有看：{zh}。没有信度或标准差，不知道测量误差；同一组有效答卷满 200 份，可运行 screening wave measure 批次",
                f"Not looked at, because the error of measurement is not known (no reliability or no SD): {en}. "
                "With 200 valid sheets run screening wave measure WAVE",
            )
        )


def _show_unknown(scales: "list[ScaleSure]") -> None:
    """The scores whose error of measurement nobody knows, in one line an instrument: a row each would only repeat it."""
    scores: dict[str, list[str]] = {}
    for one in scales:
        title, _, scale = _named(one.instrument, one.scale).rpartition(words("，", ", "))
        scores.setdefault(title, []).append(f"{scale} {one.value:g}")
    for title, said in scores.items():
        say(
            Text(
                f"{title}的误差不知道（没有信度或标准差，不猜）。得分：{'、'.join(said)}",
                f"{title}: no reliability or no SD, the error is not known and not guessed. Scores: {', '.join(said)}",
            )
        )


def _sure_line(one: "ScaleSure") -> list[str]:
    name = _named(one.instrument, one.scale)
    if one.error is None or one.low is None or one.high is None:
        return [name, f"{one.value:g}", words("不知道", "not known"), words("没有信度或标准差，不猜", "no reliability or no SD")]
    return [name, f"{one.value:g}", f"{one.low:.1f} – {one.high:.1f}", one.error.basis.said(language())]


def _change_line(one: "ChangeLine") -> list[str]:
    head = [_named(one.instrument, one.scale), " → ".join(one.waves), f"{one.difference:+g}"]
    if one.change is None or one.basis is None:
        return [*head, words("没有重测信度或标准差，不能判断变化是否可靠", "no retest coefficient or no SD: no judgement")]
    scale = one.instrument.scales[one.scale]
    share = _percent(float(one.change.by_chance))
    if not one.change.reliable:
        said = words("在测量误差之内，不能说有变化", "within the error: no change can be claimed")
    elif (one.difference > 0) == (scale.higher_is == "worse"):
        said = words("可靠的变化：困难增加", "reliable change: more difficulties")
    else:
        said = words("可靠的变化：困难减少", "reliable change: fewer difficulties")
    index = f"RCI {float(one.change.index):.2f}"
    because = words(
        f"{index}；没有真实变化时，{share} 的学生也会差这么多。{one.basis.zh}",
        f"{index}; without any real change {share} of pupils differ as much. {one.basis.en}",
    )
    return [*head, f"{said}（{because}）"]


def _informant_line(one: "InformantLine") -> list[str]:
    first, second = one.instruments
    share = _percent(one.by_chance)
    said = words(
        f"看法相同时，{share} 的家庭也会差这么多。{one.basis[0].zh}；{one.basis[1].zh}",
        f"with the same view {share} of families differ as much. {one.basis[0].en}; {one.basis[1].en}",
    )
    who = " − ".join(WHO[form.eligible.respondent].said(language()) for form in (first, second))
    return [_named(first, one.scale), who, f"{one.difference:+.2f} ± {one.error:.2f}", said]


def _percent(share: float) -> str:
    return "<1%" if share < 0.01 else f"{100 * share:.0f}%"  # noqa: PLR2004  # below one in a hundred


def _named(instrument: "Instrument", scale: str) -> str:
    if scale in instrument.scales:
        title = instrument.scales[scale].title
        return words(f"{instrument.title.zh}，{title.zh}", f"{instrument.title.en}, {title.en}")
    return words(f"{instrument.title.zh}，总分", f"{instrument.title.en}, total")
