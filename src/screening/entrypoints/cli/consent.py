"""`screening consent`: take in guardians' consents, withdraw one, see what holds."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.services.keep_consent import ConsentReport, ConsentShown

app = typer.Typer(no_args_is_help=True)
_SOME_NOT_TAKEN = 3  # exit code, as for refused rows
_SHOWN = 20
_HOLDS = {
    "granted": Text("已同意", "granted"),
    "refused": Text("不同意", "refused"),
    "withdrawn": Text("已撤回", "withdrawn"),
    "": Text("未表示（不算同意）", "not told, which is no consent"),
}
_UNSURE = Text("同意与否看不明白", "the answer is neither yes nor no")


@app.command(
    "import",
    help=words("读入同意登记表，或家长在问卷平台上填的知情同意", "Take in a list of consents, or a survey parents answered"),
)
def import_(
    files: Annotated[list[Path], typer.Argument(help=words("登记表或平台导出的文件", "list or export"))],
    channel: Annotated[
        str,
        typer.Option(
            "--channel", help=words("取得方式，表里没有时用：纸质、平台问卷……", "how it was given, if the file tells none")
        ),
    ] = "",
) -> None:
    """Read each file, keep what it says, list rows that count for nobody."""
    from screening.adapters.survey_files import open_export
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.classes import school_year_of
    from screening.intake.consent import read_consents
    from screening.intake.platforms import recognise
    from screening.services.keep_consent import import_consents

    work, faults = open_workspace(), 0
    for path in files:
        export = open_export(path)
        parts = read_consents(export, recognise(export), school_year=school_year_of(work.today()))
        report = import_consents(parts, channel, person=work.working_member(), uow=work.uow(), now=work.now())
        _show_report(path.name, report)
        faults += len(report.faults)
    raise typer.Exit(_SOME_NOT_TAKEN if faults else 0)


def _show_report(name: str, report: "ConsentReport") -> None:
    from screening.entrypoints.cli.why_words import WHY_WORDS

    say(
        Text(
            f"{name}：{report.rows} 行，新登记 {report.told} 条，已有 {report.known} 条，未回答 {report.silent} 行。",
            f"{name}: {report.rows} rows, {report.told} new, {report.known} known, {report.silent} silent (no consent).",
        )
    )
    for holds, count in sorted(report.changed.items()):
        say(Text(f"现为“{_HOLDS[holds].zh}”：{count} 人", f"now {_HOLDS[holds].en}: {count}"))
    if report.faults:
        table(
            Text("没有记到任何学生名下的行", "Rows that count for nobody"),
            [Text("行", "row"), Text("原因", "why")],
            [[str(row), WHY_WORDS.get(why, _UNSURE).said(language())] for row, why in report.faults[:_SHOWN]],
            note=Text(f"共 {len(report.faults)} 行", f"{len(report.faults)} in all"),
        )


@app.command("withdraw", help=words("撤回同意：不再施测，已有结果封锁", "Withdraw consent: no more tests, results are locked"))
def withdraw(
    number: Annotated[str, typer.Argument(help=words("学号", "student number"))],
    pupil: Annotated[bool, typer.Option("--pupil", help=words("学生本人不愿参加", "it is the pupil who declines"))] = False,
    who: Annotated[
        str, typer.Option("--who", help=words("哪位监护人，如 母亲；不写代表全家", "which guardian; without it the whole family"))
    ] = "",
    channel: Annotated[str, typer.Option("--channel", help=words("怎样提出：电话、书面……", "how it was said"))] = "",
) -> None:
    """Keep it and say what happens now."""
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.consent import GUARDIAN, PUPIL, WITHDRAWN, Statement
    from screening.intake.text import student_number
    from screening.services.keep_consent import withdraw_consent

    work = open_workspace()
    now = work.now()
    told = Statement(party=PUPIL if pupil else GUARDIAN, answer=WITHDRAWN, at=now, who="" if pupil else who, channel=channel)
    withdraw_consent(student_number(number), told, person=work.working_member(), uow=work.uow(), now=now)
    say(
        Text(
            "已登记撤回。量表结果从现在起不再读取和显示，以后的答卷不计分；日常关心、谈话和安全处置照旧。",
            "Noted. Results are read and shown no more, later sheets are not scored; care, talks and safety go on.",
        )
    )


@app.command(
    "show", help=words("各班同意情况；写学号则看一名学生的全部记录", "Consents by class; with a number all that one pupil's")
)
def show(
    number: Annotated[str, typer.Argument(help=words("学号（可不写）", "student number (optional)"))] = "",
) -> None:
    """Counts by class, or one pupil's statements. Only for the counselor."""
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.text import student_number
    from screening.services.keep_consent import count_consents, show_consent

    work = open_workspace()
    if number:
        _show_one(show_consent(student_number(number), person=work.working_member(), uow=work.uow(), now=work.now()))
        return
    found = count_consents(person=work.working_member(), uow=work.uow(), now=work.now())
    table(
        Text("知情同意", "Consents"),
        [Text("班级", "class"), Text("已同意", "granted"), Text("不同意或撤回", "refused"), Text("未表示", "not told")],
        [[name, str(of[1]), str(of[2]), str(of[0])] for name, of in found.items()],
        note=Text("只有心理老师看得到；不要张贴或转发。", "For the counselor only; not to be posted or passed on."),
    )


def _show_one(shown: "ConsentShown") -> None:
    from screening.followup.calendar import SCHOOL_ZONE

    party = {"guardian": words("监护人", "guardian"), "pupil": words("学生", "pupil")}
    checked = {True: words("是", "yes"), False: words("否", "no"), None: ""}
    table(
        Text(f"现在：{_HOLDS[shown.holds].zh}", f"Holds now: {_HOLDS[shown.holds].en}"),
        [
            Text("谁", "who"),
            Text("表示", "said"),
            Text("时间", "when"),
            Text("文本版本", "version"),
            Text("方式", "channel"),
            Text("已核对监护人", "checked"),
            Text("当时年级", "grade then"),
        ],
        [
            [
                f"{party[one.party]} {one.who}".strip(),
                _HOLDS[one.answer].said(language()),
                "" if one.channel == "roster" else f"{one.at.astimezone(SCHOOL_ZONE):%Y-%m-%d %H:%M}",
                one.version,
                words("名册", "roster") if one.channel == "roster" else one.channel,
                checked[one.checked],
                str(one.grade or ""),
            ]
            for one in shown.told
        ],
    )
