"""Writes ``format-<N>.json``, sealed things of the present format with their throw-away keys; never over an existing one.

Run once when a format is new: ``python tests/store/sealed/make_vectors.py``. The file is then opened by a test for ever.
"""

import base64
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from screening.adapters.keys import create_keys
from screening.casefiles.entry import entry_bytes
from screening.casefiles.envelope import (
    CaseworkPrivate,
    SigningKey,
    about,
    chained,
    keyed_digest,
    link,
    mark,
    new_key,
    pad,
    seal,
    seal_entry,
    seal_to,
    sheet_keys,
    sign,
)
from screening.casefiles.interface import GENESIS, Compartment, Entry, EntryKind, Header
from screening.casefiles.places import FORMAT

SCHOOL = b"synthetic-school"
PLACE = {"subject": 7, "row": 3, "revision": 2, "key_id": 5}
PASSPHRASE = "格式一的练习口令"  # noqa: S105  # throw-away


class KeyringInMemory(KeyringBackend):
    """So that the file holds no path."""

    priority = 5
    kept = ""

    def set_password(self, service, username, password):  # noqa: ARG002  # there is one key only
        self.kept = password

    def get_password(self, *_):
        return self.kept


def as_text(raw):
    return base64.b64encode(raw).decode()


def a_record():
    key = new_key()
    sealed = seal(pad("一条练习记录".encode(), 64), key, about("sheet.result", school=SCHOOL, **PLACE), 5)
    return {"key": key, "plain": "一条练习记录", "sealed": sealed}


def a_file(casework, signing):
    file_key, previous, kept = new_key(), GENESIS, []
    for number, compartment in enumerate((Compartment.CASEWORK, Compartment.PROTECTION, Compartment.NOTES), start=1):
        entry = Entry(
            kind=EntryKind.NOTE, author=number, at=datetime(2026, 11, 20, 4, tzinfo=UTC), body={"text": f"第 {number} 条"},
            compartment=compartment,
        )  # fmt: skip
        header = Header(school=SCHOOL, file=12, compartment=compartment, number=number, previous=previous, key_id=casework.key_id)
        sealed = seal_entry(entry_bytes(entry), header, file_key, casework.public)
        previous = link(sealed)
        kept.append({"header": sealed.header, "body": sealed.body, "slot": sealed.slot, "link": previous})
    signature = sign([entry["link"] for entry in kept], signing)
    return {"file_key": file_key, "entries": kept, "signature": signature}


def a_sheet_key(casework):
    chunk_key, measurement_key = new_key(), new_key()
    place = about("sheet.answers", school=SCHOOL, **PLACE)
    sealed = seal_to(casework.public, chunk_key, about("chunk.key", school=SCHOOL, subject=0, row=9, key_id=2))
    key = sheet_keys(chunk_key, [measurement_key], [place])[0]
    return {"chunk_key": sealed, "measurement_key": measurement_key, "sheet_key": key}


def marks_and_chain():
    key = new_key()
    return {
        "index_key": key,
        "mark": mark("20250101", key, purpose="pupil.number", school=SCHOOL),
        "digest": keyed_digest(b"the whole file", key, "import.file"),
        "chained": chained(GENESIS, b"sealed event"),
    }


def a_workspace():
    kept = KeyringInMemory()
    keyring.set_keyring(kept)
    workspace = Path(tempfile.mkdtemp()) / "workspace"
    new = create_keys(workspace, key_file=None, passphrase=PASSPHRASE, synthetic=False, school=SCHOOL)
    return {
        "keys_json": json.loads((workspace / "keys.json").read_text()),
        "workspace_key": kept.kept,
        "passphrase": PASSPHRASE,
        "shares": new.shares,
        "casework": new.casework.to_bytes(),
        "rings": {ring.value: key for ring, key in new.service.ring.items()},
    }


def main():
    casework, signing = CaseworkPrivate.new(key_id=2), SigningKey.new(key_id=3)
    vectors = {
        "school": SCHOOL,
        "casework": casework.to_bytes(),
        "casework_public": casework.public.to_bytes(),
        "verify_key": signing.verify_key.to_bytes(),
        "record": a_record(),
        "file": a_file(casework, signing),
        "sheet": a_sheet_key(casework),
        "marks": marks_and_chain(),
        "workspace": a_workspace(),
    }
    path = Path(__file__).with_name(f"format-{FORMAT}.json")
    with path.open("x", encoding="utf-8") as out:
        json.dump(vectors, out, ensure_ascii=False, indent=1, default=as_text)
        out.write("\n")


if __name__ == "__main__":
    main()
