"""The settings of a workspace: where each value comes from, and that a slip stops the start."""

from pathlib import Path

import pytest

from screening.core.errors import StoreFault
from screening.entrypoints.settings import load_settings


@pytest.fixture
def workspace(tmp_path: Path):
    def with_file(content=""):
        (tmp_path / "screening.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return with_file


@pytest.mark.parametrize(
    ("content", "environ", "named"),
    [
        pytest.param('colour = "red"', {}, "colour", id="unknown key in the file"),
        pytest.param("", {"SCREENING_COLOUR": "red"}, "SCREENING_COLOUR", id="unknown variable"),
        pytest.param('smtp_port = "many"', {}, "smtp_port", id="a value that can't be understood"),
        pytest.param("", {"SCREENING_SMTP_PORT": "many"}, "SCREENING_SMTP_PORT", id="a variable that can't be understood"),
    ],
)
def test_a_setting_that_is_unknown_or_makes_no_sense_stops_the_start_and_is_named(workspace, content, environ, named):
    with pytest.raises(StoreFault) as refused:
        load_settings(environ, workspace(content))
    assert named in refused.value.said("zh")
    assert "many" not in refused.value.said("zh")  # a value may be a secret


def test_the_environment_goes_before_the_file(workspace):
    folder = workspace('room = "一楼"\nsmtp_port = 25')
    settings = load_settings({"SCREENING_ROOM": "二楼"}, folder)
    assert (settings.room, settings.smtp_port) == ("二楼", 25)


def test_a_secret_may_come_by_a_file(workspace, tmp_path):
    (tmp_path / "secret").write_text("öffne dich\n", encoding="utf-8")
    settings = load_settings({"SCREENING_SMTP_PASSWORD_FILE": str(tmp_path / "secret")}, workspace())
    assert settings.smtp_password == "öffne dich"  # noqa: S105  # made up
    assert "dich" not in repr(load_settings({}, workspace()))


def test_a_secret_file_that_is_missing_is_named(workspace, tmp_path):
    with pytest.raises(StoreFault) as refused:
        load_settings({"SCREENING_SMTP_PASSWORD_FILE": str(tmp_path / "nowhere")}, workspace())
    assert "SCREENING_SMTP_PASSWORD_FILE" in refused.value.said("zh")


def test_paths_of_the_file_are_relative_to_its_folder(workspace, tmp_path):
    settings = load_settings({}, workspace('calendar = "校历.yaml"\nkey_file = "/keys/school"'))
    assert settings.calendar == tmp_path / "校历.yaml"
    assert settings.key_file == Path("/keys/school")
    assert settings.store_url == f"sqlite:///{tmp_path / 'screening.db'}"


def test_the_key_file_is_a_path_and_no_secret_by_file(workspace):
    assert load_settings({"SCREENING_KEY_FILE": "/keys/school"}, workspace()).key_file == Path("/keys/school")


def test_a_workspace_is_found_from_a_folder_inside_it(workspace, tmp_path, monkeypatch):
    workspace()
    inside = tmp_path / "outbox" / "deep"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert load_settings({}).workspace == tmp_path


def test_without_a_workspace_the_way_to_one_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreFault) as refused:
        load_settings({})
    assert "screening init" in refused.value.said("zh")


def test_words_of_other_programs_and_of_the_command_line_are_no_settings(workspace):
    others = {"SCREENING_LANG": "en", "SCREENING_EXPORT": "x", "PATH": "/bin"}
    assert load_settings(others, workspace()) == load_settings({}, workspace())
