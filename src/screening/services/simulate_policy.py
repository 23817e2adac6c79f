"""What a wave would come to by another policy: alerts, work against capacity, who would move. Only the audit is written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.decide import Decisions, ids_at
from screening.alerts.decisions import decisions
from screening.alerts.interface import Readings
from screening.alerts.policy import Ceilings
from screening.alerts.reading import read_sheets
from screening.core.audit import Audit
from screening.core.errors import KeyFault, StoreFault
from screening.core.language import Text
from screening.core.severity import Band, Severity
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan
from screening.followup.schedule import moment, schedule, start
from screening.services.against_standing import of_pupils
from screening.services.decided_wave import decided, pupils_of, readings_of
from screening.services.find_wave import find_wave
from screening.services.permissions import COUNSELORS, check_is_counselor, roles_of
from screening.services.place import Rules
from screening.services.ports import CaseworkKey, StaffMember, UnitOfWork, Wave
from screening.services.school_view import SchoolView, view_school

WEEK = 5  # school days that work is held against
MINUTES = 60
LISTED = (Severity.S4, Severity.S3, Severity.S2, Severity.S1, Severity.U)


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """One class in counts."""

    name: str
    screened: int
    alerts: dict[str, int]  # severity name -> pupils
    listed: float  # share of the screened at S1 and above


@dataclass(frozen=True, kw_only=True)
class Move:
    """Pupils who would come to another severity."""

    before: str
    after: str
    pupils: int
    rules: tuple[str, ...]  # of the graver side, the most frequent first


@dataclass(frozen=True, kw_only=True)
class Load:
    """Work of one role, in hours."""

    role: str
    first_week: float
    whole: float


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What the counselors on the roster can do, by the policy's estimates."""

    counselors: int
    hours: float  # in the first week
    checks: int  # safety contacts in a day


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What would come of the wave. Counts, shares and hours only."""

    wave: str
    versions: str
    screened: int
    before: dict[str, int]
    after: dict[str, int]
    classes: tuple[ClassLine, ...]
    moves: tuple[Move, ...]
    loads: tuple[Load, ...]
    capacity: Capacity
    checks: int  # safety contacts that begin at once
    shares: dict[str, float]  # total_b1, total_b2 of readable totals; s3 of the screened
    warnings: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Material:
    """What was read out of the store."""

    wave: Wave
    school: SchoolView
    now: Sequence[Readings]
    then: Sequence[Readings]
    counselors: int


def simulate_policy(
    name: str,
    *,
    person: StaffMember,
    uow: UnitOfWork,
    standing: Rules,
    tried: Rules,
    key: CaseworkKey | None,
    now: datetime,
) -> Simulation:
    """The wave decided afresh by ``standing`` and by ``tried``, as if imported ``now`` and no case were open.

    Another band mapping needs the sheets themselves: the latest of each pupil, opened with the casework key (KeyFault without
    it). Raises NotAllowed for anybody but the counselor, StoreFault for an unknown or empty wave.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="policy.simulate", target="wave", at=now)
    found = _read(name, audit, uow, key, again=tried if tried.mapping != standing.mapping else None)
    pupils = pupils_of(found.now, found.school)
    before = decided(found.now, pupils, found.school)
    after = before if found.then is found.now else decided(found.then, pupils, found.school)
    tasks = _tasks(after, tried, now)
    loads = _loads(tasks, tried, now)
    classes = _classes(after, found.school)
    shares = _shares(after)
    checks = sum(task.kind == "contact" for task in tasks)
    known = tried.policy.workload
    capacity = Capacity(
        counselors=found.counselors,
        hours=found.counselors * known.counselor_hours_a_day * WEEK,
        checks=found.counselors * known.checks_a_day,
    )
    warnings = [*_out_of_shape(shares, classes, tried.policy.workload.ceilings), *_too_much(loads, checks, capacity)]
    return Simulation(
        wave=name,
        versions=f"alert-policy@{tried.policy.version} band-mapping@{tried.mapping.version}",
        screened=len(pupils),
        before=_counted(before.severity),
        after=_counted(after.severity),
        classes=classes,
        moves=_moves(before, after),
        loads=loads,
        capacity=capacity,
        checks=checks,
        shares=shares,
        warnings=tuple(warnings),
    )


def _read(name: str, audit: Audit, uow: UnitOfWork, key: CaseworkKey | None, *, again: Rules | None) -> _Material:
    """Everything out of the store in one transaction; the sheets themselves only if they are to be read ``again``."""
    with uow:
        wave = find_wave(name, uow)
        school = view_school(uow, wave, audit)
        stored = readings_of(wave, school, uow, audit)
        if not stored:
            raise StoreFault(
                Text(f"批次“{name}”还没有答卷", f"wave '{name}' has no sheet yet"),
                hint=Text("先导入，或用 --plan 按经验比例估计", "import first, or estimate with --plan"),
            )
        then: Sequence[Readings] = stored
        if again is not None:
            if key is None:
                raise KeyFault(
                    Text(
                        "换分级对应表要重新读取答卷，须先解锁个案密钥",
                        "another band mapping reads the sheets again: unlock first",
                    )
                )
            read = (
                read_sheets(block, again.mapping, school.grades_of(block.answers.pupil))
                for block in uow.waves.blocks(wave.id, key, audit)
            )
            then = [of_pupils(one, school.register.pupil) for one in read]  # who has left is in no class any more
        counselors = sum(bool(roles_of(member) & COUNSELORS) for member in uow.roster.staff(audit))
        uow.commit()
    return _Material(wave=wave, school=school, now=stored, then=then, counselors=counselors)


