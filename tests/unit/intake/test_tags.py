"""Special groups and family contacts are read with who says so and until when; what is not said is not assumed."""

from datetime import date

import pytest

from screening.intake.interface import GroupTag, Guardian
from screening.intake.tags import family_unverified, last_day, read_tags, standing


@pytest.mark.parametrize(
    ("cells", "tags"),
    [
        pytest.param({"tag": "留守"}, [("left_behind", "", "")], id="one word"),
        pytest.param({"tag": "留守、单亲"}, [("left_behind", "", ""), ("single_parent", "", "")], id="two in one cell"),
        pytest.param(
            {"tag": "困难", "tag_source": "民政证明", "tag_until": "2027/7/15"},
            [("hardship", "民政证明", "2027-07-15")],
            id="whole",
        ),
        pytest.param(
            {"tag1": "孤儿", "tag2": "残疾", "tag_until2": "2027-01"},
            [("disabled", "", "2027-01-31"), ("orphan", "", "")],
            id="columns of their own; a month ends on its last day",
        ),
        pytest.param({"is_left_behind": "双亲留守"}, [("left_behind", "学籍", "")], id="the register's own column says yes"),
        pytest.param({"is_left_behind": "非留守儿童", "is_disabled": "无残疾", "is_orphan": "否"}, [], id="and no"),
        pytest.param({"is_migrant": "", "tag": "无"}, [], id="nothing said"),
        pytest.param(
            {"tag": "留守", "tag_source": "家访", "is_left_behind": "是"}, [("left_behind", "家访", "")], id="said twice"
        ),
    ],
)
def test_groups_are_read_as_schools_write_them(cells, tags):
    found, faults = read_tags(cells)
    assert ([(one.kind, one.source, one.until) for one in found], faults) == (tags, [])


@pytest.mark.parametrize(
    "cells", [{"tag": "外向"}, {"tag": "留守", "tag_until": "明年"}, {"tag": "留守", "tag_until": "2027-02-30"}]
)
def test_a_group_or_an_end_that_cannot_be_read_is_a_fault(cells):
    assert read_tags(cells)[1]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        pytest.param(date(2027, 7, 15), True, id="the last day is included"),
        pytest.param(date(2027, 7, 16), False, id="the day after is not"),
    ],
)
def test_a_group_ends_after_its_last_day(day, holds):
    tags = (GroupTag(kind="left_behind", until="2027-07-15"), GroupTag(kind="orphan"))
    assert len(standing(tags, day)) == 1 + holds


@pytest.mark.parametrize(
    ("standings", "held"),
    [
        pytest.param([], False, id="no contact on the roster"),
        pytest.param([""], False, id="nothing was said of the only contact"),
        pytest.param(["verified", "do not use"], False, id="one verified contact is there"),
        pytest.param(["delegated", "unverified"], False, id="whoever has the daily care may be told (F11)"),
        pytest.param(["", "do not use"], False, id="one contact of whom nothing was said"),
        pytest.param(["unverified"], True, id="the only contact is unverified"),
        pytest.param(["unverified", "do not use"], True, id="none may be used"),
    ],
)
def test_the_family_is_held_back_only_where_the_roster_says_so(standings, held):
    assert family_unverified(Guardian(name="某", relation="", standing=one) for one in standings) is held


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-7-5", "2027-07-05"),
        ("20270705", "2027-07-05"),
        ("2027年2月", "2027-02-28"),
        ("2027-07-15 00:00:00", "2027-07-15"),
        ("", ""),
        ("明年", None),
        ("2027-13-01", None),
    ],
)
def test_an_end_is_read_in_every_usual_spelling(written, day):
    assert last_day(written) == day
