"""One wave of the synthetic school as the rows of a survey export: who typed what, when, and how it was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from screening.intake.interface import NO_ANSWER
from screening.research.synthetic.answers import AnswerModel, answer, distress, leave_blanks
from screening.research.synthetic.conduct import Conduct, Manner, behave, mistype, spoil
from screening.research.synthetic.people import People, people
from screening.research.synthetic.school import School
from screening.research.synthetic.streams import Purpose, stream

FIRST_DAYS = (date(2026, 10, 12), date(2027, 4, 12))  # Mondays on which the waves of the synthetic year begin
_DAYS, _PERIODS = 10, 6  # a wave lasts two school weeks, six lessons a day in the computer rooms
_GREETING = 12  # seconds for the lines before the first item
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sittings:
    """Rows of an export in the order handed in; every column has one line per row."""

    pupil: npt.NDArray[np.int64]  # the pupil's number in the school; no file tells it
    number: list[str]  # as typed
    name: list[str]
    school_class: list[str]
    agreed: npt.NDArray[np.bool_]
    attentive: npt.NDArray[np.bool_]
    submitted: npt.NDArray[np.datetime64]  # seconds, local time of the school
    seconds: npt.NDArray[np.int64]  # time used for the whole survey
    answers: tuple[npt.NDArray[np.int8], ...]  # one matrix (rows, items) per instrument, NO_ANSWER = left blank
    asked: tuple[npt.NDArray[np.bool_], ...]  # per instrument: shown to this pupil at all

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.pupil)


def sit(school: School, chunk: int, models: Sequence[AnswerModel], wave: int = 1) -> Sittings:
    """What the pupils of one chunk hand in for one wave, about 96 rows of 100 pupils; the same arguments give the same rows.

    ``wave`` is 1 or 2. Memory: about 10,000 rows of one byte an item, and twice four bytes an item while they are made.
    """
    folk = people(school, chunk)
    rng = stream(school.seed, Purpose.CONDUCT, wave, chunk)
    conduct = behave(len(folk.pupil), rng)
    asked = [np.isin(folk.grade[conduct.line], model.instrument.eligible.grades) & ~conduct.declined for model in models]
    distressed = distress(school, chunk, wave, folk.sex)[conduct.line]
    answers = _answers(models, asked, distressed, conduct, stream(school.seed, Purpose.ANSWERS, wave, chunk))
    if chunk == 0:
        _show_every_safety_answer(models, asked, answers, conduct, rng)
    submitted = _times(school, folk, conduct, wave, rng)
    numbers, names, classes = _typed(school, folk, conduct, rng)
    order = np.argsort(submitted, kind="stable")
    lines = order.tolist()
    return Sittings(
        pupil=folk.pupil[conduct.line][order],
        number=[numbers[line] for line in lines],
        name=[names[line] for line in lines],
        school_class=[classes[line] for line in lines],
        agreed=~conduct.declined[order],
        attentive=conduct.attentive[order],
        submitted=submitted[order],
        seconds=_seconds(models, asked, conduct)[order],
        answers=tuple(codes[order] for codes in answers),
        asked=tuple(shown[order] for shown in asked),
    )


def _answers(
    models: Sequence[AnswerModel],
    asked: Sequence[npt.NDArray[np.bool_]],
    distressed: npt.NDArray[np.float32],
    conduct: Conduct,
    rng: np.random.Generator,
) -> list[npt.NDArray[np.int8]]:
    sheets = []
    for model, shown in zip(models, asked, strict=True):
        codes = answer(model, distressed, rng)
        spoil(codes, conduct.manner, model.instrument.items.low, model.instrument.items.high, rng)
        leave_blanks(codes, rng)
        codes[~shown] = NO_ANSWER
        sheets.append(codes)
    return sheets


def _show_every_safety_answer(
    models: Sequence[AnswerModel],
    asked: Sequence[npt.NDArray[np.bool_]],
    answers: Sequence[npt.NDArray[np.int8]],
    conduct: Conduct,
    rng: np.random.Generator,
) -> None:
    """One sheet for each safety answer there is and one with the gravest throughout, so that even a small school shows them."""
    for model, shown, codes in zip(models, asked, answers, strict=True):
        high, columns = model.instrument.items.high, model.instrument.safety_columns
        starts = {column: model.instrument.safety[f"q{column + 1}"].starts for column in columns}
        wanted = [([column], code) for column in columns for code in model.instrument.items.codes if code >= starts[column]]
        wanted += [(list(columns), high)] if len(columns) > 1 else []
        able = rng.permutation(np.flatnonzero(shown & (conduct.manner == Manner.CAREFUL) & ~conduct.second))
        for row, (where, code) in zip(able.tolist(), wanted, strict=False):
            codes[row, where] = code


def _seconds(models: Sequence[AnswerModel], asked: Sequence[npt.NDArray[np.bool_]], conduct: Conduct) -> npt.NDArray[np.int64]:
    items = np.zeros(len(conduct.line))
    for model, shown in zip(models, asked, strict=True):
        items += shown * model.instrument.items.count
    careful = conduct.manner != Manner.RANDOM  # haste skips the greeting too
    seconds: npt.NDArray[np.int64] = np.ceil(items * conduct.pace + _GREETING * careful + 1).astype(np.int64)
    return seconds


def _times(school: School, folk: People, conduct: Conduct, wave: int, rng: np.random.Generator) -> npt.NDArray[np.datetime64]:
    """Class after class over two weeks of lessons; a second sitting comes on the Saturday after, from home."""
    place = folk.school_class[conduct.line] * (_DAYS * _PERIODS) // len(school.class_names)
    day, period = place // _PERIODS, place % _PERIODS
    day = np.where(conduct.second, 12, day + 2 * (day >= _DAYS // 2))  # the weekend between the weeks
    start = np.datetime64(FIRST_DAYS[wave - 1], "s") + (8 * 3600 + 55 * 60 * period + 86400 * day).astype("timedelta64[s]")
    handed_in: npt.NDArray[np.datetime64] = start + rng.integers(15 * 60, 40 * 60, len(place)).astype("timedelta64[s]")
    return handed_in


def _typed(school: School, folk: People, conduct: Conduct, rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """Number, name and class as each row's pupil typed them: one number in twenty is wrong, classes come in four spellings."""
    lines = conduct.line.tolist()
    numbers = [folk.number[line] for line in lines]
    for row in np.flatnonzero(conduct.mistyped).tolist():
        numbers[row] = mistype(numbers[row], rng)
    spelling = rng.choice(4, len(lines), p=[0.7, 0.15, 0.1, 0.05]).tolist()
    sits_in = folk.school_class[conduct.line].tolist()
    classes = [_spelled(school.class_names[place], how) for place, how in zip(sits_in, spelling, strict=True)]
    return numbers, [folk.name[line] for line in lines], classes


def _spelled(class_name: str, how: int) -> str:
    grade, number = _DIGITS[int(class_name[0])], int(class_name[1:])
    return (class_name, f"{grade}年级{number}班", f"{grade}({number})班", f"{grade}年级({number})班")[how]
