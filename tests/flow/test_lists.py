"""What the counselor and the owners see: order, scope, and the age of answers."""

import pytest

from screening.core.errors import NotAllowed, StoreFault
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.services.list_alerts import list_alerts, list_tasks
from screening.services.list_classes import list_classes
from screening.services.list_refusals import list_refusals
from screening.services.queue_tasks import by_tomorrow

UNKNOWN = "G990000000000000000"


def somebody(school, role):
    with school.work.uow() as uow:
        found = next(m for m in uow.roster.staff(school.audit()) if any(r.role == role for r in m.roles))
        uow.commit()
    return found


@pytest.fixture
def busy(school):
    """Alerts of S1 to S3, an unidentified safety answer, refusals."""
    first, second, third, fourth = school.pupils(8)[:4]
    rows = [
        (first.told.number, {9: 0}, 1), (second.told.number, {9: 0}, 2), (third.told.number, {9: 2}, 0),
        (fourth.told.number, {9: 1}, 0), (UNKNOWN, {9: 1}, 0), (school.pupils(5)[0].told.number, {9: 3}, 0),
    ]  # fmt: skip
    school.take(school.write("a.csv", 9, rows), "phq9")
    return school


def tasks(school, person, **told):
    return list_tasks(school.work.uow(), person=person, now=school.work.now(), **told)


def test_the_gravest_alert_comes_first_and_no_alert_says_that_there_is_none(busy):
    lines = list_alerts(busy.work.uow(), person=busy.work.working_member(), now=busy.work.now())
    severities = [line.alert.decision.severity for line in lines]
    assert severities == sorted(severities, reverse=True)
    assert len(severities) > 3
    assert Severity.S0 not in severities


def test_tasks_begin_with_the_safety_answer_of_nobody_known_and_go_on_by_due_time(busy):
    lines = tasks(busy, busy.work.working_member())
    kinds = [line.task.task.plan.kind for line in lines]
    due = [line.task.task.plan.due_at for line in lines[1:]]
    assert kinds[0] == "unidentified_safety"
    assert lines[0].pupil is None
    assert due == sorted(due)


def test_a_counselors_list_is_the_queue_and_drops_nobody(busy):
    work = busy.work
    lines = tasks(busy, work.working_member(), rules=work.rules)
    assert lines[0].task.task.plan.kind == "unidentified_safety"
    assert {line.task.id for line in lines} == {line.task.id for line in tasks(busy, work.working_member())}
    line = by_tomorrow(work.now(), work.calendar)
    soon = [one.task.task for one in lines[1:] if one.task.task.plan.due_at <= line]
    later = [one.task.task for one in lines[1:] if one.task.task.plan.due_at > line]
    assert [one.task.task for one in lines[1:]] == [*soon, *later]
    assert [one.severity for one in soon] == sorted((one.severity for one in soon), reverse=True)
    assert [one.plan.due_at for one in later] == sorted(one.plan.due_at for one in later)


def test_the_pupil_with_the_graver_answer_stands_first_inside_a_severity(busy):
    """CI-3 of grade 5 is S4; in S3 the answer of CI-2 goes before the total at B3 with CI-1."""
    work = busy.work
    critical = {alert.pupil: "R301" in alert.decision.rules for alert in busy.alerts().values()}
    lines = [line.task.task for line in tasks(busy, work.working_member(), rules=work.rules)]
    contacts = [critical[one.pupil] for one in lines if one.plan.kind == "contact" and one.severity == Severity.S3]
    assert contacts == sorted(contacts, reverse=True)
    assert contacts


def test_severity_never_orders_a_teachers_list(busy):
    """Law 8."""
    teacher = next(t.task.owner for t in busy.tasks() if t.task.plan.owner == Role.HOMEROOM_TEACHER)
    with busy.work.uow() as uow:
        person = next(m for m in uow.roster.staff(busy.audit()) if m.id == teacher)
        uow.commit()
    assert tasks(busy, person, rules=busy.work.rules) == tasks(busy, person)


def test_a_teacher_sees_the_own_tasks_only(busy):
    teacher = next(t.task.owner for t in busy.tasks() if t.task.plan.owner == Role.HOMEROOM_TEACHER)
    with busy.work.uow() as uow:
        person = next(m for m in uow.roster.staff(busy.audit()) if m.id == teacher)
        uow.commit()
    own = tasks(busy, person)
    assert own
    assert {line.task.task.owner for line in own} == {teacher}
    with pytest.raises(NotAllowed):
        tasks(busy, person, everybody=True)
    with pytest.raises(NotAllowed):
        list_alerts(busy.work.uow(), person=person, now=busy.work.now())


def test_refusals_with_a_safety_answer_come_first(busy):
    told = {"uow": busy.work.uow(), "now": busy.work.now()}
    lines = list_refusals("测试批次", person=busy.work.working_member(), **told)
    safety = [bool(line.stored.critical) for line in lines]
    assert safety == sorted(safety, reverse=True)
    assert len(lines) == 2
    with pytest.raises(NotAllowed):
        list_refusals("测试批次", person=somebody(busy, Role.PRINCIPAL), **told)


def test_a_wave_that_does_not_exist_is_told_with_those_that_do(busy):
    with pytest.raises(StoreFault) as refused:
        list_refusals("没有", person=busy.work.working_member(), uow=busy.work.uow(), now=busy.work.now())
    assert "测试批次" in refused.value.said("zh")


def test_each_class_stands_once_with_its_teachers(school):
    lines = list_classes(school.work.uow(), person=school.work.person, now=school.work.now())
    assert sum(line.pupils for line in lines) == 180
    assert all(line.homeroom_teacher for line in lines)
    assert [line.name for line in lines] == sorted({line.name for line in lines})
