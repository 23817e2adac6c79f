"""Writes the empty report form: one line a report, drop-downs for what can be chosen, a page of explanations."""

from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # the library carries no types

from screening.adapters.export_writers.forms import check_not_there
from screening.intake.report_kinds import GRADES, KINDS, REPORTERS, SOURCES, Kind
from screening.intake.reports import REPORT_NAMES

HEADINGS = tuple(
    REPORT_NAMES[key][0]
    for key in ("number", "name", "class", "kind", "grade", "at", "by", "observer", "text", "confirmed", "sources", "named",
                "fears", "injured", "id")
)  # fmt: skip
_LINES = 500  # with drop-downs and text format
_NOTES = (
    ("每行一条报告，写一位学生", "填学号；没有学号就把姓名和班级都填上"),
    ("时间", "看到的时间，例如 2026-11-10 09:30；留空按登记当天算"),
    ("报告人", "写姓名，用来分清不同的观察者；学生的姓名只封存在档案里，只有心理老师能看到"),
    ("说明", "只封存在档案里，由心理老师阅读；系统不按文字定等级"),
    ("成人已确认", "学生报告的明显变化（O2）先按轻微变化算，成人亲眼确认后填 是"),
    ("伤害来源、涉及人员、害怕回家", "只在儿童保护报告里填；被指认的人不会收到任何通知"),
    ("危险正在发生", "不要等填表：先到学生身边，打电话给心理老师；有生命危险先拨 120 或 110"),
)


def write_report_form(path: Path) -> None:
    """An xlsx file with the sheets 报告 and 填写说明. Student numbers and times are text cells, so nothing is damaged.

    Raises FileFault if there is a file already.
    """
    check_not_there(path)
    with xlsxwriter.Workbook(str(path)) as book:
        head, text = book.add_format({"bold": True, "bg_color": "#E8EEF4"}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("报告")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADINGS) - 1, 13, text)
        sheet.set_column(HEADINGS.index("说明"), HEADINGS.index("说明"), 40, text)
        sheet.write_row(0, 0, HEADINGS, head)
        for heading, words in _choices().items():
            column = HEADINGS.index(heading)
            sheet.data_validation(1, column, _LINES, column, {"validate": "list", "source": words, "error_type": "warning"})
        _explain(book.add_worksheet("填写说明"), head)


def _choices() -> dict[str, list[str]]:
    return {
        REPORT_NAMES["kind"][0]: [names[0] for names in KINDS.values()],
        REPORT_NAMES["grade"][0]: list(GRADES[Kind.OBSERVATION]),
        REPORT_NAMES["by"][0]: [names[0] for names in REPORTERS.values()],
        **{REPORT_NAMES[key][0]: ["是"] for key in ("confirmed", "fears", "injured")},
    }


def _explain(sheet: Any, head: Any) -> None:  # noqa: ANN401 - untyped library
    grades = [
        (f"{KINDS[kind][0]}的等级", "；".join(f"{code}（{names[0]}）" if names else code for code, names in words.items()))
        for kind, words in GRADES.items()
    ]
    sources = ("伤害来源", "、".join(names[0] for names in SOURCES.values()))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_row(0, 0, ("项目", "怎么填"), head)
    for line, row in enumerate((*_NOTES, *grades, sources), start=1):
        sheet.write_row(line, 0, row)
