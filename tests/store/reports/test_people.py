"""Who may tell what, what is kept of it, who must not hear, and that telling it again changes nothing."""

from datetime import timedelta
from itertools import permutations

import pytest

from screening.casefiles.interface import Compartment, EntryKind
from screening.core.errors import IllegalMove, NotAllowed
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.cli.passphrase import known_passphrase
from screening.intake.report_kinds import Kind
from screening.services.escalate_overdue import escalate_overdue
from screening.services.open_case import read_case
from screening.services.take_reports import confirm_report

from .conftest import T0, days_ago, nobody_on_the_staff, somebody, with_roles  # type: ignore[import-not-found]


def observed(pupil, grade, by="homeroom_teacher", **told):
    return {"pupil": pupil.told.number, "grade": grade, "by": by, **told}


def confirm(school, number, person=None):
    who = person or school.work.working_member()
    return confirm_report(number, person=who, uow=school.work.uow(), rules=school.work.rules, now=T0)


def severities(school):
    return {pupil: alert.decision.severity for pupil, alert in school.alerts().items()}


# ── again, in another order, one more ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("grade", ["O1", "O3", "O3I"])
def test_the_same_report_again_changes_nothing(school, tell, grade):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, grade, at=days_ago(0, hour=8)))
    before = school.counts()
    again = tell(school, observed(pupil, grade, at=days_ago(0, hour=8)))
    assert (again.known, again.taken, school.counts()) == (1, (), before)


def test_one_report_written_twice_in_a_form_is_one_report(school, tell):
    pupil = school.pupils(8)[0]
    outcome = tell(school, observed(pupil, "O2"), observed(pupil, "O2"))
    assert (len(outcome.taken), outcome.known) == (1, 1)


TOLD = (
    ("O1", "homeroom_teacher", 3),
    ("O1", "peer", 2),
    ("O2", "school_doctor", 4),
)


def test_the_order_of_reports_does_not_matter(another, tell):
    found = []
    for number, order in enumerate(permutations(TOLD)):
        school = another(f"order{number}")
        pupil = school.pupils(8)[0]
        for grade, by, days in order:
            tell(school, observed(pupil, grade, by, at=days_ago(days)))
        found.append((severities(school), len(school.alerts())))
    school = another("together")
    tell(school, *(observed(school.pupils(8)[0], grade, by, at=days_ago(days)) for grade, by, days in TOLD))
    assert all(one == (severities(school), 1) for one in found)


def test_one_more_report_never_lowers(school, tell):
    pupil = school.pupils(8)[0]
    gravest = Severity.S0
    for grade in ("O1", "O3", "O2", "O3I", "O1"):
        tell(school, observed(pupil, grade, at=days_ago(1, hour=8 + len(grade))))
        now = severities(school)[pupil.id]
        assert now >= gravest
        gravest = now
    assert gravest is Severity.S4


def test_each_safety_concern_makes_a_new_check(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, "O3", at=days_ago(1)))
    tell(school, observed(pupil, "O3I", by="pupil", at=days_ago(0, hour=9)))
    tell(school, observed(pupil, "O3I", by="peer", at=days_ago(0, hour=9)))
    contacts = [task for task in school.tasks() if task.task.pupil == pupil.id and task.task.plan.kind == "contact"]
    assert len(contacts) == 3  # DD1


# ── class monitors ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_marked_change_told_by_a_peer_is_mild_until_an_adult_confirms(school, tell):
    pupil = school.pupils(8)[0]
    number = tell(school, observed(pupil, "O2", "peer", observer="心理委员")).taken[0].number
    assert severities(school)[pupil.id] is Severity.S1
    assert len(confirm(school, number).taken) == 1
    assert severities(school)[pupil.id] is Severity.S2
    before = school.counts()
    assert confirm(school, number).known == 1
    assert school.counts() == before


