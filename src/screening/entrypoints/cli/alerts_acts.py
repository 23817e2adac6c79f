"""`screening alerts ack|confirm|lower|close|sign|release`: what people decide about an alert."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.core.severity import Severity
    from screening.entrypoints.wiring import Workspace
    from screening.services.alert_acts import Desk
    from screening.services.change_level import Changed

Number = Annotated[int, typer.Argument(help=words("预警编号", "alert id"))]
Words = Annotated[str, typer.Option("--reason", help=words("依据，封存在一生一案里", "the grounds, sealed in the case file"))]
Days = Annotated[
    list[datetime] | None,
    typer.Option("--contact", formats=["%Y-%m-%d"], help=words("一次平稳联系的日期，可写几次", "day of a calm contact; several")),
]


def register(app: typer.Typer) -> None:
    """Put the commands into the group `alerts`."""
    app.command("ack", help=words("查收：已经看到，并决定是否放行给班主任", "Acknowledge, and say whether the class may hear"))(
        ack
    )
    app.command("confirm", help=words("访谈后核定等级（不高于初判）", "Confirm the level after the talk, not above it"))(confirm)
    app.command("lower", help=words("把核定的等级下调一级", "Lower a confirmed level by one"))(lower)
    app.command("close", help=words("结案", "Close the case"))(close)
    app.command("sign", help=words("第二人签字", "Sign second under a level"))(sign)
    app.command("release", help=words("按班看人数，放行关心提示", "See totals by class, then release care notices"))(release)


def desk_of(work: "Workspace") -> "Desk":
    """The desk of whoever works here."""
    from screening.services.alert_acts import Desk

    return Desk(person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())


def ack(
    alert: Number,
    reason: Words = "",
    release: Annotated[
        bool | None, typer.Option("--release/--no-release", help=words("S1、S2：是否放行给班主任", "S1, S2: may the class hear"))
    ] = None,
) -> None:
    """Tick it off, keep who and when."""
    from screening.core.ids import AlertId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.acknowledge import acknowledge

    done = acknowledge(AlertId(alert), desk=desk_of(open_workspace()), reason=reason, release=release)
    if done.already:
        say(Text(f"预警 {alert} 之前已经查收，没有改动。", f"Alert {alert} was acknowledged before; nothing was changed."))
        return
    more = Text("", "")
    if release is not None:
        more = (
            Text("，已放行给班主任", ", released to the class") if done.released else Text("，不放行给班主任", ", not released")
        )
    say(Text(f"预警 {alert} 已查收{more.zh}。", f"Alert {alert} is acknowledged{more.en}."))


def confirm(
    alert: Number,
    level: Annotated[
        str, typer.Option("--level", help=words("S1 至 S4；没有证实写 none", "S1 to S4; none if nothing was found"))
    ],
    finding: Annotated[
        str,
        typer.Option(
            "--finding",
            help=words("访谈或安全确认的结果，封存", "what the talk found; sealed"),
            prompt=words("访谈结果（封存在一生一案里）", "Finding (sealed in the case file)"),
        ),
    ],
) -> None:
    """One person's word; from S3 and S4 it waits for a second."""
    from screening.core.ids import AlertId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.say_level import confirm_alert

    _said(alert, confirm_alert(AlertId(alert), _level(level), finding, desk=desk_of(open_workspace())), "confirm")


def lower(  # noqa: PLR0917  # Typer gives every option by name
    alert: Number,
    to: Annotated[str, typer.Option("--to", help=words("下调到哪一级", "to which level"))],
    reason: Words = "",
    contact: Days = None,
    guardian_agrees: Annotated[
        bool, typer.Option("--guardian-agrees", help=words("监护人或安全的成年人同意", "the guardian or a safe adult agrees"))
    ] = False,
    referred: Annotated[bool, typer.Option("--referred", help=words("曾建议转介", "a referral was advised"))] = False,
    opinion: Annotated[bool, typer.Option("--medical-opinion", help=words("已有医疗意见", "there is a medical opinion"))] = False,
) -> None:
    """CL1 and CL2 as a checklist."""
    from screening.core.ids import AlertId
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.conditions import Checklist
    from screening.services.say_level import lower_alert

    told = Checklist(
        contacts=tuple(day.date() for day in contact or ()),
        guardian_agrees=guardian_agrees,
        referred=referred,
        medical_opinion=opinion,
        reason=bool(reason.strip()),
    )
    _said(alert, lower_alert(AlertId(alert), _level(to), reason, told, desk=desk_of(open_workspace())), "lower")


