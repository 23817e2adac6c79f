"""Take an import back: a recorded act. What people have acted on stays, everything else is as if the file had never come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.alerts.fold import Reports
from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import PIPELINE, Audit
from screening.core.errors import IllegalMove, StoreFault
from screening.core.ids import NOBODY, AlertId, ImportId, PupilId, WaveId
from screening.core.language import Text
from screening.core.severity import Critical, Severity
from screening.followup.states import State, move
from screening.services.alert_acts import acts_of, ended_record, judged_levels, stepped_up_tasks
from screening.services.decide_pupils import Evidence, decide_pupils
from screening.services.permissions import check_is_counselor
from screening.services.place import Place, Rules
from screening.services.ports import Alert, NewRecord, PupilArray, Record, StaffMember, Task, UnitOfWork, Wave
from screening.services.report_records import kept_reports
from screening.services.school_view import SchoolView, view_school
from screening.services.unidentified import KIND as UNIDENTIFIED
from screening.services.write_decisions import make, write_decisions

SHELF, UNDONE = "undo", "undone"


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What taking an import back came to. Counts and numbers only."""

    sheets: int
    refusals: int
    ended: int  # alerts that nobody had acted on
    kept: int  # alerts that stay: somebody acted, or people told of the pupil as well
    restored: int  # earlier alerts that are open again
    decided: int  # pupils decided anew by what still stands
    again: tuple[ImportId, ...]  # later imports whose files have to be imported once more


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """Who takes back what, by which rules and when."""

    imported: ImportId
    reason: str
    wave: Wave
    person: StaffMember
    uow: UnitOfWork
    rules: Rules
    now: datetime

    @property
    def source(self) -> str:
        """How alerts and tasks name the import."""
        return f"import:{self.imported}"

    def machine(self, what: str, count: int = 1) -> Audit:
        """The machine's part of the act."""
        return Audit(who=PIPELINE, what=what, target=self.source, at=self.now, count=count)


def undo_import(imported: ImportId, reason: str, *, person: StaffMember, uow: UnitOfWork, rules: Rules, now: datetime) -> Undone:
    """Remove the import's sheets and refusals, end its alerts that nobody acted on, and decide anew by what still stands.

    Earlier revisions count again, an alert that this import raised further is open again as it was. An alert somebody has
    acknowledged, decided about or done a task of stays with its tasks, and so does one of a pupil of whom people told as well.
    One transaction: after a crash all of it happened or nothing. Raises NotAllowed for anybody but the counselor, StoreFault
    for an unknown number, IllegalMove without a reason or for an import that was taken back before.
    """
    check_is_counselor(person)
    if not reason.strip():
        raise IllegalMove(
            Text("撤回导入要写明理由", "taking an import back needs a reason"),
            hint=Text("加上 --reason，例如：导错了批次", "add --reason, for example: wrong wave"),
        )
    with uow:
        desk = _Desk(
            imported=imported, reason=reason.strip(), wave=_wave_of(imported, uow), person=person, uow=uow, rules=rules, now=now
        )
        done = _take_back(desk)
        uow.commit()
    return done


def undone_imports(wave: WaveId, uow: UnitOfWork, audit: Audit) -> dict[int, Record]:
    """Imports of the wave that were taken back, with the record of it; inside an open unit of work."""
    return {int(one.record.body["import"]): one for one in uow.records.on(SHELF, audit, wave) if one.record.kind == UNDONE}


def _wave_of(imported: ImportId, uow: UnitOfWork) -> Wave:
    found = uow.waves.import_of(imported)
    if found is None:
        raise StoreFault(
            Text(f"没有编号为 {imported} 的导入", f"there is no import {imported}"),
            hint=Text("用 screening import list --wave 批次 查看编号", "screening import list --wave WAVE shows the numbers"),
        )
    return next(wave for wave in uow.waves.waves() if wave.id == found[1])


