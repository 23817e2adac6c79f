"""A wave opened, looked at, closed; and the pupils who were absent."""

import pytest

from screening.core.errors import IllegalMove, NotAllowed, StoreFault
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.followup.wave_terms import WaveKind, WaveTerms
from screening.services.close_wave import close_wave
from screening.services.open_wave import open_wave
from screening.services.wave_coverage import coverage

WAVE = "测试批次"
TERMS = WaveTerms(kind=WaveKind.YEARLY, school_year=2026)


def close(school, name=WAVE):
    work = school.work
    return close_wave(name, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())


def cover(school):
    return coverage(WAVE, person=school.work.working_member(), uow=school.work.uow(), now=school.work.now())


def test_coverage_counts_the_pupils_with_a_sheet_each_once(school):
    first, second = school.pupils(8)[:2]
    school.take(school.write("a.csv", 9, [(p.told.number, {}, 0) for p in (first, second)]), "phq9")
    school.take(school.write("b.csv", 7, [(first.told.number, {}, 0)]), "gad7")
    reached = cover(school)
    assert (reached.pupils, reached.screened) == (180, 2)
    assert reached.consented == len(school.pupils_of_any_grade("granted"))


def test_looking_at_coverage_leaves_one_event_and_not_one_for_every_pupil(school):
    school.take(school.export, "mht", "phq9", "gad7")
    with school.work.uow() as uow:
        before = uow.audit.verify()
    cover(school)
    with school.work.uow() as uow:
        assert uow.audit.verify() - before <= 2


def test_a_name_is_given_once(school):
    with pytest.raises(StoreFault):
        open_synthetic_wave(school.work, WAVE)


def test_who_has_consent_and_no_sheet_in_a_grade_that_took_part_is_asked_for_once_more(school):
    there, *absent = school.pupils(8)
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9")
    reached = close(school)
    alerts = school.alerts()
    assert reached.absent == len(absent)
    assert alerts.keys() == {p.id for p in absent}
    assert {a.decision.severity for a in alerts.values()} == {Severity.U}
    assert {a.decision.unreadable for a in alerts.values()} == {("RU5",)}
    asked = [t for t in school.tasks() if t.task.pupil is not None]
    assert {t.task.plan.kind for t in asked} == {"make_up"}
    assert len(asked) == len(absent)
    assert {t.task.plan.owner for t in asked} == {Role.HOMEROOM_TEACHER}
    assert school.counts()["outbox"] == 0
    assert school.counts()["entry"] == 0  # U is no concern in itself: no case


def test_without_consent_nobody_is_asked_again(school):
    school.take(school.write("a.csv", 9, [(school.pupils(8)[0].told.number, {}, 0)]), "phq9")
    close(school)
    unwilling = {p.id for consent in ("", "refused") for p in school.pupils(8, consent=consent)}
    assert unwilling.isdisjoint(school.alerts())


def test_absence_in_an_open_case_is_a_task_and_neither_lowers_nor_rings(school):
    ill, there = school.pupils(8)[:2]
    school.take(school.write("a.csv", 9, [(ill.told.number, {9: 2}, 0)]), "phq9")
    open_synthetic_wave(school.work, "下一批")
    school.take(school.write("b.csv", 9, [(there.told.number, {}, 0)]), "phq9", wave="下一批")
    messages = school.counts()["outbox"]
    close(school, "下一批")
    assert school.alerts()[ill.id].decision.severity is Severity.S3
    assert [t.task.plan.kind for t in school.tasks() if t.task.pupil == ill.id].count("make_up") == 1
    assert school.counts()["outbox"] == messages


def test_who_waits_for_a_make_up_session_already_is_not_asked_twice(school):
    there, ill = school.pupils(8)[:2]
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9")
    close(school)
    open_synthetic_wave(school.work, "下一批")
    school.take(school.write("b.csv", 9, [(there.told.number, {1: 1}, 0)]), "phq9", wave="下一批")
    close(school, "下一批")
    assert [t.task.plan.kind for t in school.tasks() if t.task.pupil == ill.id] == ["make_up"]


def test_a_sheet_in_the_next_wave_ends_the_absence(school):
    there, ill = school.pupils(8)[:2]
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9")
    close(school)
    open_synthetic_wave(school.work, "下一批")
    school.take(school.write("b.csv", 9, [(ill.told.number, {}, 0)]), "phq9", wave="下一批")
    assert ill.id not in school.alerts()


def written(school):
    """Rows of every table but the records: what is known of a survey's columns belongs to no wave."""
    return {name: count for name, count in school.counts().items() if name != "record"}


def test_a_closed_wave_takes_nothing_and_is_not_closed_twice(school):
    close(school)
    before = written(school)
    with pytest.raises(IllegalMove):
        close(school)
    with pytest.raises(StoreFault):
        school.take(school.export, "mht", "phq9", "gad7")
    assert written(school) == before


def test_only_the_counselor_opens_looks_and_closes(school):
    with school.work.uow() as uow:
        teacher = next(m for m in uow.roster.staff(school.audit()) if any(r.role == Role.HOMEROOM_TEACHER for r in m.roles))
        uow.commit()
    told = {"person": teacher, "uow": school.work.uow(), "now": school.work.now()}
    for act in (
        lambda: open_wave("新批次", TERMS, calendar=school.work.calendar, **told),
        lambda: coverage(WAVE, **told),
        lambda: close_wave(WAVE, rules=school.work.rules, **told),
    ):
        with pytest.raises(NotAllowed):
            act()
