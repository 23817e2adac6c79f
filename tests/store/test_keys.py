"""The keys of a workspace on real files and a keyring kept in memory."""

import json
import os
import threading

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from screening.adapters import keys_passphrase
from screening.adapters.keys import (
    SYNTHETIC_PASSPHRASE,
    UNATTENDED_RINGS,
    create_keys,
    grant_unattended,
    load_service_keys,
    recover,
    remove_passphrase,
    restore_workspace_key,
    set_passphrase,
    unlock_casework,
)
from screening.adapters.keys_recovery import new_recovery, recovery_key
from screening.casefiles.envelope import about, open_with, seal_to
from screening.casefiles.interface import RingKey
from screening.core.errors import KeyFault

SCHOOL = b"school-number-01"
SENTENCE = "院子里的桂花今年开得晚"
posix = pytest.mark.skipif(os.name != "posix", reason="file modes mean something on POSIX only")


class KeyringInMemory(KeyringBackend):
    """A keyring that keeps what it is given, and loses it when told to."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def get_password(self, service, username):
        return self.kept.get((service, username))


class KeyringThatKeepsNothing(KeyringInMemory):
    def set_password(self, service, username, password):
        pass


class LockedKeyring(KeyringInMemory):
    def get_password(self, *_):
        raise KeyringLocked("who and what")


class PlainTextKeyring(KeyringInMemory):
    priority = 0.5


@pytest.fixture
def use_keyring():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One real workspace with a key file; tests that change it work on a copy of their own."""
    home = tmp_path_factory.mktemp("school")
    new = create_keys(
        home / "workspace", key_file=home / "stick" / "school.key", passphrase=SENTENCE, synthetic=False, school=SCHOOL
    )
    return home / "workspace", new


@pytest.fixture
def copied(made, tmp_path):
    """The same workspace once more, to be changed; its key file is the other's."""
    workspace, new = made
    (tmp_path / "keys.json").write_bytes((workspace / "keys.json").read_bytes())
    return tmp_path, new


def fault_of(act, *args, **kwargs):
    with pytest.raises(KeyFault) as fault:
        act(*args, **kwargs)
    return fault.value.said("zh")


def test_the_service_loads_what_was_made(made):
    workspace, new = made
    keys = load_service_keys(workspace)
    assert keys == new.service
    assert len(set(keys.ring.values())) == 4
    assert {len(key) for key in keys.ring.values()} == {32}
    assert keys.index == keys.ring[RingKey.INDEX]
    assert keys.school == SCHOOL
    assert not keys.synthetic


def test_the_service_seals_to_the_casework_key_and_only_the_passphrase_opens(made):
    workspace, _ = made
    place = about("chunk.key", school=SCHOOL, subject=0)
    sealed = seal_to(load_service_keys(workspace).casework, b"chunk key", place)
    assert open_with(unlock_casework(workspace, SENTENCE), sealed, place) == b"chunk key"


def test_an_unattended_service_holds_no_results_key(made):
    keys = load_service_keys(made[0], rings=UNATTENDED_RINGS)
    assert set(keys.ring) == set(keys.ring_ids) == {RingKey.IDENTITY, RingKey.INDEX, RingKey.WORK}


def test_an_unattended_key_file_opens_names_and_work_and_no_results(copied, tmp_path):
    workspace, new = copied
    stick = tmp_path.parent / f"{tmp_path.name}-stick"
    grant_unattended(workspace, stick / "scheduler.key")
    keys = load_service_keys(workspace, key_file=stick / "scheduler.key")
    assert set(keys.ring) == UNATTENDED_RINGS
    assert keys.ring.items() <= new.service.ring.items()
    assert (keys.signing, keys.casework) == (new.service.signing, new.service.casework)
    assert "打不开" in fault_of(load_service_keys, workspace, key_file=stick / "scheduler.key", rings=set(RingKey))
    assert load_service_keys(workspace) == new.service


def test_a_second_unattended_key_takes_the_place_of_the_first(copied, tmp_path):
    workspace, _ = copied
    stick = tmp_path.parent / f"{tmp_path.name}-stick"
    for name in ("first.key", "second.key"):
        grant_unattended(workspace, stick / name)
    assert load_service_keys(workspace, key_file=stick / "second.key")
    assert "不符" in fault_of(load_service_keys, workspace, key_file=stick / "first.key")


def test_an_unattended_key_dressed_up_as_the_workspace_key_opens_nothing(copied, tmp_path):
    workspace, _ = copied
    place = tmp_path.parent / f"{tmp_path.name}-stick" / "scheduler.key"
    grant_unattended(workspace, place)
    place.write_text(place.read_text().replace("unattended", "workspace"))
    assert "不符" in fault_of(load_service_keys, workspace, key_file=place)


