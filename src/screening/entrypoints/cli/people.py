"""`screening people`: who holds which post, who is away and who stands in, who is on call."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, warn, words

app = typer.Typer(no_args_is_help=True)
_DAY = ["%Y-%m-%d"]


@app.command(
    "show", help=words("四级各岗位由谁担任、谁不在、谁值班", "Who holds each post of the tiers, who is away, who is on call")
)
def show() -> None:
    """One line per post, then the rota of the next three days."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_staff import list_staff
    from screening.services.policy_words import ROLES, TIERS

    work = open_workspace()
    posts = list_staff(work.uow(), person=work.working_member(), now=work.now())
    table(
        Text("岗位", "Posts"),
        [Text("层级", "tier"), Text("职务", "post"), Text("班级/年级", "class or grade"), Text("姓名", "name"), Text("", "")],
        [
            [
                TIERS[post.tier].said(language()),
                ROLES[post.role].said(language()),
                post.scope,
                f"{post.holder} #{post.number}" if post.number else words("空缺", "empty"),
                _state(post.away, post.stands_in),
            ]
            for post in posts
        ],
    )
    _print_gaps()


def _state(away: bool, stands_in: str) -> str:
    if not away:
        return ""
    return words(f"不在，由{stands_in}代理", f"away, {stands_in} stands in") if stands_in else words("不在", "away")


@app.command("absent", help=words("登记某人不在，任务自动转给代理人", "Somebody is away: open tasks go to who stands in"))
def absent(
    name: Annotated[str, typer.Argument(help=words("姓名，或编号如 #3", "name, or number as #3"))],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help=words("第一天，默认今天", "first day, today if left out"))
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DAY, help=words("最后一天；不写表示到回来为止", "last day; without it until back")),
    ] = None,
    deputy: Annotated[
        str, typer.Option("--deputy", help=words("由谁代理；不写按岗位顺序", "who stands in; else the next in line"))
    ] = "",
    back: Annotated[bool, typer.Option("--back", help=words("已回来", "is back"))] = False,
) -> None:
    """Keep it, say what changed hands."""
    from datetime import timedelta

    from screening.entrypoints.wiring import open_workspace
    from screening.services.policy_words import ROLES
    from screening.services.record_absence import record_absence

    work = open_workspace()
    first = since.date() if since else work.today()
    if until and until.date() < first:
        raise typer.BadParameter(
            words("最后一天（--to）早于第一天（--from）", "the last day (--to) is before the first (--from)")
        )
    last: date | None = first - timedelta(days=1) if back else until.date() if until else None
    handed = record_absence(
        name, since=first, until=last, deputy=deputy, person=work.working_member(), uow=work.uow(), now=work.now()
    )
    done = Text("已登记回来", "Noted as back") if back else _away(first, last)
    say(Text(f"{done.zh}，{handed.tasks} 项任务转交。", f"{done.en}; {handed.tasks} tasks changed hands."))
    if first > work.today():
        say(Text("到那一天，待办任务自动转给代理人。", "On that day open tasks go to who stands in."))
    for role in handed.empty_posts:
        word = ROLES.get(role, Text(role, role))
        warn(
            Text(
                f"现在没有人担任：{word.zh}。事情会转到下一级。", f"Nobody holds this post now: {word.en}. The next in line acts."
            )
        )


def _away(first: date, last: date | None) -> Text:
    """From which day to which."""
    if last is None:
        return Text(f"已登记：{first:%Y-%m-%d} 起不在，到回来为止", f"Noted: away from {first:%Y-%m-%d} until back")
    return Text(f"已登记：{first:%Y-%m-%d} 至 {last:%Y-%m-%d} 不在", f"Noted: away {first:%Y-%m-%d} to {last:%Y-%m-%d}")


@app.command(
    "deputy", help=words("指定代理人（从今天起，到本人回来为止）", "Name who stands in from today until the person is back")
)
def deputy(
    name: Annotated[str, typer.Argument(help=words("不在的人", "who is away"))],
    stands_in: Annotated[str, typer.Argument(help=words("代理人", "who stands in"))],
) -> None:
    """The same as absent from today with a deputy."""
    absent(name, since=None, until=None, deputy=stands_in, back=False)


@app.command(
    "oncall",
    help=words("读入值班表；不写文件则显示未来三天", "Take in the on-call rota; without a file show the next three days"),
)
def oncall(
    file: Annotated[Path | None, typer.Argument(help=words("值班表 .xlsx 或 .csv", "rota, .xlsx or .csv"))] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help=words("写一张空的值班表", "write an empty rota to fill in"))
    ] = None,
) -> None:
    """Keep the rota, say where nobody is on call."""
    if template is not None:
        _write_template(template)
        return
    if file is not None:
        from screening.adapters.survey_files.workbook import open_workbook
        from screening.entrypoints.wiring import open_workspace
        from screening.intake.rota_sheet import read_rota
        from screening.services.keep_rota import keep_rota

        work = open_workspace()
        lines = read_rota(open_workbook(file), file.name)
        keep_rota(lines, person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now())
        say(
            Text(
                f"值班表已读入，共 {len(lines)} 行，替换以前的值班表。",
                f"The rota is in: {len(lines)} lines; it replaces the last one.",
            )
        )
    _print_gaps()


def _write_template(path: Path) -> None:
    from screening.adapters.export_writers.forms import write_form
    from screening.intake.rota_sheet import HEADINGS

    write_form(
        path,
        words("值班表", "rota"),
        [names[0] for names in HEADINGS.values()],
        ["", "2026-11-27 17:30", "2026-11-28 08:00", "", ""],
    )
    say(Text(f"空的值班表在 {path}", f"An empty rota is in {path}"))


def _print_gaps() -> None:
    """Where nobody is on call in the next three days."""
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.calendar import SCHOOL_ZONE
    from screening.services.keep_rota import rota_report

    work = open_workspace()
    with work.uow() as uow:
        found = rota_report(uow, calendar=work.calendar, now=work.now())
    if not found.slots:
        warn(
            Text(
                "还没有值班表：校外时间没有人接听。用 screening people oncall 读入",
                "There is no rota: nobody answers outside school hours",
            )
        )
        return
    if not found.gaps:
        say(Text("未来三天的值班已排满。", "The next three days are covered."))
    for start, end in found.gaps:
        first, last = start.astimezone(SCHOOL_ZONE), end.astimezone(SCHOOL_ZONE)
        warn(
            Text(
                f"无人值班：{first:%m-%d %H:%M} 至 {last:%m-%d %H:%M}",
                f"Nobody on call: {first:%m-%d %H:%M} to {last:%m-%d %H:%M}",
            )
        )
