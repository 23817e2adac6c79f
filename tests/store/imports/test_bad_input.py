"""What a counselor gets for bad input: one message or one refusal per fault, in Chinese, and nothing half written."""

import re
import shutil
import sqlite3

import pytest
import xlsxwriter

from screening.adapters.db import engine
from screening.core.errors import FileFault, MappingFault, StoreFault
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.entrypoints.importing import prepare
from screening.entrypoints.wiring import open_workspace

PHQ = [f"q{n}" for n in range(1, 10)]
CALM = ["0"] * 9
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PAGE = "<html><table><tr><td>学号</td></tr></table></html>"
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!]|[,;?!][\u4e00-\u9fff]")


def lines(*rows, head=("学号", *PHQ)):
    return "\n".join(",".join(row) for row in (head, *rows)) + "\n"


@pytest.fixture
def run(school, capfd, monkeypatch):
    """Runs a command in the school's workspace; gives exit code and what was said."""
    monkeypatch.setenv("SCREENING_WORKSPACE", str(school.folder / "workspace"))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(school.folder)

    def go(*arguments):
        code = exit_code(list(map(str, arguments)), {})
        out, err = capfd.readouterr()
        return code, out, err

    return go


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        pytest.param("a.csv", b"", 10, "文件是空的", id="an empty file"),
        pytest.param("a.xlsx", PNG, 10, "这是图片", id="a picture"),
        pytest.param("a.xls", PAGE.encode(), 10, "文件内容是网页", id="a web page"),
        pytest.param("a.xlsx", b"PK\x03\x04" + bytes(64), 10, "已损坏", id="half a workbook"),
        pytest.param("a.csv", lines(), 10, "只有表头", id="headings only"),
        pytest.param("a.csv", lines(["S1", *CALM], ["S2", "0"]), 10, "第 3 行有 2 格", id="a ragged line"),
        pytest.param("a.csv", lines(["S1", *CALM], ['"S2', *CALM]), 10, "引号没有收尾", id="an open quote"),
        pytest.param("a.csv", lines(["S1", *CALM[1:]], head=("学号", *PHQ[1:])), 11, "第 1 题", id="an item without column"),
        pytest.param("a.csv", lines(["S1", *CALM, "0"], head=("学号", *PHQ, "q3")), 11, "第 3 题有不止一列", id="an item twice"),
        pytest.param("a.csv", lines(CALM, head=PHQ), 11, "没有学号列，也没有姓名列", id="nobody named"),
        pytest.param("a.csv", lines(["S1", *CALM], head=("学号", *"abcdefghi")), 11, "找不到第 1–9 题", id="another table"),
    ],
)
def test_a_bad_file_is_one_message_with_place_and_hint_and_writes_nothing(run, school, name, content, code, said):  # noqa: PLR0917
    (school.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    before = school.counts()
    given, _, err = run("import", name, "--wave", "测试批次", "--instrument", "phq9")
    assert (given, school.counts()) == (code, before)
    assert said in err
    assert f"位置：{name}" in err
    assert "建议：" in err
    assert not HALF_WIDTH.search(err)
    assert "S1" not in err
    assert "Traceback" not in err


def test_a_broken_file_does_not_stop_the_next(run, school):
    pupil = school.pupils(8)[0].told.number
    (school.folder / "bad.csv").write_text("x\n1\n")
    (school.folder / "good.csv").write_text(lines([pupil, *CALM]), encoding="utf-8")
    code, _, _ = run("import", "bad.csv", "good.csv", "--wave", "测试批次", "--instrument", "phq9")
    assert (code, school.counts()["sheet"]) == (11, 1)


def test_a_row_with_a_fault_is_one_refusal_and_the_others_are_sheets(school):
    people = [pupil.told.number for pupil in school.pupils(8)[:4]]
    child = school.pupils(5)[0].told.number
    rows = [
        [people[0], *CALM],
        [people[1], "9", *CALM[1:]],  # no option of the instrument
        [people[2], "是 ", *CALM[1:]],  # an option of another one
        [f"'{people[3]} ", *CALM],  # a number as spreadsheets keep it
        [people[0], *CALM],  # the same pupil again
        [child, *CALM],  # too young for it
        ["G990000000000000000", *CALM],  # on no roster
        ["1.10101E+17", *CALM],  # its last digits are lost
        ["", *CALM],
        [""] * 10,
    ]
    (school.folder / "a.csv").write_text(lines(*rows), encoding="utf-8")
    report = school.take(school.folder / "a.csv", "phq9")
    assert report.refusals == dict.fromkeys(
        ("second_sitting", "wrong_grade", "unknown_pupil", "damaged_number", "no_identity"), 1
    ) | {"unreadable": 2}
    tally = report.tallies[0]
    assert (tally.rows, tally.sheets, tally.refusals, tally.blanks) == (10, 2, 7, 1)


def test_a_safety_answer_of_nobody_we_know_stands_first_in_the_list_of_tasks(run, school):
    head = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、学号", *(f"{n + 1}、题" for n in range(1, 10))]
    known = school.pupils(8)[0].told.number
    with xlsxwriter.Workbook(school.folder / "300_按文本_a_2_2.xlsx") as book:
        sheet = book.add_worksheet()
        for row, (number, last) in enumerate([(known, "几乎每天"), ("G990000000000000000", "几乎每天")], start=1):
            about = [str(row), "2026/11/20 8:00:00", "136秒", "微信", "直接访问", "192.0.2.1(合成-合成)"]
            sheet.write_row(row, 0, [*about, number, *["完全不会"] * 8, last])
        sheet.write_row(0, 0, head)
    code, out, _ = run("import", "300_按文本_a_2_2.xlsx", "--wave", "测试批次", "--instrument", "phq9")
    assert code == 3
    assert "1 行有安全回答" in out
    _, out, _ = run("tasks", "list")
    tasks = [line for line in out.splitlines() if line.strip()[:1].isdecimal()]
    assert "身份未明" in tasks[0]
    assert "第 1 次导入，第 2 行" in tasks[0]
    assert not any("身份未明" in line for line in tasks[1:])


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61])
def test_a_wave_needs_a_name_that_can_be_typed_again(school, name):
    with pytest.raises(StoreFault):
        open_synthetic_wave(school.work, name)


