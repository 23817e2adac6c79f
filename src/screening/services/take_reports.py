"""Take what people tell: keep it sealed, decide at once together with all that is known, write everything in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from screening.alerts.fold import Reports
from screening.alerts.interface import Decision
from screening.core.audit import PIPELINE, Audit
from screening.core.errors import IllegalMove
from screening.core.ids import ImportId, PupilId
from screening.core.language import Text
from screening.intake.report_kinds import PEOPLE, Kind, Report
from screening.intake.reports import LineFault, ReportLine
from screening.services.decide_pupils import Evidence, decide_pupils
from screening.services.find_wave import DAILY, screening_waves
from screening.services.hear_reports import heard
from screening.services.permissions import check_may_report
from screening.services.place import Place, Rules
from screening.services.ports import Alert, PupilArray, StaffMember, UnitOfWork, Wave
from screening.services.report_lines import NewReport, placed, placed_at
from screening.services.report_records import kept_reports, record_of
from screening.services.report_tasks import entry_of, is_late, reading_messages, reading_tasks
from screening.services.school_view import SchoolView, view_school
from screening.services.wave_terms import all_terms
from screening.services.write_decisions import make, write_decisions

SHEETS_COUNT = timedelta(days=180)
"""For how long the sheets of the latest wave are weighed with a new report: as long as a closed case is remembered (R208)."""

NO_REPORTS = Reports(pupil=np.empty(0, np.int32), critical=np.empty(0, np.int8), dated=np.empty(0, np.bool_))


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One report that was entered: its line, its number for later, and what it was."""

    row: int
    number: int
    report: Report
    late: bool


@dataclass(frozen=True, kw_only=True)
class ReportOutcome:
    """What came of some reports. Counts, codes and numbers of reports; no name and no word of what was told."""

    taken: tuple[Taken, ...]
    known: int  # told before: nothing was changed
    faults: tuple[LineFault, ...]
    decided: tuple[Decision, ...]
    tasks: int


def take_reports(
    lines: Sequence[ReportLine | LineFault], *, person: StaffMember, uow: UnitOfWork, rules: Rules, now: datetime
) -> ReportOutcome:
    """Enter every good line and decide for its pupils; a bad line is handed back and stops no other. T0 is ``now``.

    Records, entries, alerts, tasks, messages and audit are one transaction (law 7). The same report again changes nothing.
    Nothing that was told is ever lowered or muted by a sheet. Raises NotAllowed for somebody who is not on the staff.
    """
    check_may_report(person)
    with uow:
        outcome = _enter(lines, _Desk(person=person, uow=uow, rules=rules, now=now))
        uow.commit()
    return outcome


def confirm_report(number: int, *, person: StaffMember, uow: UnitOfWork, rules: Rules, now: datetime) -> ReportOutcome:
    """An adult saw what a peer or the pupil had told: the report counts in full from now on.

    Raises IllegalMove if there is no such report or it needs no confirming.
    """
    check_may_report(person)
    with uow:
        desk = _Desk(person=person, uow=uow, rules=rules, now=now)
        found = [kept for kept in kept_reports(None, uow, desk.machine("report.find")) if kept.number == number]
        if not found or found[0].report.kind is not Kind.OBSERVATION or found[0].report.by not in PEOPLE:
            raise IllegalMove(
                Text(f"没有编号为 {number}、需要成人确认的报告", f"there is no report {number} that an adult could confirm"),
                hint=Text(
                    "编号是登记时显示的；只有学生的观察需要确认",
                    "the number was shown on entry; only pupils' observations need it",
                ),
            )
        report = Report(kind=Kind.CONFIRMED, by="other_staff", seen_at=now, confirms=number)
        line = ReportLine(row=1, report=report, given_id=f"confirmed:{number}")
        outcome = _enter([line], desk, of=found[0].pupil)
        uow.commit()
    return outcome


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """Who enters reports, where, by which rules and when."""

    person: StaffMember
    uow: UnitOfWork
    rules: Rules
    now: datetime

    def machine(self, what: str, target: str = "reports", count: int = 1) -> Audit:
        """The machine's own act: nobody saw a record."""
        return Audit(who=PIPELINE, what=what, target=target, at=self.now, count=count)


def _enter(lines: Sequence[ReportLine | LineFault], desk: _Desk, *, of: int | None = None) -> ReportOutcome:
    """Inside an open unit of work; ``of`` is the pupil where it is known already."""
    daily, latest = _waves(desk)
    school = view_school(desk.uow, latest or daily, desk.machine("report.prepare"))
    good = [line for line in lines if isinstance(line, ReportLine)]
    faults = [line for line in lines if isinstance(line, LineFault)]
    if of is None:
        staff = desk.uow.roster.staff(desk.machine("staff.read"))
        found, wrong = placed(good, school, staff, person=desk.person, uow=desk.uow, now=desk.now)
    else:
        found, wrong = placed_at(of, good, uow=desk.uow, now=desk.now), []
    pupils = np.unique(np.array([one.kept.pupil for one in found], dtype=np.int32))
    opened = desk.uow.alerts.open_of(pupils, desk.machine("alert.read", count=len(pupils)))  # from here on writers take turns
    fresh = _not_known(found, pupils, desk)
    taken = _keep(fresh, desk) if fresh else []
    place = Place(wave=daily, imported=ImportId(0), school=school, now=desk.now)
    entered = _Entered(fresh=fresh, taken=taken, opened=opened, place=place, latest=latest)
    decided, tasks = _decide(entered, desk) if fresh else ([], 0)
    return ReportOutcome(
        taken=tuple(taken),
        known=len(found) - len(fresh),
        faults=tuple(sorted([*faults, *wrong], key=lambda fault: fault.row)),
        decided=tuple(decided),
        tasks=tasks,
    )


