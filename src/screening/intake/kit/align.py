"""Lays the columns of a test export beside the lines of the kit: which answers which, and whether options are turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from screening.intake.coding import spellings_of
from screening.intake.interface import Question
from screening.intake.kit.contents import Kit, Line, Sheet
from screening.intake.kit.submission import Submission
from screening.intake.kit.trial import ANSWERED, NOT_SHOWN, Trial, chosen
from screening.intake.text import compact, option, without_letter

Numbers = Literal["number", "code"]  # what a number in the file is: an option's place from 1, or the instrument's own code

BLANK, UNKNOWN = NOT_SHOWN, -2  # instead of an option's place: nothing answered; none of the instrument's options
# A gap costs more than two neighbours that changed places, so that a swap is told as a swap and not as one missing, one too many.
_RIGHT, _OTHER, _STRANGE, _OWN_TITLE, _OTHER_TITLE, _GAP = 2.0, -1.0, -1.5, 2.0, -1.0, -7.0


class Spot(NamedTuple):
    """One line of the kit."""

    sheet: int
    line: Line


@dataclass(frozen=True, kw_only=True, eq=False)
class Alignment:
    """The best way to lay lines and columns beside each other."""

    spots: tuple[Spot, ...]
    column: tuple[int | None, ...]  # of each spot: index into the submission's questions
    extra: tuple[int, ...]  # questions beside no line
    turned: tuple[bool, ...]  # of each sheet: its options stand in the opposite order
    numbers: Numbers
    score: float


def align(submission: Submission, kit: Kit) -> Alignment:
    """The alignment under which most answers are those the pattern asks for, missing and extra columns counted against it.

    A whole sheet with turned options is tried as such: with yes and no it would otherwise look like a shift by one line.
    """
    spots = tuple(Spot(place, line) for place, sheet in enumerate(kit.sheets) for line in sheet.items)
    coding = submission.layout.coding
    readings: tuple[Numbers, ...] = ("number",) if coding == "number" else ("code",) if coding else ("number", "code")
    best: Alignment | None = None
    for numbers in readings:
        grid = _Grid(submission, kit, numbers)
        tried = grid.aligned(spots, (False,) * len(kit.sheets))
        for place in range(len(kit.sheets)):
            turned = tuple(flag or at == place for at, flag in enumerate(tried.turned))
            tried = max(tried, grid.aligned(spots, turned), key=lambda one: one.score)
        best = tried if best is None or tried.score > best.score else best
    if best is None:
        raise ValueError("there is always a reading")
    return best


def place_of(sheet: Sheet, cell: str, blanks: frozenset[str], numbers: Numbers) -> int:
    """Which option a cell chose, counted from 0 as printed; BLANK or UNKNOWN if none."""
    answer = option(cell)
    if answer in blanks:
        return BLANK
    known = spellings_of(sheet.instrument)
    codes = [each.code for each in sheet.lines[0].options]
    code = known.texts.get(answer, known.texts.get(without_letter(answer)))
    if code is None:
        code = (known.by_position if numbers == "number" else known.plain_numbers).get(answer)
    return codes.index(code) if code in codes else UNKNOWN


def titled_item(sheet: Sheet, question: Question) -> str | None:
    """The item whose topic the title holds, the longest topic first; None if it holds none. Wordings seldom do."""
    title = compact(question.row or question.stem)
    words = ((compact(said), line.item) for line in sheet.items for said in {*line.topic, *line.wording} if said)
    found = [(len(said), item) for said, item in words if said in title]
    return max(found)[1] if found else None


class _Grid:
    """Scores of every line beside every column; each cell is looked at once."""

    def __init__(self, submission: Submission, kit: Kit, numbers: Numbers) -> None:
        self._numbers = numbers
        self._questions = submission.questions
        self._trials = [trial for trial in ANSWERED if trial in submission.rows]
        blanks = submission.layout.blanks
        self._places = [
            [
                [place_of(sheet, submission.rows[trial][question.column], blanks, numbers) for trial in self._trials]
                for question in submission.questions
            ]
            for sheet in kit.sheets
        ]
        self._titles = [[titled_item(sheet, question) for question in submission.questions] for sheet in kit.sheets]

    def aligned(self, spots: Sequence[Spot], turned: tuple[bool, ...]) -> Alignment:
        """Needleman and Wunsch 1970 over lines and columns."""
        high, wide = len(spots), len(self._questions)
        scores = [
            [_GAP * (row + column) if not row or not column else 0.0 for column in range(wide + 1)] for row in range(high + 1)
        ]
        for row, spot in enumerate(spots, start=1):
            expected = _expected(spot, self._trials, turned[spot.sheet])
            before, now = scores[row - 1], scores[row]
            for column in range(1, wide + 1):
                beside = before[column - 1] + self._score(spot, expected, column - 1)
                now[column] = max(beside, before[column] + _GAP, now[column - 1] + _GAP)
        return self._traced(spots, turned, scores)

    def _traced(self, spots: Sequence[Spot], turned: tuple[bool, ...], scores: list[list[float]]) -> Alignment:
        row, column = len(spots), len(self._questions)
        columns: list[int | None] = [None] * row
        extra = []
        while row or column:
            if row and scores[row][column] == scores[row - 1][column] + _GAP:
                row -= 1
            elif column and scores[row][column] == scores[row][column - 1] + _GAP:
                column -= 1
                extra.append(column)
            else:
                row, column = row - 1, column - 1
                columns[row] = column
        return Alignment(
            spots=tuple(spots),
            column=tuple(columns),
            extra=tuple(reversed(extra)),
            turned=turned,
            numbers=self._numbers,
            score=scores[-1][-1],
        )

    def _score(self, spot: Spot, expected: Sequence[int], question: int) -> float:
        title = self._titles[spot.sheet][question]
        said = 0.0 if title is None else _OWN_TITLE if title == spot.line.item else _OTHER_TITLE
        for wanted, place in zip(expected, self._places[spot.sheet][question], strict=True):
            said += _RIGHT if place == wanted else _STRANGE if place == UNKNOWN else _OTHER
        return said


def _expected(spot: Spot, trials: Sequence[Trial], turned: bool) -> list[int]:
    last = len(spot.line.options) - 1
    places = [chosen(spot.line, trial) for trial in trials]
    return [last - place if turned and place != NOT_SHOWN else place for place in places]
