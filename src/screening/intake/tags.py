"""Special groups on the roster: 留守, 流动, 单亲, 孤儿, 残疾, 困难, each with who says so and until when."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from screening.core.language import Text
from screening.intake.interface import GroupTag, Guardian
from screening.intake.text import clean, compact

_COLUMNS = 3
_NUMBERS = ("", *map(str, range(1, _COLUMNS + 1)))
_PARTS = {"tag": ("",), "tag_source": ("来源", "依据"), "tag_until": ("截止", "截止日期", "有效期至")}

KINDS: dict[str, tuple[str, ...]] = {
    "left_behind": ("留守", "留守儿童", "单亲留守", "双亲留守"),
    "migrant": ("流动", "流动儿童", "随迁", "随迁子女", "进城务工人员随迁子女"),
    "single_parent": ("单亲", "单亲家庭", "离异"),
    "orphan": ("孤儿", "事实无人抚养", "事实无人抚养儿童"),
    "disabled": ("残疾", "残疾儿童", "随班就读"),
    "hardship": ("困难", "家庭困难", "家庭经济困难", "低保", "贫困"),
    "other": ("其他", "其他特殊群体"),
}
"""The words of each group, the usual one first (ALERT_POLICY §2.6; 教基厅〔2025〕2号 names the groups to be cared for)."""

_FLAGS: dict[str, tuple[str, ...]] = {
    "left_behind": ("是否留守儿童", "留守儿童"),
    "migrant": ("是否随迁子女", "随迁子女"),
    "single_parent": ("是否单亲", "单亲家庭"),
    "orphan": ("是否孤儿",),
    "disabled": ("残疾类型", "残疾人类型", "是否残疾", "随班就读"),
    "hardship": ("是否困难", "家庭经济困难", "是否低保"),
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words} | {kind: kind for kind in KINDS}
_KINDS_ZH = "、".join(words[0] for words in KINDS.values())
_NO = re.compile(r"[否无非未不0n/-].*|")
_BETWEEN = re.compile(r"[、,;/+┋\s]+")
_REGISTER = "学籍"

TAG_NAMES: dict[str, tuple[str, ...]] = {
    f"{part}{n}": tuple(f"特殊群体{n}{word}" for word in words) for n in _NUMBERS for part, words in _PARTS.items()
} | {f"is_{kind}": headings for kind, headings in _FLAGS.items()}
"""Headings by key: 特殊群体 with 来源 and 截止, up to three such groups of columns, and the register's own yes-or-no columns."""


def read_tags(cells: Mapping[str, str]) -> tuple[tuple[GroupTag, ...], list[Text]]:
    """The groups of one row, one tag a kind, and the faults: a word that is no group, an end that is no date."""
    found: dict[str, GroupTag] = {}
    faults: list[Text] = []
    for n in _NUMBERS:
        words = [word for word in _BETWEEN.split(clean(cells.get(f"tag{n}", ""))) if compact(word) not in ("", "无", "否", "-")]
        until = last_day(cells.get(f"tag_until{n}", ""))
        if words and until is None:
            faults.append(Text("特殊群体的截止日期认不出，请写成 2027-07-15", "the end of a group is no date: write 2027-07-15"))
        for word in words:
            kind = _KIND_OF.get(compact(word))
            if kind is None:
                faults.append(Text(f"特殊群体只能填：{_KINDS_ZH}", "the special group is not known"))
            else:
                found[kind] = GroupTag(kind=kind, source=cells.get(f"tag_source{n}", ""), until=until or "")
    for kind in _FLAGS:
        if not _NO.fullmatch(compact(cells.get(f"is_{kind}", ""))):
            found.setdefault(kind, GroupTag(kind=kind, source=_REGISTER))
    return tuple(found[kind] for kind in sorted(found)), list(dict.fromkeys(faults))


def standing(tags: Iterable[GroupTag], day: date) -> tuple[GroupTag, ...]:
    """The groups that hold on this day, the last day included."""
    return tuple(tag for tag in tags if not tag.until or day.isoformat() <= tag.until)


def family_unverified(guardians: Iterable[Guardian]) -> bool:
    """F5: every contact on the roster is marked unverified or not to be used, so nobody of the family may be told.

    A contact about whom nothing was said is no reason: most rosters have no such column.
    """
    standings = {guardian.standing for guardian in guardians}
    return bool(standings) and standings <= {"unverified", "do not use"}


def last_day(text: str) -> str | None:
    """``2027-07-15`` of ``2027/7/15``, ``20270715``, ``2027年7月`` (its last day); "" for nothing, None if it is no date."""
    written = compact(text)
    if not written:
        return ""
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", written) or re.fullmatch(
        r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2}))?\D?(?:\d\d:\d\d(?::\d\d)?)?", written
    )
    if not found:
        return None
    try:
        year, month = int(found[1]), int(found[2])
        return date(year, month, int(found[3] or monthrange(year, month)[1])).isoformat()
    except ValueError:  # month 13, or 30 February
        return None
