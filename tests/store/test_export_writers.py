"""The synthetic school as files: what is written is what a school and its survey platform would hand over."""

import csv
import re
import zipfile

import fastexcel
import openpyxl
import pytest
import python_calamine

from screening.adapters.export_writers.plain import write_plain
from screening.adapters.export_writers.roster import PUPIL_HEADINGS, write_roster
from screening.adapters.export_writers.wjx import write_wjx
from screening.adapters.export_writers.workbook import StreamedWorkbook
from screening.adapters.instrument_files import load_instrument
from screening.research.synthetic import answer_model, people, plan_school, sit

PUPILS = 300
HEAD = 10  # metadata, identity, consent


@pytest.fixture(scope="module")
def school():
    return plan_school(PUPILS, seed=11)


@pytest.fixture(scope="module")
def models():
    return [answer_model(load_instrument(name)) for name in ("mht@1", "phq9@1", "gad7@1")]


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path):
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_headings_are_those_of_the_platform(tmp_path, school, models):
    head = read_csv(write_wjx(tmp_path, school, models, kind="csv").path)[0]
    assert head[:6] == ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    assert head[6:10] == ["1、您的学号", "2、您的姓名", "3、您的班级", "4、是否同意参加"]
    assert re.fullmatch(r"5、题目 1 \S+", head[10])
    assert head[HEAD + 50] == "55、这道题请选择“否”"
    assert re.fullmatch(r"56、题目 51 \S+", head[HEAD + 51])
    assert re.fullmatch(r"106、最近两周—\S+", head[HEAD + 101])
    assert all(re.fullmatch(r"106、[^—]+", words) for words in head[HEAD + 102 : HEAD + 110])
    assert head[HEAD + 110].startswith("107、最近两周—")
    assert len(head) == HEAD + 100 + 1 + 9 + 7


@pytest.mark.parametrize(("coding", "words"), [("text", "按文本"), ("number", "按序号"), ("score", "按分数")])
def test_the_file_is_named_as_the_platform_names_it(tmp_path, school, models, coding, words):
    for kind in ("csv", "xlsx"):
        written = write_wjx(tmp_path, school, models, coding=coding, kind=kind)
        assert re.fullmatch(rf"\d+_{words}_\S+_{written.rows}_{written.rows}\.{kind}", written.path.name)
    assert len(list(tmp_path.iterdir())) == 2


def test_every_kind_of_row_metadata_looks_like_the_platforms(tmp_path, school, models):
    rows = read_csv(write_wjx(tmp_path, school, models, kind="csv").path)[1:]
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    for row in rows:
        assert re.fullmatch(r"2026/10/\d{1,2} \d{1,2}:\d{2}:\d{2}", row[1])
        assert re.fullmatch(r"\d+秒", row[2])
        assert row[5].startswith("192.0.2.")


def test_the_three_codings_say_the_same(tmp_path, school, models):
    text, number, score = (
        read_csv(write_wjx(tmp_path, school, models, kind="csv", coding=coding).path)[1:]
        for coding in ("text", "number", "score")
    )
    rows = sit(school, 0, models)
    meaning = {"(空)": ("-2", "-2"), "(跳过)": ("-3", "-3"), "是": ("1", "1"), "否": ("2", "0")}
    for one, two, three, codes in zip(text, number, score, rows.answers[0].tolist(), strict=True):
        mht = [place for place in range(HEAD, HEAD + 101) if place != HEAD + 50]
        assert [(two[place], three[place]) for place in mht] == [meaning[one[place]] for place in mht]
        if one[9] == "同意":
            assert [-1 if three[place] == "-2" else int(three[place]) for place in mht] == codes
    options = {"完全不会": ("1", "0"), "好几天": ("2", "1"), "一半以上天数": ("3", "2"), "几乎每天": ("4", "3")}
    for one, two, three in zip(text, number, score, strict=True):
        for place in range(HEAD + 101, HEAD + 117):
            assert (two[place], three[place]) == (meaning | options)[one[place]]


def test_pupils_who_are_not_asked_or_decline_skip(tmp_path, school, models):
    rows = read_csv(write_wjx(tmp_path, school, models, kind="csv").path)[1:]
    sittings = sit(school, 0, models)
    grades = school.class_grades[school.class_of(sittings.pupil)]
    for row, grade, agreed in zip(rows, grades.tolist(), sittings.agreed.tolist(), strict=True):
        skipped = set(row[HEAD + 101 : HEAD + 110]) == {"(跳过)"}
        assert skipped == (grade < 7 or not agreed)
        assert (row[9] == "不同意") == (not agreed)


