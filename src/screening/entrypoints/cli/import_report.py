"""How an import is told to the counselor: safety answers without a pupil first, then counts and reasons."""

from screening.core.language import Text
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.core.tiers import Tier
from screening.entrypoints.cli.show import language, say, table, warn, words
from screening.entrypoints.cli.why_words import WHY_WORDS
from screening.entrypoints.importing import Ready
from screening.services.import_wave import ImportReport

TIER_WORDS = {
    Tier.CLASS: Text("班级", "class"),
    Tier.GRADE: Text("年级", "grade"),
    Tier.SCHOOL: Text("学校", "school"),
    Tier.FAMILY: Text("家庭", "family"),
}


def show_report(report: ImportReport, *, timings: bool = False) -> None:
    """Print what one import did."""
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
    if report.refusals:
        table(
            Text("退回的原因", "Why rows were refused"),
            [Text("原因", "why"), Text("行数", "rows")],
            [[WHY_WORDS[why].said(language()), str(n)] for why, n in sorted(report.refusals.items(), key=lambda r: -r[1])],
            note=Text("逐行查看：screening refusals 批次", "row by row: screening refusals WAVE"),
        )
    show_alerts(report)
    if timings:
        table(
            Text("用时", "Timings"),
            [Text("步骤", "step"), Text("秒", "s")],
            [[name, f"{spent:.2f}"] for name, spent in sorted(report.seconds.items(), key=lambda s: -s[1])],
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
    """Print which column answers which item, and why; nothing was written."""
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
    say(Text("试运行：没有写入任何内容。", "Dry run: nothing was written."))
