"""How an import is told to the counselor: safety answers without a pupil first, then counts and reasons."""

from screening.core.language import Text
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.core.tiers import Tier
from screening.entrypoints.cli.show import language, say, table, warn, words
from screening.entrypoints.cli.why_words import WHY_WORDS
from screening.entrypoints.importing import Ready
from screening.services.coding_check import CodingCheck
from screening.services.import_wave import ImportReport
from screening.services.rehearse_import import FirstHour
from screening.services.undo_import import Undone

TIER_WORDS = {
    Tier.CLASS: Text("班级", "class"),
    Tier.GRADE: Text("年级", "grade"),
    Tier.SCHOOL: Text("学校", "school"),
    Tier.FAMILY: Text("家庭", "family"),
}


KIND_WORDS = {
    "unidentified_safety": Text("查明是哪位学生", "find out whose answer"),
    "contact": Text("确认安全", "safe contact"),
    "interview": Text("访谈", "interview"),
    "guardian": Text("联系监护人", "call home"),
}
_ROWS_SHOWN, _CLASSES_SHOWN = 12, 60


def show_report(
    report: ImportReport, *, timings: bool = False, check: CodingCheck | None = None, rehearsed: bool = False
) -> None:
    """Print what one import did, or, ``rehearsed``, what it would do."""
    if report.already:
        say(Text("这个文件已经导入过，没有任何改变。", "This file was imported before; nothing was changed."))
        return
    if report.unidentified:
        say(
            Text(
                f"!! {report.unidentified} 行有安全回答，但还不知道是哪位学生。请马上运行 screening tasks list",
                f"!! {report.unidentified} rows hold a safety answer but the pupil is not known. Run screening tasks list now",
            )
        )
    table(
        Text(f"读入 {report.rows} 行", f"{report.rows} rows read"),
        [Text("量表", "instrument"), Text("答卷", "sheets"), Text("退回", "refused"), Text("空白", "blank")],
        [[t.edition, str(t.sheets), str(t.refusals), str(t.blanks)] for t in report.tallies],
    )
    if report.information_only:
        which = "、".join(report.information_only)
        warn(
            Text(
                f"注意：{which} 的得分只作参考，没有预警分界，得分再高也不会产生预警（危机条目除外）。请看分数或另选量表。",
                f"note: {which} is information only: no cut is confirmed, so no score raises an alert; safety items do.",
            )
        )
    _show_warnings(check)
    _show_refusals(report)
    _show_classes(report)
    _show_changes(report)
    show_alerts(report)
    if not rehearsed:
        say(
            Text(
                f"导入编号 {report.imported}；导错了可以撤回：screening import undo {report.imported} --reason 理由",
                f"Import {report.imported}; to take it back: screening import undo {report.imported} --reason WHY",
            )
        )
    if timings:
        table(
            Text("用时", "Timings"),
            [Text("步骤", "step"), Text("秒", "s")],
            [[name, f"{spent:.2f}"] for name, spent in sorted(report.seconds.items(), key=lambda s: -s[1])],
        )


def _show_warnings(check: CodingCheck | None) -> None:
    """Scales that look mis-keyed; nothing is stopped by it."""
    for one in check.warned if check else ():
        items = "、".join(one.against)
        warn(
            Text(
                f"注意：{one.edition} 的 {one.scale} α = {one.alpha:.2f}"
                + (f"，{items} 与其余题目方向相反" if items else "，远低于文献")
                + "。请核对分值和题目顺序。",
                f"note: {one.scale} of {one.edition} has alpha {one.alpha:.2f}"
                + (f"; {', '.join(one.against)} run against the others" if items else ", far below what is published")
                + ". Check codes and the order of the items.",
            )
        )


def _show_refusals(report: ImportReport) -> None:
    """Reasons with their row numbers, the most frequent first."""
    if not report.refusals:
        return
    rows: dict[str, list[int]] = {}
    for one in report.refused:
        rows.setdefault(str(one.why), []).append(one.row)
    table(
        Text("退回的原因", "Why rows were refused"),
        [Text("原因", "why"), Text("行数", "rows"), Text("行号", "row numbers")],
        [
            [WHY_WORDS[why].said(language()), str(n), _numbers(sorted(set(rows.get(why, []))))]
            for why, n in sorted(report.refusals.items(), key=lambda r: -r[1])
        ],
        note=Text(
            "逐行查看：screening refusals 批次；连同原因写成表格：--refused 文件.xlsx",
            "row by row: screening refusals WAVE; as a workbook: --refused FILE.xlsx",
        ),
    )


def _numbers(rows: list[int]) -> str:
    return " ".join(map(str, rows[:_ROWS_SHOWN])) + (" …" if len(rows) > _ROWS_SHOWN else "")


def _show_classes(report: ImportReport) -> None:
    """How many of each class have a sheet in the file."""
    if not report.classes:
        return
    table(
        Text("各班在这个文件里的人数", "Pupils of each class in the file"),
        [Text("班级", "class"), Text("名册", "on the roster"), Text("有答卷", "with a sheet")],
        [[one.school_class, str(one.pupils), str(one.reached)] for one in report.classes[:_CLASSES_SHOWN]],
        note=Text(f"共 {len(report.classes)} 个班", f"{len(report.classes)} classes"),
    )


