"""Test exports as a school would download them, made from the kit itself and then spoilt one way or another."""

from screening.adapters.export_writers.survey import lay_out
from screening.adapters.instrument_files import load_instrument
from screening.intake.kit.check import check_export
from screening.intake.kit.contents import PLATFORMS, Kit, NumberShape, order_sheets
from screening.intake.kit.trial import NOT_SHOWN, Trial, chosen
from screening.intake.platforms import recognise
from tests.unit.intake.made_up import MadeUpExport

CODE = "C2356789CD"  # of the test link; whether it is a code does not matter to the check
SHAPE = NumberShape(letter="", digits=8, uniform=True)
NAMES = {"text": "按文本", "number": "按序号"}
LEAD = 10  # columns before the first item: six of the platform, three of the id block, consent


def kit_of(*codes, number=SHAPE):
    sheets = order_sheets([load_instrument(code) for code in codes])
    return Kit(wave="试填批次", platform=PLATFORMS["wjx"], sheets=sheets, number=number, classes=("701", "702"))


def made(kit, coding, trials=tuple(Trial)):
    """(headings, rows) of a 问卷星 export in which everything is as in the kit."""
    survey = lay_out([sheet.instrument for sheet in kit.sheets], "text")
    headings = list(survey.headings)
    if not any(line.asked for line in kit.sheets[0].lines):
        del headings[survey.attention]  # the synthetic survey always has one
    return headings, [row_of(kit, coding, trial) for trial in trials]


def row_of(kit, coding, trial):
    declines = trial is Trial.DECLINED
    agreed = {"text": ("同意", "不同意"), "number": ("1", "2")}[coding][declines]
    skipped = {"text": "(跳过)", "number": "-3"}[coding]
    row = [str(int(trial)), "2026/11/2 9:00:00", "136秒", "链接", CODE, "192.0.2.1(合成-合成)"]
    row += [kit.number.trial(trial), "试填", "701", agreed]
    for line in (line for sheet in kit.sheets for line in sheet.lines):
        place = chosen(line, trial)
        row.append(
            skipped if declines or place == NOT_SHOWN else line.options[place].text if coding == "text" else str(place + 1)
        )
    return row


def checked(kit, headings, rows, coding="text", pages=()):
    export = MadeUpExport(headings, rows, name=f"1_{NAMES[coding]}_试填_{len(rows)}_{len(rows)}.xlsx")
    return check_export(export, recognise(export), kit, trial_code=CODE, pages=pages)


def faults(findings, *states):
    """{place: what} of everything that is not as in the kit."""
    wanted = states or ("wrong", "untried")
    return {one.place.zh: one.what.zh for one in findings if one.state in wanted}
