"""The register of consent and assent: take in a list or a survey, withdraw, show; the roster's line follows at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import FileFault
from screening.core.ids import NOBODY, PupilId
from screening.core.language import Text
from screening.core.severity import Critical
from screening.followup.states import State, move
from screening.intake.consent import ConsentRows, Statement, checked_of, standing
from screening.intake.matching import match
from screening.services.consent_records import on_roster, statement_record, statements_of
from screening.services.permissions import check_is_counselor
from screening.services.ports import Pupil, StaffMember, UnitOfWork
from screening.services.safety_records import safety_record

_SITTINGS = frozenset({"retest", "make_up", "class_make_up"})


@dataclass(frozen=True, kw_only=True)
class ConsentReport:
    """What a list did. Counts, and rows with the reason why they count for nobody."""

    rows: int
    told: int  # statements that are new
    known: int  # statements that stood already
    silent: int  # rows without an answer: silence is not consent
    changed: dict[str, int]  # what now holds -> pupils for whom it changed
    faults: tuple[tuple[int, str], ...]  # (row, reason): a code of Why, or "answer"


@dataclass(frozen=True, kw_only=True)
class ConsentShown:
    """One pupil's consent: what holds and what was said, in order."""

    pupil: Pupil
    holds: str
    told: tuple[Statement, ...]


def import_consents(
    parts: Iterable[ConsentRows], channel: str, *, person: StaffMember, uow: UnitOfWork, now: datetime
) -> ConsentReport:
    """Keep every statement of the list and bring the roster up to date, in one transaction; the same list again changes nothing.

    Rows are matched as those of an export: by number, else by name and class exactly; a row that is nearly somebody's counts
    for nobody. ``channel`` is where a row tells none. Only for the counselor.
    """
    check_is_counselor(person)
    machine = Audit(who=PIPELINE, what="consent.read", target="consent", at=now)
    audit = Audit(who=person.id, what="consent.import", target="consent", at=now)
    heard: dict[int, list[Statement]] = defaultdict(list)
    faults: list[tuple[int, str]] = []
    rows = silent = 0
    with uow:
        register, roll = uow.roster.register(machine), uow.roster.roll(machine)
        for part in parts:
            batch = part.batch
            matches = match(batch, register, uow.roster.marks(batch.numbers), roll)
            for line in np.flatnonzero(~batch.blank).tolist():
                rows += 1
                said = [statement for statement in _said(part, line, channel, now) if statement.answer]
                silent += not said
                why = matches.why[line] or ("answer" if any(one.answer == "?" for one in said) else None)
                if why is not None or matches.pupil[line] == NOBODY:
                    faults.append((batch.first_row + line, str(why)))
                else:
                    heard[int(matches.pupil[line])] += said
        new, changed = _keep(heard, uow, machine, audit)
        uow.commit()
    whole = sum(map(len, heard.values()))
    return ConsentReport(rows=rows, told=new, known=whole - new, silent=silent, changed=changed, faults=tuple(faults))


