"""The refused rows of a wave, for the counselor who mends them."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import NOBODY, PupilId
from screening.services.confirmed_matches import confirmed_matches
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import Pupil, StaffMember, StoredRefusal, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class RefusalLine:
    """One refused row with the names of the pupils it may be, nearest first."""

    stored: StoredRefusal
    candidates: tuple[str, ...]
    confirmed: str = ""  # the pupil whom a person named for it


def list_refusals(wave: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> list[RefusalLine]:
    """Every refusal of the wave: those with a safety answer first, then by import and row."""
    check_is_counselor(person)
    audit = Audit(who=person.id, what="refusal.list", target="refusals", at=now)
    with uow:
        place = find_wave(wave, uow)
        found = uow.waves.refusals(place.id, audit)
        said = confirmed_matches(place, uow, audit)
        ids = sorted({pupil for r in found for pupil in r.candidates} | {PupilId(pupil) for pupil in said.values()})
        names = {p.id: _called(p) for p in uow.roster.pupils(audit, ids)} if ids else {}
        uow.commit()
    lines = [
        RefusalLine(
            stored=r,
            candidates=tuple(names[p] for p in r.candidates if p in names),
            confirmed=names.get(PupilId(said.get(r.row_mark, said.get(r.written, NOBODY))), ""),
        )
        for r in found
    ]
    return sorted(lines, key=lambda line: (not line.stored.critical, line.stored.imported, line.stored.refusal.row))


def _called(pupil: Pupil) -> str:
    """Class, name and number, so that a person can confirm; who has left is marked."""
    left = "（已离校）" if pupil.told.left_on else ""
    return f"{pupil.told.school_class} {pupil.told.name} {pupil.told.number}{left}"