def _tasks(decided: Decisions, rules: Rules, now: datetime) -> list[TaskPlan]:
    made = decisions(decided, moment(start(now, rules.calendar, rules.policy)), rules.policy, rules.mapping)
    return [task for one in made for task in schedule(one, now, rules.calendar, rules.policy).tasks]


def _loads(tasks: Sequence[TaskPlan], rules: Rules, now: datetime) -> tuple[Load, ...]:
    """Hours by role, the most loaded first."""
    known = rules.policy.workload
    until = _end_of_week(rules.calendar, now)
    whole, soon = Counter[str](), Counter[str]()
    for task in tasks:
        minutes = known.minutes.get(task.kind, known.other_minutes)
        whole[task.owner] += minutes
        soon[task.owner] += minutes if task.due_at <= until else 0
    return tuple(Load(role=role, first_week=soon[role] / MINUTES, whole=sum_ / MINUTES) for role, sum_ in whole.most_common())


def _end_of_week(calendar: SchoolCalendar, now: datetime) -> datetime:
    return calendar.add_school_days(calendar.local(now).date(), WEEK)


def _counted(severity: npt.NDArray[np.int8]) -> dict[str, int]:
    return {level.name: int(np.count_nonzero(severity == level)) for level in LISTED}


def _classes(decided: Decisions, school: SchoolView) -> tuple[ClassLine, ...]:
    """One line a class that took part, by grade and name."""
    of = school.register.school_class[school.line_of[decided.signals.pupil]]
    lines = []
    for number, school_class in sorted(school.classes.items(), key=lambda one: (one[1].grade, one[1].name)):
        here = decided.severity[of == number]
        if len(here):
            listed = float(np.mean(here >= Severity.S1))
            lines.append(ClassLine(name=school_class.name, screened=len(here), alerts=_counted(here), listed=listed))
    return tuple(lines)


def _shares(decided: Decisions) -> dict[str, float]:
    total = decided.signals.total
    readable = max(int(np.count_nonzero(total >= Band.B0)), 1)
    return {
        "total_b1": float(np.count_nonzero(total >= Band.B1)) / readable,
        "total_b2": float(np.count_nonzero(total >= Band.B2)) / readable,
        "s3": float(np.mean(decided.severity >= Severity.S3)),
    }


def _moves(before: Decisions, after: Decisions) -> tuple[Move, ...]:
    """Who would move from where to where, the largest groups first; with the rules of the graver side."""
    moved = np.flatnonzero(before.severity != after.severity)
    groups: dict[tuple[int, int], list[int]] = {}
    for line in moved.tolist():
        groups.setdefault((int(before.severity[line]), int(after.severity[line])), []).append(line)
    found = []
    for (was, becomes), lines in groups.items():
        graver = after if becomes > was else before
        rules = Counter(id_ for line in lines for id_ in ids_at(int(graver.fired[line]), Severity(max(was, becomes))))
        ids = tuple(id_ for id_, _ in sorted(rules.items(), key=lambda one: (-one[1], one[0])))
        found.append(Move(before=Severity(was).name, after=Severity(becomes).name, pupils=len(lines), rules=ids))
    return tuple(sorted(found, key=lambda one: (-one.pupils, one.before, one.after)))


def _out_of_shape(shares: dict[str, float], classes: Sequence[ClassLine], ceilings: Ceilings) -> Iterator[Text]:
    """Shares that say that the numbers don't fit this school, or that a sitting went wrong."""
    for key, what, most in (
        ("total_b1", Text("总分 ≥ B1", "total ≥ B1"), ceilings.total_b1),
        ("total_b2", Text("总分 ≥ B2", "total ≥ B2"), ceilings.total_b2),
        ("s3", Text("S3 以上", "S3 and above"), ceilings.s3),
    ):
        if shares[key] > most:
            yield Text(f"{what.zh} 占 {shares[key]:.1%}，高于 {most:.0%}", f"{what.en}: {shares[key]:.1%}, above {most:.0%}")
    crowded = [line.name for line in classes if line.listed > ceilings.class_listed]
    if crowded:
        yield Text(
            f"在列学生超过 {ceilings.class_listed:.0%} 的班级：{'、'.join(crowded)}，先查测评过程",
            f"more than {ceilings.class_listed:.0%} listed, check the sitting first: {', '.join(crowded)}",
        )


def _too_much(loads: Sequence[Load], checks: int, capacity: Capacity) -> Iterator[Text]:
    """Work that doesn't fit the counselors there are."""
    hours = sum(load.first_week for load in loads if load.role in COUNSELORS)
    if hours > capacity.hours:
        yield Text(
            f"心理老师五个上学日需 {hours:.0f} 小时，只有 {capacity.hours:.0f} 小时",
            f"counselors need {hours:.0f} h in five school days and have {capacity.hours:.0f} h",
        )
    if checks > capacity.checks:
        yield Text(
            f"需确认安全 {checks} 人，一天只能做 {capacity.checks} 人：分批测评（--plan）",
            f"{checks} safety contacts, {capacity.checks} fit into a day: sit in batches (--plan)",
        )
