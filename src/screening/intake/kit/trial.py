"""Which option a test submission chooses at each line, so that a swap, a shift or a turned order of options shows."""

from enum import IntEnum

from screening.core.language import Text, plain
from screening.intake.kit.contents import Line


class Trial(IntEnum):
    """The test submissions, known by the last digit of their student number."""

    FIRST = 1  # every item answered by the pattern of ``chosen``
    DECLINED = 2  # says no to the consent question and must come to the end at once
    SECOND = 3  # every item answered by another pattern; with it more swaps show


ANSWERED = (Trial.FIRST, Trial.SECOND)
NOT_SHOWN = -1
"""Instead of an option's place, the same as a blank in the file: the line stands on a page that must not come up."""


def told(line: Line, trial: Trial) -> Text:
    """What the test sheet says to choose: the option's place from 1 and its text."""
    place = chosen(line, trial)
    if place == NOT_SHOWN:
        return Text("不出现", "not shown")
    return plain(f"{place + 1}. {line.options[place].text}")


def chosen(line: Line, trial: Trial) -> int:
    """The option to choose, counted from 0 as printed; NOT_SHOWN where the line must not come up.

    With k options the first submission goes through them in turn, the second stays k lines on each: together they tell
    k x k neighbouring lines apart, the first alone k. An attention check is answered as it asks. Where the survey has a
    follow-up page, the first submission answers mildly whatever would bring it up, and the second gravely: so the skip itself
    is tried, and the page is answered once, its options in turn.
    """
    options = len(line.options)
    if line.opens is not None:
        return line.opens[trial is not Trial.FIRST]
    if line.behind:
        return NOT_SHOWN if trial is Trial.FIRST else (line.number - 1) % options
    if line.asked:
        return [option.text for option in line.options].index(line.asked)
    place = line.number - 1
    return place % options if trial is Trial.FIRST else place // options % options
