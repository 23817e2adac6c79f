"""Law 1: for every instrument, rows = sheets + refusals + blanks; and each row has the first reason of a fixed order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.core.ids import NOBODY
from screening.intake.admission import admit, old_enough
from screening.intake.interface import RowBatch, Why
from screening.intake.plan import plan_export
from screening.intake.sheets import refusals, to_blocks
from tests.unit.intake.made_up import MadeUpExport, matched, register

PHQ9, GAD7 = load_instrument("phq9"), load_instrument("gad7")
HEADINGS = [f"{each.code}.{item}" for each in (PHQ9, GAD7) for item in each.item_ids]
PLAN = plan_export(MadeUpExport(HEADINGS, []), [PHQ9, GAD7])
GRADES = {11: 7, 12: 7, 13: 4}  # pupil 13 is too young for PHQ-9 and GAD-7's grades decide for themselves
REGISTER = register([(pupil, f"G{pupil}", 1, grade) for pupil, grade in GRADES.items()])
BLANK, ZERO, SAD = [-1], [0], [3]


def batch_of(rows):
    """Rows as dicts: answer to every item of phq9 and gad7, and flags."""
    flag = lambda name: np.array([row.get(name, False) for row in rows], dtype=bool)  # noqa: E731
    matrix = lambda code, count: np.array([[row.get(code, 1)] * count for row in rows], dtype=np.int8).reshape(-1, count)  # noqa: E731
    return RowBatch(
        first_row=101, answers={"phq9@1": matrix("phq9", 9), "gad7@1": matrix("gad7", 7)},
        unreadable={"phq9@1": flag("phq9_unreadable"), "gad7@1": flag("gad7_unreadable")},
        numbers=["x"] * len(rows), names=[""] * len(rows), classes=[""] * len(rows), declined=flag("declined"),
        inattentive=flag("inattentive"), blank=flag("blank"), seconds=np.full(len(rows), 160, np.float32),
        answered_at=np.zeros(len(rows), "datetime64[s]"),
    )  # fmt: skip


def admitted(rows, *, consent=1, seen=None, known=REGISTER):
    batch = batch_of(rows)
    matches = matched([row.get("pupil", 11) for row in rows], [row.get("why") for row in rows])
    if consent != 1:
        known = register([(pupil, f"G{pupil}", 1, grade) for pupil, grade in GRADES.items()], consent)
    seen = np.zeros(len(known.marks), bool) if seen is None else seen
    return batch, matches, admit(batch, matches, known, PLAN, seen)


UNKNOWN = {"pupil": NOBODY, "why": Why.UNKNOWN_PUPIL}


@pytest.mark.parametrize(
    ("row", "consent", "why"),
    [
        pytest.param({"declined": True, **UNKNOWN}, 0, Why.DECLINED, id="declined goes before identity"),
        pytest.param({**UNKNOWN, "inattentive": True}, 0, Why.UNKNOWN_PUPIL, id="identity goes before everything after it"),
        pytest.param({"phq9_unreadable": True}, 2, Why.NO_CONSENT, id="refused consent goes before unreadable"),
        pytest.param({}, 0, Why.NO_CONSENT, id="silence is no consent"),
        pytest.param({"pupil": 13, "phq9_unreadable": True}, 1, Why.WRONG_GRADE, id="grade goes before unreadable"),
        pytest.param(
            {"phq9_unreadable": True, "inattentive": True}, 1, Why.UNREADABLE, id="unreadable is refused, attentive or not"
        ),
    ],
)
def test_the_first_reason_of_the_order_is_given(row, consent, why):
    _, _, admission = admitted([row], consent=consent)
    assert admission.refused["phq9@1"][0] is why
    assert not admission.sheets["phq9@1"][0]


def test_an_instrument_with_a_lowest_age_takes_nobody_who_is_not_known_to_have_reached_it():
    scl90 = load_instrument("scl90")
    born = np.array(["2009-10", "2010-11", "2010-12", "NaT"], "datetime64[M]")
    at = np.full(4, np.datetime64("2026-11-10T09:30:00", "s"))
    assert old_enough(scl90, born, at).tolist() == [True, True, False, False]
    assert not old_enough(scl90, born, np.full(4, np.datetime64("NaT", "s"))).any()
    assert old_enough(PHQ9, born, at).all()


def test_a_failed_attention_check_is_a_sheet_for_somebody_to_read_not_a_refusal():
    _, _, admission = admitted([{"inattentive": True}], consent=1)
    assert admission.refused["phq9@1"][0] is None
    assert admission.sheets["phq9@1"][0]


def test_an_unreadable_cell_costs_the_sheet_of_its_own_instrument_only():
    _, _, admission = admitted([{"phq9_unreadable": True}])
    assert admission.whole[0] is None
    assert admission.sheets["gad7@1"].tolist() == [True]
    assert admission.sheets["phq9@1"].tolist() == [False]


def test_an_empty_row_is_a_blank_even_of_a_pupil_without_consent():
    _, _, admission = admitted([{"blank": True, "phq9": -1, "gad7": -1}], consent=0)
    assert admission.tally("phq9@1").blanks == 1
    assert admission.whole[0] is None


def test_a_wholly_blank_sheet_of_an_eligible_pupil_stays_a_sheet_and_of_an_ineligible_one_is_nothing():
    _, _, admission = admitted([{"pupil": 12, "phq9": -1}, {"pupil": 13, "phq9": -1}])
    assert admission.sheets["phq9@1"].tolist() == [True, False]
    assert admission.blanks["phq9@1"].tolist() == [False, True]


def test_the_second_sitting_of_a_pupil_is_refused_also_in_a_later_chunk():
    seen = np.zeros(3, bool)
    _, _, first = admitted([{"pupil": 11}, {"pupil": 12}, {"pupil": 11}], seen=seen)
    _, _, later = admitted([{"pupil": 12}], seen=seen)
    assert first.whole.tolist() == [None, None, Why.SECOND_SITTING]
    assert later.whole.tolist() == [Why.SECOND_SITTING]


def test_a_row_that_gave_no_answered_sheet_does_not_use_up_the_sitting():
    unreadable = {"phq9_unreadable": True, "gad7_unreadable": True}
    _, _, admission = admitted([unreadable, {"phq9": -1, "gad7": -1, "pupil": 12}, {}, {"pupil": 12}])
    assert admission.whole.tolist() == [None, None, None, None]
    assert admission.sheets["phq9@1"].tolist() == [False, True, True, True]


def test_blocks_are_sorted_by_pupil_and_keep_the_row_of_the_file():
    batch, matches, admission = admitted([{"pupil": 12, "phq9": 2}, {"pupil": 11, "phq9": 3}])
    block = to_blocks(batch, PLAN, matches, admission)[0]
    assert (block.pupil.tolist(), block.row.tolist(), block.codes[:, 0].tolist()) == ([11, 12], [102, 101], [3, 2])
    assert block.seconds_per_item.tolist() == [10, 10]  # 160 seconds over 16 items


def test_a_row_refused_as_a_whole_is_told_once_and_names_nobody():
    batch, _, admission = admitted([UNKNOWN, {"pupil": 11, "phq9_unreadable": True}])
    told = [(refusal.row, refusal.why, refusal.edition) for refusal in refusals(batch, admission)]
    assert told == [(101, Why.UNKNOWN_PUPIL, ""), (102, Why.UNREADABLE, "phq9@1")]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.sampled_from([(11, None), (12, None), (13, None), (NOBODY, Why.UNKNOWN_PUPIL), (NOBODY, Why.NEAR_MISS)]),
            "phq9": st.sampled_from([-1, 0, 3]),
            "gad7": st.sampled_from([-1, 0, 3]),
            "phq9_unreadable": st.booleans(),
            "gad7_unreadable": st.booleans(),
            "declined": st.booleans(),
            "inattentive": st.booleans(),
            "blank": st.booleans(),
        }
    ),
    max_size=12,
)


@given(rows=ROWS, consent=st.sampled_from([0, 1, 2]), cut=st.integers(0, 12))
def test_rows_are_sheets_refusals_or_blanks_and_nothing_else(rows, consent, cut):
    rows = [{**row, "pupil": row["who"][0], "why": None if row["blank"] else row["who"][1]} for row in rows]
    seen = np.zeros(3, bool)
    parts = [admitted(part, consent=consent, seen=seen) for part in (rows[:cut], rows[cut:])]
    _, _, together = admitted(rows, consent=consent)
    for edition in ("phq9@1", "gad7@1"):
        tally = together.tally(edition)
        assert tally.rows == tally.sheets + tally.refusals + tally.blanks == len(rows)
        assert sum(part.tally(edition).sheets for _, _, part in parts) == tally.sheets  # chunks don't matter
    for batch, matches, admission in parts:
        told = refusals(batch, admission)
        for block in to_blocks(batch, PLAN, matches, admission):
            tally = admission.tally(block.instrument.edition)
            mine = [refusal for refusal in told if refusal.edition in ("", block.instrument.edition)]
            assert (len(block.pupil), len(mine)) == (tally.sheets, tally.refusals)
            assert (block.pupil != NOBODY).all()
