"""Records keep what they say about a pupil out of the clear."""

from datetime import UTC, datetime

import pytest

from screening.core.ids import ImportId, PupilId, StaffId
from screening.followup.records import NewRecord, StoredRefusal
from screening.intake.interface import Refusal, Why

AT = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)


def record(**told):
    return NewRecord(kind="observation", body={}, at=AT, by=StaffId(1), **told)


def test_what_speaks_of_a_pupil_stands_on_the_one_shelf_and_nothing_else_does():
    assert record(pupil=PupilId(5)).shelf == "pupil"
    assert record(shelf="rota").pupil is None


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"shelf": "rota", "pupil": PupilId(5)}, id="a pupil on another shelf"),
        pytest.param({}, id="nobody on the shelf of pupils"),
    ],
)
def test_a_shelf_that_would_say_what_a_pupil_s_record_is_about_is_refused(told):
    with pytest.raises(ValueError, match="shelf"):
        record(**told)


def test_a_refused_row_names_nobody_unless_somebody_was_found():
    refused = StoredRefusal(imported=ImportId(1), refusal=Refusal(row=3, why=Why.NO_IDENTITY), critical=0, pupil=None)
    assert refused.candidates == ()
    assert (refused.row_mark, refused.written, refused.mark) == (0, 0, 0)
