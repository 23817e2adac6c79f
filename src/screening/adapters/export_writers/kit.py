"""Writes the items workbook of a kit: one sheet an instrument, one with the classes for the drop-down question."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]  # the library carries no types

from screening.core.language import Language, Text
from screening.intake.kit.contents import Kit, Sheet
from screening.intake.kit.trial import Trial, told

_CLASSES = Text("班级选项", "classes")
_HEADS = (Text("行", "line"), Text("题", "item"), Text("主题", "topic"))
_TESTS = ((Trial.FIRST, Text("试填 1 选", "test 1")), (Trial.SECOND, Text("试填 3 选", "test 3")))
_CHECK = Text("注意力", "check")
_WIDTHS = (6, 8, 26)


def items_workbook(kit: Kit, language: Language = "zh") -> bytes:
    """An xlsx file. A line of an instrument's sheet: place, item, topic, then each option's text and the code it gets, then which
    option each test submission chooses. No wording of items.
    """  # noqa: D205  # the columns are the summary
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4"})
        for sheet in kit.sheets:
            page = book.add_worksheet(sheet.instrument.code)
            page.freeze_panes(1, 0)
            for column, width in enumerate(_WIDTHS):
                page.set_column(column, column, width)
            page.set_column(len(_WIDTHS), len(_WIDTHS) + 2 * len(sheet.lines[0].options) + 1, 13)
            page.write_row(0, 0, _heads(sheet, language), bold)
            for row, cells in enumerate(_rows(sheet, language), start=1):
                page.write_row(row, 0, cells)
        classes = book.add_worksheet(_CLASSES.said(language))
        classes.write_column(0, 0, kit.classes)
    return content.getvalue()


def _heads(sheet: Sheet, language: Language) -> list[str]:
    heads = [head.said(language) for head in _HEADS]
    for place in range(1, len(sheet.lines[0].options) + 1):
        heads += [Text(f"选项 {place}", f"option {place}").said(language), Text(f"分值 {place}", f"code {place}").said(language)]
    return [*heads, *(head.said(language) for _, head in _TESTS)]


def _rows(sheet: Sheet, language: Language) -> Sequence[list[str | int]]:
    rows = []
    for line in sheet.lines:
        cells: list[str | int] = [line.number, line.item or _CHECK.said(language), line.topic.said(language)]
        for option in line.options:
            cells += [option.text, option.code]
        cells += ["", ""] * (len(sheet.lines[0].options) - len(line.options))
        cells += [told(line, trial).said(language) for trial, _ in _TESTS]
        rows.append(cells)
    return rows
