"""OneRoster sets as plain tables: a zip or an unpacked folder of CSV files, whatever the vendor put before their names."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from screening.adapters.survey_files.kinds import fault
from screening.core.language import Text

Table = list[list[str]]
_TABLES = ("manifest", "orgs", "users", "roles", "classes", "enrollments", "demographics", "academicSessions")
_NAMED = re.compile(rf"(?:.*[_\-. ])?({'|'.join(_TABLES)})\.csv", re.IGNORECASE)
_SURE = {"users", "enrollments"}
_MOST = 256 << 20  # bytes of one table unpacked: a province has less; a bomb has more
_EXPORT_AGAIN = Text("请从原系统重新导出", "export it again from its system")


def is_oneroster(path: Path) -> bool:
    """Whether the folder or zip holds the tables users and enrollments."""
    if path.is_dir():
        return {*_found(entry.name for entry in path.iterdir())} >= _SURE
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return {*_found(archive.namelist())} >= _SURE


def open_oneroster(path: Path) -> dict[str, Table]:
    """Table name → rows of text, headings among them; tables that are not there are left out. Raises FileFault."""
    if path.is_dir():
        files = {entry.name: entry for entry in sorted(path.iterdir()) if entry.is_file()}
        return {table: _rows(path, name, _of_file(files[name])) for table, name in _found(files).items()}
    with zipfile.ZipFile(path) as archive:
        return {table: _rows(path, name, _of_zip(archive, name)) for table, name in _found(archive.namelist()).items()}


def _found(names: Iterable[str]) -> dict[str, str]:
    """Our name of the table → the file's; nothing for what else lies about."""
    spelled = {table.casefold(): table for table in _TABLES}
    matched = [(re.fullmatch(_NAMED, name.rpartition("/")[2]), name) for name in names if "__MACOSX" not in name]
    return {spelled[match[1].casefold()]: name for match, name in matched if match}


def _of_file(path: Path) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        with path.open("rb") as file:
            return file.read(limit)

    return read


def _of_zip(archive: zipfile.ZipFile, name: str) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        with archive.open(name) as file:
            return file.read(limit)

    return read


def _rows(path: Path, name: str, read: Callable[[int], bytes]) -> Table:
    try:
        content = read(_MOST + 1)
    except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error):  # RuntimeError: encrypted, or packed in a way we lack
        raise fault(path, Text(f"{name} 打不开或已损坏", f"{name} can't be opened or is damaged"), _EXPORT_AGAIN) from None
    if len(content) > _MOST:
        raise fault(path, Text(f"{name} 大得不像名册", f"{name} is too large for a roster"), _EXPORT_AGAIN)
    try:
        return list(csv.reader(io.StringIO(_text(content), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise fault(path, Text(f"{name} 不是能读的 CSV 表", f"{name} is no CSV table"), _EXPORT_AGAIN) from None


def _text(content: bytes) -> str:
    """UTF-8 as OneRoster demands, else GB18030, which some exporters write (FORMATS §17)."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
