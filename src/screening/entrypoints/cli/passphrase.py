"""Passphrases are asked for at the keyboard or read from a file: on a command line everybody could see them."""

from pathlib import Path
from typing import Annotated

import typer

from screening.core.errors import KeyFault
from screening.core.language import Text, plain
from screening.entrypoints.cli.show import words

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help=words("从文件读口令；不写则会询问", "read the passphrase from a file; asked for otherwise")
    ),
]


def new_passphrase(file: Path | None) -> str:
    """The passphrase of a new workspace: from the file, or asked for twice."""
    if file is not None:
        return said_in(file)
    asked: str = typer.prompt(
        words(
            "心理老师的档案口令（至少 6 个汉字或 12 个字母、数字）",
            "The counselor's passphrase (6 Chinese characters or 12 others)",
        ),
        hide_input=True,
        confirmation_prompt=words("再输入一次", "Once more"),
    )
    return asked


def known_passphrase(file: Path | None, *, synthetic: bool) -> str | None:
    """The passphrase of this workspace: from the file or asked for once; a synthetic workspace needs none."""
    if file is not None:
        return said_in(file)
    return None if synthetic else typer.prompt(words("档案口令", "Passphrase"), hide_input=True)


def said_in(file: Path) -> str:
    """What a secret's file says, without the last line end. Raises KeyFault if it can't be read."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        hint = Text("请检查路径，文件要存为 UTF-8 文本", "check the path; the file must be UTF-8 text")
        raise KeyFault(Text("口令文件读不了", "the passphrase file can't be read"), where=plain(file.name), hint=hint) from None
