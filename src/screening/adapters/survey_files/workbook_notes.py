"""What a workbook hides and who saved it last: told to the counselor, never acted on."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from screening.core.language import Text

_STEP = 1 << 20
_MOST = 32 << 20  # bytes of markup, some 8,000 rows of 100 answers; nobody hides a row by hand in more
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_HIDDEN_SHEET = re.compile(rb'<sheet [^>]*state="(?:hidden|veryHidden)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*\bhidden="(?:1|true)"')
_APPLICATION = re.compile(rb"<Application>([^<]+)</Application>")
_BY_HAND = (b"Microsoft", b"WPS", b"LibreOffice", b"Kingsoft")


def notes_on(path: Path, *, from_platform: bool) -> tuple[Text, ...]:
    """Hidden rows, columns and sheets of an xlsx; of a platform's export also whether it was saved again by hand.

    Nothing for other formats. The markup is searched as a stream: openpyxl would build every cell of a sheet to tell the same.
    """
    if not zipfile.is_zipfile(path):
        return ()
    with zipfile.ZipFile(path) as workbook:
        names = set(workbook.namelist())
        if "xl/workbook.xml" not in names:
            return ()
        parts = [part for part in workbook.infolist() if _SHEET_PART.fullmatch(part.filename)]
        small = sum(part.file_size for part in parts) <= _MOST
        rows, columns = _hidden_in(workbook, [part.filename for part in parts]) if small else (0, 0)
        sheets = len(_HIDDEN_SHEET.findall(workbook.read("xl/workbook.xml")))
        by_hand = from_platform and "docProps/app.xml" in names and _saved_by_hand(workbook.read("docProps/app.xml"))
    return (*_hidden(rows, columns, sheets), *(_SAVED_AGAIN if by_hand else ()))


_SAVED_AGAIN = (
    Text(
        "文件导出后用表格软件另存过，内容可能被改动",
        "the file was saved again by a spreadsheet program; it may have been changed",
    ),
)


def _hidden(rows: int, columns: int, sheets: int) -> Iterator[Text]:
    if rows:
        yield Text(f"有 {rows} 行被隐藏，照样读入", f"{rows} hidden rows were read like all others")
    if columns:
        yield Text("有隐藏的列，照样读入", "hidden columns were read like all others")
    if sheets:
        yield Text(f"有 {sheets} 个隐藏的工作表", f"there are {sheets} hidden sheets")


def _hidden_in(workbook: zipfile.ZipFile, parts: list[str]) -> tuple[int, int]:
    """Hidden rows and column ranges of all sheets; a tag cut in two by a block stays whole in the next."""
    rows = columns = 0
    for part in parts:
        rest = b""
        with workbook.open(part) as markup:
            while block := markup.read(_STEP):
                text, cut, rest = (rest + block).rpartition(b"<")
                rows += len(_HIDDEN_ROW.findall(text))
                columns += len(_HIDDEN_COLUMN.findall(text))
                rest = cut + rest
    return rows, columns


def _saved_by_hand(properties: bytes) -> bool:
    """An untouched 问卷星 export leaves the application empty (FORMATS §1)."""
    told = _APPLICATION.search(properties)
    return told is not None and told[1].startswith(_BY_HAND)
