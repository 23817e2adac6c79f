"""`screening tasks`: what has to be done by whom and when, and recording that it was done."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words
from screening.entrypoints.cli.tasks_clock import register

app = typer.Typer(no_args_is_help=True)


@app.command(
    "list",
    help=words(
        "待办任务，身份未明的安全回答在最前；明天以前到期的按轻重和等待排队，其余按期限",
        "Open tasks: unidentified safety answers first, then the queue of what is due by tomorrow, the rest by due time",
    ),
)
def list_(
    everybody: Annotated[bool, typer.Option("--all", help=words("全校所有人的任务", "everybody's tasks"))] = False,
    limit: Annotated[int, typer.Option("--limit", help=words("最多显示多少条", "show at most"))] = 40,
) -> None:
    """One line per open task."""
    from screening.digests.wording import TASK_WORDS
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.calendar import SCHOOL_ZONE
    from screening.services.list_alerts import list_tasks
    from screening.services.queue_tasks import by_tomorrow

    work = open_workspace()
    now = work.now()
    lines = list_tasks(work.uow(), person=work.working_member(), now=now, everybody=everybody, rules=work.rules)
    if not lines:
        say(Text("没有待办任务。", "No open tasks."))
        return
    soon = sum(line.task.task.plan.due_at <= by_tomorrow(now, work.calendar) for line in lines)
    table(
        Text("待办任务", "Open tasks"),
        [
            Text("编号", "id"),
            Text("最晚", "by"),
            Text("", ""),
            Text("事项", "what"),
            Text("班级", "class"),
            Text("姓名", "name"),
            Text("负责", "owner"),
            Text("备注", "note"),
        ],
        [
            [
                str(line.task.id),
                f"{line.task.task.plan.due_at.astimezone(SCHOOL_ZONE):%m-%d %H:%M}",
                words("已过期", "overdue") if line.task.task.plan.due_at < now else "",
                TASK_WORDS[line.task.task.plan.kind].said(language()),
                line.pupil.told.school_class if line.pupil else "—",
                line.pupil.told.name if line.pupil else _of_nobody(line.task.task.plan.kind),
                line.owner or words("无人担任", "nobody holds this role"),
                _note(line.task.task.note),
            ]
            for line in lines[:limit]
        ],
        note=Text(
            f"共 {len(lines)} 项，明天放学前到期 {soon} 项，显示前 {min(limit, len(lines))} 项",
            f"{len(lines)} in all, {soon} due by the end of the next school day, first {min(limit, len(lines))} shown",
        ),
    )


def _of_nobody(kind: str) -> str:
    """What stands in the place of a name: a safety answer has a pupil, only nobody knows whom; other tasks are the school's."""
    return words("身份未明", "not identified") if kind == "unidentified_safety" else words("全校", "the school")


def _note(kept: str) -> str:
    """Where a row without a pupil stands is kept as ``import 4, row 17`` and said in the reader's language."""
    if wave := re.fullmatch(r"wave (\d+)", kept):
        return words(f"第 {wave[1]} 个批次", kept)
    place = re.fullmatch(r"import (\d+), row (\d+)", kept)
    return words(f"第 {place[1]} 次导入，第 {place[2]} 行", kept) if place else kept


@app.command(
    "slots",
    help=words("把要见面的学生排进某一天的节次，每班每节最多两人", "Fit pupils who are to be seen into the lessons of a day"),
)
def slots(
    room: Annotated[list[str], typer.Option("--room", help=words("房间，可以写几次", "a room; several times for several"))],
    date: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help=words("哪一天，默认下一个上课日", "the day; the next school day if left out")
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help=words("把通知条写成 PDF", "write the slips as PDF"))] = None,
) -> None:
    """One line a pupil, then who waits for another day and whom an adult goes to."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.plan_fetching import plan_fetching

    work = open_workspace()
    day = date.date() if date else work.calendar.next_work_day(work.today())
    plan = plan_fetching(day, room, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())
    table(
        Text(f"{day:%Y-%m-%d} 节次安排", f"Slots of {day:%Y-%m-%d}"),
        [Text("时间", "time"), Text("地点", "room"), Text("班级", "class"), Text("姓名", "name"), Text("任务", "task")],
        [[f"{s.lesson[0]:%H:%M}–{s.lesson[1]:%H:%M}", s.room, s.school_class, s.name, str(s.task)] for s in plan.slots],
        note=Text(f"另有 {plan.left} 人排到以后的日子。", f"{plan.left} more wait for another day.") if plan.left else None,
    )
    for name in plan.adult_goes:
        say(Text(f"由成年人去到学生身边，不派人去叫：{name}", f"An adult goes to the pupil, who is not sent for: {name}"))
    if out is not None:
        from screening.adapters.pdf import render_pdf
        from screening.digests.slips import Slip, slip_markup

        printed = [
            Slip(day=f"{day:%Y-%m-%d}", lesson=f"{s.lesson[0]:%H:%M}", room=s.room, school_class=s.school_class, name=s.name)
            for s in plan.slots
        ]
        out.write_bytes(render_pdf(slip_markup(printed, language())))
        say(Text(f"通知条在 {out}，发完请碎掉剩下的。", f"The slips are in {out}; shred what is left over."))


@app.command("done", help=words("登记一项任务已完成", "Record a task as done"))
def done(
    task: Annotated[int, typer.Argument(help=words("任务编号", "task id"))],
    note: Annotated[
        str,
        typer.Option(
            "--note",
            help=words("写进一生一案的说明", "a note for the case file"),
            show_default=False,
            prompt=words("说明（写进一生一案，可留空）", "Note for the case file (may be empty)"),
        ),
    ] = "",
) -> None:
    """Close the task, seal the note, say which follow-ups came of it."""
    from screening.core.ids import TaskId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.complete_task import complete_task

    work = open_workspace()
    coming = complete_task(
        TaskId(task), note, person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now()
    )
    sealed = Text("，说明已封存。", "; the note is sealed.") if note.strip() else Text("。", ".")
    say(Text(f"任务 {task} 已完成{sealed.zh}", f"Task {task} is done{sealed.en}"))
    if coming:
        say(Text(f"按跟进模板新增 {len(coming)} 项任务。", f"{len(coming)} follow-up tasks were added from the template."))


register(app)  # last, so that the help begins with what is typed first
