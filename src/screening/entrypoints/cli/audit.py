"""`screening audit`: is the chain of acts whole, and what were the last ones."""

from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, table, words

app = typer.Typer(no_args_is_help=True)


@app.command("verify", help=words("核对审计记录有没有被改动", "Check that the audit trail was not altered"))
def verify() -> None:
    """Walk the chain."""
    from screening.entrypoints.wiring import open_workspace

    with open_workspace().uow() as uow:
        events = uow.audit.verify()
    say(Text(f"审计记录完整，共 {events} 条。", f"The audit trail is whole: {events} events."))


@app.command("show", help=words("最近的操作记录", "The last acts"))
def show(count: Annotated[int, typer.Option("--last", help=words("多少条", "how many"))] = 20) -> None:
    """One line per event: ids and counts only."""
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.calendar import SCHOOL_ZONE

    with open_workspace().uow() as uow:
        events = uow.audit.last(count)
    table(
        Text("操作记录", "Acts"),
        [Text("时间", "when"), Text("人员编号", "staff id"), Text("操作", "act"), Text("对象", "target"), Text("条数", "count")],
        [[f"{e.at.astimezone(SCHOOL_ZONE):%Y-%m-%d %H:%M}", str(e.who), e.what, e.target, str(e.count)] for e in events],
    )
