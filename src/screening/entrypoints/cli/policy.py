"""`screening policy`: what the alert policy says, whether a file of it can be used, and what it would decide."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.errors import PolicyFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.fairness import fairness
from screening.entrypoints.cli.learn import learn
from screening.entrypoints.cli.policy_options import MappingFile, Overrides, PolicyFile
from screening.entrypoints.cli.show import language, say, table, warn, words
from screening.entrypoints.cli.simulate import simulate

if TYPE_CHECKING:
    from screening.alerts.mapping import BandMapping
    from screening.alerts.policy import AlertPolicy
    from screening.services.policy_tables import Table

app = typer.Typer(no_args_is_help=True)

CALENDAR_KEYS = frozenset({"terms", "holidays", "make_up_days", "in_hours", "quiet_hours", "time_zone"})


@app.command(
    help=words("试算：如果……会怎样。输入一个或多个案例，输出 JSON", "What would happen if: cases in, decisions out as JSON")
)
def explain(  # noqa: PLR0917  # Typer takes options by name
    cases: Annotated[Path, typer.Argument(metavar="CASES", help=words("JSON 或 YAML 文件", "a JSON or YAML file"))],
    calendar: Annotated[
        Path | None, typer.Option("--calendar", metavar="FILE", help=words("校历文件", "a calendar file"))
    ] = None,
    policy: PolicyFile = None,
    overrides: Overrides = None,
    band_mapping: MappingFile = None,
    card: Annotated[
        bool, typer.Option("--card", help=words("用话说明理由，不输出 JSON", "the reasons in words, no JSON"))
    ] = False,
) -> None:
    """One object for one case, a list for a list; no workspace is needed and nothing is stored."""
    import json

    from screening.adapters.calendar_files import load_calendar
    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.adapters.strict_yaml_files import read_yaml
    from screening.entrypoints.cli.card import card_of, show_card
    from screening.services.explain_cases import decided_cases, explain_cases, skipped

    effective, mapping = load_policy(policy, overrides), load_band_mapping(band_mapping, overrides)
    rules = (effective, mapping, load_calendar(calendar, effective.hours))
    if card:
        for name, decision in decided_cases(read_yaml(cases), *rules):
            show_card(Text(f"案例 {name}", f"Case {name}"), card_of(decision, effective, mapping))
        return
    told = explain_cases(read_yaml(cases), *rules)
    say(plain(json.dumps(told, ensure_ascii=False, indent=2)))
    if skipped(told):
        warn(
            Text(
                f"{skipped(told)} 个过程案例需要随时间变化的状态，没有试算（expect 为 null）",
                f"{skipped(told)} process cases need a state over time and were not explained (expect is null)",
            )
        )


@app.command(
    help=words(
        "查看生效的规则，并标出与随附版本不同之处",
        "The effective policy, marked where it differs from the shipped one",
    )
)
def show(policy: PolicyFile = None, overrides: Overrides = None, band_mapping: MappingFile = None) -> None:
    """The workspace's policy where there is one and no file is named; lines that differ carry a dot and the shipped words."""
    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.services.policy_tables import differing, policy_tables

    told, mapping = _effective(policy, overrides, band_mapping)
    say(
        Text(
            f"预警规则 {told.version} 版，分级对应表 {mapping.version} 版",
            f"alert policy {told.version}, band mapping {mapping.version}",
        )
    )
    tables, shipped = policy_tables(told, mapping), policy_tables(load_policy(), load_band_mapping())
    changed = differing(tables, shipped)
    before = {(one.title.en, row.key): row.cells for one in shipped for row in one.rows}
    for one in tables:
        _show_table(one, changed, before)
    say(
        Text(
            f"● 与随附版本不同：{len(changed)} 处" if changed else "与随附版本相同",
            f"● differs from the shipped version: {len(changed)} lines" if changed else "the same as the shipped version",
        )
    )


