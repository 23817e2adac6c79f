"""All waves with their kinds, and what this school year still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.language import Text
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.wave_terms import ALL_GRADES, KIND_WORDS, WaveKind, WaveTerms
from screening.intake.classes import school_year_of
from screening.services.find_wave import screening_waves
from screening.services.permissions import COUNSELORS, LEADERS, check_holds
from screening.services.ports import StaffMember, UnitOfWork, Wave
from screening.services.wave_terms import all_terms

EVERY_YEAR = (WaveKind.YEARLY, WaveKind.TERM_START, WaveKind.NEWCOMERS, WaveKind.CHECKLIST)
"""Kinds a school year has: assessment and checklist by REQ 1, 3, 4; start of term and newcomers as the school's own rounds."""

_TERMS_A_YEAR = 2


@dataclass(frozen=True, kw_only=True)
class WaveLine:
    """One wave with its terms; None for one that was opened before there were any."""

    wave: Wave
    terms: WaveTerms | None


@dataclass(frozen=True, kw_only=True)
class YearPart:
    """One kind in the present school year."""

    kind: WaveKind
    waves: int
    lacks: Text  # in words; empty if nothing does


@dataclass(frozen=True, kw_only=True)
class WaveList:
    """Every wave, and the present school year by kind."""

    lines: tuple[WaveLine, ...]
    school_year: int
    parts: tuple[YearPart, ...]


def list_waves(*, person: StaffMember, uow: UnitOfWork, now: datetime) -> WaveList:
    """For the counselor and the heads of the school. Grades are held against those on the roster; a listed wave covers none."""
    check_holds(person, COUNSELORS | LEADERS, Text("心理老师或学校负责人", "the counselor or a head of the school"))
    audit = Audit(who=PIPELINE, what="wave.list", target="waves", at=now)
    with uow:
        waves, told = screening_waves(uow.waves.waves()), all_terms(uow, audit)
        grades = {one.grade for one in uow.roster.classes()} & set(ALL_GRADES)
        uow.commit()
    year = school_year_of(now.astimezone(SCHOOL_ZONE).date())
    lines = tuple(WaveLine(wave=wave, terms=told.get(wave.id)) for wave in waves)
    return WaveList(lines=lines, school_year=year, parts=year_parts(told, year, sorted(grades)))


def year_parts(told: Mapping[int, WaveTerms], year: int, grades: Sequence[int]) -> tuple[YearPart, ...]:
    """What each yearly kind has in ``year`` and what it lacks: grades without a wave, or one of the two terms."""
    return tuple(
        _part(kind, [one for one in told.values() if one.kind is kind and one.school_year == year], grades) for kind in EVERY_YEAR
    )


def _part(kind: WaveKind, held: list[WaveTerms], grades: Sequence[int]) -> YearPart:
    return YearPart(kind=kind, waves=len(held), lacks=_lacks(kind, held, grades))


def _lacks(kind: WaveKind, held: list[WaveTerms], grades: Sequence[int]) -> Text:
    if kind is WaveKind.NEWCOMERS:
        return Text("", "") if held else Text("还没有", "none yet")
    covered = {grade for one in held if not one.listed and not one.classes for grade in one.grades}
    open_grades = [str(grade) for grade in grades if grade not in covered]
    if not held:
        return Text(f"还没有{KIND_WORDS[kind].zh}", "none yet")
    if open_grades:
        return Text(f"{'、'.join(open_grades)} 年级还没有", f"none for grades {', '.join(open_grades)}")
    if kind is WaveKind.TERM_START and len(held) < _TERMS_A_YEAR:
        return Text("另一学期还没有", "none for the other term")
    return Text("", "")
