"""Contradictions inside one definition, found all at once, before anybody is scored with it."""

import re
from collections.abc import Iterator

from screening.core.errors import InstrumentFault
from screening.core.language import Text, plain
from screening.instruments.band_checks import band_contradictions
from screening.instruments.branch_checks import branch_contradictions
from screening.instruments.completeness import telling_contradictions
from screening.instruments.definition import Instrument
from screening.instruments.example_checks import example_contradictions
from screening.instruments.finding import Finding, finding
from screening.instruments.scale_checks import scale_contradictions

_HIGHEST_CODE = 127  # answers travel as int8
_GRADES = range(4, 10)


def contradictions(instrument: Instrument) -> list[InstrumentFault]:
    """Every contradiction of one definition, in the order of the file; an empty list if it can be trusted to score."""
    parts = (
        _naming(instrument),
        _items(instrument),
        scale_contradictions(instrument),
        branch_contradictions(instrument),
        band_contradictions(instrument),
        _safety(instrument),
        _validity(instrument),
        _norms(instrument),
        _sources(instrument),
        example_contradictions(instrument),
        telling_contradictions(instrument),
    )
    hint = Text(
        "请对照量表手册改正定义文件；已在使用的版本不改，另写一版",
        "Correct the file by the manual; write a new version if this one is in use",
    )
    return [
        InstrumentFault(found.what, where=plain(f"{instrument.edition}: {found.place}"), hint=hint)
        for part in parts
        for found in part
    ]


def _naming(instrument: Instrument) -> Iterator[Finding]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", instrument.code) or instrument.version < 1:
        yield finding("code", "代码须为小写英文，版本号从 1 起", "the code is lower case, versions start at 1")
    grades = instrument.eligible.grades
    if not grades or not set(grades) <= set(_GRADES) or list(grades) != sorted(set(grades)):
        yield finding("eligible.grades", "适用年级须是 4 至 9 中从小到大的年级", "grades are some of 4 to 9, ascending")
    if not instrument.cannot_see.zh or not instrument.cannot_see.en:
        yield finding("cannot_see", "须说明这份量表看不到什么", "say what this instrument cannot see")
    if len(instrument.missing) != len(instrument.missing_en):
        yield finding("missing", "每一处欠缺都要有中英文", "every gap is named in both languages")
    if not instrument.changes:
        yield finding("changes", "缺少修订记录", "the history is empty")


def _items(instrument: Instrument) -> Iterator[Finding]:
    items = instrument.items
    if items.count < 1 or not 0 <= items.low < items.high <= _HIGHEST_CODE:
        yield finding("items", "题数或答案编码范围不成立", "the count or the range of codes is impossible")
    allowed = set(items.codes)
    if (
        len(items.options) != len(items.option_codes)
        or set(items.option_codes) != allowed
        or len(set(items.options)) != len(items.options)
    ):
        yield finding("items.options", "选项文字与编码不能一一对应", "option texts and codes don't pair off over all codes")
    for coding in items.codings:
        if not {*coding.options.values(), *coding.numbers.values()} <= allowed:
            yield finding(f"items.codings.{coding.name}", "有编码超出答案范围", "a code lies outside the range of answers")
    for field, topics in (("topics", items.topics), ("topics_en", items.topics_en)):
        if set(topics) != set(instrument.item_ids) or not all(topics.values()):
            yield finding(
                f"items.{field}",
                "须为每一题写一个两三个词的主题，不多不少",
                "every item has a topic of a few words, no more, no less",
            )


def _safety(instrument: Instrument) -> Iterator[Finding]:
    for item, safety in instrument.safety.items():
        place = f"safety.{item}"
        if item not in instrument.item_ids:
            yield finding(place, "没有这一题", "there is no such item")
        if not safety.topic or not safety.source.cite:
            yield finding(place, "危机条目缺少主题或出处", "a safety item lacks its topic or its source")
        if not instrument.items.low < safety.starts <= instrument.items.high:
            yield finding(
                place, "触发编码不在范围内，或会人人触发", "its first firing code is out of range or fires for everybody"
            )
        if safety.dated is not (safety.window_days is not None):
            yield finding(place, "有时间范围的条目须写天数，没有的不写", "a dated item names its days, an undated one none")


def _validity(instrument: Instrument) -> Iterator[Finding]:
    rules = instrument.validity
    scale = instrument.scales.get(rules.lie_scale or "")
    if (rules.lie_scale is None) is not (rules.lie_from is None):
        yield finding("validity", "效度量表与界值须同时给出", "a lie scale and its cut go together")
    elif rules.lie_scale is not None and (scale is None or scale.role != "validity"):
        yield finding("validity.lie_scale", "没有这个效度量表", "there is no such validity scale")
    elif scale is not None and rules.lie_from is not None and not 0 < rules.lie_from <= len(scale.items) * instrument.items.high:
        yield finding("validity.lie_from", "效度界值达不到", "the cut cannot be reached")


def _norms(instrument: Instrument) -> Iterator[Finding]:
    for number, norm in enumerate(instrument.norms, 1):
        if norm.scale not in instrument.scales or norm.sd <= 0 or norm.n < 1:
            yield finding(
                f"norms.{number}", "常模所属量表不存在，或标准差、人数不成立", "no such scale, or an impossible SD or n"
            )
        if norm.source.confidence != "confirmed":
            yield finding(f"norms.{number}", "只收录经两处证实的常模", "only confirmed norms are shipped")


def _sources(instrument: Instrument) -> Iterator[Finding]:
    for needed in ("key", "options", "bands"):
        if needed not in instrument.sources:
            yield finding(f"sources.{needed}", "缺少出处", "the source is missing")
    if instrument.most_blank is not None and "most_blank" not in instrument.sources:
        yield finding("sources.most_blank", "自定的缺失上限须说明理由", "a limit of blanks of its own needs its reason")
    for name, source in instrument.sources.items():
        if not source.cite:
            yield finding(f"sources.{name}", "出处是空的", "the source is empty")
