"""How the scores of one row came about: item, key, scale, norm and band, each step with its source."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from screening.alerts.mapping import BandMapping
from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.core.severity import Band
from screening.instruments.definition import BandTable, Instrument, Scale
from screening.instruments.norm_tables import NormTable
from screening.intake.classes import parse_class
from screening.intake.interface import NO_ANSWER, ColumnPlan, Export
from screening.intake.rows import read_rows
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.norms import Group, cells_in_order, normed
from screening.scoring.score import score

_ANYBODY = 0


def explain_row(export: Export, plan: ColumnPlan, row: int, tables: Sequence[NormTable] = ()) -> list[Text]:
    """Lines for a person, scale by scale in the edition's order; nothing that names the pupil.

    T is by the nearest of ``tables`` for the grade that the class tells. Raises MappingFault if the file has no such data row.
    """
    each = plan.instruments[0]
    for chunk in export.chunks():
        if chunk.first_row <= row < chunk.first_row + chunk.rows:
            batch = read_rows(chunk, plan)
            line = row - batch.first_row
            codes = batch.answers[each.instrument.edition][line]
            readable = not batch.unreadable[each.instrument.edition][line]
            told = parse_class(batch.classes[line])
            grade = told.grade if told else _ANYBODY
            return explain_codes(each.instrument, codes, row, readable=readable, grade=grade or _ANYBODY, tables=tables)
    what = Text(f"文件里没有第 {row} 个数据行", f"the file has no data row {row}")
    raise MappingFault(
        what, where=plain(export.name), hint=Text("数据行从 1 数起，不算表头", "rows count from 1 below the headings")
    )


def explain_codes(
    instrument: Instrument,
    codes: npt.NDArray[np.int8],
    row: int,
    *,
    readable: bool = True,
    grade: int = _ANYBODY,
    tables: Sequence[NormTable] = (),
    mapping: BandMapping | None = None,
) -> list[Text]:
    """The steps of one sheet's scores: item → key → scale → norm → band, and with ``mapping`` the policy's band.

    ``codes``: (items,) int8 with NO_ANSWER. ``grade`` 0: not known, so no norm speaks of the pupil.
    """
    lines = [
        Text(
            f"第 {row} 行，{instrument.title.zh}（{instrument.edition}）",
            f"row {row}, {instrument.title.en} ({instrument.edition})",
        )
    ]
    if not readable:
        lines.append(
            Text(
                "有答案不在选项之内，整份不计分；以下只说明读得出的题",
                "an answer is no option, so nothing is scored; what was read:",
            )
        )
    scores = score(codes[None, :], instrument)
    for place, code in enumerate(instrument.scale_codes):
        scale = instrument.scales[code]
        lines += [plain(""), Text(f"{scale.title.zh}（{code}）", f"{scale.title.en} ({code})"), _sum(instrument, scale, codes)]
        lines.append(
            _outcome(scores, place)
            if scale.triage and readable
            else _value(instrument, scale, scores, place, codes, readable=readable)
        )
        if readable:
            lines += _norm(instrument, scores, place, grade, tables)
            lines += _published_band(scale, scores, place)
            lines += _policy_band(instrument, code, float(scores.values[0, place]), grade, mapping)
    return lines


def _sum(instrument: Instrument, scale: Scale, codes: npt.NDArray[np.int8]) -> Text:
    """The items with what each counts; where the key changes an answer, the answer first: ``q3R=1→3``. A dash is a blank."""
    if scale.of:
        parts = " + ".join(scale.of)
        return Text(f"  各分量表之和：{parts}", f"  sum of {parts}")
    line = " ".join(_counted(instrument, scale, item, int(codes[item - 1])) for item in scale.items)
    if scale.when:
        gate = " / ".join(f"{item} ≥ {code}" for item, code in scale.when.any_of.items())
        told = Text(
            f"；仅当 {gate} 时计分，否则为 {scale.when.otherwise:g}", f"; counts if {gate}, else {scale.when.otherwise:g}"
        )
    else:
        told = Text("", "")
    return Text(
        f"  题目（R 为反向计分，→ 后为计入的分）：{line}{told.zh}", f"  items (R: reversed, after →: as counted): {line}{told.en}"
    )


def _counted(instrument: Instrument, scale: Scale, item: int, code: int) -> str:
    turned = item in scale.reversed
    name = f"q{item}{'R' if turned else ''}"
    if code == NO_ANSWER:
        return f"{name}=–"
    value = _keyed(instrument, scale, item, code)
    return f"{name}={code}→{value}" if turned or value != code else f"{name}={value}"


def _keyed(instrument: Instrument, scale: Scale, item: int, code: int) -> int:
    return instrument.items.low + instrument.items.high - code if item in scale.reversed else scale.recode.get(code, code)


def _outcome(scores: Scores, place: int) -> Text:
    """A triage has no value: its rules gave an outcome, or a blank left a graver one open."""
    answered = int(scores.answered[0, place])
    if scores.bands[0, place] == NO_BAND:
        zh, en = "有题未答，不能排除更重的结果，因此没有结果", "a blank leaves a graver outcome open: no outcome"
    else:
        zh, en = "按公布的规则得出结果，不相加", "an outcome by the published rules, no sum"
    return Text(f"  答了 {answered} 题，{zh}", f"  {answered} answered: {en}")


def _value(
    instrument: Instrument, scale: Scale, scores: Scores, place: int, codes: npt.NDArray[np.int8], *, readable: bool
) -> Text:
    """The value with what was done to the plain sum, or why there is none."""
    answered, value = int(scores.answered[0, place]), float(scores.values[0, place])
    if not readable:
        return Text(f"  读得出 {answered} 题，没有得分", f"  {answered} could be read: no score")
    if np.isnan(value) and scale.when and answered >= scale.min_answered:
        return Text("  计分的前提没有作答，没有得分", "  what it depends on was not answered: no score")
    if np.isnan(value):
        return Text(f"  答了 {answered} 题，不够计分，没有得分", f"  {answered} answered, too few: no score")
    done = _steps(instrument, scale, codes, answered)
    shown = f"{value:g}" if value == round(value, 6) else repr(value)
    mean = scale.score == "mean"
    return Text(
        f"  {'平均' if mean else '得分'} {done}{shown}，答了 {answered} 题",
        f"  {'mean' if mean else 'score'} {done}{shown}, {answered} answered",
    )


def _steps(instrument: Instrument, scale: Scale, codes: npt.NDArray[np.int8], answered: int) -> str:
    """``9 × 9/8 = `` before a prorated or multiplied value; nothing before a plain sum or what is no sum."""
    asked, steps = len(scale.items), []
    if scale.multiply != 1:
        steps.append(f"× {scale.multiply}")
    if not scale.of and scale.score == "sum" and scale.min_answered <= answered < asked:
        steps.append(f"× {asked}/{answered}")
    if scale.score == "mean":
        steps.append(f"÷ {answered}")
    if not steps or scale.of or scale.when:
        return f"({' '.join(steps)}) " if steps else ""
    given = [(item, int(codes[item - 1])) for item in scale.items if codes[item - 1] != NO_ANSWER]
    plain_sum = sum(_keyed(instrument, scale, item, code) for item, code in given)
    rounded = " ≈ " if scale.rounding == "half_up" else " = "
    return f"{plain_sum} {' '.join(steps)}{rounded}"


def _norm(instrument: Instrument, scores: Scores, place: int, grade: int, tables: Sequence[NormTable]) -> Iterator[Text]:
    """T with the norm it comes from; a line that there is none only where the scale has a norm for others."""
    code, value = instrument.scale_codes[place], scores.values[0, place]
    cells = cells_in_order(instrument, tables)
    if np.isnan(value) or not any(cell.scale == code for cell in cells):
        return
    group = Group(grade=np.array([grade], np.int8), sex=np.zeros(1, np.int8))
    found = normed(scores.values, instrument, group, tables)
    used = int(found.cell[0, place])
    if used < 0 or np.isnan(found.z[0, place]):
        yield Text("  没有适用于这个年级的常模，不换算 T 分", "  no norm speaks of this grade: no T")
        return
    cell = cells[used]
    table = next((one for one in tables if cell in one.cells), None)
    name, source = (table.id, table.source.cite) if table else (instrument.edition, "")
    how = f"{value:g}" if cell.zs else f"50 + 10 × ({value:g} − {cell.mean:g}) / {cell.sd:g}"
    yield Text(
        f"  T = {how} → {found.t[0, place]:.1f}，常模 {name}（n = {cell.n}）{'：' + source if source else ''}",
        f"  T = {how} → {found.t[0, place]:.1f}, norm {name} (n = {cell.n}){': ' + source if source else ''}",
    )


def _published_band(scale: Scale, scores: Scores, place: int) -> Iterator[Text]:
    band = int(scores.bands[0, place])
    if not scale.bands or band == NO_BAND:
        return
    table = scale.bands[0]
    cut, source = table.cuts[band], table.source
    if scale.triage:
        yield Text(
            f"  结果 {cut.title.zh}（{cut.code}），依据：{source.cite}（{source.confidence}）",
            f"  outcome: {cut.title.en} ({cut.code}), from: {source.cite} ({source.confidence})",
        )
        return
    upper, upper_en = _upper(table, band)
    yield Text(
        f"  分级 {cut.title.zh}（{cut.code}）：{cut.start:g}{upper}，依据 {table.name}：{source.cite}（{source.confidence}）",
        f"  band {cut.title.en} ({cut.code}): {cut.start:g}{upper_en}, from {table.name}: {source.cite} ({source.confidence})",
    )


def _upper(table: BandTable, band: int) -> tuple[str, str]:
    if band + 1 == len(table.cuts):
        return " 及以上", " and above"
    until = f" – <{table.cuts[band + 1].start:g}"
    return until, until


def _policy_band(instrument: Instrument, code: str, value: float, grade: int, mapping: BandMapping | None) -> Iterator[Text]:
    """What the policy reads from the score; the symptom algorithm that may lift a total is told by the reason card."""
    if mapping is None or np.isnan(value):
        return
    told = mapping.of(instrument.edition)
    read = [bands for bands in (told.total,) if bands is not None and bands.scale == code]
    read += [bands for name, bands in told.subscales.items() if name == code]
    for bands in read:
        here = bands.grades.get(grade, bands)
        if here.bands is None:
            continue
        place = int(np.searchsorted(np.asarray(here.starts), value, side="right")) - 1
        found = Band(here.found[max(place, 0)]).name
        version = f"band-mapping@{mapping.version}"
        yield Text(f"  规则读作 {found}（{version}）：{bands.source}", f"  the policy reads {found} ({version}): {bands.source}")
