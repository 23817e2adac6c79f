"""Read one survey export into a wave: rows with a safety answer first, one transaction per chunk, resumable at any point."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

import numpy as np
import numpy.typing as npt

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import StoreFault
from screening.core.ids import StaffId
from screening.core.language import Text
from screening.intake.interface import Chunk, ColumnPlan, Export, Tally
from screening.intake.rows import safety_only
from screening.services.identify_rows import Identified, identify_rows
from screening.services.ports import ImportState, UnitOfWork, Wave
from screening.services.school_view import SchoolView, view_school
from screening.services.take_chunk import ChunkOutcome, Rules, take_chunk

OpenStore = Callable[[], UnitOfWork]
Tick = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What one import did. Counts, reasons and times only."""

    rows: int
    tallies: tuple[Tally, ...]
    refusals: dict[str, int]  # Why -> rows
    alerts: dict[str, int]  # severity name -> pupils
    told: dict[str, int]  # tier -> pupils of whom the tier is told by name
    tasks: int
    unidentified: int  # safety answers whose pupil is not known: shown before everything else
    already: bool  # the same file, edition and mapping was imported before: nothing was changed
    seconds: dict[str, float] = field(default_factory=dict)


def import_wave(
    store: OpenStore,
    export: Export,
    plan: ColumnPlan,
    wave: Wave,
    *,
    identity: bytes,
    rules: Rules,
    person: StaffId,
    clock: Callable[[], datetime],
    tick: Tick = lambda _done, _total: None,
) -> ImportReport:
    """Import ``export`` as ``plan`` reads it. ``identity`` is an HMAC of file bytes, editions and mapping.

    Two passes over the same chunks: the first takes only rows in which a safety item fires, refused ones too, so that every
    alert resting on one is committed with its tasks, entry and message before any ordinary result; the second takes the rest.
    A crash leaves whole chunks or nothing; the same command again goes on where it stopped. Raises StoreFault for a closed wave.
    """
    if wave.closed_at is not None:
        raise StoreFault(
            Text(f"批次“{wave.name}”已经关闭", f"wave '{wave.name}' is closed"),
            hint=Text("请新建一个批次:screening wave open", "open a new one: screening wave open"),
        )
    state, school = _begin(store, wave, identity, person, clock())
    running = _Running(store, plan, wave, state, school, rules, clock)
    if state.finished:
        return running.report(already=True)
    known: list[Identified] = []
    for chunk in export.chunks():
        known.append(identify_rows(chunk, plan, school))
        lines = np.flatnonzero(safety_only(chunk, plan))
        running.step(chunk, known[-1], lines, last=False)
        tick(len(known), 2 * len(known))
    for number, chunk in enumerate(export.chunks()):
        lines = np.flatnonzero(~safety_only(chunk, plan))
        running.step(chunk, known[number], lines, last=number == len(known) - 1)
        tick(len(known) + number + 1, 2 * len(known))
    return running.report(already=False)


def _begin(
    store: OpenStore, wave: Wave, identity: bytes, person: StaffId, now: datetime
) -> tuple[ImportState, SchoolView]:
    with store() as uow:
        audit = Audit(who=person, what="wave.import", target=f"wave:{wave.id}", at=now)
        state = uow.waves.begin_import(wave.id, identity, audit)
        school = view_school(uow, wave, Audit(who=PIPELINE, what="import.prepare", target=f"wave:{wave.id}", at=now))
        uow.commit()
    return state, school


class _Running:
    """One import under way: counts what was done, skips the steps that are committed already."""

    def __init__(
        self,
        store: OpenStore,
        plan: ColumnPlan,
        wave: Wave,
        state: ImportState,
        school: SchoolView,
        rules: Rules,
        clock: Callable[[], datetime],
    ) -> None:
        self._store, self._plan, self._wave, self._state = store, plan, wave, state
        self._school, self._rules, self._clock = school, rules, clock
        self._steps = 0
        self._outcomes: list[ChunkOutcome] = []
        self._seconds: Counter[str] = Counter()

    def step(self, chunk: Chunk, known: Identified, lines: npt.NDArray[np.intp], *, last: bool) -> None:
        """Take these lines of the chunk in one transaction, unless an earlier run committed this step."""
        self._steps += 1
        if self._steps <= self._state.steps_done:
            return
        started = perf_counter()
        now = self._clock()
        with self._store() as uow:
            outcome = take_chunk(
                chunk, lines, known, uow, plan=self._plan, wave=self._wave, imported=self._state.id,
                school=self._school, rules=self._rules, now=now, seconds=self._seconds,
            )  # fmt: skip
            audit = Audit(who=PIPELINE, what="import.step", target=f"import:{self._state.id}", at=now)
            uow.waves.step_done(self._state.id, self._steps, last, audit)
            before = perf_counter()
            uow.commit()
            self._seconds["commit"] += perf_counter() - before
        self._seconds["all chunks"] += perf_counter() - started
        self._outcomes.append(outcome)

    def report(self, *, already: bool) -> ImportReport:
        """The sums over every chunk this run took."""
        refusals: Counter[str] = Counter()
        alerts: Counter[str] = Counter()
        told: Counter[str] = Counter()
        for outcome in self._outcomes:
            refusals.update(outcome.refusals)
            alerts.update(outcome.alerts)
            told.update(outcome.told)
        return ImportReport(
            rows=sum(o.rows for o in self._outcomes),
            tallies=_sum_tallies(self._outcomes),
            refusals=dict(refusals),
            alerts=dict(alerts),
            told=dict(told),
            tasks=sum(o.tasks for o in self._outcomes),
            unidentified=sum(o.unidentified for o in self._outcomes),
            already=already,
            seconds=dict(self._seconds),
        )


def _sum_tallies(outcomes: list[ChunkOutcome]) -> tuple[Tally, ...]:
    sums: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for tally in outcome.tallies:
            into = sums.setdefault(tally.edition, Counter())
            into.update(rows=tally.rows, sheets=tally.sheets, refusals=tally.refusals, blanks=tally.blanks)
    return tuple(Tally(edition=edition, **counted) for edition, counted in sums.items())
