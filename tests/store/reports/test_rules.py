"""Each rule that rests on what people tell fires through the service on a real store, and makes its tasks."""

import pytest

from screening.core.errors import StoreFault
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.demonstration import open_synthetic_wave

from .conftest import T0, days_ago, somebody  # type: ignore[import-not-found]

HT, PE = {"by": "homeroom_teacher"}, {"by": "subject_teacher", "observer": "体育教师"}


def observed(pupil, grade, **told):
    return {"pupil": pupil.told.number, "grade": grade, **HT, **told}


def of(pupil, kind, grade="", **told):
    return {"pupil": pupil.told.number, "kind": kind, "grade": grade, **HT, **told}


def phq(school, pupil, other, **answers):
    items = {int(item[1:]): code for item, code in answers.items()}
    return school.take(school.write(f"phq{other}{len(answers)}.csv", 9, [(pupil.told.number, items, other)]), "phq9")


ALONE = [
    pytest.param([("observation", "O1", {})], "R103", Severity.S1, id="R103 one mild change"),
    pytest.param([("talk_request", "", {"by": "pupil"})], "R105", Severity.S1, id="R105 the pupil asks for a talk"),
    pytest.param([("observation", "O2", {})], "R204", Severity.S2, id="R204 a marked change"),
    pytest.param([("observation", "O1", {}), ("observation", "O1", PE)], "R205", Severity.S2, id="R205 two observers"),
    pytest.param([("bullying", "", {})], "R207", Severity.S2, id="R207 bullying"),
    pytest.param([("outside_care", "", {"by": "guardian"})], "R209", Severity.S2, id="R209 outside care"),
    pytest.param([("critical_content", "CI-2", {"by": "saved_page"})], "R301", Severity.S3, id="R301 a saved page"),
    pytest.param([("observation", "O3", {})], "R302", Severity.S3, id="R302 a safety concern"),
    pytest.param([("protection", "suspected", {})], "R303", Severity.S3, id="R303 protection suspected"),
    pytest.param([("history", "returned", {}), ("observation", "O2", {})], "R308", Severity.S3, id="R308 returned, and O2"),
    pytest.param([("critical_content", "CI-3", {"by": "message_box"})], "R401", Severity.S4, id="R401 a plan"),
    pytest.param([("observation", "O3I", {"by": "peer"})], "R402", Severity.S4, id="R402 under way, from a peer"),
    pytest.param([("protection", "imminent", {})], "R403", Severity.S4, id="R403 protection imminent"),
    pytest.param([("history", "attempt", {}), ("observation", "O3", {})], "R404", Severity.S4, id="R404 O3 with an attempt"),
    pytest.param([("hand_level", "S4", {"by": "psych_teacher"})], "R405", Severity.S4, id="R405 by hand"),
    pytest.param([("hand_level", "S2", {"by": "psych_teacher"})], "M2", Severity.S2, id="M2 by hand"),
    pytest.param([("history", "closed", {}), ("observation", "O1", {})], "R208", Severity.S2, id="R208 after closing"),
]


@pytest.mark.parametrize(("told", "rule", "severity"), ALONE)
def test_what_people_tell_fires_its_rule_and_makes_tasks(school, tell, told, rule, severity):
    pupil = school.pupils(8)[0]
    outcome = tell(school, *(of(pupil, kind, grade, at=days_ago(1), **more) for kind, grade, more in told))
    assert outcome.faults == ()
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, rule in decision.rules) == (severity, True)
    assert [task for task in school.tasks() if task.task.pupil == pupil.id]


def test_an_observation_of_last_week_meets_a_very_high_total_at_import(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, "O2", at=days_ago(5)))
    phq(school, pupil, 3, q9=0)
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, "R306" in decision.rules) == (Severity.S3, True)  # C33


def test_a_very_high_total_of_the_wave_meets_an_observation_told_later(school, tell):
    pupil = school.pupils(8)[0]
    phq(school, pupil, 3, q9=0)
    assert school.alerts()[pupil.id].decision.severity is Severity.S2
    tell(school, observed(pupil, "O2"))
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.case, "R306" in decision.rules) == (Severity.S3, "step_up", True)


def test_an_attempt_told_before_meets_a_safety_answer_at_import(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, of(pupil, "history", "attempt", at=days_ago(180)))
    assert pupil.id not in school.alerts()  # the flag alone never raises (A47)
    phq(school, pupil, 0, q9=1)
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules) == (Severity.S3, ("R305",))  # C41


def test_a_safety_answer_in_a_case_opened_by_an_observation_steps_up(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, "O2"))
    phq(school, pupil, 0, q9=1)
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules, decision.case) == (Severity.S3, ("R305",), "step_up")  # C35


