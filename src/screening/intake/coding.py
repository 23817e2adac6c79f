"""Which text means which code: the edition's spellings, and numbers only where the values leave one reading."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.intake.text import compact, without_letter

Codes = dict[str, int]

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_MOST = 0.9
_ENOUGH_TO_ASK = 20  # sheets; a shift by one shows in that many, fewer may be somebody's odd answers


@dataclass(frozen=True, kw_only=True)
class Spellings:
    """Every way the edition knows to write its answers."""

    texts: Codes
    plain_numbers: Codes  # our codes as they are
    by_position: Codes  # 问卷星 按序号: the options counted from 1 as printed
    other_numbers: tuple[Codes, ...]  # shifted codes seen in the wild

    @property
    def numbers(self) -> tuple[Codes, ...]:
        """Every different numeric reading, our own codes first."""
        tables = [self.plain_numbers, *([self.by_position] if self.by_position else []), *self.other_numbers]
        return tuple(table for place, table in enumerate(tables) if table not in tables[:place])

    def knows(self, answer: str) -> bool:
        """True if the answer (as compared) is one of the edition's in some reading."""
        return answer in self.texts or without_letter(answer) in self.texts or any(answer in table for table in self.numbers)


def spellings_of(instrument: Instrument) -> Spellings:
    """The edition's option texts and numbers. A text that two codings read differently is left out: it decides nothing."""
    items = instrument.items
    own = items.option_codes or tuple(range(items.low, items.high + 1))
    numbers = {str(code): code for code in sorted(set(own))}
    printed = dict(zip(map(compact, items.options), items.option_codes, strict=False))
    texts = _agreed([printed, *({compact(text): code for text, code in each.options.items()} for each in items.codings)])
    return Spellings(
        texts=texts,
        plain_numbers=numbers,
        by_position={str(place): code for place, code in enumerate(items.option_codes, start=1)},
        other_numbers=tuple(_overlaid(numbers, each.numbers) for each in items.codings if each.numbers),
    )


def option_texts(instruments: Iterable[Instrument]) -> list[str]:
    """Every option text of these editions, as compared."""
    return [text for each in instruments for text in spellings_of(each).texts]


def decide_codes(
    instrument: Instrument,
    answers: Counter[str],
    *,
    coding: str | None,
    sheets: int,
    named: bool,
    texts: Codes | None = None,
) -> Codes:
    """Answer text (as compared) → our code, for one file.

    ``answers`` counts the compared answers of the first rows without blanks; ``coding`` is what the platform or the file
    name says; ``named`` means that the columns were named by our item ids or by a person, whose numbers are our codes.
    ``texts`` are the option texts where more is known of them than the edition's own spellings.
    Values decide before declarations; where two readings would give different codes, nobody guesses: MappingFault.
    """
    known = spellings_of(instrument)
    known = known if texts is None else replace(known, texts=texts)
    strange = {answer for answer in answers if not known.knows(answer)}
    few_rows_of_our_own = named and sheets < _ENOUGH_TO_ASK  # each of them is refused and says why
    if sum(answers[answer] for answer in strange) * 2 > answers.total() and not few_rows_of_our_own:
        raise _ask_for_codes(instrument)
    seen = {answer for answer in answers if _NUMBER.fullmatch(answer) and answer not in strange}
    if named:
        return {**known.texts, **_named_numbers(instrument, known, seen, sheets)}
    return {**known.texts, **(_numbers(instrument, known, {one: answers[one] for one in seen}, coding) if seen else {})}


def _numbers(instrument: Instrument, known: Spellings, seen: Mapping[str, int], coding: str | None) -> Codes:
    """The one reading of the numbers seen; the declared one where several fit; otherwise a question."""
    fitting = _fitting(known.numbers, seen)
    readings = {tuple(table.get(answer) for answer in sorted(seen)) for table in fitting}
    if len(readings) != 1 and coding is None:
        raise _ask_for_codes(instrument)
    return _declared(known, fitting or list(known.numbers), coding)


def _fitting(tables: tuple[Codes, ...], seen: Mapping[str, int]) -> list[Codes]:
    """The readings under which all numbers are codes, else all but a tenth: an odd cell must not make a whole file unclear."""
    all_of_it = [table for table in tables if seen.keys() <= table.keys()]
    most = sum(seen.values()) * _MOST
    return all_of_it or [table for table in tables if sum(count for one, count in seen.items() if one in table) >= most]


def _named_numbers(instrument: Instrument, known: Spellings, seen: set[str], sheets: int) -> Codes:
    """Our own codes; but a whole file that fits only a shifted coding is asked about."""
    own = known.plain_numbers
    shifted = any(seen <= table.keys() for table in known.numbers[1:])
    if sheets >= _ENOUGH_TO_ASK and seen and not seen <= own.keys() and shifted:
        raise _ask_for_codes(instrument)
    return own


def _declared(known: Spellings, fitting: list[Codes], coding: str | None) -> Codes:
    """Of the readings that fit, the declared one: positions for 按序号, our own codes otherwise; else the only one."""
    wanted = known.by_position if coding == "number" else known.plain_numbers
    return wanted if wanted in fitting else fitting[0]


def _agreed(tables: list[Codes]) -> Codes:
    readings: dict[str, set[int]] = {}
    for table in tables:
        for text, code in table.items():
            readings.setdefault(text, set()).add(code)
    return {text: next(iter(codes)) for text, codes in readings.items() if len(codes) == 1}


def _overlaid(own: Codes, differing: Mapping[int, int]) -> Codes:
    """A coding is given where it differs from ours: numbers whose code it moves elsewhere are no longer valid."""
    kept = {text: code for text, code in own.items() if code not in differing.values()}
    return {**kept, **{str(number): code for number, code in differing.items()}}


def _ask_for_codes(instrument: Instrument) -> MappingFault:
    lines = [f'"1" = {instrument.items.low}', f'"2" = {instrument.items.low + 1}', "…"]
    return MappingFault(
        Text(
            f"看不出“{instrument.title.zh}”的答案各代表几分",
            f"the answers to {instrument.title.en} can't be tied to codes without guessing",
        ),
        where=plain(instrument.edition),
        hint=Text(
            f"请在 --mapping 文件里写明 [codes]（答案 = 分值），例如 {'；'.join(lines)}；或从问卷星按文本导出",
            f"say in the --mapping file what each answer counts, e.g. [codes] {'; '.join(lines)}; or export the answers as text",
        ),
    )
