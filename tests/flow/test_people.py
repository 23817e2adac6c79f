"""Who is away is not asked, whoever stands in is; outside school hours the rota says who is rung."""

from datetime import UTC, date, datetime, timedelta

import pytest

from screening.core.errors import NotAllowed, RosterFault
from screening.core.tiers import Role
from screening.entrypoints.checkup import check_up
from screening.entrypoints.scheduler import tend
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.rota_sheet import RotaLine, read_rota
from screening.services.keep_rota import KIND, keep_rota
from screening.services.list_staff import list_staff
from screening.services.record_absence import record_absence
from tests.store.imports.conftest import SCHOOL_TIME

TODAY = SCHOOL_TIME.date()
SATURDAY = datetime(2026, 11, 14, 10, 0, tzinfo=SCHOOL_ZONE)
ACUTE = {9: 2}  # PHQ-9 item 9 on more than half the days: CI-2, S3 on the safety track


def staff(school):
    with school.work.uow() as uow:
        found = uow.roster.staff(school.audit())
        uow.commit()
    return {(one.role, one.school_class): member for member in found for one in member.roles}


def holder(school, role, school_class=""):
    return staff(school)[role, school_class]


def absent(school, name, **more):
    told = {
        "since": TODAY,
        "until": None,
        "person": school.work.working_member(),
        "uow": school.work.uow(),
        "now": school.work.now(),
    }
    return record_absence(name, **(told | more))


def take_acute(school):
    pupil = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(pupil.told.number, ACUTE, 0)]), "phq9")
    return pupil


def owners(school, pupil, role):
    return {task.task.owner for task in school.tasks() if task.task.pupil == pupil.id and task.task.plan.owner == role}


def messages(school):
    with school.work.uow() as uow:
        waiting = [one.message for one in uow.outbox.waiting(school.audit())]
        uow.commit()
    return waiting


def lines(*slots):
    return [
        RotaLine(line=at, person=member.name, starts=starts, ends=ends, phone="", deputy="")
        for at, (member, starts, ends) in enumerate(slots, start=2)
    ]


def keep(school, *slots):
    work = school.work
    return keep_rota(lines(*slots), person=work.working_member(), uow=work.uow(), calendar=work.calendar, now=work.now())


def test_open_tasks_go_to_the_deputy_at_once_and_come_back_with_their_teacher(school):
    pupil = take_acute(school)
    teacher, deputy = (
        holder(school, Role.HOMEROOM_TEACHER, pupil.told.school_class),
        holder(school, Role.HOMEROOM_DEPUTY, pupil.told.school_class),
    )
    due = {task.id: task.task.plan.due_at for task in school.tasks()}
    assert owners(school, pupil, Role.HOMEROOM_TEACHER) == {teacher.id}
    assert absent(school, teacher.name).tasks > 0
    assert owners(school, pupil, Role.HOMEROOM_TEACHER) == {deputy.id}
    assert {task.id: task.task.plan.due_at for task in school.tasks()} == due  # the clock does not start again
    absent(school, teacher.name, until=TODAY - timedelta(days=1))
    assert owners(school, pupil, Role.HOMEROOM_TEACHER) == {teacher.id}


def test_a_deputy_named_for_the_absence_goes_before_the_deputy_of_the_class(school):
    pupil = take_acute(school)
    teacher, head = holder(school, Role.HOMEROOM_TEACHER, pupil.told.school_class), holder(school, Role.MORAL_EDUCATION_HEAD)
    absent(school, teacher.name, deputy=head.name)
    assert owners(school, pupil, Role.HOMEROOM_TEACHER) == {head.id}


def test_an_alert_of_a_class_whose_teacher_is_away_is_told_to_the_deputy(school):
    """C57."""
    teacher = holder(school, Role.HOMEROOM_TEACHER, school.pupils(8)[0].told.school_class)
    absent(school, teacher.name)
    pupil = take_acute(school)
    assert school.alerts()[pupil.id].decision.told.class_person == Role.HOMEROOM_DEPUTY
    assert teacher.id not in {message.recipient for message in messages(school)}


