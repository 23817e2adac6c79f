"""Mapping files: TOML on disk, a Mapping in memory."""

import re
import tomllib
from pathlib import Path

from screening.core.errors import FileFault, MappingFault
from screening.core.language import Text, plain
from screening.intake.mapping import Mapping, parse_mapping

_PLACE = re.compile(r"at line (\d+)")


def load_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file in UTF-8. Raises FileFault if it can't be read, MappingFault for bad TOML or unknown keys."""
    try:
        words = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        what = Text("--mapping 文件打不开，或不是 UTF-8 文本", "the mapping file can't be opened, or is no UTF-8 text")
        raise FileFault(what, where=plain(path.name), hint=Text("请检查路径和编码", "check path and encoding")) from None
    try:
        table = tomllib.loads(words)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"{path.name}:{place[1]}" if place else path.name
        what = Text("--mapping 文件不符合 TOML 的写法", "the mapping file is not valid TOML")
        hint = Text("列名和答案要加引号，每行写成 左边 = 右边", "put headings and answers in quotes, one left = right a line")
        raise MappingFault(what, where=plain(where), hint=hint) from None
    return parse_mapping(table, path.name)
