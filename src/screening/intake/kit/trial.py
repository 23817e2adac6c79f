"""Which option a test submission chooses at each line, so that a swap, a shift or a turned order of options shows."""

from enum import IntEnum

from screening.intake.kit.contents import Line


class Trial(IntEnum):
    """The test submissions, known by the last digit of their student number."""

    FIRST = 1  # every item answered by the pattern of ``chosen``
    DECLINED = 2  # says no to the consent question and must come to the end at once
    SECOND = 3  # every item answered by another pattern; with it more swaps show


ANSWERED = (Trial.FIRST, Trial.SECOND)


def chosen(line: Line, trial: Trial) -> int:
    """The option to choose, counted from 0 as printed.

    With k options the first submission goes through them in turn, the second stays k lines on each: together they tell
    k x k neighbouring lines apart, the first alone k. An attention check is answered as it asks.
    """
    options = len(line.options)
    if line.asked:
        return [option.text for option in line.options].index(line.asked)
    place = line.number - 1
    return place % options if trial is Trial.FIRST else place // options % options
