"""No count below five can be read or worked out from a published table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from screening.research.small_cells import hide_small

TABLES = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 40))


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        pytest.param([[20, 30], [25, 9]], [[0, 0], [0, 0]], id="nothing small, nothing hidden"),
        pytest.param([[20, 4, 9], [25, 30, 31], [12, 13, 14]], [[0, 1, 1], [0, 0, 0], [0, 1, 1]], id="a rectangle is hidden"),
        pytest.param([[3, 2]], [[1, 1]], id="a line of small counts alone"),
        pytest.param([[0, 8, 50]], [[1, 1, 0]], id="zero says something about everybody"),
    ],
)
def test_small_counts_and_their_complements_are_hidden(counts, hidden):
    assert hide_small(np.array(counts)).tolist() == np.array(hidden, bool).tolist()


@given(TABLES)
def test_no_hidden_count_can_be_worked_out_from_sums(counts):
    hidden = hide_small(counts)
    assert hidden[counts < 5].all()
    for line, mask in zip([*counts, *counts.T], [*hidden, *hidden.T], strict=True):
        if mask.any() and not mask.all():
            assert mask.sum() >= 2
            assert line[mask].sum() >= 5


@given(TABLES)
def test_what_was_hidden_before_stays_hidden(counts):
    also = counts % 3 == 0
    assert hide_small(counts, also)[also].all()


@given(TABLES)
def test_the_counts_themselves_are_left_alone(counts):
    before = counts.copy()
    hide_small(counts)
    assert (counts == before).all()
