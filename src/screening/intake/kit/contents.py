"""What a kit holds: the items of every instrument in order with their options and codes, the id block, the platform."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from screening.core.errors import InstrumentFault, MappingFault
from screening.core.language import Text, plain
from screening.instruments.branching import AnyOf
from screening.instruments.definition import Instrument
from screening.intake.kit.pages import opening_answers

NO_WORDS = Text("", "")
CHECK_FROM = 20  # items; from here on one attention check stands in the middle of the first instrument
CONSENT = Text("你是否同意参加这次测评？", "Do you agree to take part?")
CONSENT_OPTIONS = (Text("同意", "agree"), Text("不同意", "disagree"))  # an import reads the first as yes, the second as no
ID_TITLES = (Text("您的学号", "Your student number"), Text("您的姓名", "Your name"), Text("您的班级", "Your class"))


@dataclass(frozen=True, kw_only=True)
class KitPlatform:
    """One survey platform as the kit speaks of it."""

    code: str
    title: Text
    parameter: str  # of the survey's link; arrives in a column of the export. Empty: none is known
    arrives: Text  # where


PLATFORMS: dict[str, KitPlatform] = {
    "wjx": KitPlatform(
        code="wjx",
        title=Text("问卷星", "wjx.cn"),
        parameter="sojumpparm",  # seen in public programs that send people to wjx surveys; FORMATS §1
        arrives=Text("来源详情", "来源详情"),
    ),
    "jinshuju": KitPlatform(
        code="jinshuju",
        title=Text("金数据", "jinshuju.net"),
        parameter="x_field_1",  # the platform's own name for a value given with the link; FORMATS §5
        arrives=Text("扩展字段 x_field_1", "extension field x_field_1"),
    ),
    "other": KitPlatform(
        code="other", title=Text("其他平台", "another platform"), parameter="", arrives=Text("小条编码", "slip code")
    ),
}


@dataclass(frozen=True)
class Option:
    """One option as printed, and the code an import gives it."""

    text: str
    code: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an item-order sheet. ``item`` is empty for an attention check, which asks for ``asked``."""

    number: int  # place within its instrument's part of the survey, from 1
    item: str
    topic: Text  # two or three words of our own, never the wording
    options: tuple[Option, ...]
    asked: str = ""
    wording: Text = NO_WORDS  # only where the words are our own
    opens: tuple[int, int] | None = None  # brings a follow-up page up: the option that does not, and the one that does
    behind: bool = False  # stands on a page that comes up after certain answers only


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """The order of one instrument."""

    instrument: Instrument
    lines: tuple[Line, ...]

    @property
    def items(self) -> tuple[Line, ...]:
        """The lines that are items of the instrument."""
        return tuple(line for line in self.lines if line.item)

    @property
    def as_matrix(self) -> bool:
        """Three options or more are best one matrix question: an import then sees where the instrument begins and ends."""
        return self.same_options and len(self.lines[0].options) > 2  # noqa: PLR2004  # yes and no read better one by one

    @property
    def same_options(self) -> bool:
        """Whether every line is printed with the same options."""
        return all(line.options == self.lines[0].options for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class NumberShape:
    """What student numbers of the roster look like: a letter or none, then this many digits; ``uniform`` if all do."""

    letter: str
    digits: int
    uniform: bool

    @property
    def length(self) -> int:
        """Signs in all."""
        return len(self.letter) + self.digits

    def trial(self, last: int) -> str:
        """A number of this shape that is nobody's: zeros and a last digit. Leading zeros show whether they survive the export."""
        return f"{self.letter}{last:0{max(self.digits, 2)}d}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Kit:
    """Everything one wave's survey is set up and checked by."""

    wave: str
    platform: KitPlatform
    sheets: tuple[Sheet, ...]
    number: NumberShape
    classes: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long a pupil needs: six items a minute and five minutes to begin, rounded up to five; ours, not measured."""
        items = sum(len(sheet.lines) for sheet in self.sheets)
        return ceil((items / 6 + 5) / 5) * 5

    @property
    def asks_safety(self) -> bool:
        """Whether any instrument holds a safety item."""
        return any(sheet.instrument.safety for sheet in self.sheets)


def platform_called(code: str) -> KitPlatform:
    """The platform of that code. Raises MappingFault naming those there are."""
    if code in PLATFORMS:
        return PLATFORMS[code]
    raise MappingFault(
        Text(f"没有为“{code}”准备说明", f"there is no kit for '{code}'"),
        hint=Text(f"可以选：{'、'.join(PLATFORMS)}", f"choose one of: {', '.join(PLATFORMS)}"),
    )


def order_sheets(instruments: Sequence[Instrument]) -> tuple[Sheet, ...]:
    """The item-order sheet of every instrument, in the order of the survey.

    Raises InstrumentFault if none is named, one is named twice, or one is not answered by pupils themselves in a survey: forms of
    adults, what a trained adult asks in person, what is never imported or not for pupils of their age; or if a follow-up page
    stands without, or before, what brings it up.
    """
    if not instruments or len({each.code for each in instruments}) < len(instruments):
        raise InstrumentFault(
            Text("请写明每份量表，各一次", "name every instrument, once each"),
            hint=Text("例如 --instrument mht --instrument phq9", "for example --instrument mht --instrument phq9"),
        )
    for each in instruments:
        if each.eligible.respondent != "self":
            raise InstrumentFault(
                Text(f"“{each.title.zh}”不是学生自己填的", f"{each.title.en} is not answered by pupils"),
                where=plain(each.edition),
                hint=Text("学生问卷里只放学生自填的量表", "a pupils' survey takes self-report instruments only"),
            )
        if not each.for_surveys:
            raise InstrumentFault(
                Text(f"“{each.title.zh}”不能放进学生问卷", f"{each.title.en} does not belong in a pupils' survey"),
                where=plain(each.edition),
                hint=Text(each.cannot_see.zh, each.cannot_see.en),
            )
    opening = opening_answers(instruments)
    return tuple(
        _sheet(each, opening.get(each.code, {}), with_check=place == 0 and each.items.count >= CHECK_FROM)
        for place, each in enumerate(instruments)
    )


def number_shape(numbers: Iterable[str]) -> NumberShape:
    """The most common shape among the roster's numbers; an empty roster gives eight digits, not uniform."""
    shapes = Counter(
        (number[:1] if number[:1].isalpha() else "", len(number) - number[:1].isalpha()) for number in numbers if number
    )
    if not shapes:
        return NumberShape(letter="", digits=8, uniform=False)
    (letter, digits), _ = shapes.most_common(1)[0]
    return NumberShape(letter=letter, digits=digits, uniform=len(shapes) == 1)


def _sheet(instrument: Instrument, opening: AnyOf, *, with_check: bool) -> Sheet:
    options = options_of(instrument)
    topics = [_topic(instrument, item) for item in instrument.item_ids]
    told = list(zip(instrument.item_ids, topics, strict=True))
    if with_check:
        told.insert(instrument.items.count // 2, ("", attention_title(instrument)))
    lines = tuple(
        Line(
            number=number,
            item=item,
            topic=topic,
            options=_printed(instrument, item, options),
            asked="" if item else options[1].text,
            wording=_wording(instrument, item),
            opens=_ends(options) if item in opening else None,
            behind=instrument.is_follow_up,
        )
        for number, (item, topic) in enumerate(told, start=1)
    )
    return Sheet(instrument=instrument, lines=lines)


def _printed(instrument: Instrument, item: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The item's own options, or those of the instrument."""
    own = instrument.items.own_options.get(item)
    return options if own is None else tuple(Option(text, option.code) for text, option in zip(own, options, strict=False))


def _wording(instrument: Instrument, item: str) -> Text:
    words = instrument.items.wording.get(item)
    return NO_WORDS if words is None else Text(words.zh, words.en)


def _ends(options: tuple[Option, ...]) -> tuple[int, int]:
    """Places of the mildest and of the gravest option: the one that brings no page up, and the one that does."""
    codes = [option.code for option in options]
    return codes.index(min(codes)), codes.index(max(codes))


def options_of(instrument: Instrument) -> tuple[Option, ...]:
    """The options as printed, first to last, with our codes; the codes themselves where the edition prints no texts."""
    items = instrument.items
    codes = items.option_codes or items.codes
    texts = items.options or tuple(str(code) for code in codes)
    return tuple(Option(text, code) for text, code in zip(texts, codes, strict=True))


def attention_title(instrument: Instrument) -> Text:
    """The title to paste: an import knows the question by it."""
    asked = options_of(instrument)[1].text
    return Text(f"这道题请选择“{asked}”", f"这道题请选择“{asked}”")


def _topic(instrument: Instrument, item: str) -> Text:
    zh = instrument.items.topics.get(item, "")
    return Text(zh, instrument.items.topics_en.get(item, "") or zh)