def test_a_confirmed_observation_meets_a_very_high_total_at_import(school, tell):
    pupil = school.pupils(8)[0]
    confirm(school, tell(school, observed(pupil, "O2", "peer")).taken[0].number)
    school.take(school.write("phq.csv", 9, [(pupil.told.number, {9: 0}, 3)]), "phq9")
    assert "R306" in school.alerts()[pupil.id].decision.rules


@pytest.mark.parametrize("number", [0, 999])
def test_only_a_pupils_observation_is_confirmed(school, tell, number):
    adult = tell(school, observed(school.pupils(8)[0], "O2")).taken[0].number
    with pytest.raises(IllegalMove):
        confirm(school, number or adult)


@pytest.mark.parametrize(("grade", "taken"), [("O1", 0), ("O2", 0), ("O3", 1), ("O3I", 1)])
def test_below_grade_seven_a_peer_is_heard_on_safety_only(school, tell, grade, taken):
    outcome = tell(school, observed(school.pupils(5)[0], grade, "peer"))
    assert (len(outcome.taken), len(outcome.faults)) == (taken, 1 - taken)


# ── protection ───────────────────────────────────────────────────────────────────────────────────────────────────────


def protection(pupil, grade="suspected", **told):
    return {"pupil": pupil.told.number, "kind": "protection", "grade": grade, "by": "school_doctor", **told}


