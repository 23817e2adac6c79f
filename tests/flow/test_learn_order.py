"""Learning from confirmed alerts of a real store, and the list that follows it: nothing but the order changes."""

from datetime import timedelta

import numpy as np
import pytest

from screening.alerts.learned_order import COLUMNS
from screening.core.errors import NotAllowed, PolicyFault
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.cli.main import exit_code
from screening.followup.standing import ActKind
from screening.services.class_check import classes_to_check
from screening.services.learn_order import learn_order
from screening.services.list_alerts import list_alerts
from screening.services.order_alerts import SHELF, Case, columns_for
from screening.services.ports import NewRecord
from tests.flow.test_lists import somebody


@pytest.fixture
def confirmed(school):
    """A wave with alerts, and 300 confirmations as the records keep them: levels held where the safety answer was graver."""
    pupils = [pupil for grade in (7, 8, 9) for pupil in school.pupils(grade)][:60]
    answers = [({9: 1 + at // 3 % 3 if at % 3 == 0 else 0}, (0, 1, 1, 2, 0, 3)[at % 6]) for at in range(len(pupils))]
    rows = [(pupil.told.number, *answered) for pupil, answered in zip(pupils, answers, strict=True)]
    school.take(school.write("a.csv", 9, rows), "phq9")
    work = school.work
    alerts = list(school.alerts().values())
    rng = np.random.default_rng(1)
    records = []
    for round_ in range(300 // len(alerts) + 1):
        for alert in alerts:
            severity = alert.decision.severity
            grave = any(code.endswith(("CI-2", "CI-3")) for code in alert.decision.evidence)
            held = rng.random() < (0.85 if grave else 0.3)
            body = {"alert": int(alert.id) + 1000 * round_, "before": severity, "to": severity if held else Severity.S0,
                    "provisional": severity, "wave": int(alert.wave)}  # fmt: skip
            at = work.now() + timedelta(hours=round_)
            records.append(NewRecord(kind=f"act.{ActKind.CONFIRM}", body=body, at=at, by=work.person, pupil=alert.pupil))
    with work.uow() as uow:
        uow.records.add(records, school.audit())
        uow.commit()
    return school


def learned(school, *, keep=True, person=None):
    work = school.work
    return learn_order(person=person or work.working_member(), uow=work.uow(), now=work.now(), keep=keep)


def listed(school, *, learned):
    return list_alerts(school.work.uow(), person=school.work.working_member(), now=school.work.now(), learned=learned)


def test_the_list_keeps_every_alert_and_every_severity(confirmed):
    lesson = learned(confirmed)
    assert lesson.model.outcomes >= 300
    plain, ordered = listed(confirmed, learned=False), listed(confirmed, learned=True)
    assert {line.alert.id for line in plain} == {line.alert.id for line in ordered}
    severities = [line.alert.decision.severity for line in ordered]
    assert severities == [line.alert.decision.severity for line in plain]
    assert [line.alert.id for line in plain] != [line.alert.id for line in ordered]


def test_a_safety_answer_that_held_before_comes_first_and_says_why(confirmed):
    learned(confirmed)
    grave = [line for line in listed(confirmed, learned=True) if line.alert.decision.severity == Severity.S3]
    assert COLUMNS["critical"].zh in grave[0].because.zh


def test_evaluating_keeps_nothing(confirmed):
    counts = confirmed.counts()
    assert not learned(confirmed, keep=False).kept
    assert confirmed.counts() == counts


def test_without_a_lesson_the_learned_list_is_the_plain_one(school):
    school.take(school.write("a.csv", 9, [(p.told.number, {9: n % 4}, 1) for n, p in enumerate(school.pupils(8)[:8])]), "phq9")
    assert listed(school, learned=True) == listed(school, learned=False)


def test_too_few_confirmations_are_refused_with_their_number(school, capsys, monkeypatch):
    with pytest.raises(PolicyFault, match="0"):
        learned(school)
    monkeypatch.chdir(school.work.settings.workspace)
    assert exit_code(["policy", "learn", "--evaluate"], {}) == 14
    assert "至少要 200 条" in capsys.readouterr().err


def test_the_command_says_what_it_is_worth_and_that_it_is_not_used(confirmed, capsys, monkeypatch):
    monkeypatch.chdir(confirmed.work.settings.workspace)
    assert exit_code(["policy", "learn"], {}) == 0
    told = capsys.readouterr().out
    assert "Brier" in told
    assert "还没有启用" in told
    with confirmed.work.uow() as uow:
        assert len(uow.records.on(SHELF, confirmed.audit())) == 1


def test_only_the_counselor_learns(confirmed):
    with pytest.raises(NotAllowed):
        learned(confirmed, person=somebody(confirmed, Role.PRINCIPAL))


def test_reports_count_from_when_they_were_entered(confirmed):
    alert = next(iter(confirmed.alerts().values()))
    with confirmed.work.uow() as uow:
        case = Case(pupil=alert.pupil, wave=alert.wave, until=confirmed.work.now())
        columns, plain = columns_for([case, case], uow, confirmed.audit())
    assert (columns[0] == columns[1]).all()
    assert plain[0] >= 1


def test_a_class_with_a_third_on_the_list_is_checked_first_and_no_other(school):
    pupils = [pupil for pupil in school.pupils(8) if pupil.told.school_class == "801"][:15]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 0}, 2) for pupil in pupils]), "phq9")
    work = school.work
    found = classes_to_check(
        listed(school, learned=False),
        ceilings=work.policy.workload.ceilings,
        person=work.working_member(),
        uow=work.uow(),
        now=work.now(),
    )
    assert found == ["801"]
