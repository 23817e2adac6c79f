"""`screening roster`: bring the roster workbook in, look at what is there."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, table, warn, words

app = typer.Typer(no_args_is_help=True)


@app.command(
    "import",
    help=words("读入名册工作簿（学生、教职工）；再次导入只更新有变化的", "Take in the roster workbook; again only updates"),
)
def import_(
    file: Annotated[Path, typer.Argument(help=words("名册文件 .xlsx 或 .csv", "roster file, .xlsx or .csv"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=words("只报告，不写入", "report only, write nothing"))] = False,
) -> None:
    """Read the workbook, take it in, say what changed."""
    from screening.adapters.survey_files.workbook import open_workbook
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.classes import school_year_of
    from screening.intake.roster import read_roster
    from screening.services.import_roster import import_roster

    work = open_workspace()
    roster = read_roster(open_workbook(file), file.name, school_year=school_year_of(work.today()))
    report = import_roster(roster, work.uow(), person=work.person, now=work.now(), synthetic=work.keys.synthetic, dry_run=dry_run)
    for note in report.notes:
        warn(note)
    table(
        Text("名册" + ("，试运行，没有写入" if dry_run else ""), "Roster" + (", dry run, nothing written" if dry_run else "")),
        [Text("项目", "what"), Text("人数", "count")],
        [
            [words("工作簿里的学生", "pupils in the workbook"), str(report.pupils)],
            [words("新增", "new"), str(report.new)],
            [words("有变化", "changed"), str(report.changed)],
            [words("其中换班", "of these in another class"), str(report.moved)],
            [words("没有变化", "unchanged"), str(report.unchanged)],
            [words("名册里没有、系统里仍保留", "kept though not in the workbook"), str(report.absent)],
            [words("监护人已同意", "guardian consented"), str(report.consented)],
            [words("教职工", "staff"), str(report.staff)],
            [words("随之转交的待办任务", "open tasks that changed hands"), str(report.reassigned)],
        ],
    )


@app.command("show", help=words("各班人数和负责老师是否齐全", "Classes, sizes, and whether every class has its teachers"))
def show() -> None:
    """One line per class."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_classes import list_classes

    work = open_workspace()
    classes = list_classes(work.uow(), person=work.person, now=work.now())
    if not classes:
        say(Text("还没有名册。请运行 screening roster import 文件", "No roster yet. Run screening roster import FILE"))
        return
    table(
        Text("班级", "Classes"),
        [
            Text("班级", "class"),
            Text("年级", "grade"),
            Text("学生", "pupils"),
            Text("班主任", "homeroom"),
            Text("副班主任", "deputy"),
        ],
        [[c.name, str(c.grade), str(c.pupils), c.homeroom_teacher or "—", c.deputy or "—"] for c in classes],
    )
