"""`screening import`: read survey exports into a wave, list what was imported, take an import back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from screening.core.language import Text
from screening.entrypoints.cli.show import progress, say, table, warn, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screening.entrypoints.importing import Ready
    from screening.entrypoints.wiring import Workspace
    from screening.services.import_wave import ImportReport

_FILE, _OTHERS = "file", ("list", "undo", "file")


class FilesFirst(TyperGroup):
    """Files need no further word: whatever is none of the sub-commands is a file, or an option of reading one."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's click is private
        """The arguments with `file` before them, unless they begin with a sub-command."""
        told = args if args[:1] and args[0] in _OTHERS else [_FILE, *args]
        parsed: list[str] = super().parse_args(ctx, told)
        return parsed

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401  # Typer's click is private
        """The sub-command of that name."""
        return super().get_command(ctx, cmd_name)


app = typer.Typer(cls=FilesFirst)
WaveName = Annotated[str, typer.Option("--wave", help=words("批次名称", "name of the wave"))]


Exports = Annotated[list[Path], typer.Argument(help=words("问卷平台导出的文件，可以多个", "survey exports, one or more"))]
InstrumentNames = Annotated[
    list[str] | None,
    typer.Option(
        "--instrument", help=words("文件里有哪些量表；不写则自动识别", "which instruments the file holds; found if left out")
    ),
]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", help=words("列与题目的对应表 .toml", "which column answers which item, .toml"))
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help=words("从头到尾试一遍，说明会发生什么，不写入", "try it to the end and tell, write nothing")),
]
ShowMapping = Annotated[
    bool,
    typer.Option("--show-mapping", help=words("只显示哪一列是哪一题、为什么", "only show which column is which item, and why")),
]
ConfirmCoding = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm-coding",
        metavar="as-read|reversed|shifted",
        help=words(
            "导入因分值可疑而停下后：确认按哪种读法（也可写 量表=读法），会记下是谁",
            "after an import stopped over its codes: how to read them (or INSTRUMENT=READING); recorded",
        ),
    ),
]
RefusedFile = Annotated[
    Path | None,
    typer.Option("--refused", help=words("把退回的行连同原因写成这个 .xlsx", "write refused rows with reasons to this .xlsx")),
]
Timings = Annotated[bool, typer.Option("--timings", help=words("显示各步骤用时", "show how long each step took"))]


@app.command(
    _FILE,
    help=words(
        "读入导出文件（file 可以省略）。另有 screening import list 和 screening import undo",
        "Read exports (the word file may be left out). See also screening import list and screening import undo",
    ),
)
def import_(  # noqa: PLR0917  # Typer gives every option by name
    exports: Exports,
    wave: WaveName,
    instrument: InstrumentNames = None,
    mapping: MappingFile = None,
    dry_run: DryRun = False,
    show_mapping: ShowMapping = False,
    confirm_coding: ConfirmCoding = None,
    refused: RefusedFile = None,
    timings: Timings = False,
) -> None:
    """One file after the other; one file's error doesn't stop the others."""
    from screening.core.errors import ScreeningError
    from screening.entrypoints.cli.import_report import show_plan
    from screening.entrypoints.cli.show import language
    from screening.entrypoints.importing import prepare, recalled
    from screening.entrypoints.opening import open_together
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.classes import school_year_of

    confirmed = _readings(confirm_coding or [])
    work = open_workspace()
    work.working_member()
    year, recall = school_year_of(work.today()), recalled(work)
    code = 0
    for opened in open_together(exports):
        path = opened.path
        say(Text(f"—— {path.name}", f"—— {path.name}"))
        try:
            ready = prepare(path, instrument or [], mapping, school_year=year, opened=opened, recall=recall)
            for note in ready.export.notes:
                say(note)
            if show_mapping:
                show_plan(ready)
                continue
            if dry_run:
                show_plan(ready)
            report = _run(work, ready, wave, confirmed, dry_run=dry_run, timings=timings)
            _write_refused(ready, report, refused)
        except ScreeningError as fault:
            warn(Text(fault.said(language()), fault.said(language())))
            code = code or fault.exit_code
            continue
        code = code or (3 if report.refusals and not dry_run else 0)
    raise typer.Exit(code)


