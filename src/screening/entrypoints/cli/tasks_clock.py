"""`screening tasks pause|resume`: stop the clock of a task for some days, with a reason."""

from datetime import datetime
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.alerts_acts import desk_of
from screening.entrypoints.cli.show import say, words

Number = Annotated[int, typer.Argument(help=words("任务编号", "task id"))]


def register(app: typer.Typer) -> None:
    """Put the commands into the group `tasks`."""
    app.command("pause", help=words("暂停一项任务的时钟（安全时钟不能暂停）", "Stop a task's clock (never a safety clock)"))(
        pause
    )
    app.command("resume", help=words("提前继续", "Let the clock go on before the pause is over"))(resume)


def pause(
    task: Number,
    until: Annotated[
        datetime,
        typer.Option(
            "--until", formats=["%Y-%m-%d"], help=words("到哪一天为止（放学时继续）", "until the end of this school day")
        ),
    ],
    reason: Annotated[str, typer.Option("--reason", help=words("原因，封存", "the reason, sealed"))],
) -> None:
    """The new due time."""
    from screening.core.ids import TaskId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.pause_task import pause_task

    work = open_workspace()
    ends = work.calendar.at(until.date(), work.calendar.school_hours[1])
    due = work.calendar.local(pause_task(TaskId(task), ends, reason, desk=desk_of(work)))
    say(Text(f"任务 {task} 暂停到 {ends:%Y-%m-%d}，新的期限 {due:%Y-%m-%d %H:%M}。",
             f"Task {task} is paused until {ends:%Y-%m-%d}, now due {due:%Y-%m-%d %H:%M}."))  # fmt: skip


def resume(
    task: Number,
    reason: Annotated[str, typer.Option("--reason", help=words("说明，封存", "words, sealed"))] = "",
) -> None:
    """The new due time."""
    from screening.core.ids import TaskId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.pause_task import resume_task

    work = open_workspace()
    due = work.calendar.local(resume_task(TaskId(task), reason, desk=desk_of(work)))
    say(Text(f"任务 {task} 继续，期限 {due:%Y-%m-%d %H:%M}。", f"Task {task} goes on, due {due:%Y-%m-%d %H:%M}."))
