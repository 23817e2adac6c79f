"""Lines stand in the order of class numbers, once each, with times a teacher understands."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.digests.digest import day_words, drawable, make_digest, when, words_of
from screening.digests.interface import DigestLine
from screening.digests.phrases import ASKS

SCHOOL = timezone(timedelta(hours=8))
TUESDAY = date(2026, 11, 10)


def line(seat=7, name="张三", ask="fetch", due=datetime(2026, 11, 10, 13, 30, tzinfo=SCHOOL)):
    return DigestLine(seat=seat, name=name, ask=ask, due_at=due)


def utc(day, hour, minute):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def digest(lines, **told):
    return make_digest(reader="王老师", school="示例学校", school_class="701", day=TUESDAY, lines=lines, **told)


lines = st.builds(
    DigestLine,
    seat=st.integers(0, 60),
    name=st.sampled_from(["张三", "李四", "欧阳小雨", "王五"]),
    ask=st.sampled_from(sorted(ASKS)),
    due_at=st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds are naive
)


@given(st.lists(lines, max_size=12), st.randoms())
def test_the_order_in_which_alerts_came_never_shows(told, random):
    shuffled = random.sample(told, len(told))
    assert digest(shuffled) == digest(told)


@given(st.lists(lines, max_size=12))
def test_lines_stand_by_class_number(told):
    seats = [line.seat for line in digest(told).lines]
    assert seats == sorted(seats)


@given(st.lists(lines, max_size=12))
def test_every_request_stands_once_at_its_earliest_time(told):
    made = {(one.seat, one.name, one.ask): one.due_at for one in digest(told).lines}
    assert len(made) == len(digest(told).lines)
    assert made.keys() == {(one.seat, one.name, one.ask) for one in told}
    for (seat, name, ask), due in made.items():
        times = [one.due_at for one in told if (one.seat, one.name, one.ask) == (seat, name, ask) and one.due_at]
        assert due == (min(times) if times else None)


def test_a_grave_request_does_not_stand_before_a_light_one():
    made = digest([line(seat=9, ask="stay"), line(seat=2, ask="make_up")])
    assert [one.ask for one in made.lines] == ["make_up", "stay"]


@pytest.mark.parametrize(
    ("ask", "due", "zh", "en"),
    [
        pytest.param("fetch", utc(10, 5, 30), "今天 13:30 前", "today by 13:30", id="school time, not UTC"),
        pytest.param("accompany", utc(10, 9, 30), "今天放学前", "by school end, today", id="17:30 is school end"),
        pytest.param("accompany", None, "今天放学前", "by school end, today", id="no time told"),
        pytest.param("observe", utc(24, 9, 30), "11月24日（周二）放学前", "by school end, Tue 24 Nov", id="another day"),
        pytest.param("observe", utc(24, 4, 0), "11月24日（周二）12:00 前", "Tue 24 Nov by 12:00", id="another day, noon"),
        pytest.param("fetch", utc(9, 9, 30), "请尽快（原定11月9日）", "at once (was 9 Nov)", id="overdue"),
        pytest.param("stay", utc(9, 9, 30), "立即", "now", id="staying has no deadline"),
        pytest.param("fetch", utc(9, 16, 30), "今天 00:30 前", "today by 00:30", id="after midnight at school"),
    ],
)
def test_times_are_said_as_a_teacher_reads_them(ask, due, zh, en):
    assert when(line(ask=ask, due=due), TUESDAY) == (zh, en)


def test_the_day_is_written_out():
    assert day_words(TUESDAY) == ("2026年11月10日 周二", "Tue 10 Nov 2026")


def test_a_character_the_font_lacks_is_replaced_wherever_it_stands():
    made = digest([line(name="张𠮷")], counselor="李𠮷", place="302")
    assert "𠮷" in words_of([made])
    seen = drawable(made, "𠮷")
    assert seen.lines[0].name == "张〓"
    assert seen.counselor == "李〓"
    assert "𠮷" not in words_of([seen])
    assert drawable(made, "") == made
