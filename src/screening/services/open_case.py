"""Read a pupil's case file, or add a note to it."""

from collections.abc import Sequence
from datetime import datetime

from screening.casefiles.interface import Entry, EntryKind
from screening.core.audit import Audit
from screening.core.errors import FileFault
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.services.permissions import check_may_read_case
from screening.services.ports import CaseworkKey, Pupil, StaffMember, UnitOfWork


def find_pupil(number: str, uow: UnitOfWork, audit: Audit) -> Pupil:
    """The pupil with this student number, also one who has left, inside an open unit of work.

    Raises FileFault without repeating the number.
    """
    register, mark = uow.roster.register(audit), uow.roster.marks([number])
    found = register.pupil[register.marks == mark]
    if not len(found) and register.left is not None:
        found = register.left.pupil[register.left.marks == mark]
    if not len(found):
        raise FileFault(
            Text("名册里没有这个学号", "no pupil on the roster has this number"),
            hint=Text("请核对学号；转入的学生先更新名册", "check the number; a pupil who moved here must be on the roster first"),
        )
    return uow.roster.pupils(audit, [PupilId(int(found[0]))])[0]


def read_case(
    number: str, *, person: StaffMember, key: CaseworkKey, uow: UnitOfWork, now: datetime
) -> tuple[Pupil, Sequence[Entry]]:
    """The pupil and every entry of the file, oldest first. Needs the unlocked casework key.

    Each reading is one audit event that names the pupil by id.
    """
    check_may_read_case(person)
    with uow:
        pupil = find_pupil(number, uow, Audit(who=person.id, what="pupil.find", target="register", at=now))
        entries = uow.case_files.read(pupil.id, key, Audit(who=person.id, what="case.read", target=f"pupil:{pupil.id}", at=now))
        uow.commit()
    return pupil, entries


def add_note(number: str, text: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> int:
    """Seal a note into the file and return its length in characters; whoever adds it cannot read the file back."""
    check_may_read_case(person)
    with uow:
        pupil = find_pupil(number, uow, Audit(who=person.id, what="pupil.find", target="register", at=now))
        entry = Entry(kind=EntryKind.NOTE, author=person.id, at=now, body={"text": text})
        uow.case_files.append([(pupil.id, entry)], Audit(who=person.id, what="case.add", target=f"pupil:{pupil.id}", at=now))
        uow.commit()
    return len(text)
