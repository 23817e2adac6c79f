"""Open a screening round: only on terms that were told, by a school in which somebody answers for every alert."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import Faults, IllegalMove, ScreeningError, StoreFault
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.wave_guard import guard
from screening.followup.wave_terms import SAT_BY_PUPILS, WaveTerms, lacking
from screening.services.find_wave import DAILY
from screening.services.permissions import COUNSELORS, check_holds, roles_of
from screening.services.policy_words import ROLES
from screening.services.ports import StaffMember, UnitOfWork, Wave
from screening.services.presence import rota
from screening.services.wave_terms import keep_terms

_LONGEST_NAME = 60
ANSWERABLE = (Role.PRINCIPAL, Role.MORAL_EDUCATION_HEAD, Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY)
"""Posts without which an alert would reach nobody: each has to be held before a wave opens."""


def open_wave(
    name: str,
    terms: WaveTerms,
    *,
    person: StaffMember,
    uow: UnitOfWork,
    calendar: SchoolCalendar,
    now: datetime,
    pupils: Sequence[str] = (),
) -> Wave:
    """A new wave on these terms. ``pupils``: student numbers of those it is for, where the terms are ``listed``.

    Raises StoreFault if the name is taken or can't be typed again; Faults naming everything that is lacking: filing or waiver,
    impact form, times, the four posts, numbers that are nobody's. Against N3 it opens only with a reason, and only by the
    moral-education head: NotAllowed for anybody else.
    """
    check_holds(person, COUNSELORS | {Role.MORAL_EDUCATION_HEAD}, Text("心理老师或德育主任", "counselor or moral-education head"))
    name = _checked(name)
    machine = Audit(who=PIPELINE, what="wave.gate", target="wave", at=now)
    with uow:
        if name == DAILY or any(wave.name == name for wave in uow.waves.waves()):
            raise StoreFault(
                Text(f"已经有名为“{name}”的测评批次", f"there already is a wave called '{name}'"),
                hint=Text("换一个名称，例如加上学期", "choose another name, for example with the term"),
            )
        invited, nobody = _named(pupils, uow, machine)
        missing = [*lacking(terms), *_empty_posts(uow, machine), *_unknown_classes(terms, uow), *nobody]
        if terms.listed and not pupils:
            missing.append(Text("没有写明是哪些学生：--pupils 名单", "which pupils it is for is not told: --pupils FILE"))
        _check_complete(missing)
        _check_guard(terms, person, uow, calendar, machine)
        audit = Audit(who=person.id, what="wave.open", target="wave", at=now)
        wave = uow.waves.open(name, audit)
        keep_terms(wave, terms, invited, uow, audit)
        uow.commit()
    return wave


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise StoreFault(
            Text("测评批次要有一个能写在一行里的名称", "a wave needs a name that fits on one line"),
            hint=Text(f"例如 2026秋，最多 {_LONGEST_NAME} 个字", f"for example 2026-autumn, {_LONGEST_NAME} characters at most"),
        )
    return name


def _empty_posts(uow: UnitOfWork, audit: Audit) -> list[Text]:
    held = {role for member in uow.roster.staff(audit) for role in roles_of(member)}
    empty = [ROLES[role] for role in ANSWERABLE if role not in held]
    if not empty:
        return []
    zh, en = "、".join(word.zh for word in empty), ", ".join(word.en for word in empty)
    return [
        Text(
            f"教职工表里没有：{zh}。先用 screening roster import 补上",
            f"nobody on the staff is {en}: add them with screening roster import",
        )
    ]


def _unknown_classes(terms: WaveTerms, uow: UnitOfWork) -> list[Text]:
    unknown = sorted(set(terms.classes) - {one.name for one in uow.roster.classes()})
    return [Text(f"没有这个班：{'、'.join(unknown)}", f"no such class: {', '.join(unknown)}")] if unknown else []


def _named(numbers: Sequence[str], uow: UnitOfWork, audit: Audit) -> tuple[list[PupilId], list[Text]]:
    """The pupils of these numbers, and what to say if some are nobody's: by their lines in the list, never by number."""
    if not numbers:
        return [], []
    register, marks = uow.roster.register(audit), uow.roster.marks(numbers)
    place = np.searchsorted(register.marks, marks).clip(max=max(len(register.marks) - 1, 0))
    known = register.marks[place] == marks if len(register.marks) else np.zeros(len(marks), dtype=np.bool_)
    lost = [str(line) for line in (np.flatnonzero(~known) + 1).tolist()]
    found = [PupilId(pupil) for pupil in np.unique(register.pupil[place[known]]).tolist()]
    if not lost:
        return found, []
    where = "、".join(lost[:20])
    return found, [Text(f"名单第 {where} 个学号不在名册里", f"numbers {where} of the list are not on the roster")]


def _check_complete(missing: Sequence[Text]) -> None:
    if missing:
        hint = Text("补齐后再运行一次；现在什么都没有写入", "complete it and run it again; nothing was written")
        faults: list[ScreeningError] = [IllegalMove(what) for what in missing[:-1]]
        raise Faults([*faults, IllegalMove(missing[-1], hint=hint)])


def _check_guard(terms: WaveTerms, person: StaffMember, uow: UnitOfWork, calendar: SchoolCalendar, audit: Audit) -> None:
    """N3: a warning that only the moral-education head can set aside, with a reason that is kept."""
    if terms.kind not in SAT_BY_PUPILS:
        return
    warnings = guard(terms.sittings, at_home=terms.at_home, slots=rota(uow, audit), calendar=calendar)
    if not warnings:
        return
    if not terms.reason:
        hint = Text(
            "改时间或补值班表；确需如此的，由德育主任加 --reason 缘由 建立",
            "choose another time or complete the rota; else the moral-education head opens it with --reason",
        )
        raise Faults([*(IllegalMove(what) for what in warnings[:-1]), IllegalMove(warnings[-1], hint=hint)])
    check_holds(
        person,
        {Role.MORAL_EDUCATION_HEAD},
        Text("德育主任（在不合适的时间施测要由其写明缘由）", "the moral-education head (who gives the reason)"),
    )
