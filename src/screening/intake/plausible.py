"""How else the numbers of a file could be read: the options counted from the other end, or as another platform numbers them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from screening.intake.coding import Codes, spellings_of
from screening.intake.interface import ColumnPlan, InstrumentPlan

AS_READ, REVERSED, SHIFTED = "as-read", "reversed", "shifted"
READINGS = (AS_READ, REVERSED, SHIFTED)

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to read the numbers of one instrument in one file."""

    name: str  # one of READINGS
    codes: Codes  # answer as compared -> our code
    turned: dict[int, int]  # code as the plan reads it -> code as this reading has it


def readings_of(planned: InstrumentPlan, seen: Collection[str]) -> tuple[Reading, ...]:
    """As the plan reads the file, first; then every other way in which the numbers ``seen`` (as compared) make sense.

    Answers given in words have one reading: the words say themselves what they mean, so they are never turned round.
    """
    instrument = planned.instrument
    numbers = {text: code for text, code in planned.codes.items() if _NUMBER.fullmatch(text)}
    used = sorted(numbers.keys() & set(seen))
    as_read = Reading(name=AS_READ, codes=planned.codes, turned={code: code for code in instrument.items.codes})
    if not used:
        return (as_read,)
    mirrored = dict(zip(instrument.items.codes, reversed(instrument.items.codes), strict=True))
    reversed_codes = {text: mirrored[code] for text, code in numbers.items()}
    found = [as_read, Reading(name=REVERSED, codes={**planned.codes, **reversed_codes}, turned=mirrored)]
    for table in spellings_of(instrument).numbers:
        known = [numbers, reversed_codes]
        if table.keys() >= set(used) and all(any(table[one] != other[one] for one in used) for other in known):
            words = {text: code for text, code in planned.codes.items() if text not in numbers}
            found.append(Reading(name=SHIFTED, codes={**words, **table}, turned={numbers[one]: table[one] for one in used}))
            break
    return tuple(found)


def read_as(plan: ColumnPlan, codes: dict[str, Codes]) -> ColumnPlan:
    """The plan with other codes for the editions named; all else stays."""
    return replace(
        plan,
        instruments=tuple(replace(each, codes=codes.get(each.instrument.edition, each.codes)) for each in plan.instruments),
    )
