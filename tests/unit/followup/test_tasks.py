"""Every deadline has a task with an owner, and the class is asked only what sounds at once."""

from datetime import UTC, datetime

import pytest

from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.interface import TaskPlan

CI1, CI2, CI3 = ({"critical": grade} for grade in ("CI-1", "CI-2", "CI-3"))
CLINICAL = {"total": "B3", "subscales": ["B3", "B3"]}
LIE = {"validity": ["LIE"], "total": "NA", "raw_total": "B0"}
MORNING = "11-10 09:30"


def owners(plan, *sheets, **rest):
    return {task.kind: task.owner for task in plan(MORNING, *sheets, **rest)[1].tasks}


@pytest.mark.parametrize(
    ("sheet", "kind", "deadline"),
    [
        pytest.param(CI3, "stay", "contact", id="S4: stay with the pupil"),
        pytest.param(CI2, "accompany", "contact", id="S3 safety: bring the pupil"),
        pytest.param(CLINICAL, "accompany", "interview", id="S3 clinical: bring the pupil to the talk"),
        pytest.param(CI1, "fetch", "contact", id="a safety answer: please bring X"),
        pytest.param(LIE, "make_up", "retest", id="U: a make-up sitting"),
        pytest.param({"critical": "CI-SKIP"}, "make_up", "private_check", id="a blank safety item: the same neutral words"),
    ],
)
def test_the_class_is_asked_at_once_and_by_when(plan, sheet, kind, deadline):
    _, told = plan(MORNING, sheet)
    asked = [task for task in told.tasks if task.owner == "homeroom_teacher"]
    assert [(task.kind, task.due_at) for task in asked] == [(kind, told.deadlines[deadline])]


@pytest.mark.parametrize(
    ("t0", "sheet", "kind", "due"),
    [
        pytest.param("11-10 18:40", CI2, "accompany_on_arrival", "11-11 09:00", id="Tuesday evening: when school begins"),
        pytest.param("11-08 07:12", CI2, "accompany_on_arrival", "11-09 09:00", id="Sunday: Monday"),
        pytest.param("11-10 06:00", CI2, "accompany_on_arrival", "11-10 09:00", id="before school begins: the same day"),
        pytest.param("11-08 07:12", CI3, "stand_by", "11-08 08:12", id="S4 on a Sunday: nobody can go to the pupil"),
    ],
)
def test_out_of_school_nobody_is_asked_to_walk_with_a_pupil(plan, t0, sheet, kind, due):
    _, told = plan(t0, sheet)
    asked = [task for task in told.tasks if task.owner == "homeroom_teacher"]
    assert [(task.kind, f"{task.due_at.astimezone(SCHOOL_ZONE):%m-%d %H:%M}") for task in asked] == [(kind, due)]


def test_under_protection_the_class_supervises(plan):
    assert owners(plan, protection={"status": "suspected", "source_of_harm": ["pupil"]})["supervise"] == "homeroom_teacher"


@pytest.mark.parametrize(
    "sheet", [pytest.param({"total": "B1"}, id="digest line"), pytest.param({"total": "B2"}, id="notice that waits for release")]
)
def test_a_digest_line_and_an_unreleased_notice_make_no_task_for_the_class(plan, sheet):
    assert "homeroom_teacher" not in owners(plan, sheet).values()


def test_every_deadline_has_exactly_one_task_and_tasks_stand_in_order_of_time(plan):
    for sheets in ([CI3], [CI2, LIE], [CLINICAL], [CI1], [{"total": "B1"}], [LIE]):
        _, told = plan(MORNING, *sheets, asks_for_talk=True, outside_diagnosis=True)
        kinds = [task.kind for task in told.tasks]
        assert all(kinds.count(name) == 1 for name in told.deadlines)
        assert [task.due_at for task in told.tasks] == sorted(task.due_at for task in told.tasks)
        assert all(task.due_at.tzinfo is UTC for task in told.tasks)


def test_stand_ins_own_the_tasks_of_those_away(plan):
    away = {"homeroom_teacher": "absent", "homeroom_deputy": "none", "psych_teacher": "absent", "psych_deputy": "none"}
    told = owners(plan, CI2, people=away)
    assert (told["accompany"], told["contact"], told["judgment"]) == (
        "grade_head",
        "district_tutoring_centre",
        "moral_education_head",
    )


@pytest.mark.parametrize(
    ("sheet", "owner"),
    [pytest.param(CI3, "moral_education_head", id="S4"), pytest.param(CI2, "psych_teacher", id="S3")],
)
def test_the_family_hears_from_the_person_of_the_level(plan, sheet, owner):
    assert owners(plan, sheet)["guardian"] == owner


def test_nobody_named_as_a_source_of_harm_owns_or_stands_in_for_a_task(plan):
    named = ["homeroom_teacher", "psych_deputy", "moral_education_head"]
    protection = {"status": "imminent", "source_of_harm": ["staff"], "named_people": named}
    tasks = plan(MORNING, CI3, protection=protection)[1].tasks
    assert not {person for task in tasks for person in (task.owner, task.deputy)} & set(named)
    assert {task.owner for task in tasks if task.kind in {"judgment", "leading_group", "case_report"}} == {"bureau_contact"}


