"""`screening research`: take frames for research out of the store."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, table, words

app = typer.Typer(no_args_is_help=True)


@app.callback()
def research() -> None:
    """Keeps `export` a sub-command while it is the only one."""


@app.command("export", help=words("导出去标识的研究数据（需要口令）", "Export frames for research (needs the passphrase)"))
def export(
    waves: Annotated[list[str], typer.Argument(help=words("一个或多个批次", "one wave or more"))],
    out: Annotated[Path, typer.Option("--out", help=words("一个新的文件夹", "a new folder"))],
    items: Annotated[bool, typer.Option("--items", help=words("也导出各题答案（不含危机条目）", "item answers too"))] = False,
    approval: Annotated[str, typer.Option("--approval", help=words("伦理审批号，写入数据说明", "ethics approval number"))] = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Export, then say how much left the store and what was made coarser."""
    from functools import partial

    from screening.adapters.frames import write_release
    from screening.entrypoints.wiring import open_workspace
    from screening.services.export_research import export_research

    work = open_workspace()
    exported = export_research(
        waves,
        person=work.working_member(),
        key=work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic)),
        uow=work.uow(),
        write=partial(write_release, out),
        now=work.now(),
        with_items=items,
        approval=approval,
    )
    table(
        Text(f"研究数据已写入 {out.name}", f"Frames for research written to {out.name}"),
        [Text("内容", "what"), Text("数量", "count")],
        [
            [words("学生", "pupils"), str(exported.pupils)],
            [words("答卷", "sheets"), str(exported.sheets)],
            [words("因太少见而未导出的学生", "pupils left out because too few resemble them"), str(exported.left_out)],
            *([words("合并", "merged"), what] for what in exported.merged),
        ],
    )
    say(
        Text(
            "列的含义见其中的 codebook.md；读入：screening.load(文件夹)",
            "See codebook.md; read with screening.load(folder)",
        )
    )
