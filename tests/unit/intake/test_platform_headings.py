"""What survey platforms write above and into their columns is understood, and what could mean two things is asked about."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import MappingFault
from screening.intake.framed import framed
from screening.intake.interface import Why
from screening.intake.mapping import Mapping
from screening.intake.plan import plan_export
from screening.intake.platforms import heading_line, recognise
from screening.intake.platforms.fhir import Links, as_table
from screening.intake.platforms.reading import by_suffix, dashed, gridded, item_names, numbered_alike, titled
from screening.intake.rows import read_rows
from tests.unit.intake.made_up import MadeUpExport

PHQ9 = load_instrument("phq9")
QUALTRICS = ["StartDate", "EndDate", "Status", "Finished", "RecordedDate", "ResponseId", "UserLanguage"]
DONE = ["2026-03-02 08:00:00", "2026-03-02 08:05:00", "0", "1", "2026-03-02 08:05:00", "R_1", "EN"]
FORMS = ["ID", "Start time", "Completion time", "Email", "Name"]
FILLED = ["1", "2026-03-02 08:00:00", "2026-03-02 08:05:00", "anonymous", ""]


def ids(headings, **more):
    return [str({"ImportId": heading, **more}).replace("'", '"') for heading in headings]


def rows_of(questions):
    return [(q.stem, q.row, q.matrix) for q in questions]


def test_a_title_ends_in_its_row_in_square_brackets():
    found = gridded(3, "7. 最近两周 [睡不着]")
    assert (found.column, found.number, found.stem, found.row, found.matrix) == (3, 7, "最近两周", "睡不着", True)
    assert not gridded(3, "最近两周").matrix


def test_neighbours_under_one_stem_are_a_matrix_and_a_lonely_dash_is_punctuation():
    found = dashed(titled(n, text) for n, text in enumerate(["心情 - 甲", "心情 - 乙", "一天 - 两次", "睡眠"]))
    assert rows_of(found) == [("心情", "甲", True), ("心情", "乙", True), ("一天 - 两次", "", False), ("睡眠", "", False)]


def test_neighbours_under_one_number_are_a_matrix():
    found = numbered_alike(titled(n, text) for n, text in enumerate(["1.学号", "2.近况：甲", "2.近况：乙", "3.其他"]))
    assert rows_of(found) == [("学号", "", False), ("近况", "甲", True), ("近况", "乙", True), ("其他", "", False)]


def test_columns_that_count_upwards_are_a_matrix_and_others_keep_their_numbers_for_a_person_to_judge():
    up = by_suffix(["Q2_1", "Q2_2"], ["近况 - 甲", "近况 - 乙"], [4, 5])
    assert rows_of(up) == [("Q2 近况 -", "甲", True), ("Q2 近况 -", "乙", True)]
    mixed = by_suffix(["Q2_2", "Q2_1"], ["近况 - 甲", "近况 - 乙"], [4, 5])
    assert [(q.number, q.matrix) for q in mixed] == [(2, False), (1, False)]


@pytest.mark.parametrize(
    ("heading", "authored", "platforms"),
    [
        pytest.param("phq9_q7", "phq9_q7", "phq9_q7", id="an author's name either way"),
        pytest.param("PHQ9_07", "phq9_q7", "phq9_07", id="a number with zeros"),
        pytest.param("phq9-7", "phq9_q7", "phq9-7", id="a dash"),
        pytest.param("phq9_7R", "phq9_q7", "phq9_7r", id="keyed the other way"),
        pytest.param("Q7", "q7", "", id="a bare number is the platform's where the platform numbers"),
        pytest.param("7、睡眠", "7、睡眠", "7、睡眠", id="a title is no name"),
    ],
)
def test_a_column_name_is_an_item_name_where_an_author_wrote_it(heading, authored, platforms):
    assert item_names([heading], platform_numbers=False) == (authored,)
    assert item_names([heading], platform_numbers=True) == (platforms,)


def test_titles_above_a_platforms_own_headings_are_passed_over():
    assert heading_line([["秋季测评", "", ""], ["", "", ""], [*FORMS, "学号"], [*FILLED, "G1"]]) == 2
    assert heading_line([["学号", "q1"], ["G1", "0"]]) is None


@pytest.mark.parametrize("above", [1, 2])
def test_rows_are_counted_below_all_header_rows_and_the_sample_is_as_long_as_any(above):
    headings = [*QUALTRICS, "Q1"]
    texts = [["Anfang", "Ende", "Typ", "Fertig", "Erfasst", "Antwort-ID", "Sprache", "学号"]]
    below = [*texts, ids(headings)][:above]
    export = framed(MadeUpExport(headings, [*below, *([*DONE, f"G{n}"] for n in range(300))], chunk=90))
    assert [(chunk.first_row, chunk.rows) for chunk in export.chunks()] == [
        (1, 90 - above), (91 - above, 90), (181 - above, 90), (271 - above, 30 + above),
    ]  # fmt: skip
    assert len(export.sample) == 200
    assert (export.sample[0][7], export.sample[199][7]) == ("G0", "G199")
    assert next(iter(export.chunks())).column(7).texts()[0] == "G0"


def test_times_are_told_only_where_the_zone_is_known():
    headings = [*QUALTRICS, *(f"PHQ9_q{n}" for n in range(1, 10))]
    answers = ["0", "1", "2", "3", "0", "0", "0", "0", "0"]
    zoned = framed(MadeUpExport(headings, [ids(headings, timeZone="America/Denver"), [*DONE, *answers]]))
    batch = read_rows(next(iter(zoned.chunks())), plan_export(zoned, [PHQ9]))
    assert str(batch.answered_at[0]) == "2026-03-02T15:05:00"  # seven hours west of Greenwich in winter
    zoneless = framed(MadeUpExport(headings, [ids(headings), [*DONE, *answers]]))
    assert np.isnat(read_rows(next(iter(zoneless.chunks())), plan_export(zoneless, [PHQ9])).answered_at[0])
    nowhere = framed(MadeUpExport(headings, [ids(headings, timeZone="../nowhere"), [*DONE, *answers]]))
    assert recognise(nowhere).submitted is None


@pytest.mark.parametrize(
    ("status", "finished", "signed"),
    [
        pytest.param("IP Address", "True", None, id="a pupil"),
        pytest.param("0", "1", None, id="a pupil, in codes"),
        pytest.param("8", "1", None, id="taken for spam is no reason to mute anybody"),
        pytest.param("Survey Preview", "True", Why.TRIAL, id="a preview"),
        pytest.param("2", "1", Why.TRIAL, id="a test"),
        pytest.param("0", "False", Why.UNFINISHED, id="never finished"),
        pytest.param("1", "0", Why.TRIAL, id="a preview never finished is a preview"),
    ],
)
def test_previews_and_unfinished_sheets_are_signed_and_still_read(status, finished, signed):
    headings = [*QUALTRICS, *(f"PHQ9_q{n}" for n in range(1, 10))]
    row = [*DONE[:2], status, finished, *DONE[4:], "0", "1", "2", "3", "0", "0", "0", "0", "1"]
    export = framed(MadeUpExport(headings, [ids(headings), row]))
    batch = read_rows(next(iter(export.chunks())), plan_export(export, [PHQ9]))
    assert batch.signed.tolist() == [signed]
    assert batch.answers["phq9@1"][0, 8] == 1


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(["1", "2", "3"], id="numbers that fit two codings"),
        pytest.param(["A1", "A2", "A3"], id="codes of the platform"),
        pytest.param(["AO01", "AO02", "AO04"], id="codes of the platform, longer"),
    ],
)
def test_codes_that_could_mean_two_things_are_asked_about_and_then_read_as_told(answers):
    headings = [*FORMS, "学号", *(f"困扰{n}" for n in range(9))]
    rows = [[*FILLED, f"G{n}", *(answers[(n + place) % 3] for place in range(9))] for n in range(40)]
    export = MadeUpExport(headings, rows)
    with pytest.raises(MappingFault) as fault:
        plan_export(export, [PHQ9])
    assert "--mapping" in fault.value.hint.zh
    told = Mapping(
        instrument="phq9",
        items={f"q{n + 1}": f"困扰{n}" for n in range(9)},
        codes={answer.casefold(): code for code, answer in enumerate(answers)},
    )
    assert plan_export(export, [PHQ9], told).instruments[0].codes == told.codes


def test_bare_numbers_of_a_platform_are_no_item_names():
    headings = [*QUALTRICS, *(f"Q{n}" for n in range(1, 10))]
    row = [*DONE, "G1", "701", "男", "是", "否", "蓝", "红", "绿", "黄"]
    with pytest.raises(MappingFault):
        plan_export(framed(MadeUpExport(headings, [ids(headings), row])), [PHQ9])


@pytest.mark.parametrize(
    ("headings", "rows", "many"),
    [
        pytest.param(
            ["record_id", "redcap_event_name", "phq9_1"], [["1", "a_arm_1", "0"], ["1", "b_arm_1", "0"]], (1,), id="two events"
        ),
        pytest.param(
            ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "phq9_1"],
            [["1", "", "", "0"], ["1", "mood", "1", "0"], ["1", "mood", "2", "1"]],
            (1, 2),
            id="repeats",
        ),
        pytest.param(
            ["record_id", "redcap_event_name", "phq9_1"], [["1", "a_arm_1", "0"], ["2", "a_arm_1", "1"]], (), id="one event"
        ),
        pytest.param(
            ["Record ID", "Event Name", "Mood", "Complete?"],
            [["1", "Autumn", "0", "Complete"], ["1", "Spring", "0", ""]],
            (1,),
            id="two events by labels",
        ),
    ],
)
def test_a_row_of_redcap_is_a_record_an_event_and_a_repeat_and_where_they_differ_it_is_told(headings, rows, many):
    export = MadeUpExport(headings, rows, name="redcap.csv")
    assert recognise(export).platform == "redcap"
    assert recognise(export).many_rows == many
    assert sum(chunk.rows for chunk in framed(export).chunks()) == len(rows)


def test_boxes_of_redcap_stand_apart_in_both_exports_and_a_form_left_incomplete_is_signed():
    raw = recognise(MadeUpExport(["record_id", "race___1", "race____99", "mood_complete"], [["1", "0", "1", "0"]]))
    labels = ["Record ID", "Race (choice=White)", "Race (choice=Refused)", "Complete?"]
    worded = recognise(MadeUpExport(labels, [["1", "Unchecked", "Checked", "Incomplete"]]))
    assert [(q.stem, q.matrix) for q in raw.questions[1:]] == [("", True), ("", True)]
    assert [(q.stem, q.row, q.matrix) for q in worded.questions[1:]] == [("", "White", True), ("", "Refused", True)]
    assert [sign.cells for sign in (*raw.signs, *worded.signs)] == [{"0"}, {"incomplete"}]


def test_an_account_name_stands_after_the_name_the_form_asks_for():
    headings = [*FORMS, "你的姓名"]
    layout = recognise(MadeUpExport(headings, [[*FILLED[:4], "Account", "王小明"]]))
    assert [q.column for q in layout.questions] == [5, 4]
    assert [q.column for q in recognise(MadeUpExport(headings, [[*FILLED, "王小明"]])).questions] == [5]


def test_a_response_is_walked_by_its_links_and_two_answers_to_one_item_are_none():
    links = Links(items={"44250-9": "phq9.q1", "44255-8": "phq9.q2"}, answers={"LA6570-1": 2})
    coded = {"valueCoding": {"code": "LA6570-1", "display": "More than half the days"}}
    ordinal = {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": "3"}
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "authored": "2026-03-02T08:05:00+08:00",
        "subject": {"reference": "Patient/G7", "display": "somebody"},
        "item": [
            {"linkId": "/44250-9", "answer": [coded]},
            {"linkId": "group", "item": [{"linkId": "x/44255-8", "answer": [coded, coded]}]},
            {"linkId": "gad7.q3", "text": "担心", "answer": [{"valueInteger": 1}]},
            {"linkId": "own", "text": "其他题", "answer": [{"valueCoding": {"code": "c", "extension": [ordinal]}}]},
        ],
    }
    headings, rows = as_table([response], links)
    assert rows == [
        {
            "QuestionnaireResponse.status": "completed",
            "QuestionnaireResponse.authored": "2026-03-02T08:05:00+08:00",
            "student": "G7",
            "phq9.q1": "2",
            "phq9.q2": "2 | 2",
            "gad7.q3": "1",
            "其他题": "3",
        }
    ]
    assert headings == list(rows[0])
