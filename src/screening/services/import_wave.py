"""Read one survey export into a wave: rows with a safety answer first, one transaction per chunk, resumable at any point."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from screening.alerts.coverage import reads_scores
from screening.core.audit import PIPELINE, Audit
from screening.core.errors import StoreFault
from screening.core.ids import StaffId
from screening.core.language import Text
from screening.core.severity import Severity
from screening.core.tiers import Tier
from screening.intake.interface import Chunk, ColumnPlan, Export, Tally
from screening.services.after_import import Summary, after_import
from screening.services.import_counts import Late, Reached, RefusedRow, Revised, reached, sum_late, sum_revised
from screening.services.permissions import check_may_import
from screening.services.place import Place, Rules
from screening.services.ports import ImportState, UnitOfWork, Wave
from screening.services.school_view import SchoolView, view_school
from screening.services.split_chunk import Part, split_chunk
from screening.services.take_part import Outcome, remember_refused, take_part

TOLD_BY_NAME = frozenset({"now", "fetch", "supervision", "makeup"})
"""What the class is told of a pupil at once, and by name."""

OpenStore = Callable[[], UnitOfWork]
Tick = Callable[[int], None]  # steps done; there are two a chunk


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What one import did. Counts, reasons and times only."""

    rows: int
    tallies: tuple[Tally, ...]
    refusals: dict[str, int]  # Why -> rows
    alerts: dict[str, int]  # severity name -> pupils
    told: dict[Tier, int]  # pupils of whom the tier is told by name
    tasks: int
    unidentified: int  # safety answers whose pupil is not known: shown before everything else
    already: bool  # the same file, edition and mapping was imported before: nothing was changed
    information_only: tuple[str, ...] = ()  # editions whose scores no rule reads: they raise nothing, however high
    imported: int = 0  # the number of this import, by which it can be taken back
    revised: Revised = field(default_factory=Revised)
    refused: tuple[RefusedRow, ...] = ()  # by row
    classes: tuple[Reached, ...] = ()  # from which the file has a sheet
    late: Late = field(default_factory=Late)
    doubtful: dict[str, int] = field(default_factory=dict)  # edition -> sheets that can't be taken at their word (V2)
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
    tick: Tick = lambda _steps: None,
) -> ImportReport:
    """Import ``export`` as ``plan`` reads it.

    ``identity``: what makes two imports the same (bytes of the file, editions, mapping); the store keeps only its HMAC. Once a
    person has said who a refused row is, the same file is read again: rows that stand change nothing, that row becomes a sheet.

    Rows in which a safety item fires, refused ones too, are taken while the file is read, so that every alert resting on one
    is committed with its tasks, entry and message before any ordinary result; the others wait in memory as one byte an answer.
    A crash leaves whole chunks or nothing; the same command again goes on where it stopped. Raises StoreFault for a closed wave.
    """
    if wave.closed_at is not None:
        raise StoreFault(
            Text(f"批次“{wave.name}”已经关闭", f"wave '{wave.name}' is closed"),
            hint=Text("请新建一个批次：screening wave open", "open a new one: screening wave open"),
        )
    state, school = _begin(store, wave, identity, person, clock(), slips=plan.code is not None)
    order = _Order(
        store=store, plan=plan, wave=wave, state=state, school=school, rules=rules, clock=clock, person=person, file=export.name
    )
    running = _Running(order)
    if state.finished:
        return running.report(already=True)
    waiting: list[Part] = []
    for number, chunk in enumerate(export.chunks(), start=1):
        waiting.append(running.urgent(chunk))
        tick(number)
    for number, part in enumerate(waiting, start=1):
        running.ordinary(part, last=number == len(waiting))
        tick(len(waiting) + number)
    return running.report(already=False)


def _begin(
    store: OpenStore, wave: Wave, identity: bytes, person: StaffId, now: datetime, *, slips: bool
) -> tuple[ImportState, SchoolView]:
    with store() as uow:
        audit = Audit(who=person, what="wave.import", target=f"wave:{wave.id}", at=now)
        prepare = Audit(who=PIPELINE, what="import.prepare", target=f"wave:{wave.id}", at=now)
        check_may_import(person, uow.roster.staff(prepare))
        school = view_school(uow, wave, prepare, slips=slips)
        told = repr(sorted(school.confirmed.items())).encode() if school.confirmed else b""
        state = uow.waves.begin_import(wave.id, identity + told, audit)
        uow.commit()
    return state, school


@dataclass(frozen=True, kw_only=True)
class _Order:
    """What one import works on, and by which rules."""

    store: OpenStore
    plan: ColumnPlan
    wave: Wave
    state: ImportState
    school: SchoolView
    rules: Rules
    clock: Callable[[], datetime]
    person: StaffId
    file: str


