"""`screening import`: read survey exports into a wave and say what came of them."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import progress, say, warn, words


def import_(  # noqa: PLR0917  # Typer gives every option by name
    exports: Annotated[list[Path], typer.Argument(help=words("问卷平台导出的文件，可以多个", "survey exports, one or more"))],
    wave: Annotated[str, typer.Option("--wave", help=words("批次名称", "name of the wave"))],
    instrument: Annotated[
        list[str] | None,
        typer.Option(
            "--instrument", help=words("文件里有哪些量表；不写则自动识别", "which instruments the file holds; found if left out")
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help=words("列与题目的对应表 .toml", "which column answers which item, .toml"))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=words("只说明读懂了什么，不写入", "say what was understood, write nothing"))
    ] = False,
    timings: Annotated[bool, typer.Option("--timings", help=words("显示各步骤用时", "show how long each step took"))] = False,
) -> None:
    """One file after the other; one file's error doesn't stop the others."""
    from screening.core.errors import ScreeningError
    from screening.entrypoints.cli.import_report import show_plan, show_report
    from screening.entrypoints.cli.show import language
    from screening.entrypoints.importing import import_file, prepare
    from screening.entrypoints.opening import open_together
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.classes import school_year_of

    work = open_workspace()
    work.working_member()
    code = 0
    for opened in open_together(exports):
        path = opened.path
        say(Text(f"—— {path.name}", f"—— {path.name}"))
        try:
            ready = prepare(path, instrument or [], mapping, school_year=school_year_of(work.today()), opened=opened)
            for note in ready.export.notes:
                say(note)
            if dry_run:
                show_plan(ready)
                continue
            with progress(Text("正在导入", "Importing")) as tick:
                report = import_file(work, ready, wave, tick)
        except ScreeningError as fault:
            warn(Text(fault.said(language()), fault.said(language())))
            code = code or fault.exit_code
            continue
        show_report(report, timings=timings)
        code = code or (3 if report.refusals else 0)
    raise typer.Exit(code)
