"""Band tables by sex, grade or age: each pupil gets the table meant for them, and nobody another group's."""

import numpy as np
import pandas as pd
import pytest

from screening.instruments.tables import under_table
from screening.scoring.frames import score_frame
from screening.scoring.group_bands import Who, bands_by_group, has_groups
from screening.scoring.interface import NO_BAND
from screening.scoring.score import score
from tests.unit.instruments.drafts import CUTS, PRINTED, draft, scale


def table(name, high, group=None):
    cuts = [CUTS[0], CUTS[1] | {"start": high}]
    return {"name": name, "cuts": cuts, "source": PRINTED} | ({"meant_for": group} if group else {})


SPLIT = draft(
    scales__total__bands=[
        table("everybody", 6),
        table("split", 4, {"sex": "male"}),
        table("split", 8, {"sex": "female", "grades": [7]}),
        table("split", 9, {"sex": "female", "ages": [14, 15]}),
    ]
)
SHEET = [1, 1, 0, 1, 1]  # 1 + 1 + 3 + 1 + 1 = 7


@pytest.mark.parametrize(
    ("sex", "grade", "age", "band"),
    [
        pytest.param(1, 7, 13, 1, id="boys: 7 is at or above 4"),
        pytest.param(2, 7, 13, 0, id="girls of grade 7: 7 is below 8"),
        pytest.param(2, 9, 15.9, 0, id="girls of fourteen and fifteen: below 9, up to the birthday"),
        pytest.param(2, 9, 14, 0, id="from the birthday on"),
        pytest.param(2, 9, 13.9, NO_BAND, id="not before it"),
        pytest.param(1, 9, np.nan, 1, id="a table for boys of whatever grade and age"),
        pytest.param(2, 9, 16, NO_BAND, id="no table for a girl of sixteen in grade 9"),
        pytest.param(0, 7, 13, NO_BAND, id="sex not known: no table, never one of them"),
        pytest.param(2, 8, np.nan, NO_BAND, id="age not known"),
    ],
)
def test_a_pupil_gets_the_table_of_the_own_group_or_none(sex, grade, age, band):
    split = under_table(SPLIT, "split")
    scores = score(np.array([SHEET], np.int8), split)
    assert scores.bands[0, 0] == NO_BAND  # who it is, is not known yet
    who = Who(grade=np.array([grade], np.int8), sex=np.array([sex], np.int8), age=np.array([age]))
    assert bands_by_group(scores.values, scores.bands, split, who)[0, 0] == band


def banded(tables, values, sex=1):
    """Bands of one pupil's scores under the tables of a name, one at a time."""
    instrument = draft(scales__total__bands=tables)
    who = Who(grade=np.full(len(values), 7, np.int8), sex=np.full(len(values), sex, np.int8), age=np.full(len(values), 13.0))
    scores = np.array(values, float)[:, None]
    return bands_by_group(scores, np.full(scores.shape, NO_BAND, np.int8), instrument, who)[:, 0].tolist()


def test_a_band_of_a_group_begins_at_its_cut():
    assert banded([table("split", 4, {"sex": "male"})], [-1, 0, 3.99, 4, np.nan]) == [NO_BAND, 0, 0, 1, NO_BAND]


def test_of_two_tables_meant_for_a_pupil_the_first_counts():
    boys, grade = table("split", 4, {"sex": "male"}), table("split", 9, {"grades": [7]})
    assert (banded([boys, grade], [5]), banded([grade, boys], [5])) == ([1], [0])
    assert banded([boys, grade], [5, 9], sex=2) == [0, 1]


def test_a_table_of_the_name_without_a_group_is_for_all_others():
    assert banded([table("split", 4, {"sex": "male"}), table("split", 9)], [5, 9], sex=0) == [0, 1]


def test_a_scale_without_a_table_stands_beside_one_read_by_groups():
    instrument = draft(scales__total__bands=[table("split", 4, {"sex": "male"})], scales__bare=scale(role="extra"))
    scores = score(np.array([SHEET], np.int8), instrument)
    who = Who(grade=np.array([7], np.int8), sex=np.array([1], np.int8), age=np.array([13.0]))
    assert bands_by_group(scores.values, scores.bands, instrument, who).tolist() == [[1, NO_BAND]]
    assert has_groups(instrument)


def test_tables_of_another_name_are_not_read():
    assert banded([table("split", 4, {"sex": "male"}), table("other", 4, {"sex": "female"})], [5], sex=2) == [NO_BAND]


def test_the_default_table_is_for_everybody_and_needs_nothing_known():
    assert (has_groups(SPLIT), has_groups(under_table(SPLIT, "split"))) == (False, True)
    assert score(np.array([SHEET], np.int8), SPLIT).bands[0, 0] == 1


def test_a_sheet_without_a_score_has_no_band_in_any_group():
    split = under_table(SPLIT, "split")
    scores = score(np.full((1, 5), -1, np.int8), split)
    who = Who(grade=np.array([7], np.int8), sex=np.array([1], np.int8), age=np.array([13.0]))
    assert bands_by_group(scores.values, scores.bands, split, who)[0, 0] == NO_BAND


def test_a_table_of_answers_with_grade_sex_and_age_is_read_by_groups():
    frame = pd.DataFrame([SHEET, SHEET, SHEET], columns=[f"q{n}" for n in range(1, 6)])
    frame = frame.assign(sex=["male", "female", None], grade=[7, 7, 7], age=[13, 13, 13])
    assert score_frame(frame, under_table(SPLIT, "split"))["total.band"].fillna("").tolist() == ["high", "low", ""]
