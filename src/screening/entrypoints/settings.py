"""One frozen Settings from screening.toml and the environment; unknown or missing values stop the start."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from screening.core.errors import StoreFault
from screening.core.language import Text, plain

FILE_NAME = "screening.toml"
CALENDAR_NAME = "calendar.yaml"
_PREFIX = "SCREENING_"
_ELSEWHERE = frozenset({"SCREENING_WORKSPACE", "SCREENING_LANG", "SCREENING_EXPORT"})  # read by others, not settings


class Settings(BaseModel):
    """What a workspace may be told. Paths in screening.toml are relative to its folder; secrets may come by ``NAME_FILE``."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    workspace: Path
    database_url: str = ""  # empty: SQLite beside screening.toml
    key_file: Path | None = None  # None: the OS keyring
    outbox_dir: Path = Path("outbox")
    calendar: Path | None = None  # replaces the loaded public holidays completely
    policy: Path | None = None
    policy_overrides: Path | None = None  # a school's few numbers, laid over the policy
    band_mapping: Path | None = None
    person: int | None = None  # staff id of who works here; None: the counselor on the roster
    room: str = ""  # where the counselor's room is, printed on digests
    smtp_host: str = ""  # empty: .eml files in outbox_dir
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_sender: str = ""
    smtp_starttls: bool = True

    @property
    def calendar_file(self) -> Path | None:
        """The calendar told, else the one ``screening calendar import`` put beside screening.toml; None if there is neither."""
        imported = self.workspace / CALENDAR_NAME
        return self.calendar or (imported if imported.is_file() else None)

    @property
    def store_url(self) -> str:
        """The database: what was told, or SQLite in the workspace."""
        return self.database_url or f"sqlite:///{self.workspace / 'screening.db'}"


_KEYS = tuple(name for name in Settings.model_fields if name != "workspace")


def load_settings(environ: Mapping[str, str], folder: Path | None = None) -> Settings:
    """The settings of the workspace in ``folder``, of SCREENING_WORKSPACE, or of the nearest folder above the present one.

    The environment goes before the file. Raises StoreFault naming the variable or key that is unknown, missing or unreadable.
    """
    workspace = _find(environ, folder)
    told: dict[str, object] = _from_file(workspace / FILE_NAME)
    from_environment = _from_environment(environ)
    told.update(from_environment)
    told["workspace"] = workspace
    try:
        settings = Settings.model_validate(told)
    except ValidationError as fault:
        wrong = [".".join(map(str, error["loc"])) for error in fault.errors()]
        keys = ", ".join(f"{_PREFIX}{key.upper()}" if key in from_environment else key for key in wrong)
        raise StoreFault(
            Text(f"设置里有不认识或无法理解的项：{keys}", f"settings that are unknown or can't be understood: {keys}"),
            where=plain(str(workspace / FILE_NAME)),
            hint=Text(f"可以写的项：{'、'.join(_KEYS)}", f"settings there are: {', '.join(_KEYS)}"),
        ) from None
    return settings.model_copy(update=_absolute(settings))


def database_url_of(environ: Mapping[str, str]) -> str:
    """The database told by SCREENING_DATABASE_URL or its _FILE, before there is a workspace; empty if none is."""
    return str(_from_environment(environ).get("database_url", ""))


def in_workspace(environ: Mapping[str, str]) -> bool:
    """Whether a command that can do without a workspace has one here."""
    try:
        return _find(environ, None).is_dir()
    except StoreFault:
        return False


def _find(environ: Mapping[str, str], folder: Path | None) -> Path:
    start = folder or (Path(environ["SCREENING_WORKSPACE"]) if "SCREENING_WORKSPACE" in environ else None)
    if start is not None:
        tried = [start.expanduser().resolve()]
    else:
        here = Path.cwd().resolve()
        tried = [here, *here.parents]
    for place in tried:
        if (place / FILE_NAME).is_file():
            return place
    raise StoreFault(
        Text("这里没有工作区（找不到 screening.toml）", "there is no workspace here (screening.toml not found)"),
        where=plain(str(tried[0])),
        hint=Text(
            "先运行 screening init 文件夹，或先用 cd 进入工作区；想先看看效果请运行 screening demo",
            "run screening init FOLDER, or go into the workspace first; screening demo shows how it works",
        ),
    )


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise StoreFault(
            Text("screening.toml 读不懂", "screening.toml can't be read"),
            where=plain(str(path)),
            hint=_mend_toml(fault),
        ) from None


def _mend_toml(fault: ValueError) -> Text:
    """Where the file goes wrong, without the line itself: a password may stand there."""
    if isinstance(fault, UnicodeDecodeError):
        return Text("请存为 UTF-8 文本", "save it as UTF-8 text")
    line = re.search(r"at line (\d+)", str(fault))
    zh, en = (f"第 {line[1]} 行：", f"line {line[1]}: ") if line else ("", "")
    return Text(f"{zh}每行写成 名称 = 值，文字要加引号", f"{en}write one name = value a line, text in quotes")


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    told: dict[str, object] = {}
    for name, value in environ.items():
        if not name.startswith(_PREFIX) or name in _ELSEWHERE:
            continue
        key = name.removeprefix(_PREFIX).lower()
        if key.endswith("_file") and key != "key_file":
            told[key.removesuffix("_file")] = _secret(name, Path(value))
        else:
            told[key] = value
    return told


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreFault(
            Text(f"{name} 指的文件读不了", f"the file named by {name} can't be read"), where=plain(str(path))
        ) from None


def _absolute(settings: Settings) -> dict[str, Path]:
    named = {"key_file": settings.key_file, "outbox_dir": settings.outbox_dir, "calendar": settings.calendar,
             "policy": settings.policy, "policy_overrides": settings.policy_overrides,
             "band_mapping": settings.band_mapping}  # fmt: skip
    return {key: settings.workspace / os.path.expanduser(path) for key, path in named.items() if path is not None}  # noqa: PTH111  # joins below
