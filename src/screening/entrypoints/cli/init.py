"""`screening init`: the workspace of one school, with its keys and the recovery shares for paper."""

import os
from pathlib import Path
from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, new_passphrase
from screening.entrypoints.cli.show import say, words


def init(
    folder: Annotated[Path, typer.Argument(help=words("新工作区的文件夹", "folder of the new workspace"))],
    key_file: Annotated[
        Path | None,
        typer.Option(
            "--key-file",
            help=words(
                "把工作区密钥存到这个文件（工作区之外）；不写则存入系统钥匙串",
                "keep the workspace key in this file, outside the workspace; otherwise in the system's keyring",
            ),
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make it, then show the three shares once."""
    from screening.entrypoints.settings import database_url_of
    from screening.entrypoints.workspace_maker import make_workspace

    made = make_workspace(
        folder,
        key_file=key_file,
        passphrase=new_passphrase(passphrase_file),
        synthetic=False,
        database_url=database_url_of(os.environ),
    )
    say(Text(f"工作区已建立：{folder}", f"The workspace is ready: {folder}"))
    say(
        Text(
            "\n下面三份恢复词，任意两份能在口令丢失时重新打开档案。请分别抄在三张纸上，交给三个人保管。它们不会再次显示，也没有存在任何地方。",
            "\nAny two of these three shares reopen the files if the passphrase is lost. Write each on paper and give them "
            "to three people. They are shown once and kept nowhere.",
        )
    )
    for number, share in enumerate(made.shares, 1):
        say(Text(f"\n第 {number} 份：\n{share}", f"\nShare {number}:\n{share}"))
    say(
        Text(
            f"\n下一步：\n  cd {folder}\n  screening roster import 名册.xlsx\n  screening wave open 2026秋",
            f"\nNext:\n  cd {folder}\n  screening roster import ROSTER.xlsx\n  screening wave open NAME",
        )
    )
