"""`screening report` as it is typed: forms, mood sheets, JSON, one line of options; counts and next steps, never content."""

import csv
import io
import json
import os
import sys
from datetime import UTC, datetime, timedelta

import fastexcel
import pytest

from screening.core.severity import Severity
from screening.entrypoints.cli.main import exit_code
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.reports import REPORT_NAMES

NOW = datetime.now(UTC)  # the command reads the clock; only dates of the last days are given
SECRET = ("不说话", "某同学")


@pytest.fixture
def typed(school, monkeypatch, capsys):
    """Run the command in the workspace: exit code, stdout, stderr."""
    monkeypatch.chdir(school.work.settings.workspace)

    def run(*arguments, lang="zh", stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = exit_code(["--lang", lang, "report", *map(str, arguments)], os.environ)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return run


def write(path, head, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def day(days):
    return (NOW.astimezone(SCHOOL_ZONE) - timedelta(days=days)).date().isoformat()


def test_a_form_is_taken_line_by_line(school, typed):
    first, second = school.pupils(8)[:2]
    form = write(
        school.folder / "form.csv",
        ["学号", "姓名", "班级", "观察类别", "等级", "时间", "报告人", "说明"],
        [first.told.number, "", "", "情绪", "O2", day(1), "班主任", "不说话"],
        ["", second.told.name, second.told.school_class, "", "O1", "", "任课教师", ""],
        [first.told.number, "", "", "", "O9", "", "班主任", ""],
        ["G990000000000000000", "", "", "", "O1", "", "班主任", ""],
    )
    code, out, err = typed(form)
    assert (code, err.count("没有登记")) == (3, 2)
    assert all(f"第 {row} 行" in err for row in (4, 5))
    assert {pupil: alert.decision.severity for pupil, alert in school.alerts().items()} == {
        first.id: Severity.S2,
        second.id: Severity.S1,
    }
    assert not any(word in out + err for word in (*SECRET, first.told.name, first.told.number))
    before = school.counts()
    assert typed(form)[0] == 3
    assert school.counts() == before


def test_the_empty_form_can_be_filled_in_and_is_never_overwritten(school, typed):
    form = school.folder / "form.xlsx"
    assert typed("--template", form)[0] == 0
    sheet = fastexcel.read_excel(form).load_sheet("报告", header_row=None)
    heads = [str(column[0]) for column in sheet.to_arrow().to_pydict().values()]
    assert heads == [REPORT_NAMES[key][0] for key in REPORT_NAMES]
    assert typed("--template", form)[0] == 10
    assert typed(form)[0] == 0  # an empty form tells nothing


@pytest.mark.parametrize("shape", ["object", "list", "lines"])
def test_json_comes_as_an_object_a_list_or_lines(school, typed, shape):
    told = [{"pupil": pupil.told.number, "grade": "O1", "by": "HT"} for pupil in school.pupils(8)[:2]]
    stream = {"object": json.dumps(told[0]), "list": json.dumps(told), "lines": "\n".join(map(json.dumps, told))}[shape]
    assert typed("--stdin", stdin=stream)[0] == 0
    assert len(school.alerts()) == (1 if shape == "object" else 2)


def test_a_line_that_is_no_json_stops_no_other(school, typed):
    good = json.dumps({"pupil": school.pupils(8)[0].told.number, "grade": "O1", "by": "HT"})
    code, _, err = typed("--stdin", stdin=f"{good}\n{{broken\n")
    assert (code, len(school.alerts())) == (3, 1)
    assert "第 2 行" in err


@pytest.mark.parametrize(("lang", "words"), [("zh", ("不要让学生独处", "120")), ("en", ("never alone", "120"))])
def test_danger_under_way_says_first_what_to_do_now(school, typed, lang, words):
    code, out, _ = typed("--pupil", school.pupils(8)[0].told.number, "--grade", "O3I", "--by", "peer", lang=lang)
    assert code == 0
    assert all(word in out for word in words)
    assert out.index(words[0]) < out.index("#")


def test_suspected_harm_says_what_the_law_asks(school, typed):
    told = ["--pupil", school.pupils(8)[0].told.number, "--kind", "儿童保护", "--grade", "疑似", "--by", "校医"]
    _, out, _ = typed(*told, "--source", "家庭", "--fears-home")
    assert "强制报告" in out
    assert school.alerts().popitem()[1].decision.family_hold


def test_a_pupils_marked_change_is_confirmed_by_its_number(school, typed):
    pupil = school.pupils(8)[0]
    _, out, _ = typed("--pupil", pupil.told.number, "--grade", "O2", "--by", "心理委员", "--observer", "某同学")
    number = out.split("#")[1].split("）")[0]
    assert "--confirm" in out
    assert typed("--confirm", number)[0] == 0
    assert school.alerts()[pupil.id].decision.severity is Severity.S2
    assert typed("--confirm", "9999")[0] == 18


@pytest.mark.parametrize(("days", "rule"), [(2, None), (3, "R104"), (6, "R104"), (7, "R206")])
def test_low_days_in_a_row_on_a_mood_sheet_count(school, typed, days, rule):
    pupil, other = school.pupils(8)[:2]
    sheet = write(
        school.folder / "mood.csv",
        ["学号", *(day(back) for back in reversed(range(10)))],
        [pupil.told.number, *["晴"] * (10 - days), *["雨"] * days],
        [other.told.number, *["晴", "多云"] * 5],
    )
    assert typed(sheet)[0] == 0
    found = {number: alert.decision.rules for number, alert in school.alerts().items()}
    assert found == ({pupil.id: (rule,)} if rule else {})
    before = school.counts()
    typed(sheet)
    assert school.counts() == before


def test_a_mood_sheet_without_any_change_is_looked_at_and_raises_nothing(school, typed):
    pupil = school.pupils(8)[0]
    head = ["学号", *(day(back) for back in reversed(range(15)))]
    assert typed(write(school.folder / "flat.csv", head, [pupil.told.number, *["多云"] * 15]))[0] == 0
    assert school.alerts() == {}
    assert [task.task.plan.kind for task in school.tasks()] == ["look_at_mood"]


def test_a_file_that_is_neither_form_nor_mood_sheet_says_what_it_should_be(school, typed):
    code, _, err = typed(write(school.folder / "x.csv", ["学号", "q1"], ["G991", "2"]))
    assert code == 11
    assert "--template" in err


def test_one_way_of_telling_at_a_time(typed):
    assert typed()[0] == 2
    assert typed("--stdin", "--pupil", "G991", "--grade", "O1", "--by", "HT")[0] == 2
