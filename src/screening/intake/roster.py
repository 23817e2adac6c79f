"""A roster workbook understood: pupils, staff and school, or every fault of it at once."""

from collections import Counter
from collections.abc import Iterable, Mapping

from screening.core.errors import Faults, RosterFault, ScreeningError
from screening.core.language import Text, plain
from screening.core.tiers import Role
from screening.intake.interface import Person, Roster, RosterPupil
from screening.intake.roster_pupils import PUPIL_NAMES, read_pupil
from screening.intake.roster_staff import STAFF_NAMES, read_person
from screening.intake.roster_tables import RosterTable, Table, find_table
from screening.intake.text import clean, compact

_PUPILS, _STAFF, _SCHOOL = ("学生", "students"), ("教职工", "教师", "staff"), ("学校", "school")
_SHOWN = 20  # faults of one kind; more say nothing new


def read_roster(tables: Mapping[str, Table], file: str, *, school_year: int | None = None) -> Roster:
    """The roster of a workbook (sheet name → rows of text) or of a single table of pupils.

    Raises Faults with every fault found: missing columns, rows without number, name or class, numbers given twice or
    damaged, classes of no grade 4-9, unknown roles. A class without a homeroom teacher is only a note. ``school_year`` is
    the year the school year began; only with it can ``2025级8班`` be read. National identity numbers are never read
    (PRIVACY P6).
    """
    faults: list[ScreeningError] = []
    pupils = _pupils(_sheet(tables, _PUPILS), file, school_year, faults)
    staff = _staff(_sheet(tables, _STAFF), file, school_year, faults)
    if faults:
        raise Faults(faults)
    return Roster(
        school=_school(_sheet(tables, _SCHOOL)), pupils=tuple(pupils), staff=tuple(staff), notes=tuple(_notes(pupils, staff))
    )


def _sheet(tables: Mapping[str, Table], names: tuple[str, ...]) -> Table:
    """The sheet of that name; the pupils may stand alone in an unnamed or only table."""
    for name, table in tables.items():
        if any(compact(name).startswith(each) for each in names):
            return table
    return next(iter(tables.values()), []) if names is _PUPILS and len(tables) == 1 else []


def _pupils(table: Table, file: str, school_year: int | None, faults: list[ScreeningError]) -> list[RosterPupil]:
    found = find_table(table, PUPIL_NAMES)
    missing = [names[0] for key, names in PUPIL_NAMES.items() if key in ("name", "number", "class") and key not in found.columns]
    if missing:
        words = "、".join(missing)
        what = Text(f"学生表里找不到列：{words}", f"the pupils' sheet lacks these columns: {words}")
        hint = Text("表头要有 姓名、学籍号（或学号）、班级", "the headings must name 姓名, 学籍号 or 学号, and 班级")
        faults.append(RosterFault(what, where=plain(file), hint=hint))
        return []
    rows = [(line, *read_pupil(line, cells, school_year)) for line, cells in found]
    _collect(faults, file, ((line, fault) for line, _, wrong in rows for fault in wrong))
    pupils = [pupil for _, pupil, _ in rows if pupil is not None]
    _check_twice(pupils, file, faults)
    if not rows:
        faults.append(RosterFault(Text("学生表里没有学生", "there are no pupils in the sheet"), where=plain(file)))
    return pupils


def _staff(table: Table, file: str, school_year: int | None, faults: list[ScreeningError]) -> list[Person]:
    found: RosterTable = find_table(table, STAFF_NAMES)
    if table and not {"name", "role"} <= found.columns.keys():
        what = Text("教职工表里要有 姓名 和 职务 两列", "the staff sheet must have the columns 姓名 and 职务")
        faults.append(RosterFault(what, where=plain(file)))
        return []
    rows = [(line, *read_person(cells, school_year)) for line, cells in found] if table else []
    _collect(faults, file, ((line, fault) for line, _, wrong in rows for fault in wrong))
    return [person for _, person, _ in rows if person is not None]


def _collect(faults: list[ScreeningError], file: str, found: Iterable[tuple[int, Text]]) -> None:
    """One fault a kind, naming its lines: a hundred like rows are one message."""
    lines: dict[Text, list[int]] = {}
    for line, what in found:
        lines.setdefault(what, []).append(line)
    for what, where in lines.items():
        shown = "、".join(map(str, where[:_SHOWN])) + ("……" if len(where) > _SHOWN else "")
        count = Text(f"{what.zh}（共 {len(where)} 行）", f"{what.en} ({len(where)} rows)")
        faults.append(RosterFault(count, where=Text(f"{file}，第 {shown} 行", f"{file}, lines {shown}")))


def _check_twice(pupils: list[RosterPupil], file: str, faults: list[ScreeningError]) -> None:
    counted = Counter(pupil.number for pupil in pupils)
    what = Text("学籍号（学号）重复", "the student number is there twice")
    _collect(faults, file, ((pupil.row, what) for pupil in pupils if counted[pupil.number] > 1))


def _school(table: Table) -> str:
    """The name below or beside 名称; empty if there is no such sheet."""
    cells = [clean(cell) for row in table for cell in row if cell.strip()]
    return next((cell for cell in cells if compact(cell) not in ("名称", "学校名称", "name")), "")


def _notes(pupils: list[RosterPupil], staff: list[Person]) -> Iterable[Text]:
    with_teacher = {person.school_class for person in staff if person.role == Role.HOMEROOM_TEACHER}
    without = sorted({pupil.school_class for pupil in pupils} - with_teacher)
    if without:
        names = "、".join(without)
        yield Text(f"这些班没有班主任：{names}", f"these classes have no homeroom teacher: {names}")
    if not any(person.role == Role.PSYCH_TEACHER for person in staff):
        yield Text("名册里没有心理教师，预警没有人接收", "the roster names no psychology teacher: nobody receives alerts")
