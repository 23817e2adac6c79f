"""The Chinese type we carry with us, and what it can draw. System fonts are never used."""

import struct
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

_FULL_UNICODE = 12  # cmap format with one line per run of code points, OpenType 1.9 §cmap


def font_folder() -> Path:
    """The folder with Noto Sans SC and Noto Serif SC (OFL), part of a wheel we depend on."""
    return pylopdf_fonts_zh_cn.sans_path().parent


def cannot_draw(words: str) -> str:
    """The printable characters of ``words`` that either of our fonts lacks, each once, in code point order; "" if none.

    A character that isn't printable is left out of every text, so it isn't reported.
    """
    drawn = _drawn(pylopdf_fonts_zh_cn.sans_path()) & _drawn(pylopdf_fonts_zh_cn.serif_path())
    return "".join(char for char in sorted(set(words)) if char.isprintable() and ord(char) not in drawn)


@cache
def _drawn(font: Path) -> frozenset[int]:
    """Every code point the font has a glyph for, read from its character map."""
    content = font.read_bytes()
    table = _table(content, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        _, _, at = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if struct.unpack_from(">H", table, at) == (_FULL_UNICODE,):
            return frozenset(_runs(table[at:]))
    raise ValueError(f"{font.name} has no full Unicode character map")


def _runs(subtable: bytes) -> list[int]:
    """Code points of one format 12 subtable: groups of (first, last, glyph) after a header of 16 bytes."""
    (groups,) = struct.unpack_from(">I", subtable, 12)
    runs = struct.iter_unpack(">III", subtable[16 : 16 + 12 * groups])
    return [point for first, last, _ in runs for point in range(first, last + 1)]


def _table(font: bytes, tag: bytes) -> bytes:
    """One table of an OpenType file."""
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _, at, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return font[at : at + length]
    raise ValueError(f"the font has no table {tag!r}")
