"""How the scores of one row came about: items, codes after reversal, prorating, and the cut with its source."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import BandTable, Instrument, Scale
from screening.intake.interface import NO_ANSWER, ColumnPlan, Export
from screening.intake.rows import read_rows
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.score import score


def explain_row(export: Export, plan: ColumnPlan, row: int) -> list[Text]:
    """Lines for a person, scale by scale in the edition's order; nothing that names the pupil.

    Raises MappingFault if the file has no such data row.
    """
    each = plan.instruments[0]
    for chunk in export.chunks():
        if chunk.first_row <= row < chunk.first_row + chunk.rows:
            batch = read_rows(chunk, plan)
            line = row - batch.first_row
            codes = batch.answers[each.instrument.edition][line]
            readable = not batch.unreadable[each.instrument.edition][line]
            return list(_explained(each.instrument, codes, row, readable=readable))
    what = Text(f"文件里没有第 {row} 个数据行", f"the file has no data row {row}")
    raise MappingFault(
        what, where=plain(export.name), hint=Text("数据行从 1 数起，不算表头", "rows count from 1 below the headings")
    )


def _explained(instrument: Instrument, codes: npt.NDArray[np.int8], row: int, *, readable: bool) -> Iterator[Text]:
    yield Text(
        f"第 {row} 行，{instrument.title.zh}（{instrument.edition}）", f"row {row}, {instrument.title.en} ({instrument.edition})"
    )
    if not readable:
        yield Text(
            "有答案不在选项之内，整份不计分；以下只说明读得出的题", "an answer is no option, so nothing is scored; what was read:"
        )
    scores = score(codes[None, :], instrument)
    for place, code in enumerate(instrument.scale_codes):
        scale = instrument.scales[code]
        yield plain("")
        yield Text(f"{scale.title.zh}（{code}）", f"{scale.title.en} ({code})")
        yield _sum(instrument, scale, codes)
        yield _outcome(scores, place) if scale.triage and readable else _value(scale, scores, place, readable=readable)
        if scale.bands and scores.bands[0, place] != NO_BAND and readable:
            yield _band(scale.bands[0], int(scores.bands[0, place]), is_outcome=bool(scale.triage))


def _sum(instrument: Instrument, scale: Scale, codes: npt.NDArray[np.int8]) -> Text:
    """The items with their codes, reversed ones marked R, blanks as a dash."""
    if scale.of:
        parts = " + ".join(scale.of)
        return Text(f"  各分量表之和：{parts}", f"  sum of {parts}")
    said = []
    for item in scale.items:
        code = int(codes[item - 1])
        turned = item in scale.reversed
        value = instrument.items.low + instrument.items.high - code if turned else scale.recode.get(code, code)
        said.append(f"q{item}{'R' if turned else ''}={'–' if code == NO_ANSWER else value}")
    line = " ".join(said)
    if scale.when:
        gate = " / ".join(f"{item} ≥ {code}" for item, code in scale.when.any_of.items())
        told = Text(
            f"；仅当 {gate} 时计分，否则为 {scale.when.otherwise:g}", f"; counts if {gate}, else {scale.when.otherwise:g}"
        )
    else:
        told = Text("", "")
    return Text(f"  题目（R 为反向计分后）：{line}{told.zh}", f"  items (R: after reversal): {line}{told.en}")


def _outcome(scores: Scores, place: int) -> Text:
    """A triage has no value: its rules gave an outcome, or a blank left a graver one open."""
    answered = int(scores.answered[0, place])
    if scores.bands[0, place] == NO_BAND:
        zh, en = "有题未答，不能排除更重的结果，因此没有结果", "a blank leaves a graver outcome open: no outcome"
    else:
        zh, en = "按公布的规则得出结果，不相加", "an outcome by the published rules, no sum"
    return Text(f"  答了 {answered} 题，{zh}", f"  {answered} answered: {en}")


def _value(scale: Scale, scores: Scores, place: int, *, readable: bool) -> Text:
    """The value with what was done to the plain sum, or why there is none."""
    answered, value = int(scores.answered[0, place]), float(scores.values[0, place])
    asked = len(scale.items)
    if not readable:
        return Text(f"  读得出 {answered} 题，没有得分", f"  {answered} could be read: no score")
    if np.isnan(value) and scale.when and answered >= scale.min_answered:
        return Text("  计分的前提没有作答，没有得分", "  what it depends on was not answered: no score")
    if np.isnan(value):
        return Text(f"  答了 {answered} 题，不够计分，没有得分", f"  {answered} answered, too few: no score")
    steps = [f"× {scale.multiply}"] if scale.multiply != 1 else []
    if not scale.of and scale.min_answered <= answered < asked:
        steps.append(f"× {asked}/{answered}")
    done = "".join(f"({step})" for step in steps)
    shown = f"{value:g}" if value == round(value, 6) else repr(value)
    mean = scale.score == "mean"
    return Text(
        f"  {'平均' if mean else '得分'} {shown}{done}，答了 {answered} 题",
        f"  {'mean' if mean else 'score'} {shown} {done}, {answered} answered",
    )


def _band(table: BandTable, band: int, *, is_outcome: bool) -> Text:
    cut, source = table.cuts[band], table.source
    if is_outcome:
        return Text(
            f"  结果 {cut.title.zh}（{cut.code}），依据：{source.cite}（{source.confidence}）",
            f"  outcome: {cut.title.en} ({cut.code}), from: {source.cite} ({source.confidence})",
        )
    upper = f" – <{table.cuts[band + 1].start:g}" if band + 1 < len(table.cuts) else " 及以上"
    upper_en = upper if band + 1 < len(table.cuts) else " and above"
    return Text(
        f"  分级 {cut.title.zh}（{cut.code}）：{cut.start:g}{upper}，依据 {table.name}：{source.cite}（{source.confidence}）",
        f"  band {cut.title.en} ({cut.code}): {cut.start:g}{upper_en}, from {table.name}: {source.cite} ({source.confidence})",
    )
