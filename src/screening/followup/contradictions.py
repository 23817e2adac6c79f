"""What a policy can say although it makes no sense: deadlines in the wrong order, alarms at night, steps nobody can take."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from screening.alerts.policy import AlertPolicy, Clock, Escalation, Recipients
from screening.core.language import Text
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.clocks import Start, deadlines, start, when

WORDS_OF_ROLES = frozenset({"class_person", "family_person"})
"""Owners of tasks that are found from the decision; nobody on a roster holds them."""

ORDER = (
    ("acknowledge", "contact"), ("acknowledge", "interview"), ("contact", "interview"), ("contact", "guardian"),
    ("interview", "guardian"), ("interview", "judgment"), ("judgment", "plan"), ("first_record", "consultation"),
    ("consultation", "case_report"),
)  # fmt: skip
"""ALERT_POLICY §4: what comes first may not be due last."""

SLOWER = (
    ("S4", "S3_safety"), ("S4", "S3_clinical"), ("S3_safety", "S2"), ("S3_clinical", "S2"), ("S3_safety", "S2_ci1"), ("S2", "S1"),
)  # fmt: skip
"""The graver clock first: for the same thing it is never the slower one."""

NEEDED = {"S4": ("acknowledge", "contact", "guardian"), "S3": ("acknowledge", "contact", "interview"), "S2": ("acknowledge",)}
"""§6: what must reach somebody when it is missed."""

FIRST_T0 = datetime(2026, 9, 23, 16, tzinfo=UTC)  # midnight at school before Thursday 24 September 2026
T0S = tuple(FIRST_T0 + timedelta(hours=3 * step, minutes=step % 2) for step in range(8 * 16))
"""Sixteen days around a weekend and a long holiday, at eight hours of the day, some of them a minute past."""

HOLIDAY = frozenset(date(2026, 10, day) for day in range(1, 8))


def contradictions(policy: AlertPolicy) -> list[Text]:
    """Every contradiction in words, with the place in the file; empty for a policy that can be used.

    The order of deadlines is judged by computing them at many moments on a calendar of our own: an ordinary fortnight with a
    weekend and a week of holidays, in the policy's school hours and quiet hours.
    """
    hours = list(_hours(policy))
    clocks = [] if hours else list(_clocks(policy))
    return [*hours, *clocks, *_recipients(policy), *_duties(policy), *_escalation(policy)]


def _hours(policy: AlertPolicy) -> Iterator[Text]:
    school, quiet, contact = policy.hours.school, policy.hours.quiet, policy.contact
    if school[0] >= school[1]:
        yield _at("hours.school", "上学时间的结束不晚于开始", "school hours end before they begin")
    if quiet[0] <= quiet[1]:
        yield _at("hours.quiet", "静默时间应从晚上跨到第二天早晨", "quiet hours run from the evening to the next morning")
        return
    if _quiet(school[0], policy) or _quiet(school[1], policy):
        yield _at("hours.quiet", "静默时间与上学时间重叠", "quiet hours lie over school hours")
    if contact.day[0] >= contact.day[1]:
        yield _at("contact.day", "白天的结束不晚于开始", "the day ends before it begins")
    if contact.evening > quiet[0] or contact.evening < quiet[1]:
        yield _at("contact.evening", "晚间确认落在静默时间内", "the evening contact lies in the quiet hours")
    if _quiet(contact.morning, policy):
        yield _at("contact.morning", "早晨确认落在静默时间内", "the morning contact lies in the quiet hours")
    moods = policy.windows.low_mood_days
    if moods.s1 >= moods.s2:
        yield _at("windows.low_mood_days", "S1 的天数应少于 S2", "S1 needs fewer days than S2")


def _quiet(at: time, policy: AlertPolicy) -> bool:
    """The start of the quiet hours is inside, the end outside (A6)."""
    return at >= policy.hours.quiet[0] or at < policy.hours.quiet[1]


def _clocks(policy: AlertPolicy) -> Iterator[Text]:
    tables = _tables(policy)
    due = {name: _computed(name, policy) for name in tables}
    for name, computed in due.items():
        for first, last in ORDER:
            if any(first in one and last in one and one[first] > one[last] for one in computed):
                yield _at(f"clocks.{name}", f"{first} 可能晚于 {last}", f"{first} can be due after {last}")
    for graver, milder in SLOWER:
        for kind in tables[graver].keys() & tables[milder].keys():
            if any(one[kind] > other[kind] for one, other in zip(due[graver], due[milder], strict=True)):
                yield _at(f"clocks.{graver}.{kind}", f"可能比 {milder} 还晚", f"can be due later than at {milder}")
    soon, retest = policy.clocks.beside.get("retest_soon"), policy.clocks.beside.get("retest")
    if soon and retest and any(when(soon, begun) > when(retest, begun) for begun in _starts(policy)):
        yield _at("clocks.beside.retest_soon", "不应晚于 retest", "may not be later than retest")


def _tables(policy: AlertPolicy) -> dict[str, Clock]:
    """Each table as a pupil meets it: S2's faster ones laid over S2."""
    clocks = policy.clocks
    return {
        "S4": clocks.s4,
        "S3_safety": clocks.s3_safety,
        "S3_clinical": clocks.s3_clinical,
        "S2": clocks.s2,
        "S2_total_b3": clocks.s2 | clocks.s2_total_b3,
        "S2_ci1": clocks.s2 | clocks.s2_ci1,
        "S2_ci1_undated": clocks.s2 | clocks.s2_ci1_undated,
        "S1": clocks.s1,
        "check": clocks.check,
    }


