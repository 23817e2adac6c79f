"""Score, decide and write some rows of one chunk inside the caller's transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.fold import Reports
from screening.alerts.interface import Decision, Readings
from screening.alerts.reading import read_sheets
from screening.core.ids import NOBODY, PupilId
from screening.core.severity import Critical
from screening.intake.interface import Refusal, Tally
from screening.scoring.sheets import score_block
from screening.services.against_standing import Held, against_standing, standing_now
from screening.services.alert_acts import judged_levels
from screening.services.decide_pupils import Evidence, decide_pupils
from screening.services.hear_reports import hear_reports
from screening.services.import_counts import Late, RefusedRow, Revised, doubtful, late, own_pupils, revised
from screening.services.keep_told import keep_told
from screening.services.place import Place, Rules
from screening.services.ports import StoredRefusal, UnitOfWork
from screening.services.safety_records import keep_safety_records
from screening.services.school_view import SchoolView
from screening.services.split_chunk import Part, Refused
from screening.services.unidentified import write_unidentified
from screening.services.write_decisions import make, write_decisions

Pupils = npt.NDArray[np.int32]
_SECONDS = np.dtype("datetime64[s]")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one part: counts, and which pupils were decided."""

    rows: int
    tallies: tuple[Tally, ...]
    refusals: Counter[str]
    decided: tuple[Decision, ...]
    tasks: int
    unidentified: int
    revised: Revised = field(default_factory=Revised)
    late: Late = field(default_factory=Late)
    refused: tuple[RefusedRow, ...] = ()
    own: Pupils = field(default_factory=lambda: np.empty(0, np.int32))  # who answered for themselves
    doubtful: Counter[str] = field(default_factory=Counter)


def take_part(part: Part, place: Place, rules: Rules, uow: UnitOfWork) -> Outcome:
    """Write sheets, refusals, alerts, tasks, entries and messages of one part; the caller commits.

    All sheets of a pupil in the wave are folded, also those of earlier files; safety answers of refused rows count as
    reports of the pupil, or open a task where the pupil is not known. A refused row that an earlier export brought already
    is listed again and reports nothing new (law 6). An archive of earlier terms gives sheets and refusals and nothing else.
    """
    fresh = place.school.fresh_wave and not uow.waves.others_import(place.wave.id, place.imported)
    read = place.audit("sheet.read", part.rows)
    held = Held(part=part) if fresh else against_standing(part, place.wave.id, rules.mapping, uow, read)
    refused = held.part.refused
    readings = _write_sheets(held.part, place, rules, uow)
    _write_refusals(refused, place, uow)
    unmet = remember_refused(refused, place.school)
    keep_safety_records(unmet, place, uow)
    counted = _counted(held, readings, place, rules)
    if place.school.archive:
        return counted
    private = keep_told(held.part.blocks, unmet, place, rules, uow)
    reports = _reports(unmet)
    pupils = _concerned(readings, reports)
    everything = _everything(readings, pupils, place, uow) if fresh else standing_now(held, place.wave.id, pupils, uow, read)
    open_alerts = uow.alerts.open_of(pupils, place.audit("alert.read", len(pupils)))
    evidence = Evidence(
        everything=everything,
        new=readings,
        reports=reports,
        reported=place.school.reported,
        hearing=hear_reports(pupils, open_alerts, uow, place.audit("record.read", len(pupils)), rules=rules),
        judged=judged_levels(pupils, place.wave.id, uow, place.audit("record.read", len(pupils))),
    )
    decided = decide_pupils(pupils, evidence, open_alerts, place, rules)
    works = make(
        decided.made,
        school=place.school,
        open_alerts=open_alerts,
        answered_at=_answered_at(decided.made, readings, refused),
        policy=rules.policy,
        calendar=rules.calendar,
        now=place.now,
    )
    tasks = write_decisions(works, uow, wave=place.wave, source=f"import:{place.imported}", school=place.school, now=place.now)
    if decided.settled:
        uow.alerts.end(decided.settled, place.audit("alert.end", len(decided.settled)))
    unidentified = write_unidentified(unmet, place, rules, uow)
    return replace(counted, decided=tuple(decided.made), tasks=tasks + private + unidentified, unidentified=unidentified)


