"""腾讯问卷 (wj.qq.com): numbered titles between its own columns (known from public code, FORMATS §3)."""

from collections.abc import Sequence

from screening.intake.interface import Layout
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, hits, numbered_alike, place_of, titled

name = "tencent"

_FRONT = {"编号", "开始答题时间", "结束答题时间", "答题时长"}
_TAIL = {
    "语言", "清洗数据结果", "智能清洗数据无效概率", "地理位置国家和地区", "地理位置省", "地理位置市", "用户类型", "用户标识",
    "昵称", "自定义字段", "ip", "ua", "referrer", "中奖时间", "中奖金额", "审核状态",
}  # fmt: skip
_THREE = 3
_BLANKS = frozenset({"", "-"})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """Three of the four columns in front, or six of those at the end."""
    del sample
    return 1.0 if hits(headings, _FRONT) >= _THREE or hits(headings, _TAIL) >= _THREE * 2 else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Titles with their numbers; columns of one number are one matrix. Times are Beijing's.

    The platform's own opinion that a sheet is invalid is not read: no such mark may mute a pupil (law 4).
    """
    del sample
    words = compared(headings)
    asked = [column for column, word in enumerate(words) if word and word not in _FRONT | _TAIL]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(numbered_alike(titled(column, headings[column]) for column in asked)),
        submitted=place_of(headings, "结束答题时间"),
        seconds=place_of(headings, "答题时长"),
        serial=place_of(headings, "编号"),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        own_codes=False,
    )
