"""`screening demo`: a synthetic school through the whole flow, then what to look at and what to type next."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, progress, say, table, words

if TYPE_CHECKING:
    from screening.entrypoints.demonstration import Deadline
    from screening.entrypoints.wiring import Workspace
    from screening.services.import_wave import ImportReport

WAVE = "演示批次"
INSTRUMENTS = ("mht", "phq9", "gad7")


def demo(
    folder: Annotated[Path, typer.Option("--dir", help=words("放演示学校的新文件夹", "new folder for the demonstration"))] = Path(
        "demo"
    ),
    pupils: Annotated[int, typer.Option("--pupils", min=40, max=20_000, help=words("学生数", "number of pupils"))] = 800,
    seed: Annotated[
        int, typer.Option("--seed", help=words("随机种子：同一种子得到同一所学校", "the same seed gives the same school"))
    ] = 1,
) -> None:
    """Nothing in it is real, and nothing is asked."""
    from screening.entrypoints.demonstration import run_demonstration

    place = _free(folder)
    say(
        Text(
            f"虚构学校：{pupils} 名学生，种子 {seed}，文件夹 {place}",
            f"A synthetic school: {pupils} pupils, seed {seed}, folder {place}",
        )
    )
    with progress(Text("走一遍全流程", "The whole flow")) as tick:
        shown = run_demonstration(place, pupils=pupils, seed=seed, wave=WAVE, instruments=INSTRUMENTS, tick=tick)
    _show_counts(shown.report, shown.pupils)
    _show_deadlines(shown.nearest)
    _show_next(shown.work, shown.digests, place)


def _free(folder: Path) -> Path:
    """The folder itself if it is new or empty, else the first free name beside it: a demonstration deletes nothing."""
    tried, number = folder, 1
    while tried.exists() and (not tried.is_dir() or any(tried.iterdir())):
        number += 1
        tried = folder.with_name(f"{folder.name}-{number}")
    return tried


def _show_counts(report: "ImportReport", pupils: int) -> None:
    from screening.entrypoints.cli.import_report import show_report

    screened = max((tally.sheets for tally in report.tallies), default=0)
    say(Text(f"\n名册 {pupils} 人，已测评 {screened} 人。", f"\n{pupils} on the roster, {screened} screened."))
    show_report(report)


def _show_deadlines(nearest: "list[Deadline]") -> None:
    from screening.digests.wording import TASK_WORDS
    from screening.followup.calendar import SCHOOL_ZONE

    table(
        Text("最近的三个期限", "The three nearest deadlines"),
        [Text("最晚", "by"), Text("事项", "what"), Text("负责", "owner"), Text("学生数", "pupils")],
        [
            [f"{d.due_at.astimezone(SCHOOL_ZONE):%m-%d %H:%M}", TASK_WORDS[d.kind].said(language()), d.owner, str(d.pupils)]
            for d in nearest
        ],
    )


def _show_next(work: "Workspace", digests: list[Path], place: Path) -> None:
    where, mails = digests[0].parent if digests else place, work.settings.outbox_dir
    say(
        Text(
            f"班主任摘要（{len(digests)} 份，A4 可打印）：{where}", f"Digests for homeroom teachers ({len(digests)}, A4): {where}"
        )
    )
    say(
        Text(f"发出的消息（.eml，只写“有一条待办”）：{mails}", f"Messages sent (.eml, saying only that something waits): {mails}")
    )
    say(Text("\n接下来可以试试：", "\nWhat to try next:"))
    for typed, does in (
        (f"cd {place / 'workspace'}", Text("进入工作区", "into the workspace")),
        ("screening alerts list", Text("谁需要关心，最急的在前", "who needs somebody, the most urgent first")),
        ("screening alerts show 1", Text("为什么，依据哪条规则", "why, and by which rule")),
        ("screening tasks list", Text("谁在什么时候之前做什么", "who does what by when")),
        ("screening alerts release", Text("按班放行关心提示", "release care notices by class")),
        ("screening digest preview", Text("班主任看到什么", "what a homeroom teacher sees")),
        (f"screening wave show {WAVE}", Text("测了多少人，谁要补做", "how many sat, who is to sit again")),
        (f"screening refusals {WAVE}", Text("哪些行没有成为答卷", "which rows became no sheet")),
        (f"screening policy simulate {WAVE}", Text("规则改一改，工作量会怎样", "another policy: how much work")),
        (f"screening research export {WAVE} --out research", Text("认不出任何人的研究数据", "frames that name nobody")),
    ):
        say(Text(f"  {typed}  # {does.zh}", f"  {typed}  # {does.en}"))
