"""`screening instruments`: which questionnaires we have, what stands in one of them, and whether they can be trusted."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.errors import InstrumentFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table, warn, words

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
    """Reading age, scales with bands, safety items, choices, reliability, shares to expect, sources, and what it can't see."""
    from screening.adapters.instrument_files import load_instrument
    from screening.adapters.policy_files import load_band_mapping
    from screening.entrypoints.cli import instrument_page as page

    one = load_instrument(code)
    say(Text(f"{one.edition}  {one.title.zh}", f"{one.edition}  {one.title.en}"))
    page.show_telling(one)
    page.show_scales(one)
    page.show_safety(one)
    page.show_choices(one, load_band_mapping())
    page.show_figures(one)
    page.show_sources(one)


@app.command(help=words("检查量表定义，并核对其中的算例", "Check definitions and score their examples"))
def check(
    path: Annotated[Path | None, typer.Argument(metavar="PATH", help=words("一个文件或文件夹", "a file or a folder"))] = None,
    write_readme: Annotated[
        bool, typer.Option("--write-readme", help=words("重写 README.md 中的总表", "rewrite the table in README.md"))
    ] = False,
) -> None:
    """Read every definition, look for contradictions and gaps, score the examples; exit code 12 if anything is wrong.

    Without a path the shipped editions are also held against the band mapping, and expected shares against its ceilings.
    """
    from screening.adapters.instrument_files import read_instrument, write_summary
    from screening.adapters.packaged_files import packaged
    from screening.entrypoints.cli.instrument_checks import definition_files, faults_of, show_ceilings

    place = path or packaged("instruments")
    files = definition_files(place)
    faults = [fault for file in files for fault in faults_of(file, mapped=path is None)]
    for fault in faults:
        warn(plain(fault.said(language())))
    if faults or not files:
        warn(Text(f"{len(files)} 个定义，发现 {len(faults)} 处问题", f"{len(files)} definitions, {len(faults)} faults"))
        raise typer.Exit(InstrumentFault.exit_code)
    if write_readme and place.is_dir():
        write_summary(place)
    if path is None:
        show_ceilings(read_instrument(file) for file in files)
    say(Text(f"{len(files)} 个定义都没有问题", f"{len(files)} definitions, all in order"))


@app.command(help=words("打印定义文件的 JSON Schema，供编辑器使用", "Print the JSON Schema of a definition, for editors"))
def schema() -> None:
    """The shape of a definition file; what the checks find beyond it is not in the schema."""
    import json

    from screening.instruments.definition import Instrument

    typer.echo(json.dumps(Instrument.model_json_schema(), ensure_ascii=False, indent=2))
