"""`screening run`: the scheduler. It only ticks; what is due stands in the database."""

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, words

_ = typer  # commands are registered by main


def run_scheduler(
    once: bool = typer.Option(False, "--once", help=words("只做一次到期的事，然后结束", "do what is due once, then stop")),
) -> None:
    """Send what is due and escalate what was missed, every minute until stopped."""
    from screening.entrypoints.scheduler import run_forever, tick
    from screening.entrypoints.wiring import open_workspace

    work = open_workspace()
    if once:
        done = tick(work)
        say(
            Text(
                f"已发送 {done.sent} 条，未能发送 {done.failed} 条，催办 {done.escalated} 项。",
                f"Sent {done.sent}, failed {done.failed}, escalated {done.escalated}.",
            )
        )
        return
    say(Text("正在运行，每分钟检查一次。按 Ctrl+C 停止。", "Running, once a minute. Ctrl+C stops it."))
    run_forever(work)