def _computed(name: str, policy: AlertPolicy) -> tuple[dict[str, datetime], ...]:
    """The table's deadlines at each moment of T0S."""
    table = _tables(policy)[name]
    return tuple(deadlines(table, begun) for begun in _starts(policy))


def _starts(policy: AlertPolicy) -> list[Start]:
    """Each moment of T0S on a calendar of our own, in the policy's hours."""
    calendar = SchoolCalendar(holidays=HOLIDAY, school_hours=policy.hours.school, quiet_hours=policy.hours.quiet)
    return [start(t0, calendar, policy) for t0 in T0S]


def _recipients(policy: AlertPolicy) -> Iterator[Text]:
    for name, row in _rows(policy).items():
        if Role.PSYCH_TEACHER not in row.school:
            yield _at(f"recipients.{name}.school", "心理老师不在其中", "the counselor is not among them")
        if (row.family == "none") != (not row.family_by):
            yield _at(f"recipients.{name}.family_by", "与 family 不符", "does not fit family")
        if name.startswith(("S3", "S4")) and row.family == "none":
            where = f"recipients.{name}.family"
            yield _at(where, "较重的预警须联系监护人（F2）", "a grave alert reaches the guardian (F2)")
        if name in {"S1", "U"} and row.family != "none":
            yield _at(f"recipients.{name}.family", "这一等级不联系家庭", "the family hears nothing at this level")
        if name == "U" and row.class_ not in {"makeup", "none"}:
            yield _at("recipients.U.class", "待核实只能安排补做", "what can't be read asks for a make-up session only")
    if Role.MORAL_EDUCATION_HEAD not in policy.recipients.s4.school:
        yield _at("recipients.S4.school", "德育主任不在其中", "the moral-education head is not among them")


def _rows(policy: AlertPolicy) -> dict[str, Recipients]:
    table = policy.recipients
    return {"S4": table.s4, "S3_safety": table.s3_safety, "S3_clinical": table.s3_clinical,
            "S2": table.s2, "S1": table.s1, "U": table.u}  # fmt: skip


def _duties(policy: AlertPolicy) -> Iterator[Text]:
    for name, duty in policy.tasks.items():
        if duty.owner == duty.deputy:
            yield _at(f"tasks.{name}", "负责人和代理人是同一角色", "owner and deputy are the same role")
        if duty.deputy in WORDS_OF_ROLES:
            yield _at(f"tasks.{name}.deputy", "没有人能担任这个角色", "a role nobody can hold")


def _escalation(policy: AlertPolicy) -> Iterator[Text]:
    known = {kind for _, clock in policy.clocks for kind in clock} | set(policy.tasks) | {"any"}
    for number, step in enumerate(policy.escalation):
        where = f"escalation.{number}"
        for role in sorted(WORDS_OF_ROLES & set(step.to)):
            yield _at(f"{where}.to", f"{role}：没有人能担任这个角色", f"{role}: a role nobody can hold")
        if not step.to:
            yield _at(f"{where}.to", "没有人得知", "nobody hears of it")
        for kind in [kind for kind in step.missed if kind not in known]:
            yield _at(f"{where}.missed", f"没有叫 {kind} 的事项", f"there is no deadline called {kind}")
        if not step.missed:
            yield _at(f"{where}.missed", "没有写明事项", "no deadline is named")
    for severity, kinds in NEEDED.items():
        for kind in kinds:
            if not any(_hears(step, Severity[severity], kind) for step in policy.escalation):
                yield _at("escalation", f"{severity} 的 {kind} 逾期后没有人得知", f"nobody hears of a missed {severity} {kind}")


def _hears(step: Escalation, severity: Severity, kind: str) -> bool:
    return step.severity == severity.name and bool({kind, "any"} & set(step.missed)) and bool(step.to)


def _at(place: str, zh: str, en: str) -> Text:
    return Text(f"{place}：{zh}", f"{place}: {en}")
