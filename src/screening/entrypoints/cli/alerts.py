"""`screening alerts`: the counselor's list of open alerts."""

from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.alerts_acts import register, show_standing
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from datetime import date

    from screening.entrypoints.wiring import Workspace
    from screening.intake.interface import RosterPupil
    from screening.services.list_alerts import AlertLine

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=words("未结束的预警，最重的在前", "Open alerts, the gravest first"))
def list_(
    limit: Annotated[int, typer.Option("--limit", help=words("最多显示多少条", "show at most"))] = 40,
    near: Annotated[
        bool,
        typer.Option("--near/--no-near", help=words("列出分界之下、测量误差之内的学生", "also name pupils just below a cut")),
    ] = True,
) -> None:
    """One line per open alert; then who stands just below a cut without one."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_alerts import list_alerts

    work = open_workspace()
    learned = work.policy.learned_order
    lines = list_alerts(work.uow(), person=work.working_member(), now=work.now(), learned=learned)
    _say_classes(work, lines)
    _show_list(lines, limit)
    if learned:
        _say_order(lines[:limit])
    if near:
        from screening.entrypoints.cli.sureness_tables import show_near
        from screening.entrypoints.weighing import near_list

        show_near(near_list(work))


def _say_classes(work: "Workspace", lines: "list[AlertLine]") -> None:
    """C49: a class in which a third is listed is looked at as a class first."""
    from screening.services.class_check import classes_to_check

    person, ceilings = work.working_member(), work.policy.workload.ceilings
    found = classes_to_check(lines, ceilings=ceilings, person=person, uow=work.uow(), now=work.now())
    if found:
        say(
            Text(
                f"先查测评过程：{'、'.join(found)} 在列学生超过 {ceilings.class_listed:.0%}（是否照抄、赶时间、讲解有误）。"
                "预警和期限照常。",
                f"Check the sitting first: {', '.join(found)} have more than {ceilings.class_listed:.0%} listed (copying, haste, "
                "instructions). Alerts and deadlines run on.",
            )
        )


def _say_order(lines: "list[AlertLine]") -> None:
    """Why somebody stands before others of the same severity."""
    rows = [[str(line.alert.id), line.because.said(language())] for line in lines if line.because.zh]
    if rows:
        columns = [Text("编号", "id"), Text("同一等级里靠前，因为", "stands forward in its severity because of")]
        table(Text("按学到的顺序", "In the learned order"), columns, rows)


def _show_list(lines: "list[AlertLine]", limit: int) -> None:
    """The gravest first."""
    from screening.core.severity import SEVERITY_LABELS

    if not lines:
        say(Text("没有未结束的预警。", "No open alerts."))
        return
    table(
        Text("未结束的预警（系统初判，需要人来核定）", "Open alerts (provisional: a person confirms)"),
        [
            Text("编号", "id"),
            Text("等级", "severity"),
            Text("班级", "class"),
            Text("姓名", "name"),
            Text("规则", "rules"),
            Text("最近期限", "next due"),
            Text("答题距导入", "age"),
        ],
        [
            [
                str(line.alert.id),
                SEVERITY_LABELS[line.alert.decision.severity].said(language()),
                line.pupil.told.school_class,
                line.pupil.told.name,
                " ".join(line.alert.decision.rules or line.alert.decision.unreadable),
                _soonest(line.alert.deadlines),
                "" if line.age_days is None else words(f"{line.age_days:.0f} 天", f"{line.age_days:.0f} d"),
            ]
            for line in lines[:limit]
        ],
        note=Text(
            f"共 {len(lines)} 条，显示前 {min(limit, len(lines))} 条",
            f"{len(lines)} in all, first {min(limit, len(lines))} shown",
        ),
    )


@app.command("show", help=words("一条预警为什么出现、谁在什么时候做什么", "Why an alert is there, and who does what by when"))
def show(
    alert: Annotated[int, typer.Argument(help=words("预警编号", "alert id"))],
    receipt: Annotated[
        bool,
        typer.Option("--receipt", help=words("逐步说明得分的由来（需要口令）", "explain the scores step by step (passphrase)")),
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """The reasons and the clocks of one alert, and how sure its scores are."""
    from screening.core.errors import StoreFault
    from screening.digests.wording import TASK_WORDS
    from screening.entrypoints.cli.card import card_of, show_card
    from screening.entrypoints.cli.sureness_tables import show_sureness
    from screening.entrypoints.weighing import sure_of
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_alerts import list_alerts

    work = open_workspace()
    found = [line for line in list_alerts(work.uow(), person=work.working_member(), now=work.now()) if line.alert.id == alert]
    if not found:
        raise StoreFault(Text(f"没有编号为 {alert} 的未结束预警", f"there is no open alert {alert}"))
    decision, pupil = found[0].alert.decision, found[0].pupil.told
    sure = sure_of(work, found[0].pupil, found[0].alert.wave)
    title = Text(f"为什么有这位同学（预警 {alert}）", f"Why this pupil? (alert {alert})")
    show_card(
        title,
        card_of(decision, work.policy, work.mapping, [one.near for one in sure.scales if one.near]),
        before=[(Text("学生", "Pupil"), f"{pupil.school_class} {pupil.name}"), *_told_by_roster(pupil, work.today())],
    )
    table(
        Text("期限", "Deadlines"),
        [Text("事项", "what"), Text("最晚", "by")],
        [
            [TASK_WORDS[kind].said(language()), f"{due:%Y-%m-%d %H:%M}"]
            for kind, due in sorted(found[0].alert.deadlines.items(), key=lambda d: d[1])
        ],
    )
    show_standing(work, alert)
    show_sureness(sure)
    if receipt:
        from screening.entrypoints.cli.receipt_tables import show_receipts
        from screening.entrypoints.weighing import receipts_of

        key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic))
        show_receipts(receipts_of(work, found[0].pupil, found[0].alert.wave, key))


def _told_by_roster(pupil: "RosterPupil", today: "date") -> "list[tuple[Text, str]]":
    """Groups that hold today, which bring support and no level (H1), and contacts who must not be used or are unverified."""
    from screening.intake.tags import KINDS, standing

    lines = []
    if pupil.left_on:
        lines.append((Text("离校", "Left the school"), pupil.left_on))
    groups = [
        f"{words(KINDS[tag.kind][0], tag.kind)}{f'（{tag.source}）' if tag.source else ''}" for tag in standing(pupil.tags, today)
    ]
    if groups:
        lines.append((Text("特殊群体（只用于帮助）", "Groups (for support only)"), "、".join(groups)))
    unusable = {"do not use": words("不联系", "do not use"), "unverified": words("未核实", "unverified")}
    contacts = [f"{one.relation or one.name}：{unusable[one.standing]}" for one in pupil.guardians if one.standing in unusable]
    if contacts:
        lines.append((Text("家庭联系", "Family contacts"), "、".join(contacts)))
    return lines


def _soonest(deadlines: dict) -> str:  # type: ignore[type-arg]  # datetime is imported lazily
    return f"{min(deadlines.values()):%m-%d %H:%M}" if deadlines else ""


register(app)  # last, so that the help begins with what is typed first
