"""A OneRoster set as our roster: pupils with their class, contacts, and only such posts as the set itself names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from screening.core.errors import Faults, RosterFault, ScreeningError
from screening.core.language import Text, plain
from screening.intake.classes import ClassName, is_other_grade
from screening.intake.interface import Roster, RosterPupil
from screening.intake.oneroster_reading import (
    PupilClass,
    Reading,
    classes_of,
    enrolled_of,
    grade_of,
    name_of,
    number_of,
    roles_of,
    school_meant,
)
from screening.intake.oneroster_staff import staff_notes, staff_of
from screening.intake.oneroster_tables import LINE, Row, joined
from screening.intake.roster_pupils import read_pupil
from screening.intake.roster_tables import Table
from screening.intake.text import compact

_RELATIONS = {"parent": "家长", "guardian": "监护人", "relative": "亲属"}
_SHOWN = 20


def read_oneroster(
    sets: Sequence[Mapping[str, Table]], file: str, *, school_year: int | None, today: date, school: str = ""
) -> Roster:
    """The roster of a full set and its updates in order (1.1 or 1.2), or of updates alone where they say enough.

    A pupil's class is the class of type homeroom, or where a set has no such type the one class whose title is a class name.
    Student numbers are ``identifier``, else ``userIds``, else ``userMasterIdentifier``; logins never. Homeroom teachers are the
    primary teachers of homeroom classes, other posts only where a role says so in the school's words; what is missing is a note.
    Raises Faults: tables or numbers missing, pupils in no class or in two, several schools and none chosen.
    """
    tables = joined(sets)
    missing = [
        name for name in ("users", "classes", "enrollments") if not tables.columns[name] and (tables.whole or name == "users")
    ]
    if missing:
        words = "、".join(f"{name}.csv" for name in missing)
        what = Text(f"OneRoster 里缺少 {words}", f"the OneRoster set lacks {words}")
        raise Faults([RosterFault(what, where=plain(file), hint=Text("请导出全部表", "export every table"))])
    reading = Reading(tables=tables, file=file, school_year=school_year, today=today, school=school_meant(tables, school, file))
    classes = classes_of(reading)
    pupils, notes = _pupils(reading, classes)
    if tables.whole and not pupils:
        what = Text("OneRoster 里没有本校四至九年级的学生", "the set has no pupils of grades 4-9 of this school")
        hint = Text("请核对年级、班级和 --school", "check grades, classes and --school")
        raise Faults([RosterFault(what, where=plain(file), hint=hint)])
    staff = staff_of(reading, classes)
    orgs = {row["id"]: row.get("name", "") for row in tables.standing("orgs") if "id" in row}
    untold = ["seat", "boarding", "tags", "former"]
    untold += [] if tables.columns["users"] & {"agents"} else ["guardians"]
    untold += [field for field in ("sex", "born") if field not in tables.columns["demographics"]]
    return Roster(
        school=orgs.get(reading.school, next(iter(orgs.values()), "")),
        pupils=tuple(pupils),
        staff=tuple(staff),
        notes=(*notes, *staff_notes(staff, pupils)),
        leaving=tuple(filter(None, (number_of(row) for row in tables.removed("users")))),
        whole=tables.whole,
        staff_roles=tuple(sorted({person.role for person in staff})),
        untold=tuple(untold),
    )


def _pupils(reading: Reading, classes: Mapping[str, PupilClass]) -> tuple[list[RosterPupil], list[Text]]:
    enrolled = enrolled_of(reading, ("student", "pupil", "学生"))
    demographics, users = reading.tables.rows["demographics"], reading.tables.rows["users"]
    faults: dict[Text, list[str]] = defaultdict(list)
    pupils, left_out = [], 0
    for row in _students(reading, enrolled):
        mine = [classes[e["class"]] for e in enrolled.get(row["id"], ()) if e.get("class", "") in classes]
        names = {each.name for each in mine}
        if names == {None} or (not names and _elsewhere(reading, enrolled.get(row["id"], ()), row)):
            left_out += 1
            continue
        named = names - {None}
        if len(named) != 1:
            what = Text("学生不在任何一个班里", "a pupil is in no class") if not named else _TWO_CLASSES
            faults[what].append(row[LINE])
            continue
        cells = _cells(row, next(iter(named)), demographics.get(row["id"], {}), users)
        pupil, wrong = read_pupil(int(row[LINE]), cells, reading.school_year)
        for what in wrong:
            faults[what].append(row[LINE])
        pupils += [pupil] if pupil is not None else []
    for row in reading.tables.removed("users"):
        if not number_of(row) and compact(row.get("role", "")) in ("", "student"):
            faults[_NOBODY].append(row[LINE])
    _raise(faults, pupils, reading.file)
    notes = [_NO_CONSENT]
    if left_out:
        notes.append(
            Text(f"{left_out} 名学生不在本校四至九年级，没有读入", f"{left_out} pupils of other grades or schools were left out")
        )
    return pupils, notes


_TWO_CLASSES = Text("学生同时在两个班里", "a pupil is in two classes")
_NOBODY = Text("要移除的用户没有学籍号，不知道是谁", "a user to be removed has no number: who it is, is not known")
_TWICE = Text("学籍号（学号）重复", "the student number is there twice")
_NO_CONSENT = Text(
    "OneRoster 里没有监护人知情同意：已登记的同意保持不变，其他学生按没有同意处理，答卷会被退回",
    "OneRoster tells no guardian consent: consent on record stays, all other pupils count as without it and are refused",
)


def _students(reading: Reading, enrolled: Mapping[str, object]) -> list[Row]:
    """Users whose role is student, by their own column (1.1), the table of roles (1.2) or an enrolment."""
    roles = roles_of(reading)
    return [row for row in reading.tables.standing("users") if "student" in roles[row["id"]] or row["id"] in enrolled]


def _elsewhere(reading: Reading, enrolments: Iterable[Row], user: Row) -> bool:
    """A pupil of another school of the set, or surely of another grade."""
    at = {reading.tables.rows["classes"].get(row.get("class", ""), {}).get("school", "") for row in enrolments} - {""}
    return bool(reading.school and at and reading.school not in at) or is_other_grade("", grade_of(user))


def _cells(user: Row, school_class: ClassName | None, told: Row, users: Mapping[str, Row]) -> dict[str, str]:
    """The user as a row of the pupils' sheet."""
    cells = {"number": number_of(user), "name": name_of(user), "class": school_class.name if school_class else ""}
    cells |= {"sex": told.get("sex", ""), "born": told.get("born", "")}
    agents = [users[one.strip()] for one in user.get("agents", "").split(",") if one.strip() in users]
    for n, agent in enumerate(agents, start=1):
        relation = _RELATIONS.get(compact(agent.get("role", "")), "")
        cells |= {
            f"name{n}": name_of(agent),
            f"relation{n}": relation,
            f"phone{n}": agent.get("sms", "") or agent.get("phone", ""),
        }
    return cells


def _raise(faults: Mapping[Text, list[str]], pupils: Sequence[RosterPupil], file: str) -> None:
    """Every fault at once, one a kind with its lines; also numbers given twice, and a set without pupils of ours."""
    rows: dict[str, list[str]] = defaultdict(list)
    for pupil in pupils:
        rows[pupil.number].append(str(pupil.row))
    twice = [line for lines in rows.values() if len(lines) > 1 for line in lines]
    told = {**faults, **({_TWICE: twice} if twice else {})}
    found: list[ScreeningError] = []
    for what, lines in told.items():
        shown = "、".join(lines[:_SHOWN]) + ("……" if len(lines) > _SHOWN else "")
        count = Text(f"{what.zh}（共 {len(lines)} 行）", f"{what.en} ({len(lines)} rows)")
        place = Text(f"{file}，users.csv 第 {shown} 行", f"{file}, users.csv, line {shown}")
        hint = Text(
            "请在原系统改正后重新导出；只有增量时，请把全量文件放在前面", "mend it there; give the full set before an update"
        )
        found.append(RosterFault(count, where=place, hint=hint))
    if found:
        raise Faults(found)
