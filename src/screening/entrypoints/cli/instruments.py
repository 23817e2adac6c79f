"""`screening instruments`: which questionnaires we have, what stands in one of them, and whether they can be trusted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.errors import Faults, InstrumentFault, ScreeningError
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.instruments.definition import Instrument, Scale

app = typer.Typer(no_args_is_help=True)
_WHO = {"self": Text("学生", "pupil"), "parent": Text("家长", "parent"), "teacher": Text("教师", "teacher")}


@app.command("list", help=words("列出所有量表及版本", "All instruments and their editions"))
def list_() -> None:
    """Every edition with its grades, items and safety items."""
    from screening.adapters.instrument_files import list_editions, load_instrument

    editions = [load_instrument(name) for name in list_editions()]
    columns = [
        Text("版本", "edition"),
        Text("名称", "name"),
        Text("填写人", "who"),
        Text("年级", "grades"),
        Text("题数", "items"),
        Text("危机条目", "safety items"),
    ]
    rows = [
        [
            one.edition,
            Text(one.title.zh, one.title.en).said(language()),
            _WHO[one.eligible.respondent].said(language()),
            " ".join(map(str, one.eligible.grades)),
            str(one.items.count),
            " ".join(f"q{column + 1}" for column in one.safety_columns) or "–",
        ]
        for one in editions
    ]
    table(Text("量表", "Instruments"), columns, rows)


@app.command(help=words("查看一份量表：因子、界值、出处", "One instrument: its scales, cut-offs and sources"))
def show(code: Annotated[str, typer.Argument(metavar="CODE", help=words("如 mht 或 mht@1", "e.g. mht or mht@1"))]) -> None:
    """Scales with bands, safety items, sources, and what the instrument can't see."""
    from screening.adapters.instrument_files import load_instrument

    one = load_instrument(code)
    say(Text(f"{one.edition}  {one.title.zh}", f"{one.edition}  {one.title.en}"))
    columns = [
        Text("代码", "code"),
        Text("名称", "name"),
        Text("题目", "items"),
        Text("反向计分", "reversed"),
        Text("至少作答", "least answered"),
        Text("默认分级", "default bands"),
    ]
    table(Text("因子", "Scales"), columns, [_scale_row(scale_code, scale) for scale_code, scale in one.scales.items()])
    _show_safety(one)
    sources = [[name, source.cite, source.confidence] for name, source in one.sources.items()]
    table(Text("出处", "Sources"), [Text("内容", "of"), Text("出处", "source"), Text("可信度", "confidence")], sources)
    say(Text(f"看不到的：{one.cannot_see.zh}", f"Cannot see: {one.cannot_see.en}"))
    for zh, en in zip(one.missing, one.missing_en, strict=True):
        say(Text(f"尚缺：{zh}", f"Missing: {en}"))


@app.command(help=words("检查量表定义，并核对其中的算例", "Check definitions and score their examples"))
def check(
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help=words("一个文件或文件夹", "a file or a folder"))] = None,
    write_readme: Annotated[
        bool, typer.Option("--write-readme", help=words("重写 README.md 中的总表", "rewrite the table in README.md"))
    ] = False,
) -> None:
    """Read every definition, look for contradictions, score the examples; exit code 12 if anything is wrong."""
    from screening.adapters.instrument_files import write_summary
    from screening.adapters.packaged_files import packaged

    place = path or packaged("instruments")
    beside = packaged("instruments")  # what lies beside the folders of the instruments is no definition
    files = sorted(file for file in place.rglob("*.y*ml") if file.parent != beside) if place.is_dir() else [place]
    faults = [fault for file in files for fault in _faults(file, mapped=path is None)]
    for fault in faults:
        warn(plain(fault.said(language())))
    if faults or not files:
        warn(Text(f"{len(files)} 个定义，发现 {len(faults)} 处问题", f"{len(files)} definitions, {len(faults)} faults"))
        raise typer.Exit(InstrumentFault.exit_code)
    if write_readme and place.is_dir():
        write_summary(place)
    say(Text(f"{len(files)} 个定义都没有问题", f"{len(files)} definitions, all in order"))


@app.command(help=words("打印定义文件的 JSON Schema，供编辑器使用", "Print the JSON Schema of a definition, for editors"))
def schema() -> None:
    """The shape of a definition file; what the checks find beyond it is not in the schema."""
    import json

    from screening.instruments.definition import Instrument

    typer.echo(json.dumps(Instrument.model_json_schema(), ensure_ascii=False, indent=2))


def _faults(file: Path, *, mapped: bool) -> list[ScreeningError]:
    """Everything wrong with one file; ``mapped`` asks also whether the band mapping speaks of all it publishes."""
    from screening.adapters.instrument_files import read_instrument
    from screening.adapters.policy_files import load_band_mapping
    from screening.alerts.coverage import uncovered
    from screening.scoring.selftest import failed_examples

    try:
        instrument = read_instrument(file)
    except Faults as several:
        return several.faults
    except ScreeningError as fault:
        return [fault]
    unmapped = uncovered(instrument, load_band_mapping()) if mapped else []
    return [*failed_examples(instrument), *map(InstrumentFault, unmapped)]


def _scale_row(code: str, scale: "Scale") -> list[str]:
    from screening.instruments.shorthand import written_short

    cuts = scale.bands[0].cuts if scale.bands else ()
    title = Text(scale.title.zh, scale.title.en).said(language())
    bands = "; ".join(f"{Text(cut.title.zh, cut.title.en).said(language())} ≥ {cut.start:g}" for cut in cuts[1:])
    items = " + ".join(scale.of) if scale.of else written_short(scale.items)
    return [code, title, items, written_short(scale.reversed) or "–", str(scale.min_answered or "–"), bands or "–"]


def _show_safety(one: "Instrument") -> None:
    if one.safety:
        rows = [
            [item, _topic(one, item), f"≥ {safety.starts}", str(safety.window_days or "–")] for item, safety in one.safety.items()
        ]
        columns = [Text("条目", "item"), Text("主题", "topic"), Text("触发", "fires"), Text("时间范围（天）", "window, days")]
        table(Text("危机条目", "Safety items"), columns, rows)


def _topic(one: "Instrument", item: str) -> str:
    return Text(one.items.topics[item], one.items.topics_en[item]).said(language())
