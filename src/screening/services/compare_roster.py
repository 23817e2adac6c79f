"""A roster held against what is on record: who is new, changed, back, absent or leaving, and what a new school year does."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from screening.core.errors import RosterFault
from screening.core.ids import ClassId
from screening.core.language import Text
from screening.core.tiers import Role
from screening.intake.interface import Person, Roster, RosterPupil
from screening.services.ports import Pupil

LAST_GRADES = (6, 9)  # primary and junior school end here
_MOST_MISSING = 0.2  # ours: above this share of pupils who should have moved up, a file is more likely a part of the roster


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the file changes. ``leaving`` are to be marked as left; ``absent`` are only not named in it."""

    new: tuple[RosterPupil, ...]
    changed: tuple[Pupil, ...]
    leaving: tuple[Pupil, ...]
    absent: tuple[Pupil, ...]
    moved: int  # of the changed: now in another class
    back: int  # of the changed: had left
    renumbered: tuple[int, ...]  # workbook rows of new pupils with name and birth date of one who is absent or leaving


@dataclass(frozen=True, kw_only=True)
class ClassMove:
    """What becomes of one class of the old year."""

    before: str
    after: str  # where most of it is now; empty: nowhere, the class has left
    pupils: int  # of them in ``after``
    elsewhere: int  # in another class
    left: int
    teachers: tuple[str, str]  # homeroom teacher of the class before, and of ``after`` now


@dataclass(frozen=True, kw_only=True)
class NewYear:
    """The school year turned over, in counts."""

    moves: tuple[ClassMove, ...]
    promoted: int
    repeating: int
    graduated: int


def compare(
    roster: Roster, known: Mapping[str, Pupil], class_id: Mapping[tuple[str, int], ClassId], *, all_leave: bool, today: date
) -> Comparison:
    """Hold the file against what is on record, number by number; whoever has left already is not absent.

    A new number is an old pupil's where the workbook names the former one. ``all_leave``: pupils whom a whole roster no longer
    names have left, as a person has confirmed or a new year says.
    """
    pairs = [
        (_completed(p, roster, before), before) for p in roster.pupils for before in [known.get(p.number) or known.get(p.former)]
    ]
    new = [told for told, before in pairs if before is None]
    changed = [(told, before) for told, before in pairs if before is not None and not _same(before.told, told)]
    here = {number for told, before in pairs for number in (told.number, before.told.number if before else "")}
    said = set(roster.leaving) - here
    at_school = [pupil for number, pupil in known.items() if number not in here and not pupil.told.left_on]
    gone = [p for p in at_school if p.told.number in said or (all_leave and roster.whole)]
    absent = [p for p in at_school if roster.whole and not all_leave and p.told.number not in said]
    return Comparison(
        new=tuple(new),
        changed=tuple(Pupil(id=before.id, school_class=class_id[p.school_class, p.grade], told=p) for p, before in changed),
        leaving=tuple(replace(p, told=replace(p.told, left_on=today.isoformat())) for p in gone),
        absent=tuple(absent),
        moved=sum(1 for told, before in changed if before.told.school_class != told.school_class),
        back=sum(1 for _, before in changed if before.told.left_on),
        renumbered=_renumbered(new, [*gone, *absent]),
    )


def new_year(roster: Roster, known: Mapping[str, Pupil], before: Iterable[Person], after: Iterable[Person]) -> NewYear:
    """What the new year does to each class of the old one; ``before`` and ``after`` are the staff."""
    now = _by_number(roster)
    old = [pupil.told for pupil in known.values() if not pupil.told.left_on]
    stays = [(one, now[one.number]) for one in old if one.number in now]
    grades = _grades(roster)
    was, becomes = _homeroom(before), _homeroom(after)
    members: dict[str, list[RosterPupil]] = defaultdict(list)
    for one in old:
        members[one.school_class].append(one)
    moves = []
    for name, of_class in sorted(members.items()):
        places = Counter(now[one.number].school_class for one in of_class if one.number in now)
        after_name, most = max(places.items(), key=lambda place: (place[1], place[0])) if places else ("", 0)
        moves.append(
            ClassMove(
                before=name,
                after=after_name,
                pupils=most,
                elsewhere=sum(places.values()) - most,
                left=len(of_class) - sum(places.values()),
                teachers=(was.get(name, ""), becomes.get(after_name, "")),
            )
        )
    return NewYear(
        moves=tuple(moves),
        promoted=sum(1 for one, then in stays if then.grade == one.grade + 1),
        repeating=sum(1 for one, then in stays if then.grade <= one.grade),
        graduated=sum(1 for one in old if one.number not in now and _graduates(one, grades)),
    )


