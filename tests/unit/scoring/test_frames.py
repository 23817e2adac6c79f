"""A table of answers becomes the table the command writes: no value is NA, and nothing unreadable is scored."""

import numpy as np
import pandas as pd
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import MappingFault
from screening.scoring.frames import score_frame
from tests.unit.instruments.drafts import PRINTED, draft
from tests.unit.instruments.test_norm_tables import CELL, table

NOTHING = [pd.NA] * 4
PHQ9 = [f"q{n}" for n in range(1, 10)]


def phq9_table(*rows, columns=PHQ9, **more):
    return score_frame(pd.DataFrame(list(rows), columns=list(columns), dtype=object).assign(**more), load_instrument("phq9"))


def test_columns_are_those_of_the_command():
    table = phq9_table([0] * 9)
    assert list(table.columns) == ["row", "student", "total", "total.answered", "total.band", "validity", "safety", "refusal"]
    sdq = pd.DataFrame(np.ones((1, 25)), columns=[f"q{n}" for n in range(1, 26)])
    scored = score_frame(sdq, load_instrument("sdq_self"))
    assert list(scored.columns)[5:8] == ["emotional", "emotional.answered", "emotional.band"]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        pytest.param([1] * 9, [9.0, 9, "mild", "OK", "q9", ""], id="a whole sheet"),
        pytest.param([1.0] * 9, [9.0, 9, "mild", "OK", "q9", ""], id="codes as floats"),
        pytest.param(["1"] * 8 + [" 1.0 "], [9.0, 9, "mild", "OK", "q9", ""], id="codes as text"),
        pytest.param([np.nan, *[1] * 8], [9.0, 8, "mild", "PRORATED", "q9", ""], id="one blank is prorated"),
        pytest.param(["", None, *[1] * 7], [pd.NA, 7, pd.NA, "MISSING", "q9", ""], id="two blanks leave NA, never 0"),
        pytest.param([4, *[0] * 7, 3], [*NOTHING, "q9", "unreadable"], id="out of range: refused, still read for safety"),
        pytest.param([0.5, *[0] * 8], [*NOTHING, "", "unreadable"], id="half a code"),
        pytest.param(["好几天", *[0] * 8], [*NOTHING, "", "unreadable"], id="words are for the command, not for this table"),
        pytest.param([None] * 9, [*NOTHING, "", "blank"], id="an empty row keeps its line"),
        pytest.param([-1] * 9, [*NOTHING, "", "blank"], id="-1 is our code for blank"),
    ],
)
def test_a_row_is_scored_or_says_why_not(row, line):
    assert phq9_table(row).iloc[0, 2:].tolist() == line


def test_rows_keep_their_order_and_index_and_other_columns_stay_out():
    frame = pd.DataFrame([[3] * 9, [0] * 9], columns=[name.upper() for name in PHQ9], index=["b", "a"]).assign(name="x")
    table = score_frame(frame, load_instrument("phq9"))
    assert (table.index.tolist(), table["row"].tolist(), table["total"].tolist()) == (["b", "a"], [1, 2], [27, 0])
    assert "name" not in table


def test_whose_row_it_is_stays_as_it_was():
    assert phq9_table([0] * 9, student=["0012"])["student"].tolist() == ["0012"]
    assert phq9_table([0] * 9)["student"].tolist() == [pd.NA]


@pytest.mark.parametrize("kind", ["Int64", "float64", "int8", "category", "string"])
def test_the_kind_of_column_changes_nothing(kind):
    frame = pd.DataFrame([[1] * 9, [2] * 9], columns=PHQ9).astype("string" if kind == "string" else kind)
    assert score_frame(frame, load_instrument("phq9"))["total"].tolist() == [9, 18]


def test_missing_items_are_named_all_at_once():
    with pytest.raises(MappingFault) as caught:
        phq9_table([0] * 7, columns=PHQ9[:7])
    assert caught.value.where.zh == "q8, q9"


def test_two_columns_for_one_item_are_not_guessed_about():
    with pytest.raises(MappingFault):
        phq9_table([0] * 10, columns=[*PHQ9, "Q9"])


def test_an_empty_table_gives_an_empty_table():
    assert phq9_table().shape == (0, 8)


@pytest.mark.parametrize(
    ("changes", "t"),
    [
        pytest.param({}, 45, id="grade and sex told"),
        pytest.param({"sex": ["male"]}, pd.NA, id="the other sex"),
        pytest.param({"sex": [None]}, pd.NA, id="sex not told"),
        pytest.param({"grade": ["7"]}, 45, id="a grade as text"),
        pytest.param({"grade": ["seven"]}, pd.NA, id="a grade in words"),
        pytest.param({"age": [13.9]}, 45, id="of the norm's age"),
        pytest.param({"age": [14]}, pd.NA, id="older than the norm"),
    ],
)
def test_t_is_by_the_grade_age_and_sex_of_each_row(changes, t):
    cell = CELL | {"sex": "female", "ages": [11, 13] if "age" in changes else None}
    frame = pd.DataFrame([[0, 3, 3, 0, 1]], columns=[f"q{n}" for n in range(1, 6)])
    frame = frame.assign(**{"grade": [7], "sex": ["female"]} | changes)
    assert score_frame(frame, draft(), [table(cell)])["total.t"].tolist() == [t]


def test_a_pupil_of_whom_nothing_is_known_has_no_t_even_by_a_norm_for_all_ages():
    all_ages = table({name: value for name, value in CELL.items() if name != "grades"} | {"ages": [3, 17]})
    frame = pd.DataFrame([[0, 3, 3, 0, 1]], columns=[f"q{n}" for n in range(1, 6)])
    assert score_frame(frame, draft(), [all_ages])["total.t"].tolist() == [pd.NA]
    assert score_frame(frame.assign(grade=4), draft(), [all_ages])["total.t"].tolist() == [45]


def test_bands_are_named_by_the_default_table():
    other = {"name": "other", "source": PRINTED, "cuts": [{"code": "all", "title": {"zh": "全", "en": "all"}, "start": 0}]}
    instrument = draft(scales__total__bands=[*draft().model_dump()["scales"]["total"]["bands"], other])
    frame = pd.DataFrame([[3, 3, 0, 0, 1]], columns=[f"q{n}" for n in range(1, 6)])
    assert score_frame(frame, instrument)["total.band"].tolist() == ["high"]


def test_t_stands_only_where_a_norm_exists():
    norm = {"scale": "total", "grades": [7], "mean": 5, "sd": 2, "n": 900, "source": PRINTED}
    frame = pd.DataFrame([[0, 3, 3, 0, 1]] * 3, columns=[f"q{n}" for n in range(1, 6)]).assign(grade=[7, 8, None])
    assert score_frame(frame, draft(norms=[norm]))["total.t"].tolist() == [45, pd.NA, pd.NA]
    assert "total.t" not in score_frame(frame, draft())
