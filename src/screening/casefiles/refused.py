"""The one answer to anything sealed that can't be opened: it never says which check failed."""

from screening.core.errors import SealBroken
from screening.core.language import Text

_RECORD = Text("这份密封记录打不开", "this sealed record can't be opened")
_ENTRY = Text("档案中的一条记录打不开", "an entry of a case file can't be opened")
_CHAIN = Text("这份档案的记录不完整或被改动过", "the entries of this case file are incomplete or were changed")
_HINT = Text(
    "不要改动数据库；先运行 screening doctor，需要时从备份恢复",
    "leave the database as it is; run `screening doctor` and, if need be, restore a backup",
)


def broken() -> SealBroken:
    """A record that can't be opened: changed, moved, of another school or under another key."""
    return SealBroken(_RECORD, hint=_HINT)


def broken_entry(file: int, number: int) -> SealBroken:
    """An entry that can't be opened. Names the case and the entry's number, nothing else."""
    return SealBroken(_ENTRY, where=_place(file, number), hint=_HINT)


def broken_chain(file: int, number: int) -> SealBroken:
    """The first entry at which a file's chain doesn't hold."""
    return SealBroken(_CHAIN, where=_place(file, number), hint=_HINT)


def _place(file: int, number: int) -> Text:
    return Text(f"档案 {file}，第 {number} 条", f"case {file}, entry {number}")
