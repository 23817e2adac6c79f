"""A school's overrides from file to effective policy, and how the commands show them."""

from datetime import UTC, datetime, time

import pytest

from screening.adapters.calendar_files import load_calendar
from screening.adapters.policy_files import chooses_readings, load_band_mapping, load_policy
from screening.core.errors import Faults, PolicyFault
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.settings import load_settings
from screening.entrypoints.wiring import Workspace

GOOD = """
schema: alert_policy_overrides/1
version: ours
clocks: {S2: {interview: {school_days: 4}}}
labels: {S1: {zh: 蓝 关心}}
"""


@pytest.fixture
def written(tmp_path):
    def write(content, name="ours.yaml"):
        (tmp_path / name).write_text(content, "utf-8")
        return tmp_path / name

    return write


def test_overrides_make_the_effective_policy(written):
    policy = load_policy(None, written(GOOD))
    assert policy.version == "1.0+ours"
    assert policy.clocks.s2["interview"].school_days == 4
    assert (policy.labels["S1"].zh, policy.labels["S1"].en) == ("蓝 关心", "blue, attention")
    assert policy.clocks.s4 == load_policy().clocks.s4


def test_the_workspace_uses_its_overrides_and_the_calendar_its_hours(written, tmp_path):
    written(GOOD + "hours: {school: ['07:30', '18:00']}\n")
    written('policy_overrides = "ours.yaml"\n', "screening.toml")
    work = Workspace(load_settings({}, tmp_path))
    assert work.policy.version == "1.0+ours"
    assert work.calendar.school_hours == (time(7, 30), time(18))
    assert work.calendar.in_hours(datetime(2026, 11, 9, 23, 45, tzinfo=UTC)), "Tuesday 07:45 at school"


def test_hours_the_calendar_file_tells_go_before_the_policy_s(written):
    hours = load_policy(None, written(GOOD + "hours: {school: ['07:30', '18:00']}\n")).hours
    told = load_calendar(written("in_hours: ['09:00', '16:00']\n", "calendar.yaml"), hours)
    assert told.school_hours == (time(9), time(16))
    assert load_calendar(written("terms: []\n", "calendar.yaml"), hours).school_hours == (time(7, 30), time(18))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("- a\n", id="no overrides at all"),
        pytest.param("schema: alert_policy_overrides/1\n", id="no version"),
        pytest.param(GOOD + "rules: {R401: false}\n", id="what can't be changed"),
        pytest.param(GOOD + "windows: {closed_case_days: 十}\n", id="words for a number"),
        pytest.param(GOOD + "contact: {morning: '06:30'}\n", id="a contradiction"),
    ],
)
def test_overrides_that_cannot_be_used_are_refused_with_their_place(written, content):
    with pytest.raises(PolicyFault) as caught:
        load_policy(None, written(content))
    assert "ours.yaml" in caught.value.where.zh
    assert "十" not in caught.value.said("zh").partition("位置")[0]


def test_overrides_choose_a_reading_of_the_band_mapping(written, tmp_path):
    ours = written(GOOD + "mappings: {phq9: teen_11}\n")
    mapping = load_band_mapping(None, ours)
    assert (mapping.version, mapping.of("phq9@1").total.bands["B2"]) == ("1+phq9:teen_11", 11)
    assert (load_policy(None, ours).version, chooses_readings(ours), chooses_readings(written(GOOD))) == ("1.0+ours", True, False)
    written(GOOD + "mappings: {phq9: teen_11}\n")
    written('policy_overrides = "ours.yaml"\n', "screening.toml")
    assert Workspace(load_settings({}, tmp_path)).base_mapping == mapping


def test_overrides_without_a_choice_leave_the_mapping_as_it_is(written):
    assert load_band_mapping(None, written(GOOD)) == load_band_mapping()


@pytest.mark.parametrize(
    ("part", "place", "hint"),
    [
        pytest.param("mappings: {phq9: teen_12}", "ours.yaml: mappings.phq9", "published_adult, teen_11", id="no such reading"),
        pytest.param("mappings: {who5: teen_11}", "ours.yaml: mappings.who5", "–", id="an instrument without any"),
        pytest.param("mappings: teen_11", "ours.yaml: mappings", "mappings: {", id="no instrument named"),
    ],
)
def test_a_reading_that_is_not_offered_is_refused_with_what_is(written, part, place, hint):
    with pytest.raises(PolicyFault) as caught:
        load_band_mapping(None, written(GOOD + part + "\n"))
    assert caught.value.where.zh == place
    assert hint in caught.value.hint.zh


def test_check_refuses_a_choice_that_is_not_there(written, capsys):
    assert exit_code(["policy", "check", str(written(GOOD + "mappings: {mht: literal}\n"))], {}) == PolicyFault.exit_code
    assert "manual_literal" in capsys.readouterr().err


def test_show_marks_the_chosen_reading(written, capsys):
    assert (
        exit_code(["--lang", "en", "policy", "show", "--overrides", str(written(GOOD + "mappings: {gad7: published}\n"))], {})
        == 0
    )
    assert "● gad7" in capsys.readouterr().out


def test_all_faults_of_one_file_are_told_together(written):
    with pytest.raises(Faults) as caught:
        load_policy(None, written(GOOD + "windos: {}\ntasks: {visit: {}}\n"))
    assert [fault.where.zh for fault in caught.value.faults] == ["ours.yaml: windos", "ours.yaml: tasks.visit"]


def test_check_says_what_the_overrides_give(written, capsys):
    assert exit_code(["policy", "check", str(written(GOOD))], {}) == 0
    assert "1.0+ours" in capsys.readouterr().out
    assert exit_code(["policy", "check", str(written(GOOD + "contact: {morning: '06:30'}\n"))], {}) == 14
    assert "contact.morning" in capsys.readouterr().err


def test_show_marks_what_differs_and_says_what_the_shipped_version_says(written, capsys):
    assert exit_code(["policy", "show", "--overrides", str(written(GOOD))], {}) == 0
    told = capsys.readouterr().out
    marked = [line for line in told.splitlines() if line.strip().startswith("●")]
    assert len(marked) == 3, "two lines and the count"
    assert any("4 个上学日" in line and "5 个上学日" in line for line in marked)
    assert any("蓝 关心" in line and "蓝 关注" in line for line in marked)
    assert "2 处" in marked[-1]


def test_show_uses_the_workspace_s_policy_where_there_is_one(written, tmp_path, capsys, monkeypatch):
    written(GOOD)
    written('policy_overrides = "ours.yaml"\n', "screening.toml")
    monkeypatch.chdir(tmp_path)
    assert exit_code(["policy", "show"], {}) == 0
    assert "1.0+ours" in capsys.readouterr().out
