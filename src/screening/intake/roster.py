"""A roster workbook understood: pupils, staff and school, or every fault of it at once."""

from collections import Counter
from collections.abc import Iterable, Mapping

from screening.core.errors import Faults, RosterFault, ScreeningError
from screening.core.language import Text, plain
from screening.core.tiers import Role
from screening.intake.interface import Person, Roster, RosterPupil
from screening.intake.roster_pupils import DAMAGED, PUPIL_NAMES, has_left, read_pupil
from screening.intake.roster_staff import STAFF_NAMES, read_person
from screening.intake.roster_tables import RosterTable, Table, find_table
from screening.intake.tags import TAG_NAMES
from screening.intake.text import clean, compact, student_number

_PUPILS, _STAFF, _SCHOOL = ("学生", "students"), ("教职工", "教师", "staff"), ("学校", "school")
_PUPIL_SHEET, _STAFF_SHEET = Text("学生表", "the pupils' sheet"), Text("教职工表", "the staff sheet")
_MEND = Text("请在表里改正这些行后重新导入；这次没有写入任何内容", "mend these rows and import again; nothing was written")
_SHOWN = 20  # faults of one kind; more say nothing new
_EXACT = 15  # digits a spreadsheet keeps of a number (FORMATS §18)
_TOLD_BY = {field: (field,) for field in ("seat", "sex", "born", "boarding")} | {
    "guardians": tuple(key for key in PUPIL_NAMES if key.startswith(("name", "phone")) and key[-1].isdigit()),
    "tags": tuple(TAG_NAMES),
    "former": ("former",),
}
"""Which columns tell a field of the pupil; where none is there, what is on record stays."""


def read_roster(tables: Mapping[str, Table], file: str, *, school_year: int | None = None) -> Roster:
    """The roster of a workbook (sheet name → rows of text) or of a single table of pupils.

    Raises Faults with every fault found: missing or double columns, rows without number, name or class, numbers given twice
    or damaged, classes that can't be read, unknown roles. Pupils of other grades than 4-9 are left out with a note; a class
    without a homeroom teacher is only a note too. Rows that say 转出 or 毕业 are pupils who leave. A workbook with a staff sheet
    and no pupils' sheet changes staff alone. ``school_year`` is the year the school year began; only with it can
    ``2025级8班`` be read. National identity numbers are never read (PRIVACY P6).
    """
    faults: list[ScreeningError] = []
    notes: list[Text] = []
    staff = _staff(_sheet(tables, _STAFF), file, school_year, faults)
    found = find_table(_sheet(tables, _PUPILS), PUPIL_NAMES)
    staff_alone = bool(staff) and not found.columns
    pupils = [] if staff_alone else _pupils(found, file, school_year, faults, notes)
    if faults:
        raise Faults(faults)
    notes += [_STAFF_ALONE] if staff_alone else _notes(pupils, staff)
    return Roster(
        school=_school(_sheet(tables, _SCHOOL)),
        pupils=tuple(pupils),
        staff=tuple(staff),
        notes=tuple(notes),
        leaving=tuple(
            filter(None, (student_number(cells["number"]) for _, cells in found if not staff_alone and has_left(cells)))
        ),
        whole=not staff_alone,
        staff_roles=tuple(sorted({person.role for person in staff})) if staff_alone else (),
        untold=tuple(field for field, keys in _TOLD_BY.items() if not found.columns.keys() & set(keys)),
    )


def _sheet(tables: Mapping[str, Table], names: tuple[str, ...]) -> Table:
    """The sheet of that name; the pupils may stand alone in an unnamed or only table."""
    for name, table in tables.items():
        if any(compact(name).startswith(each) for each in names):
            return table
    alone = names is _PUPILS and len(tables) == 1 and not _sheet(tables, _STAFF)
    return next(iter(tables.values()), []) if alone else []


def _pupils(
    found: RosterTable, file: str, school_year: int | None, faults: list[ScreeningError], notes: list[Text]
) -> list[RosterPupil]:
    missing = [names[0] for key, names in PUPIL_NAMES.items() if key in ("name", "number", "class") and key not in found.columns]
    if missing:
        words = "、".join(missing)
        what = Text(f"学生表里找不到列：{words}", f"the pupils' sheet lacks these columns: {words}")
        hint = Text("表头要有 姓名、学籍号（或学号）、班级", "the headings must name 姓名, 学籍号 or 学号, and 班级")
        faults.append(RosterFault(what, where=plain(file), hint=hint))
        return []
    faults += _double_columns(found, file)
    rows = [(line, *read_pupil(line, cells, school_year)) for line, cells in found if not has_left(cells)]
    _collect(faults, file, _PUPIL_SHEET, ((line, fault) for line, _, wrong in rows for fault in wrong))
    pupils = [pupil for _, pupil, _ in rows if pupil is not None]
    _check_twice(pupils, file, faults)
    _check_rounded(pupils, file, faults)
    if not pupils and not faults:
        what = Text("学生表里没有四至九年级的学生", "there are no pupils of grades 4-9 in the sheet")
        faults.append(RosterFault(what, where=plain(file), hint=Text("请核对年级和班级两列", "check grades and classes")))
    left_out = sum(1 for _, pupil, wrong in rows if pupil is None and not wrong)
    if left_out:
        notes.append(
            Text(f"{left_out} 名学生不在四至九年级，没有读入", f"{left_out} pupils of other grades than 4-9 were left out")
        )
    if "consent" not in found.columns:
        what = Text(
            "学生表里没有“监护人知情同意”一列：已登记的同意保持不变，其他学生按没有同意处理，答卷会被退回",
            "there is no column 监护人知情同意: consent on record stays, all other pupils count as without it and are refused",
        )
        notes.append(what)
    return pupils