def _take_back(desk: _Desk) -> Undone:
    uow, before = desk.uow, undone_imports(desk.wave.id, desk.uow, desk.machine("record.read"))
    if desk.imported in before:
        raise IllegalMove(
            Text(f"第 {desk.imported} 次导入已经撤回过", f"import {desk.imported} was taken back before"),
            hint=Text("同一个文件可以重新导入", "its file may be imported again"),
        )
    mine = [one for one in uow.alerts.all_open(desk.machine("alert.read")) if one.source == desk.source]
    touched = _touched(desk, mine)
    act = Audit(who=desk.person.id, what="import.undo", target=desk.source, at=desk.now)
    back = uow.waves.take_back(desk.imported, act)
    again = tuple(one for one in back.later if one not in before) if back.sheets else ()
    kept = _stays(desk, mine)
    ended = [alert for alert in mine if alert.id not in kept]
    _end(desk, ended, touched, keeping={alert.pupil for alert in mine if alert.id in kept})
    restored = _restore(desk, ended, before)
    everybody = np.array(touched, dtype=np.int32)
    still = uow.alerts.open_of(everybody, desk.machine("alert.read", len(touched)))
    decided = _decide_anew(desk, np.array([pupil for pupil in touched if pupil not in still], dtype=np.int32))
    done = Undone(
        sheets=back.sheets,
        refusals=back.refusals,
        ended=len(ended),
        kept=len(kept),
        restored=len(restored),
        decided=decided,
        again=again,
    )
    body = {"import": int(desk.imported), "reason": desk.reason, "sheets": done.sheets, "ended": done.ended, "kept": done.kept}
    uow.records.add([NewRecord(kind=UNDONE, body=body, at=desk.now, by=desk.person.id, wave=desk.wave.id, shelf=SHELF)], act)
    return done


def _touched(desk: _Desk, mine: Sequence[Alert]) -> list[PupilId]:
    """Pupils whom the import brought anything of."""
    sheets = {PupilId(pupil) for pupil in desk.uow.waves.pupils_of(desk.imported, desk.machine("sheet.read")).tolist()}
    refused = desk.uow.waves.refusals(desk.wave.id, desk.machine("refusal.read"))
    named = {one.pupil for one in refused if one.imported == desk.imported and one.pupil is not None}
    return sorted(sheets | named | {alert.pupil for alert in mine})


def _stays(desk: _Desk, mine: Sequence[Alert]) -> set[AlertId]:
    """Alerts that a person has acted on, or whose pupil people told of: those a person has to close."""
    pupils = [alert.pupil for alert in mine]
    if not pupils:
        return set()
    acts = {act.alert for act in acts_of(desk.uow.records.of(pupils, desk.machine("record.read", len(pupils))))}
    told = {kept.pupil for kept in kept_reports(pupils, desk.uow, desk.machine("record.read", len(pupils)))}
    tasks = desk.uow.tasks.every_of(pupils, desk.machine("task.read", len(pupils)))
    busy = {task.task.pupil for task in tasks if task.task.source == desk.source and task.state == State.DONE}
    return {alert.id for alert in mine if int(alert.id) in acts or int(alert.pupil) in told or alert.pupil in busy}


def _end(desk: _Desk, ended: Sequence[Alert], touched: Sequence[PupilId], *, keeping: set[PupilId]) -> None:
    """End the alerts and every open task that came of the import; the reason stands in the file of each pupil concerned."""
    uow = desk.uow
    if ended:
        uow.alerts.end([alert.id for alert in ended], desk.machine("alert.end", len(ended)))
        entries = [(alert.pupil, _entry(desk, alert)) for alert in ended if alert.decision.severity > Severity.U]
        uow.case_files.append(entries, desk.machine("case.add", len(entries)))
    tasks = uow.tasks.every_of(touched, desk.machine("task.read", len(touched))) if touched else ()
    gone = [t for t in tasks if t.task.source == desk.source and t.state == State.OPEN and t.task.pupil not in keeping]
    by_pupil: dict[PupilId, list[Task]] = {}
    for task in gone:
        if task.task.pupil is not None:
            by_pupil.setdefault(task.task.pupil, []).append(task)
    for task in [*gone, *_nobodys(desk)]:
        uow.tasks.set_state(task.id, move(State(task.state), State.ENDED).value, desk.machine("task.end"))
    records = [ended_record(pupil, theirs, "import_undone", desk.person.id, desk.now) for pupil, theirs in by_pupil.items()]
    if records:
        uow.records.add(records, desk.machine("record.add", len(records)))


