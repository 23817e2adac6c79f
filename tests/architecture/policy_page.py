"""Writes docs/policy.md and docs/policy.en.md from the policy, the mapping and the code: `make pages`."""

from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.cases import CaseMove, case_move
from screening.alerts.facts import Facts
from screening.core.language import Text
from screening.core.severity import Band, Critical, Severity
from screening.followup.alert_states import diagram as alert_diagram
from screening.followup.states import WORDS, diagram
from screening.services.policy_tables import policy_tables
from screening.services.policy_words import ROLES
from tests.architecture.sources import ROOT

PAGES = {"zh": ROOT / "docs" / "policy.md", "en": ROOT / "docs" / "policy.en.md"}

HEAD = Text(
    """# 预警规则

本页由 `make pages` 从 `policy/` 里的数值和程序生成，请勿手改；[English](policy.en.md)。
对应预警规则 {policy} 版、分级对应表 {mapping} 版。学校自己的改动用 `screening policy show` 查看，
用 `screening policy explain` 和 `screening policy simulate` 试算；能改什么、怎么改，见 [policy/README.md](../policy/README.md)。
""",
    """# The alert policy

Written by `make pages` from the numbers in `policy/` and from the code; don't edit it by hand; [中文](policy.md).
Alert policy {policy}, band mapping {mapping}. `screening policy show` shows a school's own changes, `screening policy explain`
and `screening policy simulate` try things out; what can be changed stands in [policy/README.md](../policy/README.md).
""",
)
CASES = {
    CaseMove.NEW: Text("新信号达到 S1 以上", "a new signal at S1 or above"),
    CaseMove.REOPENED: Text("结案后期限内再现信号", "a signal soon after closing"),
    CaseMove.STEP_UP: Text("更重：等级上调", "graver: stepped up"),
    CaseMove.ATTACHED: Text("不更重：并入，不下调", "not graver: added, nothing lowered"),
}


def page(language):
    """The whole page: a table for every part of the policy, then the diagrams."""
    policy, mapping = load_policy(), load_band_mapping()
    blocks = [HEAD.said(language).format(policy=policy.version, mapping=mapping.version)]
    blocks += [block(table, language) for table in policy_tables(policy, mapping)]
    blocks += [
        titled(Text("一个预警的去向", "Where a result goes"), case_diagram(language), language),
        titled(Text("人怎样处理一个预警", "What people do about an alert"), alert_diagram(language), language),
        titled(Text("任务的状态", "The states of a task"), named(diagram(), language), language),
        titled(Text("S4 没有查收时", "When an S4 is not acknowledged"), ladder(policy, "S4", "acknowledge", language), language),
    ]
    return "\n".join(blocks)


def block(table, language):
    """One part as a Markdown table."""
    lines = [f"## {table.title.said(language)}\n"]
    lines += [f"{table.note.said(language)}\n"] if table.note.zh else []
    lines += [row(table.columns, language), "|" + " --- |" * len(table.columns)]
    return "\n".join([*lines, *(row(one.cells, language) for one in table.rows), ""])


def row(cells, language):
    return "| " + " | ".join(cell.said(language).replace("|", "/") for cell in cells) + " |"


def titled(title, drawn, language):
    return f"## {title.said(language)}\n\n```mermaid\n{drawn}```\n"


def named(drawn, language):
    """The diagram of the code with each state's name in the reader's language."""
    names = [f'    state "{words.said(language)}" as {state}\n' for state, words in WORDS.items()]
    first, rest = drawn.split("\n", 1)
    return first + "\n" + "".join(names) + rest


def case_diagram(language):
    """Asked of the code: what happens to a result without a case, soon after one was closed, and inside an open one."""
    none, opened, closed = Text("无档案", "no case"), Text("在案", "open case"), Text("已结案", "closed case")
    situations = [
        ("none", facts()), ("closed", facts(recently_closed=True)), ("open", facts(open_case=Severity.S2, new=Severity.S3)),
        ("open", facts(open_case=Severity.S3, new=Severity.S2)),
    ]  # fmt: skip
    lines = [
        f'    state "{words.said(language)}" as {name}' for name, words in (("none", none), ("open", opened), ("closed", closed))
    ]
    lines += [f"    {where} --> open: {CASES[case_move(told)].said(language)}" for where, told in situations]
    return "\n".join(["stateDiagram-v2", *lines]) + "\n"


def facts(**known):
    """An S2 result of a pupil of whom nothing else is known, but ``known``."""
    quiet = dict.fromkeys(Facts.__annotations__, False)
    numbers = {"fired": 0, "not_tested": 0, "protection": 0, "named": 0, "away": 0, "total": Band.B2, "critical": Critical.CI_0}
    severities = {"severity": Severity.S2, "new": Severity.S2, "open_case": Severity.S0}
    return Facts(**quiet | numbers | severities | known)


def ladder(policy, severity, kind, language):
    """The steps of one escalation, one after the other."""
    rows = next(table for table in policy_tables(policy, load_band_mapping()) if table.title.en == "Escalation").rows
    steps = [step for step in policy.escalation if step.severity == severity and kind in step.missed]
    whens = [one.cells[2] for one in rows if one.key.startswith(f"{severity} {kind}")]
    lines = ["flowchart LR", f'    s0["{Text("到期", "due").said(language)}"]']
    for number, (step, when) in enumerate(zip(steps, whens, strict=True), start=1):
        who = Text("、".join(ROLES[role].zh for role in step.to), ", ".join(ROLES[role].en for role in step.to))
        lines.append(f'    s{number - 1} -->|{when.said(language)}| s{number}["{who.said(language)}"]')
    return "\n".join(lines) + "\n"


def write():
    """Both pages again."""
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
