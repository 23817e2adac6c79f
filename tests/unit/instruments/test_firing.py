"""From which answers a safety item fires: its first code, or, printed gravest first, down to it."""

import numpy as np
import pytest

from screening.instruments.firing import fires
from tests.unit.instruments.drafts import PRINTED, draft


def item(**changes):
    return {"starts": 2, "topic": "危机", "dated": False, "source": PRINTED} | changes


@pytest.mark.parametrize(
    ("changes", "low", "firing"),
    [
        pytest.param({}, 0, [2, 3], id="from its first code on"),
        pytest.param({"starts": 1}, 0, [1, 2, 3], id="from a lower one on"),
        pytest.param({"reversed": True}, 0, [0, 1], id="printed gravest first: 2 and 3 stand at 1 and 0"),
        pytest.param({"reversed": True}, 1, [1, 2], id="the same with codes 1 to 3: 2 and 3 stand at 2 and 1"),
    ],
)
@pytest.mark.parametrize("dtype", [np.int8, np.float32])
def test_an_item_fires_at_its_codes_and_at_no_other(changes, low, firing, dtype):
    instrument = draft(items__low=low, safety={"q5": item(**changes)})
    answers = np.array([[code] for code in (-1, *range(low, 4))], dtype)
    assert answers[fires(answers, instrument)].tolist() == firing


def test_a_blank_or_an_answer_beyond_the_codes_does_not_fire():
    for changes in ({}, {"reversed": True}):
        instrument = draft(safety={"q5": item(**changes)})
        assert not fires(np.array([[np.nan], [-1], [4]]), instrument).any()


def test_columns_stand_in_the_order_of_the_items():
    instrument = draft(safety={"q5": item(), "q2": item(starts=3)})
    assert fires(np.array([[2, 2], [3, 0]]), instrument).tolist() == [[False, True], [True, False]]
