"""Make the digests of a day: open requests to homeroom teachers, by class and reader, with names and class numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from screening.core.audit import Audit
from screening.core.ids import PupilId, StaffId
from screening.core.tiers import Role
from screening.digests.digest import make_digest
from screening.digests.interface import Digest, DigestLine
from screening.digests.phrases import ASKS, NAME_UNKNOWN, READER_UNKNOWN
from screening.services.permissions import COUNSELORS
from screening.services.ports import NewMessage, Pupil, SchoolClass, StaffMember, Task, UnitOfWork

Group = tuple[str, StaffId | None]
"""Class name and reader: what one digest is about."""

KEEP_A_LIST = COUNSELORS | {Role.DISTRICT_TUTORING_CENTRE}
"""Who works from the task list: the same kind of task, such as the make-up session itself, may be theirs too."""


def make_digests(
    uow: UnitOfWork,
    day: date,
    now: datetime,
    person: StaffId,
    *,
    school: str = "",
    place: str = "",
    reader: StaffId | None = None,
) -> list[Digest]:
    """One digest per class and reader with open requests, in the order of grades and classes; all readers, or one.

    What is read is what is printed: tasks, names, class numbers. Answers, results and severity are not opened, so they can't
    show. A request whose owner is unknown makes a digest without reader, for the counselor to hand over. Audited as ``person``.
    """
    with uow:
        tasks = [task for task in uow.tasks.open(_audit(person, "task.read", now)) if ask_of(task)]
        if reader is not None:
            tasks = [task for task in tasks if task.task.owner == reader]
        known = sorted({task.task.pupil for task in tasks if task.task.pupil is not None})
        pupils = (
            {pupil.id: pupil for pupil in uow.roster.pupils(_audit(person, "digest.made", now, len(known)), known)}
            if known
            else {}
        )
        staff = {member.id: member for member in uow.roster.staff(_audit(person, "staff.read", now))}
        classes = uow.roster.classes()
        uow.commit()
    counselor = _counselor(staff.values())
    return [
        make_digest(
            reader=staff[owner].name if owner in staff else READER_UNKNOWN.zh,
            reader_id=owner,
            school=school,
            school_class=school_class,
            day=day,
            lines=lines,
            counselor=counselor.name if counselor else "",
            phone=counselor.phone if counselor else "",
            place=place,
        )
        for (school_class, owner), lines in _in_school_order(_lines(tasks, pupils, classes), classes)
    ]


def ask_of(task: Task) -> str:
    """The request a task makes to a homeroom teacher: a key of the wording, "" if the task is not for one."""
    plan = task.task.plan
    if plan.owner in KEEP_A_LIST:
        return ""
    ask = "observe" if plan.kind == "observation" else plan.kind
    return ask if ask in ASKS else ""


def queue_digests(uow: UnitOfWork, digests: Iterable[Digest], day: date, now: datetime, person: StaffId) -> int:
    """Put one message per reader into the outbox, at most one a reader and day; returns how many readers there are.

    Only whom and which wording is written: the digest itself is made again when the message goes out, and never stored.
    """
    readers = sorted({digest.reader_id for digest in digests if digest.reader_id is not None})
    if readers:
        with uow:
            messages = [
                NewMessage(key=f"digest:{reader}:{day.isoformat()}", recipient=reader, kind="digest", due_at=now)
                for reader in readers
            ]
            uow.outbox.add(messages, _audit(person, "outbox.add", now, len(messages)))
            uow.commit()
    return len(readers)


def _lines(
    tasks: Iterable[Task], pupils: Mapping[PupilId, Pupil], classes: Iterable[SchoolClass]
) -> dict[Group, list[DigestLine]]:
    """Lines by class and reader. A pupil the roster no longer tells keeps a line that sends the reader to the counselor."""
    names = {school_class.id: school_class.name for school_class in classes}
    groups: dict[Group, list[DigestLine]] = defaultdict(list)
    for task in tasks:
        pupil = pupils.get(task.task.pupil) if task.task.pupil is not None else None
        school_class = names.get(pupil.school_class, pupil.told.school_class) if pupil else ""
        line = DigestLine(
            seat=(pupil.told.seat or 0) if pupil else 0,
            name=pupil.told.name if pupil else NAME_UNKNOWN.zh,
            ask=ask_of(task),
            due_at=task.task.plan.due_at,
        )
        groups[school_class, task.task.owner].append(line)
    return groups


def _in_school_order(
    groups: Mapping[Group, list[DigestLine]], classes: Sequence[SchoolClass]
) -> Sequence[tuple[Group, list[DigestLine]]]:
    """By grade, class and reader: never by how much or how urgent."""
    place = {school_class.name: (school_class.grade, school_class.id) for school_class in classes}
    last = (max((school_class.grade for school_class in classes), default=0) + 1, 0)
    return sorted(groups.items(), key=lambda item: (place.get(item[0][0], last), item[0][0], item[0][1] or 0))


def _counselor(staff: Iterable[StaffMember]) -> StaffMember | None:
    """The first counselor of the roster, whose name and phone stand on every digest."""
    holders = [member for member in staff if any(role.role == Role.PSYCH_TEACHER for role in member.roles)]
    return min(holders, key=lambda member: member.id, default=None)


def _audit(person: StaffId, what: str, now: datetime, count: int = 1) -> Audit:
    return Audit(who=person, what=what, target="digest", at=now, count=count)
