"""金数据: sheets with Chinese columns (unconfirmed) and tables of its API keys (vendor's documentation, FORMATS §5)."""

import re
from collections.abc import Sequence

from screening.intake.interface import Layout
from screening.intake.platforms.interface import Rows
from screening.intake.platforms.reading import compared, hits, numbered_alike, place_of, titled

name = "jinshuju"

_SHEET = {"序号", "提交人", "提交时间", "修改时间", "填写时长", "填写设备", "操作系统", "浏览器", "填写地区", "ip"}
_OWN = {"提交人", "提交时间", "修改时间", "填写时长"}
_API = {
    "serial_number", "creator_name", "created_at", "updated_at", "info_filling_duration", "info_platform", "info_os",
    "info_browser", "info_region", "info_remote_ip", "token",
}  # fmt: skip
_FIELD = re.compile(r"x?_?field_(\d{1,4})(?:_.*)?")
_THREE = 3
_BLANKS = frozenset({""})


def recognises(headings: Sequence[str], sample: Rows) -> float:
    """序号 with three of its four columns, or the serial number among the API's keys."""
    del sample
    words = set(compared(headings))
    if "序号" in words and hits(headings, _OWN) >= _THREE:
        return 0.95
    api = "serial_number" in words and hits(headings, _API) >= _THREE and any(_FIELD.fullmatch(word) for word in words)
    return 0.95 if api else 0.0


def understand(headings: Sequence[str], sample: Rows) -> Layout:
    """Titles as questions; ``field_7`` is the platform's number, no item name. Sheets tell Beijing's time, the API tells UTC."""
    del sample
    words = compared(headings)
    api = "serial_number" in words
    asked = [
        column
        for column, word in enumerate(words)
        if word and word not in (_API if api else _SHEET) and not word.startswith("info_")
    ]
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(numbered_alike(titled(column, headings[column]) for column in asked)),
        submitted=place_of(headings, "created_at", "提交时间"),
        seconds=place_of(headings, "info_filling_duration", "填写时长"),
        serial=place_of(headings, "serial_number", "序号"),
        ignored=tuple(column for column in range(len(words)) if column not in asked),
        blanks=_BLANKS,
        own_codes=False,
        zone="UTC" if api else "Asia/Shanghai",
    )
