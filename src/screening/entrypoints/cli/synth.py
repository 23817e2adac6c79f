"""`screening synth`: the roster and the survey exports of a school in which nobody exists."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import progress, table, words

if TYPE_CHECKING:
    from screening.adapters.export_writers.wjx import Tick, Written
    from screening.research.synthetic import AnswerModel, School


Coding = Literal["text", "number", "score"]
Format = Literal["xlsx", "csv", "plain"]


def synth(
    *,
    out: Annotated[Path, typer.Option("--out", help=words("放到哪个文件夹", "folder to write to"))],
    pupils: Annotated[int, typer.Option("--pupils", min=40, max=1_000_000, help=words("学生人数", "how many pupils"))] = 1_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help=words("同一个数得到同样的学校", "same seed, same school"))] = 1,
    instruments: Annotated[
        str, typer.Option("--instruments", help=words("量表代码，用逗号分开", "instrument codes, joined by commas"))
    ] = "mht,phq9,gad7",
    coding: Annotated[
        Coding, typer.Option("--coding", help=words("按文本、按序号还是按分数", "option texts, option numbers or scores"))
    ] = "text",
    format: Annotated[  # noqa: A002 - the option's public name
        Format,
        typer.Option("--format", help=words("问卷星 xlsx 或 csv，或 q1…qN 的普通表", "问卷星 xlsx or csv, or plain q1…qN")),
    ] = "xlsx",
    waves: Annotated[int, typer.Option("--waves", min=1, max=2, help=words("测评批次数", "how many waves"))] = 1,
    force: Annotated[bool, typer.Option("--force", help=words("覆盖已有的名册", "replace a roster that is there"))] = False,
) -> None:
    """Write the files, then say how many pupils, classes and rows there are."""
    from screening.adapters.export_writers.roster import write_roster
    from screening.adapters.instrument_files import load_instrument
    from screening.research.synthetic import answer_model, plan_school

    models = [answer_model(load_instrument(name.strip())) for name in instruments.split(",")]
    roster = _room_for(out, force)
    school = plan_school(pupils, seed)
    with progress(Text("名册", "Roster")) as tick:
        write_roster(roster, school, tick)
    exports = []
    for wave in range(1, waves + 1):
        with progress(Text(f"第 {wave} 次测评", f"Wave {wave}")) as tick:
            exports.append(_export(out, school, models, wave=wave, coding=coding, kind=format, tick=tick))
    _tell(school, roster, exports)


def _room_for(out: Path, force: bool) -> Path:
    """Where the roster goes. A roster that is there may be a real one, so it is not replaced unasked."""
    roster = out / "roster.xlsx"
    if roster.exists() and not force:
        raise FileFault(
            Text("文件夹里已经有名册，没有覆盖", "there is a roster in the folder already; it was not replaced"),
            where=plain(roster.name),
            hint=Text("换一个文件夹，或加 --force", "choose another folder, or add --force"),
        )
    out.mkdir(parents=True, exist_ok=True)
    return roster


def _export(
    out: Path, school: "School", models: "list[AnswerModel]", *, wave: int, coding: Coding, kind: Format, tick: "Tick"
) -> "Written":
    from screening.adapters.export_writers.plain import write_plain
    from screening.adapters.export_writers.wjx import write_wjx

    if kind == "plain":
        return write_plain(out, school, models, wave=wave, tick=tick)
    return write_wjx(out, school, models, wave=wave, coding=coding, kind=kind, tick=tick)


def _tell(school: "School", roster: Path, exports: "list[Written]") -> None:
    rows = [[words("名册", "roster"), roster.name, str(school.pupils), str(len(school.class_names))]]
    rows += [[words("导出", "export"), written.path.name, str(written.rows), ""] for written in exports]
    table(
        Text("虚构学校", "Synthetic school"),
        [Text("内容", "what"), Text("文件", "file"), Text("行数", "rows"), Text("班级", "classes")],
        rows,
        note=Text("其中没有真实的人；学号以 G99 开头", "Nobody in it exists; student numbers begin with G99"),
    )
