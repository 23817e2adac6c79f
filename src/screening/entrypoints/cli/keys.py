"""`screening keys`: win a workspace back with the shares on paper."""

import os
from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, new_passphrase, said_in
from screening.entrypoints.cli.show import say, words

app = typer.Typer(no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Room for the commands that are still to come."""


@app.command(
    "recover",
    help=words(
        "口令忘了或换了电脑：用两份恢复词重新打开工作区", "Passphrase forgotten, or another computer: open with two paper shares"
    ),
)
def recover(
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            help=words(
                "这台电脑上没有工作区密钥时，放到这个文件；不写则放入系统钥匙串",
                "where a missing workspace key goes; else the keyring",
            ),
        ),
    ] = None,
    shares_file: Annotated[
        Path | None,
        typer.Option(
            "--shares-file",
            help=words("从文件读两份恢复词（一行一份）；不写则会询问", "two shares, one a line; asked for otherwise"),
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Ask for two shares and a new passphrase."""
    from screening.entrypoints.recovery import recover_workspace
    from screening.entrypoints.settings import load_settings

    workspace = load_settings(os.environ).workspace
    shares = _shares(shares_file)
    moved = recover_workspace(
        workspace,
        shares,
        new_passphrase(passphrase_file),
        key_file=key_file,
        database=workspace / "screening.db",
    )
    if moved:
        say(Text("工作区密钥已放到这台电脑上。", "The workspace key is on this computer now."))
    say(
        Text(
            "新口令已生效，旧口令不再能用。恢复词仍然有效，请放回原处。",
            "The new passphrase holds; the old one doesn't. The shares stay valid.",
        )
    )


def _shares(file: Path | None) -> list[str]:
    """Two shares, from a file or typed in."""
    if file is not None:
        return [line.strip() for line in said_in(file).splitlines() if line.strip()]
    return [typer.prompt(words(f"第 {number} 份恢复词", f"Share {number}")) for number in (1, 2)]
