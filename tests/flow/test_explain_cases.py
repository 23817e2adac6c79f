"""``screening policy explain``: cases in, the whole decision out; the worked cases of the policy where they are at hand."""

import json
from pathlib import Path

import pytest

from screening.adapters.calendar_files import load_calendar
from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.adapters.strict_yaml_files import read_yaml
from screening.core.errors import Faults, PolicyFault
from screening.entrypoints.cli.main import exit_code
from screening.services.explain_cases import explain_cases

AT = "2026-11-10T09:30:00+08:00"
WORKED = Path(__file__).resolve().parents[2].parent / "shared" / "policy"  # the policy's own cases, not part of the project
CALENDAR = """
time_zone: +08:00
terms: [['2026-09-01', '2027-01-22'], ['2027-02-22', '2027-07-02']]
holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']
make_up_days: ['2026-10-10']
"""


@pytest.fixture
def calendar_file(tmp_path):
    path = tmp_path / "calendar.yaml"
    path.write_text(CALENDAR, "utf-8")
    return path


@pytest.fixture
def explain(calendar_file):
    def explained(cases):
        return explain_cases(cases, load_policy(), load_band_mapping(), load_calendar(calendar_file))

    return explained


def test_one_case_gives_one_object_with_everything_decided(explain):
    case = {"id": "a", "at": AT, "signals": {"sheets": [{"validity": ["OK"], "total": "B2", "critical": "CI-2"}]}}
    told = explain(case)
    assert told["id"] == "a"
    assert told["expect"]["severity"] == "S3"
    assert told["expect"]["deadlines"]["contact"] == "2026-11-10T13:30:00+08:00"
    assert set(told["expect"]) == {
        "severity", "track", "confidence", "bands", "rules", "unreadable", "case", "family_hold", "told", "notice_at",
        "deadlines", "tasks",
    }  # fmt: skip


def test_a_list_gives_a_list_in_its_order(explain):
    assert [one["id"] for one in explain([{"id": "b", "at": AT}, {"id": "a", "at": AT}])] == ["b", "a"]


def test_times_in_any_zone_are_answered_on_the_school_s_clock(explain):
    sheets = {"sheets": [{"validity": ["OK"], "total": "B2"}]}
    here = explain({"at": AT, "signals": sheets})["expect"]
    assert explain({"at": "2026-11-10T01:30:00Z", "signals": sheets})["expect"] == here


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({}, id="no time"),
        pytest.param({"at": "2026-11-10T09:30:00"}, id="a time without zone"),
        pytest.param({"at": AT, "signals": {"sheet": []}}, id="a misspelt field would silently not count"),
        pytest.param({"at": AT, "signals": {"sheets": [{"validity": ["OK"], "total": "B7"}]}}, id="no such band"),
        pytest.param({"at": AT, "signals": {"protection": {"named_people": ["homeroom_techer"]}}}, id="a misspelt person"),
        pytest.param("text", id="not a case"),
    ],
)
def test_a_case_that_cannot_be_read_is_named_and_nothing_is_guessed(explain, case):
    with pytest.raises(PolicyFault) as caught:
        explain([case])
    assert caught.value.where.zh
    assert "B7" not in caught.value.said("en")


def test_all_unreadable_cases_are_reported_at_once(explain):
    with pytest.raises(Faults) as caught:
        explain([{}, {"at": AT}, {}])
    assert len(caught.value.faults) == 2


def test_a_process_case_is_refused_alone_and_passed_over_in_a_list(explain):
    process = {"id": "p", "kind": "process", "start": {}, "steps": []}
    with pytest.raises(PolicyFault, match="state over time"):
        explain(process)
    assert explain([process, {"id": "d", "at": AT}])[0] == {"id": "p", "expect": None}


@pytest.mark.skipif(not WORKED.is_dir(), reason="the policy's worked cases are not at hand")
@pytest.mark.parametrize("name", ["cases.yaml", "random_cases.yaml"])
def test_every_worked_case_is_decided_as_the_policy_says(name):
    cases = [case for case in read_yaml(WORKED / name) if case["kind"] == "decision"]
    told = explain_cases(cases, load_policy(), load_band_mapping(), load_calendar(WORKED / "test_calendar.yaml"))
    wrong = [
        (case["id"], key, one["expect"][key], value)
        for case, one in zip(cases, told, strict=True)
        for key, value in case["expect"].items()
        if key != "notes" and one["expect"][key] != value
    ]
    assert wrong == []
    assert len(cases) > 30


def test_the_command_needs_no_workspace_and_prints_json(tmp_path, calendar_file, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases.json").write_text(json.dumps([{"id": "a", "at": AT}], indent="\t"), "utf-8")
    assert exit_code(["policy", "explain", "cases.json", "--calendar", str(calendar_file)], {}) == 0
    assert json.loads(capsys.readouterr().out)[0]["expect"]["severity"] == "S0"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(CALENDAR, 0, id="a calendar"),
        pytest.param(CALENDAR + "holidays: []\n", 14, id="a key written twice"),
        pytest.param("schema: alert_policy/1\n", 14, id="a policy with nothing in it"),
        pytest.param("terms: [['2027-01-22', '2026-09-01']]\n", 14, id="a term that ends before it starts"),
        pytest.param("holidays: [soon]\n", 14, id="no date"),
        pytest.param("hello: world\n", 14, id="something else"),
        pytest.param("a: [\n", 14, id="not YAML"),
    ],
)
def test_check_says_whether_a_file_can_be_used(tmp_path, capsys, content, code):
    (tmp_path / "file.yaml").write_text(content, "utf-8")
    assert exit_code(["policy", "check", str(tmp_path / "file.yaml")], {}) == code
    told = capsys.readouterr()
    assert "file.yaml" in (told.out if code == 0 else told.err)
    assert "soon" not in told.err


@pytest.mark.parametrize("path", ["alert_policy/v1.yaml", "band_mapping/v1.yaml"])
def test_the_shipped_files_pass_their_own_check(path, capsys):
    assert exit_code(["policy", "check", str(Path(__file__).resolve().parents[2] / "policy" / path)], {}) == 0
    assert "可以使用" in capsys.readouterr().out


def test_a_mapping_that_forgets_a_safety_answer_does_not_pass(tmp_path, capsys):
    shipped = Path(__file__).resolve().parents[2] / "policy" / "band_mapping" / "v1.yaml"
    forgetful = shipped.read_text("utf-8").replace("q9: {0: CI-0, 1: CI-1, 2: CI-2, 3: CI-2}", "q9: {0: CI-0, 1: CI-1, 2: CI-2}")
    (tmp_path / "mapping.yaml").write_text(forgetful, "utf-8")
    assert exit_code(["policy", "check", str(tmp_path / "mapping.yaml")], {}) == 14
    assert "q9" in capsys.readouterr().err


def test_show_names_the_versions_and_every_rule(capsys):
    assert exit_code(["policy", "show"], {"SCREENING_LANG": "en"}) == 0
    told = capsys.readouterr().out
    assert "alert policy 1.0, band mapping 1" in told
    assert "R304" in told
    assert "RU5" in told


def test_a_card_says_in_words_why(tmp_path, capsys):
    (tmp_path / "cases.json").write_text(
        json.dumps({"id": "a", "at": AT, "signals": {"sheets": [{"validity": ["OK"], "total": "B2", "critical": "CI-1"}]}}),
        "utf-8",
    )
    assert exit_code(["policy", "explain", str(tmp_path / "cases.json"), "--card"], {}) == 0
    told = capsys.readouterr().out
    assert "R304 危机条目有回应，且总分升高" in told
    assert "不是结论" in told
