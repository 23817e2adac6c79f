"""The check names what differs from the kit, place by place, in exports by text and by option number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import FileFault, InstrumentFault
from screening.intake.kit.check import as_kit
from screening.intake.kit.contents import NumberShape
from screening.intake.kit.trial import Trial, chosen
from tests.unit.intake.kit.submissions import CODE, LEAD, checked, faults, kit_of, made

KIT = kit_of("mht", "phq9", "gad7")
PHQ9 = LEAD + 101  # column of its first item: MHT has 100 and an attention check
CODINGS = pytest.mark.parametrize("coding", ["text", "number"])


@CODINGS
@pytest.mark.parametrize(
    "codes", [("mht", "phq9", "gad7"), ("mssmhs",), ("dass21",), ("who5", "mht"), ("cdi_printed",)], ids=" ".join
)
def test_a_survey_made_as_the_kit_says_is_right_everywhere(codes, coding):
    kit = kit_of(*codes)
    found = checked(kit, *made(kit, coding), coding)
    assert faults(found) == {}
    assert as_kit(found)
    assert sum(1 for one in found if one.state == "as_kit") >= sum(len(sheet.lines) for sheet in kit.sheets)


@CODINGS
def test_one_answered_submission_and_one_that_declined_are_enough(coding):
    assert as_kit(checked(KIT, *made(KIT, coding, (Trial.FIRST, Trial.DECLINED)), coding))


@CODINGS
def test_options_in_the_opposite_order_are_told_at_every_item(coding):
    headings, rows = made(KIT, coding)
    turned = {"是": "否", "否": "是", "1": "2", "2": "1"}
    attention = LEAD + 50
    rows = [
        [turned.get(cell, cell) if LEAD <= at < PHQ9 and at != attention else cell for at, cell in enumerate(row)] for row in rows
    ]
    found = faults(checked(KIT, headings, rows, coding))
    assert {what.partition("：")[2] for place, what in found.items() if place.startswith("mht q")} == {"选项的顺序反了"}
    assert sum(place.startswith("mht q") for place in found) == 100
    assert not any(place.startswith(("phq9", "gad7")) for place in found)


@CODINGS
def test_two_items_that_changed_places_are_both_named(coding):
    headings, rows = made(KIT, coding)
    headings = [
        f"{at}、原文" if at >= LEAD and at != LEAD + 50 else heading for at, heading in enumerate(headings)
    ]  # titles tell nothing
    for row in rows:
        row[LEAD + 3], row[LEAD + 4] = row[LEAD + 4], row[LEAD + 3]
    found = faults(checked(KIT, headings, rows, coding))
    assert found["mht q4 为分数难过"] == f"第 {LEAD + 4} 列：和 q5 换了位置"
    assert found["mht q5 怕考低分"] == f"第 {LEAD + 5} 列：和 q4 换了位置"


def test_titles_in_another_order_are_told_even_if_the_answers_fit():
    headings, rows = made(KIT, "text")
    headings[PHQ9 + 1], headings[PHQ9 + 2] = headings[PHQ9 + 2], headings[PHQ9 + 1]
    assert set(faults(checked(KIT, headings, rows))) >= {"phq9 q2 情绪低落", "phq9 q3 睡眠问题"}


@given(st.integers(0, 8), st.integers(0, 8), st.sampled_from(["text", "number"]))
def test_any_two_items_of_the_phq9_that_changed_places_are_found(one, other, coding):
    kit = kit_of("phq9")
    headings, rows = made(kit, coding)
    headings = [*headings[:LEAD], *(f"{at}、原文{at}" for at in range(9))]
    for row in rows:
        row[LEAD + one], row[LEAD + other] = row[LEAD + other], row[LEAD + one]
    assert as_kit(checked(kit, headings, rows, coding)) == (one == other)


@CODINGS
def test_a_missing_item_is_named_and_the_others_are_not(coding):
    headings, rows = made(KIT, coding)
    for line in (headings, *rows):
        del line[PHQ9 + 5]
    found = faults(checked(KIT, headings, rows, coding))
    assert {place.split()[1]: what for place, what in found.items() if place.startswith("phq9")} == {"q6": "文件里没有这一题的列"}


def test_a_strange_question_between_the_items_is_wrong_and_one_behind_them_is_only_noted():
    headings, rows = made(KIT, "text")
    headings, rows = [*headings, "300、你喜欢什么运动"], [[*row, "(跳过)" if "(跳过)" in row else "跑步"] for row in rows]
    assert as_kit(checked(KIT, headings, rows))
    headings.insert(PHQ9 + 4, "200、你的爱好")
    for row in rows:
        row.insert(PHQ9 + 4, "(跳过)" if "(跳过)" in row else "画画")
    assert any(place.startswith(f"第 {PHQ9 + 5} 列") for place in faults(checked(KIT, headings, rows)))


@CODINGS
@pytest.mark.parametrize(
    ("column", "place"),
    [
        pytest.param(7, "姓名", id="no name"),
        pytest.param(8, "班级", id="no class"),
        pytest.param(9, "知情同意", id="no consent question"),
        pytest.param(LEAD + 50, "mht 第 51 行 注意力题", id="no attention check"),
    ],
)
def test_a_question_that_is_not_asked_is_named(column, place, coding):
    headings, rows = made(KIT, coding)
    for line in (headings, *rows):
        del line[column]
    assert place in faults(checked(KIT, headings, rows, coding))


def without(headings, rows, column):
    return [one for at, one in enumerate(headings) if at != column], [
        [cell for at, cell in enumerate(row) if at != column] for row in rows
    ]


def test_without_a_number_the_slips_code_must_arrive():
    headings, rows = without(*made(KIT, "text"), 6)
    assert "学号" not in faults(checked(KIT, headings, rows))
    rows = [["N/A" if cell == CODE else cell for cell in row] for row in rows]
    assert "学号" in faults(checked(KIT, headings, rows))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("1", "开头的 0", id="leading zeros lost"),
        pytest.param("1.0E+17", "科学计数", id="made a quantity"),
        pytest.param("(空)", "必填", id="left blank"),
        pytest.param("12345678", "不是约定", id="another number"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(cell, said):
    headings, rows = made(KIT, "text")
    rows[0][6] = cell
    assert said in faults(checked(KIT, headings, rows))["学号"]


def test_numbers_that_begin_with_a_letter_are_checked_too():
    kit = kit_of("phq9", number=NumberShape(letter="G", digits=18, uniform=True))
    assert as_kit(checked(kit, *made(kit, "text")))


@CODINGS
def test_a_skip_that_was_not_tried_or_does_not_work_is_told(coding):
    headings, rows = made(KIT, coding)
    untried = checked(KIT, headings, [rows[0], rows[2]], coding)
    assert faults(untried) == {"不同意就结束": "还没有一份选“不同意”的试填"}
    assert not as_kit(untried)
    rows[1][LEAD:] = rows[0][LEAD:]
    assert "跳转" in faults(checked(KIT, headings, rows, coding))["不同意就结束"]


def test_agreeing_as_the_second_option_is_told():
    headings, rows = made(KIT, "number")
    for row in rows:
        row[9] = {"1": "2", "2": "1"}[row[9]]
    assert "放在第一个" in faults(checked(KIT, headings, rows, "number"))["知情同意"]


def test_option_texts_of_another_printing_are_told_with_those_that_are_right():
    kit = kit_of("phq9")
    headings, rows = made(kit, "text")
    rows = [["好多天" if cell == "好几天" else cell for cell in row] for row in rows]
    assert "应为 “完全不会”、“好几天”" in next(iter(faults(checked(kit, headings, rows)).values()))


def test_two_scales_in_one_run_of_single_questions_are_asked_about_before_the_pupils_sit():
    headings, rows = made(KIT, "text")
    headings[PHQ9:] = [f"{at}、原文{at}" for at in range(300, 300 + len(headings) - PHQ9)]
    assert "按导入的方式读一遍" in faults(checked(KIT, headings, rows))


PAGE = load_instrument("dated_safety")
WITH_PAGE = [("mht", "dated_safety"), ("mssmhs", "dated_safety"), ("rcads47", "dated_safety"), ("mht", "phq9", "dated_safety")]


@CODINGS
@pytest.mark.parametrize("codes", WITH_PAGE, ids=" ".join)
def test_a_follow_up_page_that_comes_up_in_the_third_submission_alone_is_right(codes, coding):
    kit = kit_of(*codes)
    found = checked(kit, *made(kit, coding), coding)
    assert faults(found) == {}
    assert sum(one.place.zh.startswith("dated_safety q") for one in found if one.state == "as_kit") == 6


@CODINGS
def test_a_page_that_comes_up_without_its_condition_is_told_question_by_question(coding):
    kit = kit_of("mht", "dated_safety")
    headings, rows = made(kit, coding)
    rows[0][-6:] = ["没有"] * 6 if coding == "text" else ["1"] * 6
    told = [what for place, what in faults(checked(kit, headings, rows, coding)).items() if place.startswith("dated_safety")]
    assert len(told) == 6
    assert all("不该出现" in what for what in told)


@CODINGS
def test_a_page_that_never_comes_up_is_no_good_page(coding):
    kit = kit_of("mht", "dated_safety")
    headings, rows = made(kit, coding)
    rows[2][-6:] = rows[0][-6:]
    told = [what for place, what in faults(checked(kit, headings, rows, coding)).items() if place.startswith("dated_safety")]
    assert len(told) == 6
    assert all("没有出现" in what for what in told)


def test_a_page_nobody_saw_was_not_tried():
    kit = kit_of("mht", "dated_safety")
    found = checked(kit, *made(kit, "text", (Trial.FIRST, Trial.DECLINED)))
    assert sum(place.startswith("dated_safety") for place in faults(found, "untried")) == 6


def test_two_questions_of_the_page_that_changed_places_are_told_by_their_words():
    kit = kit_of("mht", "dated_safety")
    headings, rows = made(kit, "text")
    headings[-1], headings[-2] = headings[-2], headings[-1]
    assert any(place.startswith("dated_safety q5") for place in faults(checked(kit, headings, rows)))


def test_a_page_that_the_kit_does_not_know_of_is_wrong():
    headings, rows = made(kit_of("mht", "dated_safety"), "text")
    found = checked(kit_of("mht"), headings, rows, pages=[PAGE])
    assert any("准备材料里没有" in what for what in faults(found).values())


@pytest.mark.parametrize("codes", [("dated_safety",), ("phq9", "dated_safety"), ("dated_safety", "mht")], ids=" ".join)
def test_a_page_stands_behind_an_instrument_that_can_bring_it_up(codes):
    with pytest.raises(InstrumentFault):
        kit_of(*codes)


def test_real_answers_are_not_looked_at():
    headings, rows = made(KIT, "text")
    with pytest.raises(FileFault):
        checked(KIT, headings, rows * 4)


def test_the_two_patterns_tell_as_many_neighbours_apart_as_there_are_pairs_of_options():
    for sheet in kit_of("mht", "phq9").sheets:
        pairs = [(chosen(line, Trial.FIRST), chosen(line, Trial.SECOND)) for line in sheet.lines if not line.asked]
        window = len(sheet.lines[0].options) ** 2
        whole = pairs[:window] if len(pairs) >= window else pairs
        assert len(set(whole)) == len(whole)