def _waves(desk: _Desk) -> tuple[Wave, Wave | None]:
    """(where alerts from reports stand, the latest wave whose sheets are weighed with them)."""
    waves = desk.uow.waves.waves()
    daily = next((wave for wave in waves if wave.name == DAILY), None)
    if daily is None:
        daily = desk.uow.waves.open(DAILY, desk.machine("wave.open", "wave"))
    earlier = {number for number, terms in all_terms(desk.uow, desk.machine("wave.terms")).items() if terms.is_archive}
    recent = [w for w in screening_waves(waves) if w.opened_at >= desk.now - SHEETS_COUNT and w.id not in earlier]
    return daily, max(recent, key=lambda wave: (wave.opened_at, wave.id), default=None)


def _not_known(found: Sequence[NewReport], pupils: PupilArray, desk: _Desk) -> list[NewReport]:
    """Reports that do not stand yet, each once."""
    audit = desk.machine("record.read", count=len(pupils))
    told = {(kept.pupil, kept.id) for kept in kept_reports([PupilId(p) for p in pupils.tolist()], desk.uow, audit)}
    fresh = {(one.kept.pupil, one.kept.id): one for one in reversed(found)}
    return [one for one in found if (key := (one.kept.pupil, one.kept.id)) not in told and fresh[key] is one]


def _keep(fresh: Sequence[NewReport], desk: _Desk) -> list[Taken]:
    """Records and file entries written; the numbers by which the reports are known from now on."""
    person, uow, now = desk.person.id, desk.uow, desk.now
    late = [is_late(one.kept.report, now, desk.rules) for one in fresh]
    audit = Audit(who=person, what="report.add", target="reports", at=now, count=len(fresh))
    records = [record_of(one.kept, person, late=was) for one, was in zip(fresh, late, strict=True)]
    numbers = [int(number) for number in uow.records.add(records, audit)]
    rows = list(zip(fresh, numbers, late, strict=True))
    entries = [(PupilId(one.kept.pupil), entry_of(one, number, person, now, late=was)) for one, number, was in rows]
    uow.case_files.append(entries, replace(audit, what="case.add"))
    return [Taken(row=one.line.row, number=number, report=one.kept.report, late=was) for one, number, was in rows]


@dataclass(frozen=True, kw_only=True)
class _Entered:
    """Reports that stand in the records now, and what they are decided with."""

    fresh: Sequence[NewReport]
    taken: Sequence[Taken]
    opened: dict[PupilId, Alert]
    place: Place
    latest: Wave | None

    @property
    def source(self) -> str:
        """What brought the decisions: the first report's number."""
        return f"report:{self.taken[0].number}"


def _decide(entered: _Entered, desk: _Desk) -> tuple[list[Decision], int]:
    """Decisions for the pupils told of, written with their tasks; and the number of tasks."""
    rules, now, place = desk.rules, desk.now, entered.place
    pupils = np.unique(np.array([one.kept.pupil for one in entered.fresh], dtype=np.int32))
    decided = decide_pupils(pupils, _evidence(pupils, entered, desk), entered.opened, place, rules)
    seen = {one.kept.pupil: one.kept.report.seen_at for one in sorted(entered.fresh, key=lambda new: new.kept.report.seen_at)}
    works = make(
        decided.made,
        school=place.school,
        open_alerts=entered.opened,
        answered_at=seen,
        policy=rules.policy,
        calendar=rules.calendar,
        now=now,
    )
    tasks = write_decisions(works, desk.uow, wave=place.wave, source=entered.source, school=place.school, now=now)
    return decided.made, tasks + _ask_to_read(entered.fresh, entered.source, place.school, desk)


def _evidence(pupils: PupilArray, entered: _Entered, desk: _Desk) -> Evidence:
    """All reports of the pupils, these being new, and the sheets of the latest wave, which were decided when they came."""
    latest, count = entered.latest, len(pupils)
    sheets = desk.uow.waves.readings(latest.id, pupils, desk.machine("sheet.read", entered.source, count)) if latest else ()
    told = kept_reports([PupilId(p) for p in pupils.tolist()], desk.uow, desk.machine("record.read", entered.source, count))
    numbers = {one.number for one in entered.taken}
    return Evidence(
        everything=sheets,
        new=(),
        reports=NO_REPORTS,
        reported=entered.place.school.reported if latest else {},
        hearing=heard(told, numbers, entered.opened, pupils, rules=desk.rules, now=desk.now),
        rung=sheets,
        waves=frozenset({latest.id} if latest else ()),
        by_people=True,
    )


def _ask_to_read(fresh: Sequence[NewReport], source: str, school: SchoolView, desk: _Desk) -> int:
    tasks = reading_tasks(fresh, school, desk.rules, desk.now)
    messages = reading_messages(tasks, source, desk.rules, desk.now)
    desk.uow.tasks.add(tasks, desk.machine("task.add", source, len(tasks)))
    desk.uow.outbox.add(messages, desk.machine("outbox.add", source, len(messages)))
    return len(tasks)
