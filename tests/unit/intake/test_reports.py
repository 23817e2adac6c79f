"""A report form line by line: what is understood, and what a bad line is told."""

from datetime import UTC, datetime

import pytest

from screening.intake.report_kinds import GRADES, KINDS, REPORTERS, Kind, Report, meant
from screening.intake.reports import LineFault, ReportLine, is_report_table, read_report_objects, read_report_table

NOW = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
HEAD = ["学号", "姓名", "班级", "报告类型", "等级", "时间", "报告人身份", "报告人", "说明", "伤害来源", "涉及人员"]
NUMBER = "G990000000000000001"


def line(**told):
    return read_report_table([HEAD, [told.get(heading, "") for heading in HEAD]], NOW)[0]


def good(**told):
    return {"学号": NUMBER, "等级": "O2", "报告人身份": "班主任"} | told


def test_a_line_of_the_form_is_read():
    read = line(**good(时间="2026-11-09 14:20", 报告人="张老师", 说明="近来独坐"))
    assert isinstance(read, ReportLine)
    assert read.report == Report(
        kind=Kind.OBSERVATION,
        by="homeroom_teacher",
        grade="O2",
        observer="张老师",
        seen_at=datetime(2026, 11, 9, 6, 20, tzinfo=UTC),
    )
    assert (read.number, read.text, read.timed) == (NUMBER, "近来独坐", True)


@pytest.mark.parametrize(
    ("told", "kind", "grade"),
    [
        pytest.param({"等级": "明显变化"}, Kind.OBSERVATION, "O2", id="a grade in words"),
        pytest.param({"等级": "o3i"}, Kind.OBSERVATION, "O3I", id="small letters"),
        pytest.param({"报告类型": "情绪", "等级": "O1"}, Kind.OBSERVATION, "O1", id="a category of the school's own"),
        pytest.param({"报告类型": "儿童保护", "等级": "疑似"}, Kind.PROTECTION, "suspected", id="protection"),
        pytest.param({"报告类型": "欺凌", "等级": ""}, Kind.BULLYING, "", id="a kind without grades"),
        pytest.param({"报告类型": "危机内容", "等级": "CI2"}, Kind.CRITICAL, "CI-2", id="a critical grade without its hyphen"),
        pytest.param({"报告类型": "人工定级", "等级": "橙"}, Kind.HAND, "S3", id="a level by its colour"),
        pytest.param({"报告类型": "既往史", "等级": "复学"}, Kind.HISTORY, "returned", id="history"),
    ],
)
def test_kinds_and_grades_are_known_by_their_words(told, kind, grade):
    report = line(**good(**told)).report
    assert (report.kind, report.grade) == (kind, grade)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        pytest.param({"学号": ""}, "哪位学生", id="nobody named"),
        pytest.param({"学号": "1.10101E+17"}, "学号", id="a damaged number"),
        pytest.param({"等级": "O9"}, "等级", id="an unknown grade"),
        pytest.param({"报告类型": "人工定级", "等级": "O2"}, "等级", id="a grade of another kind"),
        pytest.param({"报告类型": "怪事", "等级": "S2"}, "报告类型", id="an unknown kind"),
        pytest.param({"报告人身份": ""}, "身份", id="no reporter"),
        pytest.param({"报告人身份": "路人"}, "身份", id="an unknown reporter"),
        pytest.param({"时间": "昨天"}, "时间", id="an unreadable time"),
        pytest.param({"时间": "2027-01-01"}, "将来", id="a time to come"),
        pytest.param(
            {"报告类型": "儿童保护", "等级": "疑似", "涉及人员": "班主任、隔壁老王"}, "涉及人员", id="a person we don't know"
        ),
        pytest.param({"报告类型": "儿童保护", "等级": "疑似", "伤害来源": "外星人"}, "伤害来源", id="a source we don't know"),
        pytest.param({"报告类型": "留言", "等级": ""}, "空", id="an empty message"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_never_what_stood_there(told, what):
    fault = line(**good(**told))
    assert isinstance(fault, LineFault)
    assert what in fault.what.zh
    assert fault.hint.zh
    assert not any(value in fault.what.zh + fault.hint.zh for value in ("隔壁老王", "外星人", "路人", "O9", "怪事", NUMBER))


def test_each_line_is_judged_alone():
    rows = [[NUMBER, "", "", "", grade, "", "班主任", "", "", "", ""] for grade in ("O1", "O9", "O2")]
    read = read_report_table([["本校日常报告"], HEAD, *rows], NOW)
    assert [isinstance(one, ReportLine) for one in read] == [True, False, True]
    assert [one.row for one in read] == [3, 4, 5]


def test_the_reporter_may_stand_in_the_name_cell():
    assert line(**good(报告人身份="", 报告人="心理委员")).report.by == "peer"


def test_a_wish_to_talk_is_the_pupils_own():
    assert line(学号=NUMBER, 报告类型="请求谈话").report.by == "pupil"


def test_json_takes_the_same_words_and_the_codes():
    [read] = read_report_objects(
        [{"number": NUMBER, "kind": "protection", "grade": "imminent", "by": "HT", "source_of_harm": ["家庭", "unknown"],
          "fears_going_home": True, "injured": False}], NOW)  # fmt: skip
    assert (read.report.sources, read.report.fears_home, read.report.injured) == (("guardian_household", "unknown"), True, False)


@pytest.mark.parametrize("told", [3, "text", {"学号": NUMBER, "等级": "O1", "by": "HT", "phone": "1"}, {}])
def test_json_that_is_no_report_is_a_fault(told):
    assert isinstance(read_report_objects([told], NOW)[0], LineFault)


def test_a_form_is_known_by_its_headings():
    assert is_report_table([HEAD])
    assert not is_report_table([["学号", "q1", "q2"]])


def test_no_word_means_two_things():
    for table in (REPORTERS, {str(kind): names for kind, names in KINDS.items()}, *GRADES.values()):
        words = [word for code, others in table.items() for word in (code, *others)]
        assert [word for word in words if meant(word, table) != next(c for c, o in table.items() if word in (c, *o))] == []


@pytest.mark.parametrize(
    ("by", "confirmed", "grade"), [("peer", False, "O1"), ("pupil", False, "O1"), ("peer", True, "O2"), ("guardian", False, "O2")]
)
def test_an_o2_by_a_pupil_counts_as_o1_until_confirmed(by, confirmed, grade):  # A40
    report = Report(kind=Kind.OBSERVATION, by=by, grade="O2", seen_at=NOW, adult_confirmed=confirmed)
    assert report.counts_as == grade
