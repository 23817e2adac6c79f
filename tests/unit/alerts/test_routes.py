"""Who is told: §5.1, X1, X2, ESC1, ESC2 and the family rules."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.facts import Moment
from screening.alerts.signals import NotTested, Signals, StandIn
from screening.core.severity import Severity

CI1, CI2, CI3 = ({"critical": grade} for grade in ("CI-1", "CI-2", "CI-3"))
CLINICAL = {"total": "B3", "subscales": ["B3", "B3"]}
VACATION = Moment(in_term=False)
NAMES = ["homeroom_teacher", "homeroom_deputy", "duty_homeroom_teacher", "grade_head", "psych_teacher", "psych_deputy"]
NAMES += ["moral_education_head", "principal", "leading_group", "school_doctor", "district_tutoring_centre"]


def named(*people, status="none", source=()):
    return {"status": status, "source_of_harm": list(source), "named_people": list(people)}


@pytest.mark.parametrize(
    ("sheet", "route"),
    [
        pytest.param({"total": "B1"}, ("digest", "none", "psych_teacher", "none"), id="S1"),
        pytest.param({"total": "B2"}, ("after_release", "count", "psych_teacher", "after_confirmation"), id="S2"),
        pytest.param(CI1, ("fetch", "count", "psych_teacher", "after_confirmation"), id="S2 with a safety answer"),
        pytest.param(CLINICAL, ("now", "name", "psych_teacher moral_education_head", "after_interview"), id="S3 clinical"),
        pytest.param(CI2, ("now", "name", "psych_teacher moral_education_head", "by_person"), id="S3 safety"),
        pytest.param(CI3, ("now", "name", "psych_teacher moral_education_head principal leading_group", "by_person"), id="S4"),
        pytest.param({"validity": ["LIE"], "total": "NA"}, ("makeup", "none", "psych_teacher", "none"), id="U"),
        pytest.param({"total": "B0"}, ("none", "none", "", "none"), id="S0"),
    ],
)
def test_each_severity_has_its_row(judge, sheet, route):
    told = judge(sheet).told
    assert (told.class_, told.grade, " ".join(told.school), told.family) == route


@pytest.mark.parametrize(
    ("people", "moment", "person"),
    [
        pytest.param({}, Moment(), "homeroom_teacher", id="there"),
        pytest.param({"homeroom_teacher": "absent"}, Moment(), "homeroom_deputy", id="away: the deputy"),
        pytest.param(
            {"homeroom_teacher": "absent", "homeroom_deputy": "none"}, Moment(), "grade_head", id="no deputy: grade head"
        ),
        pytest.param({"homeroom_teacher": "absent"}, VACATION, "duty_homeroom_teacher", id="vacation: whoever is on duty"),
    ],
)
def test_somebody_stands_for_the_class(judge, people, moment, person):
    assert judge({"total": "B2"}, people=people, moment=moment).told.class_person == person


@pytest.mark.parametrize(
    ("people", "school"),
    [
        pytest.param({}, ("psych_teacher",), id="there"),
        pytest.param({"psych_teacher": "absent"}, ("psych_deputy",), id="away: the deputy"),
        pytest.param(
            {"psych_teacher": "absent", "psych_deputy": "none"},
            ("district_tutoring_centre", "moral_education_head"),
            id="no deputy",
        ),
        pytest.param({"psych_teacher": "none"}, ("district_tutoring_centre", "moral_education_head"), id="no such post"),
    ],
)
def test_somebody_acts_as_counselor(judge, people, school):
    assert judge({"total": "B2"}, people=people).told.school == school


@given(
    people=st.sets(st.sampled_from(NAMES), min_size=1),
    sheet=st.sampled_from([{"total": "B1"}, {"total": "B2"}, CI1, CLINICAL, CI2, CI3, {"validity": ["LIE"], "total": "NA"}]),
    status=st.sampled_from(["none", "suspected", "imminent"]),
    away=st.sampled_from([{}, {"homeroom_teacher": "absent"}, {"psych_teacher": "absent"}, {"psych_teacher": "none"}]),
    in_term=st.booleans(),
    injured=st.booleans(),
)
def test_nobody_named_as_a_source_of_harm_is_ever_told(judge, *, people, sheet, status, away, in_term, injured):
    decision = judge(
        sheet,
        protection=named(*people, status=status, source=["staff"]),
        people=away,
        moment=Moment(in_term=in_term),
        injured=injured,
    )
    told = decision.told
    recipients = {*told.school, *told.family_by, told.class_person} | (
        {"grade_head"} if told.grade in {"name", "count"} else set()
    )
    assert not recipients & people


def test_with_the_homeroom_teacher_named_class_and_grade_are_held_back_and_the_office_speaks_to_the_family(judge):
    told = judge(CI2, protection=named("homeroom_teacher", status="suspected", source=["staff"])).told
    assert (told.class_, told.class_person, told.grade) == ("excluded", None, "excluded")
    assert told.family_by == ("moral_education_head",)
    assert told.school == ("psych_teacher", "moral_education_head")


def test_with_a_head_named_the_bureau_comes_in(judge):
    told = judge(CI2, protection=named("moral_education_head")).told
    assert told.school == ("psych_teacher", "bureau_contact")


def test_under_protection_the_class_gets_a_task_and_the_grade_nothing(judge):
    told = judge(protection={"status": "suspected", "source_of_harm": ["outsider"]}).told
    assert (told.class_, told.grade) == ("supervision", "none")
    assert told.school == ("psych_teacher", "moral_education_head", "principal")


def test_the_principal_is_left_out_of_suspected_harm_by_staff(judge):
    told = judge(protection={"status": "suspected", "source_of_harm": ["staff"]}).told
    assert told.school == ("psych_teacher", "moral_education_head")


HOLDS = [
    pytest.param({"protection": {"source_of_harm": ["guardian_household"]}}, id="harm at home"),
    pytest.param(
        {"protection": {"status": "suspected", "source_of_harm": ["unknown"], "fears_going_home": True}}, id="fear of home"
    ),
    pytest.param({"protection": {"status": "imminent", "fears_going_home": True}}, id="source not told"),
    pytest.param({"family": {"court_order": True}}, id="court order"),
    pytest.param({"family": {"identity_unverified": True}}, id="identity"),
]


@pytest.mark.parametrize("hold", HOLDS)
@pytest.mark.parametrize("sheet", [{"total": "B0"}, {"total": "B2"}, CI3], ids=["S0", "S2", "S4"])
def test_under_a_hold_nothing_goes_to_the_family_at_any_severity(judge, hold, sheet):
    decision = judge(sheet, **hold)
    assert decision.family_hold
    assert (decision.told.family, decision.told.family_by) == ("blocked", ())


def test_a_known_source_outside_the_home_is_no_hold(judge):
    told = {"status": "suspected", "source_of_harm": ["outsider"], "fears_going_home": True}
    assert not judge(protection=told).family_hold


@pytest.mark.parametrize(
    ("in_term", "grade"), [pytest.param(True, "name", id="in term"), pytest.param(False, "none", id="vacation")]
)
def test_outside_term_only_the_gravest_level_rings_the_grade(judge, in_term, grade):
    assert judge(CI2, moment=Moment(in_term=in_term)).told.grade == grade
    assert judge(CI3, moment=Moment(in_term=in_term)).told.grade == "name"


def test_bullying_brings_in_the_office_and_both_families_wait_for_the_facts(judge):
    told = judge(bullying=True).told
    assert (told.school, told.family, told.family_by) == (
        ("psych_teacher", "moral_education_head"),
        "after_fact_check",
        ("moral_education_head",),
    )
    assert judge(CI3, bullying=True).told.family == "by_person", "S4 rules above"


def test_outside_care_alone_tells_the_family_nothing_new(judge):
    assert judge(outside_diagnosis=True).told.family == "none"
    assert judge({"total": "B2"}, outside_diagnosis=True).told.family == "after_confirmation"


def test_a_wish_to_talk_alone_is_not_told_to_the_class(judge):
    assert judge(asks_for_talk=True).told.class_ == "none"
    assert judge({"total": "B1"}, asks_for_talk=True).told.class_ == "digest"


def test_the_doctor_comes_for_an_injury_at_the_gravest_level_only(judge):
    assert "school_doctor" in judge(CI3, injured=True).told.school
    assert "school_doctor" not in judge(CI2, injured=True).told.school


def test_every_recipient_is_a_role_the_school_has(judge):
    from screening.core.tiers import Role  # noqa: PLC0415  # only here

    for sheet, people in itertools.product([CI1, CI2, CI3], [{}, {"psych_teacher": "none"}]):
        told = judge(sheet, people=people).told
        assert set(told.school) | set(told.family_by) <= set(Role)


@pytest.mark.parametrize(
    ("history", "told"),
    [
        pytest.param({}, "excluded", id="a new alert: the class is held back even where it would hear nothing"),
        pytest.param({"open_case": "S3"}, "none", id="attached quietly: nobody in class is told anyway"),
    ],
)
def test_a_class_whose_teacher_is_named_is_held_back_from_every_new_alert(judge, history, told):
    assert judge(asks_for_talk=True, protection=named("homeroom_teacher"), history=history).told.class_ == told


def route(policy, mapping, **columns):
    """Who is told of one pupil with these signals, on an ordinary morning."""
    quiet = Signals.quiet(np.zeros(1, np.int32))
    signals = quiet.told(**{name: np.array([value], getattr(quiet, name).dtype) for name, value in columns.items()})
    (decision,) = decisions(decide(signals), Moment(), policy, mapping, lines=np.zeros(1, np.int64))
    return decision.told


READ_ONE_OF_TWO = {"sheets": True, "readable": True, "garbled": True, "retest": True}


@pytest.mark.parametrize(
    ("columns", "notice"),
    [
        pytest.param(READ_ONE_OF_TWO, "makeup", id="one of two instruments again, nothing else"),
        pytest.param(READ_ONE_OF_TWO | {"retest": False, "twice": True}, "makeup", id="unreadable twice"),
        pytest.param(READ_ONE_OF_TWO | {"retest": False}, "none", id="nothing to make up"),
        pytest.param(READ_ONE_OF_TWO | {"total": 1, "open_case": Severity.S3}, "none", id="a sign attached quietly"),
        pytest.param(READ_ONE_OF_TWO | {"open_case": Severity.S3}, "makeup", id="nothing new in an open case"),
        pytest.param(READ_ONE_OF_TWO | {"readable": False, "open_case": Severity.S3}, "makeup", id="U in an open case"),
        pytest.param(READ_ONE_OF_TWO | {"total": 1}, "digest", id="S1 is told as S1"),
    ],
)
def test_the_class_hears_of_a_second_sitting_only_where_it_hears_of_nothing_else(policy, mapping, columns, notice):
    assert route(policy, mapping, **columns).class_ == notice


@pytest.mark.parametrize(
    "people", [("principal",), ("grade_head",)], ids=["a head who would not speak to the family", "a teacher"]
)
def test_the_bureau_speaks_to_the_family_only_in_the_place_of_a_head_who_would(judge, people):
    assert "bureau_contact" not in judge({"total": "B2"}, protection=named(*people)).told.family_by


def test_the_bureau_speaks_to_the_family_where_the_office_is_named(judge):
    told = judge(CI2, bullying=True, protection=named("homeroom_teacher", "moral_education_head"))
    assert told.told.family_by == ("bureau_contact",)


@pytest.mark.parametrize("head", ["moral_education_head", "principal"])
def test_at_school_the_bureau_comes_in_for_any_head_who_is_named(judge, head):
    assert "bureau_contact" in judge({"total": "B2"}, protection=named(head)).told.school
    assert "bureau_contact" not in judge({"total": "B2"}, protection=named("grade_head")).told.school


@pytest.mark.parametrize(
    ("away", "person"),
    [
        pytest.param(StandIn.NOBODY_AWAY, "homeroom_teacher", id="nobody"),
        pytest.param(StandIn.NO_HOMEROOM_DEPUTY, "homeroom_teacher", id="no deputy, and none needed"),
        pytest.param(StandIn.PSYCH_AWAY, "homeroom_teacher", id="somebody else"),
        pytest.param(StandIn.HOMEROOM_AWAY, "homeroom_deputy", id="the teacher"),
        pytest.param(StandIn.HOMEROOM_AWAY | StandIn.NO_HOMEROOM_DEPUTY, "grade_head", id="both"),
    ],
)
def test_only_who_is_away_is_stood_in_for(policy, mapping, away, person):
    assert route(policy, mapping, total=2, sheets=True, readable=True, away=away).class_person == person


@pytest.mark.parametrize(
    ("people", "person"),
    [
        pytest.param(("homeroom_deputy",), "grade_head", id="the deputy is named"),
        pytest.param(("homeroom_deputy", "grade_head"), None, id="both are named"),
        pytest.param(("grade_head",), "homeroom_deputy", id="the grade head is named"),
    ],
)
def test_nobody_named_stands_in_for_the_class(judge, people, person):
    told = judge({"total": "B2"}, people={"homeroom_teacher": "absent"}, protection=named(*people)).told
    assert (told.class_person, told.class_ == "excluded") == (person, person is None)


def test_in_the_vacation_whoever_is_on_duty_and_named_is_left_out(judge):
    told = judge({"total": "B2"}, protection=named("duty_homeroom_teacher"), moment=VACATION).told
    assert (told.class_, told.class_person) == ("excluded", None)


@pytest.mark.parametrize(
    ("people", "away", "school"),
    [
        pytest.param(("psych_teacher",), "present", ("psych_deputy",), id="the counselor is named"),
        pytest.param(
            ("psych_teacher", "psych_deputy"), "present", ("district_tutoring_centre", "moral_education_head"), id="both are"
        ),
        pytest.param(("psych_deputy",), "absent", ("district_tutoring_centre", "moral_education_head"), id="the deputy is"),
        pytest.param(("psych_deputy",), "present", ("psych_teacher",), id="the deputy, and the counselor is there"),
    ],
)
def test_nobody_named_acts_as_counselor(judge, people, away, school):
    told = judge({"total": "B2"}, people={"psych_teacher": away}, protection=named(*people)).told
    assert told.school == school


@pytest.mark.parametrize("grade", ["homeroom_teacher", "grade_head"])
def test_the_grade_is_held_back_where_the_teacher_or_its_head_is_named(judge, grade):
    assert judge({"total": "B2"}, protection=named(grade)).told.grade == "excluded"
    assert judge({"total": "B0"}, protection=named(grade)).told.grade == "none"


@pytest.mark.parametrize(
    ("columns", "school"),
    [
        pytest.param({}, (), id="nothing"),
        pytest.param({"sheets": True, "readable": True, "retest": True}, ("psych_teacher",), id="a second sitting"),
        pytest.param({"sheets": True, "readable": True, "twice": True}, ("psych_teacher",), id="unreadable twice"),
        pytest.param({"open_case": Severity.S1, "sheets": True, "readable": True}, ("psych_teacher",), id="an open case"),
        pytest.param({"not_tested": NotTested.DECLINED_BY_PUPIL}, ("psych_teacher",), id="the pupil declined"),
        pytest.param({"not_tested": NotTested.CONSENT_REFUSED}, (), id="the family declined"),
        pytest.param({"transferred": True}, (), id="a support task only"),
    ],
)
def test_below_every_level_the_counselor_hears_where_there_is_something_to_do(policy, mapping, columns, school):
    assert route(policy, mapping, **columns).school == school


@pytest.mark.parametrize(
    ("columns", "family"),
    [
        pytest.param({"bullying": True}, "after_fact_check", id="S2"),
        pytest.param({"bullying": True, "safety_seen": True}, "by_person", id="S3 rules above"),
        pytest.param({"asks": True}, "none", id="S1 goes nowhere"),
    ],
)
def test_families_of_bullying_wait_for_the_facts_at_s2_alone(policy, mapping, columns, family):
    assert route(policy, mapping, **columns).family == family


@pytest.mark.parametrize(
    ("sheet", "speak"),
    [
        pytest.param({"total": "B2"}, ("homeroom_teacher",), id="S2"),
        pytest.param(CLINICAL, ("homeroom_teacher", "psych_teacher"), id="S3 clinical"),
        pytest.param(CI2, ("homeroom_teacher", "psych_teacher"), id="S3 safety"),
        pytest.param(CI3, ("homeroom_teacher", "psych_teacher", "moral_education_head"), id="S4"),
    ],
)
def test_whoever_may_speak_to_the_family_is_told_and_without_a_class_person_the_office_alone(judge, sheet, speak):
    """F4."""
    assert judge(sheet).told.family_by == speak
    assert judge(sheet, protection=named("homeroom_teacher")).told.family_by == ("moral_education_head",)


def test_where_no_calendar_speaks_it_is_term_and_nobody_is_fetched(judge):
    assert judge(CI1, moment=Moment()).told.class_ == "after_release"
    assert judge(CI2, moment=Moment()).told.grade == "name"
    assert "WAIT-REASON" not in judge(CI2, moment=Moment()).templates


def test_a_protection_report_that_stands_keeps_the_circle_small_though_nothing_of_it_is_new(policy, mapping):
    """X2."""
    told = route(policy, mapping, critical=2, sheets=True, readable=True, guarded=True)
    assert (told.class_, told.grade) == ("supervision", "none")
    assert "principal" in told.school
    staff = route(policy, mapping, critical=2, sheets=True, readable=True, guarded=True, staff_harm=True)
    assert "principal" not in staff.school