def _counted(held: Held, readings: Sequence[Readings], place: Place, rules: Rules) -> Outcome:
    """What can be counted before anything is decided."""
    part = held.part
    return Outcome(
        rows=part.rows,
        tallies=part.tallies,
        refusals=Counter(str(why) for _row, why in {(one.refusal.row, one.refusal.why) for one in part.refused}),
        decided=(),
        tasks=0,
        unidentified=0,
        revised=revised(readings, held.replaced),
        refused=tuple(_row(one.refusal) for one in part.refused),
        own=own_pupils(part.blocks),
        late=late(part.blocks, place.now, rules.calendar),
        doubtful=doubtful(readings),
    )


def _row(refusal: Refusal) -> RefusedRow:
    return RefusedRow(row=refusal.row, why=refusal.why, edition=refusal.edition, hint=refusal.hint)


def _everything(readings: list[Readings], pupils: Pupils, place: Place, uow: UnitOfWork) -> list[Readings]:
    """In a wave nobody else writes to: what this part read, and the earlier chunks' sheets of pupils it only reports on."""
    mine = np.concatenate([read.pupil for read in readings]) if readings else np.empty(0, dtype=np.int32)
    elsewhere = np.setdiff1d(pupils, mine)
    if not len(elsewhere):
        return readings
    return [*readings, *uow.waves.readings(place.wave.id, elsewhere, place.audit("sheet.read", len(elsewhere)))]


def _write_sheets(part: Part, place: Place, rules: Rules, uow: UnitOfWork) -> list[Readings]:
    readings = []
    for answers in part.blocks:
        block = score_block(answers)
        read = read_sheets(block, rules.mapping, place.school.grades_of(answers.pupil))
        uow.waves.add(block, read, place.wave.id, place.imported, place.audit("sheet.add", len(block)))
        readings.append(read)
    return readings


def _write_refusals(refused: tuple[Refused, ...], place: Place, uow: UnitOfWork) -> None:
    if not refused:
        return
    stored = [
        StoredRefusal(
            imported=place.imported,
            refusal=one.refusal,
            critical=one.critical,
            pupil=None if one.pupil == NOBODY else PupilId(one.pupil),
            candidates=tuple(PupilId(pupil) for pupil in one.candidates),
            mark=one.mark,
            row_mark=one.row_mark,
            written=one.written,
        )
        for one in refused
    ]
    uow.waves.add_refusals(stored, place.audit("refusal.add", len(stored)))


def remember_refused(refused: tuple[Refused, ...], school: SchoolView) -> list[Refused]:
    """Those whose row was not met before. Safety answers are remembered for the pupil's sheets still to come."""
    unmet = []
    for one in refused:
        if one.mark and one.mark in school.met:
            continue
        school.met.update({one.mark} - {0})
        unmet.append(one)
        if one.pupil != NOBODY:
            school.reported[one.pupil] = max(one.critical, school.reported.get(one.pupil, 0))
    return unmet


def _reports(refused: list[Refused]) -> Reports:
    """Safety answers of refused rows whose pupil is known, as columns."""
    known = [one for one in refused if one.pupil != NOBODY and one.critical > Critical.CI_0]
    return Reports(
        pupil=np.array([one.pupil for one in known], dtype=np.int32),
        critical=np.array([one.critical for one in known], dtype=np.int8),
        dated=np.array([one.dated for one in known], dtype=np.bool_),
    )


def _concerned(readings: list[Readings], reports: Reports) -> Pupils:
    return np.unique(np.concatenate([*(read.pupil for read in readings), reports.pupil])).astype(np.int32)


def _answered_at(made: list[Decision], readings: list[Readings], refused: tuple[Refused, ...]) -> dict[int, datetime]:
    """When each decided pupil answered, where the export told it; the latest of several."""
    decided = np.array([decision.pupil for decision in made], dtype=np.int32)
    pupils = np.concatenate([*(read.pupil for read in readings), np.array([one.pupil for one in refused], dtype=np.int32)])
    told = [read.answered_at.astype(_SECONDS) for read in readings]
    times = np.concatenate([*told, np.array([one.answered_at for one in refused], dtype=_SECONDS)])
    theirs = np.isin(pupils, decided) & ~np.isnat(times)
    order = np.argsort(times[theirs], kind="stable")
    latest = zip(pupils[theirs][order].tolist(), times[theirs][order].tolist(), strict=True)
    return {pupil: at.replace(tzinfo=UTC) for pupil, at in latest}
