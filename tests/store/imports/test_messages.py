"""Who hears of an import and when (ALERT_POLICY §5.1, ESC4), and the clock of a safety answer of nobody known (§4)."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from screening.core.ids import NOBODY
from screening.core.tiers import Role
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.interface import Refusal, Why
from screening.services.find_wave import find_wave
from screening.services.place import Place
from screening.services.school_view import view_school
from screening.services.split_chunk import Refused
from screening.services.unidentified import write_unidentified

from .conftest import WAVE, School  # type: ignore[import-not-found]


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SCHOOL_ZONE)


IN_SCHOOL, NIGHT, MORNING = local(10, 9, 30), local(11, 3), local(11, 7)
PSY, HEAD, CLASS, GRADE, PRINCIPAL = (
    Role.PSYCH_TEACHER, Role.MORAL_EDUCATION_HEAD, Role.HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.PRINCIPAL,
)  # fmt: skip


def messages(school: School) -> dict[str, datetime]:
    """By role of the recipient, when the message may go out."""
    with school.work.uow() as uow:
        roles = {m.id: m.roles[0].role for m in uow.roster.staff(school.audit())}
        waiting = uow.outbox.waiting(school.audit())
        uow.commit()
    assert {m.message.kind for m in waiting} <= {"todo"}
    return {roles[m.message.recipient]: m.message.due_at.astimezone(SCHOOL_ZONE) for m in waiting}


@pytest.mark.parametrize(
    ("answers", "other", "t0", "expected"),
    [
        pytest.param({9: 2}, 0, IN_SCHOOL, dict.fromkeys((PSY, HEAD, CLASS, GRADE), IN_SCHOOL), id="S3-safety: all four now"),
        pytest.param(
            {9: 2}, 0, NIGHT, {PSY: NIGHT, HEAD: NIGHT, CLASS: MORNING, GRADE: MORNING},
            id="S3-safety at night: class and grade in the morning",
        ),
        pytest.param({9: 1}, 0, IN_SCHOOL, {PSY: IN_SCHOOL, CLASS: IN_SCHOOL}, id="S2 with CI-1: the class fetches"),
        pytest.param({9: 1}, 0, NIGHT, {PSY: MORNING}, id="S2 with CI-1 at night: the counselor in the morning"),
        pytest.param({9: 0}, 2, IN_SCHOOL, {PSY: IN_SCHOOL}, id="S2: the counselor"),
        pytest.param({9: 0}, 2, NIGHT, {PSY: MORNING}, id="S2 at night: not before the morning"),
        pytest.param({9: 0}, {1: 2}, IN_SCHOOL, {}, id="S0: nobody"),
        pytest.param({1: 0, 2: 0, 9: 0}, "", IN_SCHOOL, {}, id="U: nobody"),
    ],
)  # fmt: skip
def test_a_message_reaches_whom_the_policy_names_at_the_hour_it_allows(school: School, answers, other, t0, expected):
    then = school.at(t0)
    rest = 0 if isinstance(other, dict) else other
    then.take(then.write("a.csv", 9, [(then.pupils(8)[0].told.number, answers, rest)]), "phq9")
    assert messages(then) == expected


def test_an_s4_rings_everybody_in_its_row_even_at_night(school: School):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    before = set(messages(school))
    assert PRINCIPAL not in before
    open_synthetic_wave(school.work, "下一批")
    then = school.at(NIGHT)
    then.take(then.write("b.csv", 9, [(pupil.told.number, {9: 3}, 0)]), "phq9", wave="下一批")  # R404
    with then.work.uow() as uow:
        roles = {m.id: m.roles[0].role for m in uow.roster.staff(then.audit())}
        new = [m.message for m in uow.outbox.waiting(then.audit()) if m.message.due_at == NIGHT]
        uow.commit()
    assert {PSY, HEAD, CLASS, GRADE, PRINCIPAL} <= {roles[m.recipient] for m in new}


def test_what_is_attached_quietly_rings_nobody(school: School):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    before = school.counts()["outbox"]
    school.take(school.write("b.csv", 7, [(pupil.told.number, {}, 3)]), "gad7")
    assert school.counts()["outbox"] == before
    assert school.counts()["entry"] == 2


SATURDAY_NIGHT, HOLIDAY = local(7, 21, 40), local(3, 10, month=10)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("critical", "t0", "due", "rung"),
    [
        pytest.param(1, IN_SCHOOL, local(10, 13, 30), {PSY: IN_SCHOOL}, id="CI-1 in school hours: K1"),
        pytest.param(1, NIGHT, local(12, 3), {PSY: MORNING}, id="CI-1 at night: within a day, rung in the morning"),
        pytest.param(1, HOLIDAY, HOLIDAY + 24 * HOUR, {PSY: HOLIDAY}, id="CI-1 on a holiday: by phone within a day"),
        pytest.param(2, IN_SCHOOL, local(10, 13, 30), {PSY: IN_SCHOOL, HEAD: IN_SCHOOL}, id="CI-2 in school hours: K1"),
        pytest.param(2, NIGHT, local(11, 7), {PSY: NIGHT, HEAD: NIGHT}, id="CI-2 at night: by seven"),
        pytest.param(
            2, SATURDAY_NIGHT, local(8, 8), {PSY: SATURDAY_NIGHT, HEAD: SATURDAY_NIGHT}, id="CI-2 late on Saturday: by eight"
        ),
        pytest.param(2, HOLIDAY, HOLIDAY + 4 * HOUR, {PSY: HOLIDAY, HEAD: HOLIDAY}, id="CI-2 on a holiday: four hours"),
        pytest.param(3, IN_SCHOOL, local(10, 10), dict.fromkeys((PSY, HEAD, PRINCIPAL), IN_SCHOOL), id="CI-3: half an hour"),
        pytest.param(3, NIGHT, local(11, 4), dict.fromkeys((PSY, HEAD, PRINCIPAL), NIGHT), id="CI-3 at night: an hour"),
    ],
)
def test_a_safety_answer_of_nobody_known_has_the_clock_of_its_grade(school: School, critical, t0, due, rung):
    refusal = Refusal(row=17, why=Why.UNKNOWN_PUPIL)
    row = Refused(
        refusal=refusal, pupil=int(NOBODY), candidates=(), critical=critical, dated=True, answered_at=np.datetime64("NaT", "s")
    )
    then = school.at(t0)
    audit, rules = then.audit(), then.work.rules
    with then.work.uow() as uow:
        wave = find_wave(WAVE, uow)
        place = Place(wave=wave, imported=3, school=view_school(uow, wave, audit), now=t0)
        assert write_unidentified([row, row], place, rules, uow) == 1
        uow.commit()
    (task,) = then.tasks()
    assert (task.task.plan.due_at, task.task.note, task.task.pupil) == (due, "import 3, row 17", None)
    found = messages(then)
    found.pop(Role.LEADING_GROUP, None)  # S4 tells it too
    assert found == rung
