"""How a case entry reads on the screen: the machine's entries as reasons, people's as they wrote them."""

from datetime import datetime

from screening.casefiles.interface import Entry, EntryKind
from screening.core.language import Text
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.digests.wording import TASK_WORDS
from screening.entrypoints.cli.act_words import act_line
from screening.entrypoints.cli.report_words import KIND_WORDS, REPORTER_WORDS
from screening.entrypoints.cli.show import language
from screening.followup.calendar import SCHOOL_ZONE

KINDS: dict[EntryKind, Text] = {
    EntryKind.SCREENING: Text("测评", "screening"),
    EntryKind.SAFETY: Text("安全回答", "safety answer"),
    EntryKind.NOTE: Text("记录", "note"),
    EntryKind.TASK_DONE: Text("任务完成", "task done"),
    EntryKind.READ: Text("查阅", "read"),
    EntryKind.REPORT: Text("日常报告", "report"),
    EntryKind.ACT: Text("处理", "decided"),
}


def entry_lines(entry: Entry) -> tuple[str, str]:
    """(kind, text) in the reader's language."""
    spoken, body = language(), entry.body
    if entry.kind in {EntryKind.SCREENING, EntryKind.SAFETY}:
        severity = SEVERITY_LABELS[Severity[str(body["severity"])]].said(spoken)
        reasons = " ".join([*map(str, _list(body, "rules")), *map(str, _list(body, "unreadable"))])
        text = f"{severity} · {reasons}\n" + "\n".join(map(str, _list(body, "evidence")))
    elif entry.kind is EntryKind.TASK_DONE:
        text = f"{TASK_WORDS[str(body['task'])].said(spoken)} · {body['note']}"
    elif entry.kind is EntryKind.REPORT:
        text = _report(body)
    elif entry.kind is EntryKind.ACT:
        text = act_line(body, spoken)
    else:
        text = str(body.get("text", ""))
    return KINDS[entry.kind].said(spoken), text


def _report(body: dict[str, object]) -> str:
    """What was told, by whom, when; late ones say so. The words follow on a line of their own."""
    kind = KIND_WORDS[str(body["kind"])].said(language())
    teller = " ".join(filter(None, [REPORTER_WORDS.get(str(body["by"]), str(body["by"])), str(body.get("observer", ""))]))
    late = Text("，事后补报", ", told late").said(language()) if body.get("late") else ""
    seen = f"{datetime.fromisoformat(str(body['seen_at'])).astimezone(SCHOOL_ZONE):%Y-%m-%d %H:%M}"
    head = " · ".join(filter(None, [f"#{body['report']} {kind}", str(body.get("grade", "")), teller, f"{seen}{late}"]))
    return "\n".join(filter(None, [head, str(body.get("text", ""))]))


def _list(body: dict[str, object], key: str) -> list[object]:
    found = body.get(key, [])
    return list(found) if isinstance(found, list) else []
