"""A row is a pupil's only when number, or name and class, say so; a near miss goes to a person."""

import numpy as np
import pytest

from screening.core.ids import NOBODY
from screening.intake.interface import RowBatch, Why
from screening.intake.matching import match
from screening.intake.names import nearest, similarity
from tests.unit.intake.made_up import MadeUpRoll, marks, register

PEOPLE = [
    (11, "G01", "王小明", "701"),
    (12, "G02", "李静", "701"),
    (13, "G03", "张伟", "701"),
    (14, "G04", "张伟", "701"),
    (15, "G05", "欧阳娜娜", "702"),
]
ROLL = MadeUpRoll([(pupil, name, school_class) for pupil, _, name, school_class in PEOPLE])
REGISTER = register([(pupil, number, ROLL.ids[school_class], 7) for pupil, number, _, school_class in PEOPLE])


def batch_of(*rows, blank=None):
    """Rows as (number, name, class)."""
    numbers, names, classes = (list(column) for column in zip(*rows, strict=True))
    nothing = np.zeros(len(rows), bool)
    return RowBatch(
        first_row=1, answers={}, unreadable={}, numbers=numbers, names=names, classes=classes, declined=nothing,
        inattentive=nothing, blank=nothing if blank is None else np.array(blank), seconds=np.zeros(len(rows), np.float32),
        answered_at=np.zeros(len(rows), "datetime64[s]"),
    )  # fmt: skip


def found(*row):
    batch = batch_of(row)
    matches = match(batch, REGISTER, marks(batch.numbers), ROLL)
    return int(matches.pupil[0]), matches.why[0], matches.candidates.get(0, ())


@pytest.mark.parametrize(
    ("row", "pupil"),
    [
        pytest.param(("G01", "王小明", "701"), 11, id="number and name"),
        pytest.param(("G01", "", ""), 11, id="number alone"),
        pytest.param(("G01", "王晓明", "701"), 11, id="number, and a name that sounds the same"),
        pytest.param(("", "李静", "七年级1班"), 12, id="name and class exactly"),
        pytest.param(("G9", "李 静", "七(1)班"), 12, id="a mistyped number, but name and class exactly"),
        pytest.param(("1.1E+17", "李静", "701"), 12, id="a damaged number, but name and class exactly"),
    ],
)
def test_a_row_is_matched_when_it_can_be_nobody_else(row, pupil):
    assert found(*row) == (pupil, None, ())


@pytest.mark.parametrize(
    ("row", "why", "candidates"),
    [
        pytest.param(("G01", "李静", "701"), Why.NEAR_MISS, (11, 12), id="the number is one pupil's, the name another's"),
        pytest.param(("G01", "赵云飞", "701"), Why.NEAR_MISS, (11,), id="the number is one pupil's, the name nobody's"),
        pytest.param(("", "张伟", "701"), Why.NEAR_MISS, (13, 14), id="two pupils of that name in the class"),
        pytest.param(("", "黎静", "701"), Why.NEAR_MISS, (12,), id="a name that sounds the same"),
        pytest.param(("", "王小敏", "701"), Why.NEAR_MISS, (11,), id="a name with one character wrong"),
        pytest.param(("", "赵云飞", "701"), Why.UNKNOWN_PUPIL, (), id="nobody like that in the class"),
        pytest.param(("", "李静", "702"), Why.NEAR_MISS, (12,), id="the right name in another class"),
        pytest.param(("", "李静", ""), Why.NEAR_MISS, (12,), id="a name without a class is only a candidate"),
        pytest.param(("G77", "黎敬", ""), Why.NEAR_MISS, (12,), id="a name that sounds the same, somewhere in the school"),
        pytest.param(("", "王小民", ""), Why.NEAR_MISS, (11,), id="n and ng are confused"),
        pytest.param(("", "张伟", ""), Why.NEAR_MISS, (13, 14), id="two of that name in the school"),
        pytest.param(("", "赵云飞", ""), Why.UNKNOWN_PUPIL, (), id="nobody like that in the school"),
        pytest.param(("", "测试", "701"), Why.TEST, (), id="called test"),
        pytest.param(("G88", "测试01", ""), Why.TEST, (), id="called test, with a number of nobody's"),
        pytest.param(("000", "", ""), Why.TEST, (), id="a number of zeros"),
        pytest.param(("TEST1", "", ""), Why.TEST, (), id="a number that says test"),
        pytest.param(("G01", "测试", ""), Why.NEAR_MISS, (11,), id="a pupil's own number is nobody's test"),
        pytest.param(("G99", "", ""), Why.UNKNOWN_PUPIL, (), id="a number that is not on the roster"),
        pytest.param(("1.10101E+17", "", ""), Why.DAMAGED_NUMBER, (), id="Excel ate the last digits"),
        pytest.param(("", "", "701"), Why.NO_IDENTITY, (), id="neither number nor name"),
    ],
)
def test_what_is_not_certain_names_nobody_and_says_why(row, why, candidates):
    assert found(*row) == (NOBODY, why, candidates)


def test_a_blank_row_is_not_looked_up():
    batch = batch_of(("", "", ""), blank=[True])
    matches = match(batch, REGISTER, marks(batch.numbers), ROLL)
    assert (matches.why, matches.pupil.tolist()) == ([None], [NOBODY])


def test_an_empty_roster_knows_nobody():
    matches = match(batch_of(("G01", "", "")), register([]), marks(["G01"]), MadeUpRoll([]))
    assert matches.why == [Why.UNKNOWN_PUPIL]


def test_names_are_opened_class_by_class_and_only_when_needed():
    asked = []

    class Watched(MadeUpRoll):
        def names(self, school_class):
            asked.append(school_class)
            return super().names(school_class)

    roll = Watched([(pupil, name, school_class) for pupil, _, name, school_class in PEOPLE])
    batch = batch_of(("G05", "", ""), ("", "李静", "701"), ("", "王小明", "701"))
    match(batch, REGISTER, marks(batch.numbers), roll)
    assert asked == [roll.ids["701"]]


def test_the_nearest_name_comes_first():
    assert nearest("王小明", [(1, "王大明"), (2, "王晓明"), (3, "李四")]) == (2, 1)
    assert similarity("王小明", "王小明") > similarity("王小明", "王晓明") > similarity("王小明", "王大明")