@app.command("list", help=words("列出一个批次的导入", "Imports of a wave"))
def list_(wave: WaveName) -> None:
    """One line per import, with the number by which it can be taken back."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_imports import list_imports

    work = open_workspace()
    lines = list_imports(wave, person=work.working_member(), uow=work.uow(), now=work.now())
    table(
        Text(f"批次“{wave}”的导入", f"Imports of wave '{wave}'"),
        [
            Text("编号", "number"),
            Text("文件", "file"),
            Text("完成", "finished"),
            Text("行", "rows"),
            Text("答卷", "sheets"),
            Text("退回", "refused"),
            Text("状态", "state"),
        ],
        [
            [
                str(one.number),
                one.file,
                f"{work.calendar.local(one.at):%Y-%m-%d %H:%M}" if one.at else "",
                *(("", "", "") if one.at is None else (str(one.rows), str(one.sheets), str(one.refused))),
                words("已撤回", "taken back")
                if one.undone
                else words("有效", "stands")
                if one.at
                else words("未完成", "unfinished"),
            ]
            for one in lines
        ],
    )


@app.command(
    "undo", help=words("撤回一次导入（留有记录；已处理的预警保留）", "Take an import back (recorded; acted-on alerts stay)")
)
def undo(
    number: Annotated[int, typer.Argument(help=words("导入编号，见 screening import list", "number, see screening import list"))],
    reason: Annotated[str, typer.Option("--reason", help=words("为什么撤回，会记下来", "why; it is recorded"))],
) -> None:
    """Take it back and say what became of sheets and alerts."""
    from screening.core.ids import ImportId
    from screening.entrypoints.cli.import_report import show_undone
    from screening.entrypoints.wiring import open_workspace
    from screening.services.undo_import import undo_import

    work = open_workspace()
    rules = work.rules
    done = undo_import(ImportId(number), reason, person=work.working_member(), uow=work.uow(), rules=rules, now=work.now())
    show_undone(number, done)


def _run(
    work: "Workspace", ready: "Ready", wave: str, confirmed: "Mapping[str, str]", *, dry_run: bool, timings: bool
) -> "ImportReport":
    """Import it, or rehearse it, and show what came of it."""
    from screening.entrypoints.cli.import_report import show_first_hour, show_report
    from screening.entrypoints.importing import import_file, rehearse_file

    if dry_run:
        with progress(Text("正在试运行", "Trying")) as tick:
            report, hour = rehearse_file(work, ready, wave, tick, confirmed=confirmed)
        show_report(report, timings=timings, check=ready.check, rehearsed=True)
        show_first_hour(hour)
        return report
    with progress(Text("正在导入", "Importing")) as tick:
        report = import_file(work, ready, wave, tick, confirmed=confirmed)
    show_report(report, timings=timings, check=ready.check)
    return report


def _write_refused(ready: "Ready", report: "ImportReport", out: Path | None) -> None:
    """The refused rows as a workbook; none if nothing was refused."""
    if out is None or not report.refused:
        return
    from screening.adapters.export_writers.refused import write_refused
    from screening.entrypoints.cli.show import language
    from screening.entrypoints.cli.why_words import WHY_WORDS

    spoken = language()
    reasons: dict[int, tuple[list[str], list[str]]] = {}
    for one in report.refused:
        why, hints = reasons.setdefault(one.row, ([], []))
        named = f"{one.edition}：" if one.edition else ""
        why.append(named + WHY_WORDS[one.why].said(spoken))
        hints += [hint for hint in [one.hint.said(spoken)] if hint and hint not in hints]
    told = {row: ("；".join(why), "；".join(hints)) for row, (why, hints) in reasons.items()}
    write_refused(out, ready.export, told, (words("退回原因", "why refused"), words("怎么办", "what to do")))
    warn(
        Text(
            f"退回的 {len(told)} 行已写入 {out.name}。里面有姓名和答案，没有加密：改好再导入后请删除。",
            f"{len(told)} refused rows are in {out.name}. It holds names and answers, unprotected: delete it once imported.",
        )
    )


def _readings(told: list[str]) -> dict[str, str]:
    """``reversed`` or ``phq9=reversed`` → instrument or "" → reading."""
    from screening.intake.plausible import READINGS

    found = {}
    for text in told:
        name, _, reading = text.rpartition("=")
        if reading not in READINGS:
            raise typer.BadParameter(words(f"读法只有 {'、'.join(READINGS)}", f"readings are {', '.join(READINGS)}"))
        found[name.strip()] = reading
    return found