def test_harm_at_home_holds_back_every_word_to_the_family_also_later(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, protection(pupil, source_of_harm=["家庭"]))
    assert school.alerts()[pupil.id].decision.told.family == "blocked"
    school.take(school.write("phq.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    later = school.alerts()[pupil.id].decision
    assert (later.family_hold, later.told.family, later.told.grade, later.told.class_) == (True, "blocked", "none", "supervision")


def test_who_is_named_hears_nothing_also_of_what_comes_later(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, protection(pupil, "imminent", source_of_harm=["教职工"], named_people=["班主任"]))
    tell(school, observed(pupil, "O3I", "pupil"))
    decision = school.alerts()[pupil.id].decision
    assert (decision.told.class_, decision.told.grade) == ("excluded", "excluded")
    with school.work.uow() as uow:
        messages = uow.outbox.waiting(school.audit())
        staff = {s.id: s for s in uow.roster.staff(school.audit())}
        uow.commit()
    heard = {role.role for m in messages if m.message.pupil == pupil.id for role in staff[m.message.recipient].roles}
    assert "homeroom_teacher" not in heard


def test_a_hold_falls_when_the_counselor_and_a_head_have_both_lifted_it(school, tell):
    pupil = school.pupils(8)[0]
    head = somebody(school, Role.MORAL_EDUCATION_HEAD)
    tell(school, protection(pupil, source_of_harm=["家庭"]))
    for person, held in ((None, True), (head, False)):
        tell(school, protection(pupil, "lifted"), person=person, at=T0.replace(hour=10 if held else 11))
        tell(school, observed(pupil, "O3", at=days_ago(0, hour=1 if held else 2)), at=T0.replace(hour=12))
        assert school.alerts()[pupil.id].decision.family_hold is held


def test_a_teacher_lifts_nothing(school, tell):
    outcome = tell(school, protection(school.pupils(8)[0], "lifted"), person=somebody(school, Role.HOMEROOM_TEACHER))
    assert (outcome.taken, len(outcome.faults)) == ((), 1)


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def entries(school, pupil):
    key = school.work.unlock(known_passphrase(None, synthetic=True))
    return read_case(pupil.told.number, person=school.work.working_member(), key=key, uow=school.work.uow(), now=T0)[1]


def test_words_and_tellers_stand_in_the_sealed_file_only(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, "O1", "peer", observer="某同学", text="这几天不说话", at=days_ago(9)))
    told = next(entry for entry in entries(school, pupil) if entry.kind is EntryKind.REPORT)
    assert (told.body["text"], told.body["observer"], told.body["late"]) == ("这几天不说话", "某同学", True)
    with school.work.uow() as uow:
        record = uow.records.of([pupil.id], school.audit())[0].record
        uow.commit()
    assert not {"这几天不说话", "某同学"} & set(map(str, record.body.values()))
    assert record.body["late"] is True


def test_a_protection_report_stands_apart_from_the_ordinary_file(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, protection(pupil, text="原话"))
    kept = {entry.kind: entry.compartment for entry in entries(school, pupil)}
    assert kept[EntryKind.REPORT] is Compartment.PROTECTION


@pytest.mark.parametrize(
    ("text", "minutes"), [pytest.param("我不想活了", 120, id="words of danger"), pytest.param("最近很累", None, id="calm words")]
)
def test_words_make_a_task_to_read_and_no_level(school, tell, text, minutes):
    pupil = school.pupils(8)[0]
    tell(school, {"pupil": pupil.told.number, "kind": "message", "by": "message_box", "text": text})
    assert school.alerts() == {}
    [task] = school.tasks()
    assert task.task.plan.kind == "read_report"
    wait = (task.task.plan.due_at - T0).total_seconds() / 60
    assert wait == (minutes or wait)
    assert wait <= 2 * 24 * 60


def test_an_adult_outside_the_staff_may_not_report(school, tell):
    with pytest.raises(NotAllowed):
        tell(school, observed(school.pupils(8)[0], "O1"), person=nobody_on_the_staff())
    with pytest.raises(NotAllowed):
        tell(school, observed(school.pupils(8)[0], "O1"), person=with_roles(school.work.working_member(), Role.RESEARCHER))


def test_a_bad_line_stops_no_other_and_leaves_nothing(school, tell):
    pupil, before = school.pupils(8)[0], school.counts()["record"]
    outcome = tell(
        school, observed(pupil, "O9"), observed(pupil, "O2"), {"pupil": "G990000000000000000", "grade": "O1", "by": "HT"}
    )
    assert ([fault.row for fault in outcome.faults], len(outcome.taken)) == ([1, 3], 1)
    assert school.counts()["record"] == before + 1


def test_a_report_is_one_transaction_with_its_tasks_entries_and_messages(school, tell):
    pupil = school.pupils(8)[0]
    before = school.counts()
    tell(school, observed(pupil, "O3I"))
    after = school.counts()
    assert all(after[table] > before[table] for table in ("record", "alert", "task", "entry", "outbox"))
    assert after["entry"] - before["entry"] == 2  # the report, and the decision


def test_every_kind_can_be_told(school, tell):
    grades = {"observation": "O1", "critical_content": "CI-1", "protection": "suspected", "history": "attempt",
              "family": "court_order", "hand_level": "S1", "message": ""}  # fmt: skip
    typed = [kind for kind in Kind if kind not in {Kind.LOW_MOOD, Kind.FLAT_MOOD, Kind.CONFIRMED}]
    pupils = school.pupils(8)
    told = [
        {"pupil": pupil.told.number, "kind": str(kind), "grade": grades.get(kind, ""), "by": "psych_teacher", "text": "说明"}
        for kind, pupil in zip(typed, pupils, strict=False)
    ]
    outcome = tell(school, *told)
    assert (outcome.faults, len(outcome.taken)) == ((), len(typed))


@pytest.mark.parametrize(("text", "passed_on"), [("我不想活了", True), ("最近很累", False)])
def test_words_of_danger_that_nobody_reads_are_passed_on(school, tell, text, passed_on):
    tell(school, {"pupil": school.pupils(8)[0].told.number, "kind": "message", "by": "message_box", "text": text})
    [task] = school.tasks()
    late = task.task.plan.due_at + timedelta(minutes=1)
    work = school.at(late).work
    calls = escalate_overdue(work.uow(), policy=work.policy, calendar=work.calendar, now=late)
    assert (calls > 0) is passed_on
