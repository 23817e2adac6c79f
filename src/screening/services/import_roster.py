"""Take a roster workbook into the store: new pupils, changed pupils, staff; what changed is reported before it is written."""

from dataclasses import dataclass, replace
from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import RosterFault
from screening.core.ids import StaffId
from screening.core.language import Text
from screening.core.terms import SYNTHETIC_NUMBER
from screening.intake.interface import Roster, RosterPupil
from screening.services.permissions import check_may_bring_roster
from screening.services.ports import Pupil, UnitOfWork
from screening.services.reassign_tasks import reassign_tasks


@dataclass(frozen=True, kw_only=True)
class RosterReport:
    """What a roster import did, or would do. Counts only; pupils are named by workbook row."""

    pupils: int
    new: int
    changed: int
    moved: int  # of the changed: now in another class
    unchanged: int
    absent: int  # in the store, not in the workbook: kept, never deleted by an import
    consented: int
    staff: int
    reassigned: int  # open tasks that changed hands
    notes: tuple[Text, ...]


def import_roster(
    roster: Roster, uow: UnitOfWork, *, person: StaffId, now: datetime, synthetic: bool, dry_run: bool = False
) -> RosterReport:
    """Update the store from a whole workbook in one transaction; the same workbook again changes nothing.

    Older identities stay as history, open tasks go to whoever holds the post now. Comparing is the machine's act, writing the
    person's. Raises RosterFault if a real roster is brought to a synthetic store, NotAllowed once there is a counselor and
    somebody else brings it.
    """
    if synthetic:
        _check_synthetic(roster)
    compare = Audit(who=PIPELINE, what="roster.compare", target="roster", at=now)
    audit = Audit(who=person, what="roster.import", target="roster", at=now, count=len(roster.pupils))
    with uow:
        check_may_bring_roster(person, uow.roster.staff(compare))
        uow.roster.add_classes(sorted({(p.school_class, p.grade) for p in roster.pupils}), audit)
        class_id = {(c.name, c.grade): c.id for c in uow.roster.classes()}
        known = {p.told.number: p for p in uow.roster.pupils(compare)}
        roster = replace(roster, pupils=tuple(_with_recorded_consent(p, known.get(p.number)) for p in roster.pupils))
        new = [p for p in roster.pupils if p.number not in known]
        changed = [
            Pupil(id=known[p.number].id, school_class=class_id[p.school_class, p.grade], told=p)
            for p in roster.pupils
            if p.number in known and not _same(known[p.number].told, p)
        ]
        if new or changed:
            uow.roster.put_pupils(new, changed, audit)
        uow.roster.put_staff(roster.staff, audit)
        report = _report(roster, known, new, changed, reassign_tasks(uow, now=now))
        if not dry_run:
            uow.commit()
    return report


def _check_synthetic(roster: Roster) -> None:
    real = sum(1 for p in roster.pupils if not p.number.startswith(SYNTHETIC_NUMBER))
    if real:
        raise RosterFault(
            Text("这是演示用的工作区，不能放真实学生", "this workspace is for demonstration and takes no real pupils"),
            where=Text(f"名册里有 {real} 个非演示学号", f"{real} student numbers that are not synthetic"),
            hint=Text("请用 screening init 新建正式的工作区", "make a real workspace with screening init"),
        )


def _with_recorded_consent(told: RosterPupil, known: Pupil | None) -> RosterPupil:
    """An empty cell, or a workbook without the column, withdraws nothing: consent on record ends only by saying so."""
    return told if told.consent or known is None else replace(told, consent=known.told.consent)


def _same(old: RosterPupil, new: RosterPupil) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in RosterPupil.__dataclass_fields__ if name != "row")


def _report(
    roster: Roster, known: dict[str, Pupil], new: list[RosterPupil], changed: list[Pupil], reassigned: int
) -> RosterReport:
    here = {p.number for p in roster.pupils}
    return RosterReport(
        pupils=len(roster.pupils),
        new=len(new),
        changed=len(changed),
        moved=sum(1 for p in changed if known[p.told.number].told.school_class != p.told.school_class),
        unchanged=len(roster.pupils) - len(new) - len(changed),
        absent=sum(1 for number in known if number not in here),
        consented=sum(1 for p in roster.pupils if p.consent == "granted"),
        staff=len(roster.staff),
        reassigned=reassigned,
        notes=roster.notes,
    )
