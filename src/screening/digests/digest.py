"""Makes digests: lines in the order of class numbers, and the words for when a thing is due."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from screening.core.ids import StaffId
from screening.core.language import Text
from screening.digests.interface import Digest, DigestLine
from screening.digests.phrases import SUBSTITUTE

SCHOOL_ZONE = ZoneInfo("Asia/Shanghai")  # as in followup.calendar, whose holidays take a second to import
SCHOOL_ENDS = time(17, 30)  # ALERT_POLICY §4: in-hours end, and "n school days" ends
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def make_digest(
    *,
    reader: str,
    school: str,
    school_class: str,
    day: date,
    lines: Iterable[DigestLine],
    counselor: str = "",
    phone: str = "",
    place: str = "",
    reader_id: StaffId | None = None,
) -> Digest:
    """A digest whose lines stand in the order of class numbers, whatever order they come in (law 8).

    The same request about the same pupil stands once, with the earliest time. Where two lines share a number (no number on
    the roster, or two requests for one pupil) only what is printed anyway decides: name, then request.
    """
    return Digest(
        reader=reader,
        school=school,
        school_class=school_class,
        day=day,
        lines=tuple(sorted(_once(lines), key=_place_in_class)),
        counselor=counselor,
        phone=phone,
        place=place,
        reader_id=reader_id,
    )


def _place_in_class(line: DigestLine) -> tuple[int, str, str]:
    return (line.seat, line.name, line.ask)


def _once(lines: Iterable[DigestLine]) -> Iterable[DigestLine]:
    """Each (pupil, request) once, due at the earliest of its times; no time at all is later than any."""
    kept: dict[tuple[int, str, str], DigestLine] = {}
    for line in lines:
        known = kept.get(_place_in_class(line))
        if known is None or _due(line) < _due(known):
            kept[_place_in_class(line)] = line
    return kept.values()


def _due(line: DigestLine) -> datetime:
    return line.due_at or datetime.max.replace(tzinfo=SCHOOL_ZONE)


def drawable(digest: Digest, cannot_draw: str) -> Digest:
    """The same digest with 〓 in place of each character of ``cannot_draw``, in names of people, class and school."""
    table = str.maketrans(dict.fromkeys(cannot_draw, SUBSTITUTE))
    lines = tuple(replace(line, name=line.name.translate(table)) for line in digest.lines)
    words = ("reader", "school", "school_class", "counselor", "place")
    return replace(digest, lines=lines, **{word: getattr(digest, word).translate(table) for word in words})


def words_of(digests: Sequence[Digest]) -> str:
    """Every word that comes from the roster or the settings, in one string: what a font must be able to draw."""
    told = [[digest.reader, digest.school, digest.school_class, digest.counselor, digest.place] for digest in digests]
    names = [[line.name for line in digest.lines] for digest in digests]
    return "".join(word for words in told + names for word in words)


def when(line: DigestLine, day: date) -> Text:
    """By when, as a teacher reads it on ``day``: 立即, 今天 13:30 前, 11月24日(周二)放学前. School time, not UTC."""
    if line.ask == "stay":
        return Text("立即", "now")
    if line.due_at is None:
        return Text("今天放学前", "by school end, today")
    local = line.due_at.astimezone(SCHOOL_ZONE)
    if local.date() < day:
        return Text(f"请尽快（原定{_date_zh(local.date())}）", f"at once (was {_date_en(local.date())})")
    today = local.date() == day
    zh = "今天" if today else f"{_date_zh(local.date())}（{_weekday(local.date()).zh}）"
    en = "today" if today else f"{_weekday(local.date()).en} {_date_en(local.date())}"
    if local.time() == SCHOOL_ENDS:
        return Text(f"{zh}放学前", f"by school end, {en}")
    return Text(f"{zh}{'' if not today else ' '}{local:%H:%M} 前", f"{en} by {local:%H:%M}")


def day_words(day: date) -> Text:
    """The day of a digest: 2026年11月10日 周二."""
    return Text(f"{day.year}年{_date_zh(day)} {_weekday(day).zh}", f"{_weekday(day).en} {_date_en(day)} {day.year}")


def _weekday(day: date) -> Text:
    return Text(f"周{_WEEKDAYS[day.weekday()]}", _DAYS[day.weekday()])


def _date_zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _date_en(day: date) -> str:
    return f"{day.day} {('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')[day.month - 1]}"
