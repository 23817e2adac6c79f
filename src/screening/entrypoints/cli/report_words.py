"""What reports are called for people, and what to do at once after the gravest of them."""

from collections import Counter
from collections.abc import Iterator

from screening.core.language import Text
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.intake.report_kinds import KINDS, PEOPLE, REPORTERS, Kind, Report
from screening.services.take_reports import ReportOutcome, Taken

KIND_WORDS: dict[str, Text] = {str(kind): Text(names[0], kind.replace("_", " ")) for kind, names in KINDS.items()} | {
    "low_mood": Text("晴雨表：连续低落", "mood sheet: low"),
    "flat_mood": Text("晴雨表：长期没有起伏", "mood sheet: without any change"),
    "confirmed": Text("成人确认", "confirmed by an adult"),
}
REPORTER_WORDS: dict[str, str] = {code: names[0] for code, names in REPORTERS.items()}

NOW = Text(
    """现在就做：
  1. 请立即到学生身边，不要让学生独处，移开危险物品，等待心理老师。
  2. 马上打电话给心理老师和德育主任，不要只发消息。眼前有生命危险先拨 120 或 110。
  3. 不要自行通知家长，不要在群里说；由学校的人当面或电话告知。
系统不会替您报警或送医。""",
    """Do this now:
  1. Go to the pupil and stay, never alone; move dangerous things away; wait for the counselor.
  2. Phone the counselor and the moral-education head; a message is not enough. Life in danger: 120 or 110 first.
  3. Don't inform the family yourself, don't write about it in any group; somebody from school does it by voice.
The system calls neither police nor hospital for you.""",
)
"""ALERT_POLICY §5.3 (S4), ESC3, F1."""

TODAY = Text(
    "今天放学前请陪同学生到心理辅导室，途中不要让学生独处；学生已离校就马上打电话给心理老师。",
    "Walk with the pupil to the counselor before school ends, not alone on the way; if gone already, phone the counselor now.",
)
"""ALERT_POLICY §5.3 (S3)."""

PROTECT = Text(
    "怀疑就要报告：心理老师和德育主任一小时内强制报告（110）。不追问学生，不自行调查，不告诉被指认的人。",
    "Suspicion is enough: the counselor and the moral-education head make the mandatory report (110) within the hour."
    " Don't question the pupil, don't investigate, tell nobody who was named.",
)
"""ALERT_POLICY F6, K4, X1."""

HOTLINES = Text("求助电话：110 / 120，心理援助 12356，青少年服务 12355。", "Help: 110 / 120; 12356 and 12355 listen.")
"""K5."""


_FEW = 5


def next_steps(outcome: ReportOutcome) -> Iterator[Text]:
    """What whoever reported must do now, the gravest first; nothing for what waits."""
    reports = [taken.report for taken in outcome.taken]
    if any(report.counts_as in {"O3I", "CI-3", "imminent"} for report in reports):
        yield NOW
    elif any(report.counts_as in {"O3", "CI-2"} for report in reports):
        yield TODAY
    if any(report.kind is Kind.PROTECTION and report.grade != "lifted" for report in reports):
        yield PROTECT
    if any(_is_grave(report) for report in reports):
        yield HOTLINES


def summary(outcome: ReportOutcome, *, levels: bool) -> Iterator[Text]:
    """Counts, and the numbers of what an adult should confirm; ``levels`` only for the counselor (ALERT_POLICY §5.2)."""
    taken = outcome.taken
    yield Text(
        f"登记 {len(taken)} 条报告{f'（{_numbers(taken)}）' if _numbers(taken) else ''}，新增 {outcome.tasks} 项任务。",
        f"Reports taken: {len(taken)}{f' ({_numbers(taken)})' if _numbers(taken) else ''}; new tasks: {outcome.tasks}.",
    )
    if outcome.known:
        yield Text(
            f"{outcome.known} 条以前登记过，没有变化；如果是新的情况，请写明时间再登记。",
            f"{outcome.known} had been told before, nothing was changed; if it happened again, give the time.",
        )
    late = sum(one.late for one in taken)
    if late:
        yield Text(f"其中 {late} 条是事后补报，已注明。", f"{late} of them were told late and are marked so.")
    waiting = "、".join(str(one.number) for one in taken if _waits_for_adult(one.report))
    if waiting:
        yield Text(
            f"学生报告的明显变化先按轻微变化算；成人确认后运行 screening report --confirm 编号（{waiting}）。",
            f"A marked change told by pupils counts as mild until an adult runs screening report --confirm NUMBER ({waiting}).",
        )
    found = Counter(decision.severity for decision in outcome.decided if decision.severity > Severity.U)
    if levels and found:
        said = [(SEVERITY_LABELS[severity], count) for severity, count in sorted(found.items(), reverse=True)]
        yield Text(
            f"系统初判：{'，'.join(f'{label.zh} {count} 人' for label, count in said)}。",
            f"Provisional: {', '.join(f'{label.en} {count}' for label, count in said)}.",
        )


def _is_grave(report: Report) -> bool:
    return report.counts_as in {"O3", "O3I", "CI-1", "CI-2", "CI-3", "suspected", "imminent"}


def _waits_for_adult(report: Report) -> bool:
    return report.kind is Kind.OBSERVATION and report.grade == "O2" and report.by in PEOPLE and not report.adult_confirmed


def _numbers(taken: tuple[Taken, ...]) -> str:
    return " ".join(f"#{one.number}" for one in taken) if len(taken) <= _FEW else ""
