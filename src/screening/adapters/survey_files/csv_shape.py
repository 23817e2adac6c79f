"""The shape of a CSV file: delimiter, heading line and number of cells, from its first lines."""

import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from screening.adapters.survey_files.headers import ROWS_LOOKED_AT, header_row, without_empty_tail
from screening.adapters.survey_files.kinds import fault
from screening.adapters.survey_files.limits import LONGEST_LINE, check_columns
from screening.core.errors import FileFault
from screening.core.language import Text

_DELIMITERS = ",;\t"
_LINES = 211  # ten lines that may stand above the headings, the headings, two hundred rows
_SAMPLE = 200
_CHARACTERS = 2 * LONGEST_LINE  # so that one whole line below the headings is seen, if there is any

csv.field_size_limit(4 * LONGEST_LINE)  # a wrong delimiter can make one cell of a whole line


class Shape(NamedTuple):
    """How the lines of one file are cut."""

    delimiter: str
    headings: tuple[str, ...]
    header_row: int  # 1-based record on which the headings stand
    header_end: int  # physical lines up to and including the headings
    width: int  # cells of a data line; headings may be fewer after empty columns were dropped
    sample: tuple[tuple[str, ...], ...]  # the first data rows, up to 200


def shape_of(path: Path, text: io.TextIOBase) -> Shape:
    """The shape, from the first two hundred lines. Raises FileFault if there are no headings."""
    with text:
        start = text.read(_CHARACTERS)
    _check_lines(path, start)
    delimiter = max(_DELIMITERS, key=lambda sign: _typical_width(_records(start, sign)))
    records = _records(start, delimiter)
    if not records:
        raise fault(path, Text("文件里没有内容", "there is nothing in the file"), Text("请重新导出", "export it again"))
    check_columns(path.name, max(len(cells) for _, cells in records))
    head = header_row([cells for _, cells in records[:ROWS_LOOKED_AT]])
    rows = [cells for _, cells in records[head + 1 :]]
    if not rows and len(start) == _CHARACTERS:
        raise too_long(path)
    width = _width(len(records[head][1]), rows)
    headings = (records[head][1] + [""] * width)[:width]
    kept = without_empty_tail(headings, rows)
    sample = tuple(tuple((cells + [""] * kept)[:kept]) for cells in rows[:_SAMPLE])
    return Shape(delimiter, tuple(headings[:kept]), head + 1, records[head][0], width, sample)


def _check_lines(path: Path, start: str) -> None:
    """Raises FileFault for a line that no survey writes: what looks like headings with nothing below would be such a file."""
    if len(start) < _CHARACTERS:
        return
    with io.StringIO(start, newline="") as lines:
        longest = max(map(len, lines))
    if longest > LONGEST_LINE:
        raise too_long(path)


def too_long(path: Path) -> FileFault:
    """A line of more than a million characters."""
    what = Text(
        "有一行或一格长得出奇（超过一百万字），也可能是引号没有收尾",
        "a line or a cell is abnormally long (over a million characters), or a quote is never closed",
    )
    return fault(path, what, Text("请从问卷平台重新导出", "export it again from the survey platform"))


def first_uneven_line(text: io.TextIOBase, shape: Shape) -> tuple[int, int] | None:
    """Line number and cells of the first record below the headings that has another number of cells; None if all agree."""
    reader = csv.reader(text, delimiter=shape.delimiter)
    for cells in reader:
        if reader.line_num > shape.header_end and cells and len(cells) != shape.width:
            return reader.line_num, len(cells)
    return None


def _records(start: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """(last physical line, cells) of the first records; empty lines are none, a record cut off at the end neither."""
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    found = [(reader.line_num, cells) for cells in islice(reader, _LINES) if cells]
    return found[:-1] if len(start) == _CHARACTERS and len(found) < _LINES else found


def _typical_width(records: list[tuple[int, list[str]]]) -> int:
    widths = Counter(len(cells) for _, cells in records)
    return widths.most_common(1)[0][0] if widths else 0


def _width(headings: int, rows: list[list[str]]) -> int:
    """Cells of a data line: as most have it, which counts a comma at the end of every line as one more, empty cell."""
    widths = Counter(len(cells) for cells in rows)
    return widths.most_common(1)[0][0] if widths else headings
