"""What follows from a finished import: it is listed, and somebody has to delete the answers on the platform."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import StaffId, WaveId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.interface import TaskPlan
from screening.services.place import Place, Rules
from screening.services.ports import NewRecord, NewTask, Record, UnitOfWork

SHELF, IMPORTED = "import", "imported"
CLEANUP = "platform_cleanup"
CLEANUP_DAYS = 10
"""School days after the last import of a wave by which its answers are gone from the platform and the download folder."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is kept of an import beside its sheets. Counts and a file's name."""

    file: str
    rows: int
    sheets: int
    refused: int


def after_import(summary: Summary, person: StaffId, place: Place, rules: Rules, uow: UnitOfWork) -> None:
    """List the import and set the wave's one task of deleting what lies elsewhere, inside the import's last transaction."""
    body = {"import": int(place.imported), "file": summary.file, "rows": summary.rows}
    body |= {"sheets": summary.sheets, "refused": summary.refused}
    record = NewRecord(kind=IMPORTED, body=body, at=place.now, by=person, wave=place.wave.id, shelf=SHELF)
    uow.records.add([record], place.audit("record.add", 1))
    if not place.school.archive:  # sheets of earlier terms open no task
        _ask_to_clean(place, rules, uow)


def imports_told(wave: WaveId, uow: UnitOfWork, audit: Audit) -> dict[int, Record]:
    """Finished imports of the wave by number; inside an open unit of work."""
    return {int(one.record.body["import"]): one for one in uow.records.on(SHELF, audit, wave)}


def _ask_to_clean(place: Place, rules: Rules, uow: UnitOfWork) -> None:
    """One open task a wave; a later import puts it off."""
    due = rules.calendar.add_school_days(rules.calendar.local(place.now).date(), CLEANUP_DAYS)
    note = f"wave {place.wave.id}"
    waiting = [
        task
        for task in uow.tasks.open_of_nobody(place.audit("task.read", 1))
        if task.task.plan.kind == CLEANUP and task.task.note == note
    ]
    if waiting:
        uow.tasks.reassign(waiting[0].id, waiting[0].task.owner, place.audit("task.move", 1), due_at=due)
        return
    plan = _plan(due, rules)
    owner = place.school.staffing.holder(Role.PSYCH_TEACHER, None)
    task = NewTask(pupil=None, plan=plan, owner=owner, severity=int(Severity.S0), created_at=place.now, note=note)
    uow.tasks.add([task], place.audit("task.add", 1))


def _plan(due: datetime, rules: Rules) -> TaskPlan:
    return TaskPlan(
        kind=CLEANUP,
        owner=Role.PSYCH_TEACHER,
        deputy=Role.PSYCH_DEPUTY,
        due_at=due,
        rule="P8",
        calendar_loaded=rules.calendar.is_loaded(due.date()),
    )
