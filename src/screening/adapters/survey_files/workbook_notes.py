"""What a workbook hides, computes and refers to, and who saved it last: told to the counselor, never acted on."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from screening.core.language import Text

_STEP = 1 << 20
_MOST = 32 << 20  # bytes of markup, some 8,000 rows of 100 answers; nobody hides a row by hand in more
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_HIDDEN_SHEET = re.compile(rb'<sheet [^>]*state="(?:hidden|veryHidden)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*\bhidden="(?:1|true)"')
_FORMULA = re.compile(rb"<f[ />]")
_NOT_COMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*</c>")  # no saved result behind the formula
_MACROS = "xl/vbaProject.bin"
_LINKS = "xl/externalLinks/"
_APPLICATION = re.compile(rb"<Application>([^<]+)</Application>")
_BY_HAND = (b"Microsoft", b"WPS", b"LibreOffice", b"Kingsoft")


def notes_on(path: Path, *, from_platform: bool) -> tuple[Text, ...]:
    """Hidden rows, columns and sheets, formulas, macros and links; of a platform's export also whether it was saved by hand.

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
        found = _found_in(workbook, [part.filename for part in parts]) if small else _Found()
        sheets = len(_HIDDEN_SHEET.findall(workbook.read("xl/workbook.xml")))
        by_hand = from_platform and "docProps/app.xml" in names and _saved_by_hand(workbook.read("docProps/app.xml"))
    return (*_hidden(found.rows, found.columns, sheets), *_computed(found), *_foreign(names), *(_SAVED_AGAIN if by_hand else ()))


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


def _computed(found: "_Found") -> Iterator[Text]:
    if found.formulas:
        empty = found.not_computed
        yield Text(
            f"有 {found.formulas} 格是公式，按文件里保存的结果读入" + (f"；其中 {empty} 格没有结果，算未作答" if empty else ""),
            f"{found.formulas} cells are formulas, read by their saved results"
            + (f"; {empty} have none and count as not answered" if empty else ""),
        )


def _foreign(names: set[str]) -> Iterator[Text]:
    if _MACROS in names:
        yield Text("文件里有宏，没有运行", "there are macros in the file; they were not run")
    if any(name.startswith(_LINKS) for name in names):
        yield Text("文件引用了别的工作簿，没有打开", "the file refers to other workbooks; they were not opened")


class _Found(NamedTuple):
    """What the markup of all sheets holds."""

    rows: int = 0  # hidden ones
    columns: int = 0  # hidden ranges
    formulas: int = 0
    not_computed: int = 0


def _found_in(workbook: zipfile.ZipFile, parts: list[str]) -> _Found:
    """Counts over all sheets; a cell cut in two by a block stays whole in the next."""
    patterns = (_HIDDEN_ROW, _HIDDEN_COLUMN, _FORMULA, _NOT_COMPUTED)
    counts = [0] * len(patterns)
    for part in parts:
        rest = b""
        with workbook.open(part) as markup:
            while block := markup.read(_STEP):
                text, cut, rest = (rest + block).rpartition(b"<c")
                counts = [count + len(pattern.findall(text)) for count, pattern in zip(counts, patterns, strict=True)]
                rest = cut + rest
        counts = [count + len(pattern.findall(rest)) for count, pattern in zip(counts, patterns, strict=True)]
    return _Found(*counts)


def _saved_by_hand(properties: bytes) -> bool:
    """An untouched 问卷星 export leaves the application empty (FORMATS §1)."""
    told = _APPLICATION.search(properties)
    return told is not None and told[1].startswith(_BY_HAND)
