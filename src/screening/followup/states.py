"""The states of a task as a table, and the diagram drawn from it."""

from enum import StrEnum

from screening.core.errors import IllegalMove
from screening.core.language import Text


class State(StrEnum):
    """Where a task stands. The words are stored: never rename. That a task is overdue follows from the clock, it is no state."""

    OPEN = "open"
    DONE = "done"  # somebody did it
    ENDED = "ended"  # no longer needed, with a reason: confirmed below its level, pupil left, duplicate


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.DONE, State.ENDED}),
    State.DONE: frozenset(),
    State.ENDED: frozenset({State.OPEN}),  # ended by mistake: the task is needed after all
}

WORDS: dict[State, Text] = {
    State.OPEN: Text("待办", "open"),
    State.DONE: Text("已完成", "done"),
    State.ENDED: Text("已终止", "ended"),
}


def move(now: State, to: State) -> State:
    """The new state, or IllegalMove naming the moves that are open."""
    if to not in MOVES[now]:
        open_moves = sorted(MOVES[now])
        already = Text(f"任务{WORDS[now].zh}，不用再登记", f"the task is {now} already")
        raise IllegalMove(
            already
            if now == to
            else Text(f"任务不能从“{WORDS[now].zh}”变为“{WORDS[to].zh}”", f"a task can't go from '{now}' to '{to}'"),
            hint=Text(
                "可以变为：" + "、".join(WORDS[one].zh for one in open_moves) if open_moves else "这已是最终状态",
                "allowed: " + ", ".join(open_moves) if open_moves else "this state is final",
            ),
        )
    return to


def diagram() -> str:
    """The table as a Mermaid state diagram, in the order of the table."""
    lines = ["stateDiagram-v2", "    [*] --> open"]
    lines += [f"    {now} --> {to}" for now, moves in MOVES.items() for to in sorted(moves)]
    lines += [f"    {now} --> [*]" for now, moves in MOVES.items() if not moves]
    return "\n".join(lines) + "\n"
