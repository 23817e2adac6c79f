"""Referral shares by group: right where there are many, silent where there are few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.research.group_rates import compare
from screening.research.release import SMALLEST_CELL, SMALLEST_GROUP


def compared(*cells):
    """``cells``: (referred, not referred) of each group; ten classes that the groups share evenly."""
    group = np.concatenate([np.full(sum(cell), at) for at, cell in enumerate(cells)])
    referred = np.concatenate([np.repeat([True, False], cell) for cell in cells])
    masks = {f"g{at}": group == at for at in range(len(cells))}
    return compare("sex", masks, referred, (np.arange(len(group)) % 10).astype(np.int16))


def test_shares_and_intervals_of_large_groups_are_shown():
    """Wilson's interval of 30 of 100, by hand with z = 1.959964: 21.9 % to 39.6 %; classes alike in everything widen nothing."""
    first, second = compared((30, 70), (30, 70)).groups
    assert (first.pupils, first.referred, first.share) == (100, 30, 0.3)
    assert (first.low, first.high) == pytest.approx((0.2189, 0.3958), abs=5e-4)
    assert first.share == second.share


@pytest.mark.parametrize(
    ("cells", "apart"),
    [
        pytest.param([(30, 70), (32, 68)], False, id="nearly the same"),
        pytest.param([(10, 190), (80, 120)], True, id="far apart"),
        pytest.param([(6, 194), (4, 9)], False, id="a group too small to show"),
    ],
)
def test_a_difference_is_told_only_where_intervals_do_not_meet(cells, apart):
    assert compared(*cells).apart is apart


cell = st.tuples(st.integers(0, 60), st.integers(0, 60))


@given(st.lists(cell, min_size=1, max_size=4))
def test_nothing_small_is_shown_or_can_be_worked_out(cells):
    told = compared(*cells)
    shown = [one for one in told.groups if one.share is not None]
    for one in shown:
        assert one.pupils >= SMALLEST_GROUP
        assert min(one.referred, one.pupils - one.referred) >= SMALLEST_CELL
    hidden = [sum(one) for at, one in enumerate(c for c in cells if sum(c)) if told.groups[at].share is None]
    assert len(hidden) != 1 or not shown  # a single hidden group is the whole less the others


def test_a_group_without_anybody_is_no_group():
    assert [one.code for one in compared((30, 30), (0, 0), (30, 30)).groups] == ["g0", "g2"]