def close(
    alert: Number,
    reason: Words = "",
    contact: Days = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help=words(
                "谁说明状态尚可：homeroom_teacher、teacher、guardian、safe_adult",
                "who says the pupil gets on: homeroom_teacher, teacher, guardian, safe_adult",
            ),
        ),
    ] = None,
    measure_reason: Annotated[
        bool,
        typer.Option(
            "--measure-reason", help=words("最近测评偏高，理由写在依据里", "the latest measure is raised; the grounds say why")
        ),
    ] = False,
) -> None:
    """CL3 as a checklist."""
    from screening.core.ids import AlertId
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.conditions import SOURCES, Checklist
    from screening.services.say_level import close_alert

    unknown = sorted(set(source or ()) - set(SOURCES))
    if unknown:
        raise typer.BadParameter(words(f"--source 可以写：{'、'.join(SOURCES)}", f"--source is one of: {', '.join(SOURCES)}"))
    told = Checklist(
        contacts=tuple(day.date() for day in contact or ()),
        sources=tuple(source or ()),
        measure_reason=measure_reason,
        reason=bool(reason.strip()),
    )
    _said(alert, close_alert(AlertId(alert), reason, told, desk=desk_of(open_workspace())), "close")


def sign(
    alert: Number,
    yes: Annotated[bool, typer.Option("--yes", help=words("不再询问", "don't ask"))] = False,
) -> None:
    """Show what is signed, then sign."""
    from screening.core.ids import AlertId
    from screening.core.severity import SEVERITY_LABELS
    from screening.entrypoints.cli.act_words import ACTS, level_words
    from screening.entrypoints.wiring import open_workspace
    from screening.services.sign_alert import sign_alert, to_sign

    work = open_workspace()
    asked = to_sign(AlertId(alert), desk=desk_of(work))
    before, to = SEVERITY_LABELS[asked.act.before], level_words(asked.act.to, asked.act.kind)
    what = ACTS[asked.act.kind]
    say(
        Text(
            f"{asked.said_by} 提出：{what.zh}，{before.zh} → {to.zh}。依据请由提出人当面说明，或在一生一案里看。",
            f"{asked.said_by} says: {what.en}, {before.en} -> {to.en}. Hear why from them, or read it in the case file.",
        )
    )
    if not yes:
        typer.confirm(words("签字吗", "Sign"), abort=True)
    _said(alert, sign_alert(AlertId(alert), desk=desk_of(work)), asked.act.kind)