def _double_columns(found: RosterTable, file: str) -> list[ScreeningError]:
    """A heading that stands twice leaves open which of the two is meant."""
    used = [found.headings[column] for column in found.columns.values()]
    double = "、".join(heading for heading in used if found.headings.count(heading) > 1)
    if not double:
        return []
    what = Text(f"学生表里有不止一列叫 {double}", f"more than one column of the pupils' sheet is called {double}")
    return [RosterFault(what, where=plain(file), hint=Text("请删去多余的一列", "delete the one too many"))]


def _staff(table: Table, file: str, school_year: int | None, faults: list[ScreeningError]) -> list[Person]:
    found: RosterTable = find_table(table, STAFF_NAMES)
    if table and not {"name", "role"} <= found.columns.keys():
        what = Text("教职工表里要有 姓名 和 职务 两列", "the staff sheet must have the columns 姓名 and 职务")
        faults.append(RosterFault(what, where=plain(file), hint=Text("请补上表头", "add the headings")))
        return []
    rows = [(line, *read_person(cells, school_year)) for line, cells in found] if table else []
    _collect(faults, file, _STAFF_SHEET, ((line, fault) for line, _, wrong in rows for fault in wrong))
    return [person for _, person, _ in rows if person is not None]


def _collect(faults: list[ScreeningError], file: str, sheet: Text, found: Iterable[tuple[int, Text]]) -> None:
    """One fault a kind, naming its lines: a hundred like rows are one message."""
    lines: dict[Text, list[int]] = {}
    for line, what in found:
        lines.setdefault(what, []).append(line)
    for what, where in lines.items():
        shown = "、".join(map(str, where[:_SHOWN])) + ("……" if len(where) > _SHOWN else "")
        count = Text(f"{what.zh}（共 {len(where)} 行）", f"{what.en} ({len(where)} rows)")
        place = Text(f"{file}，{sheet.zh}第 {shown} 行", f"{file}, {sheet.en}, line {shown}")
        faults.append(RosterFault(count, where=place, hint=_MEND))


def _check_twice(pupils: list[RosterPupil], file: str, faults: list[ScreeningError]) -> None:
    counted = Counter(pupil.number for pupil in pupils)
    what = Text("学籍号（学号）重复", "the student number is there twice")
    _collect(faults, file, _PUPIL_SHEET, ((pupil.row, what) for pupil in pupils if counted[pupil.number] > 1))


def _check_rounded(pupils: list[RosterPupil], file: str, faults: list[ScreeningError]) -> None:
    """Numbers that all end in zeros beyond the fifteenth digit were rounded before the table was saved as text."""
    rounded = [p for p in pupils if p.number.isdecimal() and len(p.number) > _EXACT and not p.number[_EXACT:].strip("0")]
    if len(rounded) > 1:  # a single one may be so by chance
        _collect(faults, file, _PUPIL_SHEET, ((pupil.row, DAMAGED) for pupil in rounded))


def _school(table: Table) -> str:
    """The name below or beside 名称; empty if there is no such sheet."""
    cells = [clean(cell) for row in table for cell in row if cell.strip()]
    return next((cell for cell in cells if compact(cell) not in ("名称", "学校名称", "name")), "")


_STAFF_ALONE = Text(
    "没有学生表：学生保持不变，教职工只更新表里出现的职务",
    "there is no pupils' sheet: pupils stay as they are, and of the staff only the posts named here change",
)


def _notes(pupils: list[RosterPupil], staff: list[Person]) -> Iterable[Text]:
    if not staff:
        yield Text(
            "没有教职工表，教职工保持不变；还没有登记过心理教师的，预警没有人接收",
            "there is no staff sheet, so staff stays as it is; without a psychology teacher nobody receives alerts",
        )
        return
    teachers = Counter(person.school_class for person in staff if person.role == Role.HOMEROOM_TEACHER)
    without = sorted({pupil.school_class for pupil in pupils} - teachers.keys())
    if without:
        names = "、".join(without)
        yield Text(f"这些班没有班主任：{names}", f"these classes have no homeroom teacher: {names}")
    several = "、".join(sorted(name for name, count in teachers.items() if count > 1))
    if several:
        yield Text(f"这些班有不止一位班主任：{several}", f"these classes have more than one homeroom teacher: {several}")
    if not any(person.role == Role.PSYCH_TEACHER for person in staff):
        yield Text(
            "名册里没有心理教师，预警没有人接收，补上之前也不能导入答卷",
            "the roster names no psychology teacher: nobody receives alerts, and nothing can be imported until it does",
        )
