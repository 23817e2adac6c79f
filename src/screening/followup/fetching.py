"""When and where pupils are sent for: lessons and rooms filled from the queue, at most two pupils of a class in a lesson."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

OF_A_CLASS = 2
"""Pupils of one class in one lesson: a third would be noticed."""

Lesson = tuple[time, time]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One pupil's slot."""

    number: int
    lesson: Lesson
    room: str


@dataclass(frozen=True, kw_only=True)
class SlotPlan:
    """The slots of one day, and who found none and waits for the next day, both in the order of the queue."""

    slots: tuple[Sent, ...]
    left: tuple[int, ...]


def fetching_slots(queue: Sequence[tuple[int, str]], lessons: Sequence[Lesson], rooms: Sequence[str]) -> SlotPlan:
    """Give each of ``queue`` – (number, class) in order – the earliest lesson with a free room and fewer than two of the class.

    Nobody is dropped: whoever finds no slot is ``left``. One room takes one pupil a lesson.
    """
    taken: Counter[Lesson] = Counter()
    of_class: Counter[tuple[Lesson, str]] = Counter()
    slots, left = [], []
    for number, school_class in queue:
        free = (one for one in lessons if taken[one] < len(rooms) and of_class[one, school_class] < OF_A_CLASS)
        lesson = next(free, None)
        if lesson is None:
            left.append(number)
            continue
        slots.append(Sent(number=number, lesson=lesson, room=rooms[taken[lesson]]))
        taken[lesson] += 1
        of_class[lesson, school_class] += 1
    return SlotPlan(slots=tuple(slots), left=tuple(left))
