"""Statements of consent as they are kept with each pupil, and the roster held to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from screening.core.audit import Audit
from screening.core.ids import PupilId
from screening.intake.consent import GRANTED, GUARDIAN, SILENT, Statement, stage, standing
from screening.intake.interface import Roster
from screening.services.compare_roster import Comparison
from screening.services.ports import NewRecord, Pupil, UnitOfWork

KIND = "consent"
ROSTER = "roster"  # channel of what stood on the roster before the register began
_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)  # a roster does not tell when; whatever is told is later


def statements_of(pupils: Sequence[PupilId] | None, uow: UnitOfWork, audit: Audit) -> dict[int, list[Statement]]:
    """Every statement by pupil, in the order of telling; pupils of whom nothing is told are missing."""
    found: dict[int, list[Statement]] = defaultdict(list)
    for one in uow.records.of(pupils, audit):
        if one.record.kind == KIND and one.record.pupil is not None:
            body = one.record.body
            found[int(one.record.pupil)].append(Statement(**{**body, "at": datetime.fromisoformat(body["at"])}))
    return dict(found)


def statement_record(pupil: PupilId, told: Statement, audit: Audit) -> NewRecord:
    """The statement as it is kept."""
    body = {**asdict(told), "at": told.at.isoformat()}
    return NewRecord(kind=KIND, body=body, at=audit.at, by=audit.who, pupil=pupil)


def on_roster(pupil: Pupil) -> list[Statement]:
    """What the roster said of the pupil before anything was told to the register: it counts as the family's first word."""
    if not pupil.told.consent:
        return []
    told = pupil.told
    return [Statement(party=GUARDIAN, answer=told.consent, at=_BEFORE, channel=ROSTER, grade=told.grade)]


def held_to_register(found: Comparison, roster: Roster, known: Sequence[Pupil], uow: UnitOfWork, audit: Audit) -> Comparison:
    """The comparison with each changed pupil's consent as the register has it.

    An old roster never lifts a refusal or a withdrawal, nor makes up for a renewal that is due: of a pupil with statements the
    register decides, unless the roster itself says no. Of a pupil without any, a yes lapses at a new stage unless the file says
    it again. Whoever is unchanged then is left out.
    """
    if not found.changed:
        return found
    before = {pupil.id: pupil for pupil in known}
    told = statements_of([pupil.id for pupil in found.changed], uow, audit)
    said = {pupil.number: pupil.consent for pupil in roster.pupils}
    changed = [
        replace(p, told=replace(p.told, consent=_consent(p, before[p.id], told.get(p.id, []), said.get(p.told.number, ""))))
        for p in found.changed
    ]
    return replace(found, changed=tuple(p for p in changed if replace(p.told, row=0) != replace(before[p.id].told, row=0)))


def _consent(now: Pupil, before: Pupil, told: Sequence[Statement], said: str) -> str:
    if said not in (GRANTED, SILENT):
        return said
    if told:
        return standing(told, now.told.grade)
    renewal = stage(now.told.grade) != stage(before.told.grade)
    lapses = renewal and said == SILENT and before.told.consent == GRANTED
    return SILENT if lapses else now.told.consent
