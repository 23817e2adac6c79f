"""Whose report each line is, whether it may be taken, and by what it is known again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from screening.alerts.told import COUNSELORS, KeptReport
from screening.core.ids import NOBODY
from screening.core.language import Text
from screening.core.tiers import Role
from screening.intake.interface import RowBatch
from screening.intake.matching import match
from screening.intake.names import same
from screening.intake.report_kinds import LIFTED, PEOPLE, REPORTERS, Kind, Report, meant
from screening.intake.reports import LineFault, ReportLine
from screening.services.permissions import roles_of
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.report_records import mark_of
from screening.services.school_view import SchoolView

PEERS_FROM_GRADE = 7  # ALERT_POLICY §11 row 12: peer monitors from grade 7; younger classes are observed by adults only
_NO_MONITORS = (
    Text("这个年级不设学生观察员", "no peer monitors in this grade"),
    Text(
        "请由成年人观察后再报告；安全方面的担忧（O3、O3I）任何年级都可以直接报告",
        "let an adult observe and report; a safety concern (O3, O3I) is taken from any grade",
    ),
)
_COUNSELOR_ONLY = (
    Text("人工定级只能由心理老师登记", "only the counselor sets a level by hand"),
    Text("请告诉心理老师；紧急情况按 O3I 报告", "tell the counselor; report an emergency as O3I"),
)
_LEADERS_LIFT = (
    Text("解除只能由心理老师和德育主任（或校长）各自登记", "only the counselor and the moral-education head, each, may lift it"),
    Text("两人都登记后才解除", "it falls when both have recorded it"),
)
_NOT_FOUND = (
    Text("找不到这位学生", "the pupil can't be found"),
    Text("核对学号；没有学号时姓名和班级要与名册一致", "check the number; without one, name and class must be as on the roster"),
)


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """A line with its pupil, ready to be entered."""

    line: ReportLine
    kept: KeptReport


def placed(
    lines: Sequence[ReportLine], school: SchoolView, staff: Sequence[StaffMember], *, person: StaffMember, uow: UnitOfWork,
    now: datetime,
) -> tuple[list[NewReport], list[LineFault]]:  # fmt: skip
    """(reports of known pupils, faults). Who may tell what: any adult, peers within their cap, levels by the counselor only."""
    reports, faults = [], []
    for line, pupil in zip(lines, _pupils(lines, school, uow), strict=True):
        wrong = _NOT_FOUND if pupil == NOBODY else _forbidden(line.report, pupil, school, person)
        if wrong is not None:
            faults.append(LineFault(row=line.row, what=wrong[0], hint=wrong[1]))
            continue
        report = replace(line.report, by=_signed(line.report, person), observer=_observer(line.report, pupil, school, staff, uow))
        known_by = mark_of(f"{pupil}|{line.given_id or _content(line, report)}", uow)
        kept = KeptReport(number=0, pupil=pupil, id=known_by, report=report, entered_at=now)
        reports.append(NewReport(line=line, kept=kept))
    return reports, faults


def placed_at(pupil: int, lines: Sequence[ReportLine], *, uow: UnitOfWork, now: datetime) -> list[NewReport]:
    """Reports of a pupil who is known already, each with an id of its own."""
    return [
        NewReport(
            line=line,
            kept=KeptReport(
                number=0, pupil=pupil, id=mark_of(f"{pupil}|{line.given_id}", uow), report=line.report, entered_at=now
            ),
        )
        for line in lines
    ]


def _pupils(lines: Sequence[ReportLine], school: SchoolView, uow: UnitOfWork) -> list[int]:
    """The pupil of each line, found as rows of an export are; NOBODY where a person would have to guess."""
    count = len(lines)
    if not count:
        return []
    no = np.zeros(count, dtype=np.bool_)
    batch = RowBatch(
        first_row=1,
        answers={},
        unreadable={},
        numbers=[line.number for line in lines],
        names=[line.name for line in lines],
        classes=[line.school_class for line in lines],
        declined=no,
        inattentive=no,
        blank=no,
        seconds=np.full(count, np.nan, dtype=np.float32),
        answered_at=np.full(count, np.datetime64("NaT", "s")),
    )
    pupils: list[int] = match(batch, school.register, uow.roster.marks(batch.numbers), school.roll).pupil.tolist()
    return pupils


def _forbidden(report: Report, pupil: int, school: SchoolView, person: StaffMember) -> tuple[Text, Text] | None:
    """Why the line may not be taken, if it may not."""
    roles = roles_of(person)
    if report.kind is Kind.HAND and not roles & COUNSELORS:
        return None if report.grade == "S4" and Role.LEADING_GROUP in roles else _COUNSELOR_ONLY
    if report.grade == LIFTED and not roles & (COUNSELORS | {Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL}):
        return _LEADERS_LIFT
    mild = report.kind is Kind.OBSERVATION and report.grade in {"O1", "O2"}
    young = school.class_of(pupil).grade < PEERS_FROM_GRADE
    return _NO_MONITORS if report.by == "peer" and mild and young and not report.adult_confirmed else None


def _signed(report: Report, person: StaffMember) -> str:
    """Who takes something back signs with their own post: a counselor never counts as the other side."""
    if report.grade != LIFTED:
        return report.by
    order = (Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL)
    return next(str(role) for role in order if role in roles_of(person))


def _observer(report: Report, pupil: int, school: SchoolView, staff: Sequence[StaffMember], uow: UnitOfWork) -> str:
    """Tells observers apart without naming them: a staff id, else a keyed mark of the name; "" for nobody named."""
    name = "" if meant(report.observer, REPORTERS) else report.observer
    if report.by in PEOPLE or report.by in {"guardian", "hospital"}:
        return mark_of(name, uow) if name else ""
    if name:
        found = [member.id for member in staff if same(member.name, name)]
        return f"staff:{found[0]}" if len(found) == 1 else mark_of(name, uow)
    if report.by in {Role.HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.PSYCH_TEACHER, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL}:
        holder = school.staffing.holder(report.by, school.class_of(pupil))
        return "" if holder is None else f"staff:{holder}"
    return ""


def _content(line: ReportLine, report: Report) -> str:
    """What makes two lines the same report. Without a time it is the day on which it was entered."""
    at = report.seen_at.isoformat() if line.timed else report.seen_at.date().isoformat()
    parts = (report.kind, report.grade, report.by, report.observer, at, report.days, report.adult_confirmed, report.confirms)
    return "|".join(map(str, (*parts, ",".join(report.sources), ",".join(report.named), line.text)))
