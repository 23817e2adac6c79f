"""`screening report`: tell what was seen of a pupil; what counts at once acts at once."""

from pathlib import Path
from typing import Annotated, Any

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, warn, words


def report(  # noqa: PLR0917  # Typer gives every option by name
    file: Annotated[
        Path | None, typer.Argument(help=words("报告表或晴雨表 .xlsx .csv，或 .json", "report form or mood sheet, or .json"))
    ] = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", help=words("从标准输入读 JSON：一个对象、列表，或每行一个", "JSON from stdin"))
    ] = False,
    template: Annotated[Path | None, typer.Option("--template", help=words("写出一张空的报告表", "write an empty form"))] = None,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", help=words("成人确认一条学生的报告（编号）", "an adult confirms a pupil's report (number)")),
    ] = None,
    pupil: Annotated[str, typer.Option("--pupil", help=words("一条报告：学号", "a single report: student number"))] = "",
    kind: Annotated[str, typer.Option("--kind", help=words("报告类型，不写为观察", "kind; an observation if left out"))] = "",
    grade: Annotated[str, typer.Option("--grade", help=words("等级：O1 O2 O3 O3I ……", "grade: O1 O2 O3 O3I …"))] = "",
    by: Annotated[
        str, typer.Option("--by", help=words("报告人身份：班主任、心理委员 ……（HT、peer）", "who tells: HT, peer …"))
    ] = "",
    observer: Annotated[str, typer.Option("--observer", help=words("报告人姓名，封存", "the reporter's name, sealed"))] = "",
    at: Annotated[str, typer.Option("--at", help=words("看到的时间，不写为现在", "when it was seen; now if left out"))] = "",
    note: Annotated[
        str, typer.Option("--note", help=words("说明，封存，只由心理老师阅读", "words; sealed, for the counselor only"))
    ] = "",
    confirmed: Annotated[bool, typer.Option("--confirmed", help=words("成人已确认", "an adult has confirmed it"))] = False,
    source: Annotated[list[str] | None, typer.Option("--source", help=words("伤害来源（儿童保护）", "source of harm"))] = None,
    named: Annotated[list[str] | None, typer.Option("--named", help=words("涉及的人的职务（儿童保护）", "roles named"))] = None,
    fears_home: Annotated[bool, typer.Option("--fears-home", help=words("学生害怕回家", "the pupil fears going home"))] = False,
    injured: Annotated[bool, typer.Option("--injured", help=words("学生受伤", "the pupil is injured"))] = False,
) -> None:
    """A file, a stream, one report by options, a confirmation, or an empty form."""
    single = {
        "pupil": pupil, "kind": kind, "grade": grade, "by": by, "observer": observer, "at": at, "text": note,
        "adult_confirmed": confirmed, "source_of_harm": source, "named_people": named, "fears_going_home": fears_home,
        "injured": injured,
    }  # fmt: skip
    chosen = [file is not None, stdin, template is not None, confirm is not None, any(single.values())]
    if sum(chosen) != 1:
        raise typer.BadParameter(
            words(
                "五选一：一个文件、--stdin、--pupil 等选项、--confirm、--template",
                "give one of: a file, --stdin, options such as --pupil, --confirm, --template",
            )
        )
    if template is not None:
        _write_form(template)
        return
    raise typer.Exit(_take(file, confirm, single, stdin=stdin))


def _write_form(template: Path) -> None:
    from screening.adapters.export_writers.report_form import write_report_form

    write_report_form(template)
    say(Text(f"已写出空的报告表：{template}", f"Wrote an empty form: {template}"))


def _take(file: Path | None, confirm: int | None, single: dict[str, Any], *, stdin: bool) -> int:
    """Read, take, say what came of it; the exit code."""
    import sys

    from screening.entrypoints import reporting
    from screening.entrypoints.wiring import open_workspace
    from screening.services.take_reports import confirm_report, take_reports

    work = open_workspace()
    person, now = work.working_member(), work.now()
    if confirm is not None:
        outcome = confirm_report(confirm, person=person, uow=work.uow(), rules=work.rules, now=now)
    else:
        if file is not None:
            lines = reporting.read_report_file(file, work.policy.windows, now)
        elif stdin:
            lines = reporting.read_report_stream(sys.stdin.read(), now)
        else:
            lines = reporting.read_report_options(single, now)
        outcome = take_reports(lines, person=person, uow=work.uow(), rules=work.rules, now=now)
    return _show(outcome, person)


def _show(outcome: Any, person: Any) -> int:  # noqa: ANN401  # their types would be imported at the top level
    """What to do first, then the counts, then the lines that were not taken."""
    from screening.entrypoints.cli.report_words import next_steps, summary
    from screening.services.permissions import COUNSELORS, roles_of

    for words_ in (*next_steps(outcome), *summary(outcome, levels=bool(roles_of(person) & COUNSELORS))):
        say(words_)
    for fault in outcome.faults:
        what, hint = fault.what.said(language()), fault.hint.said(language())
        warn(
            Text(f"第 {fault.row} 行没有登记：{what}\n  建议：{hint}", f"line {fault.row} was not taken: {what}\n  hint: {hint}")
        )
    return 3 if outcome.faults else 0
