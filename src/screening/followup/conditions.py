"""What must be there before a level is confirmed, lowered or closed: ALERT_POLICY §3 and CL1 to CL3, each as one check."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from screening.alerts.policy import Stepping
from screening.alerts.support import SUPPORTS
from screening.core.errors import NotYet
from screening.core.language import Text, plain
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.followup.standing import Standing

STEP_DOWN = {Severity.S4: Severity.S3, Severity.S3: Severity.S2, Severity.S2: Severity.S1}
"""CL1: one level at a time, never below S1 in one act."""

HOME_SIDE = "guardian"
UNDER_HOLD = "safe_adult"
SOURCES = ("homeroom_teacher", "teacher", HOME_SIDE, UNDER_HOLD)
"""Who may say that a pupil gets on fairly again (CL3)."""

TALKS = frozenset({"contact", "interview"})
MUST_BE_DONE = frozenset({
    "acknowledge", "contact", "interview", "private_check", "mandatory_report", "first_record", "consultation", "case_report",
    "plan", "judgment", "leading_group", "countersign", "family_meeting", "appointment", "read_report", "unidentified_safety",
})  # fmt: skip
"""Tasks that never end because a case is closed: they are done first (CL3, "plan tasks done")."""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One condition that is not met."""

    code: str
    rule: str
    said: Text
    earliest: datetime | None = None  # where only time is missing


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """What the counselor states for a step down or a closing; whoever signs second answers for it too."""

    contacts: tuple[date, ...] = ()  # days of contacts without CI-2 or above (CL2), calm ones (CL3)
    guardian_agrees: bool = False  # or the safe adult under a hold (CL2)
    referred: bool = False
    medical_opinion: bool = False
    sources: tuple[str, ...] = ()  # of SOURCES (CL3)
    measure_reason: bool = False  # a documented reason stands in for a measure at B1 or below (CL3)
    reason: bool = False  # words were given


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is still open for the pupil."""

    open_kinds: frozenset[str] = field(default_factory=frozenset)
    wanted: frozenset[str] = field(default_factory=frozenset)  # deadlines of the alert
    overdue: int = 0


def lacks_for_confirm(standing: Standing, to: Severity, supports: Collection[str], work: Work, *, finding: bool) -> list[Missing]:
    """§3 Confirmation: at or below the provisional level, after a talk, with the finding; a supported level does not leave."""
    missing = []
    if standing.confirmed:
        missing.append(
            _missing(
                "already_confirmed", "CL1", "已经核定，请用 alerts lower 逐级下调", "it is confirmed: step down with alerts lower"
            )
        )
    if to > standing.provisional:
        missing.append(_missing("above_provisional", "M2", "核定不能高于系统初判；要上调请登记人工定级（screening report）",
                                "not above the provisional level: raise it by hand with screening report"))  # fmt: skip
    if to < standing.provisional and supports:
        why = [SUPPORTS[code] for code in SUPPORTS if code in supports]
        missing.append(_missing("supported", "§3", f"不能由核定下调：{'；'.join(w.zh for w in why)}。按初判核定，以后按 CL1 下调",
                                f"supported: {'; '.join(w.en for w in why)}. Confirm it, lower it later by CL1"))  # fmt: skip
    if to < standing.held:
        missing.append(_missing("below_held", "CL1", f"本案已核定为{_label(standing.held).zh}，只能按 CL1 逐级下调",
                                f"this case was confirmed at {_label(standing.held).en}: lower it by CL1"))  # fmt: skip
    missing += _talked(to, work)
    return missing if finding else [*missing, _no_words("finding", "§3")]


def _talked(to: Severity, work: Work) -> list[Missing]:
    """One talk before any confirmation; every talk that the alert asks for before it is said to be nothing (CL4)."""
    asked = work.wanted & TALKS
    still = asked & work.open_kinds
    if not still or (still != asked and to != Severity.S0):
        return []
    return [_missing("talk", "L2", "先完成并登记确认安全或访谈", "first make and record the safe contact or the interview")]


def lacks_for_lower(
    standing: Standing, to: Severity, checklist: Checklist, *, stepping: Stepping, now: datetime
) -> list[Missing]:
    """CL1 for every step: confirmed, one level, after the floor, with a reason (M2); CL2 for S4 to S3.

    ``now``: on the school's clock, by which days are counted.
    """
    missing = _unsettled(standing)
    if STEP_DOWN.get(standing.level) != to:
        missing.append(
            _missing(
                "one_level", "CL1", "一次只能下调一级，S1 以下用 alerts close", "one level at a time; S1 ends with alerts close"
            )
        )
    missing += _too_early(standing, stepping, now)
    if standing.level == Severity.S4:
        missing += _calmed(standing, checklist, stepping, now)
    return missing if checklist.reason else [*missing, _no_words("reason", "M2")]


def _calmed(standing: Standing, checklist: Checklist, stepping: Stepping, now: datetime) -> list[Missing]:
    """CL2: contacts without CI-2 or above since the last signal, an adult at home agrees, a medical opinion if referred."""
    days = {day for day in checklist.contacts if _signal_day(standing, now) < day <= now.date()}
    missing = []
    if len(days) < stepping.calm_contacts:
        zh = f"末次信号后平稳联系 {len(days)} 天，须 {stepping.calm_contacts} 天"
        en = f"calm contacts on {len(days)} days since the last signal, {stepping.calm_contacts} wanted"
        missing.append(_missing("contacts", "CL2", zh, en))
    if not checklist.guardian_agrees:
        missing.append(
            _missing("guardian", "CL2", "监护人（或安全的成年人）尚未同意", "the guardian (or a safe adult) has not agreed")
        )
    if checklist.referred and not checklist.medical_opinion:
        missing.append(_missing("medical_opinion", "CL2", "已转介，缺少医疗意见", "referred, and no medical opinion yet"))
    return missing


def lacks_for_close(
    standing: Standing, checklist: Checklist, work: Work, *, stepping: Stepping, now: datetime, hold: bool, measure_calm: bool,
) -> list[Missing]:  # fmt: skip
    """CL3, all of it, and CL1: only S1 is closed, after its floor. ``hold``: a safe adult speaks in place of the guardian.

    ``now``: on the school's clock, by which days are counted.
    """
    missing = _unsettled(standing)
    if standing.level != Severity.S1:
        missing.append(_missing("one_level", "CL1", f"现在是{_label(standing.level).zh}，要先逐级下调到蓝",
                                f"it stands at {_label(standing.level).en}: step down to S1 first"))  # fmt: skip
    missing += _too_early(standing, stepping, now)
    if max(standing.ever, standing.level) >= Severity.S3 and not _calm_apart(standing, checklist, stepping, now):
        missing.append(_missing("contacts", "CL3", f"需要两次相隔至少 {stepping.calm_gap_days} 天的平稳联系（CI-0）",
                                f"two contacts with CI-0 at least {stepping.calm_gap_days} days apart are wanted"))  # fmt: skip
    if not measure_calm and not checklist.measure_reason:
        missing.append(
            _missing(
                "measure",
                "CL3",
                "最近一次有效测评不在 B1 以下，须写明理由",
                "the latest valid measure is not B1 or below: give a reason",
            )
        )
    if not _two_sources(checklist.sources, hold=hold):
        missing.append(_missing("second_source", "CL3", f"状态尚可须有两方说明：学校一方和{'安全的成年人' if hold else '监护人'}",
                                f"two sources: one at school and {'a safe adult' if hold else 'the guardian'}"))  # fmt: skip
    if work.overdue or work.open_kinds & MUST_BE_DONE:
        missing.append(
            _missing("tasks", "CL3", "还有未完成的任务（到期的，或研判、方案、报告等）", "tasks are open that must be done first")
        )
    return missing if checklist.reason else [*missing, _no_words("reason", "CL3")]


def _calm_apart(standing: Standing, checklist: Checklist, stepping: Stepping, now: datetime) -> bool:
    days = [day for day in checklist.contacts if _signal_day(standing, now) <= day <= now.date()]
    return bool(days) and (max(days) - min(days)).days >= stepping.calm_gap_days


def _signal_day(standing: Standing, now: datetime) -> date:
    """The day of the last signal where ``now`` is told: in UTC a signal before eight in the morning is of the day before."""
    return standing.last_signal.astimezone(now.tzinfo).date()


def _two_sources(sources: Iterable[str], *, hold: bool) -> bool:
    told = set(sources)
    home = UNDER_HOLD if hold else HOME_SIDE
    return home in told and bool(told & {"homeroom_teacher", "teacher"})


def _too_early(standing: Standing, stepping: Stepping, now: datetime) -> list[Missing]:
    floor = standing.floor(stepping)
    if now >= floor:
        return []
    days = stepping.floor_days(max(standing.level, Severity.S1))
    return [
        _missing(
            "floor", "CL1", f"末次信号或上次下调之后至少 {days} 天", f"at least {days} days after the last signal or step", floor
        )
    ]


def refuse(what: Text, missing: Sequence[Missing], zone_of: datetime) -> NotYet:
    """One refusal that names every rule that stands in the way, a line each, and the date from which time is no reason any more.

    ``zone_of`` is any moment on the school's clock.
    """
    dates = [one.earliest for one in missing if one.earliest is not None]
    earliest = max(dates) if dates else None
    local = earliest.astimezone(zone_of.tzinfo) if earliest else None
    rules = [f"{one.rule}：{one.said.zh}" for one in missing], [f"{one.rule}: {one.said.en}" for one in missing]
    hint = plain("") if local is None else Text(f"最早 {local:%Y-%m-%d %H:%M}", f"at the earliest {local:%Y-%m-%d %H:%M}")
    return NotYet(
        what,
        missing=tuple(one.code for one in missing),
        earliest=earliest,
        where=Text("\n".join(["", *rules[0]]), "\n".join(["", *rules[1]])),
        hint=hint,
    )


def _label(level: Severity) -> Text:
    return SEVERITY_LABELS[level]


def _missing(code: str, rule: str, zh: str, en: str, earliest: datetime | None = None) -> Missing:
    return Missing(code=code, rule=rule, said=Text(zh, en), earliest=earliest)


def _no_words(code: str, rule: str) -> Missing:
    return _missing(code, rule, "须写明依据（封存在档案里）", "words are wanted (sealed in the file)")


def _unsettled(standing: Standing) -> list[Missing]:
    """What every step down and every closing wants first: a confirmed level, signed where it wants a signature."""
    missing = []
    if not standing.confirmed:
        missing.append(
            _missing("not_confirmed", "CL1", "还没有核定：先用 alerts confirm", "not confirmed yet: alerts confirm first")
        )
    if standing.unsigned is not None:
        missing.append(
            _missing("signature", "M2", "核定还缺第二人签字", "the second signature under the confirmation is missing")
        )
    return missing
