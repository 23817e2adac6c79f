"""Where the files that belong to the program lie: inside the installed package, or at the top of a checkout."""

from pathlib import Path
from typing import Literal

from screening.core.errors import FileFault
from screening.core.language import Text, plain

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def packaged(name: Literal["instruments", "migrations", "policy"]) -> Path:
    """The folder ``screening/_data/<name>`` of an installed wheel if it is there, else ``<name>`` at the top of the checkout.

    FileFault if there is neither: the installation is incomplete.
    """
    for folder in (_PACKAGE / "_data" / name, _CHECKOUT / name):
        if folder.is_dir():
            return folder
    raise FileFault(
        Text("安装不完整，缺少随程序提供的文件夹", "the installation lacks a folder that belongs to the program"),
        where=plain(name),
        hint=Text("请重新安装 screening", "install screening again"),
    )
