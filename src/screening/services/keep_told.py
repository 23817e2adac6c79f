"""What answers tell beside grades, kept for later decisions: history as a report; a private talk as a task with a family hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from screening.alerts.answers_tell import Told, answers_tell
from screening.alerts.mapping import BandMapping
from screening.alerts.told import KeptReport
from screening.casefiles.interface import Compartment, Entry, EntryKind
from screening.core.audit import PIPELINE
from screening.core.ids import NOBODY, PupilId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.interface import TaskPlan
from screening.intake.interface import AnswerBlock
from screening.intake.report_kinds import Kind, Report
from screening.services.place import Place, Rules
from screening.services.ports import NewMessage, NewTask, UnitOfWork
from screening.services.report_records import kept_reports, mark_of, record_of
from screening.services.split_chunk import Refused
from screening.services.unidentified import KIND as UNIDENTIFIED

PRIVATE_TALK = "private_talk"
REPORTED: dict[Told, tuple[Kind, str]] = {Told.ATTEMPT: (Kind.HISTORY, "attempt"), Told.PRIVATE: (Kind.FAMILY, "home_answer")}
"""As what each thing is kept: an attempt is history (§2.6), an answer about home keeps the family untold until it is lifted."""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One row of one pupil that told something."""

    pupil: int
    edition: str
    what: Told
    row: int
    answered_at: datetime | None


def keep_told(blocks: Iterable[AnswerBlock], refused: Sequence[Refused], place: Place, rules: Rules, uow: UnitOfWork) -> int:
    """Keep what the rows told, each thing once, inside the caller's transaction; the number of tasks opened.

    Before the decisions are made, so that they rest on it. An attempt is dated by when the pupil answered: the day is not known,
    and the later one makes it count longer. A private talk is due by the end of the next school day. It is a task and no alert:
    the answer suspects nobody, and nothing is sent home while the hold stands (band mapping, aslec).
    """
    found = [*_of_blocks(blocks, rules.mapping), *_of_refused(refused)]
    if not found:
        return 0
    fresh = _keep(found, place, uow)
    private = [one for one, _ in fresh if one.what is Told.PRIVATE]
    unknown = [one for one in found if one.pupil == NOBODY and one.what is Told.PRIVATE]
    _write_entries(private, place, uow)
    return _ask(private, PRIVATE_TALK, place, rules, uow) + _ask(unknown, UNIDENTIFIED, place, rules, uow)


def _of_blocks(blocks: Iterable[AnswerBlock], mapping: BandMapping) -> Iterable[_Told]:
    for block in blocks:
        flags = answers_tell(block.codes, block.instrument, mapping)
        for at in np.flatnonzero(flags).tolist():
            when = _utc(block.answered_at[at])
            for what in Told(int(flags[at])):
                edition = block.instrument.edition
                yield _Told(pupil=int(block.pupil[at]), edition=edition, what=what, row=int(block.row[at]), answered_at=when)


def _of_refused(refused: Iterable[Refused]) -> Iterable[_Told]:
    for one in refused:
        for what in Told(one.told):
            edition, row = one.refusal.edition, one.refusal.row
            yield _Told(pupil=one.pupil, edition=edition, what=what, row=row, answered_at=_utc(one.answered_at))


def _keep(found: Sequence[_Told], place: Place, uow: UnitOfWork) -> list[tuple[_Told, KeptReport]]:
    """Records of what was not known yet, written."""
    known = [one for one in found if one.pupil != NOBODY]
    pupils = sorted({PupilId(one.pupil) for one in known})
    if not pupils:
        return []
    met = {(kept.pupil, kept.id) for kept in kept_reports(pupils, uow, place.audit("record.read", len(pupils)))}
    fresh: dict[tuple[int, str], tuple[_Told, KeptReport]] = {}
    for one in known:
        kept = _report(one, place, uow)
        if (kept.pupil, kept.id) not in met:
            fresh.setdefault((kept.pupil, kept.id), (one, kept))
    records = [record_of(kept, PIPELINE, late=False) for _, kept in fresh.values()]
    uow.records.add(records, place.audit("report.add", len(records)))
    return list(fresh.values())


def _report(one: _Told, place: Place, uow: UnitOfWork) -> KeptReport:
    kind, grade = REPORTED[one.what]
    at = min(one.answered_at or place.now, place.now)
    known_by = f"answers|{one.pupil}|{place.wave.id}|{one.edition}|{one.what.name}|{one.answered_at}"
    report = Report(kind=kind, by="pupil", seen_at=at, grade=grade)
    return KeptReport(number=0, pupil=one.pupil, id=mark_of(known_by, uow), report=report, entered_at=place.now)


def _write_entries(private: Sequence[_Told], place: Place, uow: UnitOfWork) -> None:
    """Why the talk is asked for, in the protection compartment of the pupil's file."""
    entries = [
        (
            PupilId(one.pupil),
            Entry(
                kind=EntryKind.REPORT,
                author=PIPELINE,
                at=place.now,
                body={"kind": PRIVATE_TALK, "edition": one.edition, "source": f"import:{place.imported}", "provisional": True},
                compartment=Compartment.PROTECTION,
            ),
        )
        for one in private
    ]
    if entries:
        uow.case_files.append(entries, place.audit("case.add", len(entries)))


def _ask(told: Sequence[_Told], kind: str, place: Place, rules: Rules, uow: UnitOfWork) -> int:
    """One task a pupil, or a row whose pupil is not known, for the counselor; and one message when the night is over."""
    if not told:
        return 0
    today = rules.calendar.local(place.now).date()
    due = rules.calendar.add_school_days(today, 1)
    loaded = rules.calendar.is_loaded(due.date())
    plan = TaskPlan(kind=kind, owner=Role.PSYCH_TEACHER, deputy=Role.PSYCH_DEPUTY, due_at=due, rule="", calendar_loaded=loaded)
    whose = {(one.pupil, one.row if one.pupil == NOBODY else 0): one for one in told}
    tasks = [
        NewTask(
            pupil=None if pupil == NOBODY else PupilId(pupil),
            plan=plan,
            owner=place.school.staffing.holder(Role.PSYCH_TEACHER, place.school.home_of(pupil) if pupil != NOBODY else None, due),
            severity=int(Severity.S0),
            created_at=place.now,
            note=f"import {place.imported}, row {one.row}" if pupil == NOBODY else "",
            source=f"import:{place.imported}",
        )
        for (pupil, _row), one in sorted(whose.items())
    ]
    uow.tasks.add(tasks, place.audit("task.add", len(tasks)))
    people = sorted({task.owner for task in tasks if task.owner is not None})
    calm = rules.calendar.after_quiet(place.now)
    messages = [
        NewMessage(key=f"import:{place.imported}:{kind}:{told[0].row}:{one}", recipient=one, kind="todo", due_at=calm)
        for one in people
    ]
    uow.outbox.add(messages, place.audit("outbox.add", len(messages)))
    return len(tasks)


def _utc(at: np.datetime64) -> datetime | None:
    return None if np.isnat(at) else at.astype("datetime64[s]").item().replace(tzinfo=UTC)
