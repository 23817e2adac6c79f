"""`screening policy fairness`: referral shares by group and items that ask more of one group, for the counselor."""

from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text, plain
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.research.group_rates import Comparison, Group
    from screening.services.fairness import ItemsOfScale

_HIDDEN = "＊"
_NOTE = Text(
    f"{_HIDDEN} 人数太少，不显示。有差别：区间不相交，不是偶然；原因可能是量表，也可能是真的更需要帮助。"
    "只按答卷重算，不含既往和他人报告。",
    f"{_HIDDEN} too few to show. Apart: the intervals don't meet; the instrument may be the reason, or a greater need. "
    "By the sheets alone, without history or reports.",
)
_WAYS = {"sex": Text("性别", "sex"), "stage": Text("学段", "stage")}
_CODES = {
    "male": Text("男", "male"),
    "female": Text("女", "female"),
    "unknown": Text("未登记", "not told"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
}


def fairness(
    wave: Annotated[str, typer.Argument(metavar="WAVE", help=words("批次名称", "name of the wave"))],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Shares, intervals and item numbers; no pupil, no class, no ranking."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.fairness import fairness as report_on

    work = open_workspace()
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic))
    told = report_on(wave, person=work.working_member(), key=key, uow=work.uow(), now=work.now())
    _show_shares(told.comparisons, told.wave, told.screened)
    for by in dict.fromkeys(one.by for one in told.scales):
        _show_items([one for one in told.scales if one.by == by], by)


def _show_shares(comparisons: "tuple[Comparison, ...]", wave: str, screened: int) -> None:
    rows = [
        [_way(one.by), _code(group.code), *_figures(group), words("有差别", "apart") if one.apart else ""]
        for one in comparisons
        for group in one.groups
    ]
    table(
        Text(
            f"批次“{wave}”（{screened} 人）：各组需要访谈（S2 以上）的比例",
            f"Wave '{wave}' ({screened} pupils): interviews (S2+) by group",
        ),
        [
            Text("分组", "by"),
            plain(""),
            Text("人数", "pupils"),
            Text("S2 以上", "S2 and above"),
            Text("比例", "share"),
            Text("95% 区间", "95 % interval"),
            Text("提示", "note"),
        ],
        rows,
        note=_NOTE,
    )


def _figures(group: "Group") -> list[str]:
    if group.share is None:
        return [_HIDDEN] * 4
    return [str(group.pupils), str(group.referred), f"{group.share:.0%}", f"{group.low:.0%} – {group.high:.0%}"]


def _show_items(scales: "list[ItemsOfScale]", by: str) -> None:
    judged = [one for one in scales if one.found]
    if not judged:
        say(
            Text(
                f"条目差异（按{_way(by)}）：一组完整答卷不到 100 份，不作判断。",
                f"Items by {_way(by)}: fewer than 100 complete sheets in a group, nothing is said.",
            )
        )
        return
    rows = [
        [one.edition, one.scale, f"q{number}", found.grade, f"{found.shift:+.2f}", _delta(found.delta)]
        for one in judged
        for number, found in one.odd
    ]
    items = sum(len(one.found) for one in judged)
    table(
        Text(f"同样总分下作答不同的条目（按{_way(by)}）", f"Items answered differently at equal totals, by {_way(by)}"),
        [
            Text("版本", "edition"),
            Text("量表", "scale"),
            Text("条目", "item"),
            Text("程度", "grade"),
            Text("差（标准差）", "shift (SD)"),
            Text("Δ", "delta"),
        ],
        rows,
        note=Text(
            f"看了 {len(judged)} 个量表 {items} 个条目。正数：{_focal(by).zh}答得更高。B 有一些，C 明显。"
            "定分界之前先看这张表（Q3）。",
            f"{items} items of {len(judged)} scales. Positive: {_focal(by).en} answer higher. B some, C much. "
            "Look here before setting cut points (Q3).",
        ),
    )


def _focal(by: str) -> Text:
    return Text("女生", "girls") if by == "sex" else Text("留守儿童", "left-behind pupils")


def _delta(value: float) -> str:
    return "—" if isnan(value) else f"{value:+.2f}"


def _way(by: str) -> str:
    from screening.intake.tags import KINDS

    return _WAYS[by].said(language()) if by in _WAYS else words(KINDS[by][0], by)


def _code(code: str) -> str:
    return _CODES[code].said(language()) if code in _CODES else code
