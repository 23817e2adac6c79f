"""What a OneRoster set is read with: whose classes and enrolments count, who has which role, and what a user is called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from screening.core.errors import Faults, RosterFault
from screening.core.language import Text, plain
from screening.intake.classes import ClassName, is_other_grade, parse_class
from screening.intake.oneroster_tables import OneRosterTables, Row
from screening.intake.text import compact, student_number


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What is read with: the tables, whose school and year it is, and the day on which enrolments must hold."""

    tables: OneRosterTables
    file: str
    school_year: int | None
    today: date
    school: str  # sourcedId; empty: the only one


@dataclass(frozen=True, kw_only=True)
class PupilClass:
    """One class of the set that is a class of pupils, not of a subject."""

    name: ClassName | None  # None: of another grade than 4-9
    homeroom: bool


def classes_of(reading: Reading) -> dict[str, PupilClass]:
    """Classes of pupils by sourcedId; of type homeroom where the set uses that type at all."""
    rows = [row for row in reading.tables.standing("classes") if reading.school in ("", row.get("school", ""))]
    typed = any(compact(row.get("type", "")) == "homeroom" for row in rows)
    found = {}
    for row in rows:
        homeroom = compact(row.get("type", "")) == "homeroom"
        if typed and not homeroom:
            continue
        name = _class_name(row, reading.school_year)
        if name is not None or is_other_grade(row.get("title", ""), grade_of(row)):
            found[row["id"]] = PupilClass(name=name, homeroom=homeroom)
    return found


def _class_name(row: Row, school_year: int | None) -> ClassName | None:
    for text in (row.get("title", ""), row.get("code", "")):
        found = parse_class(text, school_year=school_year, grade_text=grade_of(row))
        if found is not None:
            return found
    return None


def grade_of(row: Row) -> str:
    """The first of ``grades``: ``07`` is 7."""
    return row.get("grades", "").split(",")[0].strip().lstrip("0")


def enrolled_of(reading: Reading, roles: Iterable[str]) -> dict[str, list[Row]]:
    """Enrolments of these roles that hold today, by user."""
    wanted, day = set(roles), reading.today.isoformat()
    found: dict[str, list[Row]] = defaultdict(list)
    for row in reading.tables.standing("enrollments"):
        begun, ended = row.get("begin", "")[:10], row.get("end", "")[:10]
        if compact(row.get("role", "")) in wanted and (not begun or begun <= day) and (not ended or day <= ended):
            found[row.get("user", "")].append(row)
    return found


def roles_of(reading: Reading) -> defaultdict[str, set[str]]:
    """Roles by user, as written, compact."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in reading.tables.standing("users"):
        found[row["id"]].add(compact(row.get("role", "")))
    for row in reading.tables.standing("roles"):
        if not row.get("end", "") or reading.today.isoformat() <= row["end"][:10]:
            found[row.get("user", "")].add(compact(row.get("role", "")))
    return found


def number_of(user: Row) -> str:
    """``identifier``, else the id inside ``{type:id}`` of userIds, else userMasterIdentifier; a login is no student number."""
    inside = user.get("user_ids", "").split(",")[0].strip().strip("{}").rpartition(":")[2]
    return student_number(user.get("identifier", "") or inside or user.get("master", ""))


def name_of(user: Row) -> str:
    """``王小明``, or given name first where both are in Latin letters."""
    family, given = user.get("family", ""), user.get("given", "")
    return f"{given} {family}".strip() if f"{family}{given}".isascii() else f"{family}{given}"


def school_meant(tables: OneRosterTables, wanted: str, file: str) -> str:
    """The sourcedId of the school that is meant: the one named, or the only one with classes."""
    teaching = {row.get("school", "") for row in tables.standing("classes")} - {""}
    orgs = {row["id"]: row for row in tables.standing("orgs") if row["id"] in teaching}
    if wanted:
        chosen = [
            key
            for key, row in orgs.items()
            if compact(wanted) in {compact(v) for v in (key, row.get("name", ""), row.get("identifier", ""))}
        ]
    else:
        chosen = list(orgs)
    if len(chosen) == 1 or (not wanted and not orgs):
        return chosen[0] if chosen and len(teaching) > 1 else ""
    names = "、".join(row.get("name", "") or key for key, row in orgs.items())
    what = Text(
        "OneRoster 里有几所学校" if not wanted else "OneRoster 里没有这所学校", "which school of the set is meant is not known"
    )
    hint = Text(f"请用 --school 写明其中一所：{names}", f"name one with --school: {names}")
    raise Faults([RosterFault(what, where=plain(file), hint=hint)])
