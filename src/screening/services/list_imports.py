"""The imports of a wave, for the counselor who looks what came in or takes one back."""

from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.services.after_import import imports_told
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, UnitOfWork
from screening.services.undo_import import undone_imports


@dataclass(frozen=True, kw_only=True)
class ImportLine:
    """One import. Counts, and the name of the file."""

    number: int
    file: str
    at: datetime | None  # when it was finished; None: it never was
    rows: int
    sheets: int
    refused: int
    undone: bool


def list_imports(wave: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> list[ImportLine]:
    """Every import of the wave, the oldest first. Raises NotAllowed for all but the counselor."""
    check_is_counselor(person)
    audit = Audit(who=person.id, what="import.list", target="wave:imports", at=now)
    with uow:
        place = find_wave(wave, uow)
        states = uow.waves.imports(place.id)
        told, undone = imports_told(place.id, uow, audit), undone_imports(place.id, uow, audit)
        uow.commit()
    lines = []
    for state in states:
        record = told.get(int(state.id))
        body = record.record.body if record else {}
        lines.append(
            ImportLine(
                number=int(state.id),
                file=body.get("file", ""),
                at=record.record.at if record else None,
                rows=body.get("rows", 0),
                sheets=body.get("sheets", 0),
                refused=body.get("refused", 0),
                undone=int(state.id) in undone,
            )
        )
    return lines
