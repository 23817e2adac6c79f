"""Contradictions in the self-tests of a definition: too few, too tame, or speaking of scales that aren't there."""

from collections.abc import Iterator

from screening.instruments.definition import Example, Instrument
from screening.instruments.finding import Finding, finding
from screening.instruments.tables import table_names

_FEWEST = 3


def example_contradictions(instrument: Instrument) -> Iterator[Finding]:
    """What is wrong with the examples, one finding a fault. Whether they come out is scoring's question, not this one."""
    examples = instrument.examples
    if len(examples) < _FEWEST:
        yield finding("examples", "至少要有三个算例", "at least three examples are needed")
    if not any(None in example.answers for example in examples):
        yield finding("examples", "至少一个算例要有漏答题", "at least one example holds a blank")
    if any(scale.bands and not scale.triage for scale in instrument.scales.values()) and not any(
        _at_an_edge(example, instrument) for example in examples
    ):
        yield finding("examples", "至少一个算例要正好落在界值上", "at least one example stands exactly on a cut-off")
    if instrument.safety and not any(example.safety for example in examples):
        yield finding("examples", "至少一个算例要触发危机条目", "at least one example fires a safety item")
    for number, example in enumerate(examples, 1):
        yield from _one(f"examples.{number}", example, instrument)


def _one(place: str, example: Example, instrument: Instrument) -> Iterator[Finding]:
    items = instrument.items
    if len(example.answers) != items.count:
        yield finding(f"{place}.answers", "答案个数与题数不符", "the number of answers is not the number of items")
    if any(answer is not None and answer not in items.codes for answer in example.answers):
        yield finding(f"{place}.answers", "有答案超出编码范围", "an answer lies outside the range of codes")
    if not example.scores:
        yield finding(f"{place}.scores", "算例没有说结果", "the example says nothing of what comes out")
    if not {*example.scores, *example.bands} <= set(instrument.scales) or not set(example.safety) <= set(instrument.safety):
        yield finding(place, "提到了不存在的量表或危机条目", "it names a scale or safety item that isn't there")
    if example.table is not None and example.table not in table_names(instrument):
        yield finding(f"{place}.table", "没有这张分级表", "there is no such table")
    for code, band in example.bands.items():
        tables = instrument.scales[code].bands if code in instrument.scales else ()
        read = [table for table in tables if table.name == example.table] if example.table else tables[:1]
        if band is not None and band not in {cut.code for table in read for cut in table.cuts}:
            yield finding(f"{place}.bands.{code}", "这张分级表里没有这一级", "the table has no such band")


def _at_an_edge(example: Example, instrument: Instrument) -> bool:
    """Whether some score stands exactly where a higher band of the default table begins."""
    return any(
        example.scores.get(code) == cut.start
        for code, scale in instrument.scales.items()
        for table in scale.bands[:1]
        for cut in table.cuts[1:]
    )
