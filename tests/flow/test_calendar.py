"""The school's own calendar: taken in from a sheet, looked ahead on, and never guessed."""

import os
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.calendar_files import load_calendar, write_calendar
from screening.core.errors import Faults, PolicyFault
from screening.core.tiers import Role
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.scheduler import tend
from screening.followup.calendar import SCHOOL_ZONE, Node, SchoolCalendar
from screening.intake.calendar_sheet import KINDS, read_calendar
from screening.services.watch_calendar import MISSING, SWEEP, asks
from tests.store.imports.conftest import open_at

HEAD = ["类型", "开始", "结束", "名称"]
TERM = ["学期", "2026-09-01", "2027-01-22", "第一学期"]
FINAL = ["期末考试", "2027-01-11", "2027-01-15", ""]


def lines(*rows, head=HEAD):
    return read_calendar({"校历": [["某校校历"], head, *rows]}, "校历.xlsx")


def test_a_sheet_becomes_terms_days_off_make_up_days_and_nodes(tmp_path):
    told = lines(TERM, ["放假", "2026-10-01", "2026-10-07", "国庆"], ["调休", "2026-10-10", "", ""], FINAL)
    calendar = write_calendar(tmp_path / "calendar.yaml", told)
    assert calendar.terms == ((date(2026, 9, 1), date(2027, 1, 22)),)
    assert calendar.holidays == {date(2026, 10, day) for day in range(1, 8)}
    assert calendar.make_up_days == {date(2026, 10, 10)}
    assert calendar.nodes == (Node(kind="final", first=date(2027, 1, 11), last=date(2027, 1, 15)),)
    assert load_calendar(tmp_path / "calendar.yaml").nodes == calendar.nodes


def test_a_sheet_without_days_off_keeps_the_published_holidays_of_its_years(tmp_path):
    """State Council notice for 2026: 1 to 7 October off, 10 October worked; nothing is published for 2027 and nothing guessed."""
    calendar = write_calendar(tmp_path / "calendar.yaml", lines(TERM))
    assert date(2026, 10, 1) in calendar.holidays
    assert date(2026, 10, 10) in calendar.make_up_days
    assert not [day for day in calendar.holidays if day.year == 2027]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        pytest.param(["运动会", "2026-11-01", "", ""], "4", id="a kind nobody knows"),
        pytest.param(["放假", "国庆", "", ""], "4", id="no day"),
        pytest.param(["放假", "2026-10-07", "2026-10-01", ""], "4", id="ends before it begins"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(row, line):
    with pytest.raises(Faults) as told:
        lines(TERM, row)
    assert f"第 {line} 行" in told.value.what.zh


def test_terms_that_overlap_are_refused_and_the_old_calendar_stays(tmp_path):
    path = tmp_path / "calendar.yaml"
    write_calendar(path, lines(TERM))
    before = path.read_bytes()
    with pytest.raises(PolicyFault):
        write_calendar(path, lines(TERM, ["学期", "2027-01-20", "2027-07-01", ""]))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_sheet_that_is_no_calendar_says_which_columns_are_missing():
    with pytest.raises(PolicyFault, match="kind, from, to"):
        lines(TERM, head=["a", "b", "c", "d"])


def test_a_workspace_takes_the_calendar_that_was_imported(school):
    write_calendar(school.work.settings.workspace / "calendar.yaml", lines(TERM, FINAL))
    assert open_at(school.work.settings.workspace).calendar.nodes


EXAMS = SchoolCalendar(
    terms=((date(2026, 9, 1), date(2027, 1, 22)),),
    nodes=(Node(kind="mid_term", first=date(2026, 11, 18), last=date(2026, 11, 20)),),
)


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        pytest.param(date(2026, 11, 10), False, id="eight days before"),
        pytest.param(date(2026, 11, 11), True, id="a week before"),
        pytest.param(date(2026, 11, 20), True, id="its last day"),
        pytest.param(date(2026, 11, 21), False, id="the day after"),
    ],
)
def test_a_sweep_is_asked_for_from_a_week_before_its_node_to_its_end(today, asked):
    assert any(ask.kind == SWEEP for ask in asks(EXAMS, today)) is asked


@given(st.dates(date(2026, 9, 1), date(2027, 1, 22)))
def test_a_node_never_moves_a_school_day_or_a_deadline(day):
    """H2."""
    plain = replace(EXAMS, nodes=())
    assert EXAMS.is_work_day(day) == plain.is_work_day(day)
    assert EXAMS.add_school_days(day, 5) == plain.add_school_days(day, 5)


def test_the_calendar_is_asked_for_before_its_days_run_out():
    assert [ask.kind for ask in asks(SchoolCalendar(years=frozenset({2026})), date(2026, 12, 2))] == [MISSING]
    assert asks(SchoolCalendar(years=frozenset({2026})), date(2026, 12, 1)) == []


def test_the_moral_education_head_has_each_sweep_once_done_or_not(school):
    write_calendar(school.work.settings.workspace / "calendar.yaml", lines(TERM, ["期中", "2026-11-12", "2026-11-13", ""]))
    before = school.at(datetime(2026, 11, 9, 8, 0, tzinfo=SCHOOL_ZONE))
    tend(before.work)
    (sweep,) = [task for task in before.tasks() if task.task.plan.kind == SWEEP]
    assert sweep.task.plan.owner == Role.MORAL_EDUCATION_HEAD
    assert sweep.task.plan.due_at == datetime(2026, 11, 12, 17, 30, tzinfo=SCHOOL_ZONE)
    counts = before.counts()
    tend(before.work)
    assert before.counts() == counts


@pytest.mark.parametrize("word", sorted(KINDS))
def test_every_kind_that_a_sheet_may_name_is_taken(word, tmp_path):
    calendar = write_calendar(tmp_path / "calendar.yaml", lines([word, "2026-11-12", "2026-11-13", ""]))
    assert calendar.terms or calendar.nodes or date(2026, 11, 12) in calendar.holidays | calendar.make_up_days


@pytest.mark.parametrize("command", [("calendar", "import"), ("people", "oncall")], ids=" ".join)
def test_an_empty_form_is_never_written_over_a_file(tmp_path, command, capsys):
    form = tmp_path / "form.xlsx"
    assert exit_code([*command, "--template", str(form)], os.environ) == 0
    form.write_bytes(b"filled in")
    assert exit_code([*command, "--template", str(form)], os.environ) == 10
    assert form.read_bytes() == b"filled in"
    assert "没有覆盖" in capsys.readouterr().err
