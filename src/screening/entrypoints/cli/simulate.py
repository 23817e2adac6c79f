"""`screening policy simulate`: a whole wave by another policy, or a plan of days before anybody sits."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.errors import PolicyFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.policy_options import MappingFile, Overrides, PolicyFile
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.alerts.policy import Workload
    from screening.entrypoints.wiring import Workspace
    from screening.followup.sitting_plan import SittingDay
    from screening.services.own_rates import OwnRates
    from screening.services.place import Rules
    from screening.services.simulate_policy import Simulation


def simulate(  # noqa: PLR0917  # Typer takes options by name
    wave: Annotated[str, typer.Argument(metavar="[WAVE]", help=words("批次名称", "name of the wave"))] = "",
    policy: PolicyFile = None,
    overrides: Overrides = None,
    band_mapping: MappingFile = None,
    plan: Annotated[
        bool, typer.Option("--plan", help=words("测评之前：哪个班哪天测", "before a wave: which class sits on which day"))
    ] = False,
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help=words("从哪天开始排", "first day of the plan")),
    ] = None,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(
            "--passphrase-file", help=words("从文件读口令（只有换分级对应表才用）", "passphrase file (another mapping only)")
        ),
    ] = None,
) -> None:
    """Counts, hours and warnings. Nothing is written but the audit."""
    from screening.entrypoints.wiring import open_workspace

    work = open_workspace()
    standing, tried = _rules(work, policy, overrides, band_mapping)
    if plan:
        _plan(work, tried, first)
    elif wave:
        _simulate(work, wave, standing, tried, passphrase_file)
    else:
        raise PolicyFault(
            Text("没有写明批次", "no wave was named"),
            hint=Text("写上批次名称，或用 --plan 排期", "name a wave, or plan one with --plan"),
        )


def _rules(work: "Workspace", policy: Path | None, overrides: Path | None, band_mapping: Path | None) -> "tuple[Rules, Rules]":
    """What holds in the workspace, and the same with the files named in their places."""
    from screening.adapters.policy_files import chooses_readings, load_band_mapping, load_policy
    from screening.services.place import Rules

    standing = Rules(policy=work.policy, mapping=work.mapping, calendar=work.calendar)
    tried = standing.policy
    if policy or overrides:
        tried = load_policy(policy or work.settings.policy, overrides)
    mapping = standing.mapping
    if band_mapping or (overrides and chooses_readings(overrides)):
        mapping = work.by_agreed_norms(load_band_mapping(band_mapping or work.settings.band_mapping, overrides))
    return standing, Rules(policy=tried, mapping=mapping, calendar=work.calendar)


def _simulate(work: "Workspace", wave: str, standing: "Rules", tried: "Rules", passphrase_file: Path | None) -> None:
    from screening.entrypoints.cli.passphrase import known_passphrase
    from screening.services.simulate_policy import simulate_policy

    again = tried.mapping != standing.mapping
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic)) if again else None
    told = simulate_policy(
        wave, person=work.working_member(), uow=work.uow(), standing=standing, tried=tried, key=key, now=work.now()
    )
    _show_severities(told)
    _show_classes(told)
    _show_work(told)
    _show_moves(told)
    for one in told.warnings:
        warn(Text(f"注意：{one.zh}", f"Warning: {one.en}"))
    say(Text("只是试算，什么也没有改变。", "A simulation: nothing was changed."))


def _show_severities(told: "Simulation") -> None:
    from screening.core.severity import SEVERITY_LABELS, Severity

    rows = [
        [SEVERITY_LABELS[Severity[name]].said(language()), str(told.before[name]), str(count), _per(count, told.screened, 1000),
         _per(count, told.screened, 45)]
        for name, count in told.after.items()
    ]  # fmt: skip
    table(
        Text(f"批次“{told.wave}”按 {told.versions} 试算", f"Wave '{told.wave}' by {told.versions}"),
        [Text("等级", "level"), Text("现行规则", "as it stands"), Text("试算", "simulated"), Text("每千人", "per 1,000"),
         Text("每班 45 人", "per class of 45")],
        rows,
        note=Text(
            f"共 {told.screened} 人；总分 ≥ B1 {told.shares['total_b1']:.1%}，≥ B2 {told.shares['total_b2']:.1%}（可读答卷）",
            f"{told.screened} pupils; totals ≥ B1 {told.shares['total_b1']:.1%}, ≥ B2 {told.shares['total_b2']:.1%} (readable)",
        ),
    )  # fmt: skip


def _per(count: int, screened: int, base: int) -> str:
    return f"{count * base / screened:.1f}"


def _show_classes(told: "Simulation") -> None:
    rows = [[line.name, str(line.screened), *map(str, line.alerts.values()), f"{line.listed:.0%}"] for line in told.classes]
    columns = [Text("班级", "class"), Text("人数", "pupils"), *map(plain, told.after), Text("S1 以上", "S1 and above")]
    table(Text("各班", "By class"), columns, rows)


def _show_work(told: "Simulation") -> None:
    from screening.services.policy_words import ROLES

    has = told.capacity
    rows = [[ROLES[load.role].said(language()), f"{load.first_week:.1f}", f"{load.whole:.1f}"] for load in told.loads]
    table(
        Text("工作量（小时，按规则里的估计）", "Work (hours, by the policy's estimates)"),
        [Text("由谁", "who"), Text("五个上学日内", "within five school days"), Text("全部", "in all")],
        rows,
        note=Text(
            f"{has.counselors} 位心理老师五个上学日共 {has.hours:.0f} 小时；确认安全 {told.checks} 人，一天能做 {has.checks} 人",
            f"{has.counselors} counselors have {has.hours:.0f} h in five school days; {told.checks} safety contacts, "
            f"{has.checks} fit into a day",
        ),
    )


def _show_moves(told: "Simulation") -> None:
    if not told.moves:
        say(Text("没有人的等级会变动。", "Nobody would move to another level."))
        return
    rows = [[f"{move.before} → {move.after}", str(move.pupils), _reasons(move.rules)] for move in told.moves]
    columns = [Text("变动", "move"), Text("人数", "pupils"), Text("为什么（较重一侧的规则）", "why (rules of the graver side)")]
    table(Text("谁会变动", "Who would move"), columns, rows)


def _reasons(ids: tuple[str, ...]) -> str:
    """The three most frequent rules in words, the further ones by id."""
    from screening.alerts.rules import RULES

    because = {rule.id: rule.because.said(language()) for rule in RULES}
    told = [f"{id_} {because.get(id_, '')}".strip() for id_ in ids[:3]]
    return words("；", "; ").join([*told, " ".join(ids[3:])] if ids[3:] else told)


def _plan(work: "Workspace", rules: "Rules", first: datetime | None) -> None:
    from dataclasses import replace

    from screening.services.own_rates import own_rates
    from screening.services.plan_wave import plan_wave

    begin = first.date() if first else rules.calendar.next_work_day(work.today())
    own = own_rates(person=work.working_member(), uow=work.uow(), now=work.now())
    load = own.instead_of(rules.policy.workload) if own else rules.policy.workload
    by_these = replace(rules, policy=rules.policy.model_copy(update={"workload": load}))
    days, counselors = plan_wave(person=work.working_member(), uow=work.uow(), rules=by_these, first=begin, now=work.now())
    room = counselors * load.checks_a_day
    say(_basis(own, load))
    table(
        Text("哪个班哪天测（预计）", "Which class sits on which day (expected)"),
        [
            Text("日期", "day"),
            Text("班级（预计确认安全）", "classes (expected checks)"),
            Text("人数", "pupils"),
            Text("预计确认安全", "expected checks"),
            Text("预计约谈", "expected interviews"),
            Text("提示", "note"),
        ],
        [_day_row(day, load) for day in days],
        note=Text(
            f"{counselors} 位心理老师一天能确认 {room} 人；预计 S2 以上 "
            f"{sum(day.pupils for day in days) * load.s2_share:.0f} 人，须在 5 个上学日内访谈",
            f"{counselors} counselors can do {room} checks a day; about "
            f"{sum(day.pupils for day in days) * load.s2_share:.0f} pupils at S2 and above want an interview "
            "within 5 school days",
        ),
    )  # fmt: skip


def _basis(own: "OwnRates | None", load: "Workload") -> Text:
    """By whose figures the plan was made, and which."""
    shares = load.critical_share
    zh = f"四至六年级 {shares.grades_4_to_6:.0%}、七至九年级 {shares.grades_7_to_9:.0%} 要确认安全，S2 以上 {load.s2_share:.0%}"
    en = f"safety contacts {shares.grades_4_to_6:.0%} (grades 4-6), {shares.grades_7_to_9:.0%} (7-9), S2+ {load.s2_share:.0%}"
    if own is None:
        return Text(f"按规则里的经验比例：{zh}", f"By the policy's planning rates: {en}")
    few = own.grades_4_to_6 is None or own.grades_7_to_9 is None
    return Text(
        f"按本校批次“{own.wave}”（{own.screened} 人）的比例{'，人数不足 100 的学段仍用经验比例' if few else ''}：{zh}",
        f"By the school's own wave '{own.wave}' ({own.screened} pupils)"
        f"{', planning rates for a stage below 100 pupils' if few else ''}: {en}",
    )


def _day_row(day: "SittingDay", load: "Workload") -> list[str]:
    from screening.followup.sitting_plan import expected_checks

    named = []
    for one in day.sittings:
        part = f" {one.part}/{one.parts}" if one.parts > 1 else ""
        named.append(f"{one.school_class}{part}（{expected_checks(one.grade, one.pupils, load):.1f}）")
    early = words("次日不上学，14:00 前结束", "no school next day: end by 14:00") if day.before_break else ""
    return [
        f"{day.day:%Y-%m-%d}",
        "、".join(named),
        str(day.pupils),
        f"{day.checks:.1f}",
        f"{day.pupils * load.s2_share:.1f}",
        early,
    ]