def test_an_unattended_key_never_lies_in_the_workspace(copied):
    assert "不能放在工作区里" in fault_of(grant_unattended, copied[0], copied[0] / "scheduler.key")


@pytest.mark.parametrize("wrong", ["院子里的桂花今年开得早", "", SYNTHETIC_PASSPHRASE])
def test_a_wrong_passphrase_opens_nothing(made, wrong):
    assert "口令不对" in fault_of(unlock_casework, made[0], wrong)


def test_no_passphrase_opens_no_real_school(made):
    assert "需要口令" in fault_of(unlock_casework, made[0])
    assert "需要口令" in fault_of(unlock_casework, made[0], SENTENCE, holder="somebody else")


def test_a_passphrase_counts_as_typed_on_any_input_method(made):
    full_width_space_around = f"\u3000{SENTENCE} "
    assert unlock_casework(made[0], full_width_space_around) == made[1].casework


@pytest.mark.parametrize("short", ["桂花开得晚", "elevenchars", " " * 30, None])
def test_a_short_passphrase_makes_no_keys(tmp_path, short):
    said = fault_of(
        create_keys, tmp_path / "w", key_file=tmp_path / "k" / "key", passphrase=short, synthetic=False, school=SCHOOL
    )
    assert "口令" in said
    assert not (tmp_path / "w").exists()
    assert not (tmp_path / "k").exists()


def test_nothing_in_the_workspace_opens_anything_by_itself(made):
    workspace, new = made
    stored = json.loads((workspace / "keys.json").read_text())
    text = json.dumps(stored)
    secrets = [*new.service.ring.values(), new.service.signing.to_bytes(), new.casework.to_bytes()]
    kept = (workspace / "keys.json").read_bytes()
    for secret in secrets:
        assert secret not in kept
        assert secret.hex() not in text
    assert not any(share in text for share in new.shares)
    assert [path.name for path in workspace.iterdir()] == ["keys.json"]


def test_printing_keys_shows_no_secret(made):
    _, new = made
    shown = repr(new) + repr(new.service)
    assert repr(new.service.index)[2:-1] not in shown
    assert new.shares[0].split()[5] not in shown.split()


@posix
def test_keys_lie_in_files_nobody_else_can_open(made):
    workspace, new = made
    assert (workspace / "keys.json").stat().st_mode & 0o777 == 0o600
    assert new.key_file.stat().st_mode & 0o777 == 0o600


@posix
def test_a_key_file_open_to_others_is_refused(tmp_path, made):
    workspace, new = made
    loose = tmp_path / "loose.key"
    loose.write_bytes(new.key_file.read_bytes())
    loose.chmod(0o640)
    assert "chmod 600" in fault_of(load_service_keys, workspace, key_file=loose)


@pytest.mark.parametrize("inside", ["school.key", "deeper/school.key", "../workspace/school.key"])
def test_a_key_file_inside_the_workspace_is_refused(tmp_path, inside):
    workspace = tmp_path / "workspace"
    said = fault_of(create_keys, workspace, key_file=workspace / inside, passphrase=SENTENCE, synthetic=False, school=SCHOOL)
    assert "不能放在工作区里" in said


def test_a_key_file_beside_the_database_is_refused_when_made_and_when_loaded(tmp_path, made):
    database = tmp_path / "store" / "screening.db"
    told = {"key_file": database.parent / "school.key", "passphrase": SENTENCE, "synthetic": False, "school": SCHOOL}
    assert "数据库" in fault_of(create_keys, tmp_path / "w", **told, database=database)
    workspace, new = made
    assert "数据库" in fault_of(load_service_keys, workspace, database=new.key_file.parent / "screening.db")


def test_a_key_file_is_never_overwritten(tmp_path):
    other = tmp_path / "other.key"
    other.write_text("another school's key")
    said = fault_of(create_keys, tmp_path / "w", key_file=other, passphrase=SENTENCE, synthetic=False, school=SCHOOL)
    assert "不会覆盖" in said
    assert other.read_text() == "another school's key"
    assert not (tmp_path / "w" / "keys.json").exists()


def test_keys_are_made_once(made):
    workspace, new = made
    before = (workspace / "keys.json").read_bytes()
    told = {"key_file": new.key_file.with_name("second.key"), "passphrase": SENTENCE, "synthetic": False, "school": SCHOOL}
    assert "已经有密钥" in fault_of(create_keys, workspace, **told)
    assert (workspace / "keys.json").read_bytes() == before


