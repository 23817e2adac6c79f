"""Sending for pupils: a slot tells when and where, never why, and nobody is forgotten."""

from collections import Counter
from datetime import date

import pytest

from screening.adapters.pdf import render_pdf
from screening.core.errors import PolicyFault
from screening.digests.slips import Slip, slip_markup
from screening.services.plan_fetching import FACE_TO_FACE, plan_fetching

DAY = date(2026, 11, 11)
ROOMS = ["行政楼 203", "图书角"]


def plan(school, rooms=ROOMS, day=DAY):
    work = school.work
    return plan_fetching(day, rooms, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())


@pytest.fixture
def busy(school):
    """Pupils of one class with answers that call for a talk, one in S4, one with a safety answer."""
    numbers = [one.told.number for one in school.pupils(8)[:6]]
    told = [(numbers[0], {9: 0}, 3), (numbers[1], {9: 2}, 1), *((number, {9: 0}, 2) for number in numbers[2:])]
    school.take(school.write("a.csv", 9, told), "phq9")
    return school


def test_everybody_who_is_to_be_seen_has_a_slot_or_is_counted_as_left(busy):
    found = plan(busy)
    wanted = {task.task.pupil for task in busy.tasks() if task.task.plan.kind in FACE_TO_FACE}
    assert len(found.slots) + found.left + len(found.adult_goes) == len(wanted) == 6
    assert len(plan(busy, rooms=["甲"]).slots) <= len(busy.work.policy.hours.lessons)


def test_no_lesson_has_three_of_a_class(busy):
    assert max(Counter((one.lesson, one.school_class) for one in plan(busy, rooms=list("甲乙丙丁戊己")).slots).values()) <= 2


def test_the_pupil_with_the_safety_answer_has_the_first_lesson(busy):
    first = plan(busy).slots[0].lesson
    pupil = busy.pupils(8)[1].told.name
    assert pupil in {one.name for one in plan(busy).slots if one.lesson == first}


def test_planning_writes_nothing(busy):
    counts = busy.counts()
    plan(busy)
    assert busy.counts() == counts


@pytest.mark.parametrize("room", ["心理辅导室", "咨询室", "Psychology 2", "危机处理"])
def test_a_room_whose_name_tells_the_reason_is_refused(school, room):
    with pytest.raises(PolicyFault, match="tells why"):
        plan(school, rooms=["图书角", room])


def test_a_day_without_lessons_is_refused(school):
    with pytest.raises(PolicyFault, match="2026-11-14"):
        plan(school, day=date(2026, 11, 14))


def test_slips_differ_in_who_when_and_where_alone():
    one = Slip(day="2026-11-11", lesson="08:10", room="图书角", school_class="801", name="甲")
    other = Slip(day="2026-11-11", lesson="09:00", room="203", school_class="702", name="乙")
    markup = slip_markup([one])
    assert markup.replace("甲", "乙").replace("801", "702").replace("08:10", "09:00").replace("图书角", "203") == slip_markup(
        [other]
    )
    assert not [word for word in ("心理", "测评", "预警", "辅导") if word in markup]
    assert render_pdf(slip_markup([one] * 11)).startswith(b"%PDF")


def test_a_name_never_becomes_markup():
    odd = Slip(day="2026-11-11", lesson="08:10", room="#pagebreak()", school_class='8"01', name="*甲* #v(3cm)")
    assert render_pdf(slip_markup([odd])).startswith(b"%PDF")
    assert '"*甲* #v(3cm)"' in slip_markup([odd])
