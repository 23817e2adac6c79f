"""Pages of the kit: written as plain lines in templates/kit, set on A4 by typst, or told as text to paste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from screening.core.language import Language, Text
from screening.digests.wording import fill
from screening.instruments.definition import Instrument
from screening.intake.kit.codes import shown
from screening.intake.kit.contents import CONSENT, CONSENT_OPTIONS, ID_TITLES, Kit, Line, options_of, order_sheets
from screening.intake.kit.pages import pages_for
from screening.intake.kit.slips import ClassSlips, Slip
from screening.intake.kit.trial import Trial, told

BLANK = "＿＿＿＿＿"
"""Where a person writes by hand."""

PageName = Literal["first", "items", "identity", "settings", "thanks", "room", "parents", "pupils", "filing", "trial", "dated"]

FILES: dict[PageName, Text] = {
    "first": Text("0 先看这一页", "0 read first"),
    "items": Text("1 题目清单", "1 items"),
    "identity": Text("2 身份题与同意题", "2 id block"),
    "settings": Text("3 平台设置", "3 settings"),
    "thanks": Text("4 结束页", "4 last page"),
    "room": Text("5 机房监考", "5 computer room"),
    "parents": Text("6 家长告知书", "6 guardians"),
    "pupils": Text("7 学生告知", "7 pupils"),
    "filing": Text("8 备案材料", "8 filing"),
    "trial": Text("9 试填", "9 test"),
    "dated": Text("10 日期追问页", "10 dated page"),
}
"""The pages in order, and what their files are called. The test page comes with the survey's link, the others before."""

_WIDE = "\u00a0\u00a0"  # an ideographic space is not printable to Python and would be left out

TO_PASTE: tuple[PageName, ...] = ("pupils", "identity", "thanks")
"""The notice stands before the first question, the thanks after the last."""

SLIP_WORDS = {
    "title": Text("小条发放单", "Slips"),
    "list": Text(
        "按班内学号发小条。收回后连同这张单子当天用碎纸机销毁。",
        "Hand out by class number. Collect, and shred with this list the same day.",
    ),
    "seat": Text("号", "no."),
    "name": Text("姓名", "name"),
    "code": Text("编码", "code"),
    "done": Text("收回", "back"),
    "school_class": Text("班级", "class"),
    "scan": Text("扫一扫，开始作答。", "Scan to begin."),
    "type": Text("第 1 题填这 10 位编码。", "Type these ten signs in question 1."),
    "back": Text("做完交给老师。", "Hand it back afterwards."),
}


@dataclass(kw_only=True)
class Part:
    """One part of a page: a heading, then sentences, points, or a table with its heads in the first row."""

    heading: str = ""
    sentences: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    tick: bool = False  # a box to tick before every point
    rows: list[list[str]] = field(default_factory=list)
    wide: int = 0  # the column that takes the room left over: its head begins with *


@dataclass(kw_only=True)
class Page:
    """One document of the kit; it may run over several sheets of paper."""

    title: str = ""
    under: str = ""
    care: str = ""  # at the foot of every sheet
    picture: str = ""  # SVG, at the top right
    size: str = "10.5"  # points; notices are read from farther away
    parts: list[Part] = field(default_factory=list)