def check_new_year(roster: Roster, known: Mapping[str, Pupil], *, confirmed: bool) -> None:
    """Raises RosterFault for a file of the same year and, unless ``confirmed``, for one that lacks many of those who move up."""
    now = _by_number(roster)
    old = [pupil.told for pupil in known.values() if not pupil.told.left_on]
    stays = [one for one in old if one.number in now]
    same = sum(1 for one in stays if now[one.number].grade <= one.grade)
    if stays and same > len(stays) / 2:
        raise RosterFault(
            Text(
                "这不像新学年的名册：多数学生的年级没有变", "this is no roster of a new year: most pupils are in the same grade"
            ),
            where=Text(f"{len(stays)} 名学生里有 {same} 名", f"{same} of {len(stays)} pupils"),
            hint=Text("同一学年内更新名册，请去掉 --new-year", "within one school year leave --new-year out"),
        )
    grades = _grades(roster)
    expected = [one for one in old if not _graduates(one, grades)]
    missing = sum(1 for one in expected if one.number not in now)
    if not confirmed and missing > _MOST_MISSING * len(expected):
        raise RosterFault(
            Text(
                "名册可能不全：许多应当升级的学生不在里面", "the file may be a part only: many who should move up are not in it"
            ),
            where=Text(f"应有 {len(expected)} 名，缺 {missing} 名", f"{missing} of {len(expected)} are missing"),
            hint=Text("请核对文件；确实都已离校的，加上 --leavers", "check the file; if they have all left, add --leavers"),
        )


def looks_like_a_new_year(roster: Roster, known: Mapping[str, Pupil]) -> bool:
    """Whether most pupils of the file stand one grade higher than on record."""
    now = [(known[p.number].told.grade, p.grade) for p in roster.pupils if p.number in known]
    return bool(now) and 2 * sum(1 for before, after in now if after == before + 1) > len(now)


def _completed(told: RosterPupil, roster: Roster, known: Pupil | None) -> RosterPupil:
    """An empty cell or no column withdraws nothing: consent ends only by saying so, fields without a column stay as they are."""
    if known is None:
        return told
    kept = {field: getattr(known.told, field) for field in roster.untold}
    return replace(told, consent=told.consent or known.told.consent, **kept)


def _same(old: RosterPupil, new: RosterPupil) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in RosterPupil.__dataclass_fields__ if name != "row")


def _by_number(roster: Roster) -> dict[str, RosterPupil]:
    """The file's pupils by number, those with a new number by the former one too."""
    return {number: pupil for pupil in roster.pupils for number in (pupil.number, pupil.former) if number}


def _graduates(pupil: RosterPupil, grades: Collection[int]) -> bool:
    """Grade 9 always; grade 6 where the file has no grade 7."""
    return pupil.grade in LAST_GRADES and pupil.grade + 1 not in grades


def _grades(roster: Roster) -> frozenset[int]:
    return frozenset(pupil.grade for pupil in roster.pupils)


def _homeroom(staff: Iterable[Person]) -> dict[str, str]:
    return {one.school_class: one.name for one in reversed(list(staff)) if one.role == Role.HOMEROOM_TEACHER}


def _renumbered(new: Sequence[RosterPupil], missing: Sequence[Pupil]) -> tuple[int, ...]:
    """Rows of pupils who may be an old pupil under a new number: a temporary number became the national one."""
    who = {(p.told.name, p.told.born) for p in missing if p.told.born}
    return tuple(pupil.row for pupil in new if (pupil.name, pupil.born) in who)
