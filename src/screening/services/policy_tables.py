"""The effective policy as tables that people can read and argue about, and where it differs from the one that comes with us."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.alerts.mapping import BandMapping, Part
from screening.alerts.policy import AlertPolicy
from screening.alerts.rules import RULES
from screening.core.language import Text, plain
from screening.core.severity import Severity
from screening.digests.task_words import TASK_WORDS
from screening.followup.templates import TEMPLATES
from screening.services.mapping_lines import mapping_lines
from screening.services.policy_words import ASKS, NOTICES, PLANNING, ROLES, TABLES, TIERS, after_words, due_words, number_cells
from screening.services.rule_conditions import CONDITIONS

KINDS = TASK_WORDS | {
    "retest_soon": Text("复测或约谈（答卷不可读且原始总分升高）", "retest or talk (unreadable, raw total raised)"),
    "class_make_up": Text("安排补做（班级）", "arrange a make-up session (class)"),
    "any": Text("任何事项", "anything"),
}
NOTHING = plain("–")
NO_NOTE = plain("")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table; ``key`` finds the same line in another version of the policy."""

    key: str
    cells: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """One part of the policy."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[Row, ...]
    note: Text = NO_NOTE


def policy_tables(policy: AlertPolicy, mapping: BandMapping) -> list[Table]:
    """Labels, rules, numbers, clocks, recipients, owners, escalation, follow-up templates and bands, in this order."""
    return [
        _labels(policy),
        _rules(policy),
        _numbers(policy),
        _clocks(policy),
        _tiers(policy),
        _recipients(policy),
        _owners(policy),
        _escalation(policy),
        _templates(),
        _workload(policy),
        _bands(mapping),
    ]


def differing(tables: Sequence[Table], others: Sequence[Table]) -> set[tuple[str, str]]:
    """(table title in English, row key) of every line of ``tables`` that reads otherwise in ``others`` or is missing there."""
    there = {(table.title.en, row.key): row.cells for table in others for row in table.rows}
    return {(t.title.en, row.key) for t in tables for row in t.rows if there.get((t.title.en, row.key)) != row.cells}


def _labels(policy: AlertPolicy) -> Table:
    rows = [
        Row(key=level.name, cells=(plain(level.name), Text(label.zh, label.en)))
        for level in sorted(Severity, reverse=True)
        for label in [policy.labels[level.name]]  # type: ignore[index]  # the policy has every name
    ]
    note = Text(
        "只写颜色和文字，从不单独写数字。系统给出的都是初判，只有人能核定。",
        "Colour and word, never a number alone. Whatever the system says is provisional; only a person confirms.",
    )
    return Table(
        title=Text("等级", "Severities"), columns=(Text("代码", "code"), Text("名称", "label")), rows=tuple(rows), note=note
    )


def _rules(policy: AlertPolicy) -> Table:
    rows = [
        Row(
            key=f"{rule.id} {rule.severity.name}",
            cells=(plain(rule.id), plain(rule.severity.name), CONDITIONS[rule.id, rule.severity.name], rule.because),
        )
        for rule in RULES
    ]
    days = policy.windows
    note = Text(
        "取最重的一条；U 让位于 S1 到 S4；在案预警从不自动下调（M1）。规则是程序，学校不能关闭。"
        f"O1 计 {days.slight_observation_days} 天，O2 计 {days.marked_observation_days} 天。",
        "The gravest rule that fires wins; U yields to S1 to S4; an open case is never lowered (M1). Rules are code: a school "
        f"can't switch one off. O1 counts for {days.slight_observation_days} days, O2 for {days.marked_observation_days}.",
    )
    columns = (Text("编号", "rule"), Text("等级", "level"), Text("条件", "fires on"), Text("显示的依据", "reason shown"))
    return Table(title=Text("规则", "Rules"), columns=columns, rows=tuple(rows), note=note)


def _numbers(policy: AlertPolicy) -> Table:
    rows = [
        Row(key=f"{name}.{key}", cells=number_cells(f"{name}.{key}", value))
        for name in ("hours", "windows", "contact", "stepping")
        for key, value in getattr(policy, name)
    ]
    return Table(title=Text("数值", "Numbers"), columns=(Text("项目", "what"), Text("取值", "value")), rows=tuple(rows))


def _clocks(policy: AlertPolicy) -> Table:
    rows = [
        Row(key=f"{table}.{kind}", cells=(TABLES[table], KINDS[kind], due_words(due, KINDS)))
        for table, clock in _aliased(policy.clocks)
        for kind, due in clock.items()
    ]
    note = Text(
        "从保存信号的时刻（T0）算起；当天不计；“n 个上学日”到第 n 个上学日放学为止。",
        "Counted from when the signal was saved (T0), whose day doesn't count; 'n school days' end with the n-th school day.",
    )
    columns = (Text("情形", "when"), Text("事项", "what"), Text("最晚", "by"))
    return Table(title=Text("时限", "Clocks"), columns=columns, rows=tuple(rows), note=note)


def _aliased(part: Part) -> Iterator[tuple[str, dict]]:  # type: ignore[type-arg]  # clocks of any kind
    for name, field in type(part).model_fields.items():
        yield field.alias or name, getattr(part, name)


def _tiers(policy: AlertPolicy) -> Table:
    rows = [
        Row(key=line.tier, cells=(TIERS[line.tier], ROLES[line.holder], ROLES[line.deputy], Text(line.duty.zh, line.duty.en)))
        for line in policy.tiers
    ]
    columns = (Text("层级", "tier"), Text("谁负责", "holder"), Text("谁代理", "deputy"), Text("职责", "duty"))
    note = Text(
        "层级说的是谁来做，等级说的是多急，两者从不混用。没有“家庭”一级时，家庭沟通照样进行。",
        "A tier says who acts, a severity how fast, never mixed. Without a family tier the family is spoken to too.",
    )
    return Table(title=Text("层级", "Tiers"), columns=columns, rows=tuple(rows), note=note)


def _recipients(policy: AlertPolicy) -> Table:
    rows = [
        Row(
            key=name,
            cells=(
                TABLES[name],
                NOTICES[row.class_],
                NOTICES[row.grade],
                _roles(row.school),
                NOTICES[row.family],
                _roles(row.family_by),
            ),
        )
        for name, field in type(policy.recipients).model_fields.items()
        for name, row in [(field.alias or name, getattr(policy.recipients, name))]
    ]
    note = Text(
        "被指为伤害来源的人从不在通知之列；家庭通知锁定时不联系家庭；疑似保护情形下年级不知情。这些写在程序里。",
        "Nobody named as a source of harm is ever told; under a family hold nothing goes home; under protection the grade is not "
        "told. That is code.",
    )
    columns = (
        Text("等级", "level"), Text("班级", "class"), Text("年级", "grade"), Text("学校", "school"), Text("家庭", "family"),
        Text("由谁联系家庭", "who speaks to the family"),
    )  # fmt: skip
    return Table(title=Text("通知对象", "Recipients"), columns=columns, rows=tuple(rows), note=note)


def _owners(policy: AlertPolicy) -> Table:
    rows = [Row(key=kind, cells=(KINDS[kind], ROLES[duty.owner], ROLES[duty.deputy])) for kind, duty in policy.tasks.items()]
    columns = (Text("任务", "task"), Text("负责人", "owner"), Text("代理人", "deputy"))
    return Table(title=Text("谁做什么", "Who does what"), columns=columns, rows=tuple(rows))


def _escalation(policy: AlertPolicy) -> Table:
    rows, seen = [], dict[str, int]()
    for step in policy.escalation:
        group = f"{step.severity} {' '.join(step.missed)}"
        seen[group] = seen.get(group, 0) + 1
        missed = Text("、".join(KINDS[kind].zh for kind in step.missed), ", ".join(KINDS[kind].en for kind in step.missed))
        way = Text("电话", "by phone") if step.call else NOTHING
        cells = (
            plain(step.severity),
            missed,
            after_words(step.after),
            _roles(step.to),
            way,
            ASKS.get(step.asks, plain(step.asks)),
        )
        rows.append(Row(key=f"{group} {seen[group]}", cells=cells))
    columns = (
        Text("等级", "level"), Text("逾期的事项", "missed"), Text("多久之后", "when"), Text("通知谁", "who hears"),
        Text("方式", "how"), Text("内容", "what"),
    )  # fmt: skip
    return Table(title=Text("逾期升级", "Escalation"), columns=columns, rows=tuple(rows))


def _templates() -> Table:
    rows = []
    for name, lines in TEMPLATES.items():
        for number, line in enumerate(lines, start=1):
            days = "、".join(map(str, line.days or line.school_days))
            unit = Text("个上学日", " school days") if line.school_days else Text("天", "")
            when = Text(f"第 {days} {unit.zh}", f"day {days.replace('、', ', ')}{unit.en}")
            rows.append(Row(key=f"{name} {number}", cells=(plain(name), KINDS[line.task], ROLES[line.owner], when)))
    columns = (Text("模板", "template"), Text("任务", "task"), Text("负责人", "owner"), Text("哪几天", "on which days"))
    note = Text("从开始之日算起；除每日联系外，遇休息日顺延。", "From the first day; all but daily contacts move to a work day.")
    return Table(title=Text("跟进模板", "Follow-up templates"), columns=columns, rows=tuple(rows), note=note)


def _workload(policy: AlertPolicy) -> Table:
    known = policy.workload
    rows = [
        Row(key=kind, cells=(KINDS.get(kind, plain(kind)), Text(f"{minutes} 分钟", f"{minutes} min")))
        for kind, minutes in known.minutes.items()
    ]
    rows.append(
        Row(
            key="other",
            cells=(Text("其他任务", "any other task"), Text(f"{known.other_minutes} 分钟", f"{known.other_minutes} min")),
        )
    )
    planning = (
        ("counselor_hours_a_day", known.counselor_hours_a_day),
        ("checks_a_day", known.checks_a_day),
        ("s2_share", known.s2_share),
    )
    rows += [
        Row(key=name, cells=(PLANNING[name], plain(f"{value:g}")))
        for name, value in (*planning, *known.critical_share, *known.ceilings)
    ]
    learned = Text("是", "yes") if policy.learned_order else Text("否", "no")
    rows.append(Row(key="learned_order", cells=(Text("同一等级内按学到的顺序", "learned order inside a severity"), learned)))
    note = Text(
        "我们的估计，只用于试算和排期；学校有了自己的数字就换掉。等级和时限都不受影响。",
        "Estimates of ours for simulating and planning, until a school has its own. No severity and no deadline depends on them.",
    )
    return Table(
        title=Text("工作量与排期", "Work and planning"),
        columns=(Text("项目", "what"), Text("取值", "value")),
        rows=tuple(rows),
        note=note,
    )


def _bands(mapping: BandMapping) -> Table:
    rows = [Row(key=key, cells=cells) for key, cells in mapping_lines(mapping)]
    columns = (
        Text("量表", "instrument"),
        Text("分量表或条目", "scale or item"),
        Text("从哪一分起", "from which value"),
        Text("依据", "basis"),
    )
    note = Text(
        "operational 和 shifted 是我们自己定的，上线前由专业人员确认。",
        "What says operational or shifted is ours; a clinician confirms it before live use.",
    )
    return Table(title=Text("分级对应表", "Band mapping"), columns=columns, rows=tuple(rows), note=note)


def _roles(roles: Sequence[str]) -> Text:
    if not roles:
        return NOTHING
    return Text("、".join(ROLES[role].zh for role in roles), ", ".join(ROLES[role].en for role in roles))
