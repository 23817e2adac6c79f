"""A stored result says by what it was read and scored, one line for each in small columns."""

import numpy as np
import pytest

from screening.alerts.interface import Receipt, Receipts

COLUMNS = Receipts(
    mapping=np.array([b"band-mapping@1", b"band-mapping@1+norms@3"]),
    code=np.array([b"", b"1.2.0"]),
    source=np.array([bytes(16), bytes(range(16))], "V16"),
    row=np.array([0, 7], np.int32),
)


@pytest.mark.parametrize(
    ("mapping", "norms"),
    [
        pytest.param("band-mapping@1", "", id="no norm held"),
        pytest.param("band-mapping@1+norms@3", "norms@3", id="the school's third decision on norms"),
    ],
)
def test_a_receipt_names_the_norms_that_held(mapping, norms):
    assert Receipt(mapping=mapping, code="", source=b"", row=None).norms == norms


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(0, ("band-mapping@1", "", bytes(16), None), id="written before rows were kept"),
        pytest.param(1, ("band-mapping@1+norms@3", "1.2.0", bytes(range(16)), 7), id="with everything"),
    ],
)
def test_each_line_of_receipts_is_one_receipt(line, expected):
    told = COLUMNS.of(line)
    assert (told.mapping, told.code, told.source, told.row) == expected
