"""How a roster import is told: what to look at first, the counts, and what a new school year does to each class."""

from screening.core.language import Text
from screening.entrypoints.cli.show import say, table, warn, words
from screening.services.compare_roster import ClassMove, NewYear
from screening.services.import_roster import RosterReport


def show_roster_report(report: RosterReport, *, dry_run: bool) -> None:
    """Notes on stderr, counts and classes on stdout; no pupil is named."""
    for note in report.notes:
        warn(note)
    if report.year is not None:
        _show_year(report.year)
    table(
        Text("名册" + ("，试运行，没有写入" if dry_run else ""), "Roster" + (", dry run, nothing written" if dry_run else "")),
        [Text("项目", "what"), Text("人数", "count")],
        [[what, str(count)] for what, count in _counts(report)],
    )
    if report.leaving_with_alert:
        say(
            Text(
                f"!! 离校学生里有 {report.leaving_with_alert} 名还有未结的预警：请心理老师逐一办理转介或移交"
                "（screening alerts list）。他们原来由班级办理的任务已转给心理老师。",
                f"!! {report.leaving_with_alert} of those who leave have an open alert: the counselor refers each or hands over "
                "(screening alerts list). Tasks their class had are the counselor's now.",
            )
        )


def _counts(report: RosterReport) -> list[tuple[str, int]]:
    always = [
        (words("文件里的学生", "pupils in the file"), report.pupils),
        (words("新增", "new"), report.new),
        (words("有变化", "changed"), report.changed),
        (words("其中换班", "of these in another class"), report.moved),
        (words("没有变化", "unchanged"), report.unchanged),
    ]
    sometimes = [
        (words("其中离校后又回来", "of the changed: back again"), report.back),
        (words("登记为离校", "marked as having left"), report.leaving),
    ]
    return [
        *always,
        *((what, count) for what, count in sometimes if count),
        (words("文件里没有、仍按在校处理", "not in the file, kept on the roster"), report.absent),
        (words("监护人已同意", "guardian consented"), report.consented),
        (words("教职工", "staff"), report.staff),
        (words("随之转交的待办任务", "open tasks that changed hands"), report.reassigned),
    ]


def _show_year(year: NewYear) -> None:
    table(
        Text("新学年", "The new school year"),
        [
            Text("原班级", "class"),
            Text("现班级", "now"),
            Text("随班", "with it"),
            Text("分到别班", "other class"),
            Text("离校", "left"),
            Text("班主任", "homeroom teacher"),
        ],
        [
            [
                move.before,
                move.after or words("（离校）", "(left)"),
                str(move.pupils),
                str(move.elsewhere),
                str(move.left),
                _teacher(move),
            ]
            for move in year.moves
        ],
        note=Text(
            f"升级 {year.promoted} 名，留在原年级 {year.repeating} 名，毕业 {year.graduated} 名",
            f"{year.promoted} move up, {year.repeating} repeat a grade, {year.graduated} finish school",
        ),
    )


def _teacher(move: ClassMove) -> str:
    before, after = move.teachers
    if not move.after or before == after:
        return after or before or "—"
    return f"{before or '—'} → {after or '—'}"