def _show_changes(report: ImportReport) -> None:
    """Corrected sheets, sheets not to be taken at their word, and answers that waited."""
    if report.revised.sheets:
        one = report.revised
        say(
            Text(
                f"更正 {one.sheets} 份答卷：总分分级升高 {one.up} 份，降低 {one.down} 份，危机条目更重 {one.critical} 份。"
                "旧的一份仍保留，已有的预警不会自动降低。",
                f"{one.sheets} sheets corrected: band up {one.up}, down {one.down}, graver safety answer {one.critical}. "
                "The earlier ones are kept, no alert is lowered by itself.",
            )
        )
    doubtful = {edition: count for edition, count in report.doubtful.items() if count}
    if doubtful:
        zh = "，".join(f"{edition} {count} 份" for edition, count in doubtful.items())
        en = ", ".join(f"{edition} {count}" for edition, count in doubtful.items())
        say(Text(f"作答质量不足、分级不作数的答卷：{zh}。", f"Sheets whose bands do not count: {en}."))
    if report.late.sheets:
        say(
            Text(
                f"{report.late.sheets} 份答卷在作答后第二个上学日以后才导入，最久 {report.late.days} 天。",
                f"{report.late.sheets} sheets were imported after the next school day, the oldest after {report.late.days} days.",
            )
        )


def show_first_hour(hour: FirstHour) -> None:
    """What a real import would ask of people today, and who is there."""
    table(
        Text("第一个小时：现在导入会马上开始的事", "The first hour: what importing now would start"),
        [Text("要做的事", "what"), Text("今天到期", "due today"), Text("以后到期", "due later")],
        [[KIND_WORDS[kind].said(language()), str(count), str(hour.due_later[kind])] for kind, count in hour.due_today.items()],
        note=Text(
            f"今天到期的约需 {hour.minutes_needed} 分钟；今天上学时间还剩 {hour.minutes_left} 分钟；"
            f"在岗心理老师 {hour.counselors} 人，此刻值班 {hour.on_call} 人。",
            f"about {hour.minutes_needed} minutes for what is due today; {hour.minutes_left} minutes of school hours left; "
            f"{hour.counselors} counselors here, {hour.on_call} on call now.",
        ),
    )
    if not hour.fits:
        warn(
            Text(
                "!! 今天的人手做不完今天到期的事：先约好能来帮忙的人，再马上导入；不要因此推迟。",
                "!! Today's people can't do what is due today: find help first, then import at once; don't put it off.",
            )
        )
    say(Text("试运行：没有写入任何内容。", "Dry run: nothing was written."))


def show_undone(number: int, done: Undone) -> None:
    """What taking an import back came to."""
    say(
        Text(
            f"已撤回第 {number} 次导入：移除答卷 {done.sheets} 份、退回行 {done.refusals} 行；"
            f"结束没有人处理过的预警 {done.ended} 个，恢复更早的预警 {done.restored} 个，"
            f"保留 {done.kept} 个（已有人处理或另有报告）；"
            f"按其余材料重新判断，{done.decided} 人需要跟进。",
            f"Import {number} is taken back: {done.sheets} sheets and {done.refusals} refused rows removed; {done.ended} alerts "
            f"ended that nobody had acted on, {done.restored} earlier ones open again, {done.kept} kept; "
            f"{done.decided} pupils decided anew by what still stands.",
        )
    )
    if done.again:
        numbers = "、".join(map(str, done.again))
        warn(
            Text(
                f"!! 请把第 {numbers} 次导入的文件再导入一次：其中与被撤回的文件相同的答卷当时没有重复写入。",
                f"!! Import the files of {', '.join(map(str, done.again))} once more: sheets they shared were written only once.",
            )
        )


def show_alerts(report: ImportReport) -> None:
    """Alerts by severity, and of how many pupils each tier is told."""
    order = [s for s in sorted(Severity, reverse=True) if report.alerts.get(s.name)]
    table(
        Text("预警（系统初判）", "Alerts (provisional)"),
        [Text("等级", "severity"), Text("学生数", "pupils")],
        [[SEVERITY_LABELS[s].said(language()), str(report.alerts[s.name])] for s in order] or [[words("没有", "none"), "0"]],
        note=Text(
            "点名告知：" + "，".join(f"{TIER_WORDS[t].zh} {n} 人" for t, n in report.told.items()) if report.told else "",
            "told by name: " + ", ".join(f"{TIER_WORDS[t].en} {n}" for t, n in report.told.items()) if report.told else "",
        ),
    )


def show_plan(ready: Ready) -> None:
    """Print which column answers which item, and why, and whether it was said of an earlier export."""
    if ready.said and ready.said.at is not None:
        say(
            Text(
                f"沿用 {ready.said.at:%Y-%m-%d} 为同一份问卷保存的对应关系。",
                f"As said of the same survey on {ready.said.at:%Y-%m-%d}.",
            )
        )
    for planned in ready.plan.instruments:
        headings = ready.export.headings
        table(
            Text(
                f"{planned.instrument.title.zh}（{planned.instrument.edition}）",
                f"{planned.instrument.title.en} ({planned.instrument.edition})",
            ),
            [Text("题目", "item"), Text("文件里的列", "column of the file"), Text("为什么", "why")],
            [
                [item, f"{column + 1}: {headings[column][:40]}", reason.said(language())]
                for item, column, reason in zip(planned.instrument.item_ids, planned.columns, planned.why, strict=True)
            ],
        )