def test_a_name_that_is_taken_is_refused_also_with_spaces_around_it(school):
    with pytest.raises(StoreFault, match="already"):
        open_synthetic_wave(school.work, " 测试批次 ")


def test_a_database_that_is_gone_is_not_made_anew(school):
    school.work.store.close()
    (school.folder / "workspace" / "screening.db").unlink()
    with pytest.raises(StoreFault):
        open_workspace(school.folder / "workspace").uow()
    assert not (school.folder / "workspace" / "screening.db").exists()


def test_a_file_that_is_no_database_is_said_so(school):
    school.work.store.close()
    (school.folder / "workspace" / "screening.db").write_bytes(b"something else" * 100)
    with pytest.raises(StoreFault, match="damaged"):
        open_workspace(school.folder / "workspace").uow()


def test_a_workspace_may_be_moved(school):
    school.work.store.close()
    shutil.move(school.folder / "workspace", school.folder / "elsewhere")
    assert open_workspace(school.folder / "elsewhere").member is not None


def test_a_locked_database_is_one_message_and_the_import_can_be_run_again(run, school, monkeypatch):
    pupil = school.pupils(8)[0].told.number
    (school.folder / "a.csv").write_text(lines([pupil, *CALM]), encoding="utf-8")
    school.work.store.close()
    monkeypatch.setattr(engine, "_PRAGMAS", ("busy_timeout = 50", *engine._PRAGMAS[1:]))
    other = sqlite3.connect(school.folder / "workspace" / "screening.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, _, err = run("import", "a.csv", "--wave", "测试批次", "--instrument", "phq9")
    other.rollback()
    other.close()
    assert code == 15
    assert "Traceback" not in err
    assert run("import", "a.csv", "--wave", "测试批次", "--instrument", "phq9")[0] == 0


def test_faults_of_a_file_are_raised_before_anything_is_opened_for_writing(tmp_path):
    (tmp_path / "a.csv").write_text(lines(), encoding="utf-8")
    with pytest.raises(FileFault):
        prepare(tmp_path / "a.csv", ["phq9"], None)
    (tmp_path / "a.csv").write_text(lines(CALM, head=PHQ), encoding="utf-8")
    with pytest.raises(MappingFault):
        prepare(tmp_path / "a.csv", ["phq9"], None)
