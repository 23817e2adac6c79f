"""The check of a test export against the kit: id block, consent and its skip, every item, and what an import would read."""

from collections.abc import Sequence

import numpy as np

from screening.core.errors import MappingFault
from screening.core.language import Text
from screening.instruments.definition import Instrument
from screening.intake.classes import parse_class
from screening.intake.find_items import heading_shown
from screening.intake.interface import NO_ANSWER, Export, Layout
from screening.intake.kit.check_items import check_items
from screening.intake.kit.contents import Kit, Sheet
from screening.intake.kit.submission import Finding, State, Submission, sort_submission
from screening.intake.kit.trial import ANSWERED, NOT_SHOWN, Trial, chosen
from screening.intake.plan import plan_columns
from screening.intake.rows import read_rows, says_no
from screening.intake.text import clean, is_damaged, student_number
from screening.intake.worded import pages_in


def check_export(
    export: Export, layout: Layout, kit: Kit, *, trial_code: str, pages: Sequence[Instrument] = ()
) -> tuple[Finding, ...]:
    """Everything the check has to say, in the order of the survey. Nothing is written.

    ``trial_code`` is the code in the test link; ``pages`` are the follow-up pages that a survey might hold. What an export can't
    show (that a question is required, that the order of items is not random, that the result page is off) stands on the settings
    sheet for a person to look at. Raises FileFault for a file that is no test export.
    """
    submission = sort_submission(export, layout, kit, trial_code)
    return (
        *_platform(submission, kit),
        _number(submission, kit),
        _slip(submission, kit),
        _filled(submission, submission.identity.name, Text("姓名", "name")),
        _class(submission, kit),
        _consent(submission),
        _skip(submission),
        *check_items(submission, kit),
        *_unplanned_pages(submission, kit, pages),
        *_import_reads(submission, kit),
    )


def as_kit(findings: tuple[Finding, ...]) -> bool:
    """Whether everything is as in the kit: nothing wrong and nothing left untried."""
    return all(finding.state in (State.AS_KIT, State.NOTE) for finding in findings)


def _platform(submission: Submission, kit: Kit) -> list[Finding]:
    place = Text("文件", "file")
    found = []
    if kit.platform.code not in ("other", submission.layout.platform):
        found.append(
            Finding(
                place,
                State.WRONG,
                Text(
                    f"不像是{kit.platform.title.zh}原样导出的文件",
                    f"doesn't look like an untouched export of {kit.platform.title.en}",
                ),
            )
        )
    if submission.others:
        said = Text(f"另有 {submission.others} 行不是约定的试填，没有看", f"{submission.others} other rows were not looked at")
        found.append(Finding(place, State.NOTE, said))
    return found


def _number(submission: Submission, kit: Kit) -> Finding:
    place, column = Text("学号", "student number"), submission.identity.number
    if column is None:
        if submission.slip is not None:
            return Finding(place, State.NOTE, Text("没有学号题；用小条上的编码认人", "not asked; slips' codes identify"))
        return Finding(
            place, State.WRONG, Text("没有学号题，也没有收到小条编码，认不出是谁", "not asked, and no slip code arrived")
        )
    for trial, row in submission.rows.items():
        fault = _number_fault(student_number(row[column]), kit.number.trial(trial), blank=submission.blank(row[column]))
        if fault is not None:
            return Finding(place, State.WRONG, Text(f"第 {column + 1} 列：{fault.zh}", f"column {column + 1}: {fault.en}"))
    length = kit.number.length
    return Finding(
        place,
        State.AS_KIT,
        Text(f"第 {column + 1} 列，{length} 位，0 没有丢", f"column {column + 1}, {length} signs, zeros kept"),
    )


def _number_fault(given: str, wanted: str, *, blank: bool) -> Text | None:
    if given == wanted:
        return None
    if blank or not given:
        return Text("没有填，要设为必填", "left blank; make it required")
    if is_damaged(given):
        return Text("被改成了科学计数，末几位已丢失", "was made a quantity; its last digits are lost")
    if given.isdecimal() and int(given) == int("".join(sign for sign in wanted if sign.isdecimal())):
        return Text(
            "开头的 0 或字母丢了；请原样导出，并设为文本填空",
            "leading zeros or the letter are lost; export untouched, ask for text",
        )
    return Text(f"不是约定的试填学号（应为 {wanted}）", f"not the agreed test number ({wanted})")


def _slip(submission: Submission, kit: Kit) -> Finding:
    place = Text("小条编码", "slip code")
    if submission.slip is not None:
        heading = heading_shown(submission.export.headings[submission.slip])
        return Finding(place, State.AS_KIT, Text(f"已收到，在“{heading}”列", f"arrived, in column '{heading}'"))
    said = Text(
        f"没有收到；不用小条可以不管，要用请检查链接参数 {kit.platform.parameter}",
        f"did not arrive; if slips are used, check the link's parameter {kit.platform.parameter}",
    )
    return Finding(place, State.NOTE, said)


