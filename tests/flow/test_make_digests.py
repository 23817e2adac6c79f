"""Digests are made of open requests, names and class numbers; nothing else of a task can show."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.pdf import render_pdf
from screening.core.ids import ClassId, PupilId, StaffId, TaskId
from screening.core.tiers import Role
from screening.digests.phrases import ASKS
from screening.digests.wording import digest_markup, digest_text
from screening.followup.interface import TaskPlan
from screening.followup.records import NewTask, Pupil, SchoolClass, StaffMember, Task
from screening.intake.interface import Person, RosterPupil
from screening.services.make_digests import ask_of, make_digests, queue_digests

DAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
DUE = datetime(2026, 11, 10, 5, 30, tzinfo=UTC)
COUNSELOR, WANG, LIU, HEAD = StaffId(1), StaffId(2), StaffId(3), StaffId(4)


def person(number, name, role, phone="", **where):
    return StaffMember(id=StaffId(number), name=name, roles=(Person(name=name, role=role, **where),), phone=phone)


STAFF = (
    person(1, "李老师", Role.PSYCH_TEACHER, phone="138 0000 0000"),
    person(2, "王老师", Role.HOMEROOM_TEACHER, school_class="701"),
    person(3, "刘老师", Role.HOMEROOM_TEACHER, school_class="603"),
    person(4, "赵老师", Role.GRADE_HEAD, grade=7),
)
CLASSES = (SchoolClass(id=ClassId(1), name="701", grade=7), SchoolClass(id=ClassId(2), name="603", grade=6))


def pupil(number, name, seat, school_class=CLASSES[0]):
    told = RosterPupil(
        row=number, number=f"2026{number:04d}", name=name, school_class=school_class.name, grade=school_class.grade, seat=seat
    )
    return Pupil(id=PupilId(number), school_class=school_class.id, told=told)


PUPILS = (pupil(31, "张三", 12), pupil(8, "李四", 3), pupil(15, "王五", 7, CLASSES[1]), pupil(2, "赵六", None))


def task(pupil_id, kind="fetch", *, owner=WANG, role=Role.HOMEROOM_TEACHER, due=DUE, rule="R203", number=1, severity=3, note=""):
    plan = TaskPlan(kind=kind, owner=role, deputy="", due_at=due, rule=rule)
    new = NewTask(pupil=pupil_id, plan=plan, owner=owner, severity=severity, created_at=NOW, note=note)
    return Task(id=TaskId(number), state="open", task=new)


class School:
    """A unit of work over one made-up school; keeps what was audited and whether it was committed."""

    def __init__(self, tasks, pupils=PUPILS):
        self._tasks, self._pupils = list(tasks), pupils
        self.audited, self.queued, self.committed = [], [], False
        self.roster = self.tasks = self.outbox = self

    def __enter__(self):
        return self

    def __exit__(self, *_fault):
        return None

    def commit(self):
        self.committed = True

    def open(self, audit):
        self.audited.append(audit)
        return self._tasks

    def pupils(self, audit, ids=None):
        self.audited.append(audit)
        return [one for one in self._pupils if ids is None or one.id in ids]

    def staff(self, audit):
        self.audited.append(audit)
        return STAFF

    def classes(self):
        return CLASSES

    def add(self, messages, audit):
        self.audited.append(audit)
        self.queued += messages


def digests(tasks, **how):
    return make_digests(School(tasks), DAY, NOW, COUNSELOR, school="示例学校", place="求是楼 302", **how)


def test_a_homeroom_teacher_gets_the_requests_of_the_own_class_by_class_number():
    [mine, other] = digests([task(31, "stay"), task(15, "make_up", owner=LIU), task(8, "fetch")])[::-1]
    assert (mine.reader, mine.school_class) == ("王老师", "701")
    assert [(line.seat, line.name, line.ask) for line in mine.lines] == [(3, "李四", "fetch"), (12, "张三", "stay")]
    assert (other.reader, [line.name for line in other.lines]) == ("刘老师", ["王五"])


def test_digests_come_by_grade_and_class_not_by_weight():
    made = digests([task(31, "stay"), task(8, "stay"), task(15, "make_up", owner=LIU)])
    assert [digest.school_class for digest in made] == ["603", "701"]


@pytest.mark.parametrize(
    ("kind", "role", "ask"),
    [
        *(pytest.param(kind, Role.HOMEROOM_TEACHER, kind, id=kind) for kind in ASKS),
        pytest.param("observation", Role.HOMEROOM_TEACHER, "observe", id="the observation of S1 is a care notice"),
        pytest.param("observation", Role.PSYCH_TEACHER, "", id="the counselor's own observation is not"),
        pytest.param("make_up", Role.PSYCH_TEACHER, "", id="holding the make-up session is the counselor's"),
        pytest.param("fetch", Role.GRADE_HEAD, "fetch", id="whoever stands in for the class is asked the same"),
        pytest.param("interview", Role.PSYCH_TEACHER, "", id="an interview is the counselor's"),
        pytest.param("acknowledge", Role.PSYCH_TEACHER, "", id="so is the acknowledgement"),
        pytest.param("guardian", Role.MORAL_EDUCATION_HEAD, "", id="families are called by others"),
    ],
)
def test_only_requests_to_homeroom_teachers_stand_in_a_digest(kind, role, ask):
    one = task(31, kind, role=role)
    assert ask_of(one) == ask
    assert [line.ask for digest in digests([one]) for line in digest.lines] == ([ask] if ask else [])


def test_without_requests_there_is_no_digest_and_no_name_is_opened():
    school = School([task(31, "interview", role=Role.PSYCH_TEACHER)])
    assert make_digests(school, DAY, NOW, COUNSELOR) == []
    assert "digest.made" not in [audit.what for audit in school.audited]


def test_the_digest_tells_how_to_reach_the_counselor():
    [made] = digests([task(31)])
    assert (made.counselor, made.phone, made.place, made.school) == ("李老师", "138 0000 0000", "求是楼 302", "示例学校")


def test_a_reader_gets_only_the_own_digest():
    assert [digest.reader for digest in digests([task(31), task(15, owner=LIU)], reader=LIU)] == ["刘老师"]


def test_a_class_without_teacher_still_has_a_sheet_to_hand_over():
    [made] = digests([task(31, owner=None)])
    assert made.reader_id is None
    assert made.reader == "（班主任未登记）"
    assert [line.name for line in made.lines] == ["张三"]


def test_whoever_stands_in_gets_one_digest_for_each_class():
    made = digests([task(31, owner=HEAD, role=Role.GRADE_HEAD), task(15, owner=HEAD, role=Role.GRADE_HEAD)])
    assert [(digest.reader, digest.school_class) for digest in made] == [("赵老师", "603"), ("赵老师", "701")]


def test_a_pupil_without_class_number_stands_first_and_a_pupil_gone_from_the_roster_is_not_dropped():
    made = digests([task(31), task(2), task(99)])
    lines = {line.name: line.seat for digest in made for line in digest.lines}
    assert lines == {"张三": 12, "赵六": 0, "请问心理老师": 0}


def test_every_read_is_audited_as_the_person_and_kept():
    school = School([task(31), task(8), task(31, "stay")])
    make_digests(school, DAY, NOW, COUNSELOR)
    assert school.committed
    assert {audit.who for audit in school.audited} == {COUNSELOR}
    assert [audit.count for audit in school.audited if audit.what == "digest.made"] == [2]


def test_one_message_a_reader_and_day_is_queued_and_holds_no_digest():
    school = School([])
    made = digests([task(31), task(15, owner=LIU), task(2, owner=None)])
    assert queue_digests(school, made, DAY, NOW, COUNSELOR) == 2
    assert [(one.recipient, one.kind, one.pupil) for one in school.queued] == [(WANG, "digest", None), (LIU, "digest", None)]
    assert len({one.key for one in school.queued}) == 2
    assert school.committed
    again = School([])
    queue_digests(again, made, DAY, NOW + timedelta(hours=3), COUNSELOR)
    assert [one.key for one in again.queued] == [one.key for one in school.queued]


def test_without_readers_nothing_is_queued():
    assert queue_digests(School([]), [], DAY, NOW, COUNSELOR) == 0


hidden = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["R203", "R301", "R304", "R401", "RU3"]),
        "severity": st.integers(1, 5),
        "note": st.text(max_size=10),
        "number": st.integers(1, 10_000),
    }
)


@given(st.lists(st.tuples(st.sampled_from([31, 8, 2]), st.sampled_from(sorted(ASKS))), min_size=1, max_size=6), st.data())
def test_what_led_to_a_request_never_shows(requests, data):
    """Law 8: other rules, answers, ids, notes and another order of arrival; text, markup and pages are the same bytes."""
    plain = [task(pupil_id, ask) for pupil_id, ask in requests]
    other = [task(pupil_id, ask, **data.draw(hidden)) for pupil_id, ask in data.draw(st.permutations(requests))]
    first, second = digests(plain), digests(other)
    for language in ("zh", "en"):
        assert [digest_text(one, language) for one in first] == [digest_text(one, language) for one in second]
        assert digest_markup(first, language) == digest_markup(second, language)
    assert render_pdf(digest_markup(first)) == render_pdf(digest_markup(second))


@given(st.sampled_from(sorted(ASKS)))
def test_two_pupils_with_the_same_request_differ_by_name_only(ask):
    """Law 8: the same line, whoever it is about."""
    one, other = (
        digests_text([task(31, ask, rule=rule)], pupils=(pupil(31, name, 12),))
        for name, rule in (("张三", "R301"), ("李四", "R304"))
    )
    assert one.replace("张三", "李四") == other


def digests_text(tasks, pupils):
    return "".join(digest_text(made) for made in make_digests(School(tasks, pupils), DAY, NOW, COUNSELOR))
