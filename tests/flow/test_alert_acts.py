"""Confirming, lowering, signing and closing on the real store: who may, what changes, what stays, what never happens twice."""

from datetime import timedelta

import pytest

from screening.casefiles.interface import EntryKind
from screening.core.errors import IllegalMove, NotAllowed, NotYet, StoreFault
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.conditions import Checklist
from screening.services.acknowledge import acknowledge
from screening.services.alert_acts import Desk, look_at
from screening.services.complete_task import complete_task
from screening.services.say_level import close_alert, confirm_alert, lower_alert
from screening.services.sign_alert import sign_alert
from tests.store.reports.conftest import T0, somebody, tell

__all__ = ["tell"]

CI_2, CI_1, CI_3 = {9: 2}, {9: 1}, {9: 3}
S0, S1, S2, S3, S4 = Severity.S0, Severity.S1, Severity.S2, Severity.S3, Severity.S4
WORDS = "访谈：误读题意，当前安全"


def desk(school, *, days=0, hours=0, role=None):
    there = school.at(T0 + timedelta(days=days, hours=hours))
    person = somebody(school, role) if role else there.work.working_member()
    return Desk(person=person, uow=there.work.uow(), rules=there.work.rules, now=there.work.now())


def flagged(school, answers=CI_2, other=0):
    """A pupil of grade 8 with an alert of PHQ-9 answers."""
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, answers, other)]), "phq9")
    return pupil, school.alerts()[pupil.id].id


def talk(school, *kinds):
    """The safe contact or the interview is made and recorded."""
    for one in [task for task in school.tasks() if task.task.plan.kind in (kinds or ("contact", "interview"))]:
        work = school.work
        complete_task(one.id, "已谈", person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now())


def open_kinds(school, pupil):
    return sorted(task.task.plan.kind for task in school.tasks() if task.task.pupil == pupil.id)


def level(school, pupil):
    return school.alerts()[pupil.id].decision.severity


def confirmed_s4(school, tell):
    """An S4 told by the homeroom teacher, confirmed and signed on the first day."""
    pupil = school.pupils(8)[0]
    tell(school, {"pupil": pupil.told.number, "grade": "O3I", "by": "homeroom_teacher"})
    alert = school.alerts()[pupil.id].id
    talk(school)
    confirm_alert(alert, S4, WORDS, desk=desk(school))
    sign_alert(alert, desk=desk(school, role=Role.MORAL_EDUCATION_HEAD))
    return pupil, alert


CALM = Checklist(contacts=tuple((T0 + timedelta(days=d)).date() for d in (3, 6, 9, 12)), guardian_agrees=True, reason=True)


# ── confirming ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_confirms_before_the_talk(school):
    _pupil, alert = flagged(school)
    with pytest.raises(NotYet) as refused:
        confirm_alert(alert, S1, WORDS, desk=desk(school))
    assert refused.value.missing == ("talk",)


def test_a_lower_level_from_s3_holds_only_with_the_second_signature(school):
    pupil, alert = flagged(school)
    talk(school)
    changed = confirm_alert(alert, S1, WORDS, desk=desk(school))
    assert (changed.waits, level(school, pupil)) == (True, S3)
    assert "guardian" in open_kinds(school, pupil)
    assert "countersign" in open_kinds(school, pupil)
    sign_alert(alert, desk=desk(school, role=Role.MORAL_EDUCATION_HEAD))
    assert level(school, pupil) == S1
    left = open_kinds(school, pupil)
    assert not {"guardian", "judgment", "plan", "accompany", "countersign"} & set(left)
    assert [task.task.plan.rule for task in school.tasks() if task.task.plan.kind == "follow_up"] == ["FU-S1"]


def test_the_finding_stands_in_the_file_with_the_act(school):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S3, WORDS, desk=desk(school))
    with school.work.uow() as uow:
        last = uow.case_files.read(pupil.id, school.work.unlock(None), school.audit())[-1]
    assert (last.kind, last.body["text"], last.body["to"]) == (EntryKind.ACT, WORDS, "S3")


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(Role.HOMEROOM_TEACHER, id="wrong post"),
        pytest.param(Role.PSYCH_TEACHER, id="the first signer"),
    ],
)
def test_the_second_signature_is_another_person_s_in_the_right_post(school, role):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S1, WORDS, desk=desk(school))
    with pytest.raises(NotAllowed):
        sign_alert(alert, desk=desk(school, role=role))
    assert level(school, pupil) == S3


def test_only_the_counselor_confirms(school):
    _pupil, alert = flagged(school)
    talk(school)
    with pytest.raises(NotAllowed):
        confirm_alert(alert, S3, WORDS, desk=desk(school, role=Role.MORAL_EDUCATION_HEAD))


def test_said_twice_is_said_once(school):
    _pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S1, WORDS, desk=desk(school))
    before = school.counts()
    assert confirm_alert(alert, S1, WORDS, desk=desk(school)).already
    assert school.counts() == before


