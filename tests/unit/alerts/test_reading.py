"""Scored sheets in policy terms: bands by the mapping, safety answers whatever the sheet is worth, blanks where it matters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.alerts.mapping import BandMapping
from screening.alerts.reading import critical_of, read_sheets
from screening.core.severity import UNREADABLE, Band, Critical, Validity
from screening.intake.interface import AnswerBlock
from screening.scoring.interface import Scores, SheetBlock

NA, B0, B1, B2, B3 = Band.NA, Band.B0, Band.B1, Band.B2, Band.B3


def block_of(code, totals, validity=Validity.OK, answers=None, **scales):
    """Sheets with these scores; the answers are blank unless told."""
    instrument, rows = load_instrument(code), len(totals)
    values = np.full((rows, len(instrument.scale_codes)), np.nan)
    for scale, scores in {"total": totals, **scales}.items():
        values[:, instrument.scale_codes.index(scale)] = scores
    codes = np.full((rows, instrument.items.count), -1, np.int8) if answers is None else np.asarray(answers, np.int8)
    return SheetBlock(
        answers=AnswerBlock(
            instrument=instrument,
            row=np.arange(rows, dtype=np.int32),
            pupil=np.arange(rows, dtype=np.int32),
            codes=codes,
            seconds_per_item=np.full(rows, np.nan, np.float32),
            answered_at=np.full(rows, np.datetime64("NaT", "s")),
        ),
        scores=Scores(values=values, answered=np.zeros(values.shape, np.int16), bands=np.full(values.shape, -1, np.int8)),
        validity=np.full(rows, validity, np.uint8),
        safety=np.zeros((rows, len(instrument.safety_columns)), np.bool_),
    )


@pytest.mark.parametrize(
    ("code", "score", "band"),
    [
        pytest.param("mht", 58.99, B0, id="MHT: half-open on the unrounded score"),
        pytest.param("mht", 59, B1, id="MHT 59"),
        pytest.param("mht", 64.99, B1, id="MHT below the manual's cut"),
        pytest.param("mht", 65, B2, id="MHT 65, the manual's cut"),
        pytest.param("mht", 75, B3, id="MHT 75"),
        pytest.param("mssmhs", 1.9999, B0, id="a mean just below 2"),
        pytest.param("mssmhs", 2.0, B1, id="a mean of 2"),
        pytest.param("mssmhs", 4.0, B3, id="a mean of 4"),
        pytest.param("phq9", 14, B1, id="PHQ-9 14"),
        pytest.param("phq9", 15, B2, id="PHQ-9 15"),
        pytest.param("who5", 52, B0, id="WHO-5 counts the other way: 52"),
        pytest.param("who5", 48, B1, id="WHO-5 48"),
        pytest.param("who5", 32, B1, id="WHO-5 32"),
        pytest.param("who5", 28, B2, id="WHO-5 28"),
        pytest.param("who5", 0, B2, id="WHO-5 0"),
        pytest.param("gad7", 21, B2, id="anxiety alone is never B3"),
        pytest.param("mht", np.nan, NA, id="no score is never a low one"),
    ],
)
def test_published_scores_become_bands_by_the_mapping_alone(mapping, code, score, band):
    assert read_sheets(block_of(code, [score]), mapping).total[0] == band


def test_prosocial_behaviour_counts_the_other_way_and_informs_only(mapping):
    read = read_sheets(block_of("sdq_self", [10.0, 10.0], prosocial=[5.0, 6.0]), mapping)
    column = mapping.of("sdq_self@1").read_subscales.index("prosocial")
    assert read.subscales[:, column].tolist() == [B1, B0]


@pytest.mark.parametrize("flag", [flag for flag in Validity if flag & UNREADABLE])
def test_an_unreadable_sheet_has_no_bands_but_keeps_what_its_total_would_be(mapping, flag):
    read = read_sheets(block_of("mht", [70.0], flag, loneliness=[9.0]), mapping)
    assert read.total[0] == NA
    assert (read.subscales == NA).all()
    assert read.raw_total[0] == B2


def test_a_prorated_sheet_is_readable(mapping):
    assert read_sheets(block_of("mht", [70.0], Validity.PRORATED), mapping).total[0] == B2


def answers_of(code, rows):
    """Rows of {item: code}; every other item has the lowest code."""
    instrument = load_instrument(code)
    matrix = np.full((len(rows), instrument.items.count), instrument.items.low, np.int8)
    for line, row in enumerate(rows):
        for item, value in row.items():
            matrix[line, int(item[1:]) - 1] = value
    return matrix


@pytest.mark.parametrize(
    ("code", "answers", "grade"),
    [
        pytest.param("mht", {}, Critical.CI_0, id="MHT: none"),
        pytest.param("mht", {"q85": 1}, Critical.CI_1, id="MHT: one undated yes"),
        pytest.param("mht", {"q97": 1}, Critical.CI_1, id="MHT: the other"),
        pytest.param("mht", {"q85": 1, "q97": 1}, Critical.CI_2, id="MHT: two independent undated yes"),
        pytest.param("mht", {"q85": 1, "q97": -1}, Critical.CI_1, id="MHT: one yes, the other blank"),
        pytest.param("phq9", {"q9": 1}, Critical.CI_1, id="PHQ-9: lowest frequency"),
        pytest.param("phq9", {"q9": 2}, Critical.CI_2, id="PHQ-9: above the lowest frequency"),
        pytest.param("phq9", {"q9": 3}, Critical.CI_2, id="PHQ-9 has no plan item, never CI-3"),
        pytest.param("dsrsc", {"q10": 2}, Critical.CI_2, id="DSRSC: mostly"),
        pytest.param("mssmhs", {"q57": 2}, Critical.CI_1, id="MSSMHS q57"),
        pytest.param("mssmhs", {"q52": 3}, Critical.CI_0, id="MSSMHS q52 below its grade"),
        pytest.param("mssmhs", {"q52": 4}, Critical.CI_1, id="MSSMHS q52"),
        pytest.param("gad7", {"q1": 3}, Critical.CI_0, id="GAD-7 has no safety item"),
        pytest.param("cdi_printed", {"q9": 2}, Critical.CI_3, id="CDI, item 9 lightest first: the third statement is intent"),
        pytest.param("cdi_printed_b", {"q9": 0}, Critical.CI_3, id="CDI, item 9 gravest first: so is the first"),
        pytest.param("cdi_printed_b", {"q9": 1}, Critical.CI_1, id="CDI: the middle one"),
        pytest.param("cdi_printed_b", {"q9": 2}, Critical.CI_0, id="CDI, item 9 gravest first: the third is the lightest"),
        pytest.param("cdi_printed_b", {"q9": -1}, Critical.CI_0, id="CDI: a blank is no statement"),
        pytest.param("asq", {"q5": 2}, Critical.CI_3, id="ASQ: a refusal counts as a yes"),
        pytest.param("scl90", {"q15": 2}, Critical.CI_1, id="SCL-90 q15, lowest frequency"),
    ],
)
def test_safety_answers_are_graded_by_content_and_frequency(mapping, code, answers, grade):
    graded, _, _ = critical_of(answers_of(code, [answers]), load_instrument(code), mapping)
    assert graded[0] == grade


@pytest.mark.parametrize(("code", "dated"), [("mht", False), ("mssmhs", False), ("phq9", True), ("dsrsc", True)], ids=str)
def test_whether_an_answer_has_a_time_window_is_told(mapping, code, dated):
    _, _, told = critical_of(answers_of(code, [{}]), load_instrument(code), mapping)
    assert told[0] == dated


@pytest.mark.parametrize(
    ("answers", "dated"),
    [
        pytest.param({"q6": 1, "q7": 0}, False, id="ever, and not lately"),
        pytest.param({"q6": 1, "q7": -1}, False, id="ever, and nobody asked when"),
        pytest.param({"q6": 1, "q7": 1}, True, id="within three months"),
        pytest.param({"q1": 1, "q6": 1, "q7": 0}, True, id="a wish in the past month weighs as much and is dated"),
        pytest.param({"q2": 1, "q6": 1, "q7": 0}, True, id="graver thoughts in the past month are dated"),
    ],
)
def test_an_answer_about_a_lifetime_is_dated_only_where_another_answer_says_when(mapping, answers, dated):
    _, _, told = critical_of(answers_of("cssrs", [answers]), load_instrument("cssrs"), mapping)
    assert told[0] == dated


@pytest.mark.parametrize(
    ("code", "blank", "skipped"),
    [
        pytest.param("asq", ("q5",), False, id="ASQ: the fifth need not be asked after four times no"),
        pytest.param("asq", ("q2", "q5"), True, id="ASQ: one of the four was left out"),
        pytest.param("cssrs", ("q3", "q4", "q5", "q7"), False, id="C-SSRS: after no and no the rest need not be asked"),
        pytest.param("cssrs", ("q3", "q4", "q5", "q6", "q7"), True, id="C-SSRS: behaviour was left out"),
    ],
)
def test_a_safety_item_that_was_rightly_not_asked_is_not_skipped(mapping, code, blank, skipped):
    _, told, _ = critical_of(answers_of(code, [dict.fromkeys(blank, -1)]), load_instrument(code), mapping)
    assert told[0] == skipped


@pytest.mark.parametrize(
    ("blank", "skipped"),
    [
        pytest.param(("q9",), True, id="only the safety item is blank"),
        pytest.param(("q9", "q1", "q2", "q3", "q4"), True, id="half of the others are answered"),
        pytest.param(("q9", "q1", "q2", "q3", "q4", "q5"), False, id="fewer than half: the whole sheet is missing"),
        pytest.param(("q1",), False, id="another item is blank"),
    ],
)
def test_a_blank_safety_item_is_skipped_while_half_of_the_others_are_answered(mapping, blank, skipped):
    _, told, _ = critical_of(answers_of("phq9", [dict.fromkeys(blank, -1)]), load_instrument("phq9"), mapping)
    assert told[0] == skipped


def test_a_safety_item_without_a_mapping_does_not_fall_silent():
    bare = BandMapping.model_validate({"schema": "band_mapping/1", "version": "0", "instruments": {}})
    graded, skipped, _ = critical_of(answers_of("phq9", [{"q9": 1}, {"q9": 0}, {"q9": -1}]), load_instrument("phq9"), bare)
    assert graded.tolist() == [Critical.CI_1, Critical.CI_0, Critical.CI_0]
    assert skipped.tolist() == [False, False, True]
    assert read_sheets(block_of("phq9", [27.0]), bare).total[0] == NA


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        pytest.param({"q1": 2, "q3": 2, "q4": 2, "q5": 2, "q9": 1}, B2, id="core symptom and five symptoms, item 9 from 1"),
        pytest.param({"q1": 2, "q3": 2, "q4": 2, "q5": 2}, B0, id="four symptoms"),
        pytest.param({"q3": 2, "q4": 2, "q5": 2, "q6": 2, "q7": 2}, B1, id="no core symptom"),
    ],
)
def test_the_published_algorithm_of_the_phq9_lifts_the_total(mapping, answers, band):
    matrix = answers_of("phq9", [answers])
    assert read_sheets(block_of("phq9", [float(matrix.sum())], answers=matrix), mapping).total[0] == band


def test_the_algorithm_makes_no_score_where_there_is_none(mapping):
    matrix = answers_of("phq9", [{"q1": 2, "q3": 2, "q4": 2, "q5": 2, "q9": 1, "q7": -1, "q8": -1}])
    assert read_sheets(block_of("phq9", [np.nan], answers=matrix), mapping).total[0] == NA


@given(
    answers=st.lists(st.lists(st.sampled_from([-1, 0, 1]), min_size=100, max_size=100), min_size=1, max_size=6),
    flags=st.integers(0, 63),
)
def test_no_validity_flag_mutes_a_safety_answer(mapping, answers, flags):
    plain = read_sheets(block_of("mht", [10.0] * len(answers), answers=answers), mapping)
    flagged = read_sheets(block_of("mht", [10.0] * len(answers), Validity(flags), answers=answers), mapping)
    assert (plain.critical == flagged.critical).all()
    assert (plain.skipped == flagged.skipped).all()


@given(answers=st.lists(st.lists(st.integers(-1, 3), min_size=9, max_size=9), min_size=2, max_size=8), cut=st.integers(1, 7))
def test_sheets_are_read_alike_together_and_apart(mapping, answers, cut):
    instrument, matrix = load_instrument("phq9"), np.array(answers, np.int8)
    whole = critical_of(matrix, instrument, mapping)
    parts = [critical_of(part, instrument, mapping) for part in (matrix[:cut], matrix[cut:])]
    for column, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        assert (column == np.concatenate(pieces)).all()


@given(answers=st.lists(st.integers(0, 3), min_size=9, max_size=9), gap=st.integers(0, 8))
def test_leaving_an_answer_out_never_makes_a_safety_answer_out_of_nothing_nor_hides_that_it_is_missing(mapping, answers, gap):
    matrix = np.array([answers, answers], np.int8)
    matrix[1, gap] = -1
    grade, skipped, _ = critical_of(matrix, load_instrument("phq9"), mapping)
    assert grade[1] <= grade[0]
    assert grade[1] == grade[0] or skipped[1]


def test_readings_name_their_edition_their_mapping_and_their_answers(mapping):
    read = read_sheets(block_of("phq9", [0.0, 1.0], answers=answers_of("phq9", [{}, {"q1": 1}])), mapping)
    assert (read.edition, read.mapping) == ("phq9@1", "band-mapping@1")
    assert read.fingerprint[0] != read.fingerprint[1]


def graded_as(mapping, listed):
    """The shipped mapping with these grades of item 9 of the PHQ-9."""
    told = mapping.model_dump(by_alias=True)
    told["instruments"]["phq9"]["critical"] |= {"items": {"q9": listed}, "combined": []}
    return BandMapping.model_validate(told)


@pytest.mark.parametrize(
    ("listed", "grades"),
    [
        pytest.param(
            {0: "CI-0", 1: "CI-1", 3: "CI-2"}, [0, 0, 1, 1, 2], id="a code that nobody listed counts like the one below"
        ),
        pytest.param({0: "CI-1", 1: "CI-2"}, [0, 1, 2, 2, 2], id="the lowest code may call, a blank never does"),
        pytest.param({-1: "CI-3", 0: "CI-0", 1: "CI-1"}, [0, 0, 1, 1, 1], id="a blank has no grade, whatever is listed"),
        pytest.param({1: "CI-1", 5: "CI-3"}, [0, 0, 1, 1, 1], id="a code the item does not have is never reached"),
    ],
)
def test_a_safety_answer_has_the_grade_listed_for_its_code(mapping, listed, grades):
    rows = answers_of("phq9", [{"q9": code} for code in (-1, 0, 1, 2, 3)])
    graded, _, _ = critical_of(rows, load_instrument("phq9"), graded_as(mapping, listed))
    assert graded.tolist() == grades


def test_an_instrument_without_subscales_has_no_columns_of_them(mapping):
    assert read_sheets(block_of("phq9", [3.0, 4.0]), mapping).subscales.shape == (2, 0)
    width = len(mapping.of("mht@1").read_subscales)
    assert read_sheets(block_of("mht", [3.0, 4.0]), mapping).subscales.shape == (2, width)


def test_readings_are_in_small_columns(mapping):
    read = read_sheets(block_of("mht", [70.0]), mapping)
    assert {read.total.dtype, read.raw_total.dtype, read.subscales.dtype, read.critical.dtype} == {np.dtype(np.int8)}
    assert {read.skipped.dtype, read.dated.dtype} == {np.dtype(np.bool_)}
    assert (read.respondent, read.follow_up) == ("self", False)


@pytest.mark.parametrize(
    ("answers", "lifted"),
    [
        pytest.param({"q1": 2, "q3": 2, "q4": 2, "q5": 2, "q6": 2}, True, id="low pleasure and five symptoms"),
        pytest.param({"q2": 2, "q3": 2, "q4": 2, "q5": 2, "q6": 2}, True, id="low mood and five symptoms"),
        pytest.param(
            {"q1": 1, "q2": 1, "q3": 3, "q4": 3, "q5": 3, "q6": 3, "q7": 3}, False, id="core symptoms on some days only"
        ),
        pytest.param({"q1": 3, "q2": 3, "q3": 3, "q4": 3}, False, id="four symptoms nearly every day"),
    ],
)
def test_the_algorithm_asks_for_a_core_symptom_and_five_on_more_than_half_the_days(mapping, answers, lifted):
    """Kroenke, Spitzer & Williams 2001."""
    matrix = answers_of("phq9", [answers])
    assert (read_sheets(block_of("phq9", [10.0], answers=matrix), mapping).total[0] == B2) == lifted


def test_a_lifted_total_is_never_lowered(mapping):
    matrix = answers_of("phq9", [dict.fromkeys((f"q{n}" for n in range(1, 9)), 3)])
    plain_band = read_sheets(block_of("phq9", [24.0]), mapping).total[0]
    assert read_sheets(block_of("phq9", [24.0], answers=matrix), mapping).total[0] == plain_band == B3


@pytest.mark.parametrize(("lately", "dated"), [(-1, False), (0, False), (1, True)], ids=["not asked", "not lately", "lately"])
def test_the_answer_that_says_when_need_have_no_grade_of_its_own(mapping, lately, dated):
    told = mapping.model_dump(by_alias=True)
    told["instruments"]["cssrs"]["critical"]["items"]["q7"] = {0: "CI-0", 1: "CI-0"}
    graded, _, found = critical_of(
        answers_of("cssrs", [{"q6": 1, "q7": lately}]), load_instrument("cssrs"), BandMapping.model_validate(told)
    )
    assert (graded[0], found[0]) == (Critical.CI_1, dated)


def test_a_parents_form_is_read_as_such(mapping):
    assert read_sheets(block_of("sdq_parent", [10.0]), mapping).respondent == "parent"