def kit_page(
    name: PageName,
    kit: Kit,
    language: Language = "zh",
    *,
    trial: Slip | None = None,
    picture: str = "",
    pages: Sequence[Instrument] = (),
) -> Page:
    """One page of the kit in one language.

    ``trial`` and its QR ``picture`` belong to the test page, the follow-up ``pages`` there are to the page that prints them.
    """
    words = {
        "kit": kit,
        "wave": kit.wave.replace("|", "/"),
        "blank": BLANK,
        "say": lambda text: text.said(language),
        "consent": CONSENT,
        "agree": CONSENT_OPTIONS[0],
        "decline": CONSENT_OPTIONS[1],
        "titles": ID_TITLES,
        "pages": [_follow_up(page, kit) for page in pages_for([sheet.instrument for sheet in kit.sheets], pages)],
        "choice": lambda line, trial: told(line, Trial[trial]).said(language),
        "trials": {each.name: kit.number.trial(each) for each in Trial},
        "trial": trial,
        "grades": sorted({grade for sheet in kit.sheets for grade in sheet.instrument.eligible.grades}),
    }
    page = read_page(fill(f"kit/{name}.{language}.j2", **words))
    page.picture = picture
    return page


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A page that comes up after certain answers, as it is printed."""

    page: Instrument
    lines: tuple[Line, ...]
    planned: bool  # the kit has it
    after: tuple[tuple[Text, Text, tuple[str, ...]], ...]  # instrument, its item, the options that bring the page up


def _follow_up(page: Instrument, kit: Kit) -> FollowUp:
    parents = [sheet.instrument for sheet in kit.sheets if sheet.instrument.code in page.shown_after]
    (*_, printed) = order_sheets([parents[0], page])
    return FollowUp(
        page=page,
        lines=printed.lines,
        planned=any(sheet.instrument.code == page.code for sheet in kit.sheets),
        after=tuple(
            (
                Text(parent.title.zh, parent.title.en),
                Text(f"{item} {parent.items.topics[item]}", f"{item} {parent.items.topics_en[item]}"),
                tuple(option.text for option in options_of(parent) if option.code >= starts),
            )
            for parent in parents
            for item, starts in page.shown_after[parent.code].items()
        ),
    )


def read_page(text: str) -> Page:
    """The page that plain lines tell; a line that begins with none of the signs is a sentence.

    ``# title``, ``~ under``, ``^ care``, ``@ size`` of the type, ``## heading``, ``- point``, ``+ point to tick``, ``| a | b |``.
    """
    page = Page()
    for line in filter(None, map(str.strip, text.replace("\u3000", _WIDE).splitlines())):
        sign, _, rest = line.partition(" ")
        if sign == "#":
            page.title = rest
        elif sign == "~":
            page.under = rest
        elif sign == "^":
            page.care = rest
        elif sign == "@":
            page.size = rest
        elif sign == "##" or not page.parts:
            page.parts.append(Part(heading=rest if sign == "##" else ""))
        if sign not in ("#", "~", "^", "@", "##"):
            _read_line(page.parts[-1], sign, rest, line)
    return page


def _read_line(part: Part, sign: str, rest: str, line: str) -> None:
    if sign in ("-", "+"):
        part.points.append(rest)
        part.tick = part.tick or sign == "+"
    elif sign == "|":
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not part.rows:
            part.wide = next((at for at, cell in enumerate(cells) if cell.startswith("*")), 0)
        part.rows.append([cell.lstrip("*") for cell in cells])
    else:
        part.sentences.append(line)


def page_markup(page: Page, language: Language = "zh") -> str:
    """Typst markup of one page, A4; every word is a string literal of typst."""
    return fill("kit/page.typ.j2", page=page, language=language)


def page_text(page: Page) -> str:
    """The page as plain text, to be pasted into a survey platform."""
    lines = [f"== {page.title} ==", ""]
    for part in page.parts:
        lines += [f"[{part.heading}]"] if part.heading else []
        lines += [*part.sentences, *part.points, *("\t".join(row) for row in part.rows), ""]
    return "\n".join(lines).replace(_WIDE, "\u3000")


def slips_markup(slips: ClassSlips, pictures: Sequence[str], language: Language = "zh", *, cannot_draw: str = "") -> str:
    """Typst markup of one class: the list for handing out, then ten slips a sheet with lines to cut along.

    ``pictures`` are the QR codes as SVG, one a slip, empty where there is no link. Characters in ``cannot_draw`` are set as 〓.
    Names without levels: what is printed here says nothing about anybody but the class.
    """
    missing: Mapping[int, str] = {ord(char): "〓" for char in cannot_draw}
    told = [
        {
            "seat": str(slip.seat) if slip.seat else "",
            "name": slip.name.translate(missing),
            "code": shown(slip.code),
            "picture": picture,
        }
        for slip, picture in zip(slips.slips, pictures, strict=True)
    ]
    spoken = {name: text.said(language) for name, text in SLIP_WORDS.items()}
    return fill("kit/slips.typ.j2", school_class=slips.school_class, slips=told, say=spoken, language=language)
