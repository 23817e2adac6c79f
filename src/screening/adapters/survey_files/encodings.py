"""In which encoding a text file is written: strict checks in a fixed order, a detector last, then a question."""

import codecs
from pathlib import Path
from typing import NamedTuple

import charset_normalizer

from screening.adapters.survey_files.kinds import fault
from screening.adapters.survey_files.limits import check_size
from screening.core.language import Text

_BLOCK = 1 << 20
_ENOUGH = 4096  # detectors call short GBK files Korean (FORMATS §18); below this many bytes we ask instead
_MOST_CHAOS = 0.1
_STREAMED = ("utf-8", "gb18030")


class Encoding(NamedTuple):
    """A Python codec name, whether there are quotes in the file, and a note if the codec was only found by a detector."""

    name: str
    has_quotes: bool
    note: Text | None = None


def encoding_of(path: Path) -> Encoding:
    """UTF-16 by its mark, else strict UTF-8, else strict GB18030 over the whole file, else a detector; or FileFault."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16") or _detected(path)
    return _checked(path, "utf-8") or _checked(path, "gb18030") or _detected(path)


def _checked(path: Path, name: str) -> Encoding | None:
    """The encoding if every byte of the file obeys it."""
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    if name not in _STREAMED:
        check_size(path)  # such a file is turned into UTF-8 in memory
    quotes = False
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    raise _nul(path)
                quotes = quotes or b'"' in block
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return Encoding(name, quotes)


def _detected(path: Path) -> Encoding:
    with path.open("rb") as file:
        content = file.read(_BLOCK)
    best = charset_normalizer.from_bytes(content).best() if len(content) >= _ENOUGH else None
    if best is None or best.chaos > _MOST_CHAOS:
        raise _ask(path)
    note = Text(
        f"文件编码按 {best.encoding} 读取，请核对中文是否正常", f"read as {best.encoding}; check that the text looks right"
    )
    found = _checked(path, best.encoding)
    if found is None:
        raise _ask(path)
    return found._replace(note=note)


def _nul(path: Path) -> Exception:
    """Such a character ends texts early in many programs: nobody would see the same number in two of them."""
    what = Text("文件里有空字符（NUL），可能已损坏", "there are NUL characters in the file, it may be damaged")
    return fault(path, what, Text("请从问卷平台重新导出", "export it again from the survey platform"))


def _ask(path: Path) -> Exception:
    return fault(
        path,
        Text("认不出文件的文字编码", "the text encoding of this file is not known"),
        Text("请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx", "open it in Excel or WPS and save it as 'CSV UTF-8' or .xlsx"),
    )
