"""The codebook of an export: what every column means, where every band starts, and what was done so that nobody is recognised."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from screening.core.language import Language, Text
from screening.instruments.definition import Instrument
from screening.research.release import SMALLEST_CELL, SMALLEST_GROUP, Clustering, Release

FORMAT = 1  # of the export; a reader of a later one must still understand it

COLUMNS: dict[str, Text] = {
    "study_id": Text("研究编号:每次导出重新随机编,只在本次导出内有效", "study id: random, valid within this export only"),
    "wave": Text("测评批次", "wave"),
    "month": Text("该批次大多数答卷的作答月份", "month in which most sheets of the wave were answered"),
    "grade": Text("导出时的年级;人数过少时合并为学段", "grade at the time of export; a range where a grade is too small"),
    "sex": Text("性别;人数过少时不给出", "sex; empty where too few are of one sex"),
    "instrument": Text("量表及版本", "instrument and edition"),
    "scale": Text("总分或分量表", "total or subscale"),
    "score": Text("得分;缺失表示不能计分", "score; missing = not scorable"),
    "band": Text("出版物给出的分级;没有分级表时缺失", "published band; missing where there is no table"),
    "rank": Text("分级的次序,0 为得分最低的一级", "order of the band, 0 holds the lowest scores"),
    "validity": Text("效度标记,OK 表示没有", "validity flags, OK if none"),
    "readable": Text("能否解释:没有使结果不可读的标记", "no flag that makes the result unreadable"),
    "q1 … qN": Text("各题答案(仅在要求时导出);危机条目从不导出", "answers (only on request); safety items are never exported"),
    "enrolled": Text("名册人数,四舍五入到 5", "pupils on the roster, rounded to 5"),
    "sheets": Text("答卷数,四舍五入到 5", "sheets, rounded to 5"),
}

RULES: tuple[Text, ...] = (
    Text("只含监护人已同意的学生", "only pupils whose guardian has consented"),
    Text(
        "不含班级、姓名、学号、出生日期、具体日期、危机条目和预警",
        "no class, name, number, birth date, day, safety item, alert",
    ),
    Text(
        f"年级、性别和答卷组合相同的学生至少 {SMALLEST_GROUP} 人,否则合并或不导出",
        f"at least {SMALLEST_GROUP} pupils are alike in grade, sex and set of sheets; others are merged or left out",
    ),
    Text(
        f"发表表格时,小于 {SMALLEST_CELL} 的格子和可由此推算的格子都不显示",
        f"in published tables cells below {SMALLEST_CELL} are hidden, and cells from which they could be worked out",
    ),
    Text("测评结果只是线索,不是结论", "screening results are clues, not conclusions"),
)


def describe(
    release: Release, instruments: Iterable[Instrument], waves: Sequence[str], *, month: str, approval: str = ""
) -> dict[str, Any]:
    """The codebook as plain lists, texts and numbers, ready for JSON. ``month``: YYYY-MM of the export."""
    return {
        "format": FORMAT,
        "exported": month,
        "waves": list(waves),
        "approval": approval,
        "smallest_group": SMALLEST_GROUP,
        "smallest_cell": SMALLEST_CELL,
        "left_out": release.left_out if release.left_out == 0 or release.left_out >= SMALLEST_CELL else f"<{SMALLEST_CELL}",
        "merged": list(release.merged),
        "rules": [_both(rule) for rule in RULES],
        "columns": {name: _both(words) for name, words in COLUMNS.items()},
        "instruments": {one.edition: _instrument(one, release.clustering) for one in instruments},
    }


def as_page(codebook: Mapping[str, Any]) -> str:
    """The codebook as a Markdown page, Chinese first, English beside it."""
    lines = [
        "# 数据说明 · Codebook",
        "",
        f"导出月份 exported: {codebook['exported']}",
        f"批次 waves: {'、'.join(codebook['waves'])}",
    ]
    lines += [f"审批 approval: {codebook['approval'] or '—'}", "", "## 保护规则 · Rules", ""]
    lines += [f"- {rule['zh']} · {rule['en']}" for rule in codebook["rules"]]
    lines += [f"- 未导出人数 left out: {codebook['left_out']}", *(f"- 合并 merged: {what}" for what in codebook["merged"])]
    lines += ["", "## 列 · Columns", "", "| 列 | 含义 | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {words['zh']} | {words['en']} |" for name, words in codebook["columns"].items()]
    for edition, told in codebook["instruments"].items():
        lines += ["", f"## {edition} · {told['title']['zh']} · {told['title']['en']}", "", told["cannot_see"]["zh"], ""]
        lines += ["| scale | 名称 | 题数 | 分级(起点) | 班级内相关 |", "| --- | --- | --- | --- | --- |"]
        lines += [_scale_line(code, scale) for code, scale in told["scales"].items()]
    return "\n".join(lines) + "\n"


def scale_titles(codebook: Mapping[str, Any], edition: str, language: Language = "zh") -> dict[str, str]:
    """Words for the content scales of an edition, by code, in the order of its definition; validity scales are left out."""
    scales = codebook["instruments"][edition]["scales"]
    return {code: scale["title"][language] for code, scale in scales.items() if scale["role"] != "validity"}


def band_titles(codebook: Mapping[str, Any], edition: str, scale: str, language: Language = "zh") -> dict[str, str]:
    """Words for the bands of one scale, by code, from the lowest values up; empty if it has no table."""
    bands = codebook["instruments"][edition]["scales"][scale]["bands"]
    return {band["code"]: band["title"][language] for band in bands}


def _instrument(instrument: Instrument, clustering: Mapping[tuple[str, str], Clustering]) -> dict[str, Any]:
    scales = {}
    for code, scale in instrument.scales.items():
        alike = clustering.get((instrument.edition, code))
        table = scale.bands[0] if scale.bands else None
        scales[code] = {
            "title": scale.title.model_dump(),
            "items": len(scale.items),
            "higher_is": scale.higher_is,
            "role": scale.role,
            "table": table.name if table else None,
            "source": table.source.cite if table else None,
            "bands": [{"code": c.code, "start": c.start, "title": c.title.model_dump()} for c in table.cuts] if table else [],
            "intraclass": round(alike.intraclass, 4) if alike else None,
            "class_size": round(alike.class_size, 1) if alike else None,
        }
    return {"title": instrument.title.model_dump(), "cannot_see": instrument.cannot_see.model_dump(), "scales": scales}


def _scale_line(code: str, scale: Mapping[str, Any]) -> str:
    bands = "、".join(f"{band['title']['zh']} ≥ {band['start']:g}" for band in scale["bands"]) or "—"
    return f"| `{code}` | {scale['title']['zh']} | {scale['items']} | {bands} | {scale['intraclass']} |"


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
