"""The states of an alert as people move it, as a table, and the diagram drawn from it."""

from enum import StrEnum

from screening.core.language import Language, Text
from screening.core.severity import Severity
from screening.followup.standing import Standing


class AlertState(StrEnum):
    """What people have done about an alert. It follows from their acts and is stored nowhere."""

    PROVISIONAL = "provisional"
    READ = "read"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    CLOSED = "closed"


WORDS: dict[AlertState, Text] = {
    AlertState.PROVISIONAL: Text("系统初判", "provisional"),
    AlertState.READ: Text("已查收", "acknowledged"),
    AlertState.WAITING: Text("等待第二人签字", "waits for the second signature"),
    AlertState.CONFIRMED: Text("已核定", "confirmed"),
    AlertState.UNCONFIRMED: Text("未证实，结束", "not confirmed, ended"),
    AlertState.CLOSED: Text("已结案", "closed"),
}

MOVES: dict[tuple[AlertState, AlertState], Text] = {
    (AlertState.PROVISIONAL, AlertState.READ): Text("查收，S1、S2 决定放行", "acknowledged; S1 and S2 released or not"),
    (AlertState.READ, AlertState.CONFIRMED): Text("谈话后按初判核定", "confirmed as it is after a talk"),
    (AlertState.READ, AlertState.WAITING): Text("S3、S4 核定得更低", "S3 or S4 confirmed lower"),
    (AlertState.READ, AlertState.UNCONFIRMED): Text("S1、S2 访谈后未证实（CL4）", "S1 or S2 not confirmed (CL4)"),
    (AlertState.WAITING, AlertState.CONFIRMED): Text("第二人签字", "second signature"),
    (AlertState.WAITING, AlertState.UNCONFIRMED): Text("第二人签字，未证实", "second signature, not confirmed"),
    (AlertState.WAITING, AlertState.CLOSED): Text("第二人签字，结案", "second signature, closed"),
    (AlertState.CONFIRMED, AlertState.CONFIRMED): Text("S2 下调一级（CL1）", "S2 down by one (CL1)"),
    (AlertState.CONFIRMED, AlertState.WAITING): Text("S3、S4 下调；曾为 S3、S4 的结案", "S3, S4 down by one, or closing"),
    (AlertState.CONFIRMED, AlertState.CLOSED): Text("S1 结案（CL3）", "S1 closed (CL3)"),
    (AlertState.CONFIRMED, AlertState.PROVISIONAL): Text("新的、更重的信号", "a graver signal"),
    (AlertState.CLOSED, AlertState.PROVISIONAL): Text("180 天内再现信号（R208）", "a signal within 180 days (R208)"),
}  # fmt: skip
"""Who may go where, and by which act. No move goes by a timer (CL6)."""


def state_of(standing: Standing) -> AlertState:
    """The state of an open alert."""
    if standing.waiting is not None:
        return AlertState.WAITING
    if standing.confirmed:
        return AlertState.CONFIRMED
    return AlertState.READ if standing.acknowledged is not None or standing.level <= Severity.U else AlertState.PROVISIONAL


def diagram(language: Language) -> str:
    """The table as a Mermaid state diagram in the reader's language, in the order of the table."""
    lines = ["stateDiagram-v2", *(f'    state "{WORDS[one].said(language)}" as {one}' for one in AlertState)]
    lines += ["    [*] --> provisional"]
    lines += [f"    {now} --> {to}: {by.said(language)}" for (now, to), by in MOVES.items()]
    return "\n".join([*lines, "    unconfirmed --> [*]", "    closed --> [*]"]) + "\n"
