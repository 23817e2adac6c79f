"""Release, acknowledgement and pauses on the real store: nothing reaches a class by itself, no safety clock stops."""

from datetime import timedelta

import pytest

from screening.core.errors import NotAllowed, NotYet
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.digests.phrases import ASKS
from screening.services.acknowledge import acknowledge
from screening.services.complete_task import complete_task
from screening.services.make_digests import make_digests
from screening.services.pause_task import pause_task, resume_task
from screening.services.release_alerts import release_alerts, totals, waiting_alerts
from tests.flow.test_alert_acts import T0, desk, flagged, open_kinds
from tests.store.reports.conftest import somebody, tell

__all__ = ["tell"]

RAISED, SLIGHT = dict.fromkeys(range(1, 9), 2), {**dict.fromkeys(range(1, 9), 1), 1: 3, 2: 2}
"""PHQ-9 without its safety item: total 16, B2, S2; total 11, B1, S1."""


def care_lines(school):
    """(class, ask) of every line of today's digests that asks for everyday care."""
    made = make_digests(school.work.uow(), T0.date(), school.work.now(), school.work.person)
    return [(digest.school_class, line.ask) for digest in made for line in digest.lines if line.ask == "observe"]


def wave_of(school, *answers):
    """Pupils of one class with these answers."""
    first = school.pupils(8)[0]
    mates = [p for p in school.pupils(8) if p.told.school_class == first.told.school_class][: len(answers)]
    rows = [(p.told.number, given, 0) for p, given in zip(mates, answers, strict=True)]
    school.take(school.write("a.csv", 9, rows), "phq9")
    return mates


def test_the_class_hears_nothing_of_s1_and_s2_before_the_counselor_releases(school):
    wave_of(school, RAISED, SLIGHT)
    assert care_lines(school) == []
    assert "observe" in ASKS


def test_totals_by_class_come_first_and_one_release_tells_the_class_once_for_each(school):
    mates = wave_of(school, RAISED, RAISED, SLIGHT)
    name = mates[0].told.school_class
    assert [one for one in totals(waiting_alerts(desk(school))) if one[0] == name] == [(name, 1, 2)]
    done = release_alerts(desk(school), classes=[name])
    assert (done.pupils, done.classes) == (3, 1)
    assert care_lines(school) == [(name, "observe")] * 3
    before = school.counts()
    assert release_alerts(desk(school), classes=[name]).pupils == 0
    assert school.counts() == before


def test_releasing_acknowledges(school):
    pupil = wave_of(school, RAISED)[0]
    assert "acknowledge" in open_kinds(school, pupil)
    release_alerts(desk(school), alerts=[school.alerts()[pupil.id].id])
    assert "acknowledge" not in open_kinds(school, pupil)


def test_another_class_is_not_released_along(school):
    wave_of(school, RAISED)
    assert release_alerts(desk(school), classes=["没有这个班"]).pupils == 0
    assert care_lines(school) == []


def test_only_the_counselor_releases(school):
    wave_of(school, RAISED)
    with pytest.raises(NotAllowed):
        release_alerts(desk(school, role=Role.HOMEROOM_TEACHER), classes=["801"])


def test_a_class_person_who_is_named_is_never_told_by_release(school, tell):
    pupil = wave_of(school, RAISED)[0]
    tell(
        school,
        {"pupil": pupil.told.number, "kind": "protection", "grade": "suspected", "source_of_harm": ["staff"],
         "named_people": ["homeroom_teacher"], "by": "other_staff"},
    )  # fmt: skip
    assert [one for one in waiting_alerts(desk(school)) if one.pupil.id == pupil.id] == []


def test_an_s2_is_not_acknowledged_without_saying_whether_the_class_may_hear(school):
    pupil = wave_of(school, RAISED)[0]
    alert = school.alerts()[pupil.id].id
    with pytest.raises(NotYet) as refused:
        acknowledge(alert, desk=desk(school))
    assert refused.value.missing == ("release_decision",)
    with pytest.raises(NotYet):
        acknowledge(alert, desk=desk(school), release=False)
    acknowledge(alert, desk=desk(school), release=False, reason="班主任近期请假，由我先谈")
    assert waiting_alerts(desk(school)) == []
    assert care_lines(school) == []


