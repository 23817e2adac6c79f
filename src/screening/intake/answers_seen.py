"""Which answers stand in a column: in the first rows, and further down where the first rows say too little."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from screening.instruments.definition import Instrument
from screening.intake.coding import spellings_of
from screening.intake.interface import Column, Export, Layout, Question
from screening.intake.option_numbers import texts_of
from screening.intake.text import option

_ENOUGH = 30  # answers of a column; a grade that skips an instrument may fill all the first rows
_MOST = 0.9
_ONE = 1  # odd cell: in a file of a few rows it is already more than a tenth
_TWO = 2
_SAMPLE = 200  # an export hands out that many first rows; fewer are the whole file


class AnswersSeen:
    """Counts of the compared answers per column, blanks left out; the file is read at most once more, and only if needed."""

    def __init__(self, export: Export, layout: Layout) -> None:
        """Count the first rows."""
        self._export, self._blanks, self.layout = export, layout.blanks, layout
        self._first = {
            question.column: self._counted(row[question.column] for row in export.sample) for question in layout.questions
        }
        self._deeper: dict[int, Counter[str]] | None = None

    def of(self, column: int) -> Counter[str]:
        """The column's answers; of later rows too if the first 200 hold fewer than 30."""
        first = self._first[column]
        if first.total() >= _ENOUGH or len(self._export.sample) < _SAMPLE:
            return first
        if self._deeper is None:
            self._deeper = self._read_on()
        return self._deeper[column]

    def of_all(self, columns: Sequence[int]) -> Counter[str]:
        """The answers of several columns together."""
        return sum((self.of(column) for column in columns), Counter[str]())

    def _read_on(self) -> dict[int, Counter[str]]:
        """Columns with few answers, read until each has enough or the file ends."""
        wanted = [column for column, counted in self._first.items() if counted.total() < _ENOUGH]
        found: dict[int, Counter[str]] = {column: Counter() for column in wanted}
        for chunk in self._export.chunks(wanted):
            for column, counted in found.items():
                if counted.total() < _ENOUGH:
                    counted.update(self._counted_column(chunk.column(column)))
            if all(counted.total() >= _ENOUGH for counted in found.values()):
                break
        return found

    def _counted_column(self, told: Column) -> Counter[str]:
        times = np.bincount(told.indices, minlength=len(told.values)).tolist()
        return self._compared(zip(told.values, times, strict=True))

    def _counted(self, values: Iterable[str]) -> Counter[str]:
        return self._compared(Counter(values).items())

    def _compared(self, told: Iterable[tuple[str, int]]) -> Counter[str]:
        """Cells with their counts as answers; each spelling is looked at once, however often it stands there."""
        counted: Counter[str] = Counter()
        for value, count in told:
            counted[option(value)] += count
        return Counter({answer: count for answer, count in counted.items() if count and answer not in self._blanks})


def belongs_to(instrument: Instrument, seen: AnswersSeen) -> Callable[[Question], bool]:
    """Tells whether a question's answers belong to this instrument; a question nobody answered may.

    Nine of ten answers must be the instrument's own, or all but one: odd cells make unreadable sheets, not lost columns. Boxes
    that were ticked or not (0 and 1 under bracketed headings) are no answers to a scale of three or more steps.
    """
    known, told = spellings_of(instrument), seen.layout.option_numbers

    def fits(question: Question) -> bool:
        answers = seen.of(question.column)
        texts = texts_of(instrument, seen.layout, [question.column]) if question.column in told else known.texts
        readable = sum(count for answer, count in answers.items() if known.knows(answer) or answer in texts)
        boxes = len(known.plain_numbers) > _TWO and answers.total() >= _ENOUGH and set(answers) == {"0", "1"}
        total = answers.total()
        own = readable >= _MOST * total or readable == total - _ONE > 0
        return own and not (boxes and question.matrix and not question.stem)

    return fits
