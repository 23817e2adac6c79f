"""Contradictions between scales and items."""

from collections.abc import Iterator

from screening.instruments.definition import Instrument, Scale
from screening.instruments.finding import Finding, finding
from screening.instruments.reach import is_sound, parts_of

_TAKEN = frozenset({"file", "row", "student", "validity", "safety", "refusal"})  # columns of `screening score` that are no scale


def scale_contradictions(instrument: Instrument) -> Iterator[Finding]:
    """What is wrong with the scales, one finding a fault."""
    used = {item for scale in instrument.scales.values() for item in scale.items}
    unscored = set(instrument.items.unscored)
    for item in sorted(set(range(1, instrument.items.count + 1)) - used - unscored):
        yield finding(f"scales: q{item}", "这一题不属于任何量表", "this item is in no scale")
    if unscored & used or not unscored <= set(range(1, instrument.items.count + 1)):
        yield finding("items.unscored", "不计分的题却在量表里，或题号超出题数", "an unscored item is in a scale, or isn't there")
    if sum(scale.role == "total" for scale in instrument.scales.values()) > 1:
        yield finding("scales", "总分只能有一个", "there can be only one total")
    for code, scale in instrument.scales.items():
        if code in _TAKEN:
            yield finding(f"scales.{code}", "这个名称是结果表里另一列的名称", "a column of the table of results has this name")
        yield from _sum_of_scales(code, scale, instrument) if scale.of else _scale_of_items(f"scales.{code}", scale, instrument)


def _scale_of_items(place: str, scale: Scale, instrument: Instrument) -> Iterator[Finding]:
    items = scale.items
    if not items:
        yield finding(place, "既没有题目，也不由其他量表相加", "it has neither items nor scales to sum")
    if len(set(items)) != len(items) or not set(items) <= set(range(1, instrument.items.count + 1)):
        yield finding(f"{place}.items", "题号重复或超出题数", "an item number is repeated or out of range")
    if not set(scale.reversed) <= set(items):
        yield finding(f"{place}.reversed", "反向计分题不在本量表内", "a reversed item is not in the scale")
    if not 1 <= scale.min_answered <= len(items):
        yield finding(f"{place}.min_answered", "最少作答题数不成立", "the least number of answers is impossible")
    if scale.missing_rule is None or not scale.missing_rule.cite:
        yield finding(f"{place}.missing_rule", "须说明缺失规则出自哪里", "say where the rule for blanks comes from")
    if scale.multiply < 1 or (scale.score == "mean" and scale.rounding == "half_up"):
        yield finding(place, "乘数不成立，或给均值取整", "the factor is impossible, or a mean is rounded")


def _sum_of_scales(code: str, scale: Scale, instrument: Instrument) -> Iterator[Finding]:
    place = f"scales.{code}"
    if (
        scale.items
        or scale.reversed
        or scale.min_answered
        or scale.multiply != 1
        or scale.score != "sum"
        or scale.rounding != "none"
        or scale.recode
    ):
        yield finding(
            place, "由其他量表相加的量表不能另有题目或算法", "a sum of scales has no items and no arithmetic of its own"
        )
    unknown = [part for part in scale.of if part not in instrument.scales]
    if unknown:
        yield finding(f"{place}.of", "相加的量表不存在", "it sums a scale that isn't there")
    elif code in parts_of(code, instrument):
        yield finding(f"{place}.of", "量表互相相加，形成循环", "scales sum each other in a circle")
    elif is_sound(code, instrument) and not all(_comes_out_exact(part, instrument) for part in scale.of):
        yield finding(
            f"{place}.of",
            "相加的量表须取整或不作折算，否则结果会随次序变化",
            "its parts must be whole, or the sum would not be exact",
        )


def _comes_out_exact(code: str, instrument: Instrument) -> bool:
    """Whole values only: rounded, or never prorated (law 5: sums of fractions would not be exact)."""
    part = instrument.scales[code]
    return bool(part.of) or (part.score == "sum" and (part.rounding == "half_up" or part.min_answered == len(part.items)))
