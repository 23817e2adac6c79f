"""Writes docs/instruments.md, docs/instruments.en.md and instruments/README.md from the definitions: `make pages`."""

from screening.adapters.instrument_files import information_only, list_editions, load_instrument, write_summary
from screening.adapters.norm_files import shipped_norms
from screening.adapters.packaged_files import packaged
from screening.core.language import Text
from screening.entrypoints.cli.instrument_page import CONFIDENCE
from screening.instruments.gaps import gaps
from screening.instruments.tables import alternatives, table_names
from tests.architecture.sources import ROOT

PAGES = {"zh": ROOT / "docs" / "instruments.md", "en": ROOT / "docs" / "instruments.en.md"}

HEAD = Text(
    """# 量表一览：每份量表凭什么

本页由 `make pages` 从 `instruments/` 里的定义生成，请勿手改；[English](instruments.en.md)。
每一项写明可信度：{words}。自定的数字须由专业人员确认后再用。
高分的意思、阅读水平、看不到什么见 [instruments/README.md](../instruments/README.md) 和 `screening instruments show 代码`；
各级预计比例与上限用 `screening instruments check` 查看。出处不一时可另选的分级表列在“分级”一栏的“另有”之后。
“仅供参考”表示预警规则不读这份量表的得分；危机条目不论哪份都照样处理。
""",
    """# The instruments: what each rests on

Written by `make pages` from the definitions in `instruments/`; don't edit it by hand; [中文](instruments.md).
Every part carries its confidence: {words}. What is ours is confirmed by a clinician before live use.
What a high score means, who can read it and what it cannot see stand in [instruments/README.md](../instruments/README.md) and in
`screening instruments show CODE`; expected shares against the ceilings come from `screening instruments check`. Tables that a
school may choose where sources conflict follow "also" in the column of bands. "Information only" means that no alert rule reads
the scores; safety items always count.
""",
)
COLUMNS = (
    Text("版本", "edition"),
    Text("名称", "name"),
    Text("计分键", "key"),
    Text("分级", "bands"),
    Text("常模", "norms"),
    Text("许可", "licence"),
    Text("尚缺", "missing"),
)


def page(language):
    """The whole page: one line per edition."""
    words = (
        "、".join(one.zh for one in CONFIDENCE.values()) if language == "zh" else ", ".join(one.en for one in CONFIDENCE.values())
    )
    editions = [load_instrument(edition) for edition in list_editions()]
    silent = information_only(editions)
    head = "| " + " | ".join(column.said(language) for column in COLUMNS) + " |\n|" + " --- |" * len(COLUMNS)
    rows = [line(one, language, silent) for one in editions]
    return "\n".join([HEAD.said(language).format(words=words), head, *rows, ""])


def line(one, language, silent):
    sure = CONFIDENCE[one.sources["key"].confidence].said(language)
    name = Text(one.title.zh, one.title.en).said(language)
    if one.edition in silent:
        name += Text("（仅供参考）", " (information only)").said(language)
    licence = f"{one.licence.key}; {one.licence.wording} ({CONFIDENCE[one.licence.confidence].said(language)})"
    missing = Text("；".join(gap.zh for gap in gaps(one)), "; ".join(gap.en for gap in gaps(one))).said(language)
    cells = (
        f"[{one.edition}](../instruments/{one.code}/v{one.version}.yaml)",
        name,
        f"{one.sources['key'].cite} ({sure})",
        bands(one, language),
        norms(one, language),
        licence,
        missing or "–",
    )
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def bands(one, language):
    """The default tables with their confidence, then the tables a school may choose instead."""
    told = {table.name: table for scale in reversed(one.scales.values()) for table in scale.bands}
    other = alternatives(one)
    said = {name: f"{name} ({CONFIDENCE[told[name].source.confidence].said(language)})" for name in table_names(one)}
    default = ", ".join(text for name, text in said.items() if name not in other) or "–"
    also = Text("；另有 ", "; also ").said(language) + ", ".join(said[name] for name in other) if other else ""
    return default + also


def norms(one, language):
    """Norms of the definition and those in files beside it, each with size and confidence."""
    inside = dict.fromkeys((norm.source.cite, norm.source.confidence) for norm in one.norms)
    beside = [table for table in shipped_norms(one.code) if table.speaks_of(one.edition)]
    said = [f"{cite} ({CONFIDENCE[sure].said(language)})" for cite, sure in inside]
    said += [f"{table.id}: {table.source.cite} ({CONFIDENCE[table.source.confidence].said(language)})" for table in beside]
    return "; ".join(said) or "–"


def write():
    """Both pages and the table beside the definitions again."""
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8", newline="\n")
    write_summary(packaged("instruments"))


if __name__ == "__main__":
    write()