def test_a_task_names_the_rule_it_rests_on(plan):
    assert {task.rule for task in plan(MORNING, CI2)[1].tasks} == {"R301"}
    assert {task.rule for task in plan(MORNING, LIE)[1].tasks} == {"RU1"}


def of_kind(plan, kind, t0, *sheets, **rest):
    (found,) = [task for task in plan(t0, *sheets, **rest)[1].tasks if task.kind == kind]
    return found.owner, found.deputy, f"{found.due_at.astimezone(SCHOOL_ZONE):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("t0", "due"),
    [
        pytest.param("11-10 07:59", "11-10 09:00", id="a minute before school: this morning"),
        pytest.param("11-10 17:01", "11-11 09:00", id="too little of the day is left: tomorrow morning"),
        pytest.param("11-14 07:00", "11-16 09:00", id="a Saturday: Monday"),
        pytest.param("09-30 18:00", "10-08 09:00", id="before the holiday: the first day after it"),
    ],
)
def test_on_arrival_is_the_first_hour_of_the_next_school_day(plan, t0, due):
    assert of_kind(plan, "accompany_on_arrival", t0, CI2)[2] == due


@pytest.mark.parametrize(
    ("t0", "sheet", "kind"),
    [
        pytest.param("11-10 17:00", CI2, "accompany", id="half an hour left: the pupil is brought"),
        pytest.param("11-10 17:01", CI2, "accompany_on_arrival", id="less: on arrival"),
        pytest.param("11-10 17:00", CI3, "stay", id="S4 with half an hour left"),
        pytest.param("11-10 17:01", CI3, "stand_by", id="S4 with less"),
    ],
)
def test_the_class_is_asked_for_what_can_still_be_done(plan, t0, sheet, kind):
    assert [task.kind for task in plan(t0, sheet)[1].tasks if task.owner == "homeroom_teacher"] == [kind]


@pytest.mark.parametrize(
    ("kind", "owner", "deputy"),
    [
        pytest.param("contact", "psych_teacher", "psych_deputy", id="the counselor"),
        pytest.param("judgment", "moral_education_head", "principal", id="the head"),
        pytest.param("accompany", "homeroom_teacher", "homeroom_deputy", id="the class"),
        pytest.param("guardian", "psych_teacher", "moral_education_head", id="the family"),
    ],
)
def test_every_task_has_its_owner_and_somebody_else_who_stands_in(plan, kind, owner, deputy):
    assert of_kind(plan, kind, MORNING, CI2)[:2] == (owner, deputy)


def test_where_the_stand_in_owns_the_task_nobody_is_named_twice(plan):
    away = {"homeroom_teacher": "absent", "psych_teacher": "absent"}
    tasks = {task.kind: (task.owner, task.deputy) for task in plan(MORNING, CI2, people=away)[1].tasks}
    assert tasks["accompany"] == ("homeroom_deputy", "")
    assert tasks["contact"] == ("psych_deputy", "")


@pytest.mark.parametrize(
    ("named", "kind", "owner", "deputy"),
    [
        pytest.param("psych_deputy", "contact", "psych_teacher", "", id="the counselor's deputy stands in for nothing"),
        pytest.param("principal", "judgment", "moral_education_head", "bureau_contact", id="the bureau for the principal"),
        pytest.param("moral_education_head", "judgment", "bureau_contact", "principal", id="the bureau judges"),
    ],
)
def test_whoever_is_named_is_replaced_by_the_bureau_where_only_heads_may_act(plan, named, kind, owner, deputy):
    protection = {"status": "imminent", "source_of_harm": ["staff"], "named_people": [named]}
    tasks = {task.kind: (task.owner, task.deputy) for task in plan(MORNING, CI3, protection=protection)[1].tasks}
    assert tasks[kind if kind in tasks else "leading_group"] == (owner, deputy)


def test_of_several_make_ups_the_class_is_told_the_soonest_date(plan):
    _, told = plan(MORNING, LIE | {"critical": "CI-SKIP"})
    asked = [task for task in told.tasks if task.owner == "homeroom_teacher"]
    assert [(task.kind, task.due_at) for task in asked] == [("make_up", told.deadlines["private_check"])]
    assert told.deadlines["private_check"] < told.deadlines["retest"]


def test_a_make_up_session_is_one_task_of_the_class(plan):
    tasks = plan(MORNING, not_tested="absent")[1].tasks
    assert [(task.kind, task.owner) for task in tasks] == [("make_up", "homeroom_teacher")]


def test_a_make_up_that_the_class_is_not_asked_for_stays_with_the_counselor(plan):
    assert owners(plan, LIE) == {"retest": "psych_teacher", "make_up": "homeroom_teacher"}
    harm = {"status": "suspected", "source_of_harm": ["pupil"]}
    told = owners(plan, not_tested="absent", protection=harm)
    assert (told["make_up"], told["supervise"]) == ("psych_teacher", "homeroom_teacher")


def test_a_task_made_without_a_deadline_on_the_calendar_is_not_marked():
    soon = TaskPlan(kind="contact", owner="psych_teacher", deputy="", due_at=datetime(2026, 11, 10, tzinfo=UTC), rule="R301")
    assert soon.calendar_loaded
