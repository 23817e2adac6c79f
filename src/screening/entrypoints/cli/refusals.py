"""`screening refusals`: rows of an import that became no sheet, by reason, and the safety answers among them."""

from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words


def refusals(
    wave: Annotated[str, typer.Argument(help=words("批次名称", "name of the wave"))],
    limit: Annotated[int, typer.Option("--limit", help=words("最多显示多少行", "show at most"))] = 40,
) -> None:
    """One line per refused row; rows whose safety answer calls for action come first."""
    from screening.entrypoints.cli.why_words import WHY_WORDS
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_refusals import list_refusals

    work = open_workspace()
    found = list_refusals(wave, person=work.working_member(), uow=work.uow(), now=work.now())
    if not found:
        say(Text("没有退回行。", "No refused rows."))
        return
    table(
        Text(f"批次“{wave}”的退回行", f"Refused rows of wave '{wave}'"),
        [
            Text("导入", "import"),
            Text("行", "row"),
            Text("量表", "instrument"),
            Text("原因", "why"),
            Text("安全回答", "safety answer"),
            Text("可能是", "may be"),
            Text("怎么办", "what to do"),
        ],
        [
            [
                str(line.stored.imported),
                str(line.stored.refusal.row),
                line.stored.refusal.edition or words("整行", "whole row"),
                WHY_WORDS[line.stored.refusal.why].said(language()),
                words("有，已建预警或任务", "yes: an alert or a task") if line.stored.critical else "",
                "、".join(line.candidates),
                line.stored.refusal.hint.said(language()),
            ]
            for line in found[:limit]
        ],
        note=Text(
            f"共 {len(found)} 行，显示前 {min(limit, len(found))} 行",
            f"{len(found)} in all, first {min(limit, len(found))} shown",
        ),
    )
