"""Cells of a workbook come in as the text a person sees, and what a spreadsheet destroyed is marked."""

from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter
import xlwt

from screening.adapters.survey_files import open_export
from screening.adapters.survey_files.workbook import open_workbook


def rows_of(path):
    export = open_export(path)
    rows = []
    for chunk in export.chunks():
        rows += zip(*(chunk.column(index).texts() for index in range(len(export.headings))), strict=True)
    return export, rows


def book(path, rows, *, dress=None):
    """An xlsx with these rows; dates and times get the format a person would give them."""
    with xlsxwriter.Workbook(str(path), {"remove_timezone": True}) as workbook:
        sheet = workbook.add_worksheet("Sheet1")
        formats = {
            datetime: workbook.add_format({"num_format": "yyyy/m/d hh:mm:ss"}),
            date: workbook.add_format({"num_format": "yyyy/m/d"}),
            time: workbook.add_format({"num_format": "hh:mm:ss"}),
        }
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell, formats.get(type(cell)))
        if dress:
            dress(workbook, sheet)
    return path


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        pytest.param(1, "1", id="whole numbers without a decimal"),
        pytest.param(2.5, "2.5", id="a half"),
        pytest.param(0.1 + 0.2, "0.3", id="without the noise of binary fractions"),
        pytest.param("0123", "0123", id="text keeps its zeros"),
        pytest.param("完全不会", "完全不会", id="words"),
        pytest.param("两行\n文字", "两行\n文字", id="a line break"),
        pytest.param("G990000000000000001", "G990000000000000001", id="a student number with its letter"),
        pytest.param(202501, "202501", id="a short student number as a number"),
        pytest.param(990000000000001234, "9.90000E+17", id="a long number has lost its digits, as Excel shows"),
        pytest.param(datetime(2025, 3, 6, 0, 13, 26, tzinfo=UTC), "2025-03-06 00:13:26", id="date and time"),
        pytest.param(date(2013, 5, 17), "2013-05-17", id="a date without a midnight nobody typed"),
        pytest.param(time(0, 2, 3), "00:02:03", id="a time without a day in 1899"),
        pytest.param(None, "", id="an empty cell"),
    ],
)
def test_a_cell_is_the_text_a_person_sees(tmp_path, cell, seen):
    _, rows = rows_of(book(tmp_path / "a.xlsx", [["学号", "姓名"], [cell, "王小明"]]))
    assert rows == [(seen, "王小明")]


def test_long_numbers_kept_as_text_are_whole_even_if_they_end_in_zeros(tmp_path):
    numbers = ["990000000000001000", "990000000000001280", "990000000000001234"]
    _, rows = rows_of(book(tmp_path / "a.xlsx", [["学号"], *([n] for n in numbers)]))
    assert [row[0] for row in rows] == numbers


def test_titles_above_and_empty_rows_and_columns_at_the_end_are_no_answers(tmp_path):
    def dress(_workbook, sheet):
        sheet.merge_range(0, 0, 0, 2, "秋季测评结果")
        sheet.write_blank(9, 6, None)

    path = book(
        tmp_path / "a.xlsx", [[], ["学号", "q1", "q2"], ["G1", 0, 1], ["", "", ""], ["G2", 2, 3], ["", " ", ""]], dress=dress
    )
    export, rows = rows_of(path)
    assert (export.header_row, export.headings) == (2, ("学号", "q1", "q2"))
    assert rows == [("G1", "0", "1"), ("", "", ""), ("G2", "2", "3")]


def test_hidden_rows_and_sheets_are_read_alike_and_told(tmp_path):
    def dress(workbook, sheet):
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        workbook.add_worksheet("旧表").hide()

    export, rows = rows_of(book(tmp_path / "a.xlsx", [["q1", "q2"], [0, 1], [2, 3]], dress=dress))
    assert len(rows) == 2
    notes = " ".join(note.zh for note in export.notes)
    assert "1 行被隐藏" in notes
    assert "隐藏的列" in notes
    assert "1 个隐藏的工作表" in notes


def test_the_first_sheet_with_something_in_it_is_read_and_others_are_told(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as workbook:
        workbook.add_worksheet("空")
        workbook.add_worksheet("答卷").write_row(0, 0, ["q1", "q2"])
        workbook.add_worksheet("说明").write(0, 0, "x")
    export = open_export(tmp_path / "a.xlsx")
    assert export.headings == ("q1", "q2")
    assert any("答卷" in note.zh for note in export.notes)


def test_an_old_workbook_is_read_like_a_new_one(tmp_path):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    for line, row in enumerate([["学号", "q1"], ["G1", 2], ["G2", ""]]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    workbook.save(str(tmp_path / "a.xls"))
    _, rows = rows_of(tmp_path / "a.xls")
    assert rows == [("G1", "2"), ("G2", "")]


def test_a_large_sheet_comes_in_chunks_of_ten_thousand(tmp_path):
    export = open_export(book(tmp_path / "a.xlsx", [["q1"], *([n % 4] for n in range(20_001))]))
    assert [(chunk.first_row, chunk.rows) for chunk in export.chunks()] == [(1, 10_000), (10_001, 10_000), (20_001, 1)]
    assert len(export.sample) == 200


def test_a_roster_workbook_comes_in_sheet_by_sheet_and_a_csv_as_one_table(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as workbook:
        workbook.add_worksheet("学生").write_column(0, 0, ["学籍号", 990000000000001234])
        workbook.add_worksheet("学校").write_column(0, 0, ["名称", "合成学校"])
    assert open_workbook(tmp_path / "a.xlsx") == {"学生": [["学籍号"], ["9.90000E+17"]], "学校": [["名称"], ["合成学校"]]}
    (tmp_path / "a.csv").write_text("名册,\n学籍号,姓名\nG1,王小明\n", encoding="gbk")
    assert open_workbook(tmp_path / "a.csv") == {"": [[], ["学籍号", "姓名"], ["G1", "王小明"]]}


@pytest.mark.parametrize(
    ("head", "told"), [(["序号", "提交答卷时间", "所用时间", "来源", "1、心情"], True), (["student", "q1"], False)]
)
def test_an_export_saved_again_by_hand_is_told_and_an_own_table_is_not(tmp_path, head, told):
    export = open_export(book(tmp_path / "a.xlsx", [head, ["1"] * len(head)]))  # written as if by Excel
    assert any("另存" in note.zh for note in export.notes) is told
