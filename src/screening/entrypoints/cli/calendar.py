"""`screening calendar`: bring the school's calendar in, see which days and nodes are known."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.followup.calendar import SchoolCalendar

app = typer.Typer(no_args_is_help=True)

NODES = {
    "entry": Text("新生入学", "entry"),
    "graduation": Text("毕业", "graduation"),
    "mid_term": Text("期中考试", "mid-term examinations"),
    "final": Text("期末考试", "final examinations"),
    "entrance_exam": Text("中考", "entrance examination"),
    "transfer": Text("新生转学", "transfers"),
    "after_event": Text("重大事件之后", "after an event"),
}


@app.command(
    "import",
    help=words("读入校历（学期、放假、调休、重要节点）", "Take in the school calendar: terms, days off, make-up days, nodes"),
)
def import_(
    file: Annotated[Path | None, typer.Argument(help=words("校历 .xlsx 或 .csv", "calendar, .xlsx or .csv"))] = None,
    template: Annotated[Path | None, typer.Option("--template", help=words("写一张空的校历表", "write an empty form"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=words("只检查，不写入", "check only, write nothing"))] = False,
) -> None:
    """Check it, put it beside screening.toml, show what is known."""
    if template is not None:
        _write_template(template)
        return
    if file is None:
        raise typer.BadParameter(words("请写明校历文件", "name the calendar file"), param_hint="FILE")
    from tempfile import TemporaryDirectory

    from screening.adapters.calendar_files import write_calendar
    from screening.adapters.survey_files.workbook import open_workbook
    from screening.entrypoints.settings import CALENDAR_NAME
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.calendar_sheet import read_calendar

    work = open_workspace()
    work.check_may_set_up()
    lines = read_calendar(open_workbook(file), file.name)
    if dry_run:
        with TemporaryDirectory() as folder:
            _show(write_calendar(Path(folder) / CALENDAR_NAME, lines))
        say(Text("试运行，没有写入。", "Dry run, nothing written."))
        return
    calendar = write_calendar(work.settings.workspace / CALENDAR_NAME, lines)
    _show(calendar)
    if work.settings.calendar is not None:
        warn(
            Text(
                "screening.toml 里另外指定了校历文件，以那一份为准",
                "screening.toml names another calendar file, and that one counts",
            )
        )


@app.command(
    "show",
    help=words("已载入的学期、放假和节点；哪些任务超出校历", "Terms, days off and nodes that are known; tasks beyond them"),
)
def show() -> None:
    """What is loaded, then tasks that were computed beyond it."""
    from screening.core.audit import Audit
    from screening.entrypoints.wiring import open_workspace
    from screening.services.watch_calendar import beyond_calendar

    work = open_workspace()
    _show(work.calendar)
    audit = Audit(who=work.person, what="task.list", target="tasks", at=work.now())
    with work.uow() as uow:
        beyond = beyond_calendar(uow, audit)
        uow.commit()
    for task in beyond:
        due = work.calendar.local(task.task.plan.due_at)
        warn(
            Text(
                f"校历未载入：任务 {task.id} 的期限 {due:%Y-%m-%d} 按平日推算，请人工核对",
                f"calendar not loaded: task {task.id}, due {due:%Y-%m-%d}, was computed by weekdays; check it by hand",
            )
        )


def _show(calendar: "SchoolCalendar") -> None:
    """One line a term, one a node, the number of days off by year."""
    off: dict[int, int] = {}
    for day in calendar.holidays:
        off[day.year] = off.get(day.year, 0) + 1
    rows = [[words("学期", "term"), f"{first}", f"{last}", ""] for first, last in calendar.terms]
    rows += [[NODES[node.kind].said(language()), f"{node.first}", f"{node.last}", node.name] for node in calendar.nodes]
    rows += [
        [words("放假", "days off"), str(year), "", words(f"{count} 天", f"{count} days")] for year, count in sorted(off.items())
    ]
    rows += [[words("调休上课", "make-up day"), f"{day}", "", ""] for day in sorted(calendar.make_up_days)]
    table(
        Text("校历", "School calendar"),
        [Text("项目", "what"), Text("开始", "from"), Text("结束", "to"), Text("说明", "note")],
        rows,
        note=None
        if calendar.terms
        else Text("还没有学期：放假以外的平日都算上课日", "no terms: every weekday that is no holiday counts"),
    )


def _write_template(path: Path) -> None:
    from screening.adapters.export_writers.forms import write_form
    from screening.intake.calendar_sheet import HEADINGS

    write_form(
        path, words("校历", "calendar"), [names[0] for names in HEADINGS.values()], ["学期", "2026-09-01", "2027-01-22", ""]
    )
    say(Text(f"空的校历表在 {path}", f"An empty form is in {path}"))
