"""问卷星 headings are understood in every form seen; anything else is a plain table."""

import pytest

from screening.intake.platforms import coding_in_name, recognise
from tests.unit.intake.made_up import MadeUpExport

METADATA = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]


def questions(headings, rows=(), name="x.xlsx"):
    return recognise(MadeUpExport(headings, rows, name)).questions


@pytest.mark.parametrize(
    ("heading", "number", "stem"),
    [
        pytest.param("7、爱好 ", 7, "爱好", id="ideographic comma, trailing space"),
        pytest.param("7.爱好", 7, "爱好", id="point"),
        pytest.param("7\uff1a爱好", 7, "爱好", id="full-width colon"),
        pytest.param("7\t爱好", 7, "爱好", id="TAB pasted by the author"),
        pytest.param("(1)7、爱好", 7, "爱好", id="one blank of several"),
        pytest.param("7、一天睡 7.5 小时——够吗", 7, "一天睡 7.5 小时——够吗", id="two dashes are punctuation"),
        pytest.param("爱好", None, "爱好", id="numbers switched off"),
        pytest.param("1.5小时以上", None, "1.5小时以上", id="a decimal is no question number"),
    ],
)
def test_a_single_question_is_read_with_its_number(heading, number, stem):
    found = questions([*METADATA, heading])[0]
    assert (found.column, found.number, found.stem, found.matrix) == (6, number, stem, False)


def test_the_rows_of_a_matrix_share_the_stem_that_only_the_first_carries():
    found = questions([*METADATA, "7、最近两周—行甲", "7、行乙", "7、行丙", "8、单独"])
    assert [(q.number, q.stem, q.row, q.matrix) for q in found] == [
        (7, "最近两周", "行甲", True),
        (7, "最近两周", "行乙", True),
        (7, "最近两周", "行丙", True),
        (8, "单独", "", False),
    ]


def test_numbers_that_start_again_do_not_join_two_questions():
    found = questions([*METADATA, "1、甲", "2、乙", "1、丙", "2、丁"])
    assert not any(q.matrix for q in found)


@pytest.mark.parametrize("heading", ["3、(鲁迅)", "第3题(鲁迅)", "3、\uff08鲁迅\uff09"], ids=["half", "older", "full"])
def test_bracketed_rows_of_an_export_by_number_are_matrix_rows(heading):
    found = questions([heading, heading])[0]
    assert (found.number, found.stem, found.row, found.matrix) == (3, "", "鲁迅", True)


def test_where_a_pupil_sat_is_never_read_and_the_platforms_total_neither():
    layout = recognise(MadeUpExport([*METADATA, "总分", "1、甲"], []))
    assert (layout.serial, layout.submitted, layout.seconds) == (0, 1, 2)
    assert set(layout.ignored) == {3, 4, 5, 6}
    assert [q.column for q in layout.questions] == [7]


@pytest.mark.parametrize("blank", ["(空)", "\uff08空\uff09", "( 跳过)", "\uff08跳过\uff09", "-2", "-3", ""])
def test_every_way_of_leaving_a_question_out_is_a_blank(blank):
    from screening.intake.text import compact  # noqa: PLC0415

    assert compact(blank) in recognise(MadeUpExport([*METADATA, "1、甲"], [])).blanks


@pytest.mark.parametrize(
    ("name", "coding"),
    [
        ("331954276_按文本_测评_469_469.xlsx", "text"),
        ("331954276_按序号_测评_469_469.xlsx", "number"),
        ("331954276_按分数_测评_469_469.xlsx", "score"),
        ("800_800_0.xls", "text"),
        ("800_800_2.xls", "number"),
        ("秋季测评.xlsx", None),
    ],
)
def test_the_file_name_tells_the_coding(name, coding):
    assert coding_in_name(name) == coding


def test_a_table_with_item_names_is_plain_and_keeps_times_and_addresses_apart():
    layout = recognise(MadeUpExport(["student", "q1", "phq9.q2", "seconds", "IP Address", "身份证件号"], []))
    assert layout.platform == "plain"
    assert [(q.column, q.number) for q in layout.questions] == [(0, None), (1, 1), (2, 2)]
    assert layout.seconds == 3
    assert layout.ignored == (4, 5)
