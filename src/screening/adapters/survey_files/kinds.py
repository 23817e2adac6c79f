"""What a file really is, from its first bytes; a file that is no table is refused with what to do about it."""

import re
import zipfile
from enum import Enum
from pathlib import Path

from screening.adapters.survey_files.limits import check_parts, check_size
from screening.adapters.survey_files.workbook_area import check_area
from screening.core.errors import FileFault
from screening.core.language import Text, plain

_HEAD = 8192
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPSS = (b"$FL2", b"$FL3")  # .sav, .zsav
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|table|style|body|\?xml|!--)", re.IGNORECASE)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{\]]|\{\s*[\"}])")
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}  # xlsx, xlsb, ods
_ENCRYPTED = 0x41  # bits 0 and 6 of a part's flags (PKWARE APPNOTE 4.4.4)
_NO_TABLE = {
    b"%PDF": Text(" PDF 文件", "a PDF"),
    b"\x89PNG": Text("图片", "a picture"),
    b"\xff\xd8\xff": Text("图片", "a picture"),
    b"GIF8": Text("图片", "a picture"),
    b"Rar!": Text("压缩包", "an archive"),
    b"7z\xbc\xaf": Text("压缩包", "an archive"),
    b"\x1f\x8b": Text("压缩包", "an archive"),
    b"SQLite format": Text("数据库", "a database"),
}
_EXPORT_AGAIN = Text("请从问卷平台重新导出 xlsx 或 csv", "export it again from the survey platform as xlsx or csv")
_SAVE_AS = Text("请用 Excel 或 WPS 打开，另存为 .xlsx 后再用", "open it in Excel or WPS, save it as .xlsx and use that")
_REMOVE_PASSWORD = Text(
    "请在 Excel 或 WPS 里去掉打开密码，另存后再用", "remove the password in Excel or WPS, save it and use that"
)
_UNPACK = Text("请先解压，再用里面的表格文件", "unpack it and use the table inside")


class Kind(Enum):
    """How a file is read."""

    WORKBOOK = "workbook"
    TEXT = "text"
    JSON = "json"
    SPSS = "spss"


def kind_of(path: Path) -> Kind:
    """How to read the file. Raises FileFault where it is no table or can't be opened."""
    head = _first_bytes(path)
    if not head.strip():
        raise fault(path, Text("文件是空的", "the file is empty"), _EXPORT_AGAIN)
    for magic, what in _NO_TABLE.items():
        if head.startswith(magic):
            raise fault(path, Text(f"这是{what.zh}，不是表格", f"this is {what.en}, not a table"), _EXPORT_AGAIN)
    if head.startswith(_ZIP):
        return _check_zip(path)
    if head.startswith(_OLE):
        return _check_ole(path)
    if head.startswith(_SPSS):
        return Kind.SPSS
    if _MARKUP.match(head):
        raise fault(path, Text("文件内容是网页，只是起了表格的名字", "the content is a web page under a table's name"), _SAVE_AS)
    if b"\0" in head and not head.startswith(_UTF16):
        raise fault(path, Text("认不出这个文件的格式", "the format of this file is not known"), _EXPORT_AGAIN)
    return Kind.JSON if _JSON.match(head) else Kind.TEXT


def fault(path: Path, what: Text, hint: Text) -> FileFault:
    """A FileFault about this file, named without its folders."""
    return FileFault(what, where=plain(path.name), hint=hint)


def password_fault(path: Path) -> FileFault:
    """The workbook can't be opened without a password."""
    return fault(path, Text("文件设了打开密码", "the file is protected by a password"), _REMOVE_PASSWORD)


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise fault(
            path, Text("这是文件夹，不是文件", "this is a folder, not a file"), Text("请指定其中的文件", "name a file in it")
        )
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        hint = Text("请检查路径和文件名", "check the path and the name")
        raise fault(path, Text("找不到文件", "no such file"), hint) from None
    except OSError:
        hint = Text("请关闭正在使用它的程序，或检查读取权限", "close the program that uses it, or check who may read it")
        raise fault(path, Text("文件打不开", "the file can't be opened"), hint) from None


def _check_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if names & _WORKBOOK_PARTS:
                _check_workbook(path, archive)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):  # the last two for versions and names out of range
        raise fault(path, Text("文件不完整或已损坏", "the file is incomplete or damaged"), _EXPORT_AGAIN) from None
    if names & _WORKBOOK_PARTS:
        return Kind.WORKBOOK
    if any(name.startswith(("word/", "ppt/")) for name in names):
        what = Text("这是文字文档或演示文稿，不是表格", "this is a document or slides, not a table")
        raise fault(path, what, _EXPORT_AGAIN)
    raise fault(path, Text("这是压缩包，不是表格", "this is an archive, not a table"), _UNPACK)


def _check_workbook(path: Path, archive: zipfile.ZipFile) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in archive.infolist()):
        raise password_fault(path)
    check_parts(path, archive)
    check_area(path, archive)


def _check_ole(path: Path) -> Kind:
    """Old Office files; an encrypted new one hides in the same container."""
    check_size(path)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise password_fault(path)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise fault(path, Text("这不是表格文件", "this is no workbook"), _SAVE_AS)
    return Kind.WORKBOOK
