"""The dated safety page raises its parent's grade and dates it, is no instrument of its own, and can lower nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.adapters.policy_files import load_band_mapping
from screening.alerts.answers_tell import Told, answers_tell
from screening.alerts.coverage import uncovered
from screening.alerts.decide import decide
from screening.alerts.fold import fold
from screening.alerts.mapping import GRADE, BandMapping
from screening.alerts.reading import critical_of, read_sheets
from screening.core.severity import Band, Critical
from screening.intake.interface import AnswerBlock
from screening.scoring.sheets import score_block

BLANK = -1
MAPPING = load_band_mapping()
PAGE, MHT = load_instrument("dated_safety"), load_instrument("mht")
PARENTS = [(load_instrument(code), item, starts) for code, items in PAGE.shown_after.items() for item, starts in items.items()]
ANSWERS = st.tuples(st.integers(BLANK, 3), *[st.integers(BLANK, 1)] * 5)


def readings(instrument, *sheets):
    rows = len(sheets)
    block = AnswerBlock(
        instrument=instrument,
        row=np.arange(rows, dtype=np.int32),
        pupil=np.zeros(rows, np.int32),
        codes=np.array(sheets, np.int8),
        seconds_per_item=np.full(rows, np.nan, np.float32),
        answered_at=np.full(rows, np.datetime64("NaT", "s")),
    )
    return read_sheets(score_block(block), MAPPING)


def parent_sheet(instrument, item, code):
    answers = np.full(instrument.items.count, instrument.items.low, np.int8)
    answers[[0, 1]] = instrument.items.low + 1
    answers[int(item[1:]) - 1] = code
    return answers


def folded(*read):
    return fold(read, np.zeros(1, np.int32))


def severity(signals):
    return int(decide(signals).severity[0])


def mht(**yes):
    return parent_sheet(MHT, next(iter(yes), "q85"), next(iter(yes.values()), 0))


@given(ANSWERS, st.sampled_from(PARENTS), st.data())
def test_whatever_is_answered_on_the_page_nothing_is_lowered(page, parent, data):
    instrument, item, _ = parent
    code = data.draw(st.integers(instrument.items.low, instrument.items.high))
    alone = folded(readings(instrument, parent_sheet(instrument, item, code)))
    both = folded(readings(instrument, parent_sheet(instrument, item, code)), readings(PAGE, page))
    assert both.critical[0] >= alone.critical[0]
    assert severity(both) >= severity(alone)
    assert not (both.undated[0] and not alone.undated[0] and both.critical[0] == alone.critical[0])
    for column in ("total", "raised", "severe", "readable", "garbled", "incomplete", "retest", "twice"):
        assert getattr(both, column)[0] == getattr(alone, column)[0], column


@given(st.sampled_from(PARENTS))
def test_no_to_everything_leaves_all_signals_as_they_were(parent):
    instrument, item, starts = parent
    alone = folded(readings(instrument, parent_sheet(instrument, item, starts)))
    both = folded(readings(instrument, parent_sheet(instrument, item, starts)), readings(PAGE, [0] * 6))
    for column in ("critical", "undated", "skipped", "total", "raised", "readable", "retest"):
        assert getattr(both, column)[0] == getattr(alone, column)[0], column


@pytest.mark.parametrize(("parent", "item", "starts"), [pytest.param(*each, id=f"{each[0].code} {each[1]}") for each in PARENTS])
def test_the_page_comes_up_from_the_answer_at_which_its_parent_has_a_grade(parent, item, starts):
    assert parent.safety[item].starts == starts
    grade, _, dated = critical_of(np.array([parent_sheet(parent, item, starts)]), parent, MAPPING)
    assert (grade[0], dated[0]) == (Critical.CI_1, False)


@pytest.mark.parametrize(
    ("page", "undated"),
    [
        pytest.param([0] * 6, True, id="no to everything: still without a date"),
        pytest.param([1, 0, 0, 0, 0, 0], False, id="a passing thought in two weeks"),
        pytest.param([0, 0, 0, 1, 0, 0], False, id="self-harm within the year"),
    ],
)
def test_a_dated_grade_beside_an_undated_one_of_the_same_weight_is_dated(page, undated):
    signals = folded(readings(MHT, mht(q85=1)), readings(PAGE, page))
    assert (signals.critical[0], signals.undated[0]) == (Critical.CI_1, undated)


@pytest.mark.parametrize(
    ("page", "grade", "told"),
    [  # policy/band_mapping, dated_safety
        pytest.param([0, 0, 0, 0, 0, 0], "CI-0", Told.NOTHING, id="no to everything"),
        pytest.param([1, 0, 0, 0, 0, 0], "CI-1", Told.NOTHING, id="once or twice in two weeks"),
        pytest.param([2, 0, 0, 0, 0, 0], "CI-2", Told.NOTHING, id="more than half the days"),
        pytest.param([3, 0, 0, 0, 0, 0], "CI-2", Told.NOTHING, id="nearly every day"),
        pytest.param([1, 1, 0, 0, 0, 0], "CI-3", Told.NOTHING, id="preparation"),
        pytest.param([0, 0, 1, 0, 0, 0], "CI-2", Told.NOTHING, id="self-harm in 30 days"),
        pytest.param([0, 0, 0, 1, 0, 0], "CI-1", Told.NOTHING, id="self-harm within the year"),
        pytest.param([0, 0, 0, 0, 1, 0], "CI-3", Told.ATTEMPT, id="an attempt in 30 days"),
        pytest.param([0, 0, 0, 0, 0, 1], "CI-1", Told.ATTEMPT, id="an attempt within the year"),
        pytest.param([BLANK] * 6, "CI-0", Told.NOTHING, id="a blank tells nothing"),
    ],
)
def test_every_answer_of_the_page_has_its_grade_and_an_attempt_is_history(page, grade, told):
    codes = np.array([page], np.int8)
    grades, skipped, _ = critical_of(codes, PAGE, MAPPING)
    assert (grades[0], skipped[0]) == (GRADE[grade], False)
    assert answers_tell(codes, PAGE, MAPPING).tolist() == [told]


def test_a_page_partly_left_blank_is_no_unreadable_sheet_and_its_blank_safety_item_is_a_skip():
    read = readings(PAGE, [0, 0, 0, 0, 0, BLANK], [BLANK, BLANK, BLANK, BLANK, 0, 0], [0, BLANK, 0, 0, 0, 0])
    assert read.validity.tolist() == [0, 0, 0]
    assert read.skipped.tolist() == [True, False, False]  # most answered; few answered; question 2 rightly not asked
    signals = folded(readings(MHT, mht(q85=1)), readings(PAGE, [0, 0, 0, 0, 0, BLANK]))
    assert (signals.critical[0], severity(signals)) == (Critical.CI_1, severity(folded(readings(MHT, mht(q85=1)))))


def test_a_total_counts_once_more_beside_a_second_instrument_and_not_beside_the_page():
    page = readings(PAGE, [0] * 6)
    raised = readings(MHT, np.array([1] * 80 + [0] * 20))
    assert raised.total[0] == Band.B3
    assert folded(raised, page).severe[0] == folded(raised).severe[0]
    second = readings(load_instrument("gad7"), [0] * 7)
    assert folded(raised, second).severe[0] == folded(raised).severe[0] + 1


@pytest.mark.parametrize(
    ("code", "told"), [(0, Told.NOTHING), (2, Told.NOTHING), (3, Told.PRIVATE), (5, Told.PRIVATE), (BLANK, Told.NOTHING)]
)
def test_being_hit_at_home_calls_for_a_private_talk_from_moderate_impact_on_and_has_no_grade(code, told):
    aslec = load_instrument("aslec")
    codes = np.zeros((1, 27), np.int8)
    codes[0, 23] = code
    assert answers_tell(codes, aslec, MAPPING).tolist() == [told]
    assert critical_of(codes, aslec, MAPPING)[0].tolist() == [Critical.CI_0]


def test_a_mapping_that_reads_an_item_which_the_edition_lacks_is_told_so():
    told = {"critical": None, "attempt": {"q7": {"starts": 1, "source": "a slip"}}}
    mapping = BandMapping.model_validate({"schema": "band_mapping/1", "version": "t", "instruments": {"dated_safety": told}})
    assert any("q7" in said.zh for said in uncovered(PAGE, mapping))
