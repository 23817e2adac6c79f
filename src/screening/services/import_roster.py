"""Take a roster into the store: new, changed and leaving pupils, staff, a new school year; reported before it is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import RosterFault
from screening.core.ids import StaffId
from screening.core.language import Text
from screening.core.terms import SYNTHETIC_NUMBER
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.interface import Person, Roster
from screening.services.compare_roster import Comparison, NewYear, check_new_year, compare, looks_like_a_new_year, new_year
from screening.services.consent_records import held_to_register
from screening.services.permissions import check_may_bring_roster
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.reassign_tasks import reassign_tasks

_ROWS_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class RosterReport:
    """What a roster import did, or would do. Counts only; pupils are named by workbook row."""

    pupils: int
    new: int
    changed: int
    moved: int  # of the changed: now in another class
    unchanged: int
    absent: int  # in the store, not in the workbook: kept until somebody confirms that they have left
    consented: int
    staff: int
    reassigned: int  # open tasks that changed hands
    notes: tuple[Text, ...]
    leaving: int = 0  # marked as left
    leaving_with_alert: int = 0  # of these with an open alert: the counselor hands them over
    back: int = 0  # of the changed: had left
    year: NewYear | None = None


def import_roster(
    roster: Roster,
    uow: UnitOfWork,
    *,
    person: StaffId,
    now: datetime,
    synthetic: bool,
    dry_run: bool = False,
    turn_year: bool = False,
    leavers: bool = False,
) -> RosterReport:
    """Update the store from a workbook in one transaction; the same workbook again changes nothing.

    Older identities stay as history, open tasks go to whoever holds the post now. Pupils whom a whole roster no longer names are
    marked as left with ``leavers`` or ``turn_year``, else only counted. Comparing is the machine's act, writing the person's.
    Raises RosterFault if a real roster is brought to a synthetic store or a new year's file can't be one, NotAllowed once there
    is a counselor and somebody else brings it.
    """
    if synthetic:
        _check_synthetic(roster)
    look = Audit(who=PIPELINE, what="roster.compare", target="roster", at=now)
    audit = Audit(who=person, what="roster.import", target="roster", at=now, count=len(roster.pupils))
    with uow:
        before = uow.roster.staff(look)
        check_may_bring_roster(person, before)
        uow.roster.add_classes(sorted({(p.school_class, p.grade) for p in roster.pupils}), audit)
        class_id = {(c.name, c.grade): c.id for c in uow.roster.classes()}
        known = {p.told.number: p for p in uow.roster.pupils(look)}
        if turn_year:
            check_new_year(roster, known, confirmed=leavers)
        today = now.astimezone(SCHOOL_ZONE).date()
        found = compare(roster, known, class_id, all_leave=turn_year or leavers, today=today)
        found = held_to_register(found, roster, list(known.values()), uow, look)
        changed = [*found.changed, *found.leaving]
        if found.new or changed:
            uow.roster.put_pupils(found.new, changed, audit)
        staff = _staff(roster, before)
        uow.roster.put_staff(staff, audit)
        year = new_year(roster, known, _roles(before), staff or _roles(before)) if turn_year else None
        with_alert = _open_alerts(found, uow, look)
        odd = not turn_year and looks_like_a_new_year(roster, known)
        report = _report(roster, found, reassign_tasks(uow, now=now), with_alert=with_alert, year=year, odd=odd)
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


def _staff(roster: Roster, before: Sequence[StaffMember]) -> Sequence[Person]:
    """The staff as it will be: a file that speaks of some roles only leaves the holders of all others in their posts."""
    if not roster.staff or not roster.staff_roles:
        return roster.staff
    return (*roster.staff, *(held for held in _roles(before) if held.role not in roster.staff_roles))


def _roles(staff: Iterable[StaffMember]) -> list[Person]:
    return [role for member in staff for role in member.roles]


def _open_alerts(found: Comparison, uow: UnitOfWork, audit: Audit) -> int:
    if not found.leaving:
        return 0
    return len(uow.alerts.open_of(np.sort(np.array([pupil.id for pupil in found.leaving], dtype=np.int32)), audit))


def _report(
    roster: Roster, found: Comparison, reassigned: int, *, with_alert: int, year: NewYear | None, odd: bool
) -> RosterReport:
    return RosterReport(
        pupils=len(roster.pupils),
        new=len(found.new),
        changed=len(found.changed),
        moved=found.moved,
        unchanged=len(roster.pupils) - len(found.new) - len(found.changed),
        absent=len(found.absent),
        consented=sum(1 for p in roster.pupils if p.consent == "granted"),
        staff=len(roster.staff),
        reassigned=reassigned,
        notes=(*roster.notes, *_notes(found, odd=odd)),
        leaving=len(found.leaving),
        leaving_with_alert=with_alert,
        back=found.back,
        year=year,
    )


def _notes(found: Comparison, *, odd: bool) -> Iterable[Text]:
    """What a person should look at before writing."""
    if odd:
        yield Text(
            "多数学生升了一级，这像是新学年的名册：请改用 --new-year，离校的学生才会一并登记",
            "most pupils moved up a grade: a new school year? --new-year also marks those who left",
        )
    elif found.absent:
        yield Text(
            f"{len(found.absent)} 名学生不在这个文件里，仍按在校处理；确已离校的，核对后加上 --leavers 再导入一次",
            f"{len(found.absent)} pupils are not in this file and stay on the roster; --leavers says that they have left",
        )
    if found.renumbered:
        rows = "、".join(map(str, found.renumbered[:_ROWS_SHOWN])) + ("……" if len(found.renumbered) > _ROWS_SHOWN else "")
        yield Text(
            f"第 {rows} 行的新增学生与不再出现的学生同名同生日，可能换了学籍号：若是，请加一列“原学籍号”再导入",
            f"rows {rows}: name and birth date of one no longer named; if only the number is new, add a column 原学籍号",
        )
