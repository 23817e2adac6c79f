"""How an act about an alert reads in a case file and on the screen."""

from screening.core.language import Language, Text
from screening.core.severity import SEVERITY_LABELS, Severity
from screening.digests.task_words import TASK_WORDS

ACTS: dict[str, Text] = {
    "ack": Text("查收", "acknowledged"),
    "confirm": Text("核定", "confirmed"),
    "lower": Text("下调", "lowered"),
    "close": Text("结案", "closed"),
    "sign": Text("第二人签字", "second signature"),
    "release": Text("放行给班主任", "released to the class"),
    "keep": Text("不放行", "not released"),
    "task.pause": Text("暂停任务", "task paused"),
    "task.resume": Text("任务继续", "task goes on"),
}
UNCONFIRMED = Text("未证实，结案", "not confirmed, closed")


def level_words(to: Severity, kind: str) -> Text:
    """The level an act sets; S0 is an end, named by the act."""
    if to == Severity.S0:
        return UNCONFIRMED if kind == "confirm" else ACTS["close"]
    return SEVERITY_LABELS[to]


def act_line(body: dict[str, object], spoken: Language) -> str:
    """One entry of the file: what was decided, from which level to which, whether it waits, and the words."""
    kind = str(body["act"])
    parts = [ACTS.get(kind, Text(kind, kind)).said(spoken)]
    if "task" in body:
        parts.append(TASK_WORDS[str(body["task"])].said(spoken))
    if "to" in body and kind in {"confirm", "lower", "close", "sign"}:
        before, to = Severity[str(body["before"])], Severity[str(body["to"])]
        parts.append(f"{SEVERITY_LABELS[before].said(spoken)} → {level_words(to, kind).said(spoken)}")
    if body.get("waits"):
        parts.append(Text("等待第二人签字", "waits for the second signature").said(spoken))
    return " · ".join(parts) + (f"\n{body['text']}" if body.get("text") else "")
