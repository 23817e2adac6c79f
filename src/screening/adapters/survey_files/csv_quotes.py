"""Quotes in a CSV file: one too many, and whole rows are read as a part of one cell and lost without a word."""

import csv
import io

from screening.core.language import Text

_WIDE = 6  # columns; in narrower tables two commas in a remark of two lines mean nothing


def fault_in_quotes(text: io.TextIOBase, delimiter: str, width: int) -> tuple[int, Text] | None:
    """The line and what is wrong there, or None.

    Three things are wrong: a quote that is never closed, a closing quote with something behind it, and a cell that holds as
    many line ends and delimiters as whole rows do. Every reader would go on, each in its own way.
    """
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            if reader.line_num > before + 1 and any(_holds_rows(cell, delimiter, width) for cell in cells):
                what = Text("有一格里像是含有整行答卷，多半是引号错了", "a cell seems to hold whole rows, by a wrong quote")
                return before + 1, what
            before = reader.line_num
    except csv.Error as error:
        if "limit" in str(error):
            return None  # a huge cell is told by whoever reads on
        return before + 1, Text(
            "有一个引号没有收尾，后面的行都会读错", "a quote is never closed: every row after it would be misread"
        )
    return None


def _holds_rows(cell: str, delimiter: str, width: int) -> bool:
    ends = cell.count("\n")
    return width >= _WIDE and ends > 0 and cell.count(delimiter) == ends * (width - 1)
