"""Score, decide and write some rows of one chunk inside the caller's transaction."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.fold import Reports
from screening.alerts.interface import Decision, Readings
from screening.alerts.reading import read_sheets
from screening.core.ids import NOBODY, PupilId
from screening.core.severity import Critical, Severity
from screening.intake.interface import Tally
from screening.scoring.sheets import score_block
from screening.services.against_standing import Held, against_standing, standing_now
from screening.services.decide_pupils import Evidence, decide_pupils
from screening.services.place import Place, Rules
from screening.services.ports import StoredRefusal, UnitOfWork
from screening.services.school_view import SchoolView
from screening.services.split_chunk import Part, Refused
from screening.services.unidentified import write_unidentified
from screening.services.write_decisions import make, write_decisions

Pupils = npt.NDArray[np.int32]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one part. Counts only."""

    rows: int
    tallies: tuple[Tally, ...]
    refusals: Counter[str]
    alerts: Counter[str]
    told: Counter[str]
    tasks: int
    unidentified: int


def take_part(part: Part, place: Place, rules: Rules, uow: UnitOfWork) -> Outcome:
    """Write sheets, refusals, alerts, tasks, entries and messages of one part; the caller commits.

    All sheets of a pupil in the wave are folded, also those of earlier files; safety answers of refused rows count as
    reports of the pupil, or open a task where the pupil is not known.
    """
    fresh = place.school.fresh_wave
    read = place.audit("sheet.read", part.rows)
    held = Held(part=part) if fresh else against_standing(part, place.wave.id, rules.mapping, uow, read)
    refused = held.part.refused
    readings = _write_sheets(held.part, place, rules, uow)
    _write_refusals(refused, place, uow)
    reports = _reports(refused, place.school)
    pupils = _concerned(readings, reports)
    everything = readings if fresh else standing_now(held, place.wave.id, pupils, uow, read)
    open_alerts = uow.alerts.open_of(pupils, place.audit("alert.read", len(pupils)))
    evidence = Evidence(everything=everything, new=readings, reports=reports, reported=place.school.reported)
    made = decide_pupils(pupils, evidence, open_alerts, place, rules)
    answered = _answered_at(readings, refused)
    works = make(made, school=place.school, open_alerts=open_alerts, answered_at=answered,
                 policy=rules.policy, calendar=rules.calendar, now=place.now)  # fmt: skip
    tasks = write_decisions(works, uow, wave=place.wave, imported=place.imported, school=place.school, now=place.now)
    unidentified = write_unidentified(refused, place, rules, uow)
    return _outcome(held.part, made, tasks, unidentified)


def _write_sheets(part: Part, place: Place, rules: Rules, uow: UnitOfWork) -> list[Readings]:
    readings = []
    for answers in part.blocks:
        block = score_block(answers)
        read = read_sheets(block, rules.mapping)
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
        )
        for one in refused
    ]
    uow.waves.add_refusals(stored, place.audit("refusal.add", len(stored)))


def remember_reports(refused: tuple[Refused, ...], school: SchoolView) -> list[Refused]:
    """Safety answers of refused rows whose pupil is known, remembered for the pupil's sheets still to come."""
    known = [one for one in refused if one.pupil != NOBODY and one.critical > Critical.CI_0]
    for one in known:
        school.reported[one.pupil] = max(one.critical, school.reported.get(one.pupil, 0))
    return known


def _reports(refused: tuple[Refused, ...], school: SchoolView) -> Reports:
    """Them as columns."""
    known = remember_reports(refused, school)
    return Reports(
        pupil=np.array([one.pupil for one in known], dtype=np.int32),
        critical=np.array([one.critical for one in known], dtype=np.int8),
        dated=np.array([one.dated for one in known], dtype=np.bool_),
    )


def _concerned(readings: list[Readings], reports: Reports) -> Pupils:
    return np.unique(np.concatenate([*(read.pupil for read in readings), reports.pupil])).astype(np.int32)


def _answered_at(readings: list[Readings], refused: tuple[Refused, ...]) -> dict[int, datetime]:
    """When each pupil answered, where the export told it; the latest of several."""
    found: dict[int, datetime] = {}
    sources = [(read.pupil.tolist(), read.answered_at) for read in readings]
    sources.append(([one.pupil for one in refused], np.array([one.answered_at for one in refused], dtype="datetime64[s]")))
    for pupils, times in sources:
        for pupil, at in zip(pupils, times.astype("datetime64[s]").tolist(), strict=True):
            if at is not None:
                found[pupil] = max(at.replace(tzinfo=UTC), found.get(pupil, at.replace(tzinfo=UTC)))
    return found


def _outcome(part: Part, made: list[Decision], tasks: int, unidentified: int) -> Outcome:
    rows = {(one.refusal.row, one.refusal.why) for one in part.refused}
    concerned = [decision for decision in made if decision.severity > Severity.S0]
    told: Counter[str] = Counter()
    for decision in concerned:
        told["class"] += decision.told.class_ in {"now", "fetch", "supervision", "makeup"}
        told["grade"] += decision.told.grade == "name"
        told["school"] += bool(decision.told.school)
        told["family"] += decision.told.family == "by_person"
    return Outcome(
        rows=part.rows,
        tallies=part.tallies,
        refusals=Counter(str(why) for _row, why in rows),
        alerts=Counter(decision.severity.name for decision in concerned),
        told=told,
        tasks=tasks + unidentified,
        unidentified=unidentified,
    )
