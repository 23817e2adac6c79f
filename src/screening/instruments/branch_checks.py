"""Contradictions in what depends on other answers: recodings, conditions, triage rules, items asked only sometimes."""

from collections.abc import Iterable, Iterator

from screening.instruments.definition import Instrument, Scale
from screening.instruments.finding import Finding, finding


def branch_contradictions(instrument: Instrument) -> Iterator[Finding]:
    """What is wrong there, one finding a fault; nothing for an edition of plain sums and means."""
    for code, scale in instrument.scales.items():
        place = f"scales.{code}"
        yield from _recode(place, scale, instrument)
        yield from _highest(place, scale)
        yield from _condition(place, scale, instrument)
        yield from _triage(place, scale, instrument)
    for item, after in instrument.asked.items():
        if item not in instrument.item_ids or item in after or not after or not _reachable(after, instrument):
            yield finding(f"asked.{item}", "追问的题或它的前提不成立", "the item or what it is asked after is impossible")
    yield from _forms(instrument)
    yield from _pages(instrument)


def _recode(place: str, scale: Scale, instrument: Instrument) -> Iterator[Finding]:
    if scale.recode and (set(scale.recode) != set(instrument.items.codes) or min(scale.recode.values()) < 0):
        yield finding(f"{place}.recode", "须为每个编码写明计多少分", "every code is named with what it counts")
    if scale.recode and (scale.reversed or scale.score not in {"sum", "mean"}):
        yield finding(f"{place}.recode", "重新计分的量表不能另有反向题，只能求和或平均", "a recoded scale is a plain sum or mean")


def _highest(place: str, scale: Scale) -> Iterator[Finding]:
    ours = scale.missing_rule is None or scale.missing_rule.confidence == "ours"
    if scale.score == "max" and ours and scale.min_answered != len(scale.items):
        yield finding(f"{place}.min_answered", "取最高分的量表不能有漏答", "a blank may be the highest answer")
    if scale.score == "max" and scale.rounding != "none":
        yield finding(f"{place}.rounding", "取最高分的量表不取整", "a highest answer is not rounded")


def _condition(place: str, scale: Scale, instrument: Instrument) -> Iterator[Finding]:
    if scale.when is None:
        return
    if not scale.when.any_of or not _reachable(scale.when.any_of, instrument):
        yield finding(f"{place}.when", "条件中的题号或编码不成立", "the condition names an impossible item or code")
    if scale.of or scale.score == "triage":
        yield finding(f"{place}.when", "只有由题目计分的量表可以有条件", "only a scale of items can have a condition")


def _triage(place: str, scale: Scale, instrument: Instrument) -> Iterator[Finding]:
    if (scale.score == "triage") is not bool(scale.triage) or (scale.triage and len(scale.bands) != 1):
        yield finding(f"{place}.triage", "分流须有规则和一张结果表", "a triage has rules and one table of outcomes")
        return
    if not scale.triage:
        return
    outcomes = [cut.code for cut in scale.bands[0].cuts]
    if {rule.outcome for rule in scale.triage} != set(outcomes):
        yield finding(f"{place}.triage", "规则的结果与结果表不一致", "rules and the table of outcomes don't name the same")
    *earlier, last = scale.triage
    if last.any_of or last.all_of or last.blank or not all(rule.any_of or rule.all_of for rule in earlier):
        yield finding(f"{place}.triage", "只有最后一条规则没有条件", "the last rule, and no other, has no condition")
    if [cut.start for cut in scale.bands[0].cuts] != list(range(len(outcomes))):
        yield finding(f"{place}.bands", "分流结果按 0、1、2……从轻到重排列", "outcomes are ranked 0, 1, 2 … from light to grave")
    for rule in scale.triage:
        named = {*rule.any_of, *rule.all_of, *rule.blank}
        if not named <= {f"q{item}" for item in scale.items} or not _reachable(rule.any_of | rule.all_of, instrument):
            yield finding(f"{place}.triage.{rule.outcome}", "规则中的题号或编码不成立", "a rule names an impossible item or code")


def _forms(instrument: Instrument) -> Iterator[Finding]:
    if instrument.look_for is not None and not instrument.family:
        yield finding("look_for", "须写明属于哪一族量表", "say to which family of forms this printing belongs")
    if instrument.only_named and instrument.look_for is None:
        yield finding("look_for", "须说明在纸质问卷上看什么来辨认", "say what on the printed form tells it from its siblings")
    for item, safety in instrument.safety.items():
        if safety.recency and (safety.dated or not _reachable({safety.recency.item: safety.recency.starts}, instrument)):
            yield finding(
                f"safety.{item}.recency", "只有没有时间范围的条目可由别的题定时", "only an undated item is dated by another"
            )


def _pages(instrument: Instrument) -> Iterator[Finding]:
    items = instrument.items
    if instrument.is_follow_up and (instrument.code in instrument.shown_after or not all(instrument.shown_after.values())):
        yield finding(
            "shown_after", "须写明在哪份别的量表的哪些回答之后出现", "name the answers of another instrument that bring it up"
        )
    if items.wording and set(items.wording) != set(instrument.item_ids):
        yield finding("items.wording", "题目文字须每题都有", "words of our own are given for every item or for none")
    for item, options in items.own_options.items():
        if item not in instrument.item_ids or not 1 < len(options) <= len(items.option_codes):
            yield finding(
                f"items.own_options.{item}", "没有这一题，或选项数不成立", "no such item, or an impossible number of options"
            )


def _reachable(wanted: dict[str, int], instrument: Instrument) -> bool:
    """Whether these items exist and a sheet can tell whether they reach their codes: above the lowest, at most the highest."""
    low, high = instrument.items.low, instrument.items.high
    return _known(wanted, instrument) and all(low < code <= high for code in wanted.values())


def _known(items: Iterable[str], instrument: Instrument) -> bool:
    return set(items) <= set(instrument.item_ids)
