"""The refused rows of a wave, for the counselor who mends them."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, StoredRefusal, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class RefusalLine:
    """One refused row with the names of the pupils it may be, nearest first."""

    stored: StoredRefusal
    candidates: tuple[str, ...]


def list_refusals(wave: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> list[RefusalLine]:
    """Every refusal of the wave: those with a safety answer first, then by import and row."""
    check_is_counselor(person)
    audit = Audit(who=person.id, what="refusal.list", target="refusals", at=now)
    with uow:
        found = uow.waves.refusals(find_wave(wave, uow).id, audit)
        ids = sorted({pupil for r in found for pupil in r.candidates})
        names = {p.id: f"{p.told.school_class} {p.told.name}" for p in uow.roster.pupils(audit, ids)} if ids else {}
        uow.commit()
    lines = [RefusalLine(stored=r, candidates=tuple(names[p] for p in r.candidates if p in names)) for r in found]
    return sorted(lines, key=lambda line: (not line.stored.critical, line.stored.imported, line.stored.refusal.row))
