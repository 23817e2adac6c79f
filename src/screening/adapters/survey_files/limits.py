"""How large a survey file may be: more is a mistake or an attack, and is refused before it fills the memory."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from screening.core.errors import FileFault
from screening.core.language import Text, plain

MOST_COLUMNS = 16_384  # as many as a worksheet has; a questionnaire of a thousand questions stays far below
LONGEST_LINE = 1 << 20  # characters
MOST_IN_MEMORY = 256 << 20  # bytes of a file that can't be streamed: JSON, UTF-16, old workbooks

_MOST_UNPACKED = 4 << 30  # bytes; 145,000 rows of 100 words are 0.9 of a thousand million
_DENSEST = 100  # a worksheet of one repeated word packs 26 : 1, deflate's limit is 1,032 : 1
_SMALL = 64 << 20  # bytes; parts up to this size are unpacked once to see that they are what they say
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # no spreadsheet program packs otherwise
_PATCH = 0x20  # flag of a part that only changes another archive's
_STEP = 1 << 20


def check_columns(name: str, count: int) -> None:
    """Raises FileFault for a table wider than any worksheet."""
    if count > MOST_COLUMNS:
        what = Text(f"这个文件有 {count} 列，不像问卷导出", f"this file has {count} columns, which no survey export has")
        raise FileFault(what, where=plain(name), hint=_EXPORT_AGAIN)


def check_size(path: Path) -> None:
    """Raises FileFault for a file that would have to be in memory as a whole and is too large for it."""
    size = path.stat().st_size
    if size > MOST_IN_MEMORY:
        what = Text(f"这个文件有 {size >> 20} MB，太大了", f"this file has {size >> 20} MB, which is too much")
        hint = Text("请导出为 UTF-8 编码的 CSV，或分几次导出", "export it as CSV in UTF-8, or in parts")
        raise FileFault(what, where=plain(path.name), hint=hint)


def check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    """Raises FileFault for an archive that unpacks to far more than it should, or to more than it says."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > _MOST_UNPACKED or any(_is_bomb(part) for part in parts):
        raise _bomb(path)
    if any(part.compress_type not in _METHODS or part.flag_bits & _PATCH for part in parts):
        raise damaged(path)
    for part in parts:
        if part.file_size <= _SMALL:
            for _block in unpacked(path, part):
                pass


def unpacked(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's content in blocks. Raises FileFault where there is more of it than the archive says, or it is damaged."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left, sum_of_it = part.file_size, 0
    for packed in _packed(path, part):
        block = packed
        while block:
            try:
                content = inflate.decompress(block, _STEP) if part.compress_type == zipfile.ZIP_DEFLATED else block
            except zlib.error:
                raise damaged(path) from None
            block = inflate.unconsumed_tail
            left -= len(content)
            if left < 0:
                raise _bomb(path)
            sum_of_it = zlib.crc32(content, sum_of_it)
            yield content
    if left or sum_of_it != part.CRC:
        raise damaged(path)  # some byte of it was changed, and nobody knows which number it held


def damaged(path: Path) -> FileFault:
    """The workbook is torn or was changed by something that is no spreadsheet program."""
    what = Text("工作簿打不开，可能已损坏", "the workbook can't be opened, it may be damaged")
    hint = Text("请用 Excel 或 WPS 打开，另存为 .xlsx 后再用", "open it in Excel or WPS, save it as .xlsx and use that")
    return FileFault(what, where=plain(path.name), hint=hint)


_EXPORT_AGAIN = Text("请从问卷平台重新导出 xlsx 或 csv", "export it again from the survey platform as xlsx or csv")


def _packed(path: Path, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes behind its own header of 30 bytes, name and extra field (PKWARE APPNOTE 4.3.7)."""
    with path.open("rb") as file:
        file.seek(part.header_offset)
        head = file.read(30)
        file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
        left = part.compress_size
        while left > 0 and (block := file.read(min(left, _STEP))):
            left -= len(block)
            yield block


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL // 2 and part.file_size > _DENSEST * part.compress_size


def _bomb(path: Path) -> FileFault:
    what = Text("这个压缩的工作簿展开后大得出奇，没有读", "this packed workbook unpacks to an abnormal size; it was not read")
    return FileFault(what, where=plain(path.name), hint=_EXPORT_AGAIN)
