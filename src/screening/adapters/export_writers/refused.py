"""The refused rows of an export as a workbook: the columns as found, and two more with the reason and what to do."""

import re
from collections.abc import Mapping
from pathlib import Path

from screening.adapters.export_writers.workbook import StreamedWorkbook
from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.intake.interface import Export

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_refused(path: Path, export: Export, reasons: Mapping[int, tuple[str, str]], headings: tuple[str, str]) -> None:
    """Write the rows (1-based data rows) named in ``reasons``, in order; mended, the workbook can be imported again.

    Every cell is text and never a formula, whatever a pupil typed. Raises FileFault where something stands in the place already,
    or for another kind of file than .xlsx.
    """
    if path.suffix.lower() != ".xlsx":
        hint = Text("请写 .xlsx 结尾的文件名", "give a name that ends in .xlsx")
        raise FileFault(Text("退回行只能写成 .xlsx", "refused rows are written as .xlsx only"), where=plain(path.name), hint=hint)
    if path.exists():
        hint = Text("请换一个文件名，或先删掉旧文件", "choose another name, or delete the old file first")
        raise FileFault(Text("文件已经存在", "the file is there already"), where=plain(path.name), hint=hint)
    columns = range(len(export.headings))
    with StreamedWorkbook(path, [*map(_clean, export.headings), *headings], [False] * (len(columns) + 2)) as book:
        for chunk in export.chunks():
            rows = [row for row in sorted(reasons) if chunk.first_row <= row < chunk.first_row + chunk.rows]
            if rows:
                told = [chunk.column(column) for column in columns]
                at = [row - chunk.first_row for row in rows]
                cells = [[_clean(each.values[each.indices[line]]) for each in told] for line in at]
                book.add([[*line, *reasons[row]] for line, row in zip(cells, rows, strict=True)])


def _clean(text: str) -> str:
    """Signs that no workbook may hold are left out."""
    return _NOT_IN_XML.sub("", text)