def test_an_absence_that_begins_tomorrow_hands_nothing_on_before_the_scheduler_tends(school):
    pupil = take_acute(school)
    teacher = holder(school, Role.HOMEROOM_TEACHER, pupil.told.school_class)
    assert absent(school, teacher.name, since=TODAY + timedelta(days=1)).tasks == 0
    assert owners(school, pupil, Role.HOMEROOM_TEACHER) == {teacher.id}
    tomorrow = school.at(SCHOOL_TIME + timedelta(days=1))
    tend(tomorrow.work)
    assert teacher.id not in owners(tomorrow, pupil, Role.HOMEROOM_TEACHER)


def test_an_s3_taken_over_with_minutes_left_gets_an_hour(school):
    pupil = take_acute(school)
    contact = next(task for task in school.tasks() if task.task.plan.kind == "contact")
    counselor = holder(school, Role.PSYCH_TEACHER)
    late = school.at(contact.task.plan.due_at - timedelta(minutes=10))
    absent(late, counselor.name, now=late.work.now())
    moved = next(task for task in late.tasks() if task.id == contact.id)
    assert moved.task.plan.due_at == late.work.now() + timedelta(hours=1)
    assert moved.task.owner == holder(school, Role.PSYCH_DEPUTY).id
    assert owners(late, pupil, Role.PSYCH_TEACHER) == {moved.task.owner}


def test_a_post_nobody_holds_any_more_is_named(school):
    principal = holder(school, Role.PRINCIPAL)
    assert absent(school, principal.name).empty_posts == (Role.PRINCIPAL,)


@pytest.mark.parametrize("name", [pytest.param("无名氏", id="nobody"), pytest.param("#999", id="no such number")])
def test_an_absence_of_somebody_unknown_is_refused_and_nothing_is_kept(school, name):
    counts = school.counts()
    with pytest.raises(RosterFault):
        absent(school, name)
    assert school.counts() == counts


def test_a_homeroom_teacher_may_not_tell_absences(school):
    teacher = holder(school, Role.HOMEROOM_TEACHER, school.pupils(8)[0].told.school_class)
    with pytest.raises(NotAllowed):
        absent(school, teacher.name, person=teacher)


def test_outside_school_hours_the_person_on_call_is_rung_and_has_the_contact(school):
    deputy, counselor = holder(school, Role.PSYCH_DEPUTY), holder(school, Role.PSYCH_TEACHER)
    keep(school, (deputy, SATURDAY - timedelta(hours=12), SATURDAY + timedelta(hours=12)))
    weekend = school.at(SATURDAY)
    pupil = take_acute(weekend)
    contact = next(task for task in weekend.tasks() if task.task.pupil == pupil.id and task.task.plan.kind == "contact")
    judged = next(task for task in weekend.tasks() if task.task.pupil == pupil.id and task.task.plan.kind == "acknowledge")
    assert contact.task.owner == judged.task.owner == deputy.id
    rung = {message.recipient for message in messages(weekend) if message.due_at <= SATURDAY}
    assert deputy.id in rung
    assert counselor.id not in rung


def test_in_school_hours_the_counselor_is_asked_whoever_is_on_call(school):
    deputy, counselor = holder(school, Role.PSYCH_DEPUTY), holder(school, Role.PSYCH_TEACHER)
    keep(school, (deputy, SCHOOL_TIME - timedelta(days=2), SCHOOL_TIME + timedelta(days=4)))
    pupil = take_acute(school)
    contact = next(task for task in school.tasks() if task.task.pupil == pupil.id and task.task.plan.kind == "contact")
    assert contact.task.owner == counselor.id


def test_a_gap_in_the_rota_is_one_task_of_the_moral_education_head(school):
    deputy, head = holder(school, Role.PSYCH_DEPUTY), holder(school, Role.MORAL_EDUCATION_HEAD)
    report = keep(school, (deputy, SCHOOL_TIME, SCHOOL_TIME + timedelta(hours=20)))
    assert report.gaps
    tend(school.work)
    (task,) = [one for one in school.tasks() if one.task.plan.kind == KIND]
    assert (task.task.owner, task.task.pupil, task.task.plan.due_at) == (head.id, None, report.gaps[0][0])
    assert [one for one in messages(school) if one.recipient == head.id]
    counts = school.counts()
    tend(school.work)
    assert school.counts() == counts


