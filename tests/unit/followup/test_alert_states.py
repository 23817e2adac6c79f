"""The states of an alert: each reached by acts of people, drawn as the table says, none by a timer."""

from datetime import datetime

import pytest

from screening.core.severity import Severity
from screening.followup.alert_states import MOVES, WORDS, AlertState, diagram, state_of
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.standing import Act, ActKind, standing

T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)
S1, S3 = Severity.S1, Severity.S3


def after(*acts):
    return state_of(standing(1, S3, T0, acts, ()))


def act(number, kind, **told):
    return Act(number=number, kind=kind, alert=1, by=1, at=T0, **told)


def test_acts_of_people_move_an_alert_and_nothing_else_does():
    read = act(1, ActKind.ACK)
    waits = act(2, ActKind.CONFIRM, before=S3, to=S1, provisional=S3, two_sign=True, waits=True)
    holds = act(3, ActKind.CONFIRM, before=S3, to=S3, provisional=S3, two_sign=True)
    assert [after(), after(read), after(read, waits), after(read, holds)] == [
        AlertState.PROVISIONAL,
        AlertState.READ,
        AlertState.WAITING,
        AlertState.CONFIRMED,
    ]


def test_the_diagram_shows_every_move_in_both_languages():
    for language in ("zh", "en"):
        drawn = diagram(language)
        assert all(f"{now} --> {to}: {by.said(language)}" in drawn for (now, to), by in MOVES.items())
        assert all(words.said(language) in drawn for words in WORDS.values())


def test_every_state_is_reached_and_only_ends_are_final():
    reached = {to for _, to in MOVES} | {AlertState.PROVISIONAL}
    left = {now for now, _ in MOVES}
    assert reached == set(AlertState)
    assert set(AlertState) - left == {AlertState.UNCONFIRMED}


@pytest.mark.parametrize(
    ("level", "state"),
    [
        pytest.param(Severity.S0, AlertState.READ, id="nothing to read"),
        pytest.param(Severity.U, AlertState.READ, id="an unreadable sheet asks for a make-up session only"),
        pytest.param(Severity.S1, AlertState.PROVISIONAL, id="from S1 on somebody reads it"),
        pytest.param(Severity.S4, AlertState.PROVISIONAL, id="S4"),
    ],
)
def test_whatever_has_a_level_waits_until_somebody_has_read_it(level, state):
    assert state_of(standing(1, level, T0, (), ())) == state
