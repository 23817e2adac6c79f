"""Why this pupil? A decision in plain words: signals, rules, cut-offs, what is uncertain, history, and that it is provisional."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.alerts.interface import Decision
from screening.alerts.mapping import BandMapping, Bands
from screening.alerts.near_cut import NearCut
from screening.alerts.policy import AlertPolicy
from screening.alerts.rules import RULES
from screening.core.language import Text
from screening.core.severity import Band
from screening.instruments.definition import Instrument

SIGNAL, RULE, CUT = Text("信号", "Signals"), Text("规则", "Rules"), Text("界值", "Cut-offs")
DOUBT, HISTORY, FAMILY = Text("不确定之处", "Uncertain"), Text("历史", "History"), Text("家庭", "Family")
STANDING, VERSION = Text("系统初判", "Provisional"), Text("规则版本", "Policy")

BANDS = {"B1": Text("略高", "slightly raised"), "B2": Text("升高", "raised"), "B3": Text("很高", "very high")}
SAFETY = {
    "CI-1": Text("危机条目有回应，较轻、较早，或没有问时间", "a safety answer, mild, some time ago or undated"),
    "CI-2": Text("危机条目提示当前风险", "a safety answer that tells of a current risk"),
    "CI-3": Text("危机条目提示有计划、准备或近期行为", "a safety answer that tells of a plan, means or a recent act"),
    "CI-SKIP": Text("危机条目未作答", "a safety item left blank"),
}
TOLD = {
    "O3I": Text("有人报告危险正在发生（O3I）", "somebody reported danger under way (O3I)"),
    "O3": Text("有人报告安全担忧（O3）", "somebody reported a safety concern (O3)"),
    "O2": Text("成人观察到明显变化（O2）", "an adult saw a marked change (O2)"),
    "O1": Text("有人观察到轻微变化（O1）", "somebody saw a mild change (O1)"),
    "protection": Text("儿童保护报告", "a child-protection report"),
    "by_hand": Text("人工定级", "a level set by hand"),
    "bullying": Text("疑似欺凌", "bullying suspected"),
    "care": Text("家长或医院告知在外就诊", "a guardian or hospital told of outside care"),
    "mood": Text("晴雨表连续低落", "low mood for days in a row"),
    "talk": Text("学生希望谈一谈", "the pupil asks for a talk"),
    "attempt": Text("近 12 个月内有既往史", "history within twelve months"),
    "returned": Text("住院或休学返校 90 天内", "back from hospital or leave within 90 days"),
    "closed": Text("较重预警结案不久", "a grave case was closed not long ago"),
}
UNREADABLE = Text("答卷不可读", "the sheet can't be read")
CASES = {
    "new": Text("新的预警", "a new alert"),
    "reopened": Text("较重预警结案不久，原档案重新打开", "a grave case was closed not long ago: the same file is opened again"),
    "step_up": Text("已有在案预警，这次更重，等级上调", "an open case, and this is graver: stepped up"),
    "attached": Text("已有在案预警，这次并入，不自动下调", "an open case: added to it, nothing is lowered"),
    "none": Text("没有在案预警", "no open case"),
}
READ = {
    "prorated": Text("有漏答，分数按已答题折算", "some answers are missing: the score is prorated"),
    "NA": Text("没有一份量表可读，分数没有采用；分数低不等于没事", "no questionnaire can be read: scores were not used"),
    "none": Text("没有答卷，依据来自其他渠道", "there is no sheet: it rests on other sources"),
}
BY_CASE = Text("在案预警维持原等级，不自动下调", "the open case keeps its level; nothing is lowered automatically")
HASTY = Text(
    "作答过快或一条直线，可信度低；时限不因此改变", "answered in haste or in straight lines: low confidence; clocks unchanged"
)
UNDATED = Text("危机条目没有问时间范围，不知道是否近期", "the safety item asks for no time window: it may lie back long")
CLEAR = Text("没有发现影响可信度的情况", "nothing found that lessens confidence")
PROVISIONAL = Text(
    "这不是结论：须由心理老师结合访谈、观察等第二来源核定；安全确认不等核定",
    "no conclusion: the counselor confirms it with a second source such as a talk or an observation; safety checks don't wait",
)
ELSEWHEN = Text("界值属于另一版分级对应表，这里不列", "cut-offs belong to another version of the band mapping and are not shown")


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """One line of the card under its topic."""

    topic: Text
    words: Text


def reason_card(
    decision: Decision,
    policy: AlertPolicy,
    mapping: BandMapping,
    instruments: Mapping[str, Instrument],
    near: Sequence[NearCut] = (),
) -> tuple[CardLine, ...]:
    """The card's lines in reading order; at least the conclusion, what is uncertain, history and version.

    For the counselor only: it holds bands and critical grades, no score, no answer, no name and no item. Editions that
    ``instruments`` lacks are shown by their code. Cut-offs are those of ``mapping``, left out if another version decided.
    ``near``: scores within one error of measurement of a cut; they are named among the doubts and change nothing else.
    """
    label = policy.labels[decision.severity.name]  # type: ignore[index]  # the policy has every name
    lines = [(STANDING, Text(f"{label.zh}（{PROVISIONAL.zh}）", f"{label.en} ({PROVISIONAL.en})"))]
    lines += [(SIGNAL, said) for said in _signals(decision, instruments)]
    lines += [(RULE, said) for said in _rules(decision)]
    lines += [(CUT, said) for said in _cuts(decision, mapping, instruments)]
    lines += [(DOUBT, said) for said in _doubts(decision, mapping, [_near(one, instruments) for one in near])]
    lines += [(HISTORY, said) for said in _history(decision)]
    if decision.family_hold:
        lines.append((FAMILY, Text("家庭通知已锁定：不联系家庭", "family hold: nothing goes home")))
    lines.append((VERSION, Text(decision.policy, decision.policy)))
    return tuple(CardLine(topic=topic, words=said) for topic, said in lines)


def _signals(decision: Decision, instruments: Mapping[str, Instrument]) -> Iterator[Text]:
    for code in decision.evidence:
        edition, *scale, what = code.split(" ")
        if edition == "told":
            yield Text(f"日常报告：{TOLD[what].zh}", f"told by people: {TOLD[what].en}")
            continue
        if edition == "report":
            yield Text(f"其他渠道：{SAFETY[what].zh}（{what}）", f"from elsewhere: {SAFETY[what].en} ({what})")
            continue
        name = _title(edition, instruments)
        if what in BANDS:
            part, band = _scale(edition, " ".join(scale), instruments), BANDS[what]
            yield Text(f"{name.zh}，{part.zh}：{band.zh}（{what}）", f"{name.en}, {part.en}: {band.en} ({what})")
        elif what in SAFETY:
            yield Text(f"{name.zh}：{SAFETY[what].zh}（{what}）", f"{name.en}: {SAFETY[what].en} ({what})")
        else:
            yield Text(f"{name.zh}：{UNREADABLE.zh}", f"{name.en}: {UNREADABLE.en}")


def _rules(decision: Decision) -> Iterator[Text]:
    """The rules at the winning severity with their reasons."""
    for id_ in decision.rules:
        because = BY_CASE if id_ == "M1" else _because(id_)
        yield Text(f"{id_} {because.zh}", f"{id_} {because.en}")


def _because(id_: str) -> Text:
    """Rules of one id (M2 stands at three severities) have one reason."""
    return next(rule.because for rule in RULES if rule.id == id_)


def _cuts(decision: Decision, mapping: BandMapping, instruments: Mapping[str, Instrument]) -> Iterator[Text]:
    """From where to where each band that was seen reaches."""
    seen = [code.split(" ") for code in decision.evidence if code.split(" ")[-1] in BANDS]
    if seen and not _decided_by(decision, mapping):
        yield ELSEWHEN
        return
    for edition, *scale, band in seen:
        told, code = mapping.of(edition), " ".join(scale)
        bands = told.total if code == "total" else told.subscales.get(code)
        if bands is None or (bands.bands is None and not bands.by_grade):
            continue
        part, reach = _scale(edition, code, instruments), _everywhere(bands, Band[band])
        if code == "total" and told.upgrade and told.upgrade.to == band:
            reach = Text(f"{reach.zh}，或符合该量表公布的症状组合", f"{reach.en}, or the published combination of symptoms")
        form = _title(edition, instruments)
        yield Text(f"{form.zh}，{part.zh} {band}：{reach.zh}", f"{form.en}, {part.en} {band}: {reach.en}")


def _everywhere(bands: Bands, band: Band) -> Text:
    """The reach of a band, and of each grade in which a local norm moved it."""
    reach = _reach(bands, band) if bands.bands else Text("其他年级不读", "not read in other grades")
    for grade, own in sorted(bands.grades.items()):
        here = _reach(own, band) if band in own.found else Text("没有这一级", "no such band")
        reach = Text(f"{reach.zh}；按常模 {grade} 年级 {here.zh}", f"{reach.en}; by the norm, grade {grade}: {here.en}")
    return reach


def _reach(bands: Bands, band: Band) -> Text:
    """Where a band starts and ends, on the unrounded score."""
    place = bands.found.index(band)
    start = bands.starts[place]
    end = bands.starts[place + 1] if place + 1 < len(bands.starts) else None
    if end is None:
        return Text(f"{start:g} 及以上", f"{start:g} and above")
    return Text(f"{start:g} 到不足 {end:g}", f"{start:g} to below {end:g}")


def _near(one: NearCut, instruments: Mapping[str, Instrument]) -> Text:
    """How far from the cut, against the error of measurement."""
    name, part = _title(one.edition, instruments), _scale(one.edition, one.scale, instruments)
    within = Text(f"在测量误差（±{one.error.sem:.1f}）之内", f"within the error of measurement (±{one.error.sem:.1f})")
    if one.side == "below":
        return Text(
            f"{name.zh}，{part.zh}：比 B2 分界低 {one.distance:g}，{within.zh}，再测一次可能就到分界",
            f"{name.en}, {part.en}: {one.distance:g} short of B2, {within.en}; a second sitting might reach it",
        )
    far = Text(f"只比 B2 分界高 {one.distance:g}，{within.zh}", f"only {one.distance:g} beyond B2, {within.en}")
    if not one.distance:
        far = Text("正好在 B2 分界上", "exactly where B2 begins")
    return Text(
        f"{name.zh}，{part.zh}：{far.zh}；等级不因此降低",
        f"{name.en}, {part.en}: {far.en}; the level is not lowered by this",
    )


def _doubts(decision: Decision, mapping: BandMapping, near: list[Text]) -> Iterator[Text]:
    found = [READ[decision.bands]] if decision.bands in READ else []
    found += [_because(id_) for id_ in decision.unreadable]
    found += [HASTY] if decision.confidence == "low" else []
    found += [UNDATED] if "undated_mild" in decision.facts or _rests_on_undated(decision, mapping) else []
    found += near
    yield from found or [CLEAR]


def _rests_on_undated(decision: Decision, mapping: BandMapping) -> bool:
    """Every safety answer seen comes from items without a time window."""
    told = [code.split(" ")[0] for code in decision.evidence if code.split(" ")[-1] in {"CI-1", "CI-2", "CI-3"}]
    items = [mapping.of(edition).critical for edition in told]
    return bool(items) and all(one is not None and not one.dated for one in items)


def _history(decision: Decision) -> Iterator[Text]:
    yield CASES[decision.case]
    if "FU-RTN" in decision.templates:
        yield Text("住院或休学返校 90 天内", "back from hospital or leave within 90 days")
    if "FU-TR" in decision.templates:
        yield Text("本学期转入", "moved here this term")
    if "brings_forward" in decision.facts:
        yield Text("下一次跟进提前到 7 天内", "the next follow-up is brought forward to within 7 days")


def _decided_by(decision: Decision, mapping: BandMapping) -> bool:
    return f"band-mapping@{mapping.version}" in decision.policy.split(" ")


def _title(edition: str, instruments: Mapping[str, Instrument]) -> Text:
    told = instruments.get(edition)
    return Text(told.title.zh, told.title.en) if told else Text(edition, edition)


def _scale(edition: str, code: str, instruments: Mapping[str, Instrument]) -> Text:
    """The scale's title; the total by its plain word."""
    told = instruments.get(edition)
    if code == "total":
        return Text("总分", "total")
    if told is None or code not in told.scales:
        return Text(f"分量表 {code.removeprefix('subscale ')}", f"subscale {code.removeprefix('subscale ')}")
    return Text(told.scales[code].title.zh, told.scales[code].title.en)
