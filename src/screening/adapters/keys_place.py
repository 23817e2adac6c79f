"""Where an opener's key lies: the operating system's keyring, or a file well away from the database."""

import base64
import binascii
import os
import stat
from pathlib import Path
from typing import NamedTuple

import keyring
from keyring.errors import KeyringError

from screening.adapters.keys_file import KeysFile, Opener, write_private
from screening.casefiles.records import KEY_BYTES
from screening.core.errors import KeyFault
from screening.core.language import Text

_SERVICE = "screening"
_HEADINGS = {opener: f"screening-{opener}-key 1" for opener in Opener}
_OPENERS = {heading: opener for opener, heading in _HEADINGS.items()}
_LINES = 3
_LEAST_PRIORITY = 1  # keyring's own mark of a store that is protected; plain-text stores stand below it
_USE_KEY_FILE = Text(
    "用 --key-file 指定一个不在工作区里的密钥文件（例如 U 盘或用户主目录）",
    "name a key file outside the workspace with --key-file (a USB stick, your home folder)",
)

_WHERE_IT_LIES = Text(
    "插上存放密钥的 U 盘；密钥换了位置就改 screening.toml 里的 key_file；丢失了可用两份恢复词运行 screening keys recover",
    "plug in the USB stick; if the file was moved, mend key_file in screening.toml; if it is lost, two paper shares and "
    "`screening keys recover` help",
)


class Kept(NamedTuple):
    """A key as found, and whose it is."""

    opener: Opener
    key: bytes


def keep(kept: Kept, workspace_id: bytes, key_file: Path | None) -> None:
    """Put an opener's key where it belongs. KeyFault if the keyring doesn't keep it or the file exists already."""
    if key_file is None:
        _to_keyring(kept, workspace_id)
    else:
        _to_file(kept, workspace_id, key_file)


def fetch(file: KeysFile, workspace: Path, key_file: Path | None, database: Path | None) -> Kept:
    """The key for a keys file, from ``key_file`` or the place the file remembers.

    KeyFault if it isn't there, is another workspace's, lies beside the database, or if others may read its file.
    """
    remembered = None if file.key_file is None else Path(file.key_file)
    place = fit_place(key_file or remembered, workspace, database)
    return _from_keyring(file.workspace) if place is None else _from_file(file.workspace, place)


def fit_place(key_file: Path | None, workspace: Path, database: Path | None) -> Path | None:
    """The full path, or None for the keyring. KeyFault inside the workspace or beside the database.

    One theft must not take both the key and what it opens.
    """
    if key_file is None:
        return None
    whole = key_file.expanduser().resolve()
    beside = database is not None and whole.parent == database.resolve().parent
    if beside or whole.is_relative_to(workspace.resolve()):
        raise KeyFault(
            Text(
                "密钥文件不能放在工作区里，也不能和数据库放在一起",
                "the key file may not lie in the workspace or beside the database",
            ),
            hint=_USE_KEY_FILE,
        )
    return whole


def _to_keyring(kept: Kept, workspace_id: bytes) -> None:
    """Written and read back: some keyrings take a password and keep nothing. For the workspace key only."""
    text = base64.b64encode(kept.key).decode()
    try:
        if keyring.get_keyring().priority < _LEAST_PRIORITY:
            raise _no_keyring()
        keyring.set_password(_SERVICE, workspace_id.hex(), text)
        found = keyring.get_password(_SERVICE, workspace_id.hex())
    except (KeyringError, RuntimeError, OSError):
        raise _no_keyring() from None
    if found != text:
        raise _no_keyring()


def _from_keyring(workspace_id: bytes) -> Kept:
    try:
        text = keyring.get_password(_SERVICE, workspace_id.hex())
    except (KeyringError, RuntimeError, OSError):
        raise _no_keyring() from None
    if text is None:
        raise KeyFault(
            Text("系统钥匙串里没有这个工作区的密钥", "the system keyring holds no key of this workspace"),
            hint=Text(
                "换了电脑或用户？用 --key-file，或用恢复词运行 screening keys recover",
                "another computer or user? use --key-file, or run `screening keys recover` with the paper shares",
            ),
        )
    return Kept(Opener.WORKSPACE, _decoded(text))


def _to_file(kept: Kept, workspace_id: bytes, key_file: Path) -> None:
    text = f"{_HEADINGS[kept.opener]}\n{workspace_id.hex()}\n{base64.b64encode(kept.key).decode()}\n"
    try:
        key_file.parent.mkdir(parents=True, exist_ok=True)
        write_private(key_file, text.encode())
    except FileExistsError:
        raise KeyFault(
            Text("密钥文件已经存在，不会覆盖", "the key file exists already and is not overwritten"),
            where=_named(key_file),
            hint=Text("换一个文件名", "choose another file name"),
        ) from None
    except OSError:
        hint = Text("请检查文件夹能否写入，磁盘是否已满", "check that its folder may be written to and has room")
        raise KeyFault(Text("密钥文件写不进去", "the key file can't be written"), where=_named(key_file), hint=hint) from None


def _from_file(workspace_id: bytes, key_file: Path) -> Kept:
    try:
        lines = key_file.read_text("ascii").split("\n")
        open_to_others = os.name == "posix" and stat.S_IMODE(key_file.stat().st_mode) & 0o077
    except FileNotFoundError:
        raise KeyFault(Text("找不到密钥文件", "the key file is missing"), where=_named(key_file), hint=_WHERE_IT_LIES) from None
    except (OSError, UnicodeDecodeError):
        raise _damaged(key_file) from None
    if open_to_others:
        raise KeyFault(
            Text("别的用户也能打开密钥文件", "other users can open the key file"),
            where=_named(key_file),
            hint=Text("运行 chmod 600 后再试", "run chmod 600 on it and try again"),
        )
    if len(lines) < _LINES or lines[0] not in _OPENERS:
        raise _damaged(key_file)
    if lines[1] != workspace_id.hex():
        raise KeyFault(
            Text("密钥文件属于另一个工作区", "the key file belongs to another workspace"),
            where=_named(key_file),
            hint=_WHERE_IT_LIES,
        )
    return Kept(_OPENERS[lines[0]], _decoded(lines[2]))


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFault(Text("密钥已损坏", "the key is damaged"), hint=_USE_KEY_FILE)
    return key


def _no_keyring() -> KeyFault:
    return KeyFault(Text("这台电脑没有可用的系统钥匙串", "this computer has no usable system keyring"), hint=_USE_KEY_FILE)


def _damaged(key_file: Path) -> KeyFault:
    return KeyFault(Text("密钥文件读不出来", "the key file can't be read"), where=_named(key_file), hint=_WHERE_IT_LIES)


def _named(key_file: Path) -> Text:
    return Text(key_file.name, key_file.name)
