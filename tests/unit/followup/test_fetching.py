"""When pupils are sent for."""

from collections import Counter
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from screening.followup.fetching import OF_A_CLASS, fetching_slots

LESSONS = [(time(8, 10), time(8, 50)), (time(9), time(9, 40))]


@given(st.lists(st.sampled_from(["701", "702", "703"]), max_size=20), st.integers(1, 4))
def test_everybody_has_a_slot_or_is_left_and_no_lesson_is_overfull(classes, rooms):
    queue = list(enumerate(classes))
    names = [f"{room}室" for room in range(rooms)]
    plan = fetching_slots(queue, LESSONS, names)
    assert sorted([one.number for one in plan.slots] + list(plan.left)) == list(range(len(classes)))
    per_class = Counter((one.lesson, classes[one.number]) for one in plan.slots)
    assert max(per_class.values(), default=0) <= OF_A_CLASS
    assert len({(one.lesson, one.room) for one in plan.slots}) == len(plan.slots)


def test_the_first_in_the_queue_has_the_first_lesson():
    plan = fetching_slots([(5, "701"), (9, "702")], LESSONS, ["图书角"])
    assert [(one.number, one.lesson) for one in plan.slots] == [(5, LESSONS[0]), (9, LESSONS[1])]


def test_a_third_of_one_class_waits_for_the_next_lesson_while_another_class_goes():
    plan = fetching_slots([(1, "701"), (2, "701"), (3, "701"), (4, "702")], LESSONS, ["甲", "乙", "丙"])
    assert [(one.number, one.lesson) for one in plan.slots] == [
        (1, LESSONS[0]),
        (2, LESSONS[0]),
        (3, LESSONS[1]),
        (4, LESSONS[0]),
    ]


def test_without_a_room_or_a_lesson_everybody_is_left():
    assert fetching_slots([(1, "701")], LESSONS, []).left == (1,)
    assert fetching_slots([(1, "701")], [], ["甲"]).left == (1,)