def _filled(submission: Submission, column: int | None, place: Text) -> Finding:
    if column is None:
        return Finding(place, State.WRONG, Text("没有这一题", "not asked"))
    if any(submission.blank(row[column]) for row in submission.rows.values()):
        return Finding(
            place, State.WRONG, Text(f"第 {column + 1} 列没有填，要设为必填", f"column {column + 1} is blank; make it required")
        )
    return Finding(place, State.AS_KIT, Text(f"第 {column + 1} 列", f"column {column + 1}"))


def _class(submission: Submission, kit: Kit) -> Finding:
    place, column = Text("班级", "class"), submission.identity.school_class
    found = _filled(submission, column, place)
    if column is None or found.state is not State.AS_KIT:
        return found
    known = {*kit.classes, *(parsed.name for name in kit.classes if (parsed := parse_class(name)))}
    names = {clean(row[column]) for row in submission.rows.values()}
    strange = [name for name in names if name not in known and ((said := parse_class(name)) is None or said.name not in known)]
    if strange and all(name.isdecimal() and int(name) <= len(kit.classes) for name in names):
        return Finding(
            place,
            State.NOTE,
            Text("按序号导出时班级只有序号；导入要用小条或学号认人", "by option number the class is a place only"),
        )
    if strange:
        return Finding(
            place,
            State.WRONG,
            Text("选项不是名册里的班级，请用班级选项清单", "not a class of the roster; use the list of classes"),
        )
    return found


def _consent(submission: Submission) -> Finding:
    place, column = Text("知情同意", "consent"), submission.consent
    if column is None:
        return Finding(place, State.WRONG, Text("没有找到知情同意题", "no consent question was found"))
    first = min((question.column for question in submission.questions), default=column)
    if column > first:
        return Finding(place, State.WRONG, Text("要放在所有题目之前", "it must stand before the items"))
    agreed = [row[column] for trial, row in submission.rows.items() if trial in ANSWERED]
    if any(says_no(cell) or submission.blank(cell) for cell in agreed):
        return Finding(
            place, State.WRONG, Text("选了同意却读成不同意：“同意”要放在第一个", "agreeing reads as declining: put 'agree' first")
        )
    return Finding(place, State.AS_KIT, Text(f"第 {column + 1} 列", f"column {column + 1}"))


def _skip(submission: Submission) -> Finding:
    place = Text("不同意就结束", "declining ends the survey")
    row = submission.rows.get(Trial.DECLINED)
    if row is None:
        return Finding(place, State.UNTRIED, Text("还没有一份选“不同意”的试填", "no test submission declined yet"))
    if submission.consent is not None and not says_no(row[submission.consent]):
        return Finding(place, State.WRONG, Text("学号末位是 2 的一份应选“不同意”", "the submission ending in 2 should decline"))
    answered = [q.column for q in (*submission.questions, *submission.checks) if not submission.blank(row[q.column])]
    if answered:
        return Finding(
            place,
            State.WRONG,
            Text("选了不同意后仍能答题，要设跳转到结束", "questions could still be answered; set the skip to the end"),
        )
    return Finding(place, State.AS_KIT, Text("选了不同意，后面都没有出现", "after declining nothing was asked"))


def _unplanned_pages(submission: Submission, kit: Kit, pages: Sequence[Instrument]) -> list[Finding]:
    """A follow-up page that the kit does not know of: whoever set it up did so without its instructions."""
    planned = {sheet.instrument.code for sheet in kit.sheets}
    there = pages_in(submission.layout, [page for page in pages if page.code not in planned], submission.export.name)
    return [
        Finding(
            Text(page.title.zh, page.title.en),
            State.WRONG,
            Text(
                f"问卷里有这一页，准备材料里没有：请重新生成，加上 --instrument {page.code}",
                f"the survey has this page and the kit has not: make the kit again with --instrument {page.code}",
            ),
        )
        for page in there
    ]


def _import_reads(submission: Submission, kit: Kit) -> list[Finding]:
    """The real thing: plan the columns as an import does, read the rows, compare every code with the pattern's."""
    trials = [trial for trial in ANSWERED if trial in submission.rows]
    if not trials:
        return []
    place = Text("按导入的方式读一遍", "read as an import reads")
    try:
        plan = plan_columns(submission.export, submission.layout, [sheet.instrument for sheet in kit.sheets])
    except MappingFault as fault:
        return [Finding(place, State.WRONG, fault.what)]
    batches = [read_rows(chunk, plan) for chunk in submission.export.chunks()]
    found = []
    for sheet in kit.sheets:
        answers = np.concatenate([batch.answers[sheet.instrument.edition] for batch in batches])
        right = all(answers[submission.place[trial]].tolist() == _codes(sheet, trial) for trial in trials)
        said = (
            Text(f"{sheet.instrument.title.zh}：每题的分值都对", f"{sheet.instrument.title.en}: every code is right")
            if right
            else Text(
                f"{sheet.instrument.title.zh}：读出的分值与清单不同", f"{sheet.instrument.title.en}: codes differ from the sheet"
            )
        )
        found.append(Finding(place, State.AS_KIT if right else State.WRONG, said))
    return found


def _codes(sheet: Sheet, trial: Trial) -> list[int]:
    places = [(line, chosen(line, trial)) for line in sheet.items]
    return [NO_ANSWER if place == NOT_SHOWN else line.options[place].code for line, place in places]
