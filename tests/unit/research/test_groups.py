"""Everybody in an export has at least nine others alike in all that can be known from outside."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.research.groups import make_groups


def groups_of(*cells):
    """cells: (grade, sex, pattern, how many)"""
    rows = [cell[:3] for cell in cells for _ in range(cell[3])]
    grade, sex, pattern = (np.array(column) for column in zip(*rows, strict=True))
    return make_groups(grade.astype(np.int8), sex.astype(np.int8), pattern.astype(np.int64))


@given(st.lists(st.tuples(st.integers(4, 9), st.integers(0, 2), st.integers(0, 3), st.integers(1, 30)), min_size=1, max_size=25))
def test_nobody_shown_has_fewer_than_nine_others_alike(cells):
    groups = groups_of(*cells)
    pattern = np.concatenate([[cell[2]] * cell[3] for cell in cells])
    shown = [
        (grade, sex, kind)
        for grade, sex, kind, visible in zip(groups.grade, groups.sex, pattern.tolist(), groups.shown, strict=True)
        if visible
    ]
    assert all(size >= 10 for size in Counter(shown).values())


@given(st.lists(st.tuples(st.integers(4, 9), st.integers(1, 2), st.just(0), st.integers(1, 30)), min_size=1, max_size=25))
def test_one_sex_is_never_hidden_alone(cells):
    groups = groups_of(*cells)
    for grade in set(groups.grade.tolist()):
        sexes = set(groups.sex[groups.grade == grade].tolist())
        assert len(sexes) == 1 or "" not in sexes


def test_a_large_enough_school_is_shown_as_it_is():
    groups = groups_of(*((grade, sex, 0, 10) for grade in range(4, 10) for sex in (1, 2)))
    assert groups.shown.all()
    assert groups.merged == ()
    assert set(groups.grade.tolist()) == {"4", "5", "6", "7", "8", "9"}
    assert set(groups.sex.tolist()) == {"male", "female"}


def test_a_small_sex_hides_the_sex_of_its_grade_only():
    groups = groups_of((7, 1, 0, 30), (7, 2, 0, 9), (8, 1, 0, 30), (8, 2, 0, 30), (9, 1, 0, 30), (9, 2, 0, 30))
    assert set(groups.sex[groups.grade == "7"].tolist()) == {""}
    assert set(groups.sex[groups.grade == "8"].tolist()) == {"male", "female"}


def test_a_small_grade_takes_its_whole_stage_along():
    groups = groups_of((7, 1, 0, 9), (8, 1, 0, 50), (9, 2, 0, 50), (4, 1, 0, 20))
    assert set(groups.grade.tolist()) == {"7-9", "4"}
    assert groups.shown.all()


def test_a_small_stage_takes_the_whole_school_along():
    groups = groups_of((7, 1, 0, 4), (4, 1, 0, 50), (5, 2, 0, 50))
    assert set(groups.grade.tolist()) == {"4-9"}
    assert groups.shown.all()


def test_nine_pupils_are_not_exported_at_all():
    assert not groups_of((7, 1, 0, 5), (8, 2, 0, 4)).shown.any()


@pytest.mark.parametrize(("absent", "shown"), [(9, False), (10, True)])
def test_those_who_missed_a_wave_are_left_out_while_they_are_few(absent, shown):
    groups = groups_of((7, 1, 0, 40), (7, 1, 1, absent))
    assert groups.shown[:40].all()
    assert set(groups.shown[40:].tolist()) == {shown}
