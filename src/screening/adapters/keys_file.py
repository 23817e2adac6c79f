"""``keys.json`` of a workspace: which keys there are, each sealed, and a seal over the whole that shows any change."""

import hmac
import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from screening.casefiles.envelope import about, derive, keyed_digest
from screening.casefiles.interface import RingKey
from screening.casefiles.places import SCHOOL_BYTES
from screening.core.errors import KeyFault
from screening.core.language import Text, plain

NAME = "keys.json"

KeyId = Annotated[int, Field(ge=0, lt=2**32)]


class Opener(StrEnum):
    """Who opens the service keys: the workspace key has them all, the unattended key not *results*. Stored: never rename."""

    WORKSPACE = "workspace"
    UNATTENDED = "unattended"


class Part(BaseModel):
    """Base of every part: frozen, bytes as base64, unknown fields refused, errors that quote nothing."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64", hide_input_in_errors=True
    )


class Wrapped(Part):
    """A key sealed under another, with its own id."""

    key_id: KeyId
    sealed: bytes


class RingSet(Part):
    """What one opener may have: some ring keys and the pipeline's signing key, each wrapped under the opener's key."""

    rings: dict[RingKey, Wrapped]
    signing: Wrapped


class Lock(Part):
    """The casework private key, sealed under what Argon2id makes of one holder's passphrase."""

    salt: bytes
    memory_kib: int = Field(ge=64 * 1024, le=1024 * 1024)
    passes: int = Field(ge=3, le=64)
    lanes: Literal[1] = 1  # more lanes hang when two threads derive at once
    sealed: bytes


class Casework(Part):
    """The casework key pair: the public half in the clear, the private half once per holder."""

    key_id: KeyId
    public: bytes
    locks: dict[str, Lock] = {}  # holder -> lock; the first holder is "counselor"


class Recovery(Part):
    """What the paper shares open: the casework private key and the workspace key, sealed to the recovery key pair."""

    public: bytes = b""
    casework: bytes = b""
    workspace_key: bytes = b""


class KeysFile(Part):
    """The whole file. ``synthetic`` is bound into every sealed key, so that it can't be edited away."""

    format: Literal[1] = 1
    workspace: bytes = Field(min_length=16, max_length=16)  # 16 random bytes: the name of this workspace's key in the keyring
    school: bytes = Field(min_length=SCHOOL_BYTES, max_length=SCHOOL_BYTES)
    synthetic: bool
    key_file: str | None  # where the workspace key lies; None: in the operating system's keyring
    casework: Casework
    openers: dict[Opener, RingSet] = {}
    recovery: Recovery = Recovery()
    check: bytes = b""  # HMAC over all the rest under the index key, which every opener has

    def bound(self, purpose: str, key_id: int = 0) -> bytes:
        """What a key of this workspace is bound to: purpose, school, synthetic or not, key id, workspace."""
        place = about(purpose, school=self.school, subject=0, revision=int(self.synthetic), key_id=key_id)
        return place + self.workspace


def checked(file: KeysFile, index_key: bytes) -> KeysFile:
    """The file with its check renewed."""
    return file.model_copy(update={"check": _check(file, index_key)})


def verify(file: KeysFile, index_key: bytes) -> None:
    """KeyFault if anything in the file, a public key too, was changed by somebody who can't open it."""
    if not hmac.compare_digest(file.check, _check(file, index_key)):
        raise keys_differ()


def keys_differ() -> KeyFault:
    """The keys file and a key don't belong together; never says which of the two is to blame."""
    return KeyFault(
        Text("密钥文件与密钥不符", "the keys file and the key don't belong together"),
        where=plain(NAME),
        hint=Text(
            "可能用了另一个工作区的密钥，或文件被改动过；从备份恢复 keys.json",
            "the key may be another workspace's, or the file was changed; restore keys.json from a backup",
        ),
    )


def read(workspace: Path) -> KeysFile:
    """The keys file of a workspace. KeyFault if it is missing or unreadable; its contents are never quoted."""
    try:
        return KeysFile.model_validate_json((workspace / NAME).read_bytes())
    except FileNotFoundError:
        raise KeyFault(
            Text("这里没有工作区的密钥文件", "there is no key file of a workspace here"),
            where=plain(NAME),
            hint=Text("先运行 screening init", "run `screening init` first"),
        ) from None
    except (OSError, ValidationError):
        raise KeyFault(
            Text("密钥文件读不出来", "the key file can't be read"),
            where=plain(NAME),
            hint=Text("检查文件权限，或从备份恢复 keys.json", "check its permissions, or restore keys.json from a backup"),
        ) from None


def write(workspace: Path, file: KeysFile) -> None:
    """The file as a whole or not at all, readable by its owner only."""
    fresh = workspace / f"{NAME}.{os.getpid()}.new"
    write_private(fresh, file.model_dump_json(indent=2).encode())
    fresh.replace(workspace / NAME)


def write_private(path: Path, content: bytes) -> None:
    """A new file with mode 0600 (Windows: the folder's own permissions). FileExistsError if there is one already."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _check(file: KeysFile, index_key: bytes) -> bytes:
    """Values that stand at their default are left out, so that a field added later doesn't break older files."""
    key = derive(index_key, file.workspace, file.bound("keys.check"))
    told = file.model_dump(mode="json", exclude={"check"}, exclude_defaults=True)
    return keyed_digest(json.dumps(told, sort_keys=True).encode(), key, "keys.check")