@pytest.mark.parametrize("coding", ["text", "number"])
def test_a_workbook_holds_what_the_csv_file_holds(tmp_path, school, models, coding):
    table = read_csv(write_wjx(tmp_path, school, models, kind="csv", coding=coding).path)
    book = write_wjx(tmp_path, school, models, kind="xlsx", coding=coding).path
    as_text = [[str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in read_xlsx(book)]
    assert as_text == table
    opened = openpyxl.load_workbook(book, read_only=True)
    assert [[str(cell) for cell in row] for row in opened.active.iter_rows(values_only=True)] == table
    opened.close()
    frame = fastexcel.read_excel(book).load_sheet(0, dtypes="string").to_arrow()
    assert frame.num_rows == len(table) - 1
    assert frame.column(6).to_pylist() == [row[6] for row in table[1:]]


def test_a_workbook_keeps_its_texts_once_and_in_common(tmp_path, school, models):
    book = write_wjx(tmp_path, school, models).path
    with zipfile.ZipFile(book) as archive:
        assert archive.testzip() is None
        assert b"inlineStr" not in archive.read("xl/worksheets/sheet1.xml")
        assert archive.read("xl/sharedStrings.xml").count('<t xml:space="preserve">是</t>'.encode()) == 1
        assert b"<Application></Application><AppVersion>14.0300" in archive.read("docProps/app.xml")


def test_texts_with_markup_and_blanks_come_back_as_they_were(tmp_path):
    cells = ["<&>\"'", "  a  ", "多\n行", "", "=1+1"]
    with StreamedWorkbook(tmp_path / "odd.xlsx", ["一", "二", "三", "四", "五"], [False] * 5) as book:
        book.add([cells])
    assert read_xlsx(tmp_path / "odd.xlsx")[1] == cells


def test_a_worksheet_never_grows_beyond_what_can_be_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("screening.adapters.export_writers.workbook.MOST_ROWS", 3)
    with StreamedWorkbook(tmp_path / "long.xlsx", ["一"], [True]) as book, pytest.raises(ValueError, match="holds 3 lines"):
        book.add([[1], [2], [3]])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_same_seed_gives_the_same_files(tmp_path, models, kind):
    made = []
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
        school = plan_school(120, seed=5)
        write_roster(tmp_path / place / "roster.xlsx", school)
        write_wjx(tmp_path / place, school, models, kind=kind)
        made.append({path.name: path.read_bytes() for path in (tmp_path / place).iterdir()})
    assert made[0] == made[1]


def test_the_second_wave_is_another_file_of_the_same_pupils(tmp_path, school, models):
    first, second = (write_wjx(tmp_path, school, models, wave=wave, kind="csv").path for wave in (1, 2))
    assert first.name != second.name
    numbers = [{row[6] for row in read_csv(path)} for path in (first, second)]
    assert len(numbers[0] & numbers[1]) > 0.8 * PUPILS
    assert all(row[1].startswith("2027/4/") for row in read_csv(second)[1:])


def test_the_roster_is_laid_out_like_the_school_register(tmp_path, school):
    write_roster(tmp_path / "roster.xlsx", school)
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "roster.xlsx")
    assert book.sheet_names == ["学生", "教职工", "学校"]
    pupils = book.get_sheet_by_name("学生").to_python()
    assert tuple(pupils[0]) == PUPIL_HEADINGS
    folk = people(school, 0)
    assert [row[3] for row in pupils[1:]] == folk.number
    assert [row[0] for row in pupils[1:]] == folk.name
    assert {row[8] for row in pupils[1:]} == {"已同意", "不同意", ""}
    staff = book.get_sheet_by_name("教职工").to_python()
    assert staff[0] == ["姓名", "职务", "班级", "年级", "邮箱", "电话"]
    assert {row[1] for row in staff[1:]} == {"班主任", "副班主任", "年级组长", "心理教师", "副心理教师", "德育主任", "校长"}


def test_a_plain_table_needs_no_mapping(tmp_path, school, models):
    alone = read_csv(write_plain(tmp_path, school, models[1:2]).path)
    assert alone[0] == ["student", *(f"q{n}" for n in range(1, 10))]
    codes = sit(school, 0, models[1:2]).answers[0].tolist()
    assert [[-1 if cell == "" else int(cell) for cell in row[1:]] for row in alone[1:]] == codes
    together = read_csv(write_plain(tmp_path, school, models).path)
    assert together[0][101] == "phq9.q1"
