"""`screening outbox`: messages that wait, why, and sending them."""

from typing import TYPE_CHECKING

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.services.send_outbox import Sent

app = typer.Typer(no_args_is_help=True)

KINDS = {"todo": Text("待办提醒", "to-do notice"), "digest": Text("班主任摘要", "digest")}


@app.command("list", help=words("还没有发出的消息", "Messages not yet sent"))
def list_() -> None:
    """One line a message: to whom, since when due, how often tried, what went wrong last."""
    from screening.digests.digest import SCHOOL_ZONE
    from screening.entrypoints.wiring import open_workspace
    from screening.services.show_outbox import waiting_messages

    workspace = open_workspace()
    waiting = waiting_messages(workspace.uow(), workspace.now(), workspace.person)
    if not waiting:
        say(Text("没有等待发送的消息。", "Nothing is waiting to be sent."))
        return
    table(
        Text("等待发送", "Waiting to be sent"),
        [
            Text("编号", "id"),
            Text("收件人", "reader"),
            Text("内容", "kind"),
            Text("应发时间", "due"),
            Text("已试", "tries"),
            Text("上次的问题", "last fault"),
        ],
        [
            [
                str(line.message.id),
                line.reader or words("（名册里没有）", "(not on the roster)"),
                KINDS.get(line.message.message.kind, KINDS["todo"]).said(language()),
                f"{line.message.message.due_at.astimezone(SCHOOL_ZONE):%m-%d %H:%M}",
                str(line.message.attempts),
                line.message.error,
            ]
            for line in waiting
        ],
    )


@app.command("retry", help=words("让等待中的消息立即再试一次", "Try the waiting messages again now"))
def retry() -> None:
    """Make everything that waits due now, then send."""
    from screening.entrypoints.deliver import deliver
    from screening.entrypoints.wiring import open_workspace
    from screening.services.show_outbox import make_due

    workspace = open_workspace()
    make_due(workspace.uow(), workspace.now(), workspace.person)
    show_sent(deliver(workspace, language()))


@app.command("send", help=words("发出到期的消息", "Send what is due"))
def send() -> None:
    """Send what is due and say what came of it."""
    from screening.entrypoints.deliver import deliver
    from screening.entrypoints.wiring import open_workspace

    show_sent(deliver(open_workspace(), language()))


def show_sent(sent: "Sent") -> None:
    """Counts on stdout, every reason something stayed on stderr; ends with exit code 3 if anything stayed."""
    say(
        Text(f"已发出 {sent.mails} 封邮件（含 {sent.messages} 条消息）。", f"{sent.mails} mails sent ({sent.messages} messages).")
    )
    if not sent.failed:
        return
    warn(Text(f"{sent.failed} 条没有发出，会自动再试：", f"{sent.failed} messages were not sent and will be tried again:"))
    for reason in sent.reasons:
        warn(Text(reason.said("zh"), reason.said("en")))
    if sent.without_address:
        numbers = ", ".join(str(number) for number in sent.without_address)
        warn(
            Text(
                f"没有邮箱的教职工编号：{numbers}；请在名册的教职工表里补上邮箱，再运行 screening roster import",
                f"staff without address, by id: {numbers}; add it to the roster and import that again",
            )
        )
    raise typer.Exit(3)