@pytest.mark.parametrize(
    ("report", "answers"),
    [
        pytest.param({"grade": "O3", "by": "homeroom_teacher"}, {}, id="an adult's safety concern"),
        pytest.param({"kind": "protection", "grade": "suspected", "by": "homeroom_teacher"}, {}, id="protection"),
        pytest.param({"grade": "O2", "by": "subject_teacher"}, CI_2, id="an adult's O2 beside the sheet"),
        pytest.param({"kind": "critical_content", "grade": "CI-2", "by": "hospital"}, CI_2, id="a second source"),
        pytest.param({"kind": "critical_content", "grade": "CI-3", "by": "message_box"}, {}, id="CI-3"),
    ],
)
def test_a_supported_level_does_not_leave_by_confirmation(school, tell, report, answers):
    pupil = school.pupils(8)[0]
    if answers:
        school.take(school.write("a.csv", 9, [(pupil.told.number, answers, 0)]), "phq9")
    tell(school, {"pupil": pupil.told.number, **report})
    talk(school)
    before = level(school, pupil)
    with pytest.raises(NotYet) as refused:
        confirm_alert(school.alerts()[pupil.id].id, S1, WORDS, desk=desk(school))
    assert "supported" in refused.value.missing
    assert level(school, pupil) == before


def test_a_peer_s_concern_that_no_adult_shares_may_leave(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, {"pupil": pupil.told.number, "grade": "O3", "by": "peer"})
    talk(school)
    alert = school.alerts()[pupil.id].id
    assert confirm_alert(alert, S0, WORDS, desk=desk(school)).waits


def test_an_s2_not_confirmed_ends_at_once_and_leaves_the_teacher_s_list(school):
    pupil, alert = flagged(school, CI_1)
    with pytest.raises(NotYet):
        confirm_alert(alert, S0, WORDS, desk=desk(school))
    talk(school, "contact")
    with pytest.raises(NotYet):  # the interview is still to come
        confirm_alert(alert, S0, WORDS, desk=desk(school))
    talk(school)
    confirm_alert(alert, S0, WORDS, desk=desk(school))
    assert pupil.id not in school.alerts()
    assert {"follow_up", "guardian", "fetch"}.isdisjoint(open_kinds(school, pupil))  # CL4


def test_confirming_s2_asks_for_the_guardian_within_five_school_days(school):
    pupil, alert = flagged(school, {9: 0}, 2)
    talk(school)
    confirm_alert(alert, S2, WORDS, desk=desk(school))
    soonest = min(t.task.plan.due_at for t in school.tasks() if t.task.pupil == pupil.id and t.task.plan.rule == "§4")
    assert soonest == (T0 + timedelta(days=7)).replace(hour=17, minute=30)  # A36: Tue 17 November


def test_a_risk_confirmed_in_school_hours_is_told_at_home_before_the_pupil_leaves(school):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S3, WORDS, desk=desk(school))
    due = min(t.task.plan.due_at for t in school.tasks() if t.task.pupil == pupil.id and t.task.plan.kind == "guardian")
    assert due == T0.replace(hour=17, minute=30)  # ALERT_POLICY §4, S3-safety


# ── what a person has judged does not ring again ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("to", [pytest.param(S0, id="not confirmed"), pytest.param(S1, id="confirmed lower")])
def test_a_later_calm_file_of_the_wave_does_not_bring_the_judged_level_back(school, to):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, to, WORDS, desk=desk(school))
    sign_alert(alert, desk=desk(school, role=Role.PRINCIPAL))
    school.take(school.write("b.csv", 7, [(pupil.told.number, {}, 0)]), "gad7")
    found = school.alerts().get(pupil.id)
    assert (found.decision.severity if found else S0) == to


def test_a_new_safety_answer_rings_whatever_was_judged(school):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S0, WORDS, desk=desk(school))
    sign_alert(alert, desk=desk(school, role=Role.PRINCIPAL))
    school.take(school.write("b.csv", 100, [(pupil.told.number, {85: 1, 97: 1}, 0)]), "mht")
    assert level(school, pupil) == S3


def test_a_false_step_up_never_takes_the_confirmed_level_below_it_along(school):
    pupil, alert = flagged(school, {9: 0}, 2)
    talk(school)
    confirm_alert(alert, S2, WORDS, desk=desk(school))
    school.take(school.write("b.csv", 100, [(pupil.told.number, {85: 1, 97: 1}, 0)]), "mht")
    graver = school.alerts()[pupil.id]
    assert graver.decision.severity == S3
    talk(school)
    with pytest.raises(NotYet) as refused:
        confirm_alert(graver.id, S1, WORDS, desk=desk(school))
    assert refused.value.missing == ("below_held",)
    assert confirm_alert(graver.id, S2, WORDS, desk=desk(school)).waits


def test_a_step_up_ends_what_it_asks_for_again_and_keeps_the_retest(school):
    pupil, _alert = flagged(school, {9: 0}, 2)
    talk(school)
    assert open_kinds(school, pupil).count("acknowledge") == 1
    school.take(school.write("b.csv", 100, [(pupil.told.number, {85: 1, 97: 1}, 0)]), "mht")
    assert open_kinds(school, pupil).count("acknowledge") == 1
    assert "retest" in open_kinds(school, pupil)  # M3
    talk(school)
    rules = [t.task.plan.rule for t in school.tasks() if t.task.plan.kind == "follow_up"]
    assert set(rules) == {"FU-S3"}


