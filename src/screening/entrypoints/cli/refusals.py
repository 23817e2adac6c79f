"""`screening refusals`: rows of an import that became no sheet, by reason, and the safety answers among them."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.services.confirm_match import RowPlace


def refusals(
    wave: Annotated[str, typer.Argument(help=words("批次名称", "name of the wave"))],
    limit: Annotated[int, typer.Option("--limit", help=words("最多显示多少行", "show at most"))] = 40,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar=words("行号=学号", "ROW=NUMBER"),
            help=words(
                "确认这一行是谁（几次导入都有这一行时写 导入:行号=学号）",
                "say whose row it is (IMPORT:ROW=NUMBER where several have it)",
            ),
        ),
    ] = None,
) -> None:
    """One line per refused row; rows whose safety answer calls for action come first. With --confirm, say whose a row is."""
    if confirm:
        _confirm(wave, confirm)
    else:
        _list(wave, limit)


def _list(wave: str, limit: int) -> None:
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
            Text("可能是（班级 姓名 学号）", "may be"),
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
                _to_do(line.confirmed) or line.stored.refusal.hint.said(language()),
            ]
            for line in found[:limit]
        ],
        note=Text(
            f"共 {len(found)} 行，显示前 {min(limit, len(found))} 行",
            f"{len(found)} in all, first {min(limit, len(found))} shown",
        ),
    )


def _to_do(confirmed: str) -> str:
    if not confirmed:
        return ""
    return words(f"已确认为 {confirmed}；再导入一次原文件即可计入", f"confirmed as {confirmed}: import the file again")


def _confirm(wave: str, told: list[str]) -> None:
    """Keep each ROW=NUMBER; a wrong one stops before it, those before it are kept."""
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.text import student_number
    from screening.services.confirm_match import confirm_match

    pairs = [_pair(text) for text in told]
    work = open_workspace()
    person = work.working_member()
    for place, number in pairs:
        kept = confirm_match(place, student_number(number), wave, person=person, uow=work.uow(), now=work.now())
        alone = "；同名学生不止一位，只认这一行" if kept.alone else ""
        only = "; several bear the name, so it holds for this row only" if kept.alone else ""
        say(Text(f"第 {place.row} 行已确认{alone}。", f"Row {place.row} is confirmed{only}."))
        if kept.critical:
            say(
                Text(
                    "!! 这一行有安全回答：请马上再导入一次原文件，预警会记到这位学生名下。",
                    "!! The row holds a safety answer: import the file again now, so that the alert is the pupil's.",
                )
            )
    say(Text("请再导入一次原文件，这些行就会计入。", "Import the same file again to take these rows in."))


def _pair(text: str) -> "tuple[RowPlace, str]":
    """``12=G99…`` or ``3:12=G99…``."""
    from screening.services.confirm_match import RowPlace

    found = re.fullmatch(r"(?:(\d+):)?(\d+)=(.+)", text.strip())
    if found is None:
        raise typer.BadParameter(words("请写成 行号=学号，例如 12=G99…", "write ROW=NUMBER, for example 12=G99…"))
    return RowPlace(row=int(found[2]), imported=int(found[1]) if found[1] else None), found[3].strip()
