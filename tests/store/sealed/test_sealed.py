"""What was sealed in any format version opens for ever: these files are never made anew."""

import base64
import json
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from screening.adapters.keys import load_service_keys, recover, unlock_casework
from screening.casefiles.chain import Head, read_file
from screening.casefiles.envelope import (
    CaseworkPrivate,
    VerifyKey,
    about,
    chained,
    keyed_digest,
    link,
    mark,
    open_with,
    sheet_keys,
    unpad,
    unseal,
    verify,
)
from screening.casefiles.interface import GENESIS, Compartment, RingKey, SealedEntry
from screening.casefiles.places import FORMAT

HERE = Path(__file__).parent
FORMATS = sorted(int(path.stem.removeprefix("format-")) for path in HERE.glob("format-*.json"))
SCHOOL = b"synthetic-school"
PLACE = {"subject": 7, "row": 3, "revision": 2, "key_id": 5}


def raw(text):
    return base64.b64decode(text)


@pytest.fixture(params=FORMATS, ids="format {}".format)
def kept(request):
    return json.loads((HERE / f"format-{request.param}.json").read_text("utf-8"))


class KeyringWithOneKey(KeyringBackend):
    priority = 5
    key = ""

    def get_password(self, *_):
        return self.key

    def set_password(self, *_):
        raise AssertionError("a sealed vector is only read")


@pytest.fixture
def workspace(kept, tmp_path):
    before, ours = keyring.get_keyring(), KeyringWithOneKey()
    ours.key = kept["workspace"]["workspace_key"]
    keyring.set_keyring(ours)
    (tmp_path / "keys.json").write_text(json.dumps(kept["workspace"]["keys_json"]))
    yield tmp_path
    keyring.set_keyring(before)


def test_every_format_up_to_the_present_one_is_kept():
    assert list(range(1, FORMAT + 1)) == FORMATS


def test_a_record_opens(kept):
    record = kept["record"]
    plain = unpad(unseal(raw(record["sealed"]), raw(record["key"]), about("sheet.result", school=SCHOOL, **PLACE)))
    assert plain.decode() == record["plain"]


def test_a_case_file_opens_and_its_signature_holds(kept):
    told = kept["file"]
    parts = ("header", "body", "slot")
    entries = [SealedEntry(**{part: raw(entry[part]) for part in parts}) for entry in told["entries"]]
    links = [raw(entry["link"]) for entry in told["entries"]]
    casework = CaseworkPrivate.from_bytes(raw(kept["casework"]), 2)
    opened = read_file(
        entries,
        school=SCHOOL,
        file=12,
        head=Head(number=3, link=links[-1]),
        file_key=raw(told["file_key"]),
        casework=casework,
    )
    assert [entry.body["text"] for entry in opened] == ["第 1 条", "第 2 条", "第 3 条"]
    assert [entry.compartment for entry in opened] == list(Compartment)
    assert [link(entry) for entry in entries] == links
    assert verify(links, raw(told["signature"]), VerifyKey.from_bytes(raw(kept["verify_key"]), 3))
    assert casework.public.to_bytes() == raw(kept["casework_public"])


def test_a_sheets_key_is_found_again_from_its_chunk(kept):
    told = kept["sheet"]
    casework = CaseworkPrivate.from_bytes(raw(kept["casework"]), 2)
    place = about("chunk.key", school=SCHOOL, subject=0, row=9, key_id=2)
    chunk_key = open_with(casework, raw(told["chunk_key"]), place)
    found = sheet_keys(chunk_key, [raw(told["measurement_key"])], [about("sheet.answers", school=SCHOOL, **PLACE)])
    assert found == [raw(told["sheet_key"])]


def test_marks_digests_and_the_audit_chain_are_what_they_were(kept):
    told = kept["marks"]
    key = raw(told["index_key"])
    assert mark("20250101", key, purpose="pupil.number", school=SCHOOL) == raw(told["mark"])
    assert keyed_digest(b"the whole file", key, "import.file") == raw(told["digest"])
    assert chained(GENESIS, b"sealed event") == raw(told["chained"])


def test_a_workspace_loads_unlocks_and_recovers(kept, workspace):
    told = kept["workspace"]
    assert load_service_keys(workspace).ring == {RingKey(name): raw(key) for name, key in told["rings"].items()}
    assert unlock_casework(workspace, told["passphrase"]).to_bytes() == raw(told["casework"])
    assert recover(workspace, told["shares"][1:]).to_bytes() == raw(told["casework"])
