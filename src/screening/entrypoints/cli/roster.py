"""`screening roster`: bring the roster workbook in, look at what is there."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, table, words

app = typer.Typer(no_args_is_help=True)


@app.command(
    "import",
    help=words("读入名册（学生、教职工）；再次导入只更新有变化的", "Take in the roster; again only updates"),
)
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=words(
                "名册 .xlsx 或 .csv，或 OneRoster 压缩包/文件夹（全量在前，增量依次在后）",
                "roster .xlsx or .csv, or OneRoster zips or folders (the full one first, updates in order)",
            )
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=words("只报告，不写入", "report only, write nothing"))] = False,
    turn_year: Annotated[
        bool,
        typer.Option(
            "--new-year", help=words("新学年：升级、离校、新生一次完成", "a new school year: classes move up, leavers leave")
        ),
    ] = False,
    leavers: Annotated[
        bool, typer.Option("--leavers", help=words("不在文件里的学生确已离校", "pupils not in the file have left the school"))
    ] = False,
    school: Annotated[
        str,
        typer.Option(
            "--school", help=words("OneRoster 里有几所学校时，写明是哪一所", "which school, where OneRoster holds several")
        ),
    ] = "",
) -> None:
    """Read the files, take them in, say what changed."""
    from screening.entrypoints.cli.roster_report import show_roster_report
    from screening.entrypoints.rosters import read_roster_files
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.classes import coming_school_year, school_year_of
    from screening.services.import_roster import import_roster

    work = open_workspace()
    year = coming_school_year(work.today()) if turn_year else school_year_of(work.today())
    report = import_roster(
        read_roster_files(files, school_year=year, today=work.today(), school=school),
        work.uow(),
        person=work.person,
        now=work.now(),
        synthetic=work.keys.synthetic,
        dry_run=dry_run,
        turn_year=turn_year,
        leavers=leavers,
    )
    show_roster_report(report, dry_run=dry_run)


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
