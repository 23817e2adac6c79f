"""What a report leaves beside a decision: the sealed entry in the pupil's file, and somebody's task to read words."""

from collections.abc import Sequence
from datetime import datetime

from screening.casefiles.interface import Compartment, Entry, EntryKind
from screening.core.ids import PupilId, StaffId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.clocks import deadlines
from screening.followup.interface import TaskPlan
from screening.followup.schedule import start
from screening.intake.report_kinds import Kind, Report
from screening.services.place import Rules
from screening.services.ports import NewMessage, NewTask
from screening.services.report_lines import NewReport
from screening.services.school_view import SchoolView

READ, LOOK = "read_report", "look_at_mood"
_TOLD_LATE = frozenset({Kind.OBSERVATION, Kind.CRITICAL, Kind.PROTECTION, Kind.BULLYING})
_SIGNS = (
    "死", "自杀", "自残", "自伤", "割腕", "割手", "跳楼", "轻生", "不想活", "活着没", "遗书", "永别", "再见了",
    "结束生命", "结束自己", "伤害自己", "杀", "打我", "摸我", "侵犯", "不敢回家", "suicide", "kill", "die", "hurt",
)  # fmt: skip
"""Words that make somebody read sooner. They decide nothing: no word ever sets a level (ALERT_POLICY §2.2)."""


def is_late(report: Report, now: datetime, rules: Rules) -> bool:
    """Whether it was entered more than one school day after it was seen."""
    calendar = rules.calendar
    seen, today = calendar.local(report.seen_at).date(), calendar.local(now).date()
    return report.kind in _TOLD_LATE and calendar.add_work_days(seen, 1) < today


def entry_of(new: NewReport, number: int, person: StaffId, now: datetime, *, late: bool) -> Entry:
    """What was told, with its words and its teller, for those who may open the file. Protection has a compartment of its own."""
    report = new.kept.report
    body: dict[str, object] = {
        "report": number,
        "kind": str(report.kind),
        "grade": report.grade,
        "by": report.by,
        "observer": new.line.report.observer,
        "seen_at": report.seen_at.isoformat(),
        "late": late,
        "adult_confirmed": report.adult_confirmed,
        "days": report.days,
        "sources": list(report.sources),
        "named": list(report.named),
        "confirms": report.confirms,
        "text": new.line.text,
    }
    own = report.kind in {Kind.PROTECTION, Kind.FAMILY}
    return Entry(
        kind=EntryKind.REPORT,
        author=person,
        at=now,
        body=body,
        compartment=Compartment.PROTECTION if own else Compartment.CASEWORK,
    )


def reading_tasks(new: Sequence[NewReport], school: SchoolView, rules: Rules, now: datetime) -> list[NewTask]:
    """One task a pupil whose report holds words, or an unchanging mood sheet; words of danger are read within two hours."""
    wanted: dict[tuple[int, str], bool] = {}
    for one in new:
        if one.kept.report.kind is Kind.FLAT_MOOD:
            wanted.setdefault((one.kept.pupil, LOOK), False)
        elif one.line.text:
            key = (one.kept.pupil, READ)
            wanted[key] = wanted.get(key, False) or sounds_dangerous(one.line.text)
    return [_task(pupil, kind, school, rules, now, soon=soon) for (pupil, kind), soon in sorted(wanted.items())]


def sounds_dangerous(text: str) -> bool:
    """Whether a word in it calls for reading at once; a calm text may be grave all the same, so everything is read."""
    low = text.casefold()
    return any(sign in low for sign in _SIGNS)


def _task(pupil: int, kind: str, school: SchoolView, rules: Rules, now: datetime, *, soon: bool) -> NewTask:
    begun = start(now, rules.calendar, rules.policy)
    due = deadlines(rules.policy.clocks.check, begun)["acknowledge"] if soon else _calmly(kind, rules, now)
    plan = TaskPlan(
        kind=kind,
        owner=Role.PSYCH_TEACHER,
        deputy=Role.PSYCH_DEPUTY,
        due_at=due,
        rule="",
        calendar_loaded=rules.calendar.is_loaded(due.date()),
    )
    owner = school.staffing.holder(Role.PSYCH_TEACHER, school.home_of(pupil))
    return NewTask(
        pupil=PupilId(pupil), plan=plan, owner=owner, severity=int(Severity.S3 if soon else Severity.S0), created_at=now
    )


def _calmly(kind: str, rules: Rules, now: datetime) -> datetime:
    """The end of the next school day; five for a mood sheet."""
    return rules.calendar.add_school_days(rules.calendar.local(now).date(), 5 if kind == LOOK else 1)


def reading_messages(tasks: Sequence[NewTask], source: str, rules: Rules, now: datetime) -> list[NewMessage]:
    """One message to whoever reads: at once where words of danger were found, else when the night is over."""
    soon = {task.owner: now for task in tasks if task.severity and task.owner is not None}
    calm = {task.owner: rules.calendar.after_quiet(now) for task in tasks if task.plan.kind == READ and task.owner is not None}
    return [
        NewMessage(key=f"{source}:read:{person}", recipient=person, kind="todo", due_at=due)
        for person, due in sorted((calm | soon).items())
    ]