def _nobodys(desk: _Desk) -> list[Task]:
    """Tasks about safety answers of unknown pupils, unless another import has such a row too: it may be the same one."""
    refused = desk.uow.waves.refusals(desk.wave.id, desk.machine("refusal.read"))
    if any(one.pupil is None and one.critical > Critical.CI_0 for one in refused):
        return []
    tasks = desk.uow.tasks.open_of_nobody(desk.machine("task.read"))
    return [task for task in tasks if task.task.source == desk.source and task.task.plan.kind == UNIDENTIFIED]


def _entry(desk: _Desk, alert: Alert) -> Entry:
    body: dict[str, object] = {"act": "import_undone", "source": desk.source, "alert": int(alert.id), "text": desk.reason}
    return Entry(kind=EntryKind.ACT, author=desk.person.id, at=desk.now, body=body)


def _restore(desk: _Desk, ended: Sequence[Alert], before: dict[int, Record]) -> set[PupilId]:
    """Pupils whose earlier alert is open again, with the tasks that the graver one had taken the place of."""
    sources = {f"import:{number}" for number in before} | {desk.source}
    restored = set[PupilId]()
    for alert in ended:
        earlier = _replaced(desk, alert)
        while earlier is not None and earlier.source in sources:
            earlier = _replaced(desk, earlier)
        if earlier is None:
            continue
        desk.uow.alerts.reopen(earlier.id, desk.machine("alert.reopen"))
        ended_then = stepped_up_tasks(desk.uow.records.of([alert.pupil], desk.machine("record.read")), alert.opened_at)
        for number in ended_then:
            desk.uow.tasks.set_state(number, move(State.ENDED, State.OPEN).value, desk.machine("task.reopen"))
        restored.add(alert.pupil)
    return restored


def _replaced(desk: _Desk, alert: Alert) -> Alert | None:
    return None if alert.replaces is None else desk.uow.alerts.replaced(alert.replaces, desk.machine("alert.read"))


def _decide_anew(desk: _Desk, pupils: PupilArray) -> int:
    """Everything that still stands of these pupils is weighed as if it were new; how many need somebody by it."""
    if not len(pupils):
        return 0
    uow, rules = desk.uow, desk.rules
    school = view_school(uow, desk.wave, desk.machine("import.prepare"))
    readings = uow.waves.readings(desk.wave.id, pupils, desk.machine("sheet.read", len(pupils)))
    evidence = Evidence(
        everything=readings,
        new=readings,
        reports=_reports(pupils, school),
        reported={},
        judged=judged_levels(pupils, desk.wave.id, uow, desk.machine("record.read", len(pupils))),
    )
    place = Place(wave=desk.wave, imported=desk.imported, school=school, now=desk.now)
    made = decide_pupils(pupils, evidence, {}, place, rules).made
    works = make(made, school=school, open_alerts={}, answered_at={}, policy=rules.policy, calendar=rules.calendar, now=desk.now)
    write_decisions(works, uow, wave=desk.wave, source=f"undo:{desk.imported}", school=school, now=desk.now)
    return len(made)


def _reports(pupils: PupilArray, school: SchoolView) -> Reports:
    """Safety answers of the refused rows that still stand; undated ones count as dated, the stricter reading."""
    known = [pupil for pupil in pupils.tolist() if pupil != NOBODY and school.reported.get(pupil, 0) > Critical.CI_0]
    return Reports(
        pupil=np.array(known, dtype=np.int32),
        critical=np.array([school.reported[pupil] for pupil in known], dtype=np.int8),
        dated=np.ones(len(known), dtype=np.bool_),
    )