def test_a_missing_damaged_or_foreign_key_file_is_told_apart_and_never_quoted(made, tmp_path):
    workspace, new = made
    assert "找不到" in fault_of(load_service_keys, workspace, key_file=tmp_path / "none.key")
    lines = new.key_file.read_text().split("\n")
    spoiled = {
        "读不出来": "no key at all",
        "另一个工作区": "\n".join([lines[0], "00" * 16, lines[2], ""]),
        "已损坏": "\n".join([lines[0], lines[1], lines[2][:-4], ""]),
        "不符": "\n".join([lines[0], lines[1], "A" * 43 + "=", ""]),
    }
    for word, content in spoiled.items():
        path = tmp_path / f"{len(content)}.key"
        path.write_text(content)
        path.chmod(0o600)
        said = fault_of(load_service_keys, workspace, key_file=path)
        assert word in said
        assert lines[2][:20] not in said


def changed(workspace, place, value):
    stored = json.loads((workspace / "keys.json").read_text())
    part = stored
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value(part[place[-1]])
    (workspace / "keys.json").write_text(json.dumps(stored))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param(["synthetic"], lambda _: True, id="a real school marked synthetic"),
        pytest.param(["casework", "public"], lambda old: "AAAA" + old[4:], id="another key to seal to"),
        pytest.param(["recovery", "public"], lambda old: "AAAA" + old[4:], id="another recovery key"),
        pytest.param(["school"], lambda _: "AAAAAAAAAAAAAAAAAAAAAA==", id="another school"),
        pytest.param(["casework", "key_id"], lambda _: 2, id="another key number"),
        pytest.param(
            ["openers", "workspace", "rings"], lambda old: {**old, "identity": old["results"]}, id="ring keys exchanged"
        ),
        pytest.param(["casework", "locks"], lambda old: {**old, "guest": old["counselor"]}, id="one more holder"),
        pytest.param(["check"], lambda old: "AAAA" + old[4:], id="the check itself"),
    ],
)
def test_a_keys_file_edited_by_hand_is_refused(copied, place, value):
    workspace, _ = copied
    load_service_keys(workspace)
    changed(workspace, place, value)
    assert "不符" in fault_of(load_service_keys, workspace)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format": 2}', b'{"school": "secret-word"}'])
def test_an_unreadable_keys_file_is_told_without_quoting_it(tmp_path, content):
    (tmp_path / "keys.json").write_bytes(content)
    said = fault_of(load_service_keys, tmp_path)
    assert "读不出来" in said
    assert "secret-word" not in said


def test_a_folder_without_keys_says_what_to_run(tmp_path):
    assert "screening init" in fault_of(load_service_keys, tmp_path)


def test_every_two_of_three_shares_recover_the_casework_key(made):
    workspace, new = made
    a, b, c = new.shares
    assert len(a.split()) == 33
    for shares in ([a, b], [b, c], [c, a], [a, b, c], [f"  {a.upper()}\n", b, b]):
        assert recover(workspace, shares) == new.casework


def test_one_share_a_wrong_word_or_strange_shares_recover_nothing(made):
    workspace, new = made
    a, b, _ = new.shares
    assert "不够" in fault_of(recover, workspace, [a])
    assert "不够" in fault_of(recover, workspace, [a, f" {a.upper()}"])
    assert "不够" in fault_of(recover, workspace, [])
    said = fault_of(recover, workspace, [a, " ".join(reversed(b.split()))])
    assert "第 2 份" in said
    assert not set(b.split()) & set(said.split())
    strange = new_recovery()[1]
    assert "另一个工作区" in fault_of(recover, workspace, strange[:2])
    assert "不是同一套" in fault_of(recover, workspace, [a, strange[1]])


def test_the_recovery_key_pair_is_a_function_of_its_seed():
    pair, shares = new_recovery()
    assert recovery_key(shares[:2]).to_bytes() == recovery_key(shares[1:]).to_bytes() == pair.to_bytes()


def test_after_a_lost_passphrase_the_paper_gives_a_new_one(copied):
    workspace, new = copied
    set_passphrase(workspace, recover(workspace, new.shares[:2]), "明年桂花一定会开得早")
    assert unlock_casework(workspace, "明年桂花一定会开得早") == new.casework
    assert "口令不对" in fault_of(unlock_casework, workspace, SENTENCE)
    assert load_service_keys(workspace) == new.service


