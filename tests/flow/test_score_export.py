"""`screening score`: one line per data row, refused rows without a sum, exit codes as agreed."""

import csv
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import time_machine
import xlsxwriter

from screening.adapters.instrument_files import load_instrument
from screening.entrypoints.cli.main import exit_code

ITEMS = [f"q{n}" for n in range(1, 10)]
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
CALM, SAD = [0] * 9, [3, 3, 3, 3, 3, 3, 3, 3, 2]


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    """Runs the command in an empty folder; gives exit code, lines on stdout as dicts, and stderr."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments, form="csv"):
        code = exit_code(["score", *map(str, arguments)], {})
        out, err = capfd.readouterr()
        rows = [json.loads(line) for line in out.splitlines()] if form == "json" else list(csv.DictReader(io.StringIO(out)))
        return code, rows, err

    return go


def table(name, *rows, head=("student", *ITEMS), encoding="utf-8"):
    with Path(name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return name


def test_every_row_has_its_line_with_score_band_validity_and_safety(run):
    code, rows, err = run(table("a.csv", ["S1", *CALM], ["S2", *SAD]), "--instrument", "phq9")
    assert code == 0
    names = ["row", "student", "total", "total.answered", "total.band", "validity", "safety", "refusal"]
    calm, sad = ["1", "S1", "0", "9", "minimal", "OK", "", ""], ["2", "S2", "26", "9", "severe", "OK", "q9", ""]
    assert rows == [dict(zip(names, cells, strict=True)) for cells in (calm, sad)]
    assert "没有加密" in err


@pytest.mark.parametrize("wrong", ["4", "-1", "1.5", "99", "often", "1e1"])
def test_a_row_with_an_answer_outside_the_codes_is_refused_never_summed_and_still_read_for_safety(run, wrong):
    code, rows, err = run(table("a.csv", ["S1", wrong, *SAD[1:]], ["S2", *CALM]), "--instrument", "phq9")
    assert code == 3
    assert (rows[0]["total"], rows[0]["total.answered"], rows[0]["total.band"], rows[0]["validity"]) == ("", "", "", "")
    assert (rows[0]["refusal"], rows[0]["safety"]) == ("unreadable", "q9")
    assert rows[1]["total"] == "0"
    assert "S1" not in err


def test_blank_rows_keep_their_line(run):
    code, rows, _ = run(table("a.csv", ["S1", *CALM], [""] * 10, ["S3", *[""] * 9], ["S4", *CALM]), "--instrument", "phq9")
    assert code == 3
    assert [row["refusal"] for row in rows] == ["", "blank", "blank", ""]
    assert [row["row"] for row in rows] == ["1", "2", "3", "4"]


def test_lines_are_data_rows_also_at_the_end_of_the_file(run):
    file = table("a.csv", ["S1", *CALM], [""] * 10, [""] * 10)
    Path(file).write_text(Path(file).read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    _, rows, _ = run(file, "--instrument", "phq9")
    assert [(row["row"], row["refusal"]) for row in rows] == [("1", ""), ("2", "blank"), ("3", "blank")]


def test_rows_of_a_workbook_that_hold_formats_only_are_no_rows(run):
    with xlsxwriter.Workbook("a.xlsx") as workbook:
        sheet, tinted = workbook.add_worksheet(), workbook.add_format({"bg_color": "yellow"})
        sheet.write_row(0, 0, ["student", *ITEMS])
        sheet.write_row(1, 0, ["S1", *SAD])
        sheet.write_row(3, 0, ["S3", *SAD])
        sheet.write_blank(9, 4, None, tinted)
    _, rows, _ = run("a.xlsx", "--instrument", "phq9")
    assert [row["refusal"] for row in rows] == ["", "blank", ""]


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_file_that_ends_below_its_headings_gives_an_empty_table(run, form):
    code, _, err = run(table("a.csv"), "--instrument", "phq9", "--format", form, "--out", f"o.{form}")
    assert code == 0
    assert "没有数据行" in err
    if form == "parquet":
        assert pq.read_table("o.parquet").num_rows == 0
    else:
        lines = Path(f"o.{form}").read_text(encoding="utf-8").splitlines()
        assert [line.split(",")[:2] for line in lines] == ([["row", "student"]] if form == "csv" else [])


def test_a_pupil_who_declined_is_not_called_blank(run):
    head = ("是否同意参加", "student", *ITEMS)
    file = table("a.csv", ["不同意", "S1", *[""] * 9], ["同意", "S2", *[""] * 9], [""] * 11, ["同意", "S4", *CALM], head=head)
    _, rows, _ = run(file, "--instrument", "phq9")
    assert [row["refusal"] for row in rows] == ["declined_by_pupil", "blank", "blank", ""]


def wjx(name, *rows):
    head = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、学号", *(f"{n + 1}、题" for n in range(1, 10))]
    about = ["2026/9/7 8:00:00", "136秒", "链接", "直接访问", "192.0.2.1(合成-合成)"]
    return table(name, *([at, *about, *row] for at, row in enumerate(rows, start=1)), head=head)


@pytest.mark.parametrize("odd", ["9", "无", "7.5", "A"])
@pytest.mark.parametrize("rows", [2, 5, 40])
def test_one_odd_cell_refuses_its_row_and_not_the_whole_survey(run, odd, rows):
    answers = [[f"S{n}", *[(n + k) % 4 for k in range(9)]] for n in range(rows)]
    answers[1][3] = odd
    code, lines, _ = run(wjx("300_按分数_a_1_1.csv", *answers), "--instrument", "phq9")
    assert code == 3
    assert [line["refusal"] for line in lines] == ["", "unreadable", *[""] * (rows - 2)]


def test_rows_of_nothing_but_odd_answers_are_refused_one_by_one(run):
    code, lines, _ = run(table("a.csv", ["S1", *[7] * 9], ["S2", *["x"] * 9]), "--instrument", "phq9")
    assert (code, [line["refusal"] for line in lines]) == (3, ["unreadable"] * 2)


def test_one_odd_number_does_not_make_the_coding_of_a_survey_unclear(run):
    answers = [[f"S{n}", *[(n + k) % 4 for k in range(9)]] for n in range(40)]
    answers[1][3] = 9
    code, lines, _ = run(wjx("survey.csv", *answers), "--instrument", "phq9")
    assert (code, lines[0]["total"], lines[1]["refusal"]) == (3, "12", "unreadable")


def test_an_odd_cell_does_not_hide_that_a_table_counts_from_one(run):
    answers = [[f"S{n}", *[1 + (n + k) % 4 for k in range(9)]] for n in range(40)]
    answers[1][3] = 9
    code, lines, err = run(table("a.csv", *answers), "--instrument", "phq9")
    assert (code, lines) == (11, [])
    assert "[codes]" in err


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_class_named_by_its_year_of_entry_is_found_on_the_roster(run, year):
    with time_machine.travel("2025-10-01 08:00:00+08:00", tick=False):
        school_class = f"{year}级8班"
        Path("roster.csv").write_text(f"姓名,学籍号,班级\n王小明,S1,{school_class}\n", encoding="utf-8")
        name = table("a.csv", ["王小明", school_class, *CALM], ["王小明", "九年级8班", *CALM], head=("姓名", "班级", *ITEMS))
        _, rows, _ = run(name, "--instrument", "phq9", "--roster", "roster.csv")
    assert [row["refusal"] for row in rows] == ["", "near_miss"]


def test_a_blank_is_never_a_low_answer(run):
    one, two = [*[3] * 8, ""], ["", "", *[3] * 7]
    _, rows, _ = run(table("a.csv", ["S1", *one], ["S2", *two]), "--instrument", "phq9")
    assert [(row["total"], row["validity"]) for row in rows] == [("", "MISSING"), ("", "MISSING")]


@pytest.mark.parametrize("cell", ["1.0", " 1 ", "\uff11", "好几天", "several days"])
def test_answers_are_read_however_they_are_written(run, cell):
    _, rows, _ = run(table("a.csv", ["S1", *[cell] * 9]), "--instrument", "phq9")
    assert rows[0]["total"] == "9"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_files_of_chinese_computers_are_read(run, encoding):
    _, rows, _ = run(
        table("a.csv", ["小明", *["几乎每天"] * 9], head=("学号", *ITEMS), encoding=encoding), "--instrument", "phq9"
    )
    assert (rows[0]["student"], rows[0]["total"]) == ("小明", "27")


def test_a_workbook_gives_the_same_as_a_text_file(run):
    with xlsxwriter.Workbook("a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["student", *ITEMS])
        sheet.write_row(1, 0, ["S1", *SAD])
        sheet.write_row(2, 0, ["S2", *CALM])
    assert run("a.xlsx", "--instrument", "phq9")[1] == run(table("a.csv", ["S1", *SAD], ["S2", *CALM]), "--instrument", "phq9")[1]


def test_a_mapping_names_columns_and_words(run):
    lines = ['instrument = "phq9"', 'student = "Participant"', "[items]", *(f'q{n} = "D{n}"' for n in range(1, 10))]
    Path("m.toml").write_text("\n".join([*lines, "[codes]", '"no" = 0', '"yes, daily" = 3']), encoding="utf-8")
    head = ["age", *(f"D{n}" for n in range(9, 0, -1)), "Participant"]
    file = table("a.csv", ["12", "yes, daily", *["no"] * 8, "P-1"], ["12", "2", *["no"] * 8, "P-2"], head=head)
    code, rows, _ = run(file, "--instrument", "phq9", "--mapping", "m.toml")
    assert code == 3
    assert [(row["student"], row["total"], row["safety"], row["refusal"]) for row in rows] == [
        ("P-1", "3", "q9", ""),
        ("P-2", "", "", "unreadable"),  # with [codes] given, nothing else is a code
    ]


def test_json_has_one_object_a_line_with_null_for_no_value(run):
    _, rows, _ = run(table("a.csv", ["", 9, *CALM[1:]], ["S2", *SAD]), "--instrument", "phq9", "--format", "json", form="json")
    assert rows[0] == {
        "row": 1, "student": None, "total": None, "total.answered": None, "total.band": None,
        "validity": None, "safety": "", "refusal": "unreadable",
    }  # fmt: skip
    assert rows[1]["total"] == 26


def test_parquet_goes_to_a_file_only(run):
    file = table("a.csv", ["S1", *SAD], ["S2", "x", *CALM[1:]])
    assert run(file, "--instrument", "phq9", "--format", "parquet")[0] == 2
    assert run(file, "--instrument", "phq9", "--format", "parquet", "--out", "o.parquet")[0] == 3
    assert pq.read_table("o.parquet").column("total").to_pylist() == [26.0, None]


def test_an_existing_file_is_replaced_only_when_told(run):
    file = table("a.csv", ["S1", *CALM])
    Path("o.csv").write_text("mine")
    code, _, err = run(file, "--instrument", "phq9", "--out", "o.csv")
    assert (code, Path("o.csv").read_text()) == (10, "mine")
    assert "--force" in err
    assert run(file, "--instrument", "phq9", "--out", "o.csv", "--force")[0] == 0
    assert Path("o.csv").read_text(encoding="utf-8").startswith("row,student,total,")


@pytest.mark.parametrize(("out", "form"), [("nowhere/o.csv", "csv"), ("folder", "csv"), ("folder", "parquet")])
def test_an_output_file_that_cannot_be_written_is_said_in_one_message(run, out, form):
    Path("folder").mkdir()
    code, _, err = run(table("a.csv", ["S1", *CALM]), "--instrument", "phq9", "--out", out, "--force", "--format", form)
    assert code == 10
    assert "输出文件写不了" in err
    assert "Traceback" not in err
    assert sorted(path.name for path in Path().iterdir()) == ["a.csv", "folder"]


@pytest.mark.parametrize("edition", ["mht", "mssmhs", "sdq_self", "scared", "dsrsc", "who5", "phq9", "gad7"])
def test_columns_stand_in_the_agreed_order_and_no_name_twice(run, edition):
    told = load_instrument(edition)
    ids = [f"q{n}" for n in range(1, told.items.count + 1)]
    _, rows, _ = run(table("a.csv", ["S1", *[told.items.low] * len(ids)], head=("student", *ids)), "--instrument", edition)
    scales = []
    for code in told.scale_codes:
        scales += [code, f"{code}.answered", f"{code}.band"]
        scales += [f"{code}.t"] if any(norm.scale == code for norm in told.norms) else []
    assert list(rows[0]) == ["row", "student", *scales, "validity", "safety", "refusal"]
    assert rows[0][told.scale_codes[0]] != ""


def test_refusals_are_counted_in_words_a_counselor_knows(run):
    _, _, err = run(table("a.csv", ["S1", *CALM], ["S2", 9, *CALM[1:]], [""] * 10, ["S4", *CALM]), "--instrument", "phq9")
    assert "计分 2，退回 2（空白 1，有无法识别的回答 1）" in err


def test_headings_a_mapping_names_in_vain_are_all_told(run):
    lines = ['instrument = "phq9"', "[items]", *(f'q{n} = "{"D" if n in {3, 5} else "q"}{n}"' for n in range(1, 10))]
    Path("m.toml").write_text("\n".join(lines), encoding="utf-8")
    code, _, err = run(table("a.csv", ["S1", *CALM]), "--instrument", "phq9", "--mapping", "m.toml")
    assert code == 11
    assert "q3“D3”、q5“D5”" in err


FORMS = ["csv", "json", "parquet"]


def read(path, form):
    """A written table as one dict per row, no value being None."""
    if form == "parquet":
        return pq.read_table(path).to_pylist()
    text = Path(path).read_text(encoding="utf-8")
    if form == "json":
        return [json.loads(line) for line in text.splitlines()]
    return [{key: value or None for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


@pytest.mark.parametrize("form", FORMS)
def test_every_format_tells_the_same_and_has_nothing_where_there_is_no_value(run, form):
    file = table("a.csv", ["S1", *SAD], ["", *["", "", *CALM[2:]]], ["S3", "x", *CALM[1:]], [""] * 10)
    assert run(file, "--instrument", "phq9", "--format", form, "--out", f"o.{form}")[0] == 3
    rows = read(f"o.{form}", form)
    nothing = [None, ""]
    assert [str(row["row"]) for row in rows] == ["1", "2", "3", "4"]
    assert [row["student"] for row in rows] == ["S1", None, "S3", None]
    assert [None if row["total"] is None else float(row["total"]) for row in rows] == [26.0, None, None, None]
    assert [None if (n := row["total.answered"]) is None else int(n) for row in rows] == [9, 7, None, None]
    assert [row["total.band"] for row in rows] == ["severe", None, None, None]
    assert [row["validity"] for row in rows] == ["OK", "MISSING", None, None]
    assert [row["safety"] or None for row in rows] == ["q9", None, None, None]
    assert [row["refusal"] or None for row in rows] == [None, None, "unreadable", "blank"]
    assert all(row["refusal"] in nothing for row in rows[:2])


@pytest.mark.parametrize("form", ["csv", "json"])
def test_numbers_are_the_shortest_decimals_that_read_back_the_same(run, form):
    ids = [f"q{n}" for n in range(1, 61)]
    file = table("a.csv", *([f"S{k}", *[1 + (k + n * n) % 5 for n in range(60)]] for k in range(5)), head=("student", *ids))
    run(file, "--instrument", "mssmhs", "--format", form, "--out", "o")
    written = Path("o").read_bytes()
    assert not written.startswith(b"\xef\xbb\xbf")
    numbers = re.findall(r"(?<=[,: ])-?\d+\.\d+(?:e-?\d+)?(?=[,}\n])", written.decode())
    assert len(numbers) > 10
    assert [repr(float(number)) for number in numbers] == numbers
    assert b".0," not in written


@pytest.mark.parametrize("form", FORMS)
def test_several_files_have_their_name_in_the_first_column(run, form):
    table("a.csv", ["S1", *CALM])
    table("b.csv", ["S1", *SAD])
    assert run("a.csv", "b.csv", "--instrument", "phq9", "--format", form, "--out", "o")[0] == 0
    rows = read("o", form)
    assert [list(row)[:2] for row in rows] == [["file", "row"]] * 2
    assert [(row["file"], str(row["row"])) for row in rows] == [("a.csv", "1"), ("b.csv", "1")]


def test_a_folder_of_one_file_still_names_it(run):
    Path("in").mkdir()
    table("in/a.csv", ["S1", *CALM])
    assert [row["file"] for row in run("in", "--instrument", "phq9")[1]] == ["a.csv"]


def test_the_table_of_a_named_edition_is_the_same(run):
    file = table("a.csv", ["S1", *SAD])
    assert run(file, "--instrument", "phq9@1")[1] == run(file, "--instrument", "phq9")[1]


def test_headings_may_be_in_any_case_and_order(run):
    head = ["ID", *(f"Q{n:02d}" for n in range(9, 0, -1))]
    _, rows, _ = run(table("a.csv", ["S1", *reversed(SAD)], head=head), "--instrument", "phq9")
    assert (rows[0]["student"], rows[0]["total"], rows[0]["safety"]) == ("S1", "26", "q9")


def test_a_mapping_of_another_instrument_is_refused(run):
    Path("m.toml").write_text('instrument = "gad7"\n[items]\nq1 = "q1"\n', encoding="utf-8")
    assert run(table("a.csv", ["S1", *CALM]), "--instrument", "phq9", "--mapping", "m.toml")[0] == 11


@pytest.mark.parametrize("edition", ["mht", "mssmhs", "sdq_self", "scared", "dsrsc", "who5", "phq9", "gad7"])
def test_a_mapping_may_rename_every_item_and_every_answer(run, edition):
    told = load_instrument(edition)
    codes = list(range(told.items.low, told.items.high + 1))
    answers = [codes[(n * 7) % len(codes)] for n in range(told.items.count)]
    ids = [f"q{n}" for n in range(1, told.items.count + 1)]
    plain = run(table("plain.csv", ["S1", *answers], head=("student", *ids)), "--instrument", edition)[1]
    lines = [f'instrument = "{edition}"', 'student = "who"', "[items]", *(f'{item} = "A {item}?"' for item in ids), "[codes]"]
    Path("m.toml").write_text("\n".join([*lines, *(f'"answer {code}" = {code}' for code in codes)]), encoding="utf-8")
    row = [*(f"answer {code}" for code in reversed(answers)), "S1"]
    file = table("named.csv", row, head=(*(f"A {item}?" for item in reversed(ids)), "who"))
    assert run(file, "--instrument", edition, "--mapping", "m.toml")[1] == plain


def test_one_bad_file_does_not_stop_the_others(run):
    Path("in").mkdir()
    table("in/a.csv", ["S1", *CALM])
    Path("in/b.csv").write_text("student,q1\nS1,2\n")
    table("in/c.csv", ["S3", *SAD])
    code, rows, err = run("in", "--instrument", "phq9")
    assert code == 11
    assert [(row["file"], row["row"], row["total"]) for row in rows] == [("a.csv", "1", "0"), ("c.csv", "1", "26")]
    assert "b.csv" in err
    assert "第 2–9 题" in err


def test_a_file_with_a_fault_gives_no_line_and_no_output_file(run):
    Path("a.csv").write_text(",".join(ITEMS) + "\n" + "0,0,0,0,0,0,0,0,0\n" * 3 + "0,0\n")
    code, rows, err = run("a.csv", "--instrument", "phq9", "--out", "o.csv")
    assert (code, rows, Path("o.csv").exists()) == (10, [], False)
    assert "第 5 行" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["nothing.csv", "--instrument", "phq9"], 10, id="no such file"),
        pytest.param(["a.csv", "--instrument", "phq"], 12, id="no such instrument"),
        pytest.param(["a.csv"], 2, id="no instrument named"),
        pytest.param(["a.csv", "--instrument", "phq9", "--format", "xml"], 2, id="no such format"),
        pytest.param(["a.csv", "--instrument", "gad7"], 11, id="the table of another questionnaire"),
        pytest.param(["a.csv", "--instrument", "phq9", "--explain", "5"], 11, id="no such row"),
    ],
)
def test_exit_codes_are_the_agreed_ones(run, arguments, code):
    table("a.csv", ["S1", *CALM])
    assert run(*arguments)[0] == code


def test_a_roster_tells_who_is_not_on_it(run):
    Path("roster.csv").write_text("姓名,学籍号,班级\n王小明,S1,701\n", encoding="utf-8")
    code, rows, _ = run(table("a.csv", ["S1", *CALM], ["S2", *SAD]), "--instrument", "phq9", "--roster", "roster.csv")
    assert code == 3
    assert [(row["refusal"], row["total"], row["safety"]) for row in rows] == [("", "0", ""), ("unknown_pupil", "", "q9")]


def test_one_row_is_explained_with_items_band_and_source(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table("a.csv", ["S1", *CALM], ["S2", 1, "", *[1] * 7])
    assert exit_code(["score", "a.csv", "--instrument", "phq9", "--explain", "2"], {}) == 0
    said = capfd.readouterr().out
    for words in ("q1=1", "q2=–", "9/8", "Kroenke", "phq9_adult_bands"):
        assert words in said
    assert "S2" not in said


def test_a_school_names_the_band_table_and_other_scales_get_no_band(run):
    table("sdq.csv", ["S1", *[1] * 25], head=("student", *(f"q{n}" for n in range(1, 26))))
    _, default, _ = run("sdq.csv", "--instrument", "sdq_self")
    code, rows, err = run("sdq.csv", "--instrument", "sdq_self", "--table", "uk_4band_self")
    assert (default[0]["total.band"], default[0]["conduct.band"]) == ("abnormal", "abnormal"), "Shanghai: 20 and 5"
    assert (code, rows[0]["total"], rows[0]["total.band"], rows[0]["conduct.band"]) == (0, "20", "very_high", "")
    assert "英国学生" in err


def test_an_unknown_band_table_is_refused_with_the_ones_there_are(run):
    table("a.csv", ["S1", *CALM])
    code, rows, err = run("a.csv", "--instrument", "phq9", "--table", "teen")
    assert (code, rows, "phq9_adult_bands" in err) == (12, [], True)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the third-party samples are not at hand")
def test_a_third_party_file_is_scored_whole(run):
    lines = ['instrument = "phq9"', "[items]", *(f'q{n} = "D{n}"' for n in range(1, 10))]
    Path("m.toml").write_text("\n".join(lines))
    source = SAMPLES / "ukm_phq9_gad7_pss10" / "data.csv"
    code, rows, _ = run(source, "--instrument", "phq9", "--mapping", "m.toml")
    with source.open(encoding="utf-8-sig") as file:
        sums = [sum(int(line[f"D{n}"]) for n in range(1, 10)) for line in csv.DictReader(file)]
    assert code == 0
    assert [float(row["total"]) for row in rows] == sums
    assert len(rows) == 223
