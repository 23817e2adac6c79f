"""The consent gate on the real store: what a list changes, what a withdrawal locks, and what stays."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault, MappingFault, NotAllowed
from screening.core.severity import Critical, Severity
from screening.core.tiers import Role
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.intake.consent import GUARDIAN, PUPIL, WITHDRAWN, Statement, read_consents
from screening.intake.platforms import recognise
from screening.services.close_wave import close_wave
from screening.services.keep_consent import count_consents, import_consents, show_consent, withdraw_consent
from screening.services.wave_coverage import coverage
from tests.flow.test_import_roster import bring, changed, roster_of

WAVE = "测试批次"
Q9 = 9  # PHQ-9's safety item


def unasked(school):
    """Two pupils who are new at the school, of whom the roster says nothing."""
    roster = roster_of(school)
    like = next(p for p in roster.pupils if p.grade == 8)
    new = [
        replace(like, number=f"G9920260000000099{n}", name=name, consent="", seat=None)
        for n, name in enumerate(("乔新禾", "闵知夏"))
    ]
    bring(school, replace(roster, pupils=(*roster.pupils, *new)))
    with school.work.uow() as uow:
        pupils = {p.told.number: p for p in uow.roster.pupils(school.audit())}
        uow.commit()
    return [pupils[one.number] for one in new]


def told(school):
    return {"person": school.work.working_member(), "uow": school.work.uow(), "now": school.work.now()}


def listed(school, rows, headings=("学号", "姓名", "班级", "是否同意参加测评", "日期", "方式")):
    path = school.folder / "consent.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    export = open_export(path)
    return import_consents(read_consents(export, recognise(export), school_year=2026), "纸质", **told(school))


def row(pupil, answer, day="2026-11-01"):
    return (pupil.told.number, pupil.told.name, pupil.told.school_class, answer, day, "")


def withdraw(school, pupil, party=GUARDIAN):
    said = Statement(party=party, answer=WITHDRAWN, at=school.work.now())
    return withdraw_consent(pupil.told.number, said, **told(school))


def consent_of(school, pupil):
    with school.work.uow() as uow:
        register = uow.roster.register(school.audit())
        uow.commit()
    return int(register.consent[register.pupil == pupil.id][0])


def records(school, kind):
    with school.work.uow() as uow:
        found = [one.record for one in uow.records.of(None, school.audit()) if one.record.kind == kind]
        uow.commit()
    return found


def readings(school, pupil):
    with school.work.uow() as uow:
        wave = uow.waves.waves()[0]
        found = uow.waves.readings(wave.id, np.array([pupil.id], dtype=np.int32), school.audit())
        results = uow.waves.results(wave.id, np.array([pupil.id], dtype=np.int32), school.audit())
        uow.commit()
    return [one for one in found if len(one.pupil)], [one for one in results if len(one.readings.pupil)]


def test_a_list_of_consents_lets_sheets_in_and_silence_does_not(school):
    willing, silent = unasked(school)
    report = listed(school, [row(willing, "同意"), row(silent, "")])
    assert (report.told, report.silent, report.changed) == (1, 1, {"granted": 1})
    taken = school.take(school.write("a.csv", 9, [(p.told.number, {}, 1) for p in (willing, silent)]), "phq9")
    assert taken.refusals == {"no_consent": 1}
    assert len(readings(school, willing)[0]) == 1


def test_the_same_list_again_changes_nothing(school):
    rows = [row(p, "同意") for p in unasked(school)]
    first, again = listed(school, rows), listed(school, rows)
    assert (again.told, again.known, again.changed) == (0, first.told, {})


def test_a_survey_that_parents_answered_is_matched_like_pupils(school):
    agreed, doubtful = unasked(school)
    headings = ("学生姓名", "学生所在班级", "您是学生的", "您是否同意孩子参加本次心理健康测评？")
    report = listed(
        school,
        [
            (agreed.told.name, agreed.told.school_class, "母亲", "同意"),
            (doubtful.told.name + "某", doubtful.told.school_class, "父亲", "同意"),
        ],
        headings,
    )
    assert consent_of(school, agreed) == 1
    assert consent_of(school, doubtful) == 0
    assert [line for line, _why in report.faults] == [2]
    assert show_consent(agreed.told.number, **told(school)).told[-1].who == "母亲"


def test_a_file_without_an_answer_is_not_taken(school):
    with pytest.raises(MappingFault):
        listed(school, [(school.pupils(8)[0].told.number, "x")], ("学号", "备注"))


def test_a_withdrawal_locks_the_results_and_refuses_later_sheets(school):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {Q9: 0}, 1)]), "phq9")
    assert all(map(len, readings(school, pupil)))
    assert withdraw(school, pupil).holds == "withdrawn"
    assert readings(school, pupil) == ([], [])
    open_synthetic_wave(school.work, "下一批")
    taken = school.take(school.write("b.csv", 9, [(pupil.told.number, {}, 1)]), "phq9", wave="下一批")
    assert taken.refusals == {"no_consent": 1}
    reached = coverage(WAVE, **told(school))
    assert reached.screened == 0


def test_answers_locked_by_a_withdrawal_stay_closed_to_the_counselors_key(school):
    stays, goes = school.pupils(8)[:2]
    school.take(school.write("a.csv", 9, [(p.told.number, {}, 1) for p in (stays, goes)]), "phq9")
    withdraw(school, goes)
    key = school.work.unlock(None)
    with school.work.uow() as uow:
        blocks = list(uow.waves.blocks(uow.waves.waves()[0].id, key, school.audit()))
        uow.commit()
    assert [block.answers.pupil.tolist() for block in blocks] == [[stays.id]]


def test_a_withdrawal_keeps_the_alert_and_the_grade_and_time_of_the_safety_answer(school):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, {Q9: 2}, 1)], times=["2026-11-10 09:00"]), "phq9")
    before = school.alerts()[pupil.id]
    withdraw(school, pupil)
    (kept,) = records(school, "safety")
    assert kept.body == {"critical": int(Critical.CI_2), "answered_at": "2026-11-10T01:00:00+00:00", "basis": "emergency"}
    after = school.alerts()[pupil.id]
    assert replace(after, decision=replace(after.decision, evidence=before.decision.evidence)) == before
    assert set(after.decision.evidence) < set(before.decision.evidence)
    assert all(code.split(" ")[-1].startswith("CI-") for code in after.decision.evidence)
    (read,), results = readings(school, pupil)
    assert (read.critical.tolist(), read.total.tolist(), read.raw_total.tolist(), results) == (
        [int(Critical.CI_2)],
        [-1],
        [-1],
        [],
    )


def test_a_safety_answer_without_consent_alerts_and_is_kept_as_grade_and_time_alone(school):
    unwilling = school.pupils_of_any_grade("refused")[0]
    school.take(school.write("a.csv", 9, [(unwilling.told.number, {Q9: 3}, 3)]), "phq9")
    (kept,) = records(school, "safety")
    assert kept.pupil == unwilling.id
    assert set(kept.body) == {"critical", "answered_at", "basis"}
    assert school.alerts()[unwilling.id].decision.severity >= Severity.S3
    assert school.counts()["sheet"] == 0


def test_the_pupils_own_no_is_enough(school):
    pupil = school.pupils(8)[0]
    withdraw(school, pupil, PUPIL)
    assert consent_of(school, pupil) == 2


def test_an_old_roster_lifts_no_withdrawal(school):
    pupil = school.pupils(8)[0]
    roster = roster_of(school)
    withdraw(school, pupil)
    bring(school, changed(roster, pupil.told.number, consent="granted"))
    assert consent_of(school, pupil) == 2
    bring(school, changed(roster, pupil.told.number, consent="granted", name=pupil.told.name + "新"))
    assert consent_of(school, pupil) == 2


def test_who_agreed_in_grade_six_is_asked_again_in_grade_seven(school):
    pupil = school.pupils(6)[0]
    roster = roster_of(school)
    other = next(p.told.school_class for p in school.pupils(7))
    bring(school, changed(roster, pupil.told.number, consent="", grade=7, school_class=other))
    assert consent_of(school, pupil) == 0


def test_only_the_counselor_sees_and_changes_consents(school):
    with school.work.uow() as uow:
        teacher = next(m for m in uow.roster.staff(school.audit()) if any(r.role == Role.HOMEROOM_TEACHER for r in m.roles))
        uow.commit()
    here = {**told(school), "person": teacher}
    number = school.pupils(8)[0].told.number
    said = Statement(party=GUARDIAN, answer=WITHDRAWN, at=school.work.now())
    for act in (
        lambda: import_consents([], "", **here),
        lambda: withdraw_consent(number, said, **here),
        lambda: show_consent(number, **here),
        lambda: count_consents(**here),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(FileFault):
        show_consent("G990000000000000000", **told(school))


def test_consents_are_counted_by_class(school):
    counted = count_consents(**told(school))
    assert sum(of[1] for of in counted.values()) == len(school.pupils_of_any_grade("granted"))


@pytest.mark.parametrize(
    ("consent", "basis"),
    [pytest.param("granted", "consent", id="by consent"), pytest.param("refused", "emergency", id="safety without consent")],
)
def test_every_alert_carries_the_ground_on_which_it_is_kept(school, consent, basis):
    pupil = next(p for grade in (7, 8, 9, 4, 5, 6) for p in school.pupils(grade, consent=consent))
    school.take(school.write("a.csv", 9, [(pupil.told.number, {Q9: 3}, 0)]), "phq9")
    key = school.work.unlock(None)
    with school.work.uow() as uow:
        entries = uow.case_files.read(pupil.id, key, school.audit())
        uow.commit()
    assert [entry.body["basis"] for entry in entries] == [basis]


def test_who_withdraws_is_not_asked_to_sit_again(school):
    there, absent, goes = school.pupils(8)[:3]
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9")
    close_wave(WAVE, rules=school.work.rules, **told(school))
    withdraw(school, goes)
    sittings = {task.task.pupil for task in school.tasks() if task.task.plan.kind == "make_up"}
    assert absent.id in sittings
    assert goes.id not in sittings
