"""A mapping file: which column answers which item, said by a person because the headings don't tell."""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.intake.text import option

_ITEM = re.compile(r"q[1-9]\d{0,2}")
_WORDS = ("instrument", "student", "name", "class", "consent")
_TABLES = ("items", "codes")


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What a person says about one file: headings for items and identity, codes for the answers as written there."""

    instrument: str
    items: dict[str, str]  # item id -> heading
    codes: dict[str, int] = field(default_factory=dict)  # answer as compared (text.option) -> our code; empty: the edition's
    student: str | None = None
    name: str | None = None
    school_class: str | None = None
    consent: str | None = None


def parse_mapping(table: Table[str, object], file: str) -> Mapping:
    """The mapping a TOML table holds. Raises MappingFault for unknown keys, wrong item names, codes that are no whole numbers."""
    unknown = sorted(set(table) - {*_WORDS, *_TABLES})
    if unknown:
        raise _fault(file, Text(f"不认识的键：{'、'.join(unknown)}", f"unknown keys: {', '.join(unknown)}"))
    words = {key: _word(table, key, file) for key in _WORDS}
    instrument = words["instrument"]
    if instrument is None:
        raise _fault(file, Text("缺少 instrument", "instrument is missing"))
    return Mapping(
        instrument=instrument,
        items=_items(table.get("items", {}), file),
        codes=_codes(table.get("codes", {}), file),
        student=words["student"],
        name=words["name"],
        school_class=words["class"],
        consent=words["consent"],
    )


def _word(table: Table[str, object], key: str, file: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _fault(file, Text(f"{key} 要写成文字", f"{key} must be text"))
    return value


def _items(given: object, file: str) -> dict[str, str]:
    if not isinstance(given, dict):
        raise _fault(file, Text("[items] 要写成一张表", "[items] must be a table"))
    wrong = sorted(item for item in given if not _ITEM.fullmatch(item))
    if wrong:
        raise _fault(
            file, Text(f"题目要写成 q1、q2……，不是 {'、'.join(wrong)}", f"items are called q1, q2, …, not {', '.join(wrong)}")
        )
    if not all(isinstance(heading, str) for heading in given.values()):
        raise _fault(file, Text("[items] 里要写列名", "[items] takes column headings"))
    return dict(given)


def _codes(given: object, file: str) -> dict[str, int]:
    if not isinstance(given, dict) or not all(isinstance(code, int) and not isinstance(code, bool) for code in given.values()):
        raise _fault(file, Text("[codes] 右边要写整数分值", "[codes] takes whole numbers on the right"))
    codes = {option(answer): code for answer, code in given.items()}
    if len(codes) < len(given):
        raise _fault(file, Text("[codes] 里有重复的答案", "[codes] names an answer twice"))
    return codes


def _fault(file: str, what: Text) -> MappingFault:
    hint = Text("格式见 docs/manual，或运行 screening score --help", "see docs/manual, or run screening score --help")
    return MappingFault(what, where=plain(file), hint=hint)
