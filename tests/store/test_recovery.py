"""A real workspace is won back with two of its three paper shares, by the command a person types."""

import pytest

from screening.adapters.keys import unlock_casework
from screening.core.errors import KeyFault
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.settings import load_settings
from screening.entrypoints.wiring import Workspace, open_workspace
from screening.entrypoints.workspace_maker import make_workspace

OLD, NEW = "correct horse battery", "another long passphrase"


@pytest.fixture
def school(tmp_path):
    made = make_workspace(tmp_path / "school", key_file=tmp_path / "usb" / "school.key", passphrase=OLD, synthetic=False)
    return tmp_path, made


def recover(school, shares, *options):
    folder, _ = school
    (folder / "shares.txt").write_text("\n".join(shares), encoding="utf-8")
    (folder / "new.txt").write_text(NEW, encoding="utf-8")
    told = ["keys", "recover", "--shares-file", str(folder / "shares.txt"), "--passphrase-file", str(folder / "new.txt")]
    return exit_code([*told, *map(str, options)], {"SCREENING_WORKSPACE": str(folder / "school")})


def test_two_shares_give_a_new_passphrase_and_the_old_one_ends(school, monkeypatch, capsys):
    folder, made = school
    monkeypatch.setenv("SCREENING_WORKSPACE", str(folder / "school"))
    assert recover(school, made.shares[:2]) == 0
    unlock_casework(folder / "school", NEW)
    with pytest.raises(KeyFault):
        unlock_casework(folder / "school", OLD)
    assert not any(share in capsys.readouterr().out for share in made.shares)


def test_on_another_computer_the_workspace_key_comes_back_too(school, monkeypatch):
    folder, made = school
    (folder / "usb" / "school.key").unlink()
    monkeypatch.setenv("SCREENING_WORKSPACE", str(folder / "school"))
    with pytest.raises(KeyFault):
        _ = open_workspace(folder / "school").keys
    assert recover(school, made.shares[1:], "--key-file", folder / "new-usb" / "school.key") == 0
    work = Workspace(load_settings({}, folder / "school"))
    assert work.keys.school == made.service.school
    with work.uow() as uow:
        assert uow.waves.waves() == []


@pytest.mark.parametrize("take", [slice(0, 1), slice(0, 0)], ids=["one share", "none"])
def test_fewer_than_two_shares_change_nothing(school, monkeypatch, take, capsys):
    folder, made = school
    monkeypatch.setenv("SCREENING_WORKSPACE", str(folder / "school"))
    before = (folder / "school" / "keys.json").read_bytes()
    assert recover(school, made.shares[take]) == KeyFault.exit_code
    assert (folder / "school" / "keys.json").read_bytes() == before
    assert "Traceback" not in capsys.readouterr().err