def test_ticking_off_the_task_is_no_way_around(school):
    pupil = wave_of(school, RAISED)[0]
    one = next(t for t in school.tasks() if t.task.pupil == pupil.id and t.task.plan.kind == "acknowledge")
    work = school.work
    with pytest.raises(NotYet):
        complete_task(one.id, "", person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now())
    assert "acknowledge" in open_kinds(school, pupil)


def test_at_night_the_reader_writes_why_waiting_is_safe(school, tell):
    pupil, night = school.pupils(8)[0], T0.replace(hour=23)
    tell(school, {"pupil": pupil.told.number, "grade": "O3", "by": "homeroom_teacher"}, at=night)
    alert = school.alerts()[pupil.id].id
    with pytest.raises(NotYet) as refused:
        acknowledge(alert, desk=desk(school, hours=14))
    assert refused.value.missing == ("wait_reason",)  # K1
    assert acknowledge(alert, desk=desk(school, hours=14), reason="家长在身边，已电话确认").tasks == 1


# ── pauses ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def task_of(school, kind):
    return next(t for t in school.tasks() if t.task.plan.kind == kind)


@pytest.mark.parametrize("kind", ["acknowledge", "contact", "judgment", "plan", "guardian"])
def test_no_clock_of_a_safety_alert_is_paused(school, kind):
    flagged(school)
    with pytest.raises(NotYet) as refused:
        pause_task(task_of(school, kind).id, T0 + timedelta(days=1), "外出", desk=desk(school))
    assert "safety_clock" in refused.value.missing


def test_a_pause_moves_the_due_time_by_its_length_and_ends_by_itself(school):
    wave_of(school, RAISED)
    one = task_of(school, "interview")
    due = pause_task(one.id, T0 + timedelta(days=2), "学生病假", desk=desk(school))
    assert due == one.task.plan.due_at + timedelta(days=2)
    assert task_of(school, "interview").task.plan.due_at == due
    assert one.id in {t.id for t in school.at(T0 + timedelta(days=20)).tasks()}


def test_resuming_early_gives_back_what_is_left(school):
    wave_of(school, RAISED)
    one = task_of(school, "interview")
    pause_task(one.id, T0 + timedelta(days=2), "学生病假", desk=desk(school))
    assert resume_task(one.id, "", desk=desk(school, days=1)) == one.task.plan.due_at + timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "after", "reason", "missing"),
    [
        pytest.param(1, 0, " ", "reason", id="no reason"),
        pytest.param(30, 0, "外出", "too_long", id="longer than ten school days"),
        pytest.param(12, 11, "外出", "overdue", id="overdue already"),
        pytest.param(-1, 0, "外出", "past", id="a day that is over"),
    ],
)
def test_a_pause_wants_a_reason_a_near_end_and_a_clock_that_still_runs(school, days, after, reason, missing):
    wave_of(school, RAISED)
    with pytest.raises(NotYet) as refused:
        pause_task(task_of(school, "interview").id, T0 + timedelta(days=days), reason, desk=desk(school, days=after))
    assert missing in refused.value.missing


def test_pauses_together_stay_within_the_days_of_the_policy(school):
    wave_of(school, RAISED)
    one = task_of(school, "interview")
    pause_task(one.id, T0 + timedelta(days=8), "学生病假", desk=desk(school))
    with pytest.raises(NotYet) as refused:
        pause_task(one.id, T0 + timedelta(days=22), "学生病假", desk=desk(school, days=9))
    assert "too_long" in refused.value.missing


def test_a_homeroom_teacher_pauses_nothing(school):
    wave_of(school, RAISED)
    teacher = desk(school, role=Role.HOMEROOM_TEACHER)
    assert somebody(school, Role.HOMEROOM_TEACHER).id == teacher.person.id
    with pytest.raises(NotAllowed):
        pause_task(task_of(school, "interview").id, T0 + timedelta(days=1), "外出", desk=teacher)
    assert task_of(school, "interview").task.severity == Severity.S2