def release(
    school_class: Annotated[
        list[str] | None, typer.Option("--class", help=words("放行这个班，可写几次", "release this class; several"))
    ] = None,
    alert: Annotated[list[int] | None, typer.Option("--alert", help=words("只放行这一条", "release this alert only"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=words("全部放行", "release all that waits"))] = False,
) -> None:
    """Without a choice it only shows the totals."""
    from screening.core.ids import AlertId
    from screening.entrypoints.wiring import open_workspace
    from screening.services.release_alerts import release_alerts, totals, waiting_alerts

    work = open_workspace()
    waiting = waiting_alerts(desk_of(work))
    counts = totals(waiting)
    if not counts:
        say(Text("没有等待放行的预警。", "Nothing waits for release."))
        return
    table(
        Text("等待放行（只给班主任关心提示，不含等级）", "Waiting for release (a care notice, never a level)"),
        [Text("班级", "class"), Text("蓝", "blue"), Text("黄", "yellow")],
        [[name, str(s1), str(s2)] for name, s1, s2 in counts],
    )
    classes = [name for name, _, _ in counts] if everything else school_class or []
    unknown = sorted(set(classes) - {name for name, _, _ in counts})
    if unknown:
        raise typer.BadParameter(words(f"这些班没有等待放行的：{'、'.join(unknown)}", f"nothing waits in: {', '.join(unknown)}"))
    if not classes and not alert:
        say(Text("放行：--class 班级，或 --all。", "To release: --class NAME, or --all."))
        return
    idle = sorted(set(alert or ()) - {int(one.alert.id) for one in waiting})
    if idle:
        said = "、".join(map(str, idle))
        raise typer.BadParameter(words(f"这些预警没有在等待放行：{said}", f"these alerts don't wait for release: {said}"))
    done = release_alerts(desk_of(work), classes=classes, alerts=[AlertId(one) for one in alert or ()])
    say(Text(f"已放行 {done.pupils} 人，涉及 {done.classes} 个班。", f"Released {done.pupils} pupils of {done.classes} classes."))
    if done.nobody:
        say(
            Text(f"{done.nobody} 人没有班主任可以告诉，仍在等待。", f"{done.nobody} have no class person to tell; still waiting.")
        )


def show_standing(work: "Workspace", alert: int) -> None:
    """Below `alerts show`: what a person has decided so far, and what waits or may be done from which day."""
    from screening.core.ids import AlertId
    from screening.core.severity import SEVERITY_LABELS, Severity
    from screening.followup.calendar import SCHOOL_ZONE
    from screening.services.alert_acts import look_at

    found = look_at(AlertId(alert), desk_of(work))
    stands = found.standing
    lines = [(Text("系统初判", "Provisional"), SEVERITY_LABELS[stands.provisional].said(language()))]
    held = SEVERITY_LABELS[stands.level].said(language()) if stands.confirmed else words("尚未核定", "not confirmed yet")
    lines.append((Text("人工核定", "Confirmed"), held))
    if stands.acknowledged is not None:
        at = stands.acknowledged.at.astimezone(SCHOOL_ZONE)
        lines.append((Text("查收", "Acknowledged"), f"{at:%Y-%m-%d %H:%M}"))
    if stands.waiting is not None or stands.unsigned is not None:
        lines.append((Text("还缺", "Missing"), words("第二人签字（alerts sign）", "the second signature (alerts sign)")))
    if found.supports and not stands.confirmed:
        from screening.alerts.support import SUPPORTS

        lines.append(
            (
                Text("不能由核定下调", "Can't leave by confirmation"),
                "；".join(SUPPORTS[c].said(language()) for c in found.supports),
            )
        )
    if stands.confirmed and stands.level >= Severity.S1:
        floor = stands.floor(work.policy.stepping).astimezone(SCHOOL_ZONE)
        verb = words("下调", "lower") if stands.level > Severity.S1 else words("结案", "close")
        lines.append((Text("最早可以", "At the earliest"), f"{verb} {floor:%Y-%m-%d %H:%M}（CL1）"))
    table(
        Text("处理到哪一步", "Where it stands"),
        [Text("", ""), Text("", "")],
        [[name.said(language()), text] for name, text in lines],
    )


def _level(text: str) -> "Severity":
    """S1 to S4, or none."""
    from screening.core.severity import Severity

    known = {"none": Severity.S0, **{one.name.lower(): one for one in Severity if one >= Severity.S1}}
    if text.strip().lower() not in known:
        raise typer.BadParameter(words("等级写 S1、S2、S3、S4，或 none", "a level is S1, S2, S3, S4, or none"))
    return known[text.strip().lower()]


def _said(alert: int, changed: "Changed", kind: str) -> None:
    """What came of it in one or two sentences."""
    from screening.entrypoints.cli.act_words import ACTS, level_words

    what, to = ACTS[kind], level_words(changed.to, kind)
    if changed.already:
        say(Text(f"预警 {alert} 之前已经这样登记，没有改动。", f"Alert {alert}: said before; nothing was changed."))
    elif changed.waits:
        say(
            Text(
                f"预警 {alert}：{what.zh} → {to.zh}，等待第二人签字；签字之前一切照旧。",
                f"Alert {alert}: {what.en} -> {to.en}, waits for the second signature; until then nothing changes.",
            )
        )
    else:
        say(
            Text(
                f"预警 {alert}：{what.zh} → {to.zh}。结束 {changed.ended} 项任务，新增 {changed.added} 项。",
                f"Alert {alert}: {what.en} -> {to.en}. {changed.ended} tasks ended, {changed.added} were added.",
            )
        )