class _Running:
    """One import under way: counts what was done, skips the steps that are committed already."""

    def __init__(self, order: _Order) -> None:
        self._store, self._plan, self._wave, self._state = order.store, order.plan, order.wave, order.state
        self._school, self._rules, self._clock = order.school, order.rules, order.clock
        self._person, self._file = order.person, order.file
        self._steps = 0
        self._outcomes: list[Outcome] = []
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def urgent(self, chunk: Chunk) -> Part:
        """Take the chunk's rows with a safety answer in one transaction; the other rows are handed back to wait."""
        with self._store() as uow, self._timed("urgent"):
            self._school.roll.current = uow.roster.roll(self._audit("roster.read"))
            with self._timed("read, match, admit"):
                first, later = split_chunk(chunk, self._plan, self._school, self._rules.mapping, uow)
            self._take(first, uow, last=False)
        return later

    def ordinary(self, part: Part, *, last: bool) -> None:
        """Take rows that waited in one transaction; with the last ones the import is finished."""
        with self._store() as uow, self._timed("ordinary"):
            self._take(part, uow, last=last)

    def _take(self, part: Part, uow: UnitOfWork, *, last: bool) -> None:
        self._steps += 1
        if self._steps <= self._state.steps_done:
            remember_refused(part.refused, self._school)
            return
        place = Place(wave=self._wave, imported=self._state.id, school=self._school, now=self._clock())
        outcome = take_part(part, place, self._rules, uow)
        self._outcomes.append(outcome)
        if last:
            after_import(self._summary(), self._person, place, self._rules, uow)
        uow.waves.step_done(self._state.id, self._steps, last, place.audit("import.step", part.rows))
        with self._timed("commit"):
            uow.commit()

    def _audit(self, what: str) -> Audit:
        return Audit(who=PIPELINE, what=what, target=f"import:{self._state.id}", at=self._clock())

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self._seconds[name] += perf_counter() - started

    def _summary(self) -> Summary:
        """Of what this run took: one that went on after a crash doesn't know what came before."""
        tallies = _sum_tallies(self._outcomes)
        return Summary(
            file=self._file,
            rows=sum(o.rows for o in self._outcomes),
            sheets=sum(one.sheets for one in tallies),
            refused=sum(one.refusals for one in tallies),
        )

    def report(self, *, already: bool) -> ImportReport:
        """The sums over every chunk this run took."""
        refusals: Counter[str] = Counter()
        for outcome in self._outcomes:
            refusals.update(outcome.refusals)
        alerts, told = _counted(self._outcomes)
        return ImportReport(
            rows=sum(o.rows for o in self._outcomes),
            tallies=_sum_tallies(self._outcomes),
            refusals=dict(refusals),
            alerts=alerts,
            told=told,
            tasks=sum(o.tasks for o in self._outcomes),
            unidentified=sum(o.unidentified for o in self._outcomes),
            already=already,
            imported=int(self._state.id),
            revised=sum_revised([o.revised for o in self._outcomes]),
            refused=tuple(sorted((row for o in self._outcomes for row in o.refused), key=lambda one: (one.row, one.edition))),
            classes=reached([o.own for o in self._outcomes], self._school),
            late=sum_late([o.late for o in self._outcomes]),
            doubtful=dict(sum((o.doubtful for o in self._outcomes), Counter[str]())),
            information_only=tuple(
                planned.instrument.edition
                for planned in self._plan.instruments
                if not reads_scores(self._rules.mapping, planned.instrument.edition)
            ),
            seconds=dict(self._seconds),
        )


def _sum_tallies(outcomes: list[Outcome]) -> tuple[Tally, ...]:
    sums: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        for tally in outcome.tallies:
            into = sums.setdefault(tally.edition, Counter())
            into.update(rows=tally.rows, sheets=tally.sheets, refusals=tally.refusals, blanks=tally.blanks)
    return tuple(Tally(edition=edition, **counted) for edition, counted in sums.items())


def _counted(outcomes: list[Outcome]) -> tuple[dict[str, int], dict[Tier, int]]:
    """(pupils by gravest severity, pupils by tier told by name): a pupil who was decided twice counts once."""
    gravest: dict[int, Severity] = {}
    told: dict[Tier, set[int]] = {tier: set() for tier in Tier}
    for decision in (decision for outcome in outcomes for decision in outcome.decided if decision.severity > Severity.S0):
        gravest[decision.pupil] = max(decision.severity, gravest.get(decision.pupil, Severity.S0))
        for tier, is_told in (
            (Tier.CLASS, decision.told.class_ in TOLD_BY_NAME),
            (Tier.GRADE, decision.told.grade == "name"),
            (Tier.SCHOOL, bool(decision.told.school)),
            (Tier.FAMILY, decision.told.family == "by_person"),
        ):
            told[tier].update({decision.pupil} if is_told else ())
    alerts = Counter(severity.name for severity in gravest.values())
    return dict(alerts), {tier: len(pupils) for tier, pupils in told.items()} if gravest else {}
