"""One door for survey files: whatever the file is called, its content decides how it is read."""

from collections.abc import Callable
from pathlib import Path

from screening.adapters.survey_files.csv_files import CsvExport
from screening.adapters.survey_files.excel_files import ExcelExport
from screening.adapters.survey_files.json_files import JsonExport
from screening.adapters.survey_files.kinds import Kind, kind_of
from screening.adapters.survey_files.spss_files import SpssExport
from screening.intake.framed import framed
from screening.intake.interface import Export


def open_export(path: Path) -> Export:
    """The survey file, header rows and first rows read; the same bytes always give the same chunks.

    Raises FileFault for anything that is no table: missing, empty, a folder, encrypted, a web page in disguise, a picture,
    a ragged CSV. The message says what to do.
    """
    return framed(_READERS[kind_of(path)](path))


_READERS: dict[Kind, Callable[[Path], Export]] = {
    Kind.TEXT: CsvExport,
    Kind.WORKBOOK: ExcelExport,
    Kind.JSON: JsonExport,
    Kind.SPSS: SpssExport,
}
