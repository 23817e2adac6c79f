"""Impact forms: TOML on disk, answers by field in memory."""

import tomllib
from pathlib import Path

from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.intake.impact_form import empty_form, no_toml, read_impact


def load_impact(path: Path) -> dict[str, str]:
    """The filled-in form. Raises FileFault if it can't be read or a field is empty."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise no_toml(path.name) from None
    return read_impact(table, path.name)


def write_empty_form(path: Path) -> None:
    """An empty form to fill in. Raises FileFault if there is a file already, or no such folder."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(empty_form())
    except OSError:
        raise FileFault(
            Text("已有同名文件，或没有这个文件夹，空表没有写出", "there is such a file, or no such folder: no form was written"),
            where=plain(path.name),
            hint=Text("换一个文件名", "choose another name"),
        ) from None
