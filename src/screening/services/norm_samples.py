"""Valid sheets from a scored table, for the norm of a district that has no workspace of every school."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.classes import parse_class
from screening.intake.interface import Export, Roster
from screening.intake.text import clean
from screening.scoring.local_norms import Sample
from screening.scoring.norms import SEX_CODES

_READABLE = frozenset({"OK", "PRORATED", ""})
_UNKNOWN = 0


def sample_of_table(export: Export, instrument: Instrument, roster: Roster | None = None) -> Sample:
    """The valid rows of a table that ``screening score`` wrote: no refusal, no flag but PRORATED.

    Class, grade and sex come from ``roster`` by student number, else from columns ``class`` (e.g. 七年级1班), ``grade``, ``sex``
    (male, female) added to the table. A row whose grade is unknown belongs to no group. MappingFault where the scales of the
    instrument or every way to the grade are missing.
    """
    columns = {name.strip().lower(): place for place, name in enumerate(export.headings)}
    scales = [code for code in instrument.scale_codes if code in columns]
    if not scales or "refusal" not in columns or "validity" not in columns:
        raise MappingFault(
            Text(
                "这不是 screening score 写出的这份量表的结果表", "this is no table of this instrument written by screening score"
            ),
            where=plain(export.name),
        )
    if roster is None and not {"class", "grade"} & set(columns):
        raise MappingFault(
            Text("不知道学生的年级和班级", "neither grade nor class of the pupils is known"),
            where=plain(export.name),
            hint=Text("用 --roster 给出名册，或在表里加上 class 一列", "give --roster, or add a column class to the table"),
        )
    cells = {name: _texts(export, place) for name, place in columns.items() if name in {*scales, *_OTHERS}}
    rows = len(cells["refusal"])
    values = np.full((rows, len(instrument.scale_codes)), np.nan)
    for code in scales:
        values[:, instrument.scale_codes.index(code)] = [float(one) if one else np.nan for one in cells[code]]
    valid = np.array(
        [
            not refusal and set(flags.split(";")) <= _READABLE
            for refusal, flags in zip(cells["refusal"], cells["validity"], strict=True)
        ],
        dtype=bool,
    )
    grade, sex, school_class = _from_roster(cells, roster) if roster else _from_table(cells, rows)
    whole = Sample(values=values, grade=grade, sex=sex, school_class=school_class)
    return whole.of(valid & (grade != _UNKNOWN))


_OTHERS = ("refusal", "validity", "student", "class", "grade", "sex")
Columns = tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], npt.NDArray[np.int32]]


def _texts(export: Export, column: int) -> list[str]:
    return [clean(cell) for chunk in export.chunks([column]) for cell in chunk.column(column).texts()]


def _from_roster(cells: dict[str, list[str]], roster: Roster) -> Columns:
    """Grade, sex and class of each student number; unknown for a number that the roster lacks."""
    classes = {name: place for place, name in enumerate(sorted({one.school_class for one in roster.pupils}))}
    known = {one.number: (one.grade, SEX_CODES.get(one.sex, _UNKNOWN), classes[one.school_class]) for one in roster.pupils}
    return _columns([known.get(number, (_UNKNOWN, _UNKNOWN, -1)) for number in cells.get("student", [])])


def _from_table(cells: dict[str, list[str]], rows: int) -> Columns:
    """Grade, sex and class as the table tells; a table without classes counts as one class."""
    named = cells.get("class", [""] * rows)
    parsed = {text: parse_class(text) for text in set(named)}
    places = {text: place for place, text in enumerate(sorted(parsed))}
    told = cells.get("grade", [""] * rows)
    sexes = cells.get("sex", [""] * rows)
    found = []
    for text, grade, sex in zip(named, told, sexes, strict=True):
        of_class = parsed[text]
        own = int(grade) if grade.isdigit() else of_class.grade if of_class else _UNKNOWN
        found.append((own, SEX_CODES.get(sex.lower(), _UNKNOWN), places[text]))
    return _columns(found)


def _columns(found: Sequence[tuple[int, int, int]]) -> Columns:
    table = np.array(found, np.int32).reshape(-1, 3)
    return table[:, 0].astype(np.int8), table[:, 1].astype(np.int8), table[:, 2]
