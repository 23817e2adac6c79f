"""A roster workbook as plain tables: every sheet, every cell as the text a person sees."""

from pathlib import Path

import fastexcel

from screening.adapters.survey_files.csv_files import CsvExport
from screening.adapters.survey_files.excel_files import faults_of, open_sheets, read_sheet, rows_as_seen
from screening.adapters.survey_files.excel_numbers import as_shown, damaged_columns
from screening.adapters.survey_files.kinds import Kind, kind_of

Table = list[list[str]]
ONLY_TABLE = ""  # the name of the one table of a CSV file


def open_workbook(path: Path) -> dict[str, Table]:
    """Sheet name → rows of text from line 1 on, in the workbook's order; a CSV gives one table named ``""``.

    Numbers of sixteen or more digits that were stored as quantities come back as ``1.10101E+17``. Raises FileFault.
    """
    if kind_of(path) is Kind.TEXT:
        return {ONLY_TABLE: _csv_rows(CsvExport(path))}
    reader = open_sheets(path)
    return {name: _sheet_rows(path, reader, name) for name in reader.sheet_names}


def _csv_rows(export: CsvExport) -> Table:
    """Headings and rows; title lines above the headings come back as empty lines, so that line numbers hold."""
    rows: Table = [[] for _ in range(export.header_row - 1)] + [list(export.headings)]
    for chunk in export.chunks():
        columns = [chunk.column(index).texts() for index in range(len(export.headings))]
        rows += [list(row) for row in zip(*columns, strict=True)]
    return rows


def _sheet_rows(path: Path, reader: fastexcel.ExcelReader, name: str) -> Table:
    cells = read_sheet(path, reader, name)
    rows = rows_as_seen(cells)
    with faults_of(path):
        found = damaged_columns(path, name, cells)
    for place in found:
        for row in rows:
            row[place] = as_shown(row[place])
    return rows
