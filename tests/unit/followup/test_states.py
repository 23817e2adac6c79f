"""The states of a task: a table, its diagram, and refusals that name what is allowed."""

import itertools

import pytest

from screening.core.errors import IllegalMove
from screening.followup.states import MOVES, WORDS, State, diagram, move


@pytest.mark.parametrize(("now", "to"), list(itertools.product(State, State)), ids=lambda state: state.value)
def test_a_task_moves_only_as_the_table_says(now, to):
    if to in MOVES[now]:
        assert move(now, to) is to
    else:
        with pytest.raises(IllegalMove) as refused:
            move(now, to)
        assert all(WORDS[one].zh in refused.value.hint.zh for one in MOVES[now])


def test_every_state_is_in_the_table_and_has_words():
    assert set(MOVES) == set(WORDS) == set(State)


def test_what_is_done_stays_done():
    assert not MOVES[State.DONE]


def test_the_diagram_shows_every_move_and_no_other():
    lines = diagram().splitlines()
    drawn = {tuple(line.strip().split(" --> ")) for line in lines[1:]}
    assert drawn == {(now.value, to.value) for now in MOVES for to in MOVES[now]} | {("[*]", "open"), ("done", "[*]")}
    assert lines[0] == "stateDiagram-v2"