def test_a_lost_machine_is_replaced_from_backup_and_paper(copied, tmp_path):
    workspace, new = copied
    place = tmp_path.parent / f"{tmp_path.name}-stick" / "new.key"
    restore_workspace_key(workspace, new.shares[1:], key_file=place)
    assert load_service_keys(workspace) == new.service
    assert json.loads((workspace / "keys.json").read_text())["key_file"] == str(place)


def test_a_deputy_has_a_passphrase_of_their_own_and_can_lose_it(copied):
    workspace, new = copied
    set_passphrase(workspace, new.casework, "我是接手的另一位老师", holder="staff:7")
    assert unlock_casework(workspace, "我是接手的另一位老师", holder="staff:7") == new.casework
    assert "口令不对" in fault_of(unlock_casework, workspace, "我是接手的另一位老师")
    remove_passphrase(workspace, holder="staff:7")
    assert "需要口令" in fault_of(unlock_casework, workspace, "我是接手的另一位老师", holder="staff:7")
    assert "最后一个" in fault_of(remove_passphrase, workspace, holder="counselor")
    assert unlock_casework(workspace, SENTENCE) == new.casework


def test_another_workspaces_casework_key_sets_no_passphrase_here(copied, tmp_path):
    other = create_keys(tmp_path / "other", key_file=None, passphrase=None, synthetic=True, school=SCHOOL)
    assert "不符" in fault_of(set_passphrase, copied[0], other.casework, "明年桂花一定会开得早")


def test_a_synthetic_workspace_asks_nothing_and_stays_synthetic(tmp_path, use_keyring):
    use_keyring(NoKeyring())
    workspace = tmp_path / "demo"
    new = create_keys(workspace, key_file=None, passphrase=None, synthetic=True, school=SCHOOL)
    assert load_service_keys(workspace).synthetic
    assert unlock_casework(workspace) == new.casework
    assert not new.key_file.is_relative_to(workspace)
    assert new.key_file.with_suffix(".passphrase").read_text("utf-8").strip() == SYNTHETIC_PASSPHRASE
    assert "固定" in fault_of(set_passphrase, workspace, new.casework, SENTENCE)
    changed(workspace, ["synthetic"], lambda _: False)
    assert "不符" in fault_of(load_service_keys, workspace)
    assert "口令不对" in fault_of(unlock_casework, workspace, SYNTHETIC_PASSPHRASE)


def test_a_demo_made_again_in_the_same_place_needs_no_tidying_up(tmp_path):
    for _ in range(2):
        create_keys(tmp_path / "demo", key_file=None, passphrase=None, synthetic=True, school=SCHOOL)
        (tmp_path / "demo" / "keys.json").unlink()
    assert len(list((tmp_path / "demo-keys").glob("*.key"))) == 2


def test_without_key_file_the_key_lies_in_the_keyring_and_nowhere_else(tmp_path, use_keyring):
    kept = KeyringInMemory()
    use_keyring(kept)
    new = create_keys(tmp_path / "w", key_file=None, passphrase=SENTENCE, synthetic=False, school=SCHOOL)
    assert new.key_file is None
    assert load_service_keys(tmp_path / "w") == new.service
    assert [service for service, _ in kept.kept] == ["screening"]
    kept.kept.clear()
    assert "--key-file" in fault_of(load_service_keys, tmp_path / "w")


@pytest.mark.parametrize("unfit", [NoKeyring, KeyringThatKeepsNothing, LockedKeyring, PlainTextKeyring])
def test_a_keyring_that_is_missing_locked_forgetful_or_unprotected_is_refused(tmp_path, use_keyring, unfit):
    use_keyring(unfit())
    said = fault_of(create_keys, tmp_path / "w", key_file=None, passphrase=SENTENCE, synthetic=False, school=SCHOOL)
    assert "钥匙串" in said
    assert "--key-file" in said
    assert "who and what" not in said
    assert not (tmp_path / "w" / "keys.json").exists()


def test_passphrases_are_derived_one_at_a_time(made, monkeypatch):
    """Two threads at once, and never two derivations; each still gets its key."""
    inside, most, plain = [], [], keys_passphrase.Argon2id

    class Watched:
        def __init__(self, **told):
            self.kdf = plain(**told)
            assert told["lanes"] == 1

        def derive(self, secret):
            inside.append(1)
            most.append(len(inside))
            key = self.kdf.derive(secret)
            inside.pop()
            return key

    monkeypatch.setattr(keys_passphrase, "Argon2id", Watched)
    opened = []
    threads = [threading.Thread(target=lambda: opened.append(unlock_casework(made[0], SENTENCE))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert opened == [made[1].casework] * 2
    assert most == [1, 1]