def test_a_full_rota_raises_nothing_and_doctor_says_so(school):
    deputy = holder(school, Role.PSYCH_DEPUTY)
    found = {one.what.en: one.fine for one in check_up(school.work)}
    assert not found["on call"]
    keep(school, (deputy, SCHOOL_TIME - timedelta(days=1), SCHOOL_TIME + timedelta(days=9)))
    tend(school.work)
    assert not [one for one in school.tasks() if one.task.plan.kind == KIND]
    assert {one.what.en: one.fine for one in check_up(school.work)}["on call"]


def test_two_lines_that_overlap_are_refused_by_their_numbers_and_the_old_rota_stays(school):
    deputy, counselor = holder(school, Role.PSYCH_DEPUTY), holder(school, Role.PSYCH_TEACHER)
    counts = school.counts()
    with pytest.raises(RosterFault, match="lines 2 and 3"):
        keep(
            school,
            (deputy, SCHOOL_TIME, SCHOOL_TIME + timedelta(hours=9)),
            (counselor, SCHOOL_TIME + timedelta(hours=8), SCHOOL_TIME + timedelta(hours=20)),
        )
    assert school.counts() == counts


def test_the_posts_show_who_is_away_and_what_is_empty(school):
    teacher = holder(school, Role.HOMEROOM_TEACHER, school.pupils(8)[0].told.school_class)
    absent(school, teacher.name, deputy=holder(school, Role.PRINCIPAL).name)
    posts = list_staff(school.work.uow(), person=school.work.working_member(), now=school.work.now())
    away = [post for post in posts if post.away]
    assert [(post.holder, post.stands_in) for post in away] == [(teacher.name, holder(school, Role.PRINCIPAL).name)]
    assert not [post for post in posts if not post.holder and post.role in {Role.PSYCH_TEACHER, Role.PRINCIPAL}]


SHEET = [["校外值班表", "", ""], ["值班人", "自", "至", "代理"], ["李一", "2026-11-27 17:30", "2026/11/28 8:00", "王二"]]


def test_a_rota_is_read_under_its_title_in_the_schools_time():
    (line,) = read_rota({"说明": [["看下一页"]], "值班": SHEET}, "rota.xlsx")
    assert (line.person, line.deputy, line.line) == ("李一", "王二", 3)
    assert (line.starts, line.ends) == (datetime(2026, 11, 27, 9, 30, tzinfo=UTC), datetime(2026, 11, 28, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param(["李一", "明天", "2026-11-28 08:00", ""], "4", id="no time"),
        pytest.param(["李一", "2026-11-28 08:00", "2026-11-27 17:30", ""], "4", id="ends before it begins"),
        pytest.param(["", "2026-11-27 17:30", "2026-11-28 08:00", ""], "4", id="nobody"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_whole_rota_refused(row, words):
    with pytest.raises(RosterFault) as told:
        read_rota({"值班": [*SHEET, row]}, "rota.xlsx")
    assert words in told.value.what.zh


def test_a_sheet_that_is_no_rota_says_which_columns_are_missing():
    with pytest.raises(RosterFault, match="person, from, to"):
        read_rota({"x": [["a", "b"], ["1", "2"]]}, "x.csv")


def test_an_absence_is_kept_by_day_not_by_utc(school):
    early = school.at(datetime(2026, 11, 11, 1, 0, tzinfo=SCHOOL_ZONE))  # still the tenth in UTC
    teacher = holder(early, Role.HOMEROOM_TEACHER, early.pupils(8)[0].told.school_class)
    absent(early, teacher.name, since=date(2026, 11, 11), until=date(2026, 11, 11), now=early.work.now())
    posts = list_staff(early.work.uow(), person=early.work.working_member(), now=early.work.now())
    assert [post.holder for post in posts if post.away] == [teacher.name]