def test_a_safety_concern_told_in_a_grave_open_case_is_a_crisis(school, tell):
    pupil = school.pupils(8)[0]
    phq(school, pupil, 0, q9=2)
    assert school.alerts()[pupil.id].decision.severity is Severity.S3
    tell(school, observed(pupil, "O3"))
    assert school.alerts()[pupil.id].decision.rules == ("R404",)


def test_a_calm_sheet_neither_lowers_nor_feeds_a_case_opened_by_a_safety_concern(school, tell):
    pupil = school.pupils(8)[0]
    tell(school, observed(pupil, "O3"))
    before = len(theirs(school, pupil))
    phq(school, pupil, 0)
    assert school.alerts()[pupil.id].decision.severity is Severity.S3  # an O3 and its own open case are not R404
    assert len(theirs(school, pupil)) == before


def theirs(school, pupil):
    """The pupil's tasks by number, so that later ones come last; the wave's own stand aside."""
    return sorted((task for task in school.tasks() if task.task.pupil == pupil.id), key=lambda task: task.id)


def test_a_report_rings_no_sheet_a_second_time(school, tell):
    pupil = school.pupils(8)[0]
    phq(school, pupil, 0, q9=2)
    before = len(theirs(school, pupil))
    tell(school, observed(pupil, "O1"))
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules) == (Severity.S3, ("R301",))
    assert [task.task.plan.kind for task in theirs(school, pupil)[before:]] in (
        [],
        ["follow_up"],
    )  # DD2: brought forward, nothing rings


def test_an_unreadable_sheet_mutes_no_observation(school, tell):
    pupil = school.pupils(6)[0]
    lies = dict.fromkeys((82, 84, 86, 88, 90, 92, 94, 96, 98, 100), 1)
    school.take(school.write("mht.csv", 100, [(pupil.told.number, lies, 0)]), "mht")
    assert school.alerts()[pupil.id].decision.severity is Severity.U
    tell(school, observed(pupil, "O2"))
    assert school.alerts()[pupil.id].decision.severity is Severity.S2


def test_a_report_needs_no_wave(school, tell):
    pupil = school.pupils(8)[0]
    later = T0.replace(year=2027, month=10, day=12)  # long after the only wave
    tell(school, observed(pupil, "O2"), at=later)
    assert school.at(later).alerts()[pupil.id].decision.severity is Severity.S2


def test_the_daily_wave_is_no_screening_round(school, tell):
    tell(school, observed(school.pupils(8)[0], "O2"))
    sheet = school.write("x.csv", 9, [(school.pupils(8)[0].told.number, {}, 0)])
    with pytest.raises(StoreFault):
        school.take(sheet, "phq9", wave="日常报告")
    with pytest.raises(StoreFault):
        open_synthetic_wave(school.work, "日常报告")


@pytest.mark.parametrize(
    ("grade", "days", "severity"),
    [
        pytest.param("O1", 14, Severity.S1, id="O1 on its last day"),
        pytest.param("O1", 15, None, id="O1 a day later"),
        pytest.param("O2", 30, Severity.S2, id="O2 on its last day"),
        pytest.param("O2", 31, None, id="O2 a day later"),
        pytest.param("O3", 200, Severity.S3, id="O3 always"),
    ],
)
def test_observations_count_inside_their_windows(school, tell, grade, days, severity):  # A9
    pupil = school.pupils(8)[0]
    outcome = tell(school, observed(pupil, grade, at=days_ago(days)))
    found = school.alerts().get(pupil.id)
    assert (found.decision.severity if found else None) == severity
    assert outcome.taken[0].late


def test_the_homeroom_teacher_named_and_unnamed_is_one_observer(school, tell):
    pupil = school.pupils(8)[0]
    with school.work.uow() as uow:
        staff = uow.roster.staff(school.audit())
        uow.commit()
    theirs = [
        s.name for s in staff for r in s.roles if r.role == "homeroom_teacher" and r.school_class == pupil.told.school_class
    ]
    tell(school, observed(pupil, "O1", at=days_ago(3)), observed(pupil, "O1", observer=theirs[0], at=days_ago(2)))
    assert school.alerts()[pupil.id].decision.rules == ("R103",)


def test_a_level_is_set_by_the_counselor_alone(school, tell):
    pupil = school.pupils(8)[0]
    outcome = tell(school, of(pupil, "hand_level", "S3"), person=somebody(school, Role.HOMEROOM_TEACHER))
    assert (len(outcome.faults), outcome.taken, school.alerts()) == (1, (), {})
