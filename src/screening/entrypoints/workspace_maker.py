"""Make a workspace: folder, screening.toml, keys, empty store – all of it or nothing."""

import json
import secrets
import shutil
from pathlib import Path

from screening.adapters.db import create_store
from screening.adapters.keys import NewKeys, create_keys
from screening.core.errors import StoreFault
from screening.core.language import Text, plain
from screening.entrypoints.settings import FILE_NAME

_TOML = """# screening 的设置。每一项都可以删去；删去就用默认值。Settings; every line may be left out.
# person = 1                     # 使用者的人员编号 staff id of who works here（默认：名册上的心理老师）
# room = "心理辅导室"             # 印在班主任摘要上 printed on digests
# calendar = "校历.yaml"          # 学校自己的校历，完全取代公布的节假日 the school's own calendar
# smtp_host = "smtp.example.org"  # 不写：消息存为 outbox 文件夹里的 .eml without it messages become .eml files
# smtp_user = ""
# smtp_sender = ""
"""


def make_workspace(
    folder: Path, *, key_file: Path | None, passphrase: str | None, synthetic: bool, room: str = "", database_url: str = ""
) -> NewKeys:
    """The keys of a new workspace in ``folder``, which must not hold one yet.

    ``database_url``: a store elsewhere (PostgreSQL). It may hold a password, so it is written nowhere: it has to stay in
    SCREENING_DATABASE_URL or its _FILE. A failure half way removes what this call made. Raises StoreFault if the folder is
    taken, KeyFault if a key has no place.
    """
    if (folder / FILE_NAME).exists() or (folder.exists() and any(folder.iterdir())):
        raise StoreFault(
            Text("这个文件夹不是空的", "this folder is not empty"),
            where=plain(str(folder)),
            hint=Text("请换一个新文件夹", "choose a new folder"),
        )
    existed = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    made: NewKeys | None = None
    database = folder / "screening.db"
    try:
        made = create_keys(
            folder,
            key_file=key_file,
            passphrase=passphrase,
            synthetic=synthetic,
            school=secrets.token_bytes(16),
            database=database,
        )
        create_store(database_url or f"sqlite:///{database}", school=made.service.school, synthetic=synthetic)
        (folder / FILE_NAME).write_text(_settings(room), encoding="utf-8")
    except BaseException:
        _take_back(folder, existed=existed, made=made)
        raise
    return made


def _settings(room: str) -> str:
    """The file as a person finds it. Where the workspace key lies is remembered in keys.json, not here."""
    return _TOML + (f"room = {json.dumps(room, ensure_ascii=False)}\n" if room else "")


def _take_back(folder: Path, *, existed: bool, made: NewKeys | None) -> None:
    """Leave nothing half made: the folder as it was, and no key without a workspace."""
    shutil.rmtree(folder)
    if existed:
        folder.mkdir()
    if made is not None and made.key_file is not None:
        made.key_file.unlink(missing_ok=True)
