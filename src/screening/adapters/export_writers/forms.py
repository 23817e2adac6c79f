"""Writes an empty form for people to fill in: headings, one example line, every cell text."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # the library carries no types

from screening.core.errors import FileFault
from screening.core.language import Text, plain

WIDTH = 22  # characters; a date with its hour fits


def write_form(path: Path, sheet: str, headings: Sequence[str], example: Sequence[str]) -> None:
    """An .xlsx with one sheet: headings in bold, below them ``example`` in grey for whoever fills it in to overwrite.

    Raises FileFault if there is a file already.
    """
    check_not_there(path)
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet(sheet)
        text, head = workbook.add_format({"num_format": "@"}), workbook.add_format({"bold": True, "bottom": 1})
        grey = workbook.add_format({"num_format": "@", "font_color": "#808080"})
        page.set_column(0, len(headings) - 1, WIDTH, text)
        page.write_row(0, 0, headings, head)
        page.write_row(1, 0, example, grey)
        page.freeze_panes(1, 0)


def check_not_there(path: Path) -> None:
    """Raises FileFault rather than let an empty form take the place of a file that may be filled in."""
    if path.exists():
        raise FileFault(
            Text("已有同名文件，没有覆盖", "a file of that name is there already and was left alone"),
            where=plain(path.name),
            hint=Text("换一个文件名", "choose another name"),
        )