# ── stepping down ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_s4_to_s3_on_day_five_is_refused_with_the_date(school, tell):
    pupil, alert = confirmed_s4(school, tell)
    with pytest.raises(NotYet) as refused:
        lower_alert(alert, S3, WORDS, CALM, desk=desk(school, days=5))
    assert "floor" in refused.value.missing
    assert refused.value.earliest == T0 + timedelta(days=14)  # C67: 24 November 09:30
    assert "2026-11-24 09:30" in refused.value.hint.zh
    assert level(school, pupil) == S4


def test_s4_to_s3_after_fourteen_days_wants_the_leading_group(school, tell):
    pupil, alert = confirmed_s4(school, tell)
    assert lower_alert(alert, S3, WORDS, CALM, desk=desk(school, days=14)).waits
    with pytest.raises(NotAllowed):
        sign_alert(alert, desk=desk(school, days=14, role=Role.MORAL_EDUCATION_HEAD))
    sign_alert(alert, desk=desk(school, days=14, role=Role.PRINCIPAL))
    assert level(school, pupil) == S3
    rules = {t.task.plan.rule for t in school.tasks() if t.task.plan.kind == "follow_up"}
    assert rules == {"FU-S3"}


def test_a_signal_between_the_two_signatures_stops_the_second(school, tell):
    pupil, alert = confirmed_s4(school, tell)
    lower_alert(alert, S3, WORDS, CALM, desk=desk(school, days=14))
    tell(school, {"pupil": pupil.told.number, "grade": "O3", "by": "school_doctor"}, at=T0 + timedelta(days=14, hours=1))
    with pytest.raises((NotYet, IllegalMove, StoreFault)):
        sign_alert(alert, desk=desk(school, days=14, hours=2, role=Role.PRINCIPAL))
    assert level(school, pupil) == S4


def test_a_whole_case_goes_down_one_level_at_a_time_and_is_remembered(school, tell):
    pupil, alert = confirmed_s4(school, tell)
    lower_alert(alert, S3, WORDS, CALM, desk=desk(school, days=14))
    sign_alert(alert, desk=desk(school, days=14, role=Role.PRINCIPAL))
    with pytest.raises(NotYet):
        lower_alert(alert, S2, WORDS, CALM, desk=desk(school, days=43))
    lower_alert(alert, S2, WORDS, CALM, desk=desk(school, days=44))
    sign_alert(alert, desk=desk(school, days=44, role=Role.MORAL_EDUCATION_HEAD))
    lower_alert(alert, S1, WORDS, CALM, desk=desk(school, days=74))
    assert level(school, pupil) == S1
    close_on = desk(school, days=104)
    done = Checklist(contacts=tuple((T0 + timedelta(days=d)).date() for d in (80, 100)), sources=("homeroom_teacher", "guardian"),
                     measure_reason=True, reason=True)  # fmt: skip
    for task in school.tasks():
        there = school.at(close_on.now).work
        complete_task(task.id, "", person=there.working_member(), uow=there.uow(), calendar=there.calendar, now=there.now()) if (
            task.task.plan.kind not in {"countersign", "interview", "contact"}
        ) else None
    assert close_alert(alert, WORDS, done, desk=close_on).waits  # it was an S4: the moral-education head signs
    sign_alert(alert, desk=desk(school, days=104, role=Role.MORAL_EDUCATION_HEAD))
    assert pupil.id not in school.alerts()
    assert open_kinds(school, pupil) == ["revisit", "revisit"]  # CL5
    tell(school, {"pupil": pupil.told.number, "grade": "O1", "by": "homeroom_teacher"}, at=T0 + timedelta(days=194))
    again = school.alerts()[pupil.id].decision
    assert (again.severity, again.case, "R208" in again.rules) == (S2, "reopened", True)  # C37


def test_closing_an_s3_on_the_teacher_s_word_alone_is_refused(school):
    pupil, alert = flagged(school)
    talk(school)
    confirm_alert(alert, S3, WORDS, desk=desk(school))
    with pytest.raises(NotYet) as refused:
        close_alert(alert, WORDS, Checklist(sources=("homeroom_teacher",), reason=True), desk=desk(school))
    assert {"second_source", "one_level", "signature"} <= set(refused.value.missing)  # T-e
    assert level(school, pupil) == S3


def test_an_open_alert_says_where_it_stands(school):
    pupil, alert = flagged(school)
    acknowledge(alert, desk=desk(school))
    stands = look_at(alert, desk(school)).standing
    assert (stands.provisional, stands.confirmed, stands.acknowledged.by) == (S3, False, school.work.person)
    assert open_kinds(school, pupil).count("acknowledge") == 0
    assert acknowledge(alert, desk=desk(school)).already