def _effective(policy: Path | None, overrides: Path | None, band_mapping: Path | None) -> "tuple[AlertPolicy, BandMapping]":
    """The files named; without any, those of the workspace; without one, those that come with us."""
    import os

    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.entrypoints.settings import in_workspace
    from screening.entrypoints.wiring import open_workspace

    if (policy, overrides, band_mapping) == (None, None, None) and in_workspace(os.environ):
        work = open_workspace()
        return work.policy, work.mapping
    return load_policy(policy, overrides), load_band_mapping(band_mapping, overrides)


def _show_table(shown: "Table", changed: set[tuple[str, str]], before: "dict[tuple[str, str], tuple[Text, ...]]") -> None:
    """One table; a line that differs starts with a dot and ends with what the shipped version says."""
    differs = any(title == shown.title.en for title, _ in changed)
    rows = []
    for row in shown.rows:
        place = (shown.title.en, row.key)
        cells = [cell.said(language()) for cell in row.cells]
        if place in changed:
            cells[0] = f"● {cells[0]}"
        old = [cell.said(language()) for cell, now in zip(before.get(place, ()), row.cells, strict=False) if cell != now]
        rows.append([*cells, " | ".join(old) if place in changed else ""] if differs else cells)
    columns = [*shown.columns, Text("随附版本", "shipped")] if differs else list(shown.columns)
    table(shown.title, columns, rows, note=shown.note if shown.note.zh else None)


@app.command(
    help=words("检查规则、改动表、分级对应表或校历文件", "Check a policy, a list of overrides, a band mapping or a calendar file")
)
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=words("YAML 文件", "a YAML file"))],
    policy: PolicyFile = None,
) -> None:
    """Say what the file is and that it can be used; a mapping is also held against every instrument. Exit code 14 if not."""
    from screening.adapters.calendar_files import load_calendar
    from screening.adapters.policy_files import load_band_mapping, load_policy
    from screening.adapters.strict_yaml_files import read_yaml
    from screening.alerts.overrides import SCHEMA

    content = read_yaml(file)
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema == "alert_policy/1":
        version = load_policy(file).version
        say(Text(f"{file.name}：预警规则 {version} 版，可以使用", f"{file.name}: alert policy {version}, can be used"))
    elif schema == SCHEMA:
        version = load_policy(policy, file).version
        load_band_mapping(overrides=file)  # the readings it chooses must be there
        say(Text(f"{file.name}：改动表，得到 {version} 版，可以使用", f"{file.name}: overrides, giving {version}, can be used"))
    elif schema == "band_mapping/1":
        version = load_band_mapping(file).version
        _check_coverage(file)
        say(Text(f"{file.name}：分级对应表 {version} 版，可以使用", f"{file.name}: band mapping {version}, can be used"))
    elif isinstance(content, dict) and content and set(content) <= CALENDAR_KEYS:
        terms = len(load_calendar(file).terms)
        say(Text(f"{file.name}：校历，{terms} 个学期，可以使用", f"{file.name}: calendar with {terms} terms, can be used"))
    else:
        raise PolicyFault(
            Text("看不出这是什么文件", "this is neither policy, overrides, band mapping nor calendar"),
            where=plain(file.name),
            hint=Text(
                f"第一行应写明 schema: alert_policy/1、{SCHEMA} 或 band_mapping/1",
                f"it should say schema: alert_policy/1, {SCHEMA} or band_mapping/1",
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


app.command(
    help=words("试算整个批次：各等级人数、工作量、谁会变动", "A whole wave by another policy: alerts, work, who would move")
)(simulate)

app.command(
    help=words("从核定过的预警学习同一等级之内的先后", "Learn from confirmed alerts who is looked at first inside a severity")
)(learn)
app.command(
    help=words("各组需要访谈的比例和条目差异（只给心理老师）", "Interviews by group and items that differ, for the counselor")
)(fairness)
