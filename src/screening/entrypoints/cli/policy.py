"""`screening policy`: what the alert policy says, whether a file of it can be used, and what it would decide."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screening.core.errors import PolicyFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.alerts.policy import AlertPolicy, Clock, Due

app = typer.Typer(no_args_is_help=True)

CALENDAR_KEYS = frozenset({"terms", "holidays", "make_up_days", "in_hours", "quiet_hours", "time_zone"})
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help=words("学校自己的规则文件", "the school's own policy file"))
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--band-mapping", metavar="FILE", help=words("学校自己的分级对应表", "the school's own band mapping")),
]


@app.command(
    help=words("试算：如果……会怎样。输入一个或多个案例，输出 JSON", "What would happen if: cases in, decisions out as JSON")
)
def explain(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help=words("JSON 或 YAML 文件", "a JSON or YAML file"))],
    calendar: Annotated[
        Path | None, typer.Option("--calendar", metavar="FILE", help=words("校历文件", "a calendar file"))
    ] = None,
    policy: PolicyFile = None,
    band_mapping: MappingFile = None,
) -> None:
    """One object for one case, a list for a list; no workspace is needed and nothing is stored."""
    import json

    from screening.adapters.calendar_files import load_calendar
    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.adapters.strict_yaml_files import read_yaml
    from screening.services.explain_cases import explain_cases, skipped

    told = explain_cases(read_yaml(cases), load_policy(policy), load_band_mapping(band_mapping), load_calendar(calendar))
    say(plain(json.dumps(told, ensure_ascii=False, indent=2)))
    if skipped(told):
        warn(
            Text(
                f"{skipped(told)} 个过程案例需要随时间变化的状态，没有试算（expect 为 null）",
                f"{skipped(told)} process cases need a state over time and were not explained (expect is null)",
            )
        )


@app.command(help=words("查看当前规则：等级、时限、通知对象", "The policy: levels, clocks, recipients, rules"))
def show(policy: PolicyFile = None) -> None:
    """Labels, recipients, clocks and the severity rules, with the versions kept with every decision."""
    from screening.adapters.policy_files import load_band_mapping, load_policy

    told, mapping = load_policy(policy), load_band_mapping()
    say(
        Text(
            f"预警规则 {told.version} 版，分级对应表 {mapping.version} 版",
            f"alert policy {told.version}, band mapping {mapping.version}",
        )
    )
    _show_rules(told)
    _show_clocks(told)
    _show_recipients(told)


@app.command(help=words("检查规则、分级对应表或校历文件", "Check a policy, band mapping or calendar file"))
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help=words("YAML 文件", "a YAML file"))]) -> None:
    """Say what the file is and that it can be used; a mapping is also held against every instrument. Exit code 14 if not."""
    from screening.adapters.calendar_files import load_calendar
    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.adapters.strict_yaml_files import read_yaml

    content = read_yaml(file)
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema == "alert_policy/1":
        version = load_policy(file).version
        say(Text(f"{file.name}：预警规则 {version} 版，可以使用", f"{file.name}: alert policy {version}, can be used"))
    elif schema == "band_mapping/1":
        version = load_band_mapping(file).version
        _check_coverage(file)
        say(Text(f"{file.name}：分级对应表 {version} 版，可以使用", f"{file.name}: band mapping {version}, can be used"))
    elif isinstance(content, dict) and content and set(content) <= CALENDAR_KEYS:
        terms = len(load_calendar(file).terms)
        say(Text(f"{file.name}：校历，{terms} 个学期，可以使用", f"{file.name}: calendar with {terms} terms, can be used"))
    else:
        raise PolicyFault(
            Text("看不出这是什么文件", "this is neither policy, band mapping nor calendar"),
            where=plain(file.name),
            hint=Text(
                "第一行应写明 schema: alert_policy/1 或 band_mapping/1", "it should say schema: alert_policy/1 or band_mapping/1"
            ),
        )


def _check_coverage(file: Path) -> None:
    """Faults if the mapping forgets a scale or a safety answer of an instrument that it maps."""
    from screening.adapters.instrument_files import list_editions, load_instrument
    from screening.adapters.policy_files import load_band_mapping
    from screening.alerts.coverage import uncovered
    from screening.core.errors import Faults

    mapping = load_band_mapping(file)
    editions = [name for name in list_editions() if name in mapping.instruments or name.partition("@")[0] in mapping.instruments]
    lost = [fault for name in editions for fault in uncovered(load_instrument(name), mapping)]
    if lost:
        raise Faults([PolicyFault(one, where=plain(file.name)) for one in lost])


def _show_rules(policy: "AlertPolicy") -> None:
    """Every severity rule with its reason."""
    from screening.alerts.rules import RULES

    rows = [[rule.id, _label(policy, rule.severity.name), rule.because.said(language())] for rule in RULES]
    table(
        Text("规则（取最高）", "Rules (the gravest wins)"),
        [Text("编号", "id"), Text("等级", "level"), Text("依据", "because")],
        rows,
    )


def _show_clocks(policy: "AlertPolicy") -> None:
    """Every deadline."""
    rows = [
        [name, deadline, _due(due).said(language())]
        for name, clock in ((field.alias or name, getattr(policy.clocks, name)) for name, field in _fields(policy.clocks))
        for deadline, due in _of(clock)
    ]
    table(Text("时限", "Clocks"), [Text("情形", "when"), Text("事项", "deadline"), Text("最晚", "by")], rows)


def _show_recipients(policy: "AlertPolicy") -> None:
    """§5.1."""
    rows = []
    for name, field in _fields(policy.recipients):
        row = getattr(policy.recipients, name)
        rows.append([field.alias or name, row.class_, row.grade, " ".join(row.school), row.family])
    columns = [Text("情形", "when"), Text("班级", "class"), Text("年级", "grade"), Text("学校", "school"), Text("家庭", "family")]
    table(Text("通知对象", "Recipients"), columns, rows)


def _fields(part: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  # pydantic's own field records
    return list(type(part).model_fields.items())


def _of(clock: "Clock") -> "list[tuple[str, Due]]":
    return list(clock.items())


def _label(policy: "AlertPolicy", name: str) -> str:
    label = next(one for key, one in policy.labels.items() if key == name)
    return f"{name} {Text(label.zh, label.en).said(language())}"


def _due(due: "Due") -> Text:
    """One deadline in words."""
    if due.minutes is not None:
        other = due.out_of_hours
        tail = Text(
            "" if other is None else f"（非工作时间 {other} 分钟）", "" if other is None else f" ({other} min out of hours)"
        )
        return Text(f"{due.minutes} 分钟{tail.zh}", f"{due.minutes} min{tail.en}")
    if due.hours is not None:
        return Text(f"{due.hours} 小时", f"{due.hours} h")
    if due.days is not None:
        return Text(f"{due.days} 天", f"{due.days} days")
    if due.school_days is not None:
        most = (
            Text("", "")
            if due.no_later_days is None
            else Text(f"，至多 {due.no_later_days} 天", f", at most {due.no_later_days} days")
        )
        return Text(f"{due.school_days} 个上学日{most.zh}", f"{due.school_days} school days{most.en}")
    return plain(due.by) if due.by else Text(f"与 {due.same_as} 同时", f"with {due.same_as}")