def withdraw_consent(number: str, told: Statement, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> ConsentShown:
    """Keep the withdrawal (or refusal) and lock the pupil's results at once; works for pupils who have left, too.

    Locked results are read and shown by nobody. What stays is the grade and the time of a safety answer, as a record on the
    basis of an emergency (PRIVACY §5). Tasks that would have the pupil sit again end.
    Raises FileFault for a number that is nobody's.
    """
    check_is_counselor(person)
    machine = Audit(who=PIPELINE, what="consent.read", target="consent", at=now)
    with uow:
        pupil = _pupil(number, uow, machine)
        audit = Audit(who=person.id, what="consent.withdraw", target=f"pupil:{pupil}", at=now)
        _keep_safety(pupil, uow, machine, audit)
        _keep({int(pupil): [told]}, uow, machine, audit)
        _end_sittings(pupil, uow, audit)
        shown = _shown(pupil, uow, audit)
        uow.commit()
    return shown


def show_consent(number: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> ConsentShown:
    """What holds for one pupil and everything that was said. Only for the counselor; one audit event names the pupil by id."""
    check_is_counselor(person)
    with uow:
        pupil = _pupil(number, uow, Audit(who=PIPELINE, what="pupil.find", target="register", at=now))
        shown = _shown(pupil, uow, Audit(who=person.id, what="consent.show", target=f"pupil:{pupil}", at=now))
        uow.commit()
    return shown


def count_consents(*, person: StaffMember, uow: UnitOfWork, now: datetime) -> dict[str, Counter[int]]:
    """By class: pupils by what holds (0 nothing told, 1 granted, 2 refused or withdrawn). Counts; nobody sees a line."""
    check_is_counselor(person)
    with uow:
        register = uow.roster.register(Audit(who=PIPELINE, what="consent.count", target="consent", at=now))
        names = {int(one.id): one.name for one in uow.roster.classes()}
        uow.commit()
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for school_class, consent in zip(register.school_class.tolist(), register.consent.tolist(), strict=True):
        found[names[school_class]][consent] += 1
    return dict(sorted(found.items()))


def _said(part: ConsentRows, line: int, channel: str, now: datetime) -> list[Statement]:
    """What one row says for each party; an empty answer for silence, "?" for one nobody can be sure of."""
    cells = {key: texts[line] for key, texts in part.cells.items()}
    return [
        Statement(
            party=party,
            answer=answers[line],
            at=part.given_at[line] or now,
            who=cells["who"] if party == "guardian" else "",
            version=cells["version"],
            channel=cells["channel"] or channel,
            checked=checked_of(cells["checked"]) if party == "guardian" else None,
        )
        for party, answers in part.answers.items()
    ]


def _keep(heard: dict[int, list[Statement]], uow: UnitOfWork, machine: Audit, audit: Audit) -> tuple[int, dict[str, int]]:
    """(statements that are new, pupils for whom something else holds now by what holds)."""
    ids = [PupilId(pupil) for pupil in sorted(heard)]
    if not ids:
        return 0, {}
    standing_told = statements_of(ids, uow, machine)
    records, moved, new = [], [], 0
    for pupil in uow.roster.pupils(machine, ids):
        told = standing_told.get(pupil.id, [])
        first = [] if told else on_roster(pupil)
        fresh = _fresh([replace(one, grade=pupil.told.grade) for one in heard[pupil.id]], told)
        if not fresh:
            continue
        new += len(fresh)
        records += [statement_record(pupil.id, one, audit) for one in (*first, *fresh)]
        holds = standing([*told, *first, *fresh], pupil.told.grade)
        if holds != pupil.told.consent:
            moved.append(replace(pupil, told=replace(pupil.told, consent=holds)))
    uow.records.add(records, audit)
    if moved:
        uow.roster.put_pupils([], moved, audit)
    return new, dict(Counter(one.told.consent for one in moved))


def _fresh(said: Sequence[Statement], told: Sequence[Statement]) -> list[Statement]:
    """Those that do not stand yet: the same person, answer, time and text are one statement whatever the grade is by now."""
    known = {replace(one, grade=0) for one in told}
    fresh = []
    for one in said:
        if replace(one, grade=0) not in known:
            known.add(replace(one, grade=0))
            fresh.append(one)
    return fresh


def _pupil(number: str, uow: UnitOfWork, audit: Audit) -> PupilId:
    """Whoever bears the number, at the school or gone."""
    register, mark = uow.roster.register(audit), uow.roster.marks([number])[0]
    left = register.left
    found = register.pupil[register.marks == mark].tolist() or (left.pupil[left.marks == mark].tolist() if left else [])
    if not found:
        raise FileFault(
            Text("名册里没有这个学号", "no pupil on the roster has this number"),
            hint=Text("请核对学号", "check the number"),
        )
    return PupilId(found[0])


def _shown(pupil: PupilId, uow: UnitOfWork, audit: Audit) -> ConsentShown:
    (told,) = uow.roster.pupils(audit, [pupil])
    said = statements_of([pupil], uow, audit).get(pupil, on_roster(told))
    return ConsentShown(pupil=told, holds=told.told.consent, told=tuple(said))


def _end_sittings(pupil: PupilId, uow: UnitOfWork, audit: Audit) -> None:
    """No more tests (C63): a retest or a make-up session that was asked for is not any more."""
    for task in uow.tasks.open_of(pupil, audit):
        if task.task.plan.kind in _SITTINGS:
            uow.tasks.set_state(task.id, move(State(task.state), State.ENDED).value, audit)


def _keep_safety(pupil: PupilId, uow: UnitOfWork, machine: Audit, audit: Audit) -> None:
    """The gravest safety answer of each wave, before its scores are locked: grade and time, nothing else."""
    for wave in uow.waves.waves():
        for read in uow.waves.readings(wave.id, np.array([pupil], dtype=np.int32), machine):
            if read.critical.max(initial=Critical.CI_0) > Critical.CI_0:
                at = int(np.argmax(read.critical))
                uow.records.add([safety_record(pupil, int(read.critical[at]), read.answered_at[at], wave, audit)], audit)
