"""The staff as it is now: who holds which role, who is away, who is on call."""

from datetime import date, datetime
from typing import Any

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import StaffId
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.presence import Absence, Slot, away_on
from screening.followup.records import NewRecord
from screening.services.assign import Staffing, staffing
from screening.services.ports import UnitOfWork

ABSENCES, ROTA = "absence", "rota"  # shelves


def present_staff(uow: UnitOfWork, now: datetime) -> Staffing:
    """Who holds which role at ``now``, inside an open unit of work: absent holders left out or replaced, the rota at hand."""
    audit = Audit(who=PIPELINE, what="staff.read", target="staff", at=now)
    away = away_on(absences(uow, audit), now.astimezone(SCHOOL_ZONE).date())
    return staffing(uow.roster.staff(audit), away=away, rota=rota(uow, audit))


def absences(uow: UnitOfWork, audit: Audit) -> list[Absence]:
    """Every absence told, in the order of telling."""
    return [_absence(one.record.body) for one in uow.records.on(ABSENCES, audit)]


def rota(uow: UnitOfWork, audit: Audit) -> tuple[Slot, ...]:
    """The rota in force: the one told last, school hours already taken out; empty if none was ever told."""
    told = uow.records.on(ROTA, audit)
    return tuple(_slot(line) for line in told[-1].record.body["slots"]) if told else ()


def absence_record(absence: Absence, *, by: StaffId, now: datetime) -> NewRecord:
    """The absence as it is kept."""
    body = {
        "person": absence.person,
        "since": absence.since.isoformat(),
        "until": absence.until.isoformat() if absence.until else None,
        "deputy": absence.deputy,
    }
    return NewRecord(kind="absence", body=body, at=now, by=by, shelf=ABSENCES)


def rota_record(slots: tuple[Slot, ...], *, by: StaffId, now: datetime) -> NewRecord:
    """The rota as it is kept."""
    lines = [
        {
            "person": slot.person,
            "starts": slot.starts.isoformat(),
            "ends": slot.ends.isoformat(),
            "phone": slot.phone,
            "deputy": slot.deputy,
        }
        for slot in slots
    ]
    return NewRecord(kind="rota", body={"slots": lines}, at=now, by=by, shelf=ROTA)


def _absence(body: dict[str, Any]) -> Absence:
    return Absence(
        person=body["person"],
        since=date.fromisoformat(body["since"]),
        until=date.fromisoformat(body["until"]) if body["until"] else None,
        deputy=body["deputy"],
    )


def _slot(line: dict[str, Any]) -> Slot:
    return Slot(
        person=line["person"],
        starts=datetime.fromisoformat(line["starts"]),
        ends=datetime.fromisoformat(line["ends"]),
        phone=line["phone"],
        deputy=line["deputy"],
    )
